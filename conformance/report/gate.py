"""The gate: whether a run holds what its baseline and its profile ask, and if not, why not. Strict both ways."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from conformance.errors import did_you_mean
from conformance.report.baseline import matches
from conformance.report.scope import Scope
from conformance.report.wording import listing, plural
from conformance.verdict import Profile, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from conformance.report.baseline import Baseline, Entry
    from conformance.report.cost import Rise
    from conformance.report.model import Run
    from conformance.scenario.problem import Problem
    from conformance.verdict import Verdict

MOST_NOT_APPLICABLE: Final = 0.2
"""The share of cases that need not apply, unless the user says otherwise; more would prove too little."""

_MOST_NAMED: Final = 3
_SOON: Final = 14
"""Days before an entry expires from which on the gate says so."""


class Standing(StrEnum):
    """What the gate makes of a case."""

    PASSED = "passed"
    NEW = "new failure"
    KNOWN = "known failure"
    EXPIRED = "known failure, expired"
    FLAKY = "flaky"
    """It passed when it was tried again, and is listed as flaky."""
    UNSTEADY = "unlisted flaky"
    """It passed when it was tried again, and nobody listed it: a new failure."""
    DISCOVERY = "discovery"
    ERRORED = "errored"
    NOT_APPLICABLE = "not applicable"
    OUTSIDE = "outside the profile"
    """It failed only in what the profile does not ask."""

    @property
    def is_new(self) -> bool:
        """Whether it fails the gate as a new failure."""
        return self in {Standing.NEW, Standing.UNSTEADY}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gate asks.

    Attributes:
        today: the day on which entries count or have expired.
        profile: what must hold, such as `core`; empty for all that was run.
        partial: whether only a part of the scenarios was run, so that an entry may match nothing.
        most_not_applicable: the share of cases, 0 to 1, that need not apply.
    """

    today: date
    profile: str = ""
    partial: bool = False
    most_not_applicable: float = MOST_NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Row:
    """A case before the gate.

    Attributes:
        verdict: how it ended.
        target: on which target.
        standing: what the gate makes of it.
        entry: the entry of the baseline that says why, if one does.
    """

    verdict: Verdict
    target: str
    standing: Standing
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry of the baseline that no longer says what is.

    Attributes:
        entry: the entry.
        why: `passes`, `matches nothing` or `expired`.
        problem: the same for a person, with its place in the file.
        rows: the cases that pass although it says that they fail.
    """

    entry: Entry
    why: str
    problem: Problem
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of a run.

    Attributes:
        asked: what was asked.
        scope: what that means for this run.
        rows: every case, in the order of the run.
        stale: entries that no longer say what is.
        obstacles: why there is no verdict, each a clause such as `2 of 10 cases ended in an error`.
        rises: what costs more than in the baseline run.
        remarks: sentences on what does not fail the gate and yet should be seen.
    """

    asked: Asked
    scope: Scope
    rows: tuple[Row, ...]
    stale: tuple[Stale, ...] = ()
    obstacles: tuple[str, ...] = ()
    rises: tuple[Rise, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """The exit code: 1 for a new failure, else 3 without a verdict, else 4 for a stale baseline, else 0."""
        if self.rises or any(row.standing.is_new for row in self.rows):
            return 1
        return 3 if self.obstacles else 4 if self.stale else 0

    def of(self, *standings: Standing) -> tuple[Row, ...]:
        """Return the cases that stand so, the most binding first."""
        found = (row for row in self.rows if row.standing in standings)
        return tuple(sorted(found, key=lambda row: row.verdict.level.rank))


def judge(run: Run, baseline: Baseline | None, asked: Asked, rises: Sequence[Rise] = ()) -> Judgement:
    """Judge a run.

    Args:
        run: the run.
        baseline: what is known of it; None for nothing.
        asked: what must hold.
        rises: what costs more than it may.
    """
    scope = Scope.of(run, asked.profile)
    rows = tuple(_row(run, verdict, baseline, asked, scope) for verdict in run.verdicts)
    stale: tuple[Stale, ...] = ()
    remarks = [*_discoveries(rows)]
    if baseline is not None:
        # A run for less than everything left scenarios out, which the baseline may know.
        is_whole = not asked.partial and run.profile in {"", Profile.EXACT}
        stale = tuple(_stale(rows, baseline, asked, is_whole=is_whole))
        remarks += _notices(rows, baseline, asked.today)
    obstacles = tuple(_obstacles(run, rows, asked, scope))
    return Judgement(asked, scope, rows, stale, obstacles, tuple(rises), tuple(remarks))


def _row(run: Run, verdict: Verdict, baseline: Baseline | None, asked: Asked, scope: Scope) -> Row:
    target = run.target_of(verdict)
    if verdict.status is Status.FAILED:
        return _failed(verdict, target, baseline, asked, scope)
    standing = Standing(verdict.status.value)
    if verdict.status is Status.PASSED and _has_failed_before(verdict):
        listed = baseline is not None and baseline.is_flaky(verdict.scenario, target, verdict.version)
        standing = Standing.FLAKY if listed else Standing.UNSTEADY
    return Row(verdict, target, standing)


def _has_failed_before(verdict: Verdict) -> bool:
    return any(status is not Status.PASSED for status in verdict.tries)


def _failed(verdict: Verdict, target: str, baseline: Baseline | None, asked: Asked, scope: Scope) -> Row:
    found = scope.found(verdict)
    if not found and (verdict.mismatches or not scope.has(verdict)):
        return Row(verdict, target, Standing.OUTSIDE)
    entries = baseline.explain(verdict, target, found) if baseline is not None else None
    if not entries:
        return Row(verdict, target, Standing.NEW)
    first = min(entries, key=lambda entry: entry.expires)
    return Row(
        verdict, target, Standing.EXPIRED if first.days_left(asked.today) < 0 else Standing.KNOWN, first
    )


def _obstacles(run: Run, rows: Sequence[Row], asked: Asked, scope: Scope) -> Iterator[str]:
    if run.interrupted:
        yield f"the run was interrupted after {plural(len(rows), 'case')}"
    # An error may hide a broken MUST whatever the case set out to prove, so that no profile excuses one.
    errored = sum(row.standing is Standing.ERRORED for row in rows)
    if errored:
        yield f"{errored:,} of {plural(len(rows), 'case')} ended in an error"
    due = [row for row in rows if scope.has(row.verdict)]
    idle = sum(row.standing is Standing.NOT_APPLICABLE for row in due)
    most = asked.most_not_applicable
    if idle == len(due):
        those = f" of the profile {asked.profile}" if asked.profile else ""
        yield f"none of {plural(idle, 'case')}{those} applies" if idle else f"no case{those} was run"
    elif idle > most * len(due):
        yield f"{idle:,} of {plural(len(due), 'case')} do not apply, more than {most:.0%}"


def _stale(rows: Sequence[Row], baseline: Baseline, asked: Asked, *, is_whole: bool) -> Iterator[Stale]:
    for entry in (*baseline.known, *baseline.flaky):
        left = entry.days_left(asked.today)
        about = [row for row in rows if entry.is_about(row.target, row.verdict.version)]
        covered = [
            row for row in about if entry.covers(row.verdict.scenario, row.target, row.verdict.version)
        ]
        if left < 0:
            message = f'"{entry.name}" expired {plural(-left, "day")} ago. Mend it, or have {entry.owner} decide anew.'
            yield Stale(entry, "expired", baseline.source.problem_at(entry.place("expires"), message))
        elif about and not covered:
            if is_whole:
                yield _matches_nothing(entry, baseline, about)
        elif covered and all(row.standing is Standing.NOT_APPLICABLE for row in covered):
            message = f'"{entry.name}" matches only what does not apply. Delete it.'
            yield Stale(
                entry, "matches nothing", baseline.source.problem_at(entry.place("scenario"), message)
            )
        elif entry.tries == 1:
            yield from _passes(entry, baseline, covered)


def _matches_nothing(entry: Entry, baseline: Baseline, about: Sequence[Row]) -> Stale:
    known = sorted({row.verdict.scenario for row in about})
    hint = did_you_mean(entry.scenarios[0], known).strip()
    message = f'"{entry.name}" matches nothing that was run.'
    problem = baseline.source.problem_at(entry.place("scenario"), message, hint)
    return Stale(entry, "matches nothing", problem)


def _passes(entry: Entry, baseline: Baseline, covered: Sequence[Row]) -> Iterator[Stale]:
    """Yield the entry if a case passes that it says to fail."""
    steady = [
        row
        for row in covered
        if row.standing is Standing.PASSED
        and not baseline.is_flaky(row.verdict.scenario, row.target, row.verdict.version)
    ]
    failing = [
        row
        for row in covered
        if row.verdict.status in {Status.FAILED, Status.DISCOVERY}
        and any(entry.explains(mismatch, row.verdict.proves) for mismatch in row.verdict.mismatches)
    ]
    passing = [row for row in steady if any(matches(entry.checks, name) for name in row.verdict.proves)]
    unclear = [row for row in covered if row.standing is not Standing.NOT_APPLICABLE and row not in steady]
    if not failing and not passing and not unclear:
        passing = steady  # a check that no scenario sets out to prove, and that nothing breaks any more
    if not passing:
        return
    names = list(dict.fromkeys(row.verdict.id for row in passing))
    shown = names[:_MOST_NAMED]
    more = [f"{len(names) - _MOST_NAMED:,} more"] if len(names) > _MOST_NAMED else []
    said = listing([*shown, *more])
    if failing:
        message = (
            f'"{entry.name}" is only partly true: {said} {"pass" if len(names) > 1 else "passes"}. Narrow it.'
        )
    else:
        message = f'"{entry.name}" passes: {said}. Delete it.'
    problem = baseline.source.problem_at(entry.place("scenario"), message)
    yield Stale(entry, "passes", problem, tuple(passing))


def _discoveries(rows: Sequence[Row]) -> Iterator[str]:
    found = sum(row.standing is Standing.DISCOVERY for row in rows)
    if found:
        verb = "shows" if found == 1 else "show"
        yield f"{plural(found, 'case')} {verb} that the store differs from what was only assumed."


def _notices(rows: Sequence[Row], baseline: Baseline, today: date) -> Iterator[str]:
    entries = (*baseline.known, *baseline.flaky)
    for entry in entries:
        left = entry.days_left(today)
        if 0 <= left <= _SOON:
            when = "today" if not left else f"in {plural(left, 'day')}"
            yield f'"{entry.name}" expires {when} ({entry.owner}).'
    places = {(row.target, row.verdict.version) for row in rows}
    elsewhere = [entry for entry in entries if not any(entry.is_about(*place) for place in places)]
    if rows and elsewhere:
        names = listing([f'"{entry.name}"' for entry in elsewhere])
        yield f"For other targets or API versions, and not judged here: {names}."
