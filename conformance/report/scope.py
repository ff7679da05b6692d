"""What a profile asks for: which cases of a run count, and which mismatches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.verdict import Level, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.report.model import Run
    from conformance.verdict import Mismatch, Verdict


@dataclass(frozen=True, slots=True)
class Scope:
    """What a profile asks for.

    Attributes:
        profile: its name; empty for all that was run.
        profiles: the profile of each requirement that the run knows.
    """

    profile: str
    profiles: Mapping[str, str]

    @classmethod
    def of(cls, run: Run, profile: str) -> Scope:
        """Return what a profile asks for of a run."""
        return cls(profile, {row.id: row.profile for row in run.requirements if row.profile})

    def asks_for(self, requirement: str, level: Level) -> bool:
        """Tell whether a requirement counts; one that is not known goes by its level: a MUST is core."""
        if not self.profile:
            return True
        usual = Profile.CORE if level is Level.MUST else Profile.COMPLETE
        return Profile(self.profiles.get(requirement, usual)).rank <= Profile(self.profile).rank

    def has(self, verdict: Verdict) -> bool:
        """Tell whether a case counts: it proves something that is asked for."""
        names = verdict.proves or (verdict.scenario,)
        return any(self.asks_for(name, verdict.level) for name in names)

    def found(self, verdict: Verdict) -> tuple[Mismatch, ...]:
        """Return those mismatches of a case that count.

        What is broken decides, not what the case set out to prove: the core may be broken on any exchange.
        """
        return tuple(
            mismatch
            for mismatch in verdict.mismatches
            if any(self.asks_for(name, mismatch.level) for name in mismatch.requirements or verdict.proves)
        )
