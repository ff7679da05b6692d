"""The comparison of an expected tree with an actual one, and of two actual trees with each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from conformance.match.matcher import KINDS, MISSING, Matcher, elements, type_name
from conformance.match.render import WIDTH, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD: Final = re.compile(r"[A-Za-z_]\w*\Z")
_NUMBERS: Final = (int, float)
_ABSENT: Final = Matcher("absent", True)  # noqa: FBT003  the argument that every `absent` has

Trail = list[str | int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the actual tree is not as expected.

    Attributes:
        path: JSON path of the actual value, such as `$.data.customerSet.customer.tags[0]`.
        expected: the expected value or rule, rendered.
        actual: the found value, rendered.
        message: one sentence that says what is wrong.
        where: path inside the expected tree; elements of a matcher's list continue the matcher's own path.
    """

    path: str
    expected: str
    actual: str
    message: str
    where: tuple[str | int, ...]


def compare(expected: Any, actual: Any, path: str = "$") -> tuple[Difference, ...]:
    """Return every difference between an expected tree and an actual JSON value; none means that it matches.

    A mapping compares only the keys it names. A list compares length, order and elements. Scalars compare with
    their type: true is not 1 and "1" is not 1, while 1 and 1.0 are the same JSON number. A key that is missing
    is not a key that holds null.

    Args:
        expected: JSON values with a Matcher wherever one may stand.
        actual: a decoded JSON value, or MISSING.
        path: where `actual` stands in the response.
    """
    found: list[Difference] = []
    _Walk(path, found).compare(expected, actual, [])
    return tuple(found)


def _matches(expected: Any, actual: Any) -> bool:
    found: list[Difference] = []
    _Walk("$", found).compare(expected, actual, [])
    return not found


class _Walk:
    """One walk over a pair of trees, which leaves what it finds in a list."""

    __slots__ = ("found", "root")

    def __init__(self, root: str, found: list[Difference]) -> None:
        self.root = root
        self.found = found

    def compare(self, expected: Any, actual: Any, trail: Trail) -> None:
        kind = type(expected)
        if kind is dict:
            self._compare_mapping(expected, actual, trail)
        elif kind is Matcher:
            self._check(expected, actual, trail)
        elif kind is list or kind is tuple:
            self._compare_list(expected, actual, trail)
        elif not _same_scalar(expected, actual):
            self._report(expected, actual, trail, _scalar_message(expected, actual))

    def _compare_mapping(self, expected: dict[str, Any], actual: Any, trail: Trail) -> None:
        if type(actual) is not dict:
            if actual is MISSING and expected and all(value == _ABSENT for value in expected.values()):
                return
            self._report(expected, actual, trail, _kind_message("an object", actual))
            return
        for key, want in expected.items():
            got = actual.get(key, MISSING)
            if got is want:
                continue
            trail.append(key)
            self.compare(want, got, trail)
            trail.pop()

    def _compare_list(self, expected: Sequence[Any], actual: Any, trail: Trail) -> None:
        if type(actual) is not list:
            self._report(expected, actual, trail, _kind_message("a list", actual))
        elif len(actual) != len(expected):
            message = f"expected {elements(len(expected))}, found {len(actual)}"
            self._report(expected, actual, trail, message)
        else:
            for index, want in enumerate(expected):
                trail.append(index)
                self.compare(want, actual[index], trail)
                trail.pop()

    def _check(self, matcher: Matcher, actual: Any, trail: Trail) -> None:
        if actual is MISSING and matcher.kind != "absent":
            self._report(matcher, actual, trail, "the key is missing")
            return
        failure = KINDS[matcher.kind].check(matcher.argument, actual, _matches)
        if failure:
            self._report(matcher, actual, trail, failure.message, failure.where)

    def _report(
        self, expected: Any, actual: Any, trail: Trail, message: str, further: tuple[str | int, ...] = ()
    ) -> None:
        self.found.append(
            Difference(
                json_path(self.root, trail), render(expected), render(actual), message, (*trail, *further)
            )
        )


