"""The steps beside customerSet: look-ups, deletions and documents of the scenario's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from runner_world import World, changed, found, only, operation, play, played, unique

from conformance.verdict import Status
from conformance.wire import Response

if TYPE_CHECKING:
    from conformance.wire import Request

GIVEN = 'given: {customer: {email: "${unique.email}", phone: "${unique.phone}", note: hello}}\n'


def emptied(field: str) -> World:
    """A world in which a root field is null."""

    def bend(_: Request, response: Response) -> Response:
        def empty(payload: Any) -> None:
            if field in payload["data"]:
                payload["data"][field] = None

        return changed(response, empty)

    return World(bend)


@pytest.mark.parametrize(
    ("by", "operation_name"),
    [
        ('id: "${customer.id}"', "Customer"),
        ('email: "${unique.email}"', "CustomerByIdentifier"),
        ('phone: "${unique.phone}"', "CustomerByIdentifier"),
    ],
)
def test_a_look_up_asks_the_query_of_its_kind(by: str, operation_name: str) -> None:
    """By id through customer, else through customerByIdentifier."""
    verdict = play(GIVEN + f"read: {{{by}}}\nthen: {{customer: {{note: hello}}}}", World())
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", operation_name]


def test_a_look_up_by_custom_id_finds_its_customer() -> None:
    """As customerSet wrote it."""
    custom_id = '{customId: {namespace: "${definition.namespace}", key: erp, value: "7"}}'
    verdict = play(
        f"""
        given: {{definition: {{key: erp}}}}
        steps:
          - when: {{identifier: {custom_id}, input: {{firstName: Ada}}}}
          - read: {custom_id}
            then: {{customer: {{firstName: Ada, metafields: [{{key: erp, value: "7"}}]}}}}
        """,
        World(),
    )
    assert found(verdict) == []


def test_a_look_up_that_finds_nobody_is_caught() -> None:
    """Where the scenario does not say that nobody is due."""
    mismatch = only(play('read: {email: "${unique.email}"}', World()))
    assert (mismatch.path, mismatch.message) == ("$.data.customerByIdentifier", "Nobody was found.")


def test_nobody_may_be_due() -> None:
    """`customer: null` says so."""
    assert play('read: {email: "${unique.email}"}\nthen: {customer: null}', World()).status is Status.PASSED


def test_a_stale_look_up_is_caught() -> None:
    """What the last write said is what every later look-up says."""
    body = """
        given: {customer: {email: "${unique.email}", note: hello}}
        steps:
          - when: {identifier: {id: "${customer.id}"}, input: {note: changed}}
          - read: {email: "${unique.email}"}
        """

    def stale(request: Request, response: Response) -> Response:
        if operation(request) != "CustomerByIdentifier":
            return response
        return Response(200, response.headers, response.body.replace(b'"changed"', b'"hello"'))

    verdict = play(body, World(stale))
    assert found(verdict) == [("invariant.read-your-write", "$.data.customerByIdentifier.note")]


def test_a_deletion_is_read_back() -> None:
    """Nobody is there afterwards."""
    body = GIVEN + 'delete: {id: "${customer.id}"}\nthen: {deleted: "${customer.id}"}'
    verdict = play(body, World())
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerDelete", "Customer"]


def test_a_deletion_that_does_not_delete_is_caught() -> None:
    """The answer says that the customer is gone, and the customer can still be read."""
    mismatch = only(play(GIVEN + 'delete: {id: "${customer.id}"}', World(fault="delete-keeps")))
    assert mismatch.requirements == ("invariant.read-your-write",)
    assert (mismatch.path, mismatch.expected) == ("$.data.customer", "null")


def test_a_deletion_that_says_nothing_is_caught() -> None:
    """A payload of null without errors tells nothing of the customer."""
    mismatch = only(play(GIVEN + 'delete: {id: "${customer.id}"}', emptied("customerDelete")))
    assert (mismatch.path, mismatch.message) == ("$.data.customerDelete", "customerDelete has no payload.")


def test_a_refused_deletion_leaves_everybody() -> None:
    """Whoever is known is read again."""
    body = GIVEN + 'delete: {id: "${gid.unknown}"}\nthen: {deleted: null, userErrors: [{field: [id]}]}'
    verdict = play(body, World())
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerDelete", "Customer"]


SHOP = "call: {document: 'query Probe { shop { currencyCode } }'}\n"
CREATE = """\
call:
      document: |
        mutation Create($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }
      variables: {input: {email: "${unique.email}"}}"""
DELETE = """\
call:
  document: |
    mutation Remove($input: CustomerDeleteInput!) { customerDelete(input: $input) { deletedCustomerId userErrors { message } } }
  variables: {input: {id: "%s"}}
