"""The comparison of expected trees with actual values."""

from __future__ import annotations

import pickle

import pytest

from conformance.match import MISSING, Difference, Matcher, compare, render


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("Ada", "Ada"),
        (None, None),
        (True, True),
        (1, 1.0),
        ([], []),
        ({}, {"note": "x"}),
        ({"tags": ["a", "b"]}, {"tags": ["a", "b"], "note": None}),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 1, "d": 2}], "e": 3}}),
    ],
)
def test_equal_values_have_no_difference(expected: object, actual: object) -> None:
    """Keys that the expected tree does not name are not compared."""
    assert compare(expected, actual) == ()


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        ("Ada", "Bob", "the texts differ"),
        (1, 2, "the values differ"),
        (True, 1, "expected boolean, found int"),
        (1, True, "expected int, found boolean"),
        (0, False, "expected int, found boolean"),
        ("1", 1, "expected string, found int"),
        (1, "1", "expected int, found string"),
        ("", None, "expected string, found null"),
        (None, "", "expected null, found string"),
        ({}, [], "expected an object, found list"),
        ([], {}, "expected a list, found object"),
        ([1], [], "expected 1 element, found 0"),
        ([], [1, 2], "expected 0 elements, found 2"),
    ],
)
def test_scalars_keep_their_type(expected: object, actual: object, message: str) -> None:
    """A value of another type is a difference, however alike it looks."""
    (found,) = compare(expected, actual)
    assert found.message == message


def test_missing_key_is_not_null() -> None:
    """A key that is not there differs from a key that holds null."""
    assert compare({"note": None}, {}, "$.customer") == (
        Difference("$.customer.note", "null", "(missing)", "the key is missing", ("note",)),
    )


def test_difference_says_where_in_both_trees() -> None:
    """The path leads through the response, `where` through the expected tree."""
    expected = {"addressesV2": {"nodes": [{"city": "Ottawa"}, {"city": "Oslo"}]}}
    actual = {"addressesV2": {"nodes": [{"city": "Ottawa"}, {"city": "Bergen"}]}}
    assert compare(expected, actual, "$.data.customerSet.customer") == (
        Difference(
            "$.data.customerSet.customer.addressesV2.nodes[1].city",
            '"Oslo"',
            '"Bergen"',
            "the texts differ",
            ("addressesV2", "nodes", 1, "city"),
        ),
    )


def test_every_difference_is_found() -> None:
    """One comparison tells all that is wrong, in the order of the expected tree."""
    found = compare({"a": 1, "b": [1, 2], "c": "x"}, {"a": 2, "b": [1, 3], "c": "y"})
    assert [each.path for each in found] == ["$.a", "$.b[1]", "$.c"]


def test_unusual_keys_are_quoted_in_paths() -> None:
    """A key that is no word stands in brackets."""
    assert compare({"x-request-id": "a"}, {}, "$")[0].path == '$["x-request-id"]'


def test_long_texts_that_differ_late_say_where() -> None:
    """Two texts that look alike once they are cut tell where they part."""
    (found,) = compare("x" * 100 + "a", "x" * 100 + "b")
    assert found.message == "the texts differ from character 101 on (lengths 101 and 101)"


def test_object_of_absent_keys_may_be_missing_itself() -> None:
    """What must not be there is not there either if the object around it is missing."""
    expected = {"extensions": {"code": Matcher("absent", True)}}  # noqa: FBT003  its only argument
    assert compare(expected, {}) == ()
    assert compare(expected, {"extensions": {"code": "X"}})[0].message == "must not be there"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("Zoë", '"Zoë"'),
        ([1, "a", None], '[1, "a", null]'),
        ({"a": {"b": []}}, '{"a": {"b": []}}'),
        (MISSING, "(missing)"),
        ({"id": Matcher("gid", "Customer")}, '{"id": a gid of Customer}'),
        (
            Matcher("unordered", ["a", Matcher("type", "int")]),
            'in any order ["a", "a value of the type int"]',
        ),
    ],
)
def test_values_are_rendered_as_json(value: object, text: str) -> None:
    """Values are shown as JSON, matchers in words, a missing key as such."""
    assert render(value) == text


def test_long_values_are_cut() -> None:
    """A rendered value takes 80 characters at most, however large it is."""
    assert render("x" * 5000) == '"' + "x" * 78 + "…"
    assert len(render([{"note": "x" * 30}] * 100_000)) == 80


def test_missing_survives_pickling() -> None:
    """The stand-in for a missing key stays the one value it is, also between processes."""
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING  # noqa: S301  pickled one line above
