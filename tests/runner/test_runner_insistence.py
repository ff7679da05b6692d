"""`eventually`: a step is sent again until it holds, and no longer than it makes sense."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from runner_world import World, changed, found, operation, play

from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.wire import Request, Response

STORY = """
given: {customer: {email: "${unique.email}"}}
call: {document: "query Find { customers(first: 2) { nodes { id } } }"}
then: {data: {customers: {nodes: [{id: "${customer.id}"}]}}}
eventually: {within: WITHIN, halt: {data: {customers: {nodes: {length: 2}}}}}
"""


def searching(change: Callable[[int, Response], Response]) -> World:
    """A world whose searches, counted from 1, are bent."""
    asked = 0

    def bend(request: Request, response: Response) -> Response:
        nonlocal asked
        if operation(request) != "Find":
            return response
        asked += 1
        return change(asked, response)

    return World(bend)


def empty(response: Response) -> Response:
    """A search that finds nobody."""
    return changed(response, lambda payload: payload["data"]["customers"].update(nodes=[]))


def test_a_step_is_sent_until_it_holds() -> None:
    """What came before it held is no mismatch."""
    world = searching(lambda count, response: empty(response) if count < 3 else response)
    verdict = play(STORY.replace("WITHIN", "20"), world)
    assert verdict.status is Status.PASSED
    assert world.operations.count("Find") == 3


def test_it_fails_when_its_time_is_up() -> None:
    """With what the last answer lacks."""
    verdict = play(STORY.replace("WITHIN", "1"), searching(lambda _, response: empty(response)))
    assert verdict.status is Status.FAILED
    assert found(verdict) == [("own.minor", "$.data.customers.nodes")]
    assert verdict.seconds < 3


def test_halt_ends_the_waiting() -> None:
    """At the first answer that shows it."""

    def doubled(_count: int, response: Response) -> Response:
        return changed(
            response,
            lambda payload: payload["data"]["customers"]["nodes"].append({"id": "gid://shopify/Customer/1"}),
        )

    world = searching(doubled)
    verdict = play(STORY.replace("WITHIN", "60"), world)
    assert found(verdict) == [("own.minor", "$.data.customers.nodes")]
    assert world.operations.count("Find") == 1


def test_a_broken_invariant_ends_the_waiting() -> None:
    """No waiting mends an answer that is no answer."""
    world = searching(lambda _, response: replace(response, body=json.dumps([]).encode()))
    verdict = play(STORY.replace("WITHIN", "60"), world)
    assert found(verdict)[0] == ("invariant.response-shape", "$")
    assert world.operations.count("Find") == 1
