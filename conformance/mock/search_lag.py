"""What a search finds some time after it was written: recorded searches right after a write found nothing of it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.domain.store import Store


class SearchIndex:
    """The states of a shop that a search may still see; time comes in as an argument, in seconds.

    Args:
        store: what is found from the start.
        lag: seconds until what is written is found.
    """

    def __init__(self, store: Store, lag: float) -> None:
        self._lag = lag
        self._found = store
        self._coming: deque[tuple[float, Store]] = deque()

    def written(self, store: Store, now: float) -> None:
        """Take the state after a change, which is found when the lag is over."""
        # What is due leaves here too, lest writes without searches pile up.
        self.found(now)
        self._coming.append((now + self._lag, store))

    def found(self, now: float) -> Store:
        """Return the latest state that a search sees at `now`."""
        while self._coming and self._coming[0][0] <= now:
            _, self._found = self._coming.popleft()
        return self._found
