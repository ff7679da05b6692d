"""A run as a value, and what it says about each requirement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from conformance.verdict import Evidence, Level, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from conformance.verdict import Verdict


class RequirementStatus(StrEnum):
    """What a run says about one requirement."""

    PASSED = "passed"
    """A scenario that proves it passed, and nothing speaks against it."""
    FAILED = "failed"
    """The target breaks it."""
    DISCOVERY = "discovery"
    """A real store differs from what we only assumed."""
    ERRORED = "errored"
    """Its scenarios ended without a verdict."""
    UNTESTED = "untested"
    """Nothing in the run proves it or speaks against it."""


class Outcome(StrEnum):
    """What a run says about the target."""

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not conformant"
    NO_VERDICT = "no verdict"


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement of the catalogue.

    Attributes:
        id: its stable id, such as `list.omitted-unchanged`.
        level: how binding it is.
        statement: the rule in one sentence.
        source: where it is stated: a URL or the name of a recording.
        evidence: how it is known.
        profile: from which profile on it counts; empty if that is not known.
    """

    id: str
    level: Level
    statement: str
    source: str
    evidence: Evidence
    profile: str = ""


@dataclass(frozen=True, slots=True)
class AskedVersion:
    """An API version as one target was asked for it.

    Attributes:
        requested: its handle in the address.
        served: the handles that the answers named; empty if they named none.
        schema: digest of the schema that answers were held against, as `sha256:...`; empty if unknown.
    """

    requested: str
    served: tuple[str, ...] = ()
    schema: str = ""


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What tells one target from another.

    Attributes:
        name: how verdicts call it.
        kind: `mock`, `store`, `replay` or `endpoint`.
        is_shopify: whether a real store answered.
        shop: digest of the shop's host, as `sha256:...` cut short; empty if there is none to hide.
        versions: as they were asked for, oldest first.
    """

    name: str
    kind: str
    is_shopify: bool
    shop: str = ""
    versions: tuple[AskedVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """Which scenarios were at hand, run or not.

    Attributes:
        digest: of every scenario and requirement file, as `sha256:...`.
        files: how many these are.
    """

    digest: str
    files: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of customerSet's contract, and how many cases touched it.

    Attributes:
        kind: `argument`, `identifier`, `input field`, `error code`, `payload field` or `customer field`.
        name: such as `addresses.zip`.
        cases: how many cases sent it, or got it in an answer.
        unreachable: why no request can reach it; else empty.
    """

    kind: str
    name: str
    cases: int
    unreachable: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that a report tells of a run.

    Attributes:
        target: how the target is called; of several, how they are called together.
        is_shopify: whether a real store answered.
        versions: handles of the API versions that were run, oldest first.
        seed: what the generated identities came from; the same seed makes the same ones.
        started: when, in UTC.
        seconds: wall-clock time.
        tool_version: version of the harness.
        requirements: the catalogue, in its order.
        verdicts: one for each scenario, case and version, in the order they were run.
        interrupted: whether the run was stopped before its end.
        notes: sentences that the reader should see, such as a warning about the target.
        checked: ids of requirements that no scenario proves alone, because they were checked on exchanges
            unasked. Name only those that had a chance to fail in this run.
        profile: which part of the requirements was to hold, such as `core`; empty if that was not said.
        suite: the scenarios at hand, if known.
        targets: what is known of each target; empty for one of which no more is known than the above.
        coverage: parts of the contract; empty if that was not looked at.
        is_clean: whether it comes out of a report, so that it holds no credentials and nothing that a report leaves out.
    """

    target: str
    is_shopify: bool
    versions: tuple[str, ...]
    seed: str
    started: datetime
    seconds: float
    tool_version: str
    requirements: tuple[RequirementRow, ...]
    verdicts: tuple[Verdict, ...]
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    profile: str = ""
    suite: Suite | None = None
    targets: tuple[TargetFacts, ...] = ()
    coverage: tuple[Covered, ...] = ()
    is_clean: bool = field(default=False, compare=False)

    def target_of(self, verdict: Verdict) -> str:
        """Return how the target of a verdict is called."""
        return verdict.target or self.target

    def is_store(self, verdict: Verdict) -> bool:
        """Return whether a real store gave a verdict's answers."""
        name = self.target_of(verdict)
        return next((facts.is_shopify for facts in self.targets if facts.name == name), self.is_shopify)


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """What a run says about one requirement.

    Attributes:
        row: the requirement.
        status: what is known of it now.
        proven_by: verdicts of the scenarios that set out to prove it.
        against: verdicts that speak against it, whether or not they set out to prove it.
        checked: whether it was checked on exchanges unasked.
    """

    row: RequirementRow
    status: RequirementStatus
    proven_by: tuple[Verdict, ...] = ()
    against: tuple[Verdict, ...] = ()
    checked: bool = False


