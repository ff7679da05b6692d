"""What a client asks for, as values: omitted, null and a value are three different things."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


class Unset(Enum):
    """The type of UNSET."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""Stands for an input field that was not sent; None stands for an explicit null."""

Maybe: TypeAlias = T | Unset | None


@dataclass(frozen=True, slots=True)
class AddressInput:
    """MailingAddressInput. `id` is the address's gid."""

    address1: Maybe[str] = UNSET
    address2: Maybe[str] = UNSET
    city: Maybe[str] = UNSET
    company: Maybe[str] = UNSET
    country: Maybe[str] = UNSET
    country_code: Maybe[str] = UNSET
    first_name: Maybe[str] = UNSET
    id: Maybe[str] = UNSET
    last_name: Maybe[str] = UNSET
    phone: Maybe[str] = UNSET
    province: Maybe[str] = UNSET
    province_code: Maybe[str] = UNSET
    zip: Maybe[str] = UNSET


@dataclass(frozen=True, slots=True)
class CustomerInput:
    """CustomerSetInput, and the part of CustomerInput that is equal to it. `id` is the customer's gid."""

    first_name: Maybe[str] = UNSET
    last_name: Maybe[str] = UNSET
    email: Maybe[str] = UNSET
    phone: Maybe[str] = UNSET
    note: Maybe[str] = UNSET
    locale: Maybe[str] = UNSET
    tags: Maybe[tuple[str, ...]] = UNSET
    tax_exempt: Maybe[bool] = UNSET
    tax_exemptions: Maybe[tuple[str, ...]] = UNSET
    addresses: Maybe[tuple[AddressInput, ...]] = UNSET
    id: Maybe[str] = UNSET


@dataclass(frozen=True, slots=True)
class ById:
    """The customer with this gid; never creates."""

    gid: str


@dataclass(frozen=True, slots=True)
class ByEmail:
    """The customer with this email, or a new one."""

    email: str


@dataclass(frozen=True, slots=True)
class ByPhone:
    """The customer with this phone, or a new one."""

    phone: str


@dataclass(frozen=True, slots=True)
class ByCustomId:
    """The customer with this value in a metafield of type `id`, or a new one.

    Attributes:
        namespace: None means the namespace that is reserved for the app.
    """

    namespace: str | None
    key: str
    value: str


Identifier = ById | ByEmail | ByPhone | ByCustomId


@dataclass(frozen=True, slots=True)
class CustomerSet:
    """A call of customerSet; without an identifier it creates, unless the deprecated `input.id` names somebody."""

    identifier: Identifier | None
    input: CustomerInput


@dataclass(frozen=True, slots=True)
class MetafieldEntry:
    """MetafieldsSetInput, without compareDigest."""

    owner_id: str
    key: str
    value: str
    namespace: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class DefinitionInput:
    """MetafieldDefinitionInput, as far as it matters here.

    Attributes:
        unique_values: `capabilities.uniqueValues.enabled`; None if it was not sent.
    """

    key: str
    name: str
    type: str
    namespace: str | None = None
    owner_type: str = "CUSTOMER"
    description: str | None = None
    unique_values: bool | None = None


_ADDRESS_FIELDS: Final = {
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "company": "company",
    "country": "country",
    "countryCode": "country_code",
    "firstName": "first_name",
    "id": "id",
    "lastName": "last_name",
    "phone": "phone",
    "province": "province",
    "provinceCode": "province_code",
    "zip": "zip",
}
_CUSTOMER_FIELDS: Final = {
    "firstName": "first_name",
    "lastName": "last_name",
    "email": "email",
    "phone": "phone",
    "note": "note",
    "locale": "locale",
    "taxExempt": "tax_exempt",
    "id": "id",
}
_CUSTOMER_LISTS: Final = {"tags": "tags", "taxExemptions": "tax_exemptions"}


def address_input(given: Mapping[str, Any]) -> AddressInput:
    """Return a MailingAddressInput value, keyed by its GraphQL names, as an AddressInput."""
    return AddressInput(**{name: given[key] for key, name in _ADDRESS_FIELDS.items() if key in given})


def customer_input(given: Mapping[str, Any]) -> CustomerInput:
    """Return a CustomerSetInput or CustomerInput value, keyed by its GraphQL names, as a CustomerInput.

    Fields that are not modelled (metafields, marketing consent, ...) are left out.
    """
    fields = {name: given[key] for key, name in _CUSTOMER_FIELDS.items() if key in given}
    for key, name in _CUSTOMER_LISTS.items():
        if key in given:
            fields[name] = None if given[key] is None else tuple(given[key])
    if "addresses" in given:
        addresses = given["addresses"]
        fields["addresses"] = None if addresses is None else tuple(map(address_input, addresses))
    return CustomerInput(**fields)


def identifier(given: Mapping[str, Any] | None) -> Identifier | None:
    """Return a CustomerSetIdentifiers value, of which exactly one key is set, as an identifier.

    An explicit null is the same as none: the argument is nullable.
    """
    if given is None:
        return None
    [(key, value)] = given.items()
    if key == "customId":
        return ByCustomId(value.get("namespace"), value["key"], value["value"])
    kinds: dict[str, Callable[[str], Identifier]] = {"id": ById, "email": ByEmail, "phone": ByPhone}
    return kinds[key](value)


def customer_set_command(
    identifier_given: Mapping[str, Any] | None, input_given: Mapping[str, Any]
) -> CustomerSet:
    """Return the arguments of customerSet as a command.

    Args:
        identifier_given: `identifier`, already coerced by the schema: one key, or None.
        input_given: `input`, likewise, keyed by GraphQL names.
    """
    return CustomerSet(identifier(identifier_given), customer_input(input_given))
