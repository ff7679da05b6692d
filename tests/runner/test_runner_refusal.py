"""After a refusal everybody reads as before, and nobody new is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runner_world import World, changed, found, only, operation, play, played, unique

from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.wire import Request, Response

REFUSED = """
    given:
      customers:
        ada: {email: "${unique.email}", firstName: Ada}
        bob: {email: "${unique.email.2}", firstName: Bob}
    when: {identifier: {id: "${ada.id}"}, input: {firstName: Eve, email: "${unique.email.2}"}}
    then: {userErrors: [{message: Email has already been taken}]}
"""
NEWCOMER = """
    when: {input: {email: "${unique.email}"}}
    then: {userErrors: [{message: Sorry}]}
"""
SORRY = [{"code": None, "field": ["input"], "message": "Sorry"}]


def lying(request: Request, response: Response) -> Response:
    """A server that says no and does it all the same."""
    if operation(request) != "CustomerSet":
        return response
    return changed(
        response, lambda payload: payload["data"].update(customerSet={"customer": None, "userErrors": SORRY})
    )


def test_everybody_known_is_read_again() -> None:
    """Not only whom the set named."""
    verdict = play(REFUSED, World())
    known = [
        exchange.response.payload["data"]["customerSet"]["customer"] for exchange in verdict.exchanges[:2]
    ]
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerSet", "CustomerSet", "Customer", "Customer"]
    assert [exchange.request.variables["id"] for exchange in verdict.exchanges[3:]] == [
        known[0]["id"],
        known[1]["id"],
    ]


def test_a_partial_write_is_caught() -> None:
    """The update was refused, and yet the name is another one."""
    verdict = play(REFUSED, World(fault="partial-write"))
    mismatch = verdict.mismatches[0]
    assert {item.requirements for item in verdict.mismatches} == {("invariant.refusal-changes-nothing",)}
    assert (mismatch.path, mismatch.expected, mismatch.actual) == (
        "$.data.customer.firstName",
        '"Ada"',
        '"Eve"',
    )
    assert mismatch.exchange == 3


def test_somebody_who_is_gone_is_caught() -> None:
    """The update was refused, and yet the customer can't be read."""

    def forgetful(request: Request, response: Response) -> Response:
        if operation(request) != "Customer":
            return response
        return changed(response, lambda payload: payload["data"].update(customer=None))

    verdict = play(REFUSED, World(forgetful))
    assert found(verdict) == [("invariant.refusal-changes-nothing", "$.data.customer")] * 2


def test_a_newcomer_is_looked_for_by_the_email_sent() -> None:
    """A right server has nobody of that email."""
    verdict = play(
        NEWCOMER.replace("unique.email}", "unique.email}@x").replace("Sorry", "Email is invalid"), World()
    )
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerByIdentifier"]


def test_a_newcomer_in_spite_of_a_refusal_is_caught() -> None:
    """The creation was refused, and yet somebody has the email."""
    mismatch = only(play(NEWCOMER, World(lying)))
    assert mismatch.requirements == ("invariant.refusal-changes-nothing",)
    assert (mismatch.path, mismatch.expected) == ("$.data.customerByIdentifier", "null")


def test_a_newcomer_in_spite_of_a_refusal_is_deleted_in_the_end() -> None:
    """From a target that outlives the run."""
    world = World(lying, is_disposable=False)
    play(NEWCOMER, world)
    assert world.operations == ["CustomerSet", "CustomerByIdentifier", "Customer", "CustomerDelete"]
    assert world.customers == []


def test_a_customer_without_an_email_holds_none() -> None:
    """The refused call's email is nobody's, and is looked for."""
    verdict = play(
        """
        given: {customer: {phone: "${unique.phone}"}}
        when: {identifier: {email: "${unique.email}"}, input: {firstName: Eve}}
        then: {userErrors: {length: 1}}
        """,
        World(),
    )
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer", "CustomerByIdentifier"]


def test_a_newcomer_by_the_identifier_s_email_is_caught() -> None:
    """An upsert that was refused for lack of an email in its input."""
    verdict = play(
        """
        when: {identifier: {email: "${unique.email}"}, input: {firstName: Eve}}
        then: {userErrors: [{code: MISSING_FIELD_REQUIRED}]}
        """,
        World(),
    )
    assert verdict.status is Status.PASSED
    assert verdict.exchanges[1].request.variables == {"identifier": {"emailAddress": unique("email")}}


def test_an_email_that_is_not_ours_is_not_looked_for() -> None:
    """Somebody else may have it."""
    verdict = play(
        """
        when: {input: {email: eve@example}}
        then: {userErrors: [{message: Email is invalid}]}
        """,
        World(),
    )
    assert played(verdict) == ["CustomerSet"]


TOP_LEVEL = """
    given: {customer: {email: "${unique.email}"}}
    when: {identifier: {}, input: {email: "${unique.email.2}"}}
    then: {errors: [{code: INVALID_VARIABLE}]}
"""


def test_top_level_errors_are_a_refusal_too() -> None:
    """Everybody is read again, and the email is looked for."""
    verdict = play(TOP_LEVEL, World())
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer", "CustomerByIdentifier"]


def test_a_payload_beside_the_errors_that_were_due_is_caught() -> None:
    """A server that complains of the identifier and goes on without it."""

    def complaining(request: Request, response: Response) -> Response:
        if operation(request) != "CustomerSet" or "identifier" in request.variables:
            return response
        errors = [{"message": "x", "extensions": {"code": "NOT_FOUND"}, "path": ["customerSet"]}]
        return changed(response, lambda payload: payload.update(errors=errors))

    mismatch = only(
        play(
            'when: {input: {email: "${unique.email}"}}\nthen: {errors: [{code: NOT_FOUND}]}',
            World(complaining),
        )
    )
    assert (mismatch.path, mismatch.expected) == ("$.data.customerSet", "null")


@pytest.mark.parametrize(
    ("fault", "path"), [("customer-beside-errors", "customer"), ("silent-refusal", "customer")]
)
def test_a_refusal_that_is_none_is_caught(fault: str, path: str) -> None:
    """A customer beside the errors that refuse it, or neither of the two."""
    verdict = play(REFUSED, World(fault=fault))
    assert ("invariant.customer-or-errors", f"$.data.customerSet.{path}") in found(verdict)


def test_an_unexpected_refusal_is_told_in_the_target_s_words() -> None:
    """What was to succeed did not."""
    mismatch = only(play('when: {input: {email: "x"}}', World()))
    assert mismatch.path == "$.data.customerSet.userErrors"
    assert mismatch.message == 'The call was refused, though it was to succeed. It says: "Email is invalid"'


def test_a_set_without_payload_and_errors_is_caught() -> None:
    """Null is an answer only beside errors."""

    def empty(_: Request, response: Response) -> Response:
        return changed(response, lambda payload: payload["data"].update(customerSet=None))

    mismatch = only(play('when: {input: {email: "${unique.email}"}}', World(empty)))
    assert (mismatch.path, mismatch.message) == ("$.data.customerSet", "customerSet has no payload.")
