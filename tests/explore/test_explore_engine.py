"""The explorers as a whole: the right server is left in peace, wrong ones are found, and what is found is a scenario."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest
from explore_table import mock, requirements, table
from hypothesis.errors import FlakyStrategyDefinition

from conformance.explore.desk import SpentError
from conformance.explore.engine import Exploration, _unmasked
from conformance.explore.explorers import documents, sequences
from conformance.explore.kept import replayed
from conformance.runner import Session, run_case
from conformance.scenario import catalogue
from conformance.scenario.model import Case
from conformance.verdict import Status
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.explore.explorers import Explorer

CALLS = int(os.environ.get("CONFORMANCE_EXPLORE", "300"))

WRONG = {
    "addresses-merged": "law.list-replaced",
    "partial-write": "law.refused-is-nothing",
    "email-shared": "machine",
    "ids-reused": "machine",
    "one-of-unchecked": "tour",
    "country-lost": "tour",
    "racing-upserts-duplicate": "races",
}
"""By whom a wrong server is found."""


def test_the_right_server_is_left_in_peace() -> None:
    """No law is broken, nothing differs from the domain, every race has an order."""
    run = Exploration(table(calls=CALLS))
    run.run()
    assert run.found == []
    assert run.ended == "the budget is used up"
    assert run.table.desk.calls == CALLS


@pytest.mark.parametrize(("fault", "by"), WRONG.items())
def test_a_wrong_server_is_found(fault: str, by: str) -> None:
    """By each kind of explorer alone, without any scenario."""
    run = Exploration(table(fault), first=True)
    run.run(lambda run: [each for each in sequences(run) if each[0] == by])
    assert run.ended == "the first deviation was found"


def _take(turns: list[str], name: str, _number: int) -> None:
    turns.append(name)


def _end(run: Exploration) -> None:
    run.ended = "the test has seen enough"


def test_every_explorer_has_its_turn_in_a_round() -> None:
    """The seed says with whom a round begins, and a run that is taken up goes on with the next."""
    turns: list[str] = []

    def four(run: Exploration) -> list[Explorer]:
        if len(turns) >= 6:
            _end(run)
        return [(name, partial(_take, turns, name)) for name in "abcd"]

    run = Exploration(table())
    run.run(four)
    first, again = turns[:4], turns[4:8]
    assert sorted(first) == list("abcd")
    assert again == first
    assert run.round == 2
    turns.clear()
    later = Exploration(table(), at=2)
    later.run(four)
    assert turns[:2] == first[2:]


def test_the_same_seed_tries_the_same() -> None:
    """So that a run can be repeated."""
    runs = [Exploration(table("names-swapped", seed="7"), first=True) for _ in range(2)]
    for run in runs:
        run.run()
    first, second = (run.found[0].deviation for run in runs)
    assert (first.calls, first.script) == (second.calls, second.script)


def test_what_is_found_is_small_saved_and_fails_only_where_it_was_found(tmp_path: Path) -> None:
    """The scenario that comes of merged tags fails on that server and passes on the right one."""
    run = Exploration(table("tags-merged", calls=900), tmp_path / "found")
    run.on_found = lambda _found: _end(run)
    run.run()
    first = run.found[0]
    assert first.status is Status.FAILED
    assert first.path is not None
    assert first.path.parent == tmp_path / "found"
    [scenario] = catalogue.load(first.path.parent, [first.path]).scenarios
    assert len(scenario.steps) == 2
    again = run_case(Case(scenario), NEWEST_STABLE, Session(mock("tags-merged"), requirements(), "x"))
    assert again.status is Status.FAILED
    assert again.mismatches[0].path.startswith("$.data.customerSet.customer.tags")
    right = run_case(Case(scenario), NEWEST_STABLE, Session(mock(), requirements(), "x"))
    assert right.status is Status.PASSED


def test_what_was_found_is_played_again(tmp_path: Path) -> None:
    """It fails still where it was found, and passes once that is mended."""
    run = Exploration(table("names-swapped", calls=300), tmp_path)
    run.on_found = lambda _found: _end(run)
    run.run()
    assert {verdict.status for verdict in replayed(table("names-swapped"), tmp_path)} == {Status.FAILED}
    assert {verdict.status for verdict in replayed(table(), tmp_path)} == {Status.PASSED}


def test_what_is_known_is_not_found_again() -> None:
    """A run that goes on looks for something else."""
    run = Exploration(table("names-swapped", calls=120))
    run.run()
    assert run.found
    later = Exploration(table("names-swapped", calls=120))
    later.table.known |= run.table.known
    later.run()
    assert {found.deviation.signature for found in later.found}.isdisjoint(run.table.known)


def test_a_server_that_is_wrong_throughout_ends_a_run_early() -> None:
    """Behind web pages there is nothing to be seen."""
    run = Exploration(table("html", calls=20_000))
    run.run()
    assert run.table.desk.calls < 2_000
    assert run.ended == "all that is tried ends in what was found"


def test_generated_documents_are_answered() -> None:
    """Within a budget, with data or with errors of a known kind."""
    run = Exploration(table(calls=max(30, CALLS // 10)))
    run.run(documents)
    assert run.found == []


@pytest.mark.parametrize("fault", ["nulls-left-out", "plain-ids"])
def test_generated_documents_find_wrong_servers(fault: str) -> None:
    """Whose answers are not of the schema, or do not say what kind of error they are."""
    run = Exploration(table(fault, calls=600), first=True)
    run.run(documents)
    assert run.ended == "the first deviation was found"


def test_hypothesis_does_not_hide_why_it_was_left() -> None:
    """Left in the middle of an example, it may say that examples were not drawn alike."""
    with pytest.raises(SpentError):
        _left_in_the_middle()


def _left_in_the_middle() -> None:
    with _unmasked():
        try:
            raise SpentError
        finally:
            raise FlakyStrategyDefinition("not drawn alike")
