"""What a shop was asked lately, as much as fits into a fixed number of entries and of bytes."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance.mock.shop import LogEntry

MOST_BYTES: Final = 1_000_000
"""Of the bodies of all requests that a log remembers, together."""
LONG: Final = 50_000
"""Bytes of a body from which on a request is remembered by the start of its document alone."""
SHOWN: Final = 1000
"""Characters of the document that are left of a long request."""


class RequestLog(deque["LogEntry"]):
    """The latest requests of a shop, oldest first.

    Args:
        entries: how many it remembers at most.
    """

    def __init__(self, entries: int) -> None:
        super().__init__()
        self._most = entries
        self._bytes = 0

    def append(self, entry: LogEntry) -> None:
        """Remember a request, and forget the oldest that do not fit beside it."""
        if entry.size > LONG:
            kept = f"{entry.document[:SHOWN]}\n# ... cut off, for the request had {entry.size} bytes"
            entry = replace(entry, document=kept, variables=None)
        super().append(entry)
        self._bytes += _weight(entry)
        while len(self) > self._most or self._bytes > MOST_BYTES:
            self._bytes -= _weight(self.popleft())


def _weight(entry: LogEntry) -> int:
    return entry.size if entry.size <= LONG else SHOWN
