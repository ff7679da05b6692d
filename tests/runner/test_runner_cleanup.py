"""What a scenario created is deleted from a target that outlives the run, and nothing else is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from runner_world import VERSION, World, case, found, operation, play, played, session, unique

from conformance.errors import UnreachableError
from conformance.mock.settings import Settings
from conformance.runner import run_case
from conformance.verdict import Status
from conformance.wire import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.wire import Request

STORY = """
    given:
      definition: {key: erp}
      customer: {email: "${unique.email}"}
    steps:
      - when: {input: {email: "${unique.email.2}"}}
      - when:
          identifier: {customId: {namespace: "${definition.namespace}", key: erp, value: "7"}}
          input: {firstName: Ada}
"""
DEFINITIONS = "{ metafieldDefinitions(first: 9, ownerType: CUSTOMER) { nodes { id } } }"


def lasting(world: World) -> World:
    """Return a world as one that outlives the run."""
    world.is_disposable = False
    return world


def test_whatever_was_made_is_deleted_in_the_end() -> None:
    """Customers first, then definitions; none of it is part of the verdict."""
    world = lasting(World())
    run = session(world)
    verdict = play(STORY, world, run=run)
    assert verdict.status is Status.PASSED
    assert "CustomerDelete" not in played(verdict)
    assert world.operations[len(verdict.exchanges) :] == ["CustomerDelete"] * 3 + [
        "MetafieldDefinitionDelete"
    ]
    assert world.customers == []
    assert run.left_behind == []


def test_the_definition_is_deleted_with_its_values() -> None:
    """Else its metafields would stay behind on customers of others."""
    world = lasting(World())
    play("given: {definition: {key: erp}}\nread: {email: x@example.com}\nthen: {customer: null}", world)
    deletion = world.asked[-1]
    assert "deleteAllAssociatedMetafields: true" in deletion.document
    assert deletion.variables["id"].startswith("gid://shopify/MetafieldDefinition/")


def test_a_target_that_dies_with_the_run_is_left_as_it_is() -> None:
    """It costs time for nothing."""
    world = World()
    verdict = play(STORY, world)
    assert len(world.asked) == len(verdict.exchanges)
    assert len(world.customers) == 3


@pytest.mark.parametrize(("fault", "status"), [("note-cut", Status.PASSED), ("cost-too-high", Status.FAILED)])
def test_it_is_deleted_whether_the_scenario_passed_or_failed(fault: str, status: Status) -> None:
    """Also when the first answer ends the story."""
    world = lasting(World(fault=fault))
    assert play(STORY, world).status is status
    assert world.customers == []


def test_it_is_deleted_when_there_is_no_verdict() -> None:
    """The third set is never answered."""

    def failing(request: Request, response: Response) -> Response:
        if "identifier" in request.variables:
            raise UnreachableError("gone")
        return response

    world = lasting(World(failing))
    assert play(STORY, world).status is Status.ERRORED
    assert world.operations[-3:] == ["CustomerDelete", "CustomerDelete", "MetafieldDefinitionDelete"]


def test_it_is_deleted_when_the_run_is_interrupted() -> None:
    """Ctrl-C in the middle of a story."""

    def interrupting(request: Request, response: Response) -> Response:
        if operation(request) == "Customer":
            raise KeyboardInterrupt
        return response

    world = lasting(World(interrupting))
    with pytest.raises(KeyboardInterrupt):
        play(STORY, world)
    assert world.customers == []
    assert world.operations[-3:] == ["CustomerDelete", "CustomerDelete", "MetafieldDefinitionDelete"]


MAKERS = {
    "document": """
        call:
          document: |
            mutation Create($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }
          variables: {input: {email: "${unique.email}"}}
        """,
    "document without userErrors": """
        call:
          document: |
            mutation Create($input: CustomerInput!) { customerCreate(input: $input) { customer { id } } }
          variables: {input: {email: "${unique.email}"}}
        """,
    "failing document": """
        call:
          document: |
            mutation Create($input: CustomerInput!) { customerCreate(input: $input) { customer { id } } }
          variables: {input: {email: "${unique.email}"}}
        then: {data: {customerCreate: null}}
        """,
    "race": """
        parallel: {times: 3, when: {input: {email: "p${n}.${unique.email}"}}}
        """,
    "failing race": """
        parallel: {times: 3, when: {input: {email: "p${n}.${unique.email}"}}}
        then: {customers: 1}
        """,
    "set that was to be refused": """
        when: {input: {email: "${unique.email}"}}
        then: {userErrors: [{message: Sorry}]}
        """,
    "set that was to be an error": """
        when: {input: {email: "${unique.email}"}}
        then: {errors: [{message: Sorry}]}
        """,
}


@pytest.mark.parametrize("maker", MAKERS)
def test_whoever_made_a_customer_it_is_deleted(maker: str) -> None:
    """Not only what is given and what a set makes."""
    world = lasting(World())
    play(MAKERS[maker], world)
    assert "CustomerDelete" in world.operations
    assert world.customers == []


@pytest.mark.parametrize(
    "deletion",
    [
        'delete: {id: "${customer.id}"}',
        """call:
      document: |
        mutation Remove($input: CustomerDeleteInput!) { customerDelete(input: $input) { userErrors { message } } }
      variables: {input: {id: "${customer.id}"}}""",
    ],
)
def test_what_a_step_deleted_is_not_deleted_again(deletion: str) -> None:
    """And is not told as left behind."""
    world = lasting(World())
    run = session(world)
    verdict = play(f'given: {{customer: {{email: "${{unique.email}}"}}}}\n{deletion}', world, run=run)
    assert found(verdict) == []
    assert len(world.asked) == len(verdict.exchanges)
    assert run.left_behind == []


def test_what_a_step_failed_to_delete_is_deleted_in_the_end() -> None:
    """The server said that it was gone, and it was not."""
    world = lasting(World(fault="delete-keeps"))
    verdict = play('given: {customer: {email: "${unique.email}"}}\ndelete: {id: "${customer.id}"}', world)
    assert verdict.status is Status.FAILED
    assert world.operations == ["CustomerSet", "CustomerDelete", "Customer", "Customer", "CustomerDelete"]


class Calendar:
    """A clock of the world's that can be put back."""

    def __init__(self) -> None:
        self.back = timedelta()

    def __call__(self) -> datetime:
        """Return the time of the world's."""
        return datetime.now(UTC) - self.back


