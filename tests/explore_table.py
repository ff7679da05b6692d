"""A table to explore on: the mock without a network, right or wrong, and a budget."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING

from conformance.explore.desk import Budget, Desk
from conformance.explore.expected import DomainSide
from conformance.explore.player import Table
from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.scenario import catalogue
from conformance.target.in_process import InProcess
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.mock.behaviour import Behaviours
    from conformance.scenario.requirement import Requirement

PLENTY = Rates(999_999_999, 999_999_999)


@cache
def requirements() -> Mapping[str, Requirement]:
    """Return the bundled requirements."""
    return catalogue.known_requirements(catalogue.bundled_root())[0]


def mock(fault: str | None = None, behaviours: Behaviours | None = None) -> InProcess:
    """Return a mock of its own."""
    logging.getLogger("conformance.mock").disabled = fault is not None
    return InProcess(Service(Settings(bucket=PLENTY, fault=fault, log=1, behaviours=behaviours)))


def table(
    fault: str | None = None, *, seed: str = "1", calls: int = 3_000, behaviours: Behaviours | None = None
) -> Table:
    """Return a table with a mock on it."""
    desk = Desk(mock(fault, behaviours), Budget(calls))
    return Table(desk, NEWEST_STABLE, seed, requirements(), DomainSide)
