"""What the scenarios of one run share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        left_behind: ids of what could not be deleted from a target that outlives the run.
    """

    target: Target
    requirements: Mapping[str, Requirement]
    seed: str
    worker: str = ""
    met: set[str] = field(default_factory=set)
    left_behind: list[str] = field(default_factory=list)
