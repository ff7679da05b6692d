"""The documents that were sent lately, as they were made ready to run; as many as fit into a fixed amount of text."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.versions import ApiVersion

T = TypeVar("T")

_EACH: Final = 500
"""What a document counts on top of its characters, for even an empty one takes memory."""


class Remembered(Generic[T]):
    """Makes something of a document once, as long as the document is remembered.

    What is made takes memory in proportion to the text, so it is the text that is counted. What was asked for
    least recently is forgotten first, and a document that is longer than the whole amount at once.

    Args:
        make: from a version and a text to what is remembered.
        characters: of all remembered texts together, a short one counted as somewhat longer than it is.
    """

    def __init__(self, make: Callable[[ApiVersion, str], T], characters: int) -> None:
        self._make = make
        self._left = characters
        self._made: OrderedDict[tuple[ApiVersion, str], T] = OrderedDict()
        self._lock = Lock()

    def __call__(self, version: ApiVersion, text: str) -> T:
        """Return what is made of a document."""
        key = (version, text)
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found
        made = self._make(version, text)
        with self._lock:
            if key not in self._made:
                self._made[key] = made
                self._left -= len(text) + _EACH
            while self._left < 0:
                (_, gone), _ = self._made.popitem(last=False)
                self._left += len(gone) + _EACH
        return made
