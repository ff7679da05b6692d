"""What `then` may say of each kind of step is held against that step's answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from runner_world import World, changed, found, operation, play, played

from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.wire import Request, Response

GIVEN = 'given: {customer: {email: "${unique.email}", note: hello}}\n'
ACTIONS = {
    "when": 'when: {identifier: {id: "${customer.id}"}, input: {note: x}}\n',
    "read by id": 'read: {id: "${customer.id}"}\n',
    "read by email": 'read: {email: "${unique.email}"}\n',
    "delete": 'delete: {id: "${customer.id}"}\n',
    "call": 'call: {document: "query Probe { shop { id } }"}\n',
    "parallel": 'parallel: {times: 2, when: {identifier: {id: "${customer.id}"}, input: {note: x}}}\n',
}


def second(bend: Any) -> World:
    """Return a world that bends its answers from the second one on."""
    world = World(lambda _, response: response if len(world.asked) == 1 else bend(response))
    return world


@pytest.mark.parametrize("action", ACTIONS)
def test_the_cost_of_each_step_is_judged(action: str) -> None:
    """No query costs 999."""
    verdict = play(GIVEN + ACTIONS[action] + "then: {cost: {requested: 999}}", World())
    assert set(found(verdict)) == {("own.minor", "$.extensions.cost.requestedQueryCost")}


@pytest.mark.parametrize("action", ACTIONS)
def test_the_headers_of_each_step_are_judged(action: str) -> None:
    """No answer has this one."""
    verdict = play(GIVEN + ACTIONS[action] + "then: {http: {headers: {X-None: x}}}", World())
    assert set(found(verdict)) == {("own.minor", 'HTTP.headers["x-none"]')}


CLOSED = {
    "when": "when: {input: {firstName: Ada}}",
    "read by id": "read: {id: x}",
    "read by email": "read: {email: x}",
    "delete": "delete: {id: x}",
    "call": 'call: {document: "{ shop { id } }"}',
    "parallel": "parallel: {times: 2, when: {input: {firstName: Ada}}}",
}


@pytest.mark.parametrize("action", CLOSED)
def test_a_status_that_is_stated_is_left_to_the_scenario(action: str) -> None:
    """401 is no breach of the envelope where 401 is due, and one of the step's own where 403 is."""

    def closed(_: Request, response: Response) -> Response:
        return replace(response, status=401, body=b'{"errors": [{"message": "No"}]}')

    then = "\nthen: {http: {status: %s}, errors: [{message: No}]%s}"
    more = ", customers: 0" if action == "parallel" else ""
    assert found(play(CLOSED[action] + then % (401, more), World(closed))) == []
    assert set(found(play(CLOSED[action] + then % (403, more), World(closed)))) == {
        ("own.minor", "HTTP.status")
    }


@pytest.mark.parametrize("action", ACTIONS)
def test_a_status_that_is_not_stated_must_be_200(action: str) -> None:
    """Whatever the step."""
    verdict = play(GIVEN + ACTIONS[action], second(lambda response: replace(response, status=502)))
    assert ("invariant.http-envelope", "HTTP status") in found(verdict)


@pytest.mark.parametrize("action", ACTIONS)
def test_top_level_errors_are_none_unless_the_scenario_says_so(action: str) -> None:
    """Even beside data that is right."""

    def complaining(response: Response) -> Response:
        return changed(response, lambda payload: payload.update(errors=[{"message": "Odd"}]))

    verdict = play(GIVEN + ACTIONS[action], second(complaining))
    mismatch = next(item for item in verdict.mismatches if item.path == "$.errors")
    assert mismatch.requirements[0] == "own.minor"
    assert mismatch.message == 'There are top-level errors. It says: "Odd"'


def test_the_customer_that_is_read_is_judged() -> None:
    """In the answer of the look-up that was made."""
    for action, path in (("read by id", "customer"), ("read by email", "customerByIdentifier")):
        verdict = play(GIVEN + ACTIONS[action] + "then: {customer: {note: x}}", World())
        assert found(verdict) == [("own.minor", f"$.data.{path}.note")]


