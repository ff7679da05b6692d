"""Scenarios as frozen values, and the cases that they expand to.

Trees (inputs, expectations) are JSON values with references and matchers in them; nobody changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, Final

from conformance.scenario.combination import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.scenario.bindings import Reference, Template
    from conformance.scenario.combination import Row
    from conformance.verdict import Evidence
    from conformance.versions import ApiVersion


class Omitted(Enum):
    """The type of OMITTED."""

    OMITTED = "omitted"

    def __repr__(self) -> str:
        return "OMITTED"


OMITTED: Final = Omitted.OMITTED
"""Stands for a key that the scenario does not write; None is a key that it writes as null."""

Position = tuple[int, int]
"""Line and column, 1-based."""


@dataclass(frozen=True, slots=True)
class SetAction:
    """Send customerSet.

    Attributes:
        input: the CustomerSetInput, with references; any JSON if the step expects top-level errors.
        identifier: the CustomerSetIdentifiers, None for null, OMITTED for a call without the argument.
        inline: whether the values are written into the document instead of being sent as variables.
    """

    input: Any
    identifier: Any = OMITTED
    inline: bool = False


@dataclass(frozen=True, slots=True)
class ReadAction:
    """Look a customer up.

    Attributes:
        by: `id`, `email`, `phone` or `customId`.
        value: what to look for, with references; an object for `customId`.
    """

    by: str
    value: Any


@dataclass(frozen=True, slots=True)
class DeleteAction:
    """Send customerDelete for an id, which may be a reference."""

    id: Any


@dataclass(frozen=True, slots=True)
class CallAction:
    """Send a document to the letter.

    Attributes:
        document: the GraphQL text.
        variables: by name, with references.
        operation_name: which operation to run; None does not say.
        token: the name of an access token other than the target's own; empty for that one.
        version: an API version to ask for that is not the run's; empty for that one.
        headers: further HTTP headers, by name.
        wait: whether a throttle is waited out, rather than being the answer.
        line: the line of the file on which the document's first line stands, 1-based; 0 if its lines are no lines there.
    """

    document: str | Reference | Template
    variables: Mapping[str, Any] | Reference = field(default_factory=dict)
    operation_name: str | Reference | Template | None = None
    token: str = ""
    version: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class ParallelAction:
    """Send the same customerSet `times` times at once, each in a scope that numbers it."""

    times: int
    action: SetAction


Action = SetAction | ReadAction | DeleteAction | CallAction | ParallelAction


class Strictness(StrEnum):
    """How much of the errors of a refusal is compared, from little to all."""

    CODE = "code"
    """That there are errors, and that each code that is written is among theirs."""
    FIELD = "field"
    """Their number, codes and places, in any order."""
    EXACT = "exact"
    """Whatever the scenario writes: code, place and message, in order."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold after a step. What the scenario does not write is OMITTED.

    Short names are resolved, so that trees have the shape of the response.

    Attributes:
        customer: expected tree of the customer, in the payload and when read back; None is no customer.
        user_errors: list of objects with any of code, field, message; or a matcher.
        strictness: how much of user errors and errors is compared at most.
        errors: list of partial top-level errors as in the response (`extensions.code`); or a matcher.
        data: expected tree of the response's `data`.
        body: expected tree of the response's whole body.
        http: expected object with any of `status` and `headers`, header names in lower case.
        changed: dotted paths below the customer that must change while all else must not; may hold references.
        deleted: expected deletedCustomerId.
        cost: expected object with any of `requestedQueryCost` and `actualQueryCost`.
        customers: how many different customers the answers of a parallel step name.
        lines: line in the file by path, which begins with the key of `then`: ("customer", "note").
    """

    customer: Any = OMITTED
    user_errors: Any = OMITTED
    strictness: Strictness = Strictness.EXACT
    errors: Any = OMITTED
    data: Any = OMITTED
    body: Any = OMITTED
    http: Any = OMITTED
    changed: tuple[str | Reference | Template, ...] | Omitted = OMITTED
    deleted: Any = OMITTED
    cost: Any = OMITTED
    customers: int | Omitted = OMITTED
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def expects_errors(self) -> bool:
        """Whether top-level errors are expected, so that what is sent may be against the schema."""
        return self.errors is not OMITTED and self.errors != []

    def line_of(self, where: tuple[str | int, ...]) -> int:
        """Return the line of the deepest written part of a path such as ("customer", "tags", 0); 0 if none.

        The path begins with the key of `then` and goes on with a Difference's `where`.
        """
        for length in range(len(where), -1, -1):
            line = self.lines.get(where[:length])
            if line:
                return line
        return 0


@dataclass(frozen=True, slots=True)
class Eventually:
    """That what must hold may take a while, so that the step is played again until it does.

    Attributes:
        within: seconds until it must hold at the latest.
        halt: what ends the waiting at once, for it tells that it never will; None if nothing does.
    """

    within: int
    halt: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One action and what must hold after it.

    Attributes:
        action: what is sent.
        then: what must hold.
        eventually: how long it may take until that holds; None if it must at once.
        save: (name, path) of what later steps may refer to; a path begins with `customer` or `data`.
        position: where the step begins.
        pause: seconds to let pass before it is sent.
    """

    action: Action
    then: Expectation = Expectation()
    eventually: Eventually | None = None
    save: tuple[tuple[str, tuple[str, ...]], ...] = ()
    position: Position = (0, 0)
    pause: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What exists before the first step.

    Attributes:
        definition: `namespace` and `key` of a customer metafield definition of the type `id`, or None.
        customers: (name, CustomerSetInput) in the order in which they are made; later ones may refer to earlier.
    """

    definition: Mapping[str, Any] | None = None
    customers: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario of a file.

    Attributes:
        id: unique in its catalogue, such as `tax/exemption-accepted`.
        area: the area of its file.
        title: the claim, in one sentence.
        proves: ids of requirements, the most telling first.
        evidence: how the expectation is known.
        source: where the evidence is, or an empty string.
        since: first API version it applies to, or None.
        until: last API version it applies to, or None.
        requires: what the target must be able to, in the words of `grammar.REQUIRES`.
        cases: its table: rows, or columns to combine; no rows if it has none.
        given: what exists before.
        steps: at least one.
        path: the file, as messages call it.
        position: where it begins there.
    """

    id: str
    area: str
    title: str
    proves: tuple[str, ...]
    evidence: Evidence
    steps: tuple[Step, ...]
    source: str = ""
    since: ApiVersion | None = None
    until: ApiVersion | None = None
    requires: tuple[str, ...] = ()
    cases: tuple[Row, ...] | Table = ()
    given: Given = Given()
    path: str = ""
    position: Position = (0, 0)

    @property
    def line(self) -> int:
        """The line on which it begins, 1-based."""
        return self.position[0]


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """One file: its path as messages call it, its area and its scenarios in order."""

    path: str
    area: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a scenario, with the values of its row.

    Attributes:
        scenario: the scenario.
        label: the row's label, or an empty string if the scenario has no table.
        bindings: values by column; they may hold references.
    """

    scenario: Scenario
    label: str = ""
    bindings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The scenario's id, with the label in brackets if there is one."""
        return f"{self.scenario.id}[{self.label}]" if self.label else self.scenario.id


def expand(scenario: Scenario, enum_values: Callable[[str], tuple[str, ...]]) -> tuple[Case, ...]:
    """Return the cases of a scenario, in order.

    Args:
        scenario: the scenario.
        enum_values: the values of an enum in the schema of the version to run; fills a column over an enum.
    """
    if not scenario.cases:
        return (Case(scenario),)
    table = scenario.cases
    rows = table.rows(enum_values) if isinstance(table, Table) else table
    return tuple(Case(scenario, row.label, row.bindings) for row in rows)


def applies(scenario: Scenario, version: ApiVersion) -> str:
    """Return why a scenario does not apply to an API version, or an empty string if it does."""
    if scenario.since and version < scenario.since:
        return f"applies from API version {scenario.since} on"
    if scenario.until and scenario.until < version:
        return f"applied up to API version {scenario.until}"
    return ""
