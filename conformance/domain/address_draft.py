"""Addresses as an input would make them, before anybody has said whether that is allowed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize, territories
from conformance.domain.command import UNSET, AddressInput, Unset
from conformance.domain.customer import ADDRESS, Address, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.domain.command import Maybe
    from conformance.domain.customer import Customer
    from conformance.domain.refusal import Surface

_BLANK: Final = Address(id=0)
_PLACE: Final = frozenset({"country", "country_code", "province", "province_code"})
_TEXTS: Final = tuple(each.name for each in fields(AddressInput) if each.name not in _PLACE | {"id"})


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """One entry of an address list.

    Attributes:
        index: its place in the list that was sent.
        given_id: the gid it was sent with, or None.
        on_creation: whether it is for a customer who does not exist yet.
        known: whether given_id is one of the customer's addresses, or there is none.
        country_invalid: whether a country was sent that Shopify does not know.
        province_invalid: whether a province was sent that its country does not have.
        blank_refused: whether it has no content, and that is not allowed.
        address: what it becomes; its id is 0 if it is new.
    """

    index: int
    given_id: str | None
    on_creation: bool
    known: bool
    country_invalid: bool
    province_invalid: bool
    blank_refused: bool
    address: Address


def address_drafts(
    given: Maybe[tuple[AddressInput, ...]], customer: Customer | None, surface: Surface
) -> tuple[AddressDraft, ...] | None:
    """Return what an address list becomes, or None if the addresses stay as they are (omitted, or null).

    Args:
        given: the list as sent.
        customer: whose addresses they are; None on creation.
        surface: says whether a blank address is allowed.
    """
    if isinstance(given, Unset) or given is None:
        return None
    known = {address.id: address for address in customer.addresses} if customer else {}
    drafts = []
    for index, entry in enumerate(given):
        number = number_of(entry.id, ADDRESS) if entry.id else None
        base = known.get(number) if number is not None else None
        merged, country_invalid, province_invalid = _merged(entry, base or _BLANK)
        drafts.append(
            AddressDraft(
                index=index,
                given_id=entry.id or None,
                on_creation=customer is None,
                known=base is not None or not entry.id,
                country_invalid=country_invalid,
                province_invalid=province_invalid,
                blank_refused=merged == _BLANK and not surface.blank_addresses and not country_invalid,
                address=merged,
            )
        )
    return tuple(drafts)


def placed(
    drafts: Iterable[AddressDraft],
    names: tuple[str | None, str | None],
    next_number: int,
    step: int,
    kept: Iterable[Address] = (),
) -> tuple[tuple[Address, ...], int | None, int]:
    """Return accepted entries as the addresses of a customer.

    Entries with equal content become one. New addresses get ascending ids, in the order of the list.

    Args:
        drafts: the entries, in the order of the list.
        names: the customer's first and last name, for new addresses without.
        next_number: the next free id.
        step: from one id to the next.
        kept: the addresses there were, if equal content keeps its id; that it does not is assumed.

    Returns:
        The addresses by ascending id, the id of the first entry's (the default; None if there are none), and the
        next free id.
    """
    seen: set[Address] = set()
    numbers = {replace(address, id=0): address.id for address in kept}
    addresses: dict[int, Address] = {}
    for draft in drafts:
        number = draft.address.id
        content = replace(draft.address, id=0) if number else inherited(draft.address, names)
        if content in seen:
            continue
        seen.add(content)
        if not number:
            number = numbers.get(content, 0) if numbers else 0
        if not number or number in addresses:
            number, next_number = next_number, next_number + step
        addresses[number] = replace(content, id=number)
    default = next(iter(addresses), None)
    return tuple(addresses[number] for number in sorted(addresses)), default, next_number


def _merged(entry: AddressInput, base: Address) -> tuple[Address, bool, bool]:
    values: dict[str, str | None] = {}
    for name in _TEXTS:
        value = getattr(entry, name)
        values[name] = getattr(base, name) if value is UNSET else normalize.text(value)
    country_code, country_invalid = _country(entry, base)
    province_code, province_invalid = (
        (None, False) if country_invalid else _province(entry, base, country_code)
    )
    phone = values["phone"]
    if phone:
        values["phone"] = normalize.address_phone(phone, country_code)
    merged = Address(
        id=base.id,
        country_code=country_code,
        country=territories.country_name(country_code) if country_code else None,
        province_code=province_code,
        province=territories.zones(country_code).get(province_code)
        if country_code and province_code
        else None,
        **values,
    )
    return merged, country_invalid, province_invalid


def _country(entry: AddressInput, base: Address) -> tuple[str | None, bool]:
    """Return the country's code, which wins over its name, and whether what was sent is no country."""
    if entry.country_code is UNSET and entry.country is UNSET:
        return base.country_code, False
    sent = normalize.text(entry.country_code or None) or normalize.text(entry.country or None)
    code = territories.find_country(sent) if sent else None
    return code, bool(sent) and code is None


def _province(entry: AddressInput, base: Address, country: str | None) -> tuple[str | None, bool]:
    """Return the province's code, which wins over its name, and whether what was sent is not in the country.

    A country without zones has no province, whatever was sent; so has an address without a country.
    """
    if country is None or not territories.zones(country):
        return None, False
    if entry.province_code is UNSET and entry.province is UNSET:
        sent = base.province_code
    else:
        sent = normalize.text(entry.province_code or None) or normalize.text(entry.province or None)
    code = territories.find_zone(country, sent) if sent else None
    return code, bool(sent) and code is None


def inherited(address: Address, names: tuple[str | None, str | None]) -> Address:
    """Return an address with the customer's first and last name, each where it has none."""
    if address.first_name and address.last_name:
        return address
    return replace(
        address, first_name=address.first_name or names[0], last_name=address.last_name or names[1]
    )
