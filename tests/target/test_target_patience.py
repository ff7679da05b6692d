"""What a throttle looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.target.patience import throttle_delay
from conformance.wire import Response


def throttled(requested: int = 20, available: int = 5, rate: int = 50) -> Response:
    """Return the answer of an empty bucket."""
    status = {"maximumAvailable": 1000, "currentlyAvailable": available, "restoreRate": rate}
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return Response(200, {}, json.dumps({"errors": errors, "extensions": {"cost": cost}}).encode())


def test_it_asks_to_wait_until_the_bucket_has_what_the_request_costs() -> None:
    """15 points are missing, and 50 flow back a second."""
    assert throttle_delay(throttled()) == 0.3


def test_it_waits_as_long_as_retry_after_says() -> None:
    """A 429 says in its header how long to wait."""
    assert throttle_delay(Response(429, {"retry-after": "2.0"}, b"")) == 2.0


def test_a_429_that_does_not_say_how_long_waits_a_second() -> None:
    """There is no figure to go by."""
    assert throttle_delay(Response(429, {}, b"")) == 1.0


def test_a_throttle_without_figures_waits_a_second() -> None:
    """A foreign endpoint may throttle without saying what is left."""
    body = b'{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}'
    assert throttle_delay(Response(200, {}, body)) == 1.0


@pytest.mark.parametrize(
    "payload",
    [
        {"data": {"customer": {"note": "THROTTLED"}}},
        {"errors": [{"message": "THROTTLED"}]},
        {"errors": "THROTTLED"},
        ["THROTTLED"],
    ],
)
def test_the_word_alone_is_no_throttle(payload: Any) -> None:
    """Only an error with that code is one."""
    assert throttle_delay(Response(200, {}, json.dumps(payload).encode())) is None


@pytest.mark.parametrize("told", ["nan", "inf", "-inf"])
def test_seconds_that_nobody_can_wait_are_none(told: str) -> None:
    """Sleeping for nan seconds is an error."""
    assert throttle_delay(Response(429, {"retry-after": told}, b"")) == 1.0


def test_a_cost_without_end_is_none() -> None:
    """As a 429 without a figure."""
    assert throttle_delay(throttled(requested=10**400)) == 1.0
    answer = throttled(requested=7777)
    endless = Response(200, {}, answer.body.replace(b"7777", b"1e999"))
    assert throttle_delay(endless) == 1.0
