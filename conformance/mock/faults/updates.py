"""Wrong servers that change something else than the update says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.command import UNSET, ById
from conformance.domain.refusal import UserError
from conformance.domain.store import STEP
from conformance.mock.faults.bend import existing, given, on_update, refusing, saving
from conformance.mock.faults.fault import Fault
from conformance.mock.writing import Written, write

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store

_INPUT: Final = ("input",)
_NO_IDENTITY: Final = UserError(_INPUT, "A name, phone number, or email address must be present")
_TEXTS: Final = ("first_name", "last_name", "email", "phone", "note", "locale")


def _refused(store: Store, *errors: UserError) -> Written:
    return Written(store, None, errors)


def _exempt_for_good(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tax_exempt=UNSET) if sent.tax_exempt is False else sent


def _payload_from_before(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    written = write(store, command, now)
    return replace(written, customer=was) if was and written.customer else written


def _identity_checked_on_creation_only(store: Store, command: CustomerSet, now: datetime) -> Written:
    unchecked = ("customer.no-identity",) if existing(store, command) else ()
    return write(store, command, now, unchecked)


def _old_email_kept(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    written = write(store, command, now)
    if was is None or was.email is None or written.customer is None or was.email == written.customer.email:
        return written
    index = written.store.by_email.insert(was.email.lower(), was.id)
    return replace(written, store=replace(written.store, by_email=index))


def _old_phone_kept(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    written = write(store, command, now)
    if was is None or was.phone is None or written.customer is None or was.phone == written.customer.phone:
        return written
    index = written.store.by_phone.insert(was.phone, was.id)
    return replace(written, store=replace(written.store, by_phone=index))


def _identity_in_input(store: Store, command: CustomerSet, now: datetime) -> Written:
    sent = command.input
    named = (sent.first_name, sent.last_name, sent.email, sent.phone)
    if (
        isinstance(command.identifier, ById)
        and existing(store, command)
        and all(each is UNSET for each in named)
    ):
        return _refused(store, _NO_IDENTITY)
    return write(store, command, now)


def _blanks_only(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Fill in what is missing, and overwrite nothing."""
    was = existing(store, command)
    if was is None:
        return write(store, command, now)
    held: dict[str, Any] = {
        name: UNSET for name in _TEXTS if given(getattr(command.input, name)) and getattr(was, name)
    }
    return write(store, replace(command, input=replace(command.input, **held)), now)


def _neighbour_noted(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    written = write(store, command, now)
    neighbour = written.store.get(was.id + STEP) if was and written.customer else None
    note = command.input.note
    if neighbour is None or not isinstance(note, str):
        return written
    return replace(written, store=written.store.with_customer(replace(neighbour, note=note)))


def _own_contact_taken(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    if was and isinstance(command.identifier, ById) and was.email and command.input.email == was.email:
        return _refused(store, UserError(("input", "email"), "Email has already been taken", "TAKEN"))
    return write(store, command, now)


def _omitted_locale_reset(sent: CustomerInput) -> CustomerInput:
    return replace(sent, locale="en") if sent.locale is UNSET else sent


def _default_address_kept(was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    if was is None or sent.addresses != () or was.default_address is None:
        return now
    return replace(now, addresses=(was.default_address,), default_address_id=was.default_address_id)


def _tags_saved(store: Store, command: CustomerSet, written: Written, _now: datetime) -> Written:
    """Save the tags, which are always right, although something else is not."""
    was, tags = existing(store, command), command.input.tags
    if was is None or not isinstance(tags, tuple):
        return written
    return replace(written, store=store.with_customer(replace(was, tags=tags)))


UPDATES: Final = (
    Fault(
        "payload-from-before",
        "An update answers with the customer as it was before.",
        "create.payload-customer",
        write=_payload_from_before,
    ),
    Fault(
        "identity-removable",
        "An update may take away everything that a customer is known by.",
        "identity.cannot-be-removed",
        rule="customer.no-identity",
        write=_identity_checked_on_creation_only,
    ),
    Fault(
        "old-email-finds",
        "An earlier email still finds the customer.",
        "identity.email-current-only",
        write=_old_email_kept,
    ),
    Fault(
        "old-phone-finds",
        "An earlier phone number still finds the customer.",
        "identity.phone-current-only",
        write=_old_phone_kept,
    ),
    Fault(
        "update-needs-identity",
        "An update by id without name and contact in its input is refused.",
        "update.by-id",
        write=_identity_in_input,
    ),
    Fault(
        "blanks-filled-only",
        "An update fills in missing texts and overwrites none.",
        "update.value-passed",
        write=_blanks_only,
    ),
    Fault(
        "neighbour-noted",
        "An update writes its note to the customer that was created next, too.",
        "update.no-others",
        write=_neighbour_noted,
    ),
    Fault(
        "own-email-taken",
        "A customer's own email counts as taken.",
        "update.own-contact-is-free",
        rule="email.taken",
        write=_own_contact_taken,
    ),
    Fault(
        "omitted-locale-reset",
        "An update without a locale sets the shop's.",
        "invariant.omitted-unchanged",
        write=on_update(_omitted_locale_reset),
    ),
    Fault(
        "default-address-kept",
        "`addresses: []` keeps the default address.",
        "address.default-none",
        write=saving(_default_address_kept),
    ),
    Fault(
        "exempt-for-good",
        "`taxExempt: false` leaves a customer exempt.",
        "tax.exempt-set",
        write=on_update(_exempt_for_good),
    ),
    Fault(
        "refused-tags-saved",
        "A refused update saves its tags.",
        "error.atomic",
        write=refusing(_tags_saved),
    ),
)