def equal_trees(
    before: Any, after: Any, ignoring: Iterable[str] = (), path: str = "$"
) -> tuple[Difference, ...]:
    """Return every difference between two actual trees, such as a customer before and after a write.

    Args:
        before: a decoded JSON value.
        after: a decoded JSON value.
        ignoring: dotted paths that may differ, with `*` for any key or index: `updatedAt`,
            `addressesV2.nodes.*.id`. An object or list on the way to such a path may also come or go as a whole.
        path: where both values stand.

    Returns:
        Differences whose `expected` is the value before; `where` is the path inside both trees.
    """
    found: list[Difference] = []
    _Frame(path, found).compare(before, after, [], [tuple(name.split(".")) for name in ignoring])
    return tuple(found)


class _Frame:
    """One walk over a tree before and after."""

    __slots__ = ("found", "root")

    def __init__(self, root: str, found: list[Difference]) -> None:
        self.root = root
        self.found = found

    def compare(self, before: Any, after: Any, trail: Trail, ignored: list[tuple[str, ...]]) -> None:
        """Compare below `trail`; `ignored` are the paths that may differ, relative to it."""
        if before is after:
            return
        if type(before) is dict and type(after) is dict:
            for key in (*before, *(key for key in after if key not in before)):
                self._step(key, before.get(key, MISSING), after.get(key, MISSING), trail, ignored)
        elif type(before) is list and type(after) is list and len(before) == len(after):
            for index, (old, new) in enumerate(zip(before, after, strict=True)):
                self._step(index, old, new, trail, ignored)
        elif not _same_scalar(before, after) and not (ignored and _comes_or_goes(before, after)):
            self.found.append(
                Difference(
                    json_path(self.root, trail),
                    render(before),
                    render(after),
                    _change(before, after),
                    (*trail,),
                )
            )

    def _step(self, key: str | int, old: Any, new: Any, trail: Trail, ignored: list[tuple[str, ...]]) -> None:
        below = (
            [rest[1:] for rest in ignored if rest[0] == "*" or rest[0] == str(key)] if ignored else ignored
        )
        if () in below:
            return
        trail.append(key)
        self.compare(old, new, trail, below)
        trail.pop()


def value_at(tree: Any, path: str) -> Any:
    """Return what stands at a dotted path: MISSING if a key or index is not there, None below a null."""
    for name in path.split("."):
        if tree is None or tree is MISSING:
            return tree
        if type(tree) is dict:
            tree = tree.get(name, MISSING)
        elif type(tree) is list and name.isdecimal() and int(name) < len(tree):
            tree = tree[int(name)]
        else:
            return MISSING
    return tree


def json_path(root: str, trail: Iterable[str | int]) -> str:
    """Return the JSON path of the place that `trail` leads to from `root`."""
    return root + "".join(
        f"[{step}]" if type(step) is int else f".{step}" if _WORD.match(str(step)) else f"[{render(step)}]"
        for step in trail
    )


def _same_scalar(one: Any, other: Any) -> bool:
    if type(one) is type(other) or (type(one) in _NUMBERS and type(other) in _NUMBERS):
        return bool(one == other)
    return False


def _comes_or_goes(before: Any, after: Any) -> bool:
    return before is None or after is None or before is MISSING or after is MISSING


def _kind_message(wanted: str, actual: Any) -> str:
    return "the key is missing" if actual is MISSING else f"expected {wanted}, found {type_name(actual)}"


def _scalar_message(expected: Any, actual: Any) -> str:
    if actual is MISSING:
        return "the key is missing"
    if type(expected) is str and type(actual) is str:
        return f"the texts differ{_first_difference(expected, actual)}"
    if type_name(expected) != type_name(actual):
        return f"expected {type_name(expected)}, found {type_name(actual)}"
    return "the values differ"


def _first_difference(one: str, other: str) -> str:
    """Say where two texts part, if both are too long to be shown whole."""
    if max(len(one), len(other)) < WIDTH - 2:
        return ""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))
    return f" from character {at + 1} on (lengths {len(one)} and {len(other)})"


def _change(before: Any, after: Any) -> str:
    if before is MISSING:
        return "was not there before"
    if after is MISSING:
        return "was there before and is gone"
    if type(before) is list and type(after) is list:
        return f"had {elements(len(before))} before and has {len(after)} now"
    return "changed"
