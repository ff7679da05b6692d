"""The data in report.html: the same JSON as report.json, with evidence left out only where the page grew too large."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from conformance.report.integrity import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.report.plain_verdict import Plain

MOST_BYTES: Final = 1_480_000
"""How large a page may grow by requests and responses."""

LEAST_EVIDENCE: Final = 60_000
"""Bytes of requests and responses that are shown in any case, however many cases there are."""

LONGEST_BODY: Final = 40_000
"""Characters of a response body; report.json has the rest."""

_FIRST: Final = ("failed", "errored", "discovery", "known", "not applicable")
"""Whose evidence is kept first, if there is too much."""

_LESS: Final = "\\u003c"
"""In a script element only what begins with this character is read as markup."""

_LEVELS: Final = ("MUST", "SHOULD", "MAY")


def embedded(plain: Plain, around: int = 0) -> str:
    """Return the content of report.json as text for a script element that is not run.

    The first cases of the worst kind keep their requests and responses; a row says how many of its own were omitted,
    and a response how much of its body was cut. The digest is that of what is embedded.

    Args:
        plain: the content of report.json.
        around: how many bytes the page has without it.
    """
    rows = [_cut(row) for row in plain["verdicts"]]
    bare = {**plain, "verdicts": [_without(row) for row in rows]}
    room = max(MOST_BYTES - around - _size(bare), LEAST_EVIDENCE)
    kept = _kept(rows, room)
    shown = {**bare, "verdicts": [row if at in kept else _without(row) for at, row in enumerate(rows)]}
    if shown["verdicts"] != plain["verdicts"]:
        shown["digest"] = digest(shown)
    return _text(shown).replace("<", _LESS)


def _kept(rows: list[Plain], room: int) -> frozenset[int]:
    """Return the places of the rows that keep their exchanges."""
    kept = set()
    for place in sorted(range(len(rows)), key=lambda at: _urgency(rows[at])):
        size = _size(rows[place].get("exchanges", []))
        if size <= room:
            room -= size
            kept.add(place)
    return frozenset(kept)


def _urgency(row: Plain) -> tuple[int, int]:
    status = "known" if row.get("known") else row["status"]
    return (_FIRST.index(status) if status in _FIRST else len(_FIRST), _LEVELS.index(row["level"]))


def _without(row: Plain) -> Plain:
    exchanges = row.get("exchanges")
    if not exchanges:
        return row
    return {**{key: value for key, value in row.items() if key != "exchanges"}, "omitted": len(exchanges)}


def _cut(row: Plain) -> Plain:
    exchanges: Iterable[Plain] = row.get("exchanges", ())
    if all(len(exchange["response"]["body"]) <= LONGEST_BODY for exchange in exchanges):
        return row
    return {**row, "exchanges": [_cut_exchange(exchange) for exchange in exchanges]}


def _cut_exchange(exchange: Plain) -> Plain:
    response = exchange["response"]
    left = len(response["body"]) - LONGEST_BODY
    if left <= 0:
        return exchange
    return {**exchange, "response": {**response, "body": response["body"][:LONGEST_BODY], "cut": left}}


def _size(value: Any) -> int:
    return len(_text(value).replace("<", _LESS).encode())


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
