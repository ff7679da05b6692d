"""Several sets at once."""

from __future__ import annotations

from threading import Barrier
from typing import TYPE_CHECKING

from runner_world import World, changed, found, only, operation, play, played

from conformance.errors import UnreachableError
from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.wire import Request, Response

UPSERTS = """
    parallel: {times: 4, when: {identifier: {email: "${unique.email}"}, input: {email: "${unique.email}", note: "${n}"}}}
    then: {customers: 1}
"""
CREATIONS = """
    parallel: {times: 4, when: {input: {email: "p${n}.${unique.email}", note: "${n}"}}}
    then: {userErrors: [], customers: 4}
"""


def number(request: Request) -> str:
    """Return which of several calls a request is, and an empty text if it is none of them."""
    return str(request.variables.get("input", {}).get("note", ""))


def test_the_calls_are_numbered_and_sent_at_once() -> None:
    """All of them are under way before the first is answered; the exchanges are in the order of the numbers."""
    barrier = Barrier(4, timeout=10)

    def waiting(request: Request, response: Response) -> Response:
        if number(request):
            barrier.wait()
        return response

    verdict = play(UPSERTS, World(waiting))
    assert verdict.status is Status.PASSED
    assert [number(exchange.request) for exchange in verdict.exchanges[:4]] == ["0", "1", "2", "3"]


def test_each_customer_is_read_once_afterwards() -> None:
    """One where one is named, four where four are."""
    assert played(play(UPSERTS, World())) == ["CustomerSet"] * 4 + ["Customer"]
    assert played(play(CREATIONS, World())) == ["CustomerSet"] * 4 + ["Customer"] * 4


def test_the_answers_name_as_many_customers_as_are_due() -> None:
    """Two instead of one are told with the line that says one."""
    mismatch = only(play(CREATIONS.replace("customers: 4", "customers: 1"), World()))
    assert (mismatch.path, mismatch.expected, mismatch.actual) == ("customers in all answers", "1", "4")
    assert mismatch.line == 8


def test_each_answer_is_held_against_an_expectation_of_its_own_number() -> None:
    """`${n}` means in `then` what it means in the call."""
    own = CREATIONS.replace("{userErrors", '{customer: {note: "${n}"}, userErrors')
    assert found(play(own, World())) == []
    other = CREATIONS.replace("{userErrors", '{customer: {note: "1"}, userErrors')
    assert [item.exchange for item in play(other, World()).mismatches] == [0, 2, 3]


def test_the_calls_may_be_written_into_the_document() -> None:
    """As those of a single set."""
    world = World()
    inline = CREATIONS.replace("when: {", "when: {inline: true, ").replace("times: 4", "times: 2")
    verdict = play(inline.replace("customers: 4", "customers: 2"), world)
    assert found(verdict) == []
    assert [request.variables for request in world.asked[:2]] == [{}, {}]
    assert 'note: "1"' in world.asked[1].document


def test_an_upsert_that_makes_a_duplicate_is_caught() -> None:
    """Each call makes a customer of its own."""
    assert found(play(UPSERTS, World(fault="racing-upserts-duplicate"))) == [
        ("own.minor", "customers in all answers")
    ]


def test_a_finding_names_the_answer_it_was_found_in() -> None:
    """The third of four answers is wrong."""

    def third(request: Request, response: Response) -> Response:
        if number(request) != "2":
            return response
        return changed(response, lambda payload: payload["data"]["customerSet"]["customer"].update(tags=None))

    mismatch = play(CREATIONS, World(third)).mismatches[0]
    assert mismatch.path == "$.data.customerSet.customer.tags"
    assert mismatch.exchange == 2


def test_an_answer_without_payload_is_caught() -> None:
    """One of the answers is empty, the others name the one customer that is due."""

    def one(request: Request, response: Response) -> Response:
        if number(request) != "1":
            return response
        return changed(response, lambda payload: payload["data"].update(customerSet=None))

    mismatch = only(play(UPSERTS, World(one)))
    assert (mismatch.path, mismatch.exchange) == ("$.data.customerSet", 1)
    assert mismatch.message == "customerSet has no payload."


def test_refusals_are_part_of_a_race_unless_the_scenario_says_otherwise() -> None:
    """Of four creations with one email three are refused."""
    creations = UPSERTS.replace('identifier: {email: "${unique.email}"}, ', "")
    assert play(creations, World()).status is Status.PASSED
    verdict = play(creations.replace("customers: 1", "userErrors: [], customers: 1"), World())
    assert found(verdict) == [("own.minor", "$.data.customerSet.userErrors")] * 3


def test_a_call_without_an_answer_is_no_verdict_and_loses_no_other() -> None:
    """The other three are kept, and whom all four made is deleted from a target that outlives the run."""

    def failing(request: Request, response: Response) -> Response:
        if number(request) == "1":
            raise UnreachableError("gone")
        return response

    world = World(failing, is_disposable=False)
    verdict = play(CREATIONS, world)
    assert (verdict.status, verdict.reason) == (Status.ERRORED, "gone")
    assert [number(exchange.request) for exchange in verdict.exchanges] == ["0", "2", "3"]
    assert world.customers == []


def test_whom_a_race_made_by_a_custom_id_is_known_afterwards() -> None:
    """A later upsert by it is an update, not a creation with an id of before."""
    custom_id = '{customId: {namespace: "${definition.namespace}", key: erp, value: "7"}}'
    verdict = play(
        f"""
        given: {{definition: {{key: erp}}}}
        steps:
          - parallel: {{times: 2, when: {{identifier: {custom_id}, input: {{firstName: Ada}}}}}}
            then: {{customers: 1}}
          - when: {{identifier: {custom_id}, input: {{note: x}}}}
            then: {{changed: [note]}}
        """,
        World(),
    )
    assert found(verdict) == []


def test_a_race_whose_customer_is_gone_is_caught() -> None:
    """Whom the answers name can be read."""

    def forgetful(request: Request, response: Response) -> Response:
        if operation(request) != "Customer":
            return response
        return changed(response, lambda payload: payload["data"].update(customer=None))

    assert found(play(UPSERTS, World(forgetful))) == [("invariant.read-your-write", "$.data.customer")]
