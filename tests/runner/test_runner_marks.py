"""Whoever the bundled scenarios make bears a mark, so that a sweep finds them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.runner import Session, run_case
from conformance.scenario import catalogue, expand
from conformance.schema.load import enum_values
from conformance.target.in_process import InProcess
from conformance.target.marks import Marks, marks_of
from conformance.target.writes import effect_of, made_by
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from conformance.wire import Request, Response


class Witness(InProcess):
    """The embedded shop, with a list of the creations that bore no mark."""

    def __init__(self) -> None:
        super().__init__(Service(Settings(bucket=Rates(999_999_999, 999_999_999), log=1)))
        self.met: set[str] = set()
        self.unmarked: list[Any] = []

    def send(self, request: Request) -> Response:
        """Answer a request."""
        response = super().send(request)
        made = set(made_by(response)) - self.met
        self.met |= made
        if made and effect_of(request).makes and marks_of(request) == Marks():
            self.unmarked.append((request.document, request.variables))
        return response


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
