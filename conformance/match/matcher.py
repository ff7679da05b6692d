"""The closed set of matchers: what each takes, when it holds, and how it is told to a person."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Matches = Callable[[Any, Any], bool]


class _Missing:
    """The type of MISSING."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""Stands for the value of a key that is not there; a key that holds null has the value None."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A rule that stands in an expected tree in place of a value.

    Attributes:
        kind: a key of KINDS.
        argument: what the kind takes; an expected tree for `unordered`, `contains` and `not`.
    """

    kind: str
    argument: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a matcher does not hold.

    Attributes:
        message: one sentence.
        where: path inside the matcher's argument, if one element of it is to blame.
    """

    message: str
    where: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the registry.

    Attributes:
        doc: what the matcher accepts, for the editor and the manual.
        takes: the argument's form: `true`, `type`, `name`, `regex`, `list`, `tree`, `count` or `time`.
        check: (argument, actual, matches) to None or a Failure; `matches` compares nested expected trees.
            `actual` is never MISSING, save for `absent`.
        describe: argument to words that complete "expected ...".
    """

    doc: str
    takes: str
    check: Callable[[Any, Any, Matches], Failure | None]
    describe: Callable[[Any], str]


TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: type(value) is str,
    "int": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: type(value) is bool,
    "list": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
    "null": lambda value: value is None,
}
"""The words that `type` takes, each with its test."""


def type_name(value: Any) -> str:
    """Return the JSON type of `value`: a word of TYPES, the narrowest that fits."""
    return next((name for name, test in TYPES.items() if test(value)), type(value).__name__)


def instant(text: Any) -> datetime | None:
    """Return the ISO 8601 time that `text` holds, in UTC unless it names a zone, or None if it holds none."""
    if type(text) is not str:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@lru_cache(maxsize=512)
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _failure(holds: object, message: str) -> Failure | None:
    return None if holds else Failure(message)


def _a_string(actual: Any) -> str:
    return f"expected a string, found {type_name(actual)}"


def _check_gid(name: str, actual: Any, _matches: Matches) -> Failure | None:
    if type(actual) is not str:
        return Failure(_a_string(actual))
    holds = _pattern(rf"gid://shopify/{re.escape(name)}/[^/?\s]+(\?\S*)?").fullmatch(actual)
    return _failure(holds, f"is not a global id of {name}")


def _check_regex(regex: str, actual: Any, _matches: Matches) -> Failure | None:
    if type(actual) is not str:
        return Failure(_a_string(actual))
    return _failure(_pattern(regex).fullmatch(actual), f"does not match /{regex}/ from end to end")


def _check_unordered(wanted: list[Any], actual: Any, matches: Matches) -> Failure | None:
    if type(actual) is not list:
        return Failure(f"expected a list, found {type_name(actual)}")
    if len(wanted) != len(actual):
        return Failure(f"expected {elements(len(wanted))} in any order, found {len(actual)}")
    taken_by: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        """Give wanted element `index` an actual one, moving others aside (Kuhn's augmenting path)."""
        for candidate, value in enumerate(actual):
            if candidate in tried or not matches(wanted[index], value):
                continue
            tried.add(candidate)
            if candidate not in taken_by or place(taken_by[candidate], tried):
                taken_by[candidate] = index
                return True
        return False

    for index in range(len(wanted)):
        if not place(index, set()):
            return Failure(f"no element is left that matches expected element {index}", (index,))
    return None


def _check_contains(wanted: Any, actual: Any, matches: Matches) -> Failure | None:
    if type(actual) is list:
        return _failure(any(matches(wanted, value) for value in actual), "no element matches")
    if type(actual) is str and type(wanted) is str:
        return _failure(wanted in actual, "the text is not in it")
    return Failure(f"expected a list or a text, found {type_name(actual)}")


def _check_length(count: int, actual: Any, _matches: Matches) -> Failure | None:
    if type(actual) not in (list, str, dict):
        return Failure(f"expected something with a length, found {type_name(actual)}")
    return _failure(len(actual) == count, f"expected length {count}, found {len(actual)}")


def _check_time(bound: str, actual: Any, *, after: bool) -> Failure | None:
    found, limit = instant(actual), instant(bound)
    if found is None or limit is None:
        return Failure("is not an ISO 8601 time")
    word = "after" if after else "before"
    return _failure(found > limit if after else found < limit, f"is not {word} {bound}")


def elements(count: int) -> str:
    """Return `1 element`, `2 elements`, ..."""
    return f"{count} element" if count == 1 else f"{count} elements"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_nested)


