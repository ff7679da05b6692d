"""Fields of Order, as far as the mock has any; the others that may not be null are refused as not modelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.mock.resolvers.context import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from conformance.domain.customer import Order
    from conformance.mock.resolvers.context import Context


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)


ORDER_FIELDS: Final[Mapping[str, Callable[[Order, Context, Mapping[str, Any]], Any]]] = {
    "id": lambda order, _context, _arguments: order.gid,
    "legacyResourceId": lambda order, _context, _arguments: str(order.id),
    "name": lambda order, _context, _arguments: f"#{order.number}",
    "number": lambda order, _context, _arguments: order.number,
    "customer": lambda order, context, _arguments: context.store.get(order.customer),
    "email": lambda order, _context, _arguments: order.email,
    "currencyCode": lambda order, _context, _arguments: order.currency,
    "presentmentCurrencyCode": lambda order, _context, _arguments: order.currency,
    "note": lambda order, _context, _arguments: order.note,
    "tags": lambda order, _context, _arguments: order.tags,
    "test": lambda order, _context, _arguments: order.is_test,
    "createdAt": lambda order, _context, _arguments: timestamp(order.created_at),
    "processedAt": lambda order, _context, _arguments: timestamp(order.created_at),
    "updatedAt": lambda order, _context, _arguments: timestamp(order.updated_at),
    "cancelledAt": lambda order, _context, _arguments: _moment(order.cancelled_at),
    # An order that is cancelled is closed, too: recorded (2026-04).
    "closed": lambda order, _context, _arguments: order.cancelled_at is not None,
    "closedAt": lambda order, _context, _arguments: _moment(order.cancelled_at),
}
"""Nothing is ever paid or shipped here, and its page is nowhere: what tells of that is not modelled."""