def inhabited(bend: Callable[[Request, Response], Response], **sent: str) -> tuple[World, str]:
    """Return a world that outlives the run, and the id of somebody who was made in it a month ago."""
    calendar = Calendar()
    calendar.back = timedelta(days=30)
    world = lasting(World(bend, settings=Settings(clock=calendar)))
    somebody = world.make(**sent)
    calendar.back = timedelta()
    return world, somebody


def test_somebody_who_was_there_before_the_run_is_not_deleted() -> None:
    """A phone number of ours may be that of a real customer of the store: it is told, and stays."""
    world, somebody = inhabited(lambda _, response: response, phone=unique("phone"), firstName="Somebody")
    run = session(world)
    body = 'when: {identifier: {phone: "${unique.phone}"}, input: {phone: "${unique.phone}", note: x}}'
    play(body, world, run=run)
    assert world.customers == [somebody]
    assert run.left_behind == [somebody]


SOMEBODY = "gid://shopify/Customer/7997056908176"


@pytest.mark.parametrize("selected", ["id", "id createdAt updatedAt"])
def test_somebody_a_wrong_server_answers_with_is_not_deleted(selected: str) -> None:
    """The Date header of the answer, or of another one, tells that the customer is old."""

    def mistaken(request: Request, response: Response) -> Response:
        headers = {**response.headers, "date": format_datetime(datetime.now(UTC), usegmt=True)}
        if operation(request) != "Create":
            return replace(response, headers=headers)
        customer = world.ask(f'{{ customer(id: "{SOMEBODY}") {{ {selected} }} }}')["customer"]
        body = json.dumps({"data": {"customerCreate": {"customer": customer, "userErrors": []}}}).encode()
        return Response(200, headers, body)

    world, somebody = inhabited(mistaken, email="somebody@example.com")
    run = session(world)
    play(MAKERS["document"].replace("{ id }", f"{{ {selected} }}"), world, run=run)
    assert somebody == SOMEBODY
    assert somebody in world.customers
    assert run.left_behind == [somebody]


