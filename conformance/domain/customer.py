"""Customers and what belongs to them, as immutable values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.layout import AREA, layout_lines, zone_text

if TYPE_CHECKING:
    from datetime import datetime

CUSTOMER: Final = "Customer"
ADDRESS: Final = "MailingAddress"
METAFIELD: Final = "Metafield"
DEFINITION: Final = "MetafieldDefinition"
ORDER: Final = "Order"

_GID: Final = re.compile(r"gid://shopify/(\w+)/([1-9][0-9]{0,18})(?:\?[^/]*)?")
_LONGEST_GID: Final = 255


def gid(kind: str, number: int) -> str:
    """Return a global id, such as `gid://shopify/Customer/1`; an address says which model it belongs to."""
    suffix = "?model_name=CustomerAddress" if kind == ADDRESS else ""
    return f"gid://shopify/{kind}/{number}{suffix}"


def parse_gid(text: str) -> tuple[str, int] | None:
    """Return kind and number of a global id, or None if it is none. Parameters after `?` are ignored."""
    return _parsed(text) if len(text) <= _LONGEST_GID else None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[str, int] | None:
    match = _GID.fullmatch(text)
    return (match[1], int(match[2])) if match else None


def number_of(text: str, kind: str) -> int | None:
    """Return the number of a global id of this kind, or None."""
    parsed = parse_gid(text)
    return parsed[1] if parsed and parsed[0] == kind else None


def full_name(first_name: str | None, last_name: str | None) -> str | None:
    """Return both names, one of them, or None."""
    return " ".join(filter(None, (first_name, last_name))) or None


@dataclass(frozen=True, slots=True)
class Address:
    """A mailing address of a customer; all texts are trimmed and not empty."""

    id: int
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country: str | None = None
    country_code: str | None = None
    zip: str | None = None
    phone: str | None = None

    @property
    def name(self) -> str | None:
        """First and last name."""
        return full_name(self.first_name, self.last_name)

    @property
    def formatted_area(self) -> str | None:
        """City, province and country in one line: `Ottawa ON, Canada`. None if all are missing."""
        values = {name: value for name, value in self._values().items() if name in AREA}
        return ", ".join(layout_lines(values, self.country_code)) or None

    def formatted(self, *, with_name: bool = False, with_company: bool = True) -> tuple[str, ...]:
        """Return the lines of the address in the order of its country. The phone is not part of them."""
        values = self._values()
        if not with_name:
            del values["firstName"], values["lastName"]
        if not with_company:
            del values["company"]
        return layout_lines(values, self.country_code)

    def _values(self) -> dict[str, str | None]:
        return {
            "firstName": self.first_name,
            "lastName": self.last_name,
            "company": self.company,
            "address1": self.address1,
            "address2": self.address2,
            "city": self.city,
            "province": zone_text(self.country_code, self.province_code, self.province),
            "country": self.country,
            "zip": self.zip,
        }


@dataclass(frozen=True, slots=True)
class Metafield:
    """A typed value beside a customer, unique by namespace and key."""

    id: int
    namespace: str
    key: str
    type: str
    value: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class MetafieldDefinition:
    """What metafields of an owner type, namespace and key must be.

    Attributes:
        unique_values: whether no two owners may have the same value.
    """

    id: int
    namespace: str
    key: str
    type: str
    name: str
    owner_type: str = "CUSTOMER"
    unique_values: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a customer, as far as customers show it.

    Attributes:
        number: 1001 for the first of a shop; its name is `#1001`.
        customer: the id of the customer.
        cancelled_at: when it was cancelled; None if it was not.
    """

    id: int
    number: int
    customer: int
    email: str | None
    currency: str
    note: str | None
    tags: tuple[str, ...]
    is_test: bool
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None = None

    @property
    def gid(self) -> str:
        """The order's global id."""
        return gid(ORDER, self.id)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of a shop.

    Attributes:
        email: normalized, unique in the shop.
        phone: E.164, unique in the shop.
        tags: sorted without regard to case.
        addresses: in ascending order of ids.
        default_address_id: one of the addresses'; None if there are none.
        created_at: UTC, whole seconds, like updated_at.
        orders: how many orders there were ever, deleted ones too; a customer with any can't be deleted.
        placed: those that there are, in ascending order of ids; a restored state may know their number alone.
    """

    id: int
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    note: str | None
    locale: str
    tags: tuple[str, ...]
    tax_exempt: bool
    tax_exemptions: tuple[str, ...]
    addresses: tuple[Address, ...]
    default_address_id: int | None
    metafields: tuple[Metafield, ...]
    created_at: datetime
    updated_at: datetime
    orders: int = 0
    placed: tuple[Order, ...] = ()

    @property
    def gid(self) -> str:
        """The customer's global id."""
        return gid(CUSTOMER, self.id)

    @property
    def display_name(self) -> str:
        """The name; without one the email, without that the phone in international form."""
        name = full_name(self.first_name, self.last_name) or self.email
        return name or (normalize.international_phone(self.phone) if self.phone else "")

    @property
    def default_address(self) -> Address | None:
        """The address that is used unless another is asked for."""
        return next((each for each in self.addresses if each.id == self.default_address_id), None)

    def metafield(self, namespace: str, key: str) -> Metafield | None:
        """Return the metafield with this namespace and key, or None."""
        return next(
            (each for each in self.metafields if (each.namespace, each.key) == (namespace, key)), None
        )
