"""What a throttle looks like, and how long it asks to wait.

Source: https://shopify.dev/docs/api/usage/limits (leaky bucket, restore rate, 429 with Retry-After).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance.wire import Json, Response

PATIENCE: Final = 60.0
"""Seconds that one request may wait in all."""

_FALLBACK: Final = 1.0
"""Seconds to wait where the answer does not say how long."""


def throttle_delay(response: Response) -> float | None:
    """Return the seconds to wait before asking again, or None if the response is no throttle."""
    if response.status == 429:
        try:
            return _seconds(float(response.headers.get("retry-after", "")), 0.1)
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
        return _seconds(missing / status["restoreRate"], 0.05)
    except (KeyError, TypeError, ZeroDivisionError, OverflowError):
        return _FALLBACK


def _seconds(told: float, least: float) -> float:
    """Return a number of seconds that can be waited; a target may tell of none (1e999 is infinite in JSON)."""
    return max(float(told), least) if math.isfinite(told) else _FALLBACK
