"""The proof that the checks bite: wrong servers are caught, the right one is not accused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command_line import Told

from conformance.mutants import Catch, Hunt, hunt, hunt_all
from conformance.mutants.hunting import cases_of, relevant
from conformance.versions import NEWEST_STABLE, ApiVersion

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
EXEMPT = "tax.exempt-not-null"
NOTHING = Hunt("", "", (), (), 9, 1.0)
CAUGHT = (Catch("tags/omitted-tags-stay", "own", ("invariant.http-envelope",)),)
ELSEWHERE = (Catch("tags/are-cleaned[spaces]", "own", ("list.replaced", "error.atomic")),)


def wrong(*catches: Catch, fault: str = "html", breaks: str = "invariant.http-envelope") -> Hunt:
    """Return a hunt for a wrong server that came to this."""
    return Hunt(fault, breaks, catches, (), 9, 1.0)


@pytest.mark.parametrize("version", ["2025-10", "2026-10"])
def test_the_mock_without_a_fault_is_innocent(version: str) -> None:
    """Every case passes, and none ends without a verdict."""
    found = hunt("", ApiVersion(version))
    assert (found.catches, found.stuck) == ((), ())
    assert found.played > 500


def test_a_wrong_server_is_caught_by_all_who_see_it() -> None:
    """Each catch names the case, its area and all requirements it saw broken."""
    found = hunt("null-exempt-taken", NEWEST_STABLE)
    alone = next(catch for catch in found.catches if catch.case == "tax/exempt-null-is-refused")
    assert (alone.area, alone.requirements) == ("tax", (EXEMPT,))
    assert alone in found.named
    assert (found.fault, found.breaks, found.stuck) == ("null-exempt-taken", EXEMPT, ())


def test_a_hunt_is_the_same_again() -> None:
    """Its clock goes on with the requests, not with the time, so that a race with a second has one outcome."""
    first, second = (hunt("racing-upserts-duplicate", NEWEST_STABLE, first=True) for _ in range(2))
    assert first.catches == second.catches != ()


def test_a_hunt_may_stop_at_the_first_catch() -> None:
    """The rest is not played."""
    found = hunt("html", NEWEST_STABLE, first=True)
    assert len(found.catches) == 1
    assert found.catches[0].requirements[0] == "invariant.http-envelope"
    assert found.played < 10


def test_a_catch_for_another_reason_does_not_stop_a_hunt() -> None:
    """Tags that a refusal changes are seen by an invariant before a scenario about refusals sees them."""
    found = hunt("refused-tags-saved", NEWEST_STABLE, first=True)
    assert len(found.named) == 1
    assert len(found.catches) > 1
    assert found.named[0] == found.catches[-1]


def test_what_proves_the_broken_requirement_is_played_first_and_whole() -> None:
    """All rows of those scenarios; of each other scenario of their areas and of its topic one."""
    cases = relevant("locale.stored", NEWEST_STABLE)
    own = [case for case in cases if "locale.stored" in case.scenario.proves]
    others = [case.scenario.id for case in cases[len(own) :]]
    assert cases[: len(own)] == own
    assert [case.label for case in own if case.scenario.id == "scalars/locale-is-stored"] == [
        "de",
        "es",
        "fr",
        "ja",
    ]
    assert len(others) == len(set(others)) > 20
    near = {case.scenario.area for case in own}
    assert all(
        case.scenario.area in near or any(name.startswith("locale.") for name in case.scenario.proves)
        for case in cases
    )


def test_what_breaks_an_invariant_is_shown_to_every_scenario() -> None:
    """One case of each, for whichever may see it."""
    scenarios = {case.scenario.id for case in cases_of(NEWEST_STABLE)}
    assert {case.scenario.id for case in relevant("invariant.read-your-write", NEWEST_STABLE)} == scenarios


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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["htlm"], 'There is no fault "htlm". Did you mean "html"?'),
        (["--check"], "--check needs a page to check."),
        (["--matrix", "x.md", "html"], "The page holds every fault and every scenario"),
        (["--matrix", "x.md", "--first"], "The page holds every fault and every scenario"),
    ],
)
def test_a_wrong_option_is_told(words: list[str], said: str, capsys: Capture) -> None:
    """Before anything is run."""
    told = Told(capsys, "mutants", *words)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def _let_be(monkeypatch: pytest.MonkeyPatch, right: Hunt, *others: Hunt) -> None:
    monkeypatch.setattr("conformance.commands.mutants.hunt", lambda *_, **__: right)
    monkeypatch.setattr("conformance.commands.mutants.hunt_all", lambda *_, **__: iter(others))


@pytest.mark.parametrize(
    ("right", "found", "said"),
    [
        (NOTHING, wrong(), "missed: html"),
        (NOTHING, wrong(*ELSEWHERE), "caught only for another reason than the one they break: html"),
        (
            NOTHING,
            wrong(*ELSEWHERE),
            "by tags/are-cleaned[spaces] (list.replaced), not for invariant.http-envelope",
        ),
        (Hunt("", "", CAUGHT, (), 9, 1.0), wrong(*CAUGHT), "false alarm: the mock"),
        (Hunt("", "", (), ("a/b: why",), 9, 1.0), wrong(*CAUGHT), "a/b: why"),
    ],
)
def test_a_hole_and_a_false_alarm_are_exit_code_1(
    right: Hunt, found: Hunt, said: str, *, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong server that nobody caught, or not for what it breaks; a right one that was accused, or not judged."""
    _let_be(monkeypatch, right, found)
    told = Told(capsys, "mutants", "html")
    assert told.code == 1
    assert said in told.out + told.err


def test_a_whole_run_sums_up(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill rates, scenarios that kill nothing, and what no fault breaks, which is an error."""
    _let_be(monkeypatch, NOTHING, wrong(Catch("tags/are-cleaned", "tags", ("invariant.http-envelope",))))
    told = Told(capsys, "mutants")
    assert told.code == 1
    assert "  invariant          1 of 1   100%" in told.lines
    assert "  create             0 of 0      ·" in told.lines
    assert re.search(r"^  tags +1 of \d+ +\d%$", told.out, re.MULTILINE)
    assert "  scalars/email-is-stored" in told.lines
    assert "  tags/are-cleaned" not in told.lines
    assert "no fault breaks: create.without-identifier, " in told.err
    assert "rule identifier.id-not-allowed" in told.err
    assert "rule address.blank" not in told.err


def test_the_page_is_written_and_checked(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of an earlier run is out of date; the first differences are shown, and what to do."""
    page = tmp_path / "matrix.md"
    _let_be(monkeypatch, NOTHING, wrong(*CAUGHT))
    Told(capsys, "mutants", "--matrix", str(page))
    assert "**1 of 1 faults are killed**" in page.read_text("utf-8")

    _let_be(monkeypatch, NOTHING, wrong(*CAUGHT))
    assert "out of date" not in Told(capsys, "mutants", "--matrix", str(page), "--check").err

    before = page.read_text("utf-8")
    _let_be(
        monkeypatch, NOTHING, wrong(Catch("tags/order-ignores-case", "own", ("invariant.http-envelope",)))
    )
    told = Told(capsys, "mutants", "--matrix", str(page), "--check")
    assert told.code == 1
    assert f"{page} is out of date; write it anew with: conformance mutants --matrix {page}" in told.err
    assert "| 1 | 1 | tags/order-ignores-case |" in told.err
    assert page.read_text("utf-8") == before
