"""`requires`: what a target lacks makes a scenario not applicable, with the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from runner_world import World, operation, play, session

from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.wire import Request, Response

BODY = "requires: [{}]\nwhen: {{input: {{firstName: Ada}}}}"


def answering(**answers: Any) -> World:
    """A world whose answer to an operation of that name has this data."""

    def bend(request: Request, response: Response) -> Response:
        data = answers.get(operation(request))
        return response if data is None else replace(response, body=json.dumps({"data": data}).encode())

    return World(bend)


SCOPES = {"currentAppInstallation": {"accessScopes": [{"handle": "write_orders"}]}}


@pytest.mark.parametrize(
    ("word", "world", "reason"),
    [
        ("token", World(), "it is asked without an access token of its own"),
        (
            "plan.development",
            answering(ConformancePlan={"shop": {"plan": {"partnerDevelopment": False}}}),
            "it is no development store",
        ),
        (
            "plan.plus",
            answering(ConformancePlan={"shop": {"plan": {"shopifyPlus": False}}}),
            "it is not on Shopify Plus",
        ),
        ("plan.plus", answering(ConformancePlan={"shop": None}), "it does not tell its plan"),
        ("scope.read_orders", answering(ConformanceScopes=SCOPES), "its access token does not have it"),
        (
            "scope.read_orders",
            answering(ConformanceScopes={"currentAppInstallation": None}),
            "it does not tell the scopes of its access token",
        ),
        (
            "protected-data",
            answering(ConformancePerson={"customers": None}),
            "it does not show who customers are",
        ),
        (
            "orders",
            answering(ConformanceScopes={"currentAppInstallation": {"accessScopes": []}}),
            "its access token does not have it",
        ),
        ("orders", World(is_disposable=False), "a customer with orders could never be deleted from it again"),
    ],
)
def test_what_is_missing_is_the_reason(word: str, world: World, reason: str) -> None:
    """Nothing of the scenario is played then."""
    verdict = play(BODY.format(word), world)
    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, f"requires {word}: {reason}")
    assert "CustomerSet" not in world.operations


@pytest.mark.parametrize(
    ("word", "world"),
    [
        ("plan.development", answering(ConformancePlan={"shop": {"plan": {"partnerDevelopment": True}}})),
        ("plan.plus", answering(ConformancePlan={"shop": {"plan": {"shopifyPlus": True}}})),
        ("scope.write_orders", answering(ConformanceScopes=SCOPES)),
        ("protected-data", World()),
        ("orders", answering(ConformanceScopes=SCOPES)),
    ],
)
def test_what_is_there_lets_the_scenario_play(word: str, world: World) -> None:
    """It passes or fails as any other."""
    assert play(BODY.format(word), world).status is Status.PASSED


@pytest.mark.parametrize(
    ("tokens", "status"), [(frozenset({"read-only"}), Status.PASSED), (frozenset(), Status.NOT_APPLICABLE)]
)
def test_a_further_token_is_one_that_the_configuration_names(tokens: frozenset[str], status: Status) -> None:
    """Another one is not there."""
    run = session(World())
    run.tokens = tokens
    assert play(BODY.format("token.read-only"), run.target, run=run).status is status  # type: ignore[arg-type]


def test_a_target_is_asked_once_in_a_run() -> None:
    """What is found out is kept for the scenarios after it."""
    world = answering(ConformanceScopes=SCOPES)
    run = session(world)
    for _ in range(2):
        play(BODY.format("scope.write_orders"), world, run=run)
    assert world.operations.count("ConformanceScopes") == 1
