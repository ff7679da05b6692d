"""Keeping within a target's bucket."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from script_target import Script, Time, answer, costing, throttled

from conformance.errors import ThrottledError
from conformance.target.account import Account
from conformance.target.governor import Governor
from conformance.wire import Request

if TYPE_CHECKING:
    from conformance.wire import Response

ASK = Request("{ shop { id } }")
OTHER = Request("{ customers(first: 100) { nodes { id } } }")


def governed(script: Script, patience: float = 60.0) -> tuple[Governor, Time, Account]:
    """Return a governed target, its time and its account."""
    time, account = Time(), Account()
    return Governor(script, account, patience=patience, sleep=time.sleep, clock=time), time, account


def told(requested: int, left: int, actual: int | None = None) -> Response:
    """Return a good answer that tells the bucket."""
    return answer({"data": {}, "extensions": costing(requested, left, actual=actual or requested)})


def test_a_target_that_tells_of_no_bucket_is_never_waited_for() -> None:
    """A gateway of one's own may know nothing of points."""
    governor, time, account = governed(Script(answer({"data": {}})))
    for _ in range(100):
        governor.send(ASK)
    assert (time.slept, account.requests, account.points) == ([], 100, 0)


def test_a_request_waits_until_the_bucket_holds_what_it_costs() -> None:
    """It cost 40 before, 10 are left, and 50 flow back a second: 0.6 s, before it is sent."""
    script = Script(told(40, left=10), told(40, left=0))
    governor, time, account = governed(script)
    governor.send(ASK)
    assert time.slept == []
    governor.send(ASK)
    assert (time.slept, account.throttled, account.waited) == ([0.6], 0, 0.6)


def test_time_that_passes_fills_the_bucket() -> None:
    """Nobody waits for what has flowed back meanwhile."""
    governor, time, _ = governed(Script(told(40, left=10)))
    governor.send(ASK)
    time.now += 0.6
    governor.send(ASK)
    assert time.slept == []


def test_what_others_took_shows_in_the_next_answer() -> None:
    """A worker elsewhere has emptied the bucket: nothing but the target's own figures tells of it."""
    script = Script(told(10, left=900), told(10, left=0), told(10, left=0))
    governor, time, _ = governed(script)
    governor.send(ASK)
    governor.send(ASK)
    assert time.slept == []
    governor.send(ASK)
    assert time.slept == [0.2]


def test_each_document_has_a_cost_of_its_own() -> None:
    """A dear one waits where a cheap one goes."""
    script = Script(told(400, left=500), told(10, left=390), told(10, left=390), told(400, left=0))
    governor, time, _ = governed(script)
    governor.send(OTHER)
    governor.send(ASK)
    governor.send(ASK)
    assert time.slept == []
    governor.send(OTHER)
    assert time.slept == [0.2]


def test_one_that_costs_more_than_the_bucket_holds_goes_when_it_is_full() -> None:
    """The target says what it makes of it; waiting longer would not help."""
    governor, time, _ = governed(Script(told(5000, left=900)))
    governor.send(ASK)
    governor.send(ASK)
    assert time.slept == [2.0]


def test_a_throttle_is_waited_out() -> None:
    """15 points are missing, and 50 flow back a second; the answer is the next one's."""
    script = Script(throttled(20, left=5), told(20, left=0))
    governor, time, account = governed(script)
    response = governor.send(ASK)
    assert (response.payload["data"], response.retries) == ({}, 1)
    assert (time.slept, account.throttled, account.requests, len(script.asked)) == ([0.3], 1, 2, 2)


def test_retry_after_is_waited_out() -> None:
    """A 429 says in its header how long to wait."""
    governor, time, account = governed(Script(answer({}, 429, retry_after="2.0"), told(10, left=900)))
    governor.send(ASK)
    assert (time.slept, account.throttled) == ([2.0], 1)


def test_it_gives_up_when_patience_runs_out() -> None:
    """A target that throttles for ever gives no verdict, and says so."""
    script = Script(throttled(2000, left=0, rate=100))
    governor, _, _ = governed(script, patience=50.0)
    with pytest.raises(ThrottledError, match="script throttled a request for 40 s and wants 20 s more"):
        governor.send(ASK)
    assert len(script.asked) == 3


def test_a_bucket_that_never_fills_is_asked_in_the_end() -> None:
    """Our reckoning may be wrong, so it ends with patience; the target has the last word."""
    script = Script(answer({"data": {}, "extensions": costing(10, 0, actual=10, rate=1)}))
    governor, time, _ = governed(script, patience=15.0)
    governor.send(ASK)
    governor.send(ASK)
    governor.send(ASK)
    assert len(script.asked) == 3
    assert time.slept == [10.0, 10.0]


