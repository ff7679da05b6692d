"""The leaky bucket that holds an app to its share of a shop; time comes in as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance.mock.settings import Rates

MOST_FOR_ONE_QUERY: Final = 1000
"""Points that a single query may cost at most (documented)."""


class Bucket:
    """Points that an app has left on a shop. They flow back at a fixed rate until the bucket is full."""

    __slots__ = ("_left", "_rates", "_since")

    def __init__(self, rates: Rates, now: float) -> None:
        self._rates = rates
        self._left = float(rates.size)
        self._since = now

    def take(self, points: int, now: float) -> bool:
        """Take `points` out, if that many are in there at `now` (seconds); otherwise take none and say False."""
        # A clock that was set back restores nothing, and takes nothing away either.
        elapsed = max(0.0, now - self._since)
        self._since = now
        self._left = min(float(self._rates.size), self._left + elapsed * self._rates.restore)
        if points > self._left:
            return False
        self._left -= points
        return True

    def give_back(self, points: int) -> None:
        """Put back what a query was charged for and did not use."""
        self._left = min(float(self._rates.size), self._left + points)

    def status(self) -> dict[str, int]:
        """Return `extensions.cost.throttleStatus` as of the latest `take`."""
        return {
            "maximumAvailable": self._rates.size,
            "currentlyAvailable": int(self._left),
            "restoreRate": self._rates.restore,
        }
