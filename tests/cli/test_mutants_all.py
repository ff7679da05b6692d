"""Every wrong server that the mock can be is caught for what it breaks, and the right one is not accused."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from command import CHECKOUT

from conformance.mock.faults import FAULTS
from conformance.mutants import Matrix, bundled, hunt_all
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from conformance.mutants import Hunt

NAMES = ["", *(fault.name for fault in FAULTS)]
PAGE = CHECKOUT / "docs" / "kill-matrix.md"
ROW = re.compile(
    r"\| (?P<breaks>\S+) \(\w+\) \| `(?P<fault>\S+)` \| .* \| \d+ \| \d+ \| (?P<first>[^<|]+)\S* \|"
)
STALE = "docs/kill-matrix.md is out of date; run `make pages`"


@cache
def hunts() -> dict[str, Hunt]:
    """Return what the scenarios made of each server, each up to the first catch; the right one is played through."""
    return {found.fault: found for found in hunt_all(NAMES, NEWEST_STABLE, first=True)}


def matrix() -> Matrix:
    """Return the matrix of these hunts."""
    return Matrix((found for found in hunts().values() if found.fault), bundled(), NEWEST_STABLE)


def test_the_right_server_is_not_accused() -> None:
    """Every case was played and passed."""
    right = hunts()[""]
    assert (right.catches, right.stuck) == ((), ())
    assert right.played > 500


@pytest.mark.parametrize("fault", NAMES[1:])
def test_a_wrong_server_is_caught(fault: str) -> None:
    """By a scenario or an invariant that names the very requirement that it breaks."""
    found = hunts()[fault]
    assert len(found.named) == 1, found.catches
    assert (found.stuck, found.breakdowns) == ((), 0)


def test_a_fault_breaks_every_must_every_invariant_and_every_rule() -> None:
    """Of the rules those that customerSet can reach; there are eighty faults at the least."""
    assert matrix().uncovered == ()
    assert len(FAULTS) >= 80


def test_the_page_is_about_these_faults() -> None:
    """Each stands under what it breaks, with what the server does; the numbers are checked by `make mutants`."""
    text = PAGE.read_text("utf-8")
    rows = {found["fault"]: found["breaks"] for found in ROW.finditer(text)}
    assert rows == {fault.name: fault.breaks for fault in FAULTS}, STALE
    assert all(fault.summary.replace("|", "\\|") in text for fault in FAULTS), STALE


def test_the_page_names_who_catches_first() -> None:
    """As these hunts found out, which play the same cases in the same order."""
    first = {found["fault"]: found["first"] for found in ROW.finditer(PAGE.read_text("utf-8"))}
    assert first == {fault.name: hunts()[fault.name].named[0].scenario for fault in FAULTS}, STALE


def test_the_page_counts_the_scenarios_that_there_are() -> None:
    """A scenario that was added or taken away makes another page."""
    total = sum(tally.total for tally in matrix().by_area())
    assert f"are killed**, by {total} scenarios" in PAGE.read_text("utf-8"), STALE
