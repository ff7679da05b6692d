"""What is found, written down; another target to compare with; readings; documents about our customers."""

from __future__ import annotations

from functools import partial

from explore_table import mock, table
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from conformance.explore.desk import Desk
from conformance.explore.engine import Exploration
from conformance.explore.expected import DomainSide
from conformance.explore.found import scenario_text
from conformance.explore.fuzz import about_us
from conformance.explore.kept import played
from conformance.explore.machine import machine_for
from conformance.explore.other import OTHER, OtherSide
from conformance.explore.player import play
from conformance.explore.script import Move, Script
from conformance.verdict import Status

ADA = Move("when", {"input": {"email": "ada.${unique.email}", "tags": ["VIP"], "note": "a $${price}"}}, "c1")


def found(fault: str, *moves: Move, defined: bool = False) -> str:
    """Return the scenario that comes of a script on a wrong server, which must fail there and pass on the right one."""
    stage = table(fault)
    deviation = play(stage, Script(moves, defined), DomainSide())
    assert deviation is not None
    name, text = scenario_text(deviation, stage)
    assert played(table(fault), name, text).status is Status.FAILED, text
    assert played(table(), name, text).status is Status.PASSED, text
    return text


def test_a_difference_is_written_with_references_to_what_was_generated() -> None:
    """And with no more of the customer than what differs."""
    move = Move("when", {"identifier": {"id": "${c1.id}"}, "input": {"email": "ADA.${unique.email}"}}, "c1")
    text = found("email-case-kept", ADA, move)
    assert text.endswith("customer: {displayName: 'ada.${unique.email}'}\n")
    assert "conformance+" not in text


def test_a_customer_that_is_saved_again_gets_another_name() -> None:
    """For a name of the language is given once."""
    update = Move("when", {"identifier": {"id": "${c1.id}"}, "input": {"note": "x"}}, "c1")
    text = found("updated-at-behind", ADA, update, update)
    assert "updatedAt" in text


def test_a_refusal_on_the_way_is_expected() -> None:
    """Else the scenario would end there, on the right server too."""
    refused = Move("when", {"input": {"email": "foo@", "firstName": "Ada"}}, "c2")
    update = Move("when", {"identifier": {"id": "${c1.id}"}, "input": {"tags": ["b"]}}, "c1")
    text = found("tags-merged", ADA, refused, update)
    assert "message: Email is invalid" in text


def test_what_the_language_escapes_is_escaped() -> None:
    """A dollar with a brace after it in an expectation is no reference."""
    text = found("note-cut", Move("when", {"input": {"firstName": "Ada", "note": "$${x}" + "y" * 300}}, "c1"))
    assert "note: '$${x}yyy" in text


def test_a_reading_that_explains_a_difference_is_named_and_taken_over() -> None:
    """`tags: null` is open: a shop that clears them then is not wrong, and what comes next is compared with that."""
    run = Exploration(table("null-clears-tags", calls=900))
    run.run(lambda run: [("machine", partial(_machine, run))])
    readings = [each.reading for each in run.found]
    assert readings == ["tags_null_clears is True"]
    assert run.readings.tags_null_clears is True


def _machine(run: Exploration, _number: int) -> None:
    one = Move("when", {"identifier": {"id": "${c1.id}"}, "input": {"tags": None}}, "c1")
    deviation = play(run.table, Script((ADA, one)), run.table.side())
    if deviation is None:
        run.ended = "there is nothing more to find"
    elif run.table.report(deviation):
        run.ended = "it was found again"


def test_two_targets_that_are_alike_do_not_differ() -> None:
    """Whatever ids and times each of them gives."""
    stage = table(calls=500)
    other = Desk(mock())
    stage.side = lambda: OtherSide(stage, other, lambda _side: None)
    run_state_machine_as_test(machine_for(stage), settings=_few())
    assert stage.scripts > 1
    assert other.calls > 10


def test_two_targets_that_differ_are_told_apart_by_meaning() -> None:
    """What the second answers is what is due of the first."""
    stage = table("tags-unsorted")
    other = Desk(mock())
    stage.law = OTHER
    made = Move("when", {"input": {"email": "ada.${unique.email}", "tags": ["b", "a"]}}, "ada")
    deviation = play(stage, Script((made,)), OtherSide(stage, other, lambda _side: None))
    assert deviation is not None
    assert deviation.requirement == OTHER
    assert deviation.finding.path.startswith("$.data.customerSet.customer.tags")


def _few(examples: int = 8) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=8,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_documents_are_about_our_customer_and_show_whom_they_make() -> None:
    """So that it can be deleted afterwards, and a read finds somebody."""
    document = about_us(
        'mutation { customerSet(input: {email: "x", tags: "${"}, identifier: {email: "y"}) { customer { note } } }'
    )
    assert 'identifier: { email: "ada.${unique.email}" }' in document
    assert 'tags: "$${"' in document
    assert "customer {\n      id\n      note" in document
    read = about_us('{ customer(id: "7") { a: note } customers(first: 9000, after: "x") { nodes { id } } }')
    assert 'customer(id: "${ada.id}")' in read
    assert "customers(first: 2)" in read


def test_a_document_without_a_customer_asks_for_one() -> None:
    """Whoever it makes must be known."""
    document = about_us("mutation { customerSet(input: {}) { userErrors { message } } }")
    assert "customer {\n      id\n    }" in document