"""


def test_the_data_of_a_document_is_judged() -> None:
    """By `then.data`."""
    assert play(SHOP + "then: {data: {shop: {currencyCode: CAD}}}", World()).status is Status.PASSED
    mismatch = only(play(SHOP + "then: {data: {shop: {currencyCode: XXX}}}", World()))
    assert (mismatch.path, mismatch.line) == ("$.data.shop.currencyCode", 8)


def test_a_document_is_sent_with_its_variables_and_operation_name() -> None:
    """To the letter."""
    world = World()
    play(
        """
        call:
          document: 'query One { shop { id } } query Two($id: ID!) { customer(id: $id) { id } }'
          variables: {id: "${gid.unknown}"}
          operationName: Two
        then: {data: {customer: null}}
        """,
        world,
    )
    assert (
        world.asked[0].document
        == "query One { shop { id } } query Two($id: ID!) { customer(id: $id) { id } }"
    )
    assert world.asked[0].variables == {"id": "gid://shopify/Customer/999999999999999"}
    assert world.asked[0].operation_name == "Two"


def test_user_errors_in_a_document_are_none_unless_the_scenario_says_so() -> None:
    """Each root field's are judged."""
    refused = DELETE % "${gid.unknown}"
    assert found(play(refused, World())) == [("own.minor", "$.data.customerDelete.userErrors")]
    assert play(refused + "then: {userErrors: [{message: {type: string}}]}", World()).status is Status.PASSED


def test_user_errors_that_are_due_must_be_there() -> None:
    """A root field that is null has none."""
    refused = (DELETE % "${gid.unknown}") + "then: {userErrors: [{message: {type: string}}]}"
    assert found(play(refused, emptied("customerDelete"))) == [("own.minor", "$.data")]


def test_what_a_document_changed_is_known_afterwards() -> None:
    """The next set is compared with what is there then."""
    verdict = play(
        """
        given: {customer: {email: "${unique.email}", note: hello}}
        steps:
          - call:
              document: |
                mutation Update($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }
              variables: {input: {id: "${customer.id}", note: changed}}
          - when: {identifier: {id: "${customer.id}"}, input: {firstName: Ada}}
            then: {customer: {note: changed}, changed: [firstName]}
        """,
        World(),
    )
    assert found(verdict) == []


def test_whom_a_document_made_is_known_afterwards() -> None:
    """An upsert by the new customer's email is an update, not a creation with an id of before."""
    verdict = play(
        f"""
steps:
  - {CREATE}
  - when: {{identifier: {{email: "${{unique.email}}"}}, input: {{email: "${{unique.email}}", note: x}}}}
    then: {{changed: [note]}}
""",
        World(),
    )
    assert found(verdict) == []


def test_a_document_that_was_refused_changes_nothing() -> None:
    """A server that complains of a selection and writes all the same."""
    body = """
        given: {customer: {email: "${unique.email}", note: hello}}
        call:
          document: |
            mutation Probe($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
              customerSet(identifier: $identifier, input: $input) { customer { nickname } userErrors { message } }
            }
          variables: {identifier: {id: "${customer.id}"}, input: {note: changed}}
        then: {errors: [{code: undefinedField}]}
        """

    world = World()

    def writing(request: Request, response: Response) -> Response:
        if operation(request) == "Probe":
            world.ask(request.document.replace("nickname", "id"), **request.variables)
        return response

    assert play(body, world).status is Status.PASSED
    world = World(writing)
    mismatch = only(play(body, world))
    assert mismatch.requirements == ("invariant.refusal-changes-nothing",)
    assert mismatch.path == "$.data.customer.note"


def test_the_email_of_a_refused_document_is_looked_for() -> None:
    """If it stands in the variables."""
    verdict = play(
        """
        call:
          document: |
            mutation Probe($input: CustomerSetInput!) { customerSet(input: $input) { customer { nickname } } }
          variables: {input: {email: "${unique.email}"}}
        then: {errors: [{code: undefinedField}]}
        """,
        World(),
    )
    assert played(verdict) == ["Probe", "CustomerByIdentifier"]
    assert verdict.exchanges[1].request.variables == {"identifier": {"emailAddress": unique("email")}}
