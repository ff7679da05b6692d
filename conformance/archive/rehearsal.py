"""Playing a cassette against its case: the verdict that a replay gives, and what of the recording it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.target.playback import Playback
from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.cassette.model import Cassette
    from conformance.harness import Harness
    from conformance.scenario.model import Case
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a replay of a cassette came to.

    Attributes:
        verdict: the case's verdict.
        unused: places of recorded exchanges that the replay did not ask for, from 0.
    """

    verdict: Verdict
    unused: frozenset[int]

    @property
    def passed(self) -> bool:
        """Whether the case passed."""
        return self.verdict.status is Status.PASSED

    @property
    def trouble(self) -> str:
        """Why it did not pass, in one or more lines; empty if it did."""
        if self.passed:
            return ""
        mismatches = self.verdict.mismatches
        if mismatches:
            return f"{mismatches[0].path}: {mismatches[0].message}"
        return self.verdict.reason or str(self.verdict.status)


def rehearse(harness: Harness, cassette: Cassette, case: Case, version: ApiVersion, where: str) -> Rehearsal:
    """Play a cassette against its case, and ask nobody.

    Args:
        harness: the run that the case belongs to.
        cassette: what to play.
        case: the case.
        version: its API version.
        where: how messages call the cassette.
    """
    tape = Playback(cassette, "replay", where)
    # What was heard before tells still what must be kept out of the report.
    heard = list(harness.hearing.exchanges)
    verdict = harness.play(case, version, case.scenario.path, tape)
    harness.hearing.exchanges[:] = heard
    return Rehearsal(verdict, tape.unused)
