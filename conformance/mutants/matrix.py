"""The kill matrix: which fault is caught by which scenarios, and what neither catches nor is broken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from conformance.domain.rules import RULES_BY_MUTATION
from conformance.mock.faults import FAULTS
from conformance.scenario.model import applies
from conformance.verdict import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from conformance.mock.faults import Fault
    from conformance.mutants.hunting import Hunt
    from conformance.scenario.catalogue import Catalogue
    from conformance.scenario.requirement import Requirement
    from conformance.versions import ApiVersion

UNREACHABLE: Final[Mapping[str, str]] = {
    "input.unknown-id": "fires only by the other reading of an open question",
    "address.blank": "customerSet accepts a blank address",
}
"""Rules of customerSet that the mock as it is set up by default never applies, and why."""

LOUD: Final = 0.5
"""A fault that more than this part of all scenarios catches says little about each of them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of something was caught.

    Attributes:
        name: of the area or topic.
        killed: how many of it.
        total: of how many.
    """

    name: str
    killed: int
    total: int


class Matrix:
    """Faults against scenarios.

    Args:
        hunts: one for each fault.
        catalogue: whose scenarios and requirements are counted.
        version: the API version they were played in.
        faults: what the hunts are about.

    Attributes:
        hunts: by name of the fault.
        faults: those that were hunted.
        requirements: of the catalogue.
        scenarios: that apply to the version.
        elsewhere: ids of the scenarios that apply to other versions only.
    """

    def __init__(
        self,
        hunts: Iterable[Hunt],
        catalogue: Catalogue,
        version: ApiVersion,
        faults: Sequence[Fault] = FAULTS,
    ) -> None:
        self.hunts = {each.fault: each for each in hunts}
        self.faults = tuple(fault for fault in faults if fault.name in self.hunts)
        self.requirements = tuple(catalogue.requirements.values())
        self.scenarios = tuple(each for each in catalogue.scenarios if not applies(each, version))
        self.elsewhere = tuple(each.id for each in catalogue.scenarios if applies(each, version))

    @property
    def missed(self) -> tuple[str, ...]:
        """Names of the faults that nobody caught."""
        return tuple(fault.name for fault in self.faults if not self.hunts[fault.name].catches)

    @property
    def mistaken(self) -> tuple[str, ...]:
        """Names of the faults that were caught, but only for another reason than the one they break."""
        found = (self.hunts[fault.name] for fault in self.faults)
        return tuple(each.fault for each in found if each.catches and not each.named)

    @property
    def unproven(self) -> tuple[Requirement, ...]:
        """The requirements that no fault breaks, the most binding first."""
        broken = {fault.breaks for fault in self.faults}
        found = [each for each in self.requirements if each.id not in broken]
        return tuple(sorted(found, key=lambda each: each.level.rank))

    @property
    def uncovered(self) -> tuple[str, ...]:
        """What must have a fault of its own and has none: MUST requirements, and rules that customerSet can reach."""
        held = {fault.rule for fault in self.faults}
        rules = (rule.id for rule in RULES_BY_MUTATION["customerSet"] if rule.id not in UNREACHABLE)
        musts = (each.id for each in self.unproven if each.level is Level.MUST or is_invariant(each.id))
        return (*musts, *(f"rule {rule}" for rule in rules if rule not in held))

    @cached_property
    def kills(self) -> dict[str, tuple[str, ...]]:
        """Names of the faults that each scenario catches, without the loud ones, by its id."""
        found: dict[str, list[str]] = {scenario.id: [] for scenario in self.scenarios}
        for fault in self.faults:
            scenarios = self.caught_by(fault)
            if len(scenarios) <= LOUD * len(found):
                for scenario in scenarios:
                    found[scenario].append(fault.name)
        return {scenario: tuple(names) for scenario, names in found.items()}

    @property
    def idle(self) -> tuple[str, ...]:
        """Ids of the scenarios that kill nothing."""
        return tuple(scenario for scenario, names in self.kills.items() if not names)

    def caught_by(self, fault: Fault) -> tuple[str, ...]:
        """Return the ids of the scenarios that catch a fault."""
        return tuple(dict.fromkeys(catch.scenario for catch in self.hunts[fault.name].catches))

    def named_by(self, fault: Fault) -> tuple[str, ...]:
        """Return the ids of the scenarios that name the very requirement that a fault breaks."""
        return tuple(dict.fromkeys(catch.scenario for catch in self.hunts[fault.name].named))

    def by_topic(self) -> tuple[Tally, ...]:
        """Return how many of the faults are killed for each topic of requirements, in the catalogue's order."""
        topics = dict.fromkeys(topic(each.id) for each in self.requirements)
        found = []
        for name in topics:
            faults = [fault for fault in self.faults if topic(fault.breaks) == name]
            killed = sum(1 for fault in faults if self.named_by(fault))
            found.append(Tally(name, killed, len(faults)))
        return tuple(found)

    def by_area(self) -> tuple[Tally, ...]:
        """Return how many scenarios of each area kill something."""
        areas: dict[str, list[str]] = {}
        for scenario in self.scenarios:
            areas.setdefault(scenario.area, []).append(scenario.id)
        return tuple(
            Tally(area, sum(1 for each in ids if self.kills[each]), len(ids)) for area, ids in areas.items()
        )


def topic(requirement: str) -> str:
    """Return what a requirement is about, such as `list` of `list.replaced`."""
    return requirement.partition(".")[0]


def is_invariant(requirement: str) -> bool:
    """Return whether a requirement is checked on every exchange."""
    return topic(requirement) == "invariant"
