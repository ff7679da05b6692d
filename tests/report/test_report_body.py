"""Response bodies as lines to read."""

from __future__ import annotations

import pytest
from report_samples import exchange

from conformance.report import body


def _lines(content: object) -> list[tuple[str, bool, str]]:
    shown = body.lines(exchange(content).response, {})
    return [(line.text, line.marked, line.note) for line in shown]


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("$", ()),
        ("$.data.nodes[0].id", ("data", "nodes", "0", "id")),
        ('$.data["a.b"][12]', ("data", "a.b", "12")),
        ("HTTP status", None),
        ("", None),
    ],
)
def test_path(path: str, keys: tuple[str, ...] | None) -> None:
    """A JSON path is taken apart into keys and indexes; anything else is none."""
    assert body.parse_path(path) == keys


def test_json_is_set_out_and_the_mismatch_marked() -> None:
    """The lines of a value that a mismatch points at are marked, the first with what was expected."""
    content = {"a": {"tags": ["x", "y"], "b": []}, "é": "✓"}
    shown = body.lines(exchange(content).response, {"$.a.tags": "expected 3"})
    assert [(line.text, line.marked, line.note) for line in shown] == [
        ("{", False, ""),
        ('  "a": {', False, ""),
        ('    "tags": [', True, "expected 3"),
        ('      "x",', True, ""),
        ('      "y"', True, ""),
        ("    ],", True, ""),
        ('    "b": []', False, ""),
        ("  },", False, ""),
        ('  "é": "✓"', False, ""),
        ("}", False, ""),
    ]


def test_missing_key_marks_what_would_hold_it() -> None:
    """Where there is nothing at the path, the nearest thing above it is marked."""
    shown = body.lines(exchange({"a": {"b": 1}}).response, {"$.a.c[0].d": "expected it"})
    assert [(line.text, line.marked, line.note) for line in shown] == [
        ("{", False, ""),
        ('  "a": {', True, "expected it"),
        ('    "b": 1', False, ""),
        ("  }", False, ""),
        ("}", False, ""),
    ]


def test_text_is_shown_as_it_came() -> None:
    """A body that is no JSON is shown line by line, with what can't be printed escaped."""
    assert _lines(b"<html>\n\x1b[2J\xff</html>") == [
        ("<html>", False, ""),
        ("\\x1b[2J\\xff</html>", False, ""),
    ]
    assert _lines(b"") == []


def test_endless_text_is_cut() -> None:
    """A page of a server that says too much is cut, and says so."""
    assert _lines(b"x" * 20_005)[-1] == ("… and 5 more characters", False, "")


def test_long_json_shows_the_part_that_matters() -> None:
    """Of a long answer, 400 lines are shown, from shortly before the first mismatch."""
    shown = body.lines(exchange(list(range(1000))).response, {"$[300]": "expected 1"})
    assert shown[0].text == "… 281 lines above"
    assert shown[21].text == "  300,"
    assert shown[21].marked
    assert shown[-1].text == "… 321 lines below"
    assert len(shown) == 402


def test_long_json_shows_its_end_in_full() -> None:
    """Near the end of a long answer, no lines are wasted on what lies beyond it."""
    shown = body.lines(exchange(list(range(1000))).response, {"$[990]": "expected 1"})
    assert shown[0].text == "… 602 lines above"
    assert shown[-1].text == "]"
    assert len(shown) == 401


def test_deeply_nested_json_is_shown_as_text() -> None:
    """An answer that is nested beyond reason is shown as it came."""
    content = b"[" * 5000 + b"]" * 5000
    assert _lines(content) == [(content.decode(), False, "")]
