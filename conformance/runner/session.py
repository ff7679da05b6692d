"""What the scenarios of one run share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.scenario.model import Strictness
from conformance.verdict import Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.scenario.requirement import Requirement
    from conformance.wire import Target


@dataclass
class Session:
    """One worker's run against one target.

    Attributes:
        target: what is asked.
        requirements: the catalogue, by id.
        seed: where generated identities come from; the same seed makes the same ones.
        worker: which of several workers this is; identities differ between them.
        met: ids of every customer met so far, living or deleted.
        profile: how much of the contract is asked for; invariants of later profiles do not count.
        strictness: how much of errors is compared at most.
        tokens: names of further access tokens that the target has been given; None if it has none of its own.
        capabilities: what has been found out so far of what scenarios require: why it is missing, by word.
        left_behind: ids of what could not be deleted from a target that outlives the run.
        sleep: lets so many seconds pass at the target.
    """

    target: Target
    requirements: Mapping[str, Requirement]
    seed: str
    worker: str = ""
    profile: Profile = Profile.EXACT
    strictness: Strictness = Strictness.EXACT
    tokens: frozenset[str] | None = None
    capabilities: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    left_behind: list[str] = field(default_factory=list)
    sleep: Callable[[float], None] = time.sleep
