"""Smaller scripts: what does not matter is left out, and what does stays."""

from __future__ import annotations

from typing import Any

from conformance.explore.script import Move, Script
from conformance.explore.shrink import shrunk, smaller_data, smaller_scripts, smaller_values


def test_steps_and_fields_that_do_not_matter_are_left_out() -> None:
    """Here only a tag of the last step does."""
    noise = Move("when", {"input": {"firstName": "Ada"}}, "c1")
    last = Move(
        "when", {"identifier": {"id": "${c1.id}"}, "input": {"note": "x", "tags": ["a", "b", "c"]}}, "c1"
    )
    script = Script((noise, noise, noise, last), defined=True)
    small = shrunk(script, smaller_scripts, lambda each: "b" in each.moves[-1].what["input"].get("tags", []))
    assert small == Script((Move("when", {"input": {"tags": ["b"]}}, "c1"),))


def test_no_more_is_tried_than_is_allowed() -> None:
    """Each try is a script that is played, which costs calls."""
    tries: list[Any] = []

    def fails(value: Any) -> bool:
        tries.append(value)
        return False

    assert shrunk({"a": 1, "b": 2}, smaller_values, fails, most=1) == {"a": 1, "b": 2}
    assert tries == [{"b": 2}]


def test_what_a_step_is_made_of_stays() -> None:
    """An input may become empty, but there is one; an identifier keeps its key."""
    what = {"identifier": {"email": "e"}, "input": {"email": "e"}}
    assert list(smaller_values(what)) == [{"input": {"email": "e"}}, {**what, "input": {}}]


def test_the_data_of_a_law_keep_its_field() -> None:
    """And addresses stay whole, for a law may rest on the names in them."""
    data = {"given": {"note": "x"}, "list": {"addresses": [{"city": "X", "firstName": "Ada"}, {}]}}
    assert list(smaller_data(data)) == [
        {**data, "given": {}},
        {**data, "list": {"addresses": [{}]}},
        {**data, "list": {"addresses": [{"city": "X", "firstName": "Ada"}]}},
        {**data, "list": {"addresses": [{}]}},
        {**data, "list": {"addresses": [{"city": "X", "firstName": "Ada"}]}},
    ]