def test_a_look_up_may_be_an_error() -> None:
    """Then nobody is due."""
    verdict = play('read: {id: "x"}\nthen: {errors: [{code: INVALID_VARIABLE}]}', World())
    assert found(verdict) == []


def test_whom_a_look_up_met_is_known_afterwards() -> None:
    """Also somebody whom the scenario has not made: after a refusal it is read again."""
    world = World()
    somebody = world.make(email="somebody@example.com")
    verdict = play(
        f"""
        steps:
          - read: {{id: "{somebody}"}}
          - when: {{input: {{email: x}}}}
            then: {{userErrors: {{length: 1}}}}
        """,
        world,
    )
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["Customer", "CustomerSet", "Customer"]


def test_a_deleted_id_is_judged() -> None:
    """The id of the customer that was to be deleted."""
    verdict = play(GIVEN + ACTIONS["delete"] + "then: {deleted: x}", World())
    assert found(verdict) == [("own.minor", "$.data.customerDelete.deletedCustomerId")]
    assert played(verdict) == ["CustomerSet", "CustomerDelete"]


def test_a_deletion_that_is_refused_is_judged() -> None:
    """No user errors are due unless the scenario says so."""
    verdict = play('delete: {id: "${gid.unknown}"}', World())
    assert found(verdict) == [("own.minor", "$.data.customerDelete.userErrors")]


def test_a_deletion_that_is_an_error_leaves_everybody() -> None:
    """Whoever is known is read again."""
    verdict = play(
        GIVEN + 'delete: {id: "x"}\nthen: {errors: [{code: INVALID_VARIABLE}]}',
        World(),
    )
    assert found(verdict) == []
    assert played(verdict) == ["CustomerSet", "CustomerDelete", "Customer"]


def test_a_deletion_that_was_refused_and_done_all_the_same_is_caught() -> None:
    """The answer refuses it, and the customer is gone."""

    def lying(request: Request, response: Response) -> Response:
        if operation(request) != "CustomerDelete":
            return response
        no = {"deletedCustomerId": None, "userErrors": [{"field": ["id"], "message": "No"}]}
        return changed(response, lambda payload: payload["data"].update(customerDelete=no))

    verdict = play(GIVEN + ACTIONS["delete"] + "then: {userErrors: [{message: No}]}", World(lying))
    assert found(verdict) == [("invariant.refusal-changes-nothing", "$.data.customer")]


def test_a_set_that_finds_something_is_not_read_back() -> None:
    """An answer that is wrong as such ends the story there."""
    assert played(play('when: {input: {email: "${unique.email}"}}', World(fault="cost-too-high"))) == [
        "CustomerSet"
    ]


def test_the_customer_of_a_refused_set_is_judged() -> None:
    """There is none."""
    refusal = 'when: {input: {email: "x"}}\nthen: {userErrors: {length: 1}, customer: %s}'
    assert play(refusal % "null", World()).status is Status.PASSED
    assert found(play(refusal % "{note: x}", World())) == [("own.minor", "$.data.customerSet.customer")]


@pytest.mark.parametrize("payload", [[], "x", 1, True])
@pytest.mark.parametrize("action", ["when", "delete", "parallel", "call"])
def test_a_payload_of_another_type_is_told_as_such(payload: Any, action: str) -> None:
    """Once for each answer, and without a crash."""

    def misshapen(response: Response) -> Response:
        def change(answer: Any) -> None:
            for name in answer["data"]:
                answer["data"][name] = payload

        return changed(response, change)

    verdict = play(GIVEN + ACTIONS[action], second(misshapen))
    assert {name for name, _ in found(verdict)} == {"invariant.response-type"}
    assert len(verdict.mismatches) == (2 if action == "parallel" else 1)


