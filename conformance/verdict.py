"""What a run finds out: levels, evidence, statuses, mismatches and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.wire import Exchange


class Level(StrEnum):
    """How binding a requirement is, in the words of RFC 2119."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"

    @property
    def rank(self) -> int:
        """0 for MUST, the most binding, up to 2."""
        return list(Level).index(self)


class Profile(StrEnum):
    """How much of the contract is asked for, each profile with all of the ones before it."""

    CORE = "core"
    """What an app that syncs customers cannot live without."""
    COMPLETE = "complete"
    """All that a caller may notice, whatever the words of a refusal."""
    EXACT = "exact"
    """The words and the order of errors as well."""

    @property
    def rank(self) -> int:
        """0 for core, up to 2."""
        return list(Profile).index(self)


class Evidence(StrEnum):
    """How we know that a requirement holds for Shopify."""

    DOCUMENTED = "documented"
    """Shopify's reference or schema says so."""
    OBSERVED = "observed"
    """A recorded response of a real store shows it."""
    ASSUMED = "assumed"
    """Deduced; a real store that differs is a discovery, not a failure."""


class Status(StrEnum):
    """How a scenario ended."""

    PASSED = "passed"
    FAILED = "failed"
    """The target deviates."""
    DISCOVERY = "discovery"
    """A real store differs from what we only assumed."""
    ERRORED = "errored"
    """No verdict on the target: the network, a throttle, or the harness itself."""
    NOT_APPLICABLE = "not applicable"
    """Does not apply here, with a declared reason."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference between what must hold and what the target answered.

    Attributes:
        requirements: ids of the requirements it breaks, the most telling first.
        level: the highest level among them.
        evidence: how the expectation is known.
        path: JSON path in the response, such as `$.data.customerSet.customer.note`.
        expected: the expected value or rule, rendered for a person.
        actual: the found value, rendered for a person.
        message: one sentence that says what is wrong.
        line: line of the expectation in the scenario file, 1-based; 0 if no line states it (an invariant).
        exchange: index into the verdict's exchanges, or -1.
    """

    requirements: tuple[str, ...]
    level: Level
    evidence: Evidence
    path: str
    expected: str
    actual: str
    message: str
    line: int = 0
    exchange: int = -1


@dataclass(frozen=True, slots=True)
class Call:
    """One exchange in a few words, which stay when the exchange itself is left out of a report.

    Attributes:
        purpose: the part of the scenario that it belongs to, such as `given` or `step 2`.
        name: what was asked, such as `mutation CustomerSet`.
        status: HTTP status code.
        seconds: from sending to the last byte.
        cost: query cost points as charged; None if the answer named none.
        retries: how often it was asked again because of a throttle.
    """

    purpose: str
    name: str
    status: int
    seconds: float
    cost: float | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Why a case is expected to fail.

    Attributes:
        reason: what is wrong, in a sentence.
        owner: who looks after it.
        link: where it is tracked; may be empty.
        expires: the last day it is excused, as YYYY-MM-DD; may be empty.
        days_left: days from the run to that day, negative once it is over; None if it never expires.
    """

    reason: str
    owner: str
    link: str = ""
    expires: str = ""
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one scenario, in one case and API version, on one target.

    Attributes:
        scenario: the scenario's id, with its case in brackets where it has one: `tax/accepted[US_CA_RESELLER_EXEMPTION]`.
        version: the API version's handle.
        area: the area of the scenario's file.
        title: the scenario's title.
        proves: ids of the requirements it proves, the most telling first.
        level: the highest level among them.
        evidence: the scenario's own evidence.
        status: how it ended.
        source: path of the scenario file, as given.
        line: the scenario's line there, 1-based.
        reason: why it errored or does not apply; else empty.
        mismatches: empty unless failed or a discovery.
        exchanges: all requests and responses, in order.
        seconds: wall-clock time.
        target: how the target is called; empty for the one target of the run.
        cost: query cost in points of all that it sent, as the target counts; None if no answer told any.
        tries: how earlier tries ended, where the case was tried again.
        known: why it is expected to fail, if it is.
        cited: where the scenario's evidence is, such as the name of a recording; may be empty.
        calls: the exchanges in a few words; empty until they are summed up for a report.
        codes: codes of the errors that were answered, each once; likewise.
        served: API versions that the answers name; likewise.
    """

    scenario: str
    version: str
    area: str
    title: str
    proves: tuple[str, ...]
    level: Level
    evidence: Evidence
    status: Status
    source: str = ""
    line: int = 0
    reason: str = ""
    mismatches: tuple[Mismatch, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    seconds: float = 0.0
    target: str = ""
    cost: float | None = None
    tries: tuple[Status, ...] = ()
    known: Known | None = None
    cited: str = ""
    calls: tuple[Call, ...] = ()
    codes: tuple[str, ...] = ()
    served: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The scenario with its case and API version, as pytest shows it."""
        return item_id(self.scenario, self.version)


def item_id(scenario: str, version: str) -> str:
    """Return a scenario's id, with its case in brackets where it has one, joined to an API version's handle."""
    return f"{scenario[:-1]}-{version}]" if scenario.endswith("]") else f"{scenario}[{version}]"
