"""Every wrong server that the mock can be is caught, and the right one is not accused."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from conformance.mock.faults import FAULTS
from conformance.mutants import hunt_all
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from conformance.mutants import Hunt

NAMES = ["", *(fault.name for fault in FAULTS)]


@cache
def hunts() -> dict[str, Hunt]:
    """Return what the scenarios made of each server, each up to the first catch; the right one is played through."""
    return {found.fault: found for found in hunt_all(NAMES, NEWEST_STABLE, first=True)}


def test_the_right_server_is_not_accused() -> None:
    """Every case was played and passed."""
    right = hunts()[""]
    assert (right.catches, right.stuck) == ((), ())
    assert right.played > 500


@pytest.mark.parametrize("fault", NAMES[1:])
def test_a_wrong_server_is_caught(fault: str) -> None:
    """By at least one scenario, which ended with a verdict."""
    found = hunts()[fault]
    assert len(found.catches) == 1
    assert found.stuck == ()
