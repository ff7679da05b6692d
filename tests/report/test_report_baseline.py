"""The baseline: what it matches, and how each mistake in it is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from report_samples import mismatch, run, verdict

from conformance.errors import ScenarioError
from conformance.report.baseline import attach, compile_baseline, load, matches
from conformance.scenario.source import parse
from conformance.verdict import Known, Status

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.baseline import Baseline

TODAY = date(2026, 11, 25)
WHY = "reason: It is so., owner: us, expires: 2026-12-24"


def baseline(*known: str, flaky: tuple[str, ...] = ()) -> Baseline:
    """Return a baseline with entries whose other keys are given in flow style."""
    lines = ["known:", *(f"  - {{{entry}, {WHY}}}" for entry in known)]
    lines += ["flaky:", *(f"  - {{{entry}, {WHY}}}" for entry in flaky)]
    found, problems = compile_baseline(parse("\n".join(lines), "known.yaml"))
    assert problems == ()
    return found


def complaints(text: str) -> list[str]:
    """Return the problems of a baseline, one line each, without the path."""
    problems = compile_baseline(parse(text, "b"))[1]
    return [problem.summary.removeprefix("b:") for problem in problems]


@pytest.mark.parametrize(
    ("glob", "text", "due"),
    [
        ("tags/*", "tags/a-b", True),
        ("tags/*", "upsert/tags/x", False),
        ("*", "anything/at[all]", True),
        ("tax/a[US_?]", "tax/a[US_X]", True),
        ("tax/a[US_?]", "tax/aU", False),
        ("tax/a", "tax/ab", False),
        ("tax.a", "taxXa", False),
        ("2026-*", "2026-10", True),
    ],
)
def test_only_star_and_question_mark_stand_for_something_else(glob: str, text: str, *, due: bool) -> None:
    """Brackets, which ids of cases have, stand for themselves."""
    assert matches((glob,), text) is due


@pytest.mark.parametrize(
    ("entry", "scenario", "target", "version", "due"),
    [
        ("scenario: tax/a", "tax/a", "mock", "2026-10", True),
        ("scenario: tax/a", "tax/a[US]", "mock", "2026-10", True),
        ("scenario: 'tax/a[US]'", "tax/a[US]", "mock", "2026-10", True),
        ("scenario: 'tax/a[US]'", "tax/a[CA]", "mock", "2026-10", False),
        ("scenario: tax/a", "tax/ab[US]", "mock", "2026-10", False),
        ("scenario: [x, 'tax/*']", "tax/a", "mock", "2026-10", True),
        ("scenario: '*', target: staging", "tax/a", "mock", "2026-10", False),
        ("scenario: '*', target: [staging, 'mo?k']", "tax/a", "mock", "2026-10", True),
        ("scenario: '*', api-version: 2026-*", "tax/a", "mock", "2026-10", True),
        ("scenario: '*', api-version: [2026-07, unstable]", "tax/a", "mock", "2026-10", False),
    ],
)
def test_an_entry_covers_scenarios_on_targets_in_versions(
    entry: str, scenario: str, target: str, version: str, *, due: bool
) -> None:
    """One without brackets covers all cases of a scenario."""
    assert baseline(entry).known[0].covers(scenario, target, version) is due


@pytest.mark.parametrize(
    ("entries", "broken", "due"),
    [
        (["scenario: a"], ["one", "two"], True),
        (["scenario: a, check: one"], ["one"], True),
        (["scenario: a, check: one"], ["one", "two"], False),
        (["scenario: a, check: one", "scenario: a, check: tw*"], ["one", "two"], True),
        (["scenario: b"], ["one"], False),
    ],
)
def test_a_failure_is_known_if_all_of_it_is(entries: list[str], broken: list[str], *, due: bool) -> None:
    """Several entries may share it; what none of them explains makes it a new one."""
    failed = verdict("a", "p", status=Status.FAILED, mismatches=tuple(map(mismatch, broken)))
    known = baseline(*entries).known_of(failed, "mock", TODAY)
    assert known == (Known("It is so.", "us", "", "2026-12-24", 29) if due else None)


def test_a_mismatch_without_requirements_goes_by_those_of_the_scenario() -> None:
    """As everywhere."""
    failed = verdict("a", "p.one", status=Status.FAILED, mismatches=(mismatch(),))
    assert baseline("scenario: a, check: p.*").known_of(failed, "mock", TODAY)
    assert not baseline("scenario: a, check: q.*").known_of(failed, "mock", TODAY)


def test_only_what_failed_is_attached() -> None:
    """To its own row; an entry that has expired says so by negative days."""
    failed = verdict("a", status=Status.FAILED, mismatches=(mismatch("x"),))
    found = attach(run(verdict("a", version="2026-07"), failed), baseline("scenario: a"), date(2026, 12, 25))
    assert [entry.known for entry in found.verdicts] == [None, Known("It is so.", "us", "", "2026-12-24", -1)]


@pytest.mark.parametrize(
    ("entry", "tries"),
    [("scenario: a", 3), ("scenario: a, tries: 5", 5), ("scenario: b", 1), ("scenario: a, target: x", 1)],
)
def test_flaky_cases_are_tried_again(entry: str, tries: int) -> None:
    """Three times in all, unless the entry says otherwise."""
    assert baseline(flaky=(entry,)).tries("a", "mock", "2026-10") == tries


@pytest.mark.parametrize("text", ["# nothing yet\n", "---\n", "known:\nflaky: []\n", "known: []"])
def test_a_baseline_may_say_nothing(text: str) -> None:
    """So that a project can begin with one."""
    found, problems = compile_baseline(parse(text, "b"))
    assert (found.known, found.flaky, problems) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("", ["1:1: Is empty."]),
        ("- a", ["1:1: A baseline must be a mapping, not a list."]),
        ("knwon: []", ['1:1: Unknown key "knwon" in a baseline. Did you mean "known"?']),
        ("known: {a: b}", ["1:8: `known` must be a list, not a mapping."]),
        (
            "known:\n  - {scenario: a, chek: b, owner: c, reason: d, expires: 2027-01-01}",
            ['2:19: Unknown key "chek" in a known failure. Did you mean "check"?'],
        ),
        ("known:\n  - {scenario: a}", ['2:5: A known failure needs "reason", "owner", "expires".']),
        (
            "known:\n  - {scenario: [], owner: '', reason: d, expires: 31.1.2027}",
            [
                "2:16: `scenario` is an empty list.",
                "2:27: The owner is empty.",
                '2:51: "31.1.2027" is no date. Write it like 2027-01-31.',
            ],
        ),
        (
            "known:\n  - {scenario: a, owner: c, reason: d, expires: 2027-02-30}",
            ['2:49: "2027-02-30" is no date: there is no such day.'],
        ),
        (
            "known:\n  - {scenario: a, api-version: [2026-1, '2027-*'], owner: c, reason: d, expires: 2027-02-01}",
            ['2:33: "2026-1" is not an API version. Did you mean "2026-10"?'],
        ),
        (
            "flaky:\n  - {scenario: a, tries: 1, check: x, owner: c, reason: d, expires: 2027-02-01}",
            [
                "2:26: `tries` must be a whole number from 2 to 10.",
                '2:29: Unknown key "check" in a flaky entry.',
            ],
        ),
    ],
)
def test_each_mistake_is_told_with_its_place(text: str, due: list[str]) -> None:
    """And with the nearest known word."""
    assert [line.partition(" Known:")[0] for line in complaints(text)] == due


def test_a_wrong_file_is_shown_with_a_caret(tmp_path: Path) -> None:
    """As a scenario file is."""
    path = tmp_path / "known.yaml"
    path.write_text("known:\n  - scenario: a\n    reson: b\n    owner: c\n    expires: 2027-01-31\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(caught.value) == (
        f'The baseline can\'t be used.\n{path}:3:5: Unknown key "reson" in a known failure. '
        'Did you mean "reason"?\n    reson: b\n    ^'
    )


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(ScenarioError, match=r"none\.yaml:1:1: Cannot be read: No such file"):
        load(tmp_path / "none.yaml")


def test_of_several_entries_that_which_holds_longest_excuses() -> None:
    """And a failure that takes two of them is excused until the first of these expires."""
    text = (
        "known:\n"
        "  - {scenario: a, reason: short, owner: o, expires: 2026-11-26}\n"
        "  - {scenario: a, check: one, reason: long, owner: o, expires: 2026-12-31}\n"
        "  - {scenario: a, check: two, reason: middle, owner: o, expires: 2026-12-01}\n"
    )
    found = compile_baseline(parse(text, "b"))[0]

    def reason(*broken: str) -> str:
        failed = verdict("a", status=Status.FAILED, mismatches=tuple(map(mismatch, broken)))
        known = found.known_of(failed, "mock", TODAY)
        return known.reason if known else ""

    assert (reason("one"), reason("two"), reason("three")) == ("long", "middle", "short")
    assert reason("one", "two") == "middle"