def test_a_replay_of_long_ago_deletes_what_it_recorded() -> None:
    """The target's own times count: its clock stands at a day of the past."""
    calendar = Calendar()
    calendar.back = timedelta(days=300)
    world = lasting(World(settings=Settings(clock=calendar)))
    run = session(world)
    play(STORY, world, run=run)
    assert (world.customers, run.left_behind) == ([], [])


@pytest.mark.parametrize("written", [b"no time", b"2026-13-01T00:00:00Z"])
def test_somebody_whose_age_is_not_told_is_not_deleted(written: bytes) -> None:
    """Rather a customer too many than one too few."""

    def timeless(_: Request, response: Response) -> Response:
        return replace(
            response, body=re.sub(rb'"createdAt":"[^"]*"', b'"createdAt":"%s"' % written, response.body)
        )

    world = lasting(World(timeless))
    run = session(world)
    play('when: {input: {email: "${unique.email}"}}', world, run=run)
    assert run.left_behind == world.customers != []


def test_a_customer_of_another_scenario_is_not_deleted() -> None:
    """Whoever was met before in the run is that scenario's to delete."""
    world = lasting(World())
    run = session(world)
    somebody = world.make(email="somebody@example.com")
    run.met.add(somebody)
    run_case(case(f'when: {{identifier: {{id: "{somebody}"}}, input: {{note: x}}}}'), VERSION, run)
    assert world.customers == [somebody]


def test_a_refused_deletion_is_noted() -> None:
    """With the id of what is left behind."""

    def keeping(request: Request, response: Response) -> Response:
        if operation(request) != "CustomerDelete":
            return response
        errors = b'[{"field":["id"],"message":"Customer has orders"}]'
        return Response(
            200,
            response.headers,
            b'{"data":{"customerDelete":{"deletedCustomerId":null,"userErrors":%s}}}' % errors,
        )

    world = lasting(World(keeping))
    run = session(world)
    verdict = play(
        'given: {customer: {email: "${unique.email}"}}\nread: {id: "${customer.id}"}', world, run=run
    )
    customer = verdict.exchanges[0].response.payload["data"]["customerSet"]["customer"]["id"]
    assert verdict.status is Status.PASSED
    assert run.left_behind == [customer]


@pytest.mark.parametrize("answer", [b'{"data":{"customerDelete":null}}', b'{"data":null}', b"<html>", b"[]"])
def test_a_deletion_without_an_answer_is_noted(answer: bytes) -> None:
    """Whatever came instead of a payload."""

    def empty(request: Request, response: Response) -> Response:
        return replace(response, body=answer) if operation(request) == "CustomerDelete" else response

    world = lasting(World(empty))
    run = session(world)
    play('given: {customer: {email: "${unique.email}"}}\nread: {id: "${customer.id}"}', world, run=run)
    assert len(run.left_behind) == 1


@pytest.mark.parametrize("dead", [True, False])
def test_somebody_whose_age_can_t_be_asked_is_noted(*, dead: bool) -> None:
    """The document did not select it, and afterwards nobody answers, or nobody is there."""

    def mute(request: Request, response: Response) -> Response:
        if operation(request) != "Customer":
            return response
        if dead:
            raise UnreachableError("gone")
        return replace(response, body=b'{"data":{"customer":null}}')

    world = lasting(World(mute))
    run = session(world)
    play(MAKERS["failing document"], world, run=run)
    assert run.left_behind == world.customers


