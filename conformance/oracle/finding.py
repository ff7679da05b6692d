"""What the oracle finds: one difference, with the requirement that it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.match import Difference

HTTP_ENVELOPE: Final = "invariant.http-envelope"
RESPONSE_SHAPE: Final = "invariant.response-shape"
RESPONSE_TYPE: Final = "invariant.response-type"
CUSTOMER_OR_ERRORS: Final = "invariant.customer-or-errors"
REFUSAL_CHANGES_NOTHING: Final = "invariant.refusal-changes-nothing"
READ_YOUR_WRITE: Final = "invariant.read-your-write"
OMITTED_UNCHANGED: Final = "invariant.omitted-unchanged"
LISTS_REPLACED: Final = "invariant.lists-replaced"
REPEAT_CHANGES_NOTHING: Final = "invariant.repeat-changes-nothing"
ID_STABLE_ON_UPDATE: Final = "invariant.id-stable-on-update"
ID_NEW_ON_CREATE: Final = "invariant.id-new-on-create"
COST_COHERENT: Final = "invariant.cost-coherent"
VERSION_SERVED: Final = "invariant.version-served"
GIVEN: Final = "create.without-identifier"
"""What is broken if a scenario can't even create what it starts from."""

INVARIANTS: Final = (
    HTTP_ENVELOPE,
    RESPONSE_SHAPE,
    RESPONSE_TYPE,
    CUSTOMER_OR_ERRORS,
    REFUSAL_CHANGES_NOTHING,
    READ_YOUR_WRITE,
    OMITTED_UNCHANGED,
    LISTS_REPLACED,
    REPEAT_CHANGES_NOTHING,
    ID_STABLE_ON_UPDATE,
    ID_NEW_ON_CREATE,
    COST_COHERENT,
    VERSION_SERVED,
)
"""Requirement ids of everything that is checked unasked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference.

    Attributes:
        path: JSON path in the response.
        expected: the expected value or rule, rendered.
        actual: what was found, rendered.
        message: one sentence that says what is wrong.
        requirement: id of the invariant it breaks; empty if the scenario states the expectation.
        line: line of the expectation in the scenario file; 0 for an invariant.
    """

    path: str
    expected: str
    actual: str
    message: str
    requirement: str = ""
    line: int = 0


def from_differences(
    differences: Iterable[Difference], requirement: str, lead: str = ""
) -> tuple[Finding, ...]:
    """Return differences between trees as breaches of `requirement`, each message led by `lead`."""
    return tuple(
        Finding(item.path, item.expected, item.actual, f"{lead}{item.message}", requirement)
        for item in differences
    )
