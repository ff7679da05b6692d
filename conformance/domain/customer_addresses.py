"""The mutations for a single address of a customer: create, update, delete, and which one is the default."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain import normalize
from conformance.domain.address_draft import address_drafts, inherited
from conformance.domain.address_rules import address_errors
from conformance.domain.customer import ADDRESS, gid, number_of
from conformance.domain.outcome import Outcome
from conformance.domain.refusal import PLAIN, Rule, violations
from conformance.domain.store import STEP
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.domain.command import AddressInput
    from conformance.domain.customer import Address, Customer
    from conformance.domain.refusal import UserError
    from conformance.domain.store import Store

_LIFECYCLE: Final = "SDP H1/customer-address-lifecycle"
_MISSING: Final = "SDP H4/customer-address-missing-customer"

# They take a blank address, as recorded (H1/customer-address-lifecycle#/validations/blankAddressCreate).
_SURFACE: Final = replace(PLAIN, blank_addresses=True)


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose address a call is about, and which.

    Attributes:
        gid: the address's, as sent; None if it is to be created.
        customer: whom the call names, or None.
        owner: whose address it is; None if there is no such address.
        address: that address.
        missing_id: the reading that says how an id of nothing is answered.
    """

    gid: str | None
    customer: Customer | None
    owner: Customer | None
    address: Address | None
    missing_id: str

    @property
    def is_missing(self) -> bool:
        """Whether there is no address with the id that was sent."""
        return self.gid is not None and self.address is None


@dataclass(frozen=True, slots=True)
class Content:
    """What an address would be, and the customer's others."""

    address: Address
    others: tuple[Address, ...]


OWNER_RULES: Final[tuple[Rule[Owned], ...]] = (
    Rule(
        id="customerAddress.missing",
        field=(),
        message="Invalid id: {it.gid}",
        code="RESOURCE_NOT_FOUND",
        evidence=Evidence.OBSERVED,
        source=f"{_MISSING}#/missingCustomerUnknownAddress; before the customer is looked at",
        broken=lambda it: it.is_missing and it.missing_id == "named",
        alone=True,
        layer="errors",
    ),
    Rule(
        id="customerAddress.missing-unnamed",
        field=(),
        message="invalid id",
        code="RESOURCE_NOT_FOUND",
        evidence=Evidence.OBSERVED,
        source=f"{_LIFECYCLE}#/validations/unknownAddressUpdate; the older text, recorded at 2025-01",
        broken=lambda it: it.is_missing and it.missing_id == "unnamed",
        alone=True,
        layer="errors",
    ),
    Rule(
        id="customerAddress.no-customer",
        field=("customerId",),
        message="Customer does not exist",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_LIFECYCLE}#/validations/unknownCustomerCreate; {_MISSING}#/missingCustomerForeignAddress",
        broken=lambda it: it.customer is None,
        alone=True,
    ),
    Rule(
        id="customerAddress.of-another",
        field=("addressId",),
        message="Address does not exist",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_LIFECYCLE}#/validations/crossCustomer{{Update,Default,Delete}}",
        broken=lambda it: it.gid is not None and it.owner is not it.customer,
        alone=True,
    ),
)

CONTENT_RULES: Final[tuple[Rule[Content], ...]] = (
    Rule(
        id="customerAddress.exists",
        field=("address",),
        message="Address already exists",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_LIFECYCLE}#/createDuplicateAddress; for an update assumed alike",
        broken=lambda it: any(replace(each, id=it.address.id) == it.address for each in it.others),
    ),
)


def address_create(
    store: Store, customer_gid: str, given: AddressInput, now: datetime, *, is_default: bool
) -> Outcome[Address]:
    """Give a customer one more address; the first one is the default whatever is said (assumed)."""
    owned = _owned(store, customer_gid)
    refused = _refused(store, owned)
    customer = owned.customer
    if refused or customer is None:
        return refused or Outcome(store, None)
    # On creation nobody's addresses are known, so that an id is refused as customerCreate refuses it (assumed).
    address, errors = _drafted(given, None)
    if errors:
        return Outcome(store, None, errors)
    if store.readings.address_names_inherited:
        address = inherited(address, (customer.first_name, customer.last_name))
    address = replace(address, id=store.numbers.address)
    errors = _content_errors(address, customer.addresses)
    if errors:
        return Outcome(store, None, errors)
    default = address.id if is_default or not customer.addresses else customer.default_address_id
    changed = _changed(customer, (*customer.addresses, address), default, now)
    numbers = replace(store.numbers, address=store.numbers.address + STEP)
    return Outcome(store.with_customer(changed, numbers), address)


