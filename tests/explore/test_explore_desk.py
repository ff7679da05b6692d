"""The desk: budgets, points, and room left for others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.errors import UnreachableError, UsageError
from conformance.explore.desk import Budget, Desk, LostError, SpentError
from conformance.wire import Request, Response

REQUEST = Request("{ shop { name } }")


class Shop:
    """A target that answers with figures of cost."""

    name = "shop"
    is_shopify = False
    is_disposable = True

    def __init__(self, left: float = 2000, cost: Any = 7) -> None:
        self.left = left
        self.cost = cost

    def send(self, _request: Request) -> Response:
        """Answer."""
        status = {"maximumAvailable": 2000, "currentlyAvailable": self.left, "restoreRate": 100}
        cost = {"requestedQueryCost": 10, "actualQueryCost": self.cost, "throttleStatus": status}
        return Response(200, {}, json.dumps({"data": {}, "extensions": {"cost": cost}}).encode())


class Nobody(Shop):
    """A target that is not there."""

    def send(self, _request: Request) -> Response:
        """Do not answer."""
        raise UnreachableError("gone")


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("500-calls", 500, "calls"),
        ("2000-points", 2000, "points"),
        ("5m", 300, "s"),
        ("90s", 90, "s"),
        ("1h", 3600, "s"),
    ],
)
def test_a_budget_is_calls_points_or_time(text: str, amount: int, unit: str) -> None:
    """As they are written on the command line."""
    assert Budget.parse(text) == Budget(amount, unit)


@pytest.mark.parametrize("text", ["", "500", "0-calls", "5 calls", "-1-calls", "5d"])
def test_what_is_no_budget_is_told(text: str) -> None:
    """With those that are."""
    with pytest.raises(UsageError, match=r"500-calls, 2000-points, 90s, 5m or 1h"):
        Budget.parse(text)


def test_calls_end_when_the_budget_is_used_up() -> None:
    """After just so many."""
    desk = Desk(Shop(), Budget(2))
    desk.send(REQUEST)
    desk.send(REQUEST)
    with pytest.raises(SpentError):
        desk.send(REQUEST)
    assert desk.calls == 2


def test_points_are_what_the_target_says_a_call_cost() -> None:
    """And end a run as calls do."""
    desk = Desk(Shop(cost=7), Budget(14, "points"))
    desk.send(REQUEST)
    assert desk.points == 7
    desk.send(REQUEST)
    assert desk.is_spent


def test_tidying_up_is_let_through() -> None:
    """Else something of ours would stay behind."""
    desk = Desk(Shop(), Budget(1))
    desk.send(REQUEST)
    with desk.overtime():
        desk.send(REQUEST)
    assert desk.calls == 2


def test_half_of_the_bucket_is_left_to_others() -> None:
    """A bucket of 2000 with 400 left fills up by 600 in six seconds."""
    waits: list[float] = []
    Desk(Shop(left=400), sleep=waits.append).send(REQUEST)
    Desk(Shop(left=1500), sleep=waits.append).send(REQUEST)
    assert waits == [6.0]


@pytest.mark.parametrize("cost", [None, "dear", []])
def test_a_target_that_says_nonsense_of_its_cost_does_not_stop_a_run(cost: Any) -> None:
    """That is for the oracle."""
    desk = Desk(Shop(cost=cost))
    desk.send(REQUEST)
    assert desk.points == 0


def test_a_target_that_is_gone_ends_a_run() -> None:
    """With what is wrong, and past hypothesis."""
    with pytest.raises(LostError, match="gone") as caught:
        Desk(Nobody()).send(REQUEST)
    assert not isinstance(caught.value, Exception)