@pytest.mark.parametrize(
    "extensions",
    [
        None,
        {},
        {"cost": None},
        {"cost": {"throttleStatus": {}}},
        costing(10, 0, rate=0),
        costing(10, 0, size=0),
    ],
)
def test_figures_that_are_none_are_not_waited_for(extensions: object) -> None:
    """Nothing is reckoned from what can't be."""
    governor, time, _ = governed(Script(answer({"data": {}, "extensions": extensions})))
    governor.send(ASK)
    governor.send(ASK)
    assert time.slept == []


def test_points_are_counted_as_the_target_charges_them() -> None:
    """What it refunds is not spent."""
    governor, _, account = governed(Script(told(40, left=900, actual=12)))
    governor.send(ASK)
    governor.send(ASK)
    assert account.points == 24


class Slow(Script):
    """Holds its second answer back until it is released."""

    def __init__(self, *answers: Response) -> None:
        super().__init__(*answers)
        self.arrived, self.released = threading.Event(), threading.Event()

    def send(self, request: Request) -> Response:
        """Give the next answer."""
        response = super().send(request)
        if len(self.asked) == 2:
            self.arrived.set()
            self.released.wait(5)
        return response


def test_requests_on_their_way_are_reckoned_with() -> None:
    """Of 30 points, 20 are spoken for by one that has no answer yet: another of 20 waits for 10 more."""
    script = Slow(told(20, left=30))
    governor, time, _ = governed(script)
    governor.send(ASK)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(governor.send, ASK)
        assert script.arrived.wait(5)
        governor.send(ASK)
        script.released.set()
    assert time.slept == [0.2]


def test_what_others_take_all_the_time_is_reckoned_with() -> None:
    """They take 40 of the 50 points that flow back a second, so 20 points take longer than 0.4 s to come."""
    script = Script(
        *(told(1, left=100 - 40 * second + 50 * second - second) for second in range(12)), told(20, 0)
    )
    governor, time, _ = governed(script)
    for _ in range(12):
        governor.send(ASK)
        time.now += 1
    governor.send(ASK)
    time.slept.clear()
    governor.send(ASK)
    assert sum(time.slept) > 1.0


def test_others_that_have_gone_are_forgotten() -> None:
    """A bucket that fills as it should again is soon waited for as before; at first it was ten times as long."""
    script = Script(
        told(1, left=900),
        told(1, left=0),
        *(told(1, left=50 * second - second) for second in range(20)),
        told(20, 0),
    )
    governor, time, _ = governed(script)
    for _ in range(22):
        governor.send(ASK)
        time.now += 1
    governor.send(ASK)
    time.slept.clear()
    governor.send(ASK)
    assert sum(time.slept) < 0.7


def test_a_request_that_does_not_wait_gets_the_throttle_itself() -> None:
    """For scenarios about throttling: neither before it is sent, nor after; and it is no trouble of the run's."""
    script = Script(told(40, left=0), throttled())
    governor, time, account = governed(script)
    governor.send(ASK)
    impatient = Request(ASK.document, is_patient=False)
    assert governor.send(impatient).payload["errors"][0]["message"] == "Throttled"
    assert (time.slept, account.throttled) == ([], 0)


def test_each_token_has_a_bucket_of_its_own() -> None:
    """Another app's empty one holds nobody up."""
    script = Script(told(40, left=0), told(40, left=900))
    governor, time, _ = governed(script)
    governor.send(Request(ASK.document, token="starved"))
    governor.send(ASK)
    governor.send(ASK)
    assert time.slept == []
    governor.send(Request(ASK.document, token="starved"))
    assert time.slept == [0.8]


def test_no_wait_is_longer_than_patience() -> None:
    """A target that owes a million points would be slept for hours; it is asked after patience, and has the last word."""
    script = Script(told(40, left=-1_000_000), told(40, left=0))
    governor, time, _ = governed(script, patience=60)
    governor.send(ASK)
    governor.send(ASK)
    assert sum(time.slept) == 60
    assert len(script.asked) == 2


@pytest.mark.parametrize("figure", [float("inf"), 10**400])
def test_a_figure_without_end_is_none(figure: float) -> None:
    """JSON can write it as 1e999."""
    governor, time, _ = governed(Script(told(figure, left=5)))  # type: ignore[arg-type]
    for _ in range(2):
        governor.send(ASK)
    assert time.slept == []