def address_update(  # noqa: PLR0913 - the arguments of the mutation
    store: Store,
    customer_gid: str,
    address_gid: str,
    given: AddressInput,
    now: datetime,
    *,
    is_default: bool,
) -> Outcome[Address]:
    """Change what is sent of an address of a customer; the rest stays."""
    owned = _owned(store, customer_gid, address_gid)
    refused = _refused(store, owned)
    customer, old = owned.customer, owned.address
    if refused or customer is None or old is None:
        return refused or Outcome(store, None)
    address, errors = _drafted(replace(given, id=gid(ADDRESS, old.id)), customer)
    others = tuple(each for each in customer.addresses if each.id != old.id)
    errors = errors or _content_errors(address, others)
    if errors:
        return Outcome(store, None, errors)
    addresses = tuple(address if each.id == old.id else each for each in customer.addresses)
    default = old.id if is_default else customer.default_address_id
    return Outcome(store.with_customer(_changed(customer, addresses, default, now)), address)


def address_delete(store: Store, customer_gid: str, address_gid: str, now: datetime) -> Outcome[str]:
    """Take an address from a customer; the result is its gid. In place of the default the first one left is it."""
    owned = _owned(store, customer_gid, address_gid)
    refused = _refused(store, owned)
    customer, old = owned.customer, owned.address
    if refused or customer is None or old is None:
        return refused or Outcome(store, None)
    left = tuple(each for each in customer.addresses if each.id != old.id)
    default = customer.default_address_id
    if default == old.id:
        default = left[0].id if left else None
    return Outcome(store.with_customer(_changed(customer, left, default, now)), gid(ADDRESS, old.id))


def default_address_update(
    store: Store, customer_gid: str, address_gid: str, now: datetime
) -> Outcome[Customer]:
    """Make an address of a customer the default; beside a user error the customer is shown all the same (recorded)."""
    owned = _owned(store, customer_gid, address_gid)
    refused = _refused(store, owned)
    customer, address = owned.customer, owned.address
    if refused:
        return Outcome(store, customer if refused.errors else None, refused.errors, refused.raised)
    if customer is None or address is None:
        return Outcome(store, None)
    changed = _changed(customer, customer.addresses, address.id, now)
    return Outcome(store.with_customer(changed), changed)


def _owned(store: Store, customer_gid: str, address_gid: str | None = None) -> Owned:
    customer = store.find_by_gid(customer_gid)
    number = number_of(address_gid, ADDRESS) if address_gid is not None else None
    owner, address = None, None
    if number is not None:
        # The customer that is named comes first, for the rest of the shop is looked through one by one.
        for each in (*((customer,) if customer else ()), *store.customers.values()):
            address = next((found for found in each.addresses if found.id == number), None)
            if address:
                owner = each
                break
    return Owned(address_gid, customer, owner, address, store.readings.missing_address_id)


def _refused(store: Store, owned: Owned) -> Outcome[Any] | None:
    for rule in violations(OWNER_RULES, owned):
        if rule.layer == "errors":
            return Outcome(store, None, raised=rule.resolver_error(owned))
        return Outcome(store, None, (rule.user_error(owned, PLAIN),))
    return None


def _drafted(given: AddressInput, customer: Customer | None) -> tuple[Address, tuple[UserError, ...]]:
    """Return what an address becomes, and why it may not; paths start with `address`, without an index."""
    drafts = address_drafts((given,), customer, _SURFACE) or ()
    [draft] = drafts
    errors = tuple(
        replace(error, field=("address", *(error.field or ())[2:]))
        for error in address_errors(drafts, _SURFACE)
    )
    return draft.address, errors


def _content_errors(address: Address, others: tuple[Address, ...]) -> tuple[UserError, ...]:
    content = Content(address, others)
    return tuple(rule.user_error(content, PLAIN) for rule in violations(CONTENT_RULES, content))


def _changed(
    customer: Customer, addresses: tuple[Address, ...], default: int | None, now: datetime
) -> Customer:
    moment = normalize.moment(now)
    return replace(customer, addresses=addresses, default_address_id=default, updated_at=moment)
