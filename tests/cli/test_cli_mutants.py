"""The proof that the checks bite: wrong servers are caught, the right one is not accused."""

from __future__ import annotations

import pytest
from command_line import Told

from conformance.mutants import Catch, Hunt, hunt, hunt_all
from conformance.versions import NEWEST_STABLE, ApiVersion

Capture = pytest.CaptureFixture[str]
CAUGHT = (Catch("a/b", "c.d"),)


@pytest.mark.parametrize("version", ["2025-10", "2026-10"])
def test_the_mock_without_a_fault_is_innocent(version: str) -> None:
    """Every case passes, and none ends without a verdict."""
    found = hunt("", ApiVersion(version))
    assert (found.catches, found.stuck) == ((), ())
    assert found.played > 500


def test_a_wrong_server_is_caught_by_all_who_see_it() -> None:
    """Each catch names the scenario and the requirement it saw broken."""
    found = hunt("null-exempt-taken", NEWEST_STABLE)
    assert Catch("tax/exempt-null-is-refused", "tax.exempt-not-null") in found.catches
    assert found.fault == "null-exempt-taken"
    assert found.stuck == ()


def test_a_hunt_may_stop_at_the_first_catch() -> None:
    """The rest is not played."""
    found = hunt("html", NEWEST_STABLE, first=True)
    assert len(found.catches) == 1
    assert found.catches[0].requirement == "invariant.http-envelope"
    assert found.played == 1


def test_several_wrong_servers_are_hunted_in_order() -> None:
    """Whichever ends first."""
    found = list(hunt_all(["null-exempt-taken", "html"], NEWEST_STABLE, first=True))
    assert [(each.fault, bool(each.catches)) for each in found] == [
        ("null-exempt-taken", True),
        ("html", True),
    ]


def test_the_command_tells_who_caught_what(capsys: Capture) -> None:
    """First that there is no false alarm; exit code 0 if every wrong server was caught."""
    told = Told(capsys, "mutants", "--first", "html")
    assert told.code == 0
    assert told.lines[0].startswith("no false alarm: all ")
    assert told.lines[1].split(maxsplit=1)[0] == "html"
    assert " caught by " in told.lines[1]
    assert told.lines[1].endswith(" (invariant.http-envelope)")
    assert told.lines[3].startswith("1 of 1 wrong servers caught in ")


def test_an_unknown_fault_is_told(capsys: Capture) -> None:
    """With the nearest one, before anything is run."""
    told = Told(capsys, "mutants", "htlm")
    assert (told.code, told.out) == (2, "")
    assert 'There is no fault "htlm". Did you mean "html"?' in told.err


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (Hunt("", (), (), 9, 1.0), Hunt("html", (), (), 9, 1.0), "missed: html"),
        (Hunt("", CAUGHT, (), 9, 1.0), Hunt("html", CAUGHT, (), 1, 1.0), "false alarm: the mock"),
        (Hunt("", (), ("a/b: why",), 9, 1.0), Hunt("html", CAUGHT, (), 1, 1.0), "a/b: why"),
    ],
)
def test_a_hole_and_a_false_alarm_are_exit_code_1(
    right: Hunt, wrong: Hunt, said: str, *, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong server that nobody caught, a right one that was accused, and one that could not be judged."""
    monkeypatch.setattr("conformance.commands.mutants.hunt", lambda *_, **__: right)
    monkeypatch.setattr("conformance.commands.mutants.hunt_all", lambda *_, **__: iter([wrong]))
    told = Told(capsys, "mutants", "html")
    assert told.code == 1
    assert said in told.out + told.err
