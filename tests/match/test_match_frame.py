"""Two actual trees: what has changed between them, apart from what may."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.match import MISSING, Difference, equal_trees, value_at

BEFORE = {
    "note": None,
    "defaultEmailAddress": {"emailAddress": "a@example.com", "marketingState": "NOT_SUBSCRIBED"},
    "addressesV2": {"nodes": [{"id": "1", "city": "Ottawa"}, {"id": "2", "city": "Oslo"}]},
}


def changed(**fields: Any) -> dict[str, Any]:
    """The tree with some keys replaced."""
    return {**BEFORE, **fields}


def test_equal_trees_have_no_difference() -> None:
    """Nothing is reported where nothing differs."""
    assert equal_trees(BEFORE, changed()) == ()


def test_change_is_reported_with_both_values() -> None:
    """The value before stands as the expected one."""
    assert equal_trees(BEFORE, changed(note="x"), path="$.customer") == (
        Difference("$.customer.note", "null", '"x"', "changed", ("note",)),
    )


def test_keys_that_come_and_go_are_reported() -> None:
    """A key on one side only is a difference, also if it holds null."""
    assert [(each.path, each.message) for each in equal_trees({"a": None}, {"b": None})] == [
        ("$.a", "was there before and is gone"),
        ("$.b", "was not there before"),
    ]


def test_true_is_not_one() -> None:
    """Types count, as in expected trees."""
    assert [each.path for each in equal_trees({"a": True, "b": 0}, {"a": 1, "b": False})] == ["$.a", "$.b"]


def test_lists_of_other_length_differ_as_a_whole() -> None:
    """Elements are compared by place only while both lists are equally long."""
    (found,) = equal_trees({"tags": ["a"]}, {"tags": []})
    assert (found.path, found.message) == ("$.tags", "had 1 element before and has 0 now")


@pytest.mark.parametrize("ignoring", [["note"], ["note", "addressesV2"], ["*"]])
def test_ignored_paths_may_differ(ignoring: list[str]) -> None:
    """A path that is named may change."""
    assert equal_trees(BEFORE, changed(note="x"), ignoring) == ()


def test_star_means_every_element() -> None:
    """Ids of all list elements can be ignored at once, while the rest of the elements counts."""
    after = changed(addressesV2={"nodes": [{"id": "3", "city": "Ottawa"}, {"id": "4", "city": "Bergen"}]})
    assert [each.path for each in equal_trees(BEFORE, after, ["addressesV2.nodes.*.id"])] == [
        "$.addressesV2.nodes[1].city"
    ]


def test_ignored_path_does_not_excuse_a_list_of_other_length() -> None:
    """That ids may differ does not mean that an address may vanish."""
    after = changed(addressesV2={"nodes": [{"id": "3", "city": "Ottawa"}]})
    assert [each.path for each in equal_trees(BEFORE, after, ["addressesV2.nodes.*.id"])] == [
        "$.addressesV2.nodes"
    ]


def test_object_around_an_ignored_path_may_come_or_go() -> None:
    """An email that is removed takes its object with it."""
    assert equal_trees(BEFORE, changed(defaultEmailAddress=None), ["defaultEmailAddress.emailAddress"]) == ()


def test_neighbours_of_an_ignored_path_count() -> None:
    """A new email address does not excuse another marketing state."""
    email = {"emailAddress": "b@example.com", "marketingState": "SUBSCRIBED"}
    found = equal_trees(BEFORE, changed(defaultEmailAddress=email), ["defaultEmailAddress.emailAddress"])
    assert [each.path for each in found] == ["$.defaultEmailAddress.marketingState"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("note", None),
        ("defaultEmailAddress.emailAddress", "a@example.com"),
        ("addressesV2.nodes.1.city", "Oslo"),
        ("addressesV2.nodes.2.city", MISSING),
        ("note.deeper", None),
        ("nothing.deeper", MISSING),
        ("defaultEmailAddress.emailAddress.deeper", MISSING),
    ],
)
def test_value_at_a_path(path: str, value: object) -> None:
    """A path leads to its value, to null below a null, and to MISSING elsewhere."""
    assert value_at(BEFORE, path) == value
