"""The last set of a scenario is sent once more, and must change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runner_world import World, found, only, operation, play, played

from conformance.verdict import Status
from conformance.wire import Response

if TYPE_CHECKING:
    from conformance.wire import Request


def test_a_creation_is_repeated_by_its_id() -> None:
    """Without an identifier it would create somebody else."""
    world = World()
    verdict = play('when: {input: {email: "${unique.email}", note: hello}}', world)
    made = world.customers[0]
    assert verdict.status is Status.PASSED
    assert verdict.exchanges[-1].request.variables == {
        "identifier": {"id": made},
        "input": verdict.exchanges[0].request.variables["input"],
    }


def test_an_upsert_is_repeated_as_it_was() -> None:
    """Its identifier must find whom it made."""
    verdict = play(
        'when: {identifier: {email: "${unique.email}"}, input: {email: "${unique.email}"}}', World()
    )
    assert verdict.status is Status.PASSED
    assert verdict.exchanges[-1].request.variables == verdict.exchanges[0].request.variables


def test_an_id_in_the_input_becomes_the_identifier() -> None:
    """The two may not stand side by side."""
    verdict = play(
        """
        given: {customer: {email: "${unique.email}"}}
        when: {input: {id: "${customer.id}", note: hello}}
        """,
        World(),
    )
    sent = verdict.exchanges[1].request.variables["input"]
    assert verdict.status is Status.PASSED
    assert verdict.exchanges[-1].request.variables == {
        "identifier": {"id": sent["id"]},
        "input": {"note": "hello"},
    }


def test_a_set_whose_addresses_carry_ids_is_not_repeated() -> None:
    """Ids of addresses may be gone after they were sent once."""
    verdict = play(
        """
        given: {customer: {email: "${unique.email}", addresses: [{city: Ottawa, countryCode: CA}]}}
        when:
          identifier: {id: "${customer.id}"}
          input: {addresses: [{id: "${customer.addresses.0.id}", city: Toronto, countryCode: CA}]}
        """,
        World(),
    )
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer"]


def test_new_ids_of_equal_addresses_are_no_change() -> None:
    """Whether they survive is not known of Shopify."""
    verdict = play(
        'when: {input: {email: "${unique.email}", addresses: [{city: Ottawa, countryCode: CA}]}}', World()
    )
    first, _, again = (exchange.response.payload["data"] for exchange in verdict.exchanges)
    assert verdict.status is Status.PASSED
    assert (
        first["customerSet"]["customer"]["defaultAddress"]["id"]
        != again["customerSet"]["customer"]["defaultAddress"]["id"]
    )


def test_a_refused_set_is_not_repeated() -> None:
    """There is nothing to repeat; the customers are read instead."""
    verdict = play(
        """
        given: {customer: {email: "${unique.email}"}}
        when: {identifier: {id: "${customer.id}"}, input: {email: "x"}}
        then: {userErrors: [{message: Email is invalid}]}
        """,
        World(),
    )
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer"]


def test_a_set_of_a_customer_that_was_deleted_is_not_repeated() -> None:
    """It would make another one, or be refused."""
    verdict = play(
        """
        steps:
          - when: {input: {email: "${unique.email}"}}
            save: {who: customer.id}
          - delete: {id: "${who}"}
        """,
        World(),
    )
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "Customer", "CustomerDelete", "Customer"]


def test_a_duplicate_is_caught() -> None:
    """An upsert that would change nothing makes a second customer; its fields are not compared with the first's."""
    mismatch = only(
        play(
            'when: {identifier: {email: "${unique.email}"}, input: {email: "${unique.email}"}}',
            World(fault="repeat-creates"),
        )
    )
    assert mismatch.requirements == ("invariant.id-stable-on-update",)
    assert mismatch.path == "$.data.customerSet.customer.id"


def test_a_change_by_the_same_set_is_caught() -> None:
    """A server that appends the note again on each update."""

    def appending(request: Request, response: Response) -> Response:
        if operation(request) == "CustomerSet" and request.variables.get("identifier"):
            return Response(
                response.status, response.headers, response.body.replace(b'"hello"', b'"hellohello"')
            )
        return response

    verdict = play('when: {input: {email: "${unique.email}", note: hello}}', World(appending))
    assert found(verdict) == [("invariant.repeat-changes-nothing", "$.data.customerSet.customer.note")]


def test_a_refusal_of_the_same_set_is_caught() -> None:
    """A server that takes a customer's own email for a conflict."""

    def refusing(request: Request, response: Response) -> Response:
        if operation(request) == "CustomerSet" and request.variables.get("identifier"):
            errors = b'"userErrors":[{"code":"TAKEN","field":["input","email"],"message":"Taken"}]'
            body = b'{"data":{"customerSet":{"customer":null,%s}},"extensions":%s}' % (errors, COST)
            return Response(200, response.headers, body)
        return response

    mismatch = only(play('when: {input: {email: "${unique.email}"}}', World(refusing)))
    assert mismatch.requirements == ("invariant.repeat-changes-nothing",)
    assert mismatch.path == "$.data.customerSet"
    assert mismatch.message == "The same set again was refused."
    assert '"Taken"' in mismatch.actual


COST = b"""{"cost":{"requestedQueryCost":10,"actualQueryCost":10,
  "throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":1990,"restoreRate":100.0}}}"""


@pytest.mark.parametrize(
    "between",
    [
        """
          - call:
              document: |
                mutation Probe($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }
              variables: {input: {id: "${who}", note: changed}}
        """,
        """
          - parallel: {times: 2, when: {identifier: {id: "${who}"}, input: {note: changed}}}
        """,
    ],
)
def test_a_set_that_something_else_has_overtaken_is_not_repeated(between: str) -> None:
    """To send it again would rightly change back what was changed since."""
    verdict = play(
        """
        steps:
          - when: {input: {email: "${unique.email}", note: hello}}
            save: {who: customer.id}
        """.rstrip()
        + between.rstrip(),
        World(),
    )
    assert found(verdict) == []
    assert verdict.status is Status.PASSED
