"""Wrong servers that create or update the wrong customer, or not as they were asked to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from conformance.domain.command import ByCustomId, ByEmail, ById, ByPhone
from conformance.domain.customer import CUSTOMER, number_of
from conformance.domain.refusal import UserError
from conformance.mock.faults.bend import existing, given, saving
from conformance.mock.faults.fault import Fault
from conformance.mock.writing import Written, write

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.writing import Write

_INPUT: Final = ("input",)
_NO_IDENTITY: Final = UserError(_INPUT, "A name, phone number, or email address must be present")
_NOT_FOUND: Final = UserError(_INPUT, "Resource matching the identifier was not found.", "NOT_FOUND")


def _refused(store: Store, *errors: UserError) -> Written:
    return Written(store, None, errors)


def _identifier_required(store: Store, command: CustomerSet, now: datetime) -> Written:
    if command.identifier is None and not command.input.id:
        return _refused(store, UserError(("identifier",), "An identifier is required", "BLANK"))
    return write(store, command, now)


def _update_only(kind: type) -> Write:
    """Return a customerSet that does not create by this kind of identifier."""

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        written = write(store, command, now)
        if isinstance(command.identifier, kind) and written.customer and existing(store, command) is None:
            return _refused(store, _NOT_FOUND)
        return written

    return bent


def _never_exempt_at_first(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, tax_exempt=False) if was is None else now


def _ten_addresses(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, addresses=now.addresses[:10])


def _last_name_does_not_count(store: Store, command: CustomerSet, now: datetime) -> Written:
    written = write(store, command, now)
    made = written.customer
    if made and existing(store, command) is None and not (made.first_name or made.email or made.phone):
        return _refused(store, _NO_IDENTITY)
    return written


def _names_identify(store: Store, command: CustomerSet, now: datetime) -> Written:
    sent = command.input
    if command.identifier is None and given(sent.first_name) and given(sent.last_name):
        for each in store.customers.values():
            if (each.first_name, each.last_name) == (sent.first_name, sent.last_name) and not each.email:
                return write(store, replace(command, identifier=ById(each.gid)), now)
    return write(store, command, now)


def _any_value(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Look for the key of a custom id, whatever its value."""
    wanted = command.identifier
    if isinstance(wanted, ByCustomId):
        for namespace, key, value in store.by_custom_id:
            if (namespace, key) == (store.namespace(wanted.namespace), wanted.key):
                return write(store, replace(command, identifier=replace(wanted, value=value)), now)
    return write(store, command, now)


def _taking_over(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Take a contact away from whoever has it."""
    written = write(store, command, now)
    is_upsert = isinstance(command.identifier, ByEmail | ByPhone | ByCustomId)
    if not is_upsert or not any(error.code == "TAKEN" for error in written.errors or ()):
        return written
    free, was = store, existing(store, command)
    email, phone = command.input.email, command.input.phone
    holder = free.find_by_email(email) if isinstance(email, str) else None
    if holder and holder != was:
        free = free.with_customer(replace(holder, email=None))
    holder = free.find_by_phone(phone) if isinstance(phone, str) else None
    if holder and holder != was:
        free = free.with_customer(replace(holder, phone=None))
    return write(free, command, now)


def _deleted_id_creates(store: Store, command: CustomerSet, now: datetime) -> Written:
    written = write(store, command, now)
    if written.errors and isinstance(command.identifier, ById):
        number = number_of(command.identifier.gid, CUSTOMER)
        if number and number < store.numbers.customer and store.get(number) is None:
            return write(store, replace(command, identifier=None), now)
    return written


def _ten_tags(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, tags=now.tags[:10])


def _nameless_share(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Give all customers without email and phone that are created without an identifier the id of the first one."""
    written = write(store, command, now)
    made = written.customer
    if command.identifier or made is None or made.email or made.phone or existing(store, command):
        return written
    for each in store.customers.values():
        if not (each.email or each.phone or each.metafields):
            shared = replace(made, id=each.id)
            after = written.store.without_customer(made.id).with_customer(shared)
            return replace(written, store=after, customer=shared)
    return written


def _company_lost(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, addresses=tuple(replace(each, company=None) for each in now.addresses))


def _dotless_email(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    name, at, domain = (now.email or "").partition("@")
    return replace(now, email=f"{name.replace('+', '.')}{at}{domain}") if now.email else now


def _phone_without_plus(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, phone=now.phone.removeprefix("+")) if now.phone else now


def _email_compared_as_typed(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Find an email in use only if it is written as it is stored."""
    sent = command.input.email
    if isinstance(sent, str) and sent != sent.strip().lower():
        return write(store, command, now, ("email.taken",))
    return write(store, command, now)


UPSERTS: Final = (
    Fault(
        "identifier-required",
        "A call without an identifier is refused.",
        "create.without-identifier",
        write=_identifier_required,
    ),
    Fault(
        "never-exempt-at-first",
        "A new customer is never tax exempt.",
        "create.every-field",
        write=saving(_never_exempt_at_first),
    ),
    Fault(
        "ten-addresses",
        "Only the first ten addresses of a call are kept.",
        "create.single-call",
        write=saving(_ten_addresses),
    ),
    Fault(
        "last-name-does-not-count",
        "A last name alone is no identity.",
        "identity.any-one",
        write=_last_name_does_not_count,
    ),
    Fault(
        "names-identify",
        "A creation with the names of a customer without email updates that customer.",
        "identity.names-do-not-identify",
        write=_names_identify,
    ),
    Fault(
        "email-updates-only",
        "An upsert by an email that nobody has is refused.",
        "upsert.email-creates",
        write=_update_only(ByEmail),
    ),
    Fault(
        "phone-updates-only",
        "An upsert by a phone that nobody has is refused.",
        "upsert.phone-creates",
        write=_update_only(ByPhone),
    ),
    Fault(
        "custom-id-updates-only",
        "An upsert by a custom id that nobody has is refused.",
        "upsert.custom-id-creates",
        write=_update_only(ByCustomId),
    ),
    Fault(
        "custom-id-by-key",
        "A custom id finds whoever has a value under its key.",
        "upsert.custom-id-per-value",
        write=_any_value,
    ),
    Fault(
        "upsert-takes-over",
        "An upsert takes an email or a phone away from whoever has it.",
        "upsert.conflict-refused",
        write=_taking_over,
    ),
    Fault(
        "deleted-id-creates",
        "The id of a deleted customer creates another one.",
        "identify.deleted-id",
        rule="identifier.not-found",
        write=_deleted_id_creates,
    ),
    Fault("ten-tags", "Only ten tags are kept.", "invariant.lists-replaced", write=saving(_ten_tags)),
    Fault(
        "nameless-share-an-id",
        "Customers that are created without email and phone all get one id.",
        "invariant.id-new-on-create",
        write=_nameless_share,
    ),
    Fault(
        "company-lost",
        "The company of an address is not stored.",
        "address.every-field",
        write=saving(_company_lost),
    ),
    Fault(
        "email-plus-replaced",
        "A plus sign in an email becomes a dot.",
        "email.stored",
        write=saving(_dotless_email),
    ),
    Fault(
        "phone-without-plus",
        "A phone number is stored without its plus sign.",
        "phone.stored",
        write=saving(_phone_without_plus),
    ),
    Fault(
        "email-compared-as-typed",
        "An email in use is found only if it is written as it is stored.",
        "email.case-ignored",
        rule="email.taken",
        write=_email_compared_as_typed,
    ),
)
