"""Wrong servers that forget one reason to refuse: for each rule of customerSet a server without it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from conformance.mock.faults.fault import Fault
from conformance.mock.writing import write

if TYPE_CHECKING:
    from conformance.mock.writing import Write


def _without(rule: str) -> Write:
    """Return a customerSet that does not look at a rule."""
    return partial(write, unchecked=(rule,))


_FORGOTTEN: Final = (
    (
        "identifier.id-not-allowed",
        "id-beside-identifier",
        "`input.id` beside an identifier is ignored.",
        "identify.id-not-allowed",
    ),
    (
        "identifier.definition-missing",
        "definition-not-required",
        "A custom id needs no definition.",
        "upsert.custom-id-definition-required",
    ),
    (
        "identifier.foreign-id",
        "foreign-id-looked-up",
        "The id of a product is looked up among the customers.",
        "identify.other-type",
    ),
    ("firstName.too-long", "name-length-unchecked", "A first name may have any length.", "name.length-limit"),
    (
        "lastName.too-long",
        "last-name-length-unchecked",
        "A last name may have any length.",
        "name.length-limit",
    ),
    (
        "email.too-long",
        "email-length-unchecked",
        "An email that is too long is only called invalid.",
        "email.length-limit",
    ),
    ("email.invalid", "email-unchecked", "Any text is taken as an email.", "email.format-checked"),
    ("email.taken", "email-shared", "Two customers may have the same email.", "identity.email-unique"),
    (
        "phone.too-long",
        "phone-length-unchecked",
        "A phone that is too long is only called invalid.",
        "phone.length-limit",
    ),
    ("phone.invalid", "phone-unchecked", "Any text is taken as a phone number.", "phone.format-checked"),
    ("phone.taken", "phone-shared", "Two customers may have the same phone.", "identity.phone-unique"),
    ("note.too-long", "note-length-unchecked", "A note may have any length.", "note.length-limit"),
    ("locale.invalid", "locale-unchecked", "Any text is taken as a locale.", "locale.checked"),
    ("tags.too-many", "tags-uncounted", "A customer may have any number of tags.", "tags.count-limit"),
    ("tags.too-long", "tag-length-unchecked", "A tag may have any length.", "tags.length-limit"),
    (
        "customer.no-identity",
        "identity-not-required",
        "A customer needs neither a name nor a contact.",
        "identity.required",
    ),
    (
        "address.text-too-long",
        "address-length-unchecked",
        "The texts of an address may have any length.",
        "address.too-long",
    ),
    ("address.text-html", "address-html-taken", "An address may hold HTML.", "address.content-checked"),
    ("address.text-url", "address-url-taken", "An address may hold URLs.", "address.content-checked"),
    ("address.text-emoji", "address-emoji-taken", "An address may hold emojis.", "address.content-checked"),
    (
        "address.id-on-creation",
        "address-id-looked-up-on-creation",
        "The id of an address is looked up also among those of a new customer, who has none.",
        "address.inline-id-on-create",
    ),
    (
        "address.unknown-id",
        "unknown-address-id-ignored",
        "An address with an id that the customer does not have becomes a new address.",
        "address.inline-id-unknown",
    ),
    (
        "address.country-invalid",
        "country-unchecked",
        "A country that does not exist is left out instead of refused.",
        "address.country-checked",
    ),
    (
        "address.province-invalid",
        "province-unchecked",
        "A province that the country does not have is left out instead of refused.",
        "address.province-checked",
    ),
    ("taxExempt.null", "null-exempt-taken", "`taxExempt: null` counts as false.", "tax.exempt-not-null"),
)

UNCHECKED: Final = tuple(
    Fault(name, summary, breaks, rule=rule, write=_without(rule))
    for rule, name, summary, breaks in _FORGOTTEN
)
