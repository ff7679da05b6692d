"""What nobody has recorded of Shopify, where two answers are plausible: which of them the domain gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Readings:
    """One answer to each open question about customerSet; the defaults are what is assumed.

    Attributes:
        identifier_compared_normalised: whether case, spaces and separators make no mismatch between the identifier
            and the input. Otherwise they are compared as they were sent.
        noop_bumps_updated_at: whether an update that changes nothing moves `updatedAt`.
        equal_address_keeps_id: whether an address that is sent again with the same content keeps its id. Otherwise it
            is a new address.
        email_stored_lower_case: whether an email is stored in lower case. Otherwise as it was sent, without spaces;
            it is unique and found whatever its case either way (recorded).
        tags_null_clears: whether `tags: null` removes all tags. Otherwise it means the same as omitted, which is
            recorded for `addresses: null`.
        tax_exemptions_null_clears: the same for `taxExemptions: null`.
        unknown_input_id: what the deprecated `input.id` of nobody is answered with: `identifier` takes the error of
            an unknown `identifier.id`, `customerUpdate` that of the older mutation.
        foreign_id: what the global id of something other than a customer is answered with: `raised` is an error at
            the top level as recorded for other mutations, `not-found` the same as for an unknown customer.
        blank_address_on_create: whether a new customer may be given a blank address, as an existing one may
            (recorded): `accepted`, or `refused` as customerCreate does.
        address_names_inherited: whether a new address without a name gets the customer's, as recorded for
            customerCreate and customerAddressCreate.
        national_phone_accepted: whether a phone number without a country code is read as one of the shop's country.
            Otherwise it is invalid.
        missing_address_id: how the mutations for single addresses name an id of no address: `named` as recorded at
            2026-04, `unnamed` as at 2025-01. Whether the version or the time made the difference is not known.
        validation_codes: whether the errors of fields carry a code, such as TAKEN. Otherwise only NOT_FOUND and
            ID_NOT_ALLOWED are ever set, the two that are recorded.
    """

    identifier_compared_normalised: bool = True
    noop_bumps_updated_at: bool = True
    equal_address_keeps_id: bool = False
    email_stored_lower_case: bool = True
    tags_null_clears: bool = False
    tax_exemptions_null_clears: bool = False
    unknown_input_id: Literal["identifier", "customerUpdate"] = "identifier"
    foreign_id: Literal["raised", "not-found"] = "raised"
    blank_address_on_create: Literal["accepted", "refused"] = "accepted"
    address_names_inherited: bool = True
    national_phone_accepted: bool = True
    missing_address_id: Literal["named", "unnamed"] = "named"
    validation_codes: bool = True


ASSUMED: Final = Readings()
"""The answers that are taken for right until a store has been asked."""

CHOICES: Final[dict[str, tuple[bool | str, ...]]] = {
    "identifier_compared_normalised": (True, False),
    "noop_bumps_updated_at": (True, False),
    "equal_address_keeps_id": (False, True),
    "email_stored_lower_case": (True, False),
    "tags_null_clears": (False, True),
    "tax_exemptions_null_clears": (False, True),
    "unknown_input_id": ("identifier", "customerUpdate"),
    "foreign_id": ("raised", "not-found"),
    "blank_address_on_create": ("accepted", "refused"),
    "address_names_inherited": (True, False),
    "national_phone_accepted": (True, False),
    "missing_address_id": ("named", "unnamed"),
    "validation_codes": (True, False),
}
"""The answers that each question has, the assumed one first."""