@pytest.mark.parametrize("body", [b'{"data":{"customerSet":null}}', b"<html>"])
def test_the_same_set_again_needs_a_payload(body: bytes) -> None:
    """As the first time."""

    def mute(request: Request, response: Response) -> Response:
        again = operation(request) == "CustomerSet" and "identifier" in request.variables
        return replace(response, body=body) if again else response

    verdict = play('when: {input: {email: "${unique.email}"}}', World(mute))
    assert ("invariant.repeat-changes-nothing", "$.data.customerSet") in found(verdict)


@pytest.mark.parametrize(
    "step",
    ['read: {id: "${who}"}', 'when: {identifier: {id: "${other.id}"}, input: {note: z}}'],
)
def test_the_last_set_is_repeated_whatever_comes_between(step: str) -> None:
    """A look-up overtakes nothing; of two sets the later one is repeated."""
    verdict = play(
        f"""
        given: {{customers: {{other: {{email: "${{unique.email.2}}"}}}}}}
        steps:
          - when: {{input: {{email: "${{unique.email}}", note: hello}}}}
            save: {{who: customer.id}}
          - {step}
        """,
        World(),
    )
    assert found(verdict) == []
    assert played(verdict)[-1] == "CustomerSet"


def test_a_change_of_somebody_else_does_not_overtake_the_last_set() -> None:
    """A document changes another customer."""
    verdict = play(
        """
        given: {customers: {other: {email: "${unique.email.2}"}}}
        steps:
          - when: {input: {email: "${unique.email}", note: hello}}
          - call:
              document: |
                mutation Update($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }
              variables: {input: {id: "${other.id}", note: changed}}
        """,
        World(),
    )
    assert found(verdict) == []
    assert played(verdict)[-1] == "CustomerSet"


def test_a_document_that_fails_in_part_is_no_refusal_of_all() -> None:
    """One root field is null with an error, the other has changed somebody: what is known is brought up to date."""
    verdict = play(
        """
        given: {definition: {key: erp}, customer: {email: "${unique.email}", note: hello}}
        call:
          document: |
            mutation Probe($input: CustomerSetInput!, $id: ID!) {
              good: customerSet(identifier: {id: $id}, input: $input) { userErrors { message } }
              bad: customerSet(identifier: {customId: {key: "none", value: "1"}}, input: $input) { userErrors { message } }
            }
          variables: {id: "${customer.id}", input: {note: changed}}
        then: {errors: [{code: NOT_FOUND}]}
        """,
        World(),
    )
    assert found(verdict) == []
    assert played(verdict) == ["MetafieldDefinitionCreate", "CustomerSet", "Probe", "Customer"]


def test_a_document_may_delete_somebody_known() -> None:
    """Who is gone is not looked for after a later refusal."""
    verdict = play(
        """
        given: {customer: {email: "${unique.email}"}}
        steps:
          - call:
              document: |
                mutation Remove($input: CustomerDeleteInput!) { customerDelete(input: $input) { userErrors { message } } }
              variables: {input: {id: "${customer.id}"}}
          - when: {input: {email: "x"}}
            then: {userErrors: {length: 1}}
        """,
        World(),
    )
    assert found(verdict) == []
    assert played(verdict) == ["CustomerSet", "Remove", "Customer", "CustomerSet"]


def test_an_answer_of_a_race_is_held_against_the_invariants() -> None:
    """A customer beside errors, in each of the answers."""

    def both(response: Response) -> Response:
        errors = [{"code": None, "field": None, "message": "No"}]
        return changed(response, lambda payload: payload["data"]["customerSet"].update(userErrors=errors))

    verdict = play(GIVEN + ACTIONS["parallel"], second(both))
    assert found(verdict) == [("invariant.customer-or-errors", "$.data.customerSet.customer")] * 2
    assert played(verdict) == ["CustomerSet"] * 3


def test_whom_a_race_changed_is_known_afterwards() -> None:
    """After a refusal it must read as the race left it."""
    verdict = play(
        GIVEN
        + """
steps:
  - parallel: {times: 2, when: {identifier: {id: "${customer.id}"}, input: {note: x}}}
  - when: {input: {email: "x"}}
    then: {userErrors: {length: 1}}
""",
        World(),
    )
    assert found(verdict) == []
