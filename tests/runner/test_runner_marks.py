"""Whoever the bundled scenarios make bears a mark, so that a sweep finds them."""

from __future__ import annotations

from functools import partial

from witness import Witness

from conformance.runner import Session, run_case
from conformance.scenario import catalogue, expand
from conformance.schema.load import enum_values
from conformance.versions import NEWEST_STABLE


def test_every_creation_of_a_bundled_scenario_bears_a_mark() -> None:
    """Else a run that is killed at the wrong moment leaves somebody whom nobody can tell from a customer."""
    found = catalogue.load(catalogue.bundled_root())
    witness = Witness()
    session = Session(witness, found.requirements, seed="marks")
    for scenario in found.scenarios:
        for case in expand(scenario, partial(enum_values, NEWEST_STABLE)):
            run_case(case, NEWEST_STABLE, session)
    assert len(witness.met) > 400
    assert witness.unmarked == []
