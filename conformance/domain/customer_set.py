"""customerSet: identify whom it is about, check what it would make of them, apply it or refuse it as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conformance.domain import normalize
from conformance.domain.address_draft import placed
from conformance.domain.address_rules import address_errors
from conformance.domain.command import ByCustomId
from conformance.domain.customer import Customer, Metafield
from conformance.domain.customer_rules import CUSTOMER_RULES
from conformance.domain.draft import customer_draft
from conformance.domain.identifier import IDENTIFIER_RULES, customer_set_surface, request
from conformance.domain.refusal import violations
from conformance.domain.store import STEP

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from conformance.domain.command import CustomerSet
    from conformance.domain.draft import CustomerDraft
    from conformance.domain.refusal import ResolverError, Surface, UserError
    from conformance.domain.store import Store


@dataclass(frozen=True, slots=True)
class Applied:
    """The call did what it asks.

    Attributes:
        store: the state afterwards.
        customer: who was created or changed.
        created: which of the two.
    """

    store: Store
    customer: Customer
    created: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The call changed nothing; the reasons, in the shop's order."""

    errors: tuple[UserError, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """The call changed nothing and failed as a whole, with an error at the top level of the response."""

    error: ResolverError


def customer_set(
    store: Store, command: CustomerSet, now: datetime, *, unchecked: Collection[str] = ()
) -> Applied | Refused | Raised:
    """Create or change a customer as customerSet does.

    Omitted fields stay, lists that are sent replace, and an error anywhere changes nothing.

    Args:
        store: the state before; it is not changed.
        command: what was sent.
        now: when, with a time zone; stored in UTC and whole seconds.
        unchecked: ids of rules that this shop forgets to look at.
    """
    asked = request(store, command)
    for rule in violations(IDENTIFIER_RULES, asked, unchecked):
        if rule.layer == "errors":
            return Raised(rule.resolver_error(asked))
        surface = customer_set_surface(store.readings, is_creation=True)
        return Refused((rule.user_error(asked, surface),))
    surface = customer_set_surface(store.readings, is_creation=asked.customer is None)
    draft = customer_draft(store, asked.customer, command.input, surface)
    errors = draft_errors(draft, surface, unchecked)
    if errors:
        return Refused(errors)
    custom_id = command.identifier if isinstance(command.identifier, ByCustomId) else None
    store, customer = saved(draft, now, custom_id)
    return Applied(store, customer, created=asked.customer is None)


def draft_errors(
    draft: CustomerDraft, surface: Surface, unchecked: Collection[str] = ()
) -> tuple[UserError, ...]:
    """Return why a draft is refused: the customer's errors, then those of the addresses, but for `unchecked` rules."""
    broken = violations(CUSTOMER_RULES, draft, unchecked)
    errors = tuple(rule.user_error(draft, surface) for rule in broken)
    if draft.addresses and not any(rule.alone for rule in broken):
        errors += tuple(address_errors(draft.addresses, surface, unchecked))
    return errors


def saved(draft: CustomerDraft, now: datetime, custom_id: ByCustomId | None = None) -> tuple[Store, Customer]:
    """Return the store with an accepted draft in it, and the customer.

    An update always moves `updated_at`, also if nothing else changes, unless the readings say otherwise.
    """
    store, was = draft.store, draft.existing
    readings = store.readings
    moment = normalize.moment(now)
    numbers = store.numbers
    addresses, default = (was.addresses, was.default_address_id) if was else ((), None)
    if draft.addresses is not None:
        names = (draft.first_name, draft.last_name) if readings.address_names_inherited else (None, None)
        kept = addresses if readings.equal_address_keeps_id else ()
        addresses, default, following = placed(draft.addresses, names, numbers.address, STEP, kept)
        numbers = replace(numbers, address=following)
    metafields = was.metafields if was else ()
    if custom_id is not None and was is None:
        namespace = store.namespace(custom_id.namespace)
        metafields = (
            Metafield(numbers.metafield, namespace, custom_id.key, "id", custom_id.value, moment, moment),
        )
        numbers = replace(numbers, metafield=numbers.metafield + STEP)
    if was is None:
        numbers, number = replace(numbers, customer=numbers.customer + STEP), numbers.customer
    customer = Customer(
        id=was.id if was else number,
        first_name=draft.first_name,
        last_name=draft.last_name,
        email=draft.email,
        phone=draft.phone,
        note=draft.note,
        locale=draft.locale,
        tags=draft.tags,
        tax_exempt=draft.tax_exempt,
        tax_exemptions=draft.tax_exemptions,
        addresses=addresses,
        default_address_id=default,
        metafields=metafields,
        created_at=was.created_at if was else moment,
        updated_at=moment,
        orders=was.orders if was else 0,
        placed=was.placed if was else (),
    )
    if was and not readings.noop_bumps_updated_at and replace(customer, updated_at=was.updated_at) == was:
        return store, was
    return store.with_customer(customer, numbers), customer
