"""What a run cost in points, in total and by scenario, and what costs more than in an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.report.pairing import pair
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.report.model import Run
    from conformance.verdict import Verdict

TOLERANCE: Final = 0.1
"""The share by which a cost may rise, unless the user says otherwise."""

TOTAL: Final = "total"


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
    found = [(verdict.id, verdict.cost) for verdict in run.verdicts if verdict.cost]
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
