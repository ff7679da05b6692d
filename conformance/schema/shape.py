"""Checks on JSON values as closures: what a response's data is checked with, once compiled.

A check takes a decoded JSON value and returns what it finds wrong, nothing if the value is sound. Where a finding
stands is told relative to the value; whoever holds the value puts its own step in front.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from conformance.schema.scalars import Scalar

_SHOWN: Final = 60
"""Characters of a found value that are shown."""

_FEW: Final = 8
"""Values of an enum, or keys of an object, that are listed one by one."""

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Found(NamedTuple):
    """One thing that is wrong.

    Attributes:
        path: steps from the checked value, such as `.tags[0]`; empty for the value itself.
        expected: what is due.
        actual: what was found, rendered.
        message: one sentence.
    """

    path: str
    expected: str
    actual: str
    message: str


Check: TypeAlias = Callable[[Any], Sequence[Found]]

_NOTHING: Final[Sequence[Found]] = ()


def non_null(check: Check, kind: str) -> Check:
    """Return `check` for a value that must not be null; `kind` is the type as GraphQL writes it."""
    complaint = (Found("", kind, "null", f"null stands where {kind} forbids it."),)

    def judge(value: Any) -> Sequence[Found]:
        return complaint if value is None else check(value)

    return judge


def nullable(check: Check) -> Check:
    """Return `check` for a value that may be null."""

    def judge(value: Any) -> Sequence[Found]:
        return _NOTHING if value is None else check(value)

    return judge


def written_as(scalar: Scalar, kind: str) -> Check:
    """Return the check that a value has a scalar's form."""
    accepts, form = scalar.accepts, scalar.form

    def judge(value: Any) -> Sequence[Found]:
        return _NOTHING if accepts(value) else wrong(form, value, kind)

    return judge


def one_of(values: Collection[str], kind: str) -> Check:
    """Return the check that a value is one of an enum's."""
    known = frozenset(values)
    form = (
        f"one of {', '.join(values)}" if len(known) <= _FEW else f"one of the {len(known)} values of {kind}"
    )

    def judge(value: Any) -> Sequence[Found]:
        return _NOTHING if isinstance(value, str) and value in known else wrong(form, value, kind)

    return judge


def listed(check: Check, kind: str) -> Check:
    """Return the check that a value is a list whose every item passes `check`."""

    def judge(value: Any) -> Sequence[Found]:
        if not isinstance(value, list):
            return wrong("a list", value, kind)
        found: list[Found] = []
        for index, item in enumerate(value):
            problems = check(item)
            if problems:
                found += [_below(f"[{index}]", problem) for problem in problems]
        return found

    return judge


def record(fields: Mapping[str, Check], kind: str, *, closed: bool = True) -> Check:
    """Return the check that a value is an object with exactly these keys, each value passing its check.

    Args:
        fields: checks by response key.
        kind: the type's name.
        closed: whether other keys are wrong.
    """
    items, size = tuple(fields.items()), len(fields)

    def judge(value: Any) -> Sequence[Found]:
        if not isinstance(value, dict):
            return wrong("an object", value, kind)
        found: list[Found] = []
        is_complete = True
        for key, check in items:
            if key in value:
                problems = check(value[key])
                if problems:
                    found += [_below(f".{key}", problem) for problem in problems]
            else:
                is_complete = False
                found.append(
                    Found(f".{key}", "the selected field", "nothing", f"{kind} lacks the selected {key}.")
                )
        if closed and not (is_complete and len(value) == size):
            found += [_surplus(key, value[key], kind) for key in value if key not in fields]
        return found

    return judge


def wrong(form: str, value: Any, kind: str) -> tuple[Found]:
    """Return the finding that a value has not the form that its type asks for."""
    return (Found("", form, render(value), f"The value is no {kind}."),)


def render(value: Any) -> str:
    """Return a JSON value as a person wants to see it in a message: short, on one line, fit to be written."""
    if isinstance(value, dict):
        keys = [_name(key) for key in value]
        more = f" and {len(keys) - _FEW} more" if len(keys) > _FEW else ""
        return _cut(f"an object with {', '.join(keys[:_FEW])}{more}" if keys else "an empty object")
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return _cut(json.dumps(value[: _SHOWN + 1] if isinstance(value, str) else value, ensure_ascii=False))


def _name(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else json.dumps(key)


def _cut(text: str) -> str:
    """Return the start of a text, without the lone surrogates that JSON lets in and UTF-8 keeps out."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return shown.encode("utf-8", "backslashreplace").decode()


def _below(step: str, found: Found) -> Found:
    return Found(step + found.path, *found[1:])


def _surplus(key: str, value: Any, kind: str) -> Found:
    step = f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{_name(key)}]"
    return Found(step, "no such key", render(value), f"{kind} has a key that was not selected.")
