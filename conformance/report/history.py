"""Many runs in a row: how they went, what they cost, and which cases can't make up their mind."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from conformance.report.cost import total
from conformance.report.model import count_by_status
from conformance.report.summary import summarize
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from conformance.report.baseline import Baseline, Entry
    from conformance.report.model import Outcome, Run
    from conformance.verdict import Verdict

_JUDGED: Final = frozenset({Status.PASSED, Status.FAILED, Status.DISCOVERY})
_SIGNS: Final = {
    Status.PASSED: "✓",
    Status.FAILED: "✕",
    Status.DISCOVERY: "◆",
    Status.ERRORED: "!",
    Status.NOT_APPLICABLE: "–",
}
_FLAKED: Final = "~"
_ABSENT: Final = "·"


@dataclass(frozen=True, slots=True)
class Point:
    """One run of the trend.

    Attributes:
        started: when, in UTC.
        target: how the target was called.
        versions: handles of the API versions.
        outcome: what it said about the target.
        statuses: cases by status.
        known: how many failed as a baseline said they would.
        flaked: how many passed only when they were tried again.
        cost: points of all cases together; None if no target told any.
        seconds: wall-clock time.
    """

    started: datetime
    target: str
    versions: tuple[str, ...]
    outcome: Outcome
    statuses: dict[Status, int]
    known: int
    flaked: int
    cost: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Track:
    """One case over all runs.

    Attributes:
        scenario: its scenario.
        version: its API version.
        target: its target.
        ends: how it ended in each run; None where it was not run.
        listed: whether a baseline lists it as flaky.
    """

    scenario: str
    version: str
    target: str
    ends: tuple[Verdict | None, ...]
    listed: bool = False

    @property
    def judged(self) -> list[Verdict]:
        """The runs in which it has a verdict."""
        return [verdict for verdict in self.ends if verdict is not None and verdict.status in _JUDGED]

    @property
    def flips(self) -> int:
        """How often it passed after it had failed, or the other way round, from one verdict to the next."""
        passed = [verdict.status is Status.PASSED for verdict in self.judged]
        return sum(one is not other for one, other in itertools.pairwise(passed))

    @property
    def flaked(self) -> int:
        """In how many runs it passed only when it was tried again."""
        return sum(_has_flaked(verdict) for verdict in self.judged)

    @property
    def is_flaky(self) -> bool:
        """Whether it seems to pass and fail without a cause.

        It flaked, or turned more than twice, or turned for a single run and back. One turn is a change for better or
        worse, and two with some time between are one that was mended.
        """
        passed = [verdict.status is Status.PASSED for verdict in self.judged]
        streaks = [len(list(group)) for _, group in groupby(passed)]
        return self.flaked > 0 or self.flips > 2 or (self.flips == 2 and streaks[1] == 1)

    @property
    def rate(self) -> float:
        """The share of chances to turn that it took, 0 to 1; a run that flaked counts as a turn."""
        chances = max(len(self.judged) - 1, 1)
        return min(1.0, (self.flips + self.flaked) / chances)

    @property
    def signs(self) -> str:
        """One sign for each run, the oldest first."""
        return "".join(_sign(verdict) for verdict in self.ends)


@dataclass(frozen=True, slots=True)
class History:
    """Many runs in a row.

    Attributes:
        points: the runs, the oldest first.
        tracks: the cases, those that turn most often first.
        calm: entries of the baseline's flaky list under which nothing turned or flaked in all these runs.
    """

    points: tuple[Point, ...]
    tracks: tuple[Track, ...]
    calm: tuple[str, ...] = ()

    @property
    def flaky(self) -> tuple[Track, ...]:
        """The cases that are known to pass and fail without a cause."""
        return tuple(track for track in self.tracks if track.is_flaky)


def history(runs: Sequence[Run], baseline: Baseline | None = None) -> History:
    """Return what runs in a row tell; they are put in the order in which they began."""
    ordered = sorted(runs, key=lambda run: run.started)
    tracks = _tracks(ordered, baseline)
    calm = tuple(
        entry.name for entry in (baseline.flaky if baseline is not None else ()) if _is_calm(entry, tracks)
    )
    return History(tuple(map(_point, ordered)), tracks, calm)


def _is_calm(entry: Entry, tracks: Sequence[Track]) -> bool:
    covered = [track for track in tracks if entry.covers(track.scenario, track.target, track.version)]
    return bool(covered) and not any(track.flips or track.flaked for track in covered)


def _point(run: Run) -> Point:
    return Point(
        run.started,
        run.target,
        run.versions,
        summarize(run).outcome,
        count_by_status(run),
        sum(verdict.known is not None for verdict in run.verdicts),
        sum(_has_flaked(verdict) for verdict in run.verdicts),
        total(run.verdicts),
        run.seconds,
    )


def _tracks(runs: Sequence[Run], baseline: Baseline | None) -> tuple[Track, ...]:
    found: defaultdict[tuple[str, str, str], list[Verdict | None]] = defaultdict(lambda: [None] * len(runs))
    for index, run in enumerate(runs):
        for verdict in run.verdicts:
            found[verdict.scenario, verdict.version, portless(run.target_of(verdict))][index] = verdict
    tracks = (
        Track(*key, tuple(ends), listed=baseline is not None and baseline.is_flaky(key[0], key[2], key[1]))
        for key, ends in found.items()
    )
    return tuple(
        sorted(tracks, key=lambda track: (-track.is_flaky, -track.rate, track.scenario, track.version))
    )


def portless(target: str) -> str:
    """Return how a target is called; one without a name of its own is the same at any port of this machine."""
    return target.rpartition(":")[0] if "://127.0.0.1:" in target or "://localhost:" in target else target


def _has_flaked(verdict: Verdict) -> bool:
    return verdict.status is Status.PASSED and any(status is not Status.PASSED for status in verdict.tries)


def _sign(verdict: Verdict | None) -> str:
    if verdict is None:
        return _ABSENT
    return _FLAKED if _has_flaked(verdict) else _SIGNS[verdict.status]
