"""Wrong servers that get single values wrong: names, note, email, phone, locale, times."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from conformance.domain.command import UNSET
from conformance.mock.faults.bend import on_update, saving, with_input
from conformance.mock.faults.fault import Fault

if TYPE_CHECKING:
    from conformance.domain.command import CustomerInput
    from conformance.domain.customer import Customer

_TEXTS: Final = ("first_name", "last_name", "note")
_LISTS: Final = frozenset({"addresses", "tags", "tax_exemptions"})


def _omitted_nulled(sent: CustomerInput) -> CustomerInput:
    nulls: dict[str, Any] = {name: None for name in _TEXTS if getattr(sent, name) is UNSET}
    # A customer without anything to be known by would be refused, and so nothing be lost.
    if sent.email is UNSET and sent.phone is UNSET:
        nulls.pop("first_name", None)
    return replace(sent, **nulls)


def _exempt_reset(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tax_exempt=False) if sent.tax_exempt is UNSET else sent


def _nulls_ignored(sent: CustomerInput) -> CustomerInput:
    names = [each.name for each in fields(sent) if each.name not in _LISTS and each.name != "tax_exempt"]
    ignored: dict[str, Any] = {name: UNSET for name in names if getattr(sent, name) is None}
    return replace(sent, **ignored)


def _empty_note_nulled(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, note=None) if now.note == "" else now


def _note_cut(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, note=now.note[:255]) if now.note else now


def _note_trimmed(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, note=" ".join(now.note.split())) if now.note else now


def _note_composed(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, note=normalize("NFC", now.note)) if now.note else now


def _names_composed(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    first, last = now.first_name, now.last_name
    return replace(
        now, first_name=first and normalize("NFC", first), last_name=last and normalize("NFC", last)
    )


def _cities_titled(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    titled = (replace(each, city=each.city and each.city.title()) for each in now.addresses)
    return replace(now, addresses=tuple(titled))


def _email_as_typed(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, email="".join(sent.email.split())) if sent.email and now.email else now


def _phone_as_typed(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, phone=sent.phone) if sent.phone and now.phone else now


def _names_swapped(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, first_name=now.last_name, last_name=now.first_name)


def _locale_ignored(sent: CustomerInput) -> CustomerInput:
    return replace(sent, locale=UNSET)


def _created_moves(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return now if was is None else replace(now, created_at=now.created_at + timedelta(hours=1))


def _updated_ahead(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return now if was is None else replace(now, updated_at=now.updated_at + timedelta(hours=1))


def _updated_behind(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return now if was is None else replace(now, updated_at=now.updated_at - timedelta(hours=1))


def _updated_stuck(was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return now if was is None else replace(now, updated_at=was.updated_at)


SCALARS: Final = (
    Fault(
        "note-composed",
        "An accent that is a character of its own becomes part of its letter in a note.",
        "note.stored",
        write=saving(_note_composed),
    ),
    Fault(
        "names-composed",
        "An accent that is a character of its own becomes part of its letter in a name.",
        "name.unusual",
        write=saving(_names_composed),
    ),
    Fault(
        "city-in-title-case",
        "Every word of a city begins with a capital, and goes on in small letters.",
        "address.case-kept",
        write=saving(_cities_titled),
    ),
    Fault(
        "omitted-scalars-nulled",
        "An update sets the texts that it leaves out to null.",
        "scalar.omitted-unchanged",
        write=on_update(_omitted_nulled),
    ),
    Fault(
        "omitted-exempt-reset",
        "An update without taxExempt sets it to false.",
        "scalar.omitted-unchanged",
        write=on_update(_exempt_reset),
    ),
    Fault(
        "null-ignored",
        "A null leaves the field as it is.",
        "scalar.null-clears",
        write=with_input(_nulls_ignored),
    ),
    Fault(
        "empty-note-nulled",
        "An empty note becomes null.",
        "note.empty-kept",
        write=saving(_empty_note_nulled),
    ),
    Fault(
        "note-cut",
        "Of a note only the first 255 characters are kept.",
        "note.length-limit",
        write=saving(_note_cut),
    ),
    Fault(
        "note-spaces-lost",
        "Runs of spaces and line breaks in a note become one space.",
        "note.stored",
        write=saving(_note_trimmed),
    ),
    Fault("names-swapped", "First and last name change places.", "name.stored", write=saving(_names_swapped)),
    Fault(
        "email-case-kept",
        "An email is stored with its capitals.",
        "email.lower-cased",
        write=saving(_email_as_typed),
    ),
    Fault(
        "phone-as-typed",
        "A phone number is stored as it was typed.",
        "phone.normalised",
        write=saving(_phone_as_typed),
    ),
    Fault(
        "locale-ignored",
        "A locale is taken and not stored.",
        "locale.stored",
        write=with_input(_locale_ignored),
    ),
    Fault(
        "created-at-moves",
        "Each update moves createdAt by an hour.",
        "update.created-at-fixed",
        write=saving(_created_moves),
    ),
    Fault(
        "updated-at-behind",
        "An update writes updatedAt an hour behind.",
        "update.updated-at",
        write=saving(_updated_behind),
    ),
    Fault(
        "updated-at-stuck",
        "An update leaves updatedAt as it was.",
        "update.updated-at-moves",
        write=saving(_updated_stuck),
    ),
    Fault(
        "updated-at-ahead",
        "An update writes updatedAt an hour ahead.",
        "update.updated-at-now",
        write=saving(_updated_ahead),
    ),
)
