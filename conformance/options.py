"""What a run is asked to do, and what follows from it before anything is asked of a target."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError
from conformance.scenario.model import Strictness
from conformance.target.permission import Budget, allowing
from conformance.target.settings import resolve
from conformance.verdict import Profile

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.target.address import Address

STRICTNESS: Final = {
    Profile.CORE: Strictness.CODE,
    Profile.COMPLETE: Strictness.FIELD,
    Profile.EXACT: Strictness.EXACT,
}
"""How much of errors a profile compares."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do.

    Attributes:
        target: `mock`, `devstore`, a configured name or a URL.
        versions: as `versions.select` takes them; empty for the newest stable one.
        seed: where generated identities come from; empty for a new one.
        folder: where to look for the configuration.
        worker: which of several workers this is; empty for the only one.
        dry: whether scenarios are only listed, so that no target is needed.
        profile: how much of the contract is asked for.
        strict: how much of errors is compared, as the profile of that name does; None does as the run's profile.
        record_mode: how cassettes are used, in pytest-recording's words; `none` replays and asks nobody, empty uses none.
        others: further targets, for a report on all of them.
        baseline: the file that lists known failures and flaky cases; None if there is none.
        partial: whether only some of the scenarios are run, so that the baseline may list others.
        run: what all processes of a run have in common; empty for a new one.
        allow_writes: whether writing to a store was opted into.
        write_budget: how much the run may write, as CUSTOMERS/MUTATIONS; empty for what the configuration says.
    """

    target: str
    versions: str
    seed: str
    folder: Path
    worker: str = ""
    dry: bool = False
    profile: Profile = Profile.EXACT
    strict: Profile | None = None
    record_mode: str = ""
    others: tuple[str, ...] = ()
    baseline: Path | None = None
    partial: bool = False
    run: str = ""
    allow_writes: bool = False
    write_budget: str = ""

    def __post_init__(self) -> None:
        """Refuse what can't be asked for together.

        Raises:
            UsageError: cassettes of several targets.
        """
        if self.others and self.record_mode:
            raise UsageError(
                "Cassettes are recorded and replayed of one target at a time.", hint="Give one --target."
            )

    @property
    def strictness(self) -> Strictness:
        """How much of errors is compared."""
        return STRICTNESS[self.strict or self.profile]

    @property
    def uses_cassettes(self) -> bool:
        """Whether exchanges are recorded or replayed."""
        return bool(self.record_mode)

    @property
    def replays(self) -> bool:
        """Whether recordings are all that is asked."""
        return self.record_mode == "none"

    def address(self) -> Address | None:
        """Return the target's address with what may be written to it; None for the embedded mock and for recordings.

        Raises:
            UsageError: there is no such target, or it is configured wrongly.
        """
        if self.target == "mock" or self.replays:
            if self.write_budget:
                Budget.parse(self.write_budget)
            return None
        found = resolve(self.target, os.environ, self.folder)
        permission = allowing(found.permission, writes=self.allow_writes, budget=self.write_budget)
        return replace(found, permission=permission)
