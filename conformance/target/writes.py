"""What a request may write, told by its text, and what an answer says was made or deleted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.wire import Request, Response

_MUTATION: Final = re.compile(r"\bmutation\b")
_MAKES: Final = re.compile(r"\b(?:customerSet|customerCreate|metafieldDefinitionCreate)\b")
_DELETES: Final = re.compile(r"\b(?:customerDelete|metafieldDefinitionDelete)\b")
_CUSTOMER: Final = re.compile(r"\b(?:customerSet|customerCreate)\b")
_MADE: Final = ("customer", "createdDefinition")
_GONE: Final = ("deletedCustomerId", "deletedDefinitionId")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a request may do.

    Attributes:
        is_write: whether it may write at all. A document without the word `mutation` can't, whatever else it is.
        makes: whether it may make a customer or a definition.
        customers: whether it may make a customer.
        deletes: whether it deletes and makes nobody.
    """

    is_write: bool = False
    makes: bool = False
    customers: bool = False
    deletes: bool = False


_READ: Final = Effect()


def effect_of(request: Request) -> Effect:
    """Return what a request may do; in doubt, more than it will."""
    if not _MUTATION.search(request.document):
        return _READ
    document = request.document
    makes = _MAKES.search(document) is not None
    return Effect(
        is_write=True,
        makes=makes,
        customers=_CUSTOMER.search(document) is not None and not _names_by_id(request),
        deletes=not makes and _DELETES.search(document) is not None,
    )


def is_one_creation(request: Request) -> bool:
    """Return whether a request makes one customer or none, and updates nobody whom it names by an id."""
    return len(_CUSTOMER.findall(request.document)) == 1 and not _names_by_id(request)


def _names_by_id(request: Request) -> bool:
    """Return whether a set says by an id whom to update; such a one never makes anybody."""
    parts = (request.variables.get("identifier"), request.variables.get("input"))
    return any(isinstance(part, dict) and "id" in part for part in parts)


def made_by(response: Response) -> tuple[str, ...]:
    """Return the ids of whomever an answer to a write shows: made, or met."""
    found = []
    for payload in _payloads(response):
        for name in _MADE:
            shown = payload.get(name)
            if isinstance(shown, dict) and isinstance(shown.get("id"), str):
                found.append(shown["id"])
    return tuple(found)


def deleted_by(response: Response) -> tuple[str, ...]:
    """Return the ids that an answer says were deleted."""
    return tuple(
        payload[name]
        for payload in _payloads(response)
        for name in _GONE
        if isinstance(payload.get(name), str)
    )


def settles(response: Response) -> bool:
    """Return whether an answer tells what became of a write: who was made, or that nobody was.

    A payload that selects neither id nor errors tells nothing.
    """
    if made_by(response) or deleted_by(response):
        return True
    return all(payload.get("userErrors") for payload in _payloads(response))


def _payloads(response: Response) -> Iterator[dict[str, Any]]:
    body = response.payload
    data = body.get("data") if isinstance(body, dict) else None
    for payload in data.values() if isinstance(data, dict) else ():
        if isinstance(payload, dict):
            yield payload
