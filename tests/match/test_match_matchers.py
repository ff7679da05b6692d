"""Each matcher: what it accepts, what it refuses and what it says then."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.match import KINDS, MISSING, Matcher, argument_problem, compare

ADDRESS = "gid://shopify/MailingAddress/7?model_name=CustomerAddress"

HOLDS: list[tuple[str, Any, Any]] = [
    ("any", True, "x"),
    ("any", True, None),
    ("absent", True, MISSING),
    ("type", "string", ""),
    ("type", "int", 5),
    ("type", "number", 5),
    ("type", "number", 5.5),
    ("type", "boolean", False),
    ("type", "list", []),
    ("type", "object", {}),
    ("type", "null", None),
    ("gid", "Customer", "gid://shopify/Customer/7"),
    ("gid", "MailingAddress", ADDRESS),
    ("regex", "a+b", "aab"),
    ("unordered", ["b", "a"], ["a", "b"]),
    ("unordered", [], []),
    ("unordered", [{"a": 1}, {}], [{"b": 1}, {"a": 1}]),
    ("contains", "a", ["b", "a"]),
    ("contains", {"a": 1}, [{"a": 1, "b": 2}]),
    ("contains", "bc", "abcd"),
    ("length", 2, ["a", "b"]),
    ("length", 3, "abc"),
    ("before", "2026-10-01T00:00:00Z", "2026-09-30T23:59:59Z"),
    ("after", "2026-10-01T00:00:00Z", "2026-10-01T02:00:01+02:00"),
    ("after", "2026-10-01", "2026-10-02T00:00:00Z"),
    ("not", "a", "b"),
    ("not", None, ""),
    ("not", Matcher("contains", "a"), ["b"]),
]

FAILS: list[tuple[str, Any, Any, str]] = [
    ("any", True, MISSING, "the key is missing"),
    ("absent", True, None, "must not be there"),
    ("absent", True, "x", "must not be there"),
    ("type", "int", True, "expected the type int, found boolean"),
    ("type", "number", "5", "expected the type number, found string"),
    ("type", "string", None, "expected the type string, found null"),
    ("gid", "Customer", ADDRESS, "is not a global id of Customer"),
    ("gid", "Customer", "gid://shopify/Customer/", "is not a global id of Customer"),
    ("gid", "Customer", 7, "expected a string, found int"),
    ("regex", "a+", "aab", "does not match /a+/ from end to end"),
    ("regex", "a+", None, "expected a string, found null"),
    ("unordered", ["a", "b"], ["a"], "expected 2 elements in any order, found 1"),
    ("unordered", ["a"], "a", "expected a list, found string"),
    ("unordered", ["a", "a"], ["a", "b"], "no element is left that matches expected element 1"),
    ("contains", "a", ["b"], "no element matches"),
    ("contains", "z", "abc", "the text is not in it"),
    ("contains", "z", 5, "expected a list or a text, found int"),
    ("length", 1, [], "expected length 1, found 0"),
    ("length", 1, None, "expected something with a length, found null"),
    ("before", "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "is not before 2026-10-01T00:00:00Z"),
    ("after", "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "is not after 2026-10-01T00:00:00Z"),
    ("after", "2026-10-01T00:00:00Z", "soon", "is not an ISO 8601 time"),
    ("not", "a", "a", "must differ from what is excluded"),
    ("not", "a", MISSING, "the key is missing"),
]


@pytest.mark.parametrize(("kind", "argument", "actual"), HOLDS)
def test_matcher_holds(kind: str, argument: Any, actual: Any) -> None:
    """A value that fits has no difference."""
    assert compare({"x": Matcher(kind, argument)}, {} if actual is MISSING else {"x": actual}) == ()


@pytest.mark.parametrize(("kind", "argument", "actual", "message"), FAILS)
def test_matcher_fails(kind: str, argument: Any, actual: Any, message: str) -> None:
    """A value that does not fit has one difference, which says why."""
    found = compare({"x": Matcher(kind, argument)}, {} if actual is MISSING else {"x": actual})
    assert [each.message for each in found] == [message]


def test_every_matcher_can_hold_and_fail() -> None:
    """No matcher is without an example of both."""
    assert {each[0] for each in HOLDS} == set(KINDS)
    assert {each[0] for each in FAILS} == set(KINDS)


def test_unordered_finds_the_one_assignment_that_works() -> None:
    """Partial trees may fit several elements; the greedy choice must not fail."""
    expected = Matcher("unordered", [{}, {"city": "Oslo"}, {"zip": "1"}])
    assert compare(expected, [{"city": "Oslo", "zip": "1"}, {"city": "Oslo"}, {"zip": "1"}]) == ()


def test_unordered_points_at_the_element_without_a_match() -> None:
    """`where` names the expected element, so that its line can be shown."""
    (found,) = compare({"tags": Matcher("unordered", ["a", "b"])}, {"tags": ["a", "c"]})
    assert found.where == ("tags", 1)
    assert found.path == "$.tags"


@pytest.mark.parametrize(
    ("kind", "argument", "problem"),
    [
        ("any", False, "takes only true"),
        ("any", 1, "takes only true"),
        ("absent", None, "takes only true"),
        ("type", "text", "takes one of string, int, number, boolean, list, object, null"),
        ("gid", "gid://shopify/Customer", "takes the name of a GraphQL type"),
        ("regex", 5, "takes a regular expression in quotes"),
        (
            "regex",
            "(",
            "takes a regular expression, and this is none: missing ), unterminated subpattern at position 0",
        ),
        ("unordered", "a", "takes a list"),
        ("length", True, "takes a whole number from 0 up"),
        ("length", -1, "takes a whole number from 0 up"),
        ("after", "soon", "takes an ISO 8601 time such as 2026-10-01T00:00:00Z"),
    ],
)
def test_bad_arguments_are_named(kind: str, argument: Any, problem: str) -> None:
    """An argument that the matcher can't take is told before anything is compared."""
    assert argument_problem(kind, argument) == problem


@pytest.mark.parametrize(("kind", "argument", "_actual"), HOLDS)
def test_good_arguments_have_no_problem(kind: str, argument: Any, _actual: Any) -> None:
    """Whatever the other tests use can be written."""
    assert argument_problem(kind, argument) == ""
