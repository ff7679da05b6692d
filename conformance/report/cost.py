"""What a run cost in points, in total and by scenario, and what costs more than in an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.report.pairing import name_of, pair
from conformance.report.wording import plural, shorten
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.report.model import Run
    from conformance.verdict import Verdict

TOLERANCE: Final = 0.1
"""The share by which a cost may rise, unless the user says otherwise."""

TOTAL: Final = "total"
_WIDTH: Final = 110


@dataclass(frozen=True, slots=True)
class Rise:
    """A cost that rose by more than it may.

    Attributes:
        name: a case, or `total`.
        before: points in the baseline run.
        after: points now.
    """

    name: str
    before: int
    after: int

    @property
    def share(self) -> float:
        """By which share of the earlier cost it rose; infinite where it was free."""
        return (self.after - self.before) / self.before if self.before else float("inf")


def total(verdicts: Sequence[Verdict]) -> int | None:
    """Return the points of all cases together; None if no target told any."""
    found = [verdict.cost for verdict in verdicts if verdict.cost is not None]
    return sum(found) if found else None


def dearest(run: Run, most: int) -> list[tuple[str, int]]:
    """Return the cases that cost most, with their points, at most so many."""
    found = [(name_of(run, verdict), verdict.cost) for verdict in run.verdicts if verdict.cost]
    return sorted(found, key=lambda row: (-row[1], row[0]))[:most]


def rises(before: Run, after: Run, tolerance: float = TOLERANCE) -> tuple[Rise, ...]:
    """Return what costs more than before by more than a tolerance: the total first, then cases, the steepest first.

    Only cases that passed in both runs are compared, for one that fails ends early.
    """
    both = [
        (pairing.name, pairing.before.cost, pairing.after.cost)
        for pairing in pair(before, after)
        if pairing.before is not None
        and pairing.after is not None
        and pairing.before.status is pairing.after.status is Status.PASSED
        and pairing.before.cost is not None
        and pairing.after.cost is not None
    ]
    sums = (TOTAL, sum(old for _, old, _ in both), sum(new for _, _, new in both))
    found = [Rise(*row) for row in (sums, *both) if row[2] > row[1] * (1 + tolerance)]
    return tuple(sorted(found, key=lambda rise: (rise.name != TOTAL, -rise.share, rise.name)))


def cost_lines(run: Run, most: int) -> list[str]:
    """Return what a run cost as lines for a terminal: by area, then the dearest cases, then in total."""
    points = total(run.verdicts)
    if points is None:
        return ["The target told no cost."]
    areas: dict[str, list[Verdict]] = {}
    for verdict in run.verdicts:
        areas.setdefault(verdict.area, []).append(verdict)
    sums = sorted(
        ((total(verdicts) or 0, area, len(verdicts)) for area, verdicts in areas.items()), reverse=True
    )
    width = max(len(f"{points:,}"), len("points"))
    lines = [f"{'points':>{width}}  cases  area"]
    lines += [f"{cost:>{width},}  {count:>5,}  {shorten(area, _WIDTH)}" for cost, area, count in sums]
    lines += ["", f"{'points':>{width}}  scenario"]
    lines += [f"{cost:>{width},}  {shorten(name, _WIDTH)}" for name, cost in dearest(run, most)]
    return [*lines, "", f"{points:,} points in {plural(len(run.verdicts), 'case')}."]
