"""Where a shop's time comes from when nobody wants to wait for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from conformance.mock.settings import wall_clock

if TYPE_CHECKING:
    from datetime import datetime


class Skipping:
    """The computer's clock, which whoever has to wait puts forward instead."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the time, in UTC."""
        return wall_clock() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Let seconds pass at once."""
        self._ahead += timedelta(seconds=seconds)


class Ticking:
    """A clock that goes on by the same step whenever it is read, so that two runs do not differ.

    Args:
        beginning: where it begins.
        step: how far it goes on.
    """

    def __init__(self, beginning: datetime, step: timedelta) -> None:
        self._next = beginning
        self._step = step

    def __call__(self) -> datetime:
        """Return the time, in UTC."""
        now, self._next = self._next, self._next + self._step
        return now

    def sleep(self, seconds: float) -> None:
        """Let seconds pass at once."""
        self._next += timedelta(seconds=seconds)
