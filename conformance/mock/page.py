"""Pages of a connection: which part of a list was asked for, and Shopify's cursors into it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from conformance.mock.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conformance.wire import Json

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
LARGEST_PAGE: Final = 250
"""Entries that one page may have at most (documented)."""
FURTHEST: Final = 25_000
"""Objects that pages lead to (documented); counted from the end that they start at, which is assumed."""
_TOO_FAR: Final = f"Pagination is limited to {FURTHEST} objects. Narrow the query down with a filter."
"""No text of a store's is known."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a connection.

    Attributes:
        entries: objects of the page with the numbers of their ids and what they are sorted by.
        has_next: whether the list goes on after it.
        has_previous: whether the list begins before it.
    """

    entries: tuple[Entry, ...] = ()
    has_next: bool = False
    has_previous: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An object in a list.

    Attributes:
        node: the object.
        number: of its id.
        value: what the list is sorted by, as the cursor has it.
    """

    node: Any
    number: int
    value: Json

    @property
    def cursor(self) -> str:
        """Base64 of `{"last_id":1,"last_value":"1"}`, as recorded."""
        return cursor(self.number, self.value)


EMPTY_PAGE: Final = Page()


def cursor(number: int, value: Json) -> str:
    """Return Shopify's cursor to the object with this id number in a list sorted by `value`."""
    text = _encode({"last_id": number, "last_value": value})
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def _number_in(text: str) -> int:
    try:
        number = json.loads(base64.b64decode(text, validate=True))["last_id"]
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
        number = None
    if type(number) is not int:
        raise FieldError("Malformed cursor", "BAD_REQUEST")
    return number


def page(
    nodes: Sequence[Any],
    arguments: Mapping[str, Any],
    number: Callable[[Any], int],
    value: Callable[[Any], Json] | None = None,
) -> Page:
    """Return the page of `nodes` that a connection's arguments ask for.

    Args:
        nodes: the whole list, in order.
        arguments: `first`, `last`, `after`, `before` and `reverse`, as far as they were given.
        number: gives the number of an object's id.
        value: gives what the list is sorted by; None means by id.

    Raises:
        FieldError: neither or both of first and last, a page size out of bounds, a cursor that is none, or a page
            beyond what pages lead to.
    """
    size, is_first = _size(arguments)
    listed = list(reversed(nodes)) if arguments.get("reverse") else list(nodes)
    numbers = [number(node) for node in listed]
    start, end = _window(numbers, arguments)
    has_previous, has_next = start > 0, end < len(listed)
    if end - start > size:
        if is_first:
            end, has_next = start + size, True
        else:
            start, has_previous = end - size, True
    if (end if is_first else len(listed) - start) > FURTHEST:
        raise FieldError(_TOO_FAR, "BAD_REQUEST")
    entries = tuple(
        Entry(node, each, str(each) if value is None else value(node))
        for node, each in zip(listed[start:end], numbers[start:end], strict=True)
    )
    return Page(entries, has_next, has_previous)


def _size(arguments: Mapping[str, Any]) -> tuple[int, bool]:
    first, last = arguments.get("first"), arguments.get("last")
    name, size = ("last", last) if first is None else ("first", first)
    if size is None:
        raise FieldError("you must provide one of first or last", "BAD_REQUEST")
    if first is not None and last is not None:
        raise FieldError("providing both first and last is not supported", "BAD_REQUEST")
    if size < 0:
        raise FieldError(f"{name} must be greater than or equal to 0", "BAD_REQUEST")
    if size > LARGEST_PAGE:
        raise FieldError(f"{name} must be less than or equal to {LARGEST_PAGE}", "BAD_REQUEST")
    return size, first is not None


def _window(numbers: Sequence[int], arguments: Mapping[str, Any]) -> tuple[int, int]:
    """Return where the part between the cursors starts and ends; a cursor to what is gone cuts nothing off."""
    start, end = 0, len(numbers)
    if arguments.get("after") is not None:
        after = _number_in(arguments["after"])
        start = numbers.index(after) + 1 if after in numbers else 0
    if arguments.get("before") is not None:
        before = _number_in(arguments["before"])
        end = numbers.index(before) if before in numbers else end
    return start, max(start, end)


def _info(page_: Page) -> dict[str, Any]:
    entries = page_.entries
    return {
        "hasNextPage": page_.has_next,
        "hasPreviousPage": page_.has_previous,
        "startCursor": entries[0].cursor if entries else None,
        "endCursor": entries[-1].cursor if entries else None,
    }


PAGE: Final = {
    "nodes": lambda page_, _context, _arguments: [entry.node for entry in page_.entries],
    "edges": lambda page_, _context, _arguments: page_.entries,
    "pageInfo": lambda page_, _context, _arguments: _info(page_),
}
"""Resolvers of every connection."""

ENTRY: Final = {
    "cursor": lambda entry, _context, _arguments: entry.cursor,
    "node": lambda entry, _context, _arguments: entry.node,
}
"""Resolvers of every edge."""
