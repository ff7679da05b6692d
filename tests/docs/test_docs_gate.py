"""The truth tables of docs/gate.md: every cell is judged by the gate itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from command import CHECKOUT
from manual import blocks, table
from report_samples import mismatch, row, run, verdict

from conformance.report.baseline import compile_baseline
from conformance.report.cost import rises
from conformance.report.gate import Asked, judge
from conformance.scenario.source import parse
from conformance.verdict import Level, Profile, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.report.baseline import Baseline
    from conformance.report.gate import Judgement
    from conformance.report.model import Run
    from conformance.verdict import Verdict

PAGE = CHECKOUT / "docs" / "gate.md"
TODAY = date(2026, 11, 25)

OTHERS = tuple(verdict(f"own/other-{number}", "other.rule") for number in range(9))
"""Enough for one that does not apply not to be too many."""

_BROKEN = mismatch("own.rule")
_FAILED = verdict("own/case", "own.rule", status=Status.FAILED, mismatches=(_BROKEN,))
_PASSED = verdict("own/case", "own.rule")
ENDS: dict[str, tuple[Verdict, ...]] = {
    "passed": (_PASSED,),
    "passed when tried again": (replace(_PASSED, tries=(Status.FAILED,)),),
    "failed": (_FAILED,),
    "failed on every try": (replace(_FAILED, tries=(Status.FAILED, Status.FAILED)),),
    "failed, and with something else": (
        replace(_FAILED, mismatches=(_BROKEN, mismatch("own.second"), mismatch("other.rule"))),
    ),
    "discovery": (replace(_FAILED, status=Status.DISCOVERY),),
    "errored": (replace(_PASSED, status=Status.ERRORED, reason="The connection broke."),),
    "not applicable": (replace(_PASSED, status=Status.NOT_APPLICABLE, reason="Since 2027-01."),),
    "not run": (),
    "not run, `--partial`": (),
}


def entry(kind: str, *, check: str = "own.rule", expires: str = "2026-12-31") -> str:
    """Return a baseline with one entry for the case."""
    found = f"check: {check}, " if kind == "known" else ""
    return f"{kind}: [{{scenario: own/case, {found}reason: r, owner: o, expires: {expires}}}]"


BASELINES = {
    "nothing": "known: []",
    "known": entry("known"),
    "known, last day": entry("known", expires="2026-11-25"),
    "known, expired": entry("known", expires="2026-11-24"),
    "known, other check": entry("known", check="another.rule"),
    "flaky": entry("flaky"),
    "flaky, expired": entry("flaky", expires="2026-11-24"),
}


def baseline(text: str) -> Baseline:
    """Return a baseline that has no problem."""
    found, problems = compile_baseline(parse(text, "known.yaml"))
    assert problems == ()
    return found


def head() -> list[str]:
    """Return the columns of the truth table."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    line = lines[lines.index("<!-- table: truth -->") + 1]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_the_truth_table_is_complete() -> None:
    """Every way to end meets every kind of entry, once."""
    assert head() == list(BASELINES)
    assert [row[0] for row in table(PAGE, "truth")] == list(ENDS)


@pytest.mark.parametrize("line", table(PAGE, "truth"), ids=lambda line: line[0])
def test_the_truth_table_holds(line: list[str]) -> None:
    """Each cell is the exit code."""
    name, *cells = line
    asked = Asked(TODAY, partial=name.endswith("`--partial`"))
    found = [str(judge(run(*ENDS[name], *OTHERS), baseline(text), asked).code) for text in BASELINES.values()]
    assert found == cells


def only(*verdicts: Verdict, text: str = "known: []", interrupted: bool = False) -> Judgement:
    """Judge a run of these cases."""
    return judge(run(*verdicts, interrupted=interrupted), baseline(text), Asked(TODAY))


def idle(count: int, of: int) -> Run:
    """Return a run in which so many cases do not apply."""
    cases = [verdict(f"own/{number}") for number in range(of)]
    return run(*(replace(case, status=Status.NOT_APPLICABLE) for case in cases[:count]), *cases[count:])


def dearer(cost: int) -> Judgement:
    """Judge a run in which a case costs so much, and cost 100 points before."""
    before, after = (
        run(verdict("own/a", cost=points), verdict("own/b", cost=10_000)) for points in (100, cost)
    )
    return judge(after, None, Asked(TODAY), rises(before, after))


