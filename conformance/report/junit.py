"""Properties of a case for JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.verdict import Verdict


def properties(verdict: Verdict, target: str = "") -> list[tuple[str, str]]:
    """Return name and value pairs, one `requirement` for each that the case proves or breaks.

    Args:
        verdict: the case's verdict.
        target: how the target is called; left out if empty.
    """
    broken = (name for mismatch in verdict.mismatches for name in mismatch.requirements)
    found = [("requirement", name) for name in dict.fromkeys((*verdict.proves, *broken))]
    found += [
        ("level", verdict.level.value),
        ("evidence", verdict.evidence.value),
        ("status", verdict.status.value),
        ("area", verdict.area),
        ("version", verdict.version),
    ]
    return [*found, ("target", target)] if target else found
