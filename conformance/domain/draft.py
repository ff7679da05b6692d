"""A customer as an input would make it, before anybody has said whether that is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.address_draft import address_drafts
from conformance.domain.command import UNSET, Unset
from conformance.domain.customer import Customer

if TYPE_CHECKING:
    from conformance.domain.address_draft import AddressDraft
    from conformance.domain.command import CustomerInput, Maybe
    from conformance.domain.refusal import Surface
    from conformance.domain.store import Store

_NOBODY: Final = Customer(
    id=0,
    first_name=None,
    last_name=None,
    email=None,
    phone=None,
    note=None,
    locale="",
    tags=(),
    tax_exempt=False,
    tax_exemptions=(),
    addresses=(),
    default_address_id=None,
    metafields=(),
    created_at=datetime.min.replace(tzinfo=UTC),
    updated_at=datetime.min.replace(tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """What the fields of a customer would become.

    Attributes:
        store: the shop it is for.
        existing: whom it changes; None if it is to be created.
        given: the input, as sent.
        email: normalized, valid or not.
        phone: E.164, or as sent if it is no phone number.
        phone_invalid: whether a phone was sent that is no phone number.
        locale: normalized, or as sent if it is unknown.
        locale_invalid: whether a locale was sent that is unknown.
        addresses: the new list, or None if the addresses stay as they are.
    """

    store: Store
    existing: Customer | None
    given: CustomerInput
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    phone_invalid: bool
    note: str | None
    locale: str
    locale_invalid: bool
    tags: tuple[str, ...]
    tax_exempt: bool
    tax_exemptions: tuple[str, ...]
    addresses: tuple[AddressDraft, ...] | None


def customer_draft(
    store: Store, existing: Customer | None, given: CustomerInput, surface: Surface
) -> CustomerDraft:
    """Return what the input makes of the existing customer, or of nobody.

    An omitted field stays. Null clears a text; for a list and for the locale it means the same as omitted (recorded
    for addresses, assumed for the others, for two of which `readings` can say otherwise). An empty list clears.
    """
    readings = store.readings
    was = existing or _NOBODY
    phone, phone_invalid = _phone(given.phone, was.phone, store.phone_region)
    locale, locale_invalid = _locale(given.locale, was.locale or store.locale)
    tags, exemptions = given.tags, given.tax_exemptions
    if tags is None and readings.tags_null_clears:
        tags = ()
    if exemptions is None and readings.tax_exemptions_null_clears:
        exemptions = ()
    return CustomerDraft(
        store=store,
        existing=existing,
        given=given,
        first_name=was.first_name if given.first_name is UNSET else normalize.text(given.first_name),
        last_name=was.last_name if given.last_name is UNSET else normalize.text(given.last_name),
        email=(
            was.email
            if given.email is UNSET
            else normalize.email(given.email, lower=readings.email_stored_lower_case)
        ),
        phone=phone,
        phone_invalid=phone_invalid,
        note=was.note if given.note is UNSET else given.note,
        locale=locale,
        locale_invalid=locale_invalid,
        tags=was.tags if tags is UNSET or tags is None else normalize.tags(tags),
        tax_exempt=was.tax_exempt if given.tax_exempt is UNSET else bool(given.tax_exempt),
        tax_exemptions=(
            was.tax_exemptions
            if exemptions is UNSET or exemptions is None
            else normalize.distinct(exemptions)
        ),
        addresses=address_drafts(given.addresses, existing, surface),
    )


def _phone(given: Maybe[str], was: str | None, country: str) -> tuple[str | None, bool]:
    if isinstance(given, Unset):
        return was, False
    sent = normalize.text(given)
    if sent is None:
        return None, False
    number = normalize.phone(sent, country)
    return number or sent, number is None


def _locale(given: Maybe[str], was: str) -> tuple[str, bool]:
    sent = None if isinstance(given, Unset) else normalize.text(given)
    if sent is None:
        return was, False
    known = normalize.locale(sent)
    return known or sent, known is None
