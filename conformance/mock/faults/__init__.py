"""Deliberate deviations of the mock: each a wrong server that a suite has to catch."""

from __future__ import annotations

from typing import Final

from conformance.errors import UsageError, did_you_mean
from conformance.mock.faults.fault import Fault

__all__ = ["FAULTS", "Fault", "find_fault"]

FAULTS: Final[dict[str, Fault]] = {}


def find_fault(name: str) -> Fault:
    """Return the fault called `name`.

    Raises:
        UsageError: there is none; the message names those that are near.
    """
    try:
        return FAULTS[name]
    except KeyError:
        raise UsageError(
            f'There is no fault "{name}".{did_you_mean(name, FAULTS)}', hint=f"Faults: {', '.join(FAULTS)}."
        ) from None
