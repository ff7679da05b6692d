"""customerMerge: two customers become one.

What goes where is recorded (SDP customer-merge-{parity,selection-rules,attached-resources-parity}) but for the state
of accounts, which nobody has here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.customer import CUSTOMER, number_of
from conformance.domain.outcome import Outcome
from conformance.domain.refusal import CODED, Rule, user_errors
from conformance.domain.store import STEP
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from conformance.domain.customer import Customer, Metafield
    from conformance.domain.store import Store

_MERGE: Final = "SDP H4/customer-merge-parity#/validation"


@dataclass(frozen=True, slots=True)
class Merge:
    """CustomerMergeOverrideFields, and whom it is about.

    Attributes:
        one: gid of the first customer.
        two: gid of the second one.
        kept: gid of the customer whose value is kept, by what it is: `email`, `phone`, `first_name`, `last_name` or
            `default_address_id`.
        note: in place of both notes; None if nothing is said.
        tags: in place of both customers' tags, likewise.
    """

    one: str
    two: str
    kept: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Both customers of a merge, as far as there are any."""

    merge: Merge
    one: Customer | None
    two: Customer | None

    @property
    def one_number(self) -> int | None:
        """The number in the first id."""
        return number_of(self.merge.one, CUSTOMER)

    @property
    def two_number(self) -> int | None:
        """The number in the second id."""
        return number_of(self.merge.two, CUSTOMER)

    @property
    def strangers(self) -> list[str]:
        """Ids of customers to keep something of that are neither of the two."""
        numbers = {self.one_number, self.two_number}
        return [gid for gid in self.merge.kept.values() if number_of(gid, CUSTOMER) not in numbers]


MERGE_RULES: Final[tuple[Rule[Pair], ...]] = (
    Rule(
        id="customerMerge.one-not-found",
        field=("customerOneId",),
        message="Customer does not exist with ID {it.one_number}",
        code="INVALID_CUSTOMER_ID",
        evidence=Evidence.OBSERVED,
        source=f"{_MERGE}/duplicatedUnknownCustomer",
        broken=lambda pair: pair.one is None,
        alone=True,
    ),
    Rule(
        id="customerMerge.two-not-found",
        field=("customerTwoId",),
        message="Customer does not exist with ID {it.two_number}",
        code="INVALID_CUSTOMER_ID",
        evidence=Evidence.OBSERVED,
        source=f"{_MERGE}/unknownCustomer",
        broken=lambda pair: pair.two is None,
        alone=True,
    ),
    Rule(
        id="customerMerge.same",
        field=(),
        message="Customers IDs should not match",
        code="INVALID_CUSTOMER_ID",
        evidence=Evidence.OBSERVED,
        source=f"{_MERGE}/selfMerge",
        broken=lambda pair: pair.one is pair.two,
        alone=True,
    ),
    Rule(
        id="customerMerge.stranger",
        field=("overrideFields",),
        message="Override fields must name one of the customers that are merged",
        code="OVERRIDE_ATTRIBUTE_INVALID",
        evidence=Evidence.ASSUMED,
        source="no recording; the code is the schema's",
        broken=lambda pair: bool(pair.strangers),
        alone=True,
    ),
)


def customer_merge(store: Store, merge: Merge, now: datetime) -> Outcome[Customer]:
    """Merge two customers; the result is who is left.

    Shopify does so a moment later, here it is done at once. The customer that goes can't be found any more.
    """
    pair = Pair(merge, store.find_by_gid(merge.one), store.find_by_gid(merge.two))
    errors = user_errors(MERGE_RULES, pair, CODED)
    if errors or pair.one is None or pair.two is None:
        return Outcome(store, None, errors)
    left, gone = _chosen(pair.one, pair.two, merge)
    metafields, following = _metafields(store, left, gone)
    keeper = {name: gone if number_of(gid, CUSTOMER) == gone.id else left for name, gid in merge.kept.items()}
    email = keeper["email"].email if "email" in keeper else left.email or gone.email
    notes = " ".join(filter(None, (left.note, gone.note))) or None
    orders = sorted((*left.placed, *gone.placed), key=lambda order: order.id)
    merged = replace(
        left,
        email=email,
        phone=keeper["phone"].phone if "phone" in keeper else left.phone or gone.phone,
        first_name=keeper.get("first_name", left).first_name,
        last_name=keeper.get("last_name", left).last_name,
        note=notes if merge.note is None else merge.note,
        tags=normalize.tags((*left.tags, *gone.tags) if merge.tags is None else merge.tags),
        addresses=tuple(sorted((*left.addresses, *gone.addresses), key=lambda address: address.id)),
        default_address_id=(
            keeper.get("default_address_id", left).default_address_id
            or left.default_address_id
            or gone.default_address_id
        ),
        metafields=metafields,
        orders=left.orders + gone.orders,
        placed=tuple(replace(order, customer=left.id, email=email) for order in orders),
        updated_at=normalize.moment(now),
    )
    without = store.without_customer(gone.id)
    return Outcome(without.with_customer(merged, replace(store.numbers, metafield=following)), merged)


def _chosen(one: Customer, two: Customer, merge: Merge) -> tuple[Customer, Customer]:
    """Return who is left and who goes.

    Whose email is kept is left; without a word about that the only one with an email is, or else the second one.
    """
    wanted = merge.kept.get("email")
    if wanted is not None:
        is_first = number_of(wanted, CUSTOMER) == one.id
    else:
        is_first = one.email is not None and two.email is None
    return (one, two) if is_first else (two, one)


def _metafields(store: Store, left: Customer, gone: Customer) -> tuple[tuple[Metafield, ...], int]:
    """Return both customers' metafields, and the next free id.

    Those of the customer who goes get new ids; where both have the same key theirs are lost.
    """
    following, moved = store.numbers.metafield, []
    for metafield in gone.metafields:
        if left.metafield(metafield.namespace, metafield.key) is None:
            moved.append(replace(metafield, id=following))
            following += STEP
    return (*left.metafields, *moved), following
