"""Deliberate deviations of the mock: each a wrong server that a suite has to catch."""

from __future__ import annotations

from typing import Final

from conformance.errors import UsageError, did_you_mean
from conformance.mock.faults.answers import ANSWERS
from conformance.mock.faults.documents import DOCUMENTS
from conformance.mock.faults.fault import Fault
from conformance.mock.faults.identity import IDENTITY
from conformance.mock.faults.laws import LAWS
from conformance.mock.faults.lists import LISTS
from conformance.mock.faults.lookups import LOOKUPS
from conformance.mock.faults.platform import PLATFORM
from conformance.mock.faults.refusals import REFUSALS
from conformance.mock.faults.requests import REQUESTS
from conformance.mock.faults.scalars import SCALARS
from conformance.mock.faults.unchecked import UNCHECKED
from conformance.mock.faults.updates import UPDATES
from conformance.mock.faults.upserts import UPSERTS

__all__ = ["FAULTS", "Fault", "find_fault"]

FAULTS: Final[tuple[Fault, ...]] = (
    *LISTS,
    *SCALARS,
    *IDENTITY,
    *UPSERTS,
    *UPDATES,
    *UNCHECKED,
    *REFUSALS,
    *DOCUMENTS,
    *REQUESTS,
    *LOOKUPS,
    *ANSWERS,
    *PLATFORM,
    *LAWS,
)
"""Every deviation that the mock can show; names are unique."""


def find_fault(name: str) -> Fault:
    """Return the fault called `name`.

    Raises:
        UsageError: there is none; the message names one that is near.
    """
    for fault in FAULTS:
        if fault.name == name:
            return fault
    known = [fault.name for fault in FAULTS]
    raise UsageError(
        f'There is no fault "{name}".{did_you_mean(name, known)}',
        hint="conformance mock --fault=list names them all.",
    )
