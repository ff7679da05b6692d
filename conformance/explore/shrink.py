"""A smaller script that fails alike: steps, fields and entries are left out as long as the failure stays the same.

Hypothesis could do it, but at a price in calls that a store's bucket does not pay; what is left out here are whole things,
so that some dozens of tries are enough.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.explore.script import Agreement, Move, Script

MOST_TRIES: Final = 200
"""Scripts that are played to make one smaller."""

_KEPT: Final = frozenset({"input", "id", "document", "variables", "namespace", "key", "value"})
"""Keys without which a step is none."""

_NAME: Final = re.compile(r"\$\{(\w+)")

Data = Any


def shrunk(
    data: Data,
    smaller: Callable[[Data], Iterator[Data]],
    fails: Callable[[Data], bool],
    most: int = MOST_TRIES,
) -> Data:
    """Return data that fails and of which no smaller form that is tried does.

    Args:
        data: what fails.
        smaller: gives smaller forms, the most daring first.
        fails: plays data and tells whether it fails in the same way.
        most: how many forms are tried.
    """
    tries = 0
    progress = True
    while progress:
        progress = False
        for candidate in smaller(data):
            if tries >= most:
                return data
            tries += 1
            if fails(candidate):
                data, progress = candidate, True
                break
    return data


def smaller_scripts(script: Script) -> Iterator[Script]:
    """Yield a script without some of its steps, without its definition, and with less in a step."""
    moves = script.moves
    for size in (len(moves) // 2, len(moves) // 4, 1):
        for at in range(0, len(moves) - 1, size or 1):
            if size and len(moves) > size:
                yield replace(script, moves=moves[:at] + moves[at + size :])
    if script.defined:
        yield replace(script, defined=False)
    for at, move in enumerate(moves):
        if move.verb == "when":
            for what in smaller_values(move.what):
                yield replace(script, moves=(*moves[:at], replace(move, what=what), *moves[at + 1 :]))


def only_about(script: Script, agreement: Agreement) -> Script:
    """Return a script with the customers that one agreement is about, and those that their steps refer to."""
    kept: list[Move] = []
    wanted = {agreement.left, agreement.right}
    for move in reversed(script.moves):
        asked = {
            name for name in _NAME.findall(repr(move.what)) if any(each.name == name for each in script.moves)
        }
        if move.name in wanted or (not move.name and asked & wanted):
            kept.append(move)
            wanted |= asked
    return replace(script, moves=tuple(reversed(kept)), agreements=(agreement,))


def smaller_values(value: Any, *, deep: bool = True) -> Iterator[Any]:
    """Yield a JSON value without one of its parts, outer parts first.

    Args:
        value: the value.
        deep: whether parts of entries of lists may be left out, too.
    """
    if isinstance(value, dict):
        yield from (
            {name: item for name, item in value.items() if name != key} for key in value if key not in _KEPT
        )
        for key, item in value.items():
            if key != "identifier":  # of whose keys there is exactly one
                yield from ({**value, key: less} for less in smaller_values(item, deep=deep))
    elif isinstance(value, list):
        for size in (len(value) // 2, len(value) // 8, 1):
            yield from (value[:at] + value[at + size :] for at in range(0, len(value), size or 1) if size)
        for at, item in enumerate(value) if deep else ():
            yield from ([*value[:at], less, *value[at + 1 :]] for less in smaller_values(item))
    elif isinstance(value, str) and value != value.strip() and "${" in value:
        yield value.strip()


def smaller_data(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the data of a law with less in one of its inputs; entries of lists stay whole, for laws may rest on them."""
    for name, value in data.items():
        if isinstance(value, list):
            yield from ({**data, name: value[:at] + value[at + 1 :]} for at in range(len(value)))
            continue
        parts = {name: value} if name in _INPUTS else value
        for key, part in parts.items():
            for less in smaller_values(part, deep=False):
                yield {**data, name: less if name in _INPUTS else {**value, key: less}}


_INPUTS: Final = frozenset({"given", "change", "one", "other"})
"""Data that is a whole input; of any other, the one field is what the law is about."""