def _nested(value: Any) -> str:
    return KINDS[value.kind].describe(value.argument) if isinstance(value, Matcher) else str(value)


KINDS: Final[Mapping[str, Kind]] = {
    "any": Kind(
        "The key is present, with any value, null included.",
        "true",
        lambda _true, _actual, _matches: None,
        lambda _true: "any value",
    ),
    "absent": Kind(
        "The key is missing; null is not missing.",
        "true",
        lambda _true, actual, _matches: _failure(actual is MISSING, "must not be there"),
        lambda _true: "no such key",
    ),
    "type": Kind(
        f"A value of that JSON type: {', '.join(TYPES)}.",
        "type",
        lambda name, actual, _matches: _failure(
            TYPES[name](actual), f"expected the type {name}, found {type_name(actual)}"
        ),
        lambda name: f"a value of the type {name}",
    ),
    "gid": Kind(
        "A global id of that GraphQL type, such as Customer.",
        "name",
        _check_gid,
        lambda name: f"a gid of {name}",
    ),
    "regex": Kind(
        "A string that the regular expression matches from end to end.",
        "regex",
        _check_regex,
        lambda regex: f"a string that matches /{regex}/",
    ),
    "unordered": Kind(
        "A list of just these elements, in any order.",
        "list",
        _check_unordered,
        lambda wanted: f"in any order {_text(wanted)}",
    ),
    "contains": Kind(
        "A list with an element like this, or a string with this text in it.",
        "tree",
        _check_contains,
        lambda wanted: f"something that contains {_text(wanted)}",
    ),
    "length": Kind(
        "A list or string of that length.",
        "count",
        _check_length,
        lambda count: f"something of length {count}",
    ),
    "before": Kind(
        "An ISO 8601 time before this one.",
        "time",
        lambda bound, actual, _matches: _check_time(bound, actual, after=False),
        lambda bound: f"a time before {bound}",
    ),
    "after": Kind(
        "An ISO 8601 time after this one.",
        "time",
        lambda bound, actual, _matches: _check_time(bound, actual, after=True),
        lambda bound: f"a time after {bound}",
    ),
    "not": Kind(
        "Present, and anything but this.",
        "tree",
        lambda unwanted, actual, matches: _failure(
            not matches(unwanted, actual), "must differ from what is excluded"
        ),
        lambda unwanted: f"anything but {_text(unwanted)}",
    ),
}
"""Every matcher by its key in a scenario."""


def argument_problem(kind: str, argument: Any) -> str:
    """Say what is wrong with the argument of a matcher, or return an empty string.

    Args:
        kind: a key of KINDS.
        argument: the argument, with every reference in it filled in.
    """
    return _ARGUMENT_PROBLEMS[KINDS[kind].takes](argument)


def _regex_problem(argument: Any) -> str:
    if type(argument) is not str:
        return "takes a regular expression in quotes"
    try:
        _pattern(argument)
    except re.error as error:
        return f"takes a regular expression, and this is none: {error}"
    return ""


def _form(holds: Callable[[Any], object], message: str) -> Callable[[Any], str]:
    return lambda argument: "" if holds(argument) else message


_ARGUMENT_PROBLEMS: Final[Mapping[str, Callable[[Any], str]]] = {
    "true": _form(lambda argument: argument is True, "takes only true"),
    "type": _form(
        lambda argument: type(argument) is str and argument in TYPES, f"takes one of {', '.join(TYPES)}"
    ),
    "name": _form(
        lambda argument: type(argument) is str and argument.isidentifier(), "takes the name of a GraphQL type"
    ),
    "regex": _regex_problem,
    "list": _form(lambda argument: type(argument) is list, "takes a list"),
    "tree": _form(lambda _argument: True, ""),
    "count": _form(
        lambda argument: type(argument) is int and argument >= 0, "takes a whole number from 0 up"
    ),
    "time": _form(instant, "takes an ISO 8601 time such as 2026-10-01T00:00:00Z"),
}
