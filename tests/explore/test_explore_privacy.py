"""Exploring what belongs to somebody: whoever it makes bears our mark, and what it writes holds nothing of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explore_table import PLENTY, mock, requirements
from witness import Witness

from conformance.explore.desk import Budget, Desk
from conformance.explore.engine import Exploration
from conformance.explore.expected import DomainSide
from conformance.explore.explorers import documents
from conformance.explore.found import scenario_text
from conformance.explore.other import OTHER, OtherSide
from conformance.explore.player import Table, play
from conformance.explore.script import Move, Script
from conformance.mock.service import Service
from conformance.mock.settings import Settings
from conformance.target.in_process import InProcess
from conformance.versions import NEWEST_STABLE
from conformance.wire import Response

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.wire import Request

TOKEN = "a-token-of-twenty-letters"


def _explored(calls: int, explorers: Any = None) -> Witness:
    witness = Witness(is_disposable=False)
    run = Exploration(Table(Desk(witness, Budget(calls)), NEWEST_STABLE, "marks", requirements(), DomainSide))
    run.run(explorers)
    assert run.found == []
    assert run.table.left_behind == []
    return witness


def test_whoever_exploring_makes_bears_a_mark() -> None:
    """Else a run that is killed at the wrong moment leaves somebody whom nobody can tell from a customer."""
    witness = _explored(350)
    assert len(witness.met) > 30
    assert witness.unmarked == []


def test_whoever_a_generated_document_makes_bears_a_mark() -> None:
    """Its values are the schema's, but for a tag of ours."""
    witness = _explored(40, documents)
    assert len(witness.met) > 4
    assert witness.unmarked == []


class Leaky(InProcess):
    """A wrong shop whose notes hold what belongs to others."""

    LEAK = f"jane.roe@roe-and-sons.co.uk of roe-and-sons.myshopify.com, {TOKEN}"

    def send(self, request: Request) -> Response:
        """Answer a request, with a note of somebody else's in place of ours."""
        found = super().send(request)
        return Response(found.status, found.headers, found.body.replace(b"called back", self.LEAK.encode()))


ADA = Move("when", {"input": {"email": "ada.${unique.email}", "note": "called back"}}, "ada")


def _leaky_table() -> Table:
    shop = Leaky(Service(Settings(bucket=PLENTY, log=1)))
    shop.name = "https://roe-and-sons.myshopify.com"
    return Table(Desk(shop), NEWEST_STABLE, "1", requirements(), DomainSide, secrets=lambda: (TOKEN,))


def _is_clean(text: str) -> bool:
    return not any(part in text for part in ("jane.roe", "roe-and-sons", TOKEN))


def test_what_is_told_and_saved_of_a_deviation_is_nobodys(tmp_path: Path) -> None:
    """Neither a token nor a shop's domain nor what is somebody else's, also where it names the target."""
    table = _leaky_table()
    deviation = play(table, Script((ADA,)), DomainSide())
    assert deviation is not None
    assert _is_clean(deviation.finding.actual)
    _, text = scenario_text(deviation, table)
    assert _is_clean(text)
    assert "note: called back" in text
    run = Exploration(table, tmp_path)
    run._take(deviation)
    [path] = tmp_path.glob("*.yaml")
    assert _is_clean(path.read_text())


def test_what_another_target_answers_is_nobodys_either() -> None:
    """Where it is what is due of the first."""
    table = Table(Desk(mock()), NEWEST_STABLE, "1", requirements(), DomainSide, secrets=lambda: (TOKEN,))
    beside = Desk(Leaky(Service(Settings(bucket=PLENTY, log=1))))
    table.law = OTHER
    deviation = play(table, Script((ADA,)), OtherSide(table, beside, lambda _side: None))
    assert deviation is not None
    assert _is_clean(deviation.finding.expected)
    _, text = scenario_text(deviation, table)
    assert _is_clean(text)
