"""Waiting out a throttle."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.errors import ThrottledError
from conformance.target.patience import Patient, throttle_delay
from conformance.wire import Request, Response

OK = Response(200, {}, b'{"data":{}}')


def throttled(requested: int = 20, available: int = 5, rate: int = 50) -> Response:
    """Return the answer of an empty bucket."""
    status = {"maximumAvailable": 1000, "currentlyAvailable": available, "restoreRate": rate}
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return Response(200, {}, json.dumps({"errors": errors, "extensions": {"cost": cost}}).encode())


class Script:
    """A target that gives prepared answers, the last one for ever."""

    name = "script"
    is_shopify = False
    is_disposable = True

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.asked = 0

    def send(self, request: Request) -> Response:
        """Give the next answer."""
        assert request.document == "{ shop { id } }"
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def patiently(script: Script, patience: float = 60.0) -> tuple[Response, list[float]]:
    """Send one request and return the answer with the waits."""
    waits: list[float] = []
    return Patient(script, patience, waits.append).send(Request("{ shop { id } }")), waits


def test_it_waits_until_the_bucket_has_what_the_request_costs() -> None:
    """15 points are missing, and 50 flow back a second."""
    response, waits = patiently(Script(throttled(), OK))
    assert (response, waits) == (replace(OK, retries=1), [0.3])


def test_the_answer_says_how_often_it_was_asked_for() -> None:
    """Reports tell retries; an answer that came at once is left as it is."""
    assert patiently(Script(throttled(), throttled(), throttled(), OK))[0].retries == 3
    assert patiently(Script(OK))[0] is OK


def test_a_request_that_does_not_wait_gets_the_throttle_itself() -> None:
    """For scenarios about throttling."""
    waits: list[float] = []
    request = Request("{ shop { id } }", is_patient=False)
    answer = throttled()
    assert Patient(Script(answer, OK), sleep=waits.append).send(request) is answer
    assert waits == []


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


def test_it_gives_up_when_patience_runs_out() -> None:
    """A target that throttles for ever gives no verdict, and says so."""
    script = Script(throttled(requested=2000, available=0, rate=100))
    with pytest.raises(ThrottledError, match="script throttled a request for 40 s and wants 20 s more"):
        patiently(script, patience=50.0)
    assert script.asked == 3