_STALE = entry("known")
_ELSEWHERE = "known: [{scenario: own/none, target: elsewhere, reason: r, owner: o, expires: DATE}]"
_ERRORED = verdict("own/error", status=Status.ERRORED)
_NEW = verdict("own/new", status=Status.FAILED, mismatches=(mismatch("x"),))
RUNS: dict[str, Callable[[], Judgement]] = {
    "all passed": lambda: only(*OTHERS),
    "a new failure, and an errored case": lambda: only(_NEW, _ERRORED, *OTHERS),
    "a new failure, and a stale entry": lambda: only(_NEW, _PASSED, text=_STALE),
    "an errored case, and a stale entry": lambda: only(_ERRORED, _PASSED, text=_STALE),
    "interrupted": lambda: only(*OTHERS, interrupted=True),
    "no case": only,
    "no case applies": lambda: judge(idle(2, 2), None, Asked(TODAY)),
    "more than 20% of the cases do not apply": lambda: judge(idle(3, 14), None, Asked(TODAY)),
    "20% of the cases do not apply": lambda: judge(idle(3, 15), None, Asked(TODAY)),
    "a case costs 11% more than in the baseline run": lambda: dearer(111),
    "a case costs 10% more than in the baseline run": lambda: dearer(110),
    "an entry of the baseline passes in one version and fails in another": lambda: only(
        _FAILED, replace(_PASSED, version="2026-07"), text=_STALE
    ),
    "an entry that has expired is for another target": lambda: only(
        *OTHERS, text=_ELSEWHERE.replace("DATE", "2026-11-24")
    ),
    "an entry that matches nothing is for another target": lambda: only(
        *OTHERS, text=_ELSEWHERE.replace("DATE", "2026-12-31")
    ),
}


def test_the_table_of_runs_holds() -> None:
    """Each row is the exit code, and each run has its row."""
    rows = table(PAGE, "runs")
    assert [row[0] for row in rows] == list(RUNS)
    assert [str(judged().code) for judged in RUNS.values()] == [row[1] for row in rows]


CATALOGUE = tuple(row(f"own.{profile}", Level.SHOULD, profile=profile) for profile in Profile)


def breaking(proves: str, breaks: str, level: Level = Level.SHOULD) -> Run:
    """Return a run in which a case that proves one requirement breaks another."""
    broken = verdict("own/case", proves, status=Status.FAILED, mismatches=(mismatch(breaks, level=level),))
    return run(replace(broken, level=Level.SHOULD), *OTHERS, requirements=CATALOGUE)


BREAKS = {
    "a requirement of core": breaking("own.core", "own.core"),
    "a requirement of complete": breaking("own.complete", "own.complete"),
    "a requirement of exact": breaking("own.exact", "own.exact"),
    "one of complete, in a case that proves one of core": breaking("own.core", "own.complete"),
    "one of core, in a case that proves one of exact": breaking("own.exact", "own.core"),
    "a MUST that the report does not know": breaking("own.exact", "unknown", Level.MUST),
    "a SHOULD that the report does not know": breaking("own.core", "unknown"),
}


def test_the_table_of_profiles_holds() -> None:
    """What is broken decides."""
    rows = table(PAGE, "profiles")
    assert [cells[0] for cells in rows] == list(BREAKS)
    found = [
        [str(judge(case, None, Asked(TODAY, str(profile))).code) for profile in Profile]
        for case in BREAKS.values()
    ]
    assert found == [cells[1:] for cells in rows]


def test_a_run_for_less_than_everything_leaves_entries_alone() -> None:
    """Their scenarios may have been left out."""
    for profile, code in (("core", 0), ("complete", 0), ("exact", 4), ("", 4)):
        case = run(*OTHERS, profile=profile)
        assert judge(case, baseline(_STALE), Asked(TODAY)).code == code


def test_the_example_is_a_baseline() -> None:
    """Without a problem."""
    (text,) = [body for _, info, body in blocks(PAGE) if info == "yaml"]
    found = baseline(text)
    assert (len(found.known), len(found.flaky)) == (1, 1)
    assert found.known[0].targets == ("staging", "preview")
