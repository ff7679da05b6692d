"""The mutations beside customerSet that touch customers: create, update, delete, tags and tax exemptions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.customer_rules import TAG_LIMIT, TAGS_LIMIT
from conformance.domain.customer_set import draft_errors, saved
from conformance.domain.draft import customer_draft
from conformance.domain.outcome import Outcome
from conformance.domain.refusal import PLAIN, Rule, user_errors
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from conformance.domain.command import CustomerInput
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tags that a customer, if there is one, would have."""

    customer: Customer | None
    tags: tuple[str, ...]


CREATE_RULES: Final[tuple[Rule[CustomerInput], ...]] = (
    Rule(
        id="customerCreate.id",
        field=("id",),
        message="Cannot specify ID on creation",
        code=None,
        evidence=Evidence.OBSERVED,
        source="SDP H1/customer-create-input-id-rejected",
        broken=lambda given: bool(given.id),
        alone=True,
    ),
)

UPDATE_RULES: Final[tuple[Rule[Customer | None], ...]] = (
    Rule(
        id="customerUpdate.not-found",
        field=("id",),
        message="Customer does not exist",
        code=None,
        evidence=Evidence.OBSERVED,
        source="SDP H1, customerUpdate on deleted and merged customers",
        broken=lambda customer: customer is None,
        alone=True,
    ),
)

DELETE_RULES: Final[tuple[Rule[Customer | None], ...]] = (
    Rule(
        id="customerDelete.not-found",
        field=("id",),
        message="Customer can't be found",
        code=None,
        evidence=Evidence.OBSERVED,
        source="SDP H1/customer-delete-parity; with a straight apostrophe",
        broken=lambda customer: customer is None,
        alone=True,
    ),
    Rule(
        id="customerDelete.has-orders",
        field=("id",),
        message="Customer can’t be deleted because they have associated orders",
        code=None,
        evidence=Evidence.OBSERVED,
        source="SDP H1/customer-delete-blocked-by-orders; with a curly apostrophe",
        broken=lambda customer: customer is not None and customer.orders > 0,
        alone=True,
    ),
)

TAGGING_RULES: Final[tuple[Rule[Tagging], ...]] = (
    Rule(
        id="tagging.not-found",
        field=("id",),
        message="Customer does not exist",
        code=None,
        evidence=Evidence.ASSUMED,
        source="no recording; taken from customerUpdate",
        broken=lambda tagging: tagging.customer is None,
        alone=True,
    ),
    Rule(
        id="tagging.too-many",
        field=("tags",),
        message=f"Tags cannot be more than {TAGS_LIMIT}",
        code=None,
        evidence=Evidence.ASSUMED,
        source="no recording; taken from customerCreate",
        broken=lambda tagging: len(tagging.tags) > TAGS_LIMIT,
    ),
    Rule(
        id="tagging.too-long",
        field=("tags",),
        message=f"Tags is too long (maximum is {TAG_LIMIT} characters)",
        code=None,
        evidence=Evidence.ASSUMED,
        source="no recording; taken from customerCreate",
        broken=lambda tagging: any(len(tag) > TAG_LIMIT for tag in tagging.tags),
    ),
)

TAX_RULES: Final[tuple[Rule[Customer | None], ...]] = (
    Rule(
        id="taxExemptions.not-found",
        field=("customerId",),
        message="Customer does not exist.",
        code=None,
        evidence=Evidence.OBSERVED,
        source="SDP H1/customer-{add,remove,replace}-tax-exemptions-parity; with a full stop",
        broken=lambda customer: customer is None,
        alone=True,
    ),
)


def customer_create(store: Store, given: CustomerInput, now: datetime) -> Outcome[Customer]:
    """Create a customer as customerCreate does: like customerSet, but with its paths and without blank addresses."""
    errors = user_errors(CREATE_RULES, given, PLAIN)
    if errors:
        return Outcome(store, None, errors)
    return _save(store, None, given, now)


def customer_update(store: Store, given: CustomerInput, now: datetime) -> Outcome[Customer]:
    """Change the customer that `given.id` names as customerUpdate does."""
    customer = store.find_by_gid(given.id or "")
    errors = user_errors(UPDATE_RULES, customer, PLAIN)
    if errors:
        return Outcome(store, None, errors)
    return _save(store, customer, given, now)


def customer_delete(store: Store, gid: str) -> Outcome[str]:
    """Delete a customer; the result is its gid."""
    customer = store.find_by_gid(gid)
    errors = user_errors(DELETE_RULES, customer, PLAIN)
    if errors or customer is None:
        return Outcome(store, None, errors)
    return Outcome(store.without_customer(customer.id), customer.gid)


def tags_add(store: Store, gid: str, tags: Iterable[str], now: datetime) -> Outcome[Customer]:
    """Add tags; those that the customer has already keep their casing."""
    customer = store.find_by_gid(gid)
    return _tagged(store, customer, normalize.tags((*customer.tags, *tags)) if customer else (), now)


def tags_remove(store: Store, gid: str, tags: Iterable[str], now: datetime) -> Outcome[Customer]:
    """Remove tags, whatever their casing; those that the customer does not have are ignored."""
    customer = store.find_by_gid(gid)
    gone = {tag.lower() for tag in normalize.tags(tags)}
    kept = tuple(tag for tag in customer.tags if tag.lower() not in gone) if customer else ()
    return _tagged(store, customer, kept, now)


def tax_exemptions_add(store: Store, gid: str, exemptions: Iterable[str], now: datetime) -> Outcome[Customer]:
    """Add exemptions after those that there are."""
    return _exempted(store, gid, lambda had: normalize.distinct((*had, *exemptions)), now)


def tax_exemptions_remove(
    store: Store, gid: str, exemptions: Iterable[str], now: datetime
) -> Outcome[Customer]:
    """Remove exemptions; those that the customer does not have are ignored."""
    gone = frozenset(exemptions)
    return _exempted(store, gid, lambda had: tuple(each for each in had if each not in gone), now)


def tax_exemptions_replace(
    store: Store, gid: str, exemptions: Iterable[str], now: datetime
) -> Outcome[Customer]:
    """Put exemptions in place of those that there are; repetitions count once, the order stays."""
    return _exempted(store, gid, lambda _: normalize.distinct(exemptions), now)


def _save(store: Store, customer: Customer | None, given: CustomerInput, now: datetime) -> Outcome[Customer]:
    draft = customer_draft(store, customer, given, PLAIN)
    errors = draft_errors(draft, PLAIN)
    if errors:
        return Outcome(store, None, errors)
    return Outcome(*saved(draft, now))


def _tagged(
    store: Store, customer: Customer | None, tags: tuple[str, ...], now: datetime
) -> Outcome[Customer]:
    errors = user_errors(TAGGING_RULES, Tagging(customer, tags), PLAIN)
    if errors or customer is None:
        return Outcome(store, None, errors)
    changed = replace(customer, tags=tags, updated_at=normalize.moment(now))
    return Outcome(store.with_customer(changed), changed)


def _exempted(
    store: Store, gid: str, change: Callable[[tuple[str, ...]], tuple[str, ...]], now: datetime
) -> Outcome[Customer]:
    customer = store.find_by_gid(gid)
    errors = user_errors(TAX_RULES, customer, PLAIN)
    if errors or customer is None:
        return Outcome(store, None, errors)
    moment = normalize.moment(now)
    changed = replace(customer, tax_exemptions=change(customer.tax_exemptions), updated_at=moment)
    return Outcome(store.with_customer(changed), changed)
