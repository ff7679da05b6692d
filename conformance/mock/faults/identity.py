"""Wrong servers that mistake one customer for another, or refuse and accept the wrong calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.command import UNSET, ByCustomId, ByEmail, ById, ByPhone
from conformance.domain.store import STEP
from conformance.mock.faults.bend import existing, retrying, saving
from conformance.mock.faults.fault import Fault
from conformance.mock.writing import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.errors import Error
    from conformance.mock.writing import Write, Written


def _forgetting(kind: type) -> Write:
    """Return a customerSet that does not find anybody by this kind of identifier, and so creates."""

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        if not isinstance(command.identifier, kind):
            return write(store, command, now)
        return as_if_new(store, command, now)

    return bent


def as_if_new(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Carry a call out as if whom it is about were not there, who stays all the same."""
    was = existing(store, command)
    blind = store.without_customer(was.id) if was else store
    written = write(blind, command, now)
    if was is None or written.customer is None:
        return replace(written, store=store) if written.customer is None else written
    both = written.store.with_customer(was).with_customer(written.customer)
    return replace(written, store=both)


def _racing(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    is_upsert = isinstance(command.identifier, ByEmail | ByPhone)
    if is_upsert and was is not None and was.created_at == now.replace(microsecond=0):
        return as_if_new(store, command, now)
    return write(store, command, now)


def _repeating(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    written = write(store, command, now)
    if was is None or written.customer is None or isinstance(command.identifier, ById):
        return written
    addresses = tuple(replace(each, id=0) for each in written.customer.addresses)
    before = replace(
        was,
        updated_at=now,
        addresses=tuple(replace(each, id=0) for each in was.addresses),
        default_address_id=0,
    )
    after = replace(written.customer, updated_at=now, addresses=addresses, default_address_id=0)
    return as_if_new(store, command, now) if before == after else written


def _creating(_store: Store, command: CustomerSet) -> CustomerSet:
    return replace(command, identifier=None, input=replace(command.input, id=UNSET))


def _moving(store: Store, command: CustomerSet, now: datetime) -> Written:
    was = existing(store, command)
    written = write(store, command, now)
    if was is None or written.customer is None:
        return written
    numbers = written.store.numbers
    moved = replace(written.customer, id=numbers.customer)
    after = written.store.without_customer(was.id)
    after = after.with_customer(moved, replace(numbers, customer=numbers.customer + STEP))
    return replace(written, store=after, customer=moved)


def _reusing(before: Store, after: Store) -> Store:
    gone = [number for number in before.customers if number not in after.customers]
    return replace(after, numbers=replace(after.numbers, customer=min(gone))) if gone else after


def _keeping(before: Store, after: Store) -> Store:
    for number, customer in before.customers.items():
        if number not in after.customers:
            after = after.with_customer(customer)
    return after


def _without_metafield(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, metafields=()) if was is None else now


def _losing_metafield(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return now if was is None else replace(now, metafields=())


def _mismatch_taken(store: Store, command: CustomerSet) -> CustomerSet:
    was = existing(store, command)
    return replace(command, identifier=ById(was.gid) if was else None)


def _field_filled_in(_store: Store, command: CustomerSet) -> CustomerSet:
    match command.identifier:
        case ByEmail(email):
            return replace(command, input=replace(command.input, email=email))
        case ByPhone(phone):
            return replace(command, input=replace(command.input, phone=phone))
    return command


def _one_of_unchecked(
    variables: Mapping[str, Any], errors: list[Error]
) -> tuple[Mapping[str, Any], list[Error]]:
    kept = [
        error
        for error in errors
        if "'CustomerSetIdentifiers' requires exactly one argument"
        not in str(error["extensions"]["problems"])
    ]
    identifier = variables.get("identifier")
    if kept or not isinstance(identifier, dict):
        return variables, kept
    chosen = {key: value for key, value in identifier.items() if value is not None}
    first = dict(list(chosen.items())[:1]) or None
    return {**variables, "identifier": first}, kept


IDENTITY: Final = (
    Fault(
        "email-upsert-duplicates",
        "An upsert by an email that is known creates another customer.",
        "upsert.email-updates",
        write=_forgetting(ByEmail),
    ),
    Fault(
        "phone-upsert-duplicates",
        "An upsert by a phone that is known creates another customer.",
        "upsert.phone-updates",
        write=_forgetting(ByPhone),
    ),
    Fault(
        "custom-id-upsert-duplicates",
        "An upsert by a custom id that is known creates another customer.",
        "upsert.custom-id-updates",
        write=_forgetting(ByCustomId),
    ),
    Fault(
        "racing-upserts-duplicate",
        "An upsert does not see a customer created in the same second.",
        "upsert.no-duplicates",
        write=_racing,
    ),
    Fault(
        "repeat-creates",
        "An upsert that would change nothing creates another customer.",
        "invariant.repeat-changes-nothing",
        write=_repeating,
    ),
    Fault(
        "unknown-id-creates",
        "An id that nobody has creates a customer.",
        "identify.id-never-creates",
        rule="identifier.not-found",
        write=retrying("NOT_FOUND", _creating),
    ),
    Fault(
        "id-changes", "An update gives the customer a new id.", "invariant.id-stable-on-update", write=_moving
    ),
    Fault(
        "ids-reused",
        "The id of a deleted customer is given to the next one.",
        "id.never-reused",
        commit=_reusing,
    ),
    Fault("delete-keeps", "A customer that was deleted is still there.", "delete.removes", commit=_keeping),
    Fault(
        "custom-id-not-written",
        "An upsert by a custom id creates the customer without the metafield.",
        "upsert.custom-id-writes-metafield",
        write=saving(_without_metafield),
    ),
    Fault(
        "custom-id-lost",
        "An update drops the customer's metafields.",
        "upsert.custom-id-metafield-kept",
        write=saving(_losing_metafield),
    ),
    Fault(
        "mismatch-ignored",
        "An identifier and a field that contradict each other are both taken.",
        "identify.must-match",
        rule="identifier.field-mismatch",
        write=retrying("INPUT_MISMATCH", _mismatch_taken),
    ),
    Fault(
        "missing-field-ignored",
        "An identifier fills in the field that is missing.",
        "identify.field-required",
        rule="identifier.field-missing",
        write=retrying("MISSING_FIELD_REQUIRED", _field_filled_in),
    ),
    Fault(
        "one-of-unchecked",
        "An identifier may have several keys, or none.",
        "identify.exactly-one",
        variables=_one_of_unchecked,
    ),
)