_BROKEN: Final = frozenset({Status.FAILED, Status.DISCOVERY})


def blame(verdict: Verdict, *, is_shopify: bool) -> dict[str, RequirementStatus]:
    """Return which requirements a verdict speaks against: FAILED or DISCOVERY by requirement id.

    A mismatch speaks against the requirements it names. If the scenario states the expectation, the
    scenario's own requirements are broken too; a mere invariant leaves them undecided. A real store that
    differs from an assumption is a discovery.
    """
    found: dict[str, RequirementStatus] = {}
    for mismatch in verdict.mismatches:
        is_discovery = verdict.status is Status.DISCOVERY or (
            is_shopify and mismatch.evidence is Evidence.ASSUMED
        )
        status = RequirementStatus.DISCOVERY if is_discovery else RequirementStatus.FAILED
        own = verdict.proves if mismatch.line or not mismatch.requirements else ()
        for name in (*mismatch.requirements, *own):
            found[name] = _worse(status, found.get(name))
    if not found and verdict.status in _BROKEN:
        status = RequirementStatus(verdict.status.value)
        found = dict.fromkeys(verdict.proves or (verdict.scenario,), status)
    return found


def _worse(status: RequirementStatus, other: RequirementStatus | None) -> RequirementStatus:
    return RequirementStatus.FAILED if other is RequirementStatus.FAILED else status


def requirement_results(run: Run) -> tuple[RequirementResult, ...]:
    """Return what the run says about each requirement, in catalogue order.

    A requirement that a verdict names and the catalogue lacks comes after those of the catalogue.
    """
    rows = {row.id: row for row in run.requirements}
    proving: defaultdict[str, list[Verdict]] = defaultdict(list)
    against: defaultdict[str, list[Verdict]] = defaultdict(list)
    blamed: dict[str, RequirementStatus] = {}
    for verdict in run.verdicts:
        for name in dict.fromkeys(verdict.proves):
            proving[name].append(verdict)
            rows.setdefault(name, RequirementRow(name, verdict.level, "", "", verdict.evidence))
        for name, status in blame(verdict, is_shopify=run.is_store(verdict)).items():
            against[name].append(verdict)
            blamed[name] = _worse(status, blamed.get(name))
            rows.setdefault(name, _unknown_row(name, verdict))
    checked = frozenset(run.checked)
    return tuple(
        RequirementResult(
            row,
            blamed.get(name) or _unblamed(proving[name], checked=name in checked),
            tuple(proving[name]),
            tuple(against[name]),
            name in checked,
        )
        for name, row in rows.items()
    )


def _unknown_row(name: str, verdict: Verdict) -> RequirementRow:
    for mismatch in verdict.mismatches:
        if name in mismatch.requirements:
            return RequirementRow(name, mismatch.level, "", "", mismatch.evidence)
    return RequirementRow(name, verdict.level, "", "", verdict.evidence)


def _unblamed(proving: Sequence[Verdict], *, checked: bool) -> RequirementStatus:
    statuses = {verdict.status for verdict in proving}
    if checked or Status.PASSED in statuses:
        return RequirementStatus.PASSED
    return RequirementStatus.ERRORED if Status.ERRORED in statuses else RequirementStatus.UNTESTED


def count_by_status(run: Run) -> dict[Status, int]:
    """Return how many cases ended in each status; every status has a key."""
    counts = dict.fromkeys(Status, 0)
    for verdict in run.verdicts:
        counts[verdict.status] += 1
    return counts


def count_by_level(results: Sequence[RequirementResult]) -> dict[Level, dict[RequirementStatus, int]]:
    """Return how many requirements of each level have each status; every level and status has a key."""
    counts = {level: dict.fromkeys(RequirementStatus, 0) for level in Level}
    for result in results:
        counts[result.row.level][result.status] += 1
    return counts


def count_by_area(run: Run) -> dict[str, dict[Level, dict[Status, int]]]:
    """Return how many cases of each area and level ended in each status, areas sorted by name."""
    counts: dict[str, dict[Level, dict[Status, int]]] = {}
    for verdict in run.verdicts:
        area = counts.setdefault(verdict.area, {level: dict.fromkeys(Status, 0) for level in Level})
        area[verdict.level][verdict.status] += 1
    return dict(sorted(counts.items()))
