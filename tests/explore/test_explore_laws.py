"""Laws: each has a requirement and a fault of its own, holds on the right server, and bites on the wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from explore_table import requirements, table

from conformance.explore.engine import Exploration
from conformance.explore.explorers import generate, law_explorer
from conformance.explore.found import broken
from conformance.explore.kept import played
from conformance.explore.laws import LAWS, law_script
from conformance.explore.player import play
from conformance.explore.races import LAW as RACES
from conformance.explore.races import races
from conformance.explore.races import run as run_race
from conformance.mock.faults import FAULTS
from conformance.verdict import Status
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from conformance.explore.laws import Law

EVERY_LAW = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
FAULT_OF = {fault.breaks: fault.name for fault in FAULTS if fault.breaks.startswith("law.")}

TELLS_ALONE = {"law.set-twice", "law.null-or-omitted", "law.list-replaced", "law.order-free", "law.renaming"}
"""Laws whose faults break nothing that the oracle checks unasked: only the comparison shows them."""


def test_every_law_is_a_requirement_and_has_a_fault() -> None:
    """Of the catalogue, and of the mock."""
    ids = {law.id for law in LAWS} | {RACES}
    assert ids == {name for name in requirements() if name.startswith("law.")}
    assert ids == set(FAULT_OF)


@EVERY_LAW
def test_a_law_holds_on_the_right_server(law: Law) -> None:
    """For whatever its data are."""
    stage = table()
    found = []
    generate(
        law.data(NEWEST_STABLE), lambda data: found.append(play(stage, law_script(law, data), None)), 3, 4
    )
    assert len(found) == 4
    assert set(found) == {None}


@EVERY_LAW
def test_a_law_finds_its_wrong_server(law: Law) -> None:
    """And what it finds is a scenario that fails there and passes on the right server."""
    fault = FAULT_OF[law.id]
    run = Exploration(table(fault, calls=1_500))
    run.on_found = lambda _found: _end(run)
    run.run(lambda run: [(law.id, law_explorer(run, law))])
    first = run.found[0]
    assert law.id in first.deviation.proves
    assert (broken(first.deviation) is not None) or law.id not in TELLS_ALONE
    assert played(table(fault), first.name, first.text).status is Status.FAILED, first.text
    assert played(table(), first.name, first.text).status is Status.PASSED, first.text


def _end(run: Exploration) -> None:
    run.ended = "the test has seen enough"


def test_races_have_an_order_on_the_right_server() -> None:
    """Upserts of one identity, sets against deletions, updates of different fields."""
    stage = table()
    found = []
    generate(races(NEWEST_STABLE), lambda race: found.append(run_race(stage, race)), 5, 8)
    assert set(found) == {None}


def test_a_race_that_loses_an_update_has_no_order() -> None:
    """A note that is dropped while the tags are written fits no order of the two calls."""
    stage = table(FAULT_OF[RACES])
    found = []
    generate(races(NEWEST_STABLE), lambda race: found.append(run_race(stage, race)), 5, 40)
    deviations = [each for each in found if each]
    assert any(each.finding.requirement == RACES for each in deviations)