def test_what_a_dead_target_keeps_is_noted() -> None:
    """Nobody answers any more when it comes to the deletions."""
    dead: list[str] = []

    def dying(request: Request, response: Response) -> Response:
        if dead or operation(request).endswith("Delete"):
            dead.append(operation(request))
            raise UnreachableError("gone")
        return response

    world = lasting(World(dying))
    run = session(world)
    verdict = play(STORY, world, run=run)
    assert verdict.status is Status.PASSED
    assert [name.split("/")[3] for name in run.left_behind] == ["Customer"] * 3 + ["MetafieldDefinition"]


@pytest.mark.parametrize("minutes", [1, 600, -600])
def test_a_customer_made_lately_by_somebody_else_is_not_deleted(minutes: int) -> None:
    """A wrong server answers a creation with one who was there shortly before, by a clock that may go wrong as well."""

    def mistaken(request: Request, response: Response) -> Response:
        headers = {**response.headers, "date": format_datetime(datetime.now(UTC), usegmt=True)}
        if operation(request) != "Create":
            return replace(response, headers=headers)
        body = json.dumps({"data": {"customerCreate": {"customer": {"id": SOMEBODY}}}}).encode()
        return Response(200, headers, body)

    calendar = Calendar()
    calendar.back = timedelta(minutes=minutes)
    world = lasting(World(mistaken, settings=Settings(clock=calendar)))
    somebody = world.make(email="somebody@example.com")
    calendar.back = timedelta()
    run = session(world)
    play(MAKERS["document without userErrors"], world, run=run)
    assert somebody == SOMEBODY
    assert somebody in world.customers
    assert run.left_behind == [somebody]


def test_somebody_else_with_a_phone_number_that_was_sent_is_not_deleted() -> None:
    """The answer to a creation is lost, and the number of its address is that of a customer made a minute before."""

    def losing(request: Request, response: Response) -> Response:
        if operation(request) == "CustomerSet":
            raise UnreachableError("gone")
        return replace(
            response,
            headers={**response.headers, "date": format_datetime(datetime.now(UTC), usegmt=True)},
        )

    calendar = Calendar()
    calendar.back = timedelta(minutes=1)
    world = lasting(World(losing, settings=Settings(clock=calendar)))
    somebody = world.make(phone="+16135550142")
    calendar.back = timedelta()
    run = session(world)
    play(
        'when: {input: {email: "${unique.email}", addresses: [{address1: x, phone: "+16135550142"}]}}',
        world,
        run=run,
    )
    assert world.customers == [somebody]
    assert run.left_behind == [somebody]


def test_somebody_whose_id_stands_beside_what_was_sent_is_not_deleted() -> None:
    """A wrong server answers a creation with what was sent, and another customer's id."""

    def mistaken(request: Request, response: Response) -> Response:
        headers = {**response.headers, "date": format_datetime(datetime.now(UTC), usegmt=True)}
        body = response.body
        if operation(request) == "CustomerSet":
            body = re.sub(rb"gid://shopify/Customer/\d+", SOMEBODY.encode(), body)
        return replace(response, headers=headers, body=body)

    calendar = Calendar()
    calendar.back = timedelta(minutes=1)
    world = lasting(World(mistaken, settings=Settings(clock=calendar)))
    somebody = world.make(email="somebody@example.com")
    calendar.back = timedelta()
    run = session(world)
    play('when: {input: {email: "${unique.email}"}}', world, run=run)
    # Who was really made is looked up by what was sent, for nothing that was answered leads there.
    assert world.customers == [somebody]
    assert run.left_behind == [somebody]


def test_where_no_time_is_told_nobody_without_a_mark_is_deleted() -> None:
    """By its own times alone a customer who was never changed would always be new."""

    def timeless(request: Request, response: Response) -> Response:
        if operation(request) == "CustomerSet":
            raise UnreachableError("gone")
        return replace(response, headers={})

    world, somebody = inhabited(timeless, phone="+16135550142")
    run = session(world)
    play(
        'when: {input: {email: "${unique.email}", addresses: [{address1: x, phone: "+16135550142"}]}}',
        world,
        run=run,
    )
    assert somebody in world.customers
    assert run.left_behind == [somebody]
    assert len(world.customers) == 1
