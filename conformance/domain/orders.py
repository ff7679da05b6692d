"""Orders of customers, as far as customers show them: created, cancelled, deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.customer import ORDER, Order, number_of
from conformance.domain.outcome import Outcome
from conformance.domain.refusal import CODED, Rule, user_errors
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.domain.customer import Customer
    from conformance.domain.store import Store

STAFF_NOTE_LIMIT: Final = 255
FIRST_NUMBER: Final = 1001
"""What the first order of a shop is called, after a `#`."""

_CANCEL: Final = "SDP H4/orders/orderCancel-error-messages"


@dataclass(frozen=True, slots=True)
class OrderInput:
    """OrderCreateOrderInput, as far as it is modelled.

    Attributes:
        customer_gid: of the customer, whichever of the two ways was used.
        customer_path: where the input names the customer.
        lines: how many line items there are.
    """

    customer_gid: str
    customer_path: tuple[str, ...]
    lines: int
    email: str | None = None
    currency: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Placing:
    """An order that is asked for, and by whom."""

    given: OrderInput
    customer: Customer | None


@dataclass(frozen=True, slots=True)
class Cancelling:
    """An order that is to be cancelled, or None, and what the staff notes about it."""

    order: Order | None
    staff_note: str | None


ORDER_CREATE_RULES: Final[tuple[Rule[Placing], ...]] = (
    Rule(
        id="orderCreate.no-lines",
        field=("order", "lineItems"),
        message="Line items must have at least one line item",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source="an answer of a store, logged in 2026; its code is assumed",
        broken=lambda placing: placing.given.lines == 0,
        alone=True,
    ),
    Rule(
        id="orderCreate.no-customer",
        field=("order", "customerId"),
        message="Customer does not exist",
        code="INVALID",
        evidence=Evidence.ASSUMED,
        source="no recording; taken from customerUpdate",
        broken=lambda placing: placing.customer is None and len(placing.given.customer_path) == 1,
        alone=True,
    ),
    Rule(
        id="orderCreate.no-customer-to-associate",
        field=("order", "customer", "toAssociate", "id"),
        message="Customer does not exist",
        code="INVALID",
        evidence=Evidence.ASSUMED,
        source="no recording; taken from customerUpdate",
        broken=lambda placing: placing.customer is None,
        alone=True,
    ),
)

ORDER_CANCEL_RULES: Final[tuple[Rule[Cancelling], ...]] = (
    Rule(
        id="orderCancel.not-found",
        field=("orderId",),
        message="Order does not exist",
        code="NOT_FOUND",
        evidence=Evidence.ASSUMED,
        source="no recording; taken from orderDelete",
        broken=lambda it: it.order is None,
        alone=True,
    ),
    Rule(
        id="orderCancel.note-too-long",
        field=("staffNote",),
        message=f"Staff note is too long. Maximum length is {STAFF_NOTE_LIMIT} characters.",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_CANCEL}#/expected/staffNoteTooLong",
        broken=lambda it: len(it.staff_note or "") > STAFF_NOTE_LIMIT,
        alone=True,
    ),
    Rule(
        id="orderCancel.cancelled",
        field=("orderId",),
        message="Cannot cancel an order that has already been canceled",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_CANCEL}#/expected/alreadyCancelled",
        broken=lambda it: it.order is not None and it.order.cancelled_at is not None,
        alone=True,
    ),
)

ORDER_DELETE_RULES: Final[tuple[Rule[Order | None], ...]] = (
    Rule(
        id="orderDelete.not-found",
        field=("orderId",),
        message="Order does not exist",
        code="NOT_FOUND",
        evidence=Evidence.OBSERVED,
        source="SDP H4/orders/order-delete-snapshot-staging#/operations/unknownDelete",
        broken=lambda order: order is None,
        alone=True,
    ),
)


def order_create(store: Store, given: OrderInput, now: datetime) -> Outcome[Order]:
    """Place an order for a customer, who can't be deleted from then on."""
    customer = store.find_by_gid(given.customer_gid)
    errors = user_errors(ORDER_CREATE_RULES, Placing(given, customer), CODED)
    if errors or customer is None:
        return Outcome(store, None, errors)
    moment = normalize.moment(now)
    numbers = store.numbers
    order = Order(
        id=numbers.order_id,
        number=FIRST_NUMBER + numbers.order,
        customer=customer.id,
        email=normalize.email(given.email) if given.email else customer.email,
        currency=given.currency or store.currency,
        note=given.note,
        tags=normalize.tags(given.tags),
        is_test=given.is_test,
        created_at=moment,
        updated_at=moment,
    )
    # That the customer's updatedAt stays is recorded (H1/customer-merge-attached-resources-parity).
    changed = replace(customer, orders=customer.orders + 1, placed=(*customer.placed, order))
    return Outcome(store.with_customer(changed, replace(numbers, order=numbers.order + 1)), order)


def order_cancel(store: Store, gid: str, staff_note: str | None, now: datetime) -> Outcome[Order]:
    """Cancel an order; Shopify does so a moment later, here it is done at once."""
    order = find_order(store, gid)
    errors = user_errors(ORDER_CANCEL_RULES, Cancelling(order, staff_note), CODED)
    if errors or order is None:
        return Outcome(store, None, errors)
    moment = normalize.moment(now)
    cancelled = replace(order, cancelled_at=moment, updated_at=moment)
    customer = store.customers[order.customer]
    placed = tuple(cancelled if each.id == order.id else each for each in customer.placed)
    return Outcome(store.with_customer(replace(customer, placed=placed)), cancelled)


def order_delete(store: Store, gid: str) -> Outcome[str]:
    """Delete an order; the result is its gid. It counts against deleting the customer all the same (recorded)."""
    order = find_order(store, gid)
    errors = user_errors(ORDER_DELETE_RULES, order, CODED)
    if errors or order is None:
        return Outcome(store, None, errors)
    customer = store.customers[order.customer]
    placed = tuple(each for each in customer.placed if each.id != order.id)
    return Outcome(store.with_customer(replace(customer, placed=placed)), order.gid)


def find_order(store: Store, gid: str) -> Order | None:
    """Return the order with this global id, or None; every customer is looked at, for orders are few here."""
    number = number_of(gid, ORDER)
    placed = (order for customer in store.customers.values() for order in customer.placed)
    return next((order for order in placed if order.id == number), None)
