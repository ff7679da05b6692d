"""Keeping within a target's bucket: requests wait until it holds what they cost, and throttles are waited out.

Whoever else takes from the bucket, other workers of the same run among them, shows in what the target reports with
each answer; nothing else is shared. A target that reports no bucket is never waited for.
Source: https://shopify.dev/docs/api/usage/limits (leaky bucket, restore rate, 429 with Retry-After).
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
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
        self._left: float | None = None
        self._size = self._rate = self._since = 0.0
        self._taken = self._others = self._lag = 0.0
        self._costs: OrderedDict[str, float] = OrderedDict()
        self.name = target.name
        self.is_shopify = target.is_shopify
        self.is_disposable = target.is_disposable

    def send(self, request: Request) -> Response:
        """Send a request when the bucket should hold what it costs, and again after each throttle.

        Raises:
            ThrottledError: it was still throttled when patience ran out.
            TargetError: the target itself could not be asked.
        """
        waited = 0.0
        while True:
            cost, wait = self._reserve(request.document)
            while wait and waited < self._patience:
                self._rest(wait)
                waited += wait
                cost, wait = self._reserve(request.document)
            if wait:
                # What we reckon may be wrong: the target has the last word.
                cost = self._reserve(request.document, force=True)[0]
            sent = self._clock()
            try:
                response = self._target.send(request)
            finally:
                self._release(cost)
            self._lag = (self._clock() - sent) / 2
            delay = throttle_delay(response)
            self._learn(request.document, response)
            self._account.add(requests=1, throttled=delay is not None)
            if delay is None:
                return response
            if waited + delay > self._patience:
                raise ThrottledError(
                    f"{self.name} throttled a request for {waited:.0f} s and wants {delay:.0f} s more.",
                    hint="Run fewer scenarios at once, or wait until other apps leave room in the store's bucket.",
                )
            self._rest(delay)
            waited += delay

    def _rest(self, seconds: float) -> None:
        self._sleep(seconds)
        self._account.add(waited=seconds)

    def _reserve(self, document: str, *, force: bool = False) -> tuple[float, float]:
        """Take what a document costs out of what the bucket should hold; returns the cost, or seconds to wait."""
        with self._lock:
            cost = self._costs.get(document, _UNKNOWN_COST)
            if self._left is not None and not force:
                now = self._clock()
                # What others take flows past us; it may be all, but never is for long.
                rate = max(self._rate - self._others, self._rate * _LEAST_SHARE)
                left = min(self._size, self._left + (now - self._since) * rate) - self._taken
                missing = min(cost + self._others * self._lag, self._size) - left
                if missing > _NEARLY:
                    return cost, max(missing / rate, _SHORTEST)
            self._taken += cost
            return cost, 0.0

    def _release(self, cost: float) -> None:
        with self._lock:
            self._taken = max(0.0, self._taken - cost)

    def _learn(self, document: str, response: Response) -> None:
        """Take what an answer tells about the bucket and the cost."""
        reported = _reported(response)
        if reported is None:
            return
        requested, actual, left, size, rate = reported
        self._account.add(points=actual)
        with self._lock:
            self._costs[document] = float(requested)
            self._costs.move_to_end(document)
            if len(self._costs) > _DOCUMENTS:
                self._costs.popitem(last=False)
            now = self._clock()
            if self._left is not None and now > self._since:
                self._watch_others(left + actual, now - self._since)
            self._left, self._size, self._rate = float(left), float(size), float(rate)
            self._since = now

    def _watch_others(self, left: float, seconds: float) -> None:
        """Reckon the points a second that others take, from what is missing in a report but for our own share."""
        expected = min(self._size, (self._left or 0.0) + seconds * self._rate)
        taken = min(max(expected - left, 0.0) / seconds, self._rate)
        weight = 1 - math.exp(-seconds / _MEMORY)
        self._others += (taken - self._others) * weight


def _reported(response: Response) -> tuple[float, float, float, float, float] | None:
    """Return requested and actual cost, points left, size and rate, if a response tells them all."""
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
    if not all(isinstance(each, int | float) for each in found) or found[3] <= 0 or found[4] <= 0:
        return None
    return found
