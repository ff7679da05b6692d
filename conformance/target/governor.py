"""Keeping within a target's bucket: requests wait until it holds what they cost, and throttles are waited out.

Whoever else takes from the bucket, other workers of the same run among them, shows in what the target reports with
each answer; nothing else is shared. A target that reports no bucket is never waited for.
Source: https://shopify.dev/docs/api/usage/limits (leaky bucket, restore rate, 429 with Retry-After).
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import ThrottledError
from conformance.target.patience import PATIENCE, throttle_delay

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.target.account import Account
    from conformance.wire import Request, Response, Target

_UNKNOWN_COST: Final = 20.0
"""Points to reckon with for a document that was not sent before; most of ours cost 10 to 20."""

_DOCUMENTS: Final = 512
_MEMORY: Final = 2.0
"""Seconds after which what others took counts for little."""

_LEAST_SHARE: Final = 0.1
_SHORTEST: Final = 0.02
_LARGEST: Final = 1e12
"""Points beyond which a figure is none (1e999 is infinite in JSON)."""

_NEARLY: Final = 1e-6


class Governor:
    """A target that is asked no faster than its bucket fills.

    Args:
        target: the target to ask.
        account: where waits, throttles and points are counted.
        patience: seconds that one request may wait in all.
        sleep: how to wait; takes seconds.
        clock: seconds that never go back.
    """

    def __init__(
        self,
        target: Target,
        account: Account,
        *,
        patience: float = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._target = target
        self._account = account
        self._patience = patience
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}
        self.name = target.name
        self.is_shopify = target.is_shopify
        self.is_disposable = target.is_disposable

    def send(self, request: Request) -> Response:
        """Send a request when the bucket should hold what it costs, and again after each throttle.

        Raises:
            ThrottledError: it was still throttled when patience ran out.
            TargetError: the target itself could not be asked.
        """
        waited, retries = 0.0, 0
        # Each app has a bucket of its own, and each token is an app's.
        bucket = self._buckets.setdefault(request.token, _Bucket())
        while True:
            wait = self._reserve(bucket, request)
            while wait and waited < self._patience:
                wait = min(wait, self._patience - waited)
                self._rest(wait)
                waited += wait
                wait = self._reserve(bucket, request)
            sent = self._clock()
            try:
                response = self._target.send(request)
            finally:
                with self._lock:
                    bucket.release(request.document)
            delay = throttle_delay(response)
            self._learn(bucket, request.document, response, self._clock() - sent)
            self._account.add(requests=1, throttled=delay is not None and request.is_patient)
            if delay is None or not request.is_patient:
                return replace(response, retries=retries) if retries else response
            if waited + delay > self._patience:
                raise ThrottledError(
                    f"{self.name} throttled a request for {waited:.0f} s and wants {delay:.0f} s more.",
                    hint="Run fewer scenarios at once, or wait until other apps leave room in the store's bucket.",
                )
            self._rest(delay)
            waited += delay
            retries += 1

    def _rest(self, seconds: float) -> None:
        self._sleep(seconds)
        self._account.add(waited=seconds)

    def _reserve(self, bucket: _Bucket, request: Request) -> float:
        """Take what a request costs out of what the bucket should hold; returns 0, or the seconds to wait first.

        After the longest wait it is sent all the same: what we reckon may be wrong, and the target has the last word.
        """
        with self._lock:
            wait = bucket.wait(request.document, self._clock()) if request.is_patient else 0.0
            if not wait:
                bucket.reserve(request.document)
            return wait

    def _learn(self, bucket: _Bucket, document: str, response: Response, seconds: float) -> None:
        """Take what an answer tells about the bucket and the cost."""
        reported = _reported(response)
        if reported is None:
            return
        self._account.add(points=reported.actual)
        with self._lock:
            bucket.learn(document, reported, self._clock(), seconds)


@dataclass(frozen=True, slots=True)
class _Report:
    """What an answer tells: points asked for and charged, points left, and what the bucket is like."""

    requested: float
    actual: float
    left: float
    size: float
    rate: float


class _Bucket:
    """A bucket as we reckon it from the target's reports; whoever uses it holds the lock."""

    def __init__(self) -> None:
        self._latest: _Report | None = None
        self._since = self._others = self._lag = 0.0
        self._taken: Counter[str] = Counter()
        self._costs: OrderedDict[str, float] = OrderedDict()

    def _cost(self, document: str) -> float:
        return self._costs.get(document, _UNKNOWN_COST)

    def wait(self, document: str, now: float) -> float:
        """Return the seconds until it should hold what a document costs; 0 if it does."""
        latest = self._latest
        if latest is None:
            return 0.0
        # What others take flows past us; it may be all, but never is for long.
        rate = max(latest.rate - self._others, latest.rate * _LEAST_SHARE)
        taken = sum(self._cost(each) * count for each, count in self._taken.items())
        left = min(latest.size, latest.left + (now - self._since) * rate) - taken
        missing = min(self._cost(document) + self._others * self._lag, latest.size) - left
        return max(missing / rate, _SHORTEST) if missing > _NEARLY else 0.0

    def reserve(self, document: str) -> None:
        """Reckon with a request that is on its way."""
        self._taken[document] += 1

    def release(self, document: str) -> None:
        """Reckon no longer with a request that was answered, or never will be."""
        self._taken[document] -= 1
        if self._taken[document] <= 0:
            del self._taken[document]

    def learn(self, document: str, report: _Report, now: float, seconds: float) -> None:
        """Take a report; `seconds` is how long its answer took."""
        self._costs[document] = report.requested
        self._costs.move_to_end(document)
        if len(self._costs) > _DOCUMENTS:
            self._costs.popitem(last=False)
        if self._latest is not None and now > self._since:
            self._watch_others(self._latest, report, now - self._since)
        self._latest, self._since, self._lag = report, now, seconds / 2

    def _watch_others(self, before: _Report, report: _Report, seconds: float) -> None:
        """Reckon the points a second that others take, from what is missing in a report but for our own share."""
        expected = min(report.size, before.left + seconds * report.rate)
        taken = min(max(expected - report.left - report.actual, 0.0) / seconds, report.rate)
        weight = 1 - math.exp(-seconds / _MEMORY)
        self._others += (taken - self._others) * weight


def _reported(response: Response) -> _Report | None:
    """Return what a response tells of cost and bucket, if it tells it all."""
    payload: Any = response.payload
    try:
        cost = payload["extensions"]["cost"]
        status = cost["throttleStatus"]
        found = (
            cost["requestedQueryCost"],
            cost["actualQueryCost"] or 0,
            status["currentlyAvailable"],
            status["maximumAvailable"],
            status["restoreRate"],
        )
    except (KeyError, TypeError):
        return None
    if not all(isinstance(each, int | float) and abs(each) < _LARGEST for each in found):
        return None
    if found[3] <= 0 or found[4] <= 0:
        return None
    return _Report(*map(float, found))
