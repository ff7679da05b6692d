"""Wrong servers that each break a law: every answer looks right, and only several of them together are wrong."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from conformance.domain.command import UNSET, ByEmail, ByPhone
from conformance.mock.faults.bend import existing, on_update, saving, with_input
from conformance.mock.faults.fault import Fault
from conformance.mock.faults.identity import as_if_new
from conformance.mock.writing import write

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.writing import Written


def _toggling(was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    """Turn over what is sent as it is, as a switch does that does not look which way it should go."""
    same = was is not None and sent.tax_exempt is not UNSET and sent.tax_exempt == was.tax_exempt
    return replace(now, tax_exempt=not now.tax_exempt) if same else now


def _null_exemptions_clear(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tax_exemptions=()) if sent.tax_exemptions is None else sent


def _old_first(was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    """Keep the exemptions that stay where they were, and put the new ones behind them."""
    if was is None or not isinstance(sent.tax_exemptions, tuple):
        return now
    stay = tuple(each for each in was.tax_exemptions if each in now.tax_exemptions)
    return replace(now, tax_exemptions=tuple(dict.fromkeys((*stay, *now.tax_exemptions))))


def _exempt_not_by_phone(store: Store, command: CustomerSet, now: datetime) -> Written:
    if isinstance(command.identifier, ByPhone) and existing(store, command) is not None:
        command = replace(command, input=replace(command.input, tax_exempt=UNSET))
    return write(store, command, now)


def _exempt_note_in_capitals(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    """Shout the note of a customer who is exempt at the time."""
    return replace(now, note=sent.note.upper()) if sent.note and now.tax_exempt else now


def _touching(store: Store, command: CustomerSet, now: datetime) -> Written:
    """Keep the tags of a set that is refused, as if they were saved before the rest is looked at."""
    was = existing(store, command)
    written = write(store, command, now)
    if not written.errors or was is None or not isinstance(command.input.tags, tuple):
        return written
    alone = write(store, replace(command, input=replace(type(command.input)(), tags=command.input.tags)), now)
    tags = alone.customer.tags if alone.customer else tuple(sorted(command.input.tags[:1]))
    return replace(written, store=store.with_customer(replace(was, tags=tags)))


def _capitals_are_strangers(store: Store, command: CustomerSet, now: datetime) -> Written:
    identifier = command.identifier
    if isinstance(identifier, ByEmail) and identifier.email != identifier.email.lower():
        return as_if_new(store, command, now)
    return write(store, command, now)


def _read_on_one_line(_previous: Store, customer: Customer) -> Customer:
    return replace(customer, note=" ".join(customer.note.split())) if customer.note else customer


def _sharded(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    """Forget that somebody is exempt on every second of two shards, told apart by the email."""
    if not now.email:
        return now
    is_odd = blake2b(now.email.encode(), digest_size=1).digest()[0] % 2 == 1
    return replace(now, tax_exempt=False) if is_odd else now


def _note_overtaken(sent: CustomerInput) -> CustomerInput:
    return replace(sent, note=None) if sent.note is UNSET and isinstance(sent.tags, tuple) else sent


LAWS: Final = (
    Fault(
        "repeat-toggles-exempt",
        "`taxExempt` that is sent as it is turns over.",
        "law.set-twice",
        write=saving(_toggling),
    ),
    Fault(
        "null-clears-exemptions",
        "`taxExemptions: null` removes the exemptions.",
        "law.null-or-omitted",
        write=with_input(_null_exemptions_clear),
    ),
    Fault(
        "old-exemptions-first",
        "Of exemptions that are replaced, those that stay keep their place before the new ones.",
        "law.list-replaced",
        write=saving(_old_first),
    ),
    Fault(
        "exempt-not-by-phone",
        "An update by phone leaves `taxExempt` as it is.",
        "law.routes-agree",
        write=_exempt_not_by_phone,
    ),
    Fault(
        "exempt-note-in-capitals",
        "The note of a customer who is tax exempt is stored in capitals.",
        "law.order-free",
        write=saving(_exempt_note_in_capitals),
    ),
    Fault(
        "refused-tags-kept",
        "A set that is refused leaves its tags behind.",
        "law.refused-is-nothing",
        write=_touching,
    ),
    Fault(
        "capitals-are-strangers",
        "An upsert by an email in capitals creates another customer.",
        "law.spellings-agree",
        write=_capitals_are_strangers,
    ),
    Fault(
        "read-on-one-line",
        "A look-up shows the note on one line.",
        "law.read-back",
        read=_read_on_one_line,
    ),
    Fault(
        "shard-forgets-exempt",
        "Half of the customers, told apart by their email, are never tax exempt.",
        "law.renaming",
        write=saving(_sharded),
    ),
    Fault(
        "tags-drop-note",
        "An update of the tags drops a note that it does not name, as one of two that race may do.",
        "law.some-order",
        write=on_update(_note_overtaken),
    ),
)
