"""Why an address is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.domain.refusal import Rule, user_errors, violations
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from conformance.domain.address_draft import AddressDraft
    from conformance.domain.customer import Address
    from conformance.domain.refusal import Surface, UserError

TEXT_LIMIT: Final = 255

# A tag holds no other: a text full of opening brackets would be searched again from each.
_TAG: Final = re.compile(r"<[A-Za-z!/][^<>]*>")
_URL: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://")
_EMOJI: Final = re.compile("[\u231a\u231b\u23e9-\u23f3\u2600-\u27bf\u2b50\u2b55\ufe0f\U0001f000-\U0001faff]")
_SUSPICIOUS: Final = re.compile(f"{_TAG.pattern}|{_URL.pattern}|{_EMOJI.pattern}")

# In the order in which several errors of one address are reported, which is assumed.
_TEXTS: Final = (
    ("first_name", "firstName", "First name"),
    ("last_name", "lastName", "Last name"),
    ("company", "company", "Company"),
    ("address1", "address1", "Address1"),
    ("address2", "address2", "Address2"),
    ("city", "city", "City"),
    ("zip", "zip", "Zip"),
    ("phone", "phone", "Phone"),
)

_VALIDATION: Final = "SDP H1/customer-address-input-validation"
_PLACES: Final = "SDP H1/customer-address-country-province-validation"


@dataclass(frozen=True, slots=True)
class AddressText:
    """One text of an address, with its name in paths and in messages."""

    index: int
    name: str
    label: str
    value: str


ADDRESS_TEXT_RULES: Final[tuple[Rule[AddressText], ...]] = (
    Rule(
        id="address.text-too-long",
        field=("addresses", "{it.index}", "{it.name}"),
        message=f"{{it.label}} is too long (maximum is {TEXT_LIMIT} characters)",
        code="TOO_LONG",
        evidence=Evidence.OBSERVED,
        source=f"{_VALIDATION}#/customerCreateNestedTooLong for Address1; the other texts are assumed alike",
        broken=lambda it: len(it.value) > TEXT_LIMIT,
    ),
    Rule(
        id="address.text-html",
        field=("addresses", "{it.index}", "{it.name}"),
        message="{it.label} cannot contain HTML tags",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_VALIDATION}#/addressCreateCityHtml, #/addressCreatePhoneHtml; the other texts are assumed alike",
        broken=lambda it: _TAG.search(it.value) is not None,
    ),
    Rule(
        id="address.text-url",
        field=("addresses", "{it.index}", "{it.name}"),
        message="{it.label} cannot contain URL",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_VALIDATION}#/addressCreateCityUrl, #/addressCreateZipUrl; the other texts are assumed alike",
        broken=lambda it: _URL.search(it.value) is not None,
    ),
    Rule(
        id="address.text-emoji",
        field=("addresses", "{it.index}", "{it.name}"),
        message="{it.label} cannot contain emojis",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_VALIDATION}#/addressCreateAddressEmoji; the other texts are assumed alike",
        broken=lambda it: _EMOJI.search(it.value) is not None,
    ),
)

ADDRESS_RULES: Final[tuple[Rule[AddressDraft], ...]] = (
    Rule(
        id="address.id-on-creation",
        field=("addresses", "{it.index}", "id"),
        message="Cannot specify address ID on creation",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source="SDP H1/customer-create-rejects-nested-ids; for customerSet assumed alike",
        broken=lambda it: it.on_creation and it.given_id is not None,
        alone=True,
    ),
    Rule(
        id="address.unknown-id",
        field=("addresses", "{it.index}", "id"),
        message="Customer address does not exist",
        code="NOT_FOUND",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-update-inline-address-id-semantics#/unknownId; for customerSet assumed alike",
        broken=lambda it: not it.known,
        alone=True,
    ),
    Rule(
        id="address.blank",
        field=("addresses", "{it.index}"),
        message="Customer address cannot be blank.",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_VALIDATION}#/customerCreateNestedBlank; customerSet accepts it, recorded on update, assumed on create",
        broken=lambda it: it.blank_refused,
        alone=True,
    ),
    Rule(
        id="address.country-invalid",
        field=("addresses", "{it.index}", "country"),
        message="Country is invalid",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_PLACES}#/customerCreateUnknownCountry, #/addressCreateUnknownCountry",
        broken=lambda it: it.country_invalid,
    ),
    Rule(
        id="address.province-invalid",
        field=("addresses", "{it.index}", "province"),
        message="Province is invalid",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_PLACES}#/customerSetWrongProvinceCountry",
        broken=lambda it: it.province_invalid,
    ),
)
"""Of the whole address. An unknown country says nothing about the province, as recorded."""


def address_errors(
    drafts: tuple[AddressDraft, ...], surface: Surface, unchecked: Collection[str] = ()
) -> Iterator[UserError]:
    """Yield the errors of a list of addresses, entry by entry; those of `unchecked` rules are left out."""
    for draft in drafts:
        broken = violations(ADDRESS_RULES, draft, unchecked)
        if _is_suspicious(draft.address) and not any(rule.alone for rule in broken):
            for subject in _texts(draft):
                yield from user_errors(ADDRESS_TEXT_RULES, subject, surface, unchecked)
        for rule in broken:
            yield rule.user_error(draft, surface)


def _is_suspicious(address: Address) -> bool:
    values = [value for name, _, _ in _TEXTS if (value := getattr(address, name))]
    joined = "\n".join(values)
    return len(joined) > TEXT_LIMIT or _SUSPICIOUS.search(joined) is not None


def _texts(draft: AddressDraft) -> Iterator[AddressText]:
    for attribute, name, label in _TEXTS:
        value = getattr(draft.address, attribute)
        if value:
            yield AddressText(draft.index, name, label, value)
