"""Waiting out a throttle: a target that answers THROTTLED is asked again when its bucket has filled up enough.

Source: https://shopify.dev/docs/api/usage/limits (leaky bucket, restore rate, 429 with Retry-After).
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from conformance.errors import ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.wire import Json, Request, Response, Target

PATIENCE: Final = 60.0
"""Seconds that one request may wait in all."""

_FALLBACK: Final = 1.0
"""Seconds to wait where the answer does not say how long."""


def throttle_delay(response: Response) -> float | None:
    """Return the seconds to wait before asking again, or None if the response is no throttle."""
    if response.status == 429:
        try:
            return max(float(response.headers.get("retry-after", "")), 0.1)
        except ValueError:
            return _FALLBACK
    # Most answers are no throttle: look at the bytes before the structure.
    if b"THROTTLED" not in response.body or not isinstance(response.payload, dict):
        return None
    errors = response.payload.get("errors")
    if not isinstance(errors, list) or not any(_is_throttled(error) for error in errors):
        return None
    return _refill(response.payload)


def _is_throttled(error: Json) -> bool:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    return isinstance(extensions, dict) and extensions.get("code") == "THROTTLED"


def _refill(payload: dict[str, Json]) -> float:
    try:
        cost = payload["extensions"]["cost"]
        status = cost["throttleStatus"]
        missing = cost["requestedQueryCost"] - status["currentlyAvailable"]
        return float(max(missing / status["restoreRate"], 0.05))
    except (KeyError, TypeError, ZeroDivisionError):
        return _FALLBACK


class Patient:
    """A target that waits out throttles.

    Args:
        target: the target to ask.
        patience: seconds that one request may wait in all.
        sleep: how to wait; takes seconds.
    """

    def __init__(
        self, target: Target, patience: float = PATIENCE, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._target = target
        self._patience = patience
        self._sleep = sleep
        self.name = target.name
        self.is_shopify = target.is_shopify
        self.is_disposable = target.is_disposable

    def send(self, request: Request) -> Response:
        """Send a request, again after each throttle.

        Raises:
            ThrottledError: it was still throttled when patience ran out.
            TargetError: the target itself could not be asked.
        """
        waited, retries = 0.0, 0
        while True:
            response = self._target.send(request)
            delay = throttle_delay(response) if request.is_patient else None
            if delay is None:
                return replace(response, retries=retries) if retries else response
            if waited + delay > self._patience:
                raise ThrottledError(
                    f"{self.name} throttled a request for {waited:.0f} s and wants {delay:.0f} s more.",
                    hint="Run fewer scenarios at once, or wait until other apps leave room in the store's bucket.",
                )
            self._sleep(delay)
            waited += delay
            retries += 1
