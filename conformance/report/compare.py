"""Two runs compared, case by case: what fails newly, what was mended, what only says something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from conformance.report.cost import total
from conformance.report.pairing import pair
from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.report.model import Run
    from conformance.report.pairing import Pairing
    from conformance.verdict import Mismatch, Verdict


class Kind(StrEnum):
    """What became of a case; in the order in which a reader wants to know."""

    NEWLY_FAILING = "newly failing"
    FAILING_OTHERWISE = "failing otherwise"
    """It failed before, too, but now breaks what it did not break."""
    NO_VERDICT = "no verdict any more"
    FIXED = "fixed"
    STILL_FAILING = "still failing"
    MESSAGE_CHANGED = "changed message only"
    ADDED = "added"
    REMOVED = "removed"
    OTHERWISE = "changed otherwise"
    """Such as from passed to not applicable."""
    SAME = "the same"


_WORSE: Final = frozenset({Kind.NEWLY_FAILING, Kind.FAILING_OTHERWISE})

# What differs from run to run without meaning anything: our generated identities, ids, times.
_PASSING: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\b(conformance\S*?)[0-9a-f]{16}", r"\1…"),
        (r"\bconformance [0-9a-f]{16}", "conformance …"),
        (r"\+1\d{3}555\d{4}", "+1…"),
        (r"(gid://shopify/\w+/)\d+", r"\1…"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "…time…"),
    )
)

Check = tuple[tuple[str, ...], str]
"""What a mismatch breaks, and where in the response."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one case.

    Attributes:
        kind: the kind of change.
        pairing: the case before and after.
    """

    kind: Kind
    pairing: Pairing

    @property
    def is_bad(self) -> bool:
        """Whether a reviewer must look: it fails newly, fails otherwise, or was added and fails."""
        after = self.pairing.after
        fails = after is not None and after.status is Status.FAILED
        return self.kind in _WORSE or (self.kind is Kind.ADDED and fails)

    @property
    def is_lost(self) -> bool:
        """Whether there is no verdict where one is due."""
        after = self.pairing.after
        errored = after is not None and after.status is Status.ERRORED
        return self.kind is Kind.NO_VERDICT or (self.kind is Kind.ADDED and errored)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared.

    Attributes:
        before: the first run.
        after: the second run.
        changes: one for each case of either.
    """

    before: Run
    after: Run
    changes: tuple[Change, ...]

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """Return the changes of a kind: those to look at first, then the most binding."""
        found = (change for change in self.changes if change.kind is kind)
        return tuple(sorted(found, key=_urgency))

    @property
    def counts(self) -> dict[Kind, int]:
        """How many cases changed in each way; every kind has a key."""
        counted = dict.fromkeys(Kind, 0)
        for change in self.changes:
            counted[change.kind] += 1
        return counted

    @property
    def costs(self) -> tuple[int | None, int | None]:
        """Points of both runs, for the cases that passed in both: of others the cost can't be compared."""
        both = [
            (change.pairing.before, change.pairing.after)
            for change in self.changes
            if change.pairing.before is not None
            and change.pairing.after is not None
            and change.pairing.before.status is change.pairing.after.status is Status.PASSED
        ]
        return total([old for old, _ in both]), total([new for _, new in both])

    @property
    def code(self) -> int:
        """The exit code: 1 if something fails newly or otherwise, else 3 if a verdict was lost, else 0."""
        if any(change.is_bad for change in self.changes):
            return 1
        # What the second run did not come to is lost as well.
        is_cut = self.after.interrupted and any(change.kind is Kind.REMOVED for change in self.changes)
        return 3 if is_cut or any(change.is_lost for change in self.changes) else 0


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs."""
    changes = tuple(Change(_kind(pairing.before, pairing.after), pairing) for pairing in pair(before, after))
    return Comparison(before, after, changes)


def _kind(before: Verdict | None, after: Verdict | None) -> Kind:  # noqa: PLR0911 - a table of cases
    if before is None:
        return Kind.ADDED
    if after is None:
        return Kind.REMOVED
    if after.status is Status.FAILED:
        return _failing(before, after) if before.status is Status.FAILED else Kind.NEWLY_FAILING
    if before.status is after.status:
        return Kind.SAME if _said(before) == _said(after) else Kind.MESSAGE_CHANGED
    if after.status is Status.ERRORED:
        return Kind.NO_VERDICT
    if before.status is Status.FAILED and after.status is Status.PASSED:
        return Kind.FIXED
    return Kind.OTHERWISE


def _failing(before: Verdict, after: Verdict) -> Kind:
    if _checks(after) - _checks(before):
        return Kind.FAILING_OTHERWISE
    return Kind.STILL_FAILING if _said(before) == _said(after) else Kind.MESSAGE_CHANGED


def _checks(verdict: Verdict) -> set[Check]:
    return {(mismatch.requirements or verdict.proves, mismatch.path) for mismatch in verdict.mismatches}


def _said(verdict: Verdict) -> tuple[str, ...]:
    return tuple(_wording(mismatch) for mismatch in verdict.mismatches)


def _wording(mismatch: Mismatch) -> str:
    parts = (mismatch.path, mismatch.message, mismatch.expected, mismatch.actual)
    return "\n".join(map(settled, parts))


def settled(text: str) -> str:
    """Return a text without what differs from run to run and means nothing: generated identities, ids, times."""
    for pattern, replacement in _PASSING:
        text = pattern.sub(replacement, text)
    return text


def _urgency(change: Change) -> tuple[bool, bool, int]:
    return not change.is_bad, not change.is_lost, change.pairing.verdict.level.rank
