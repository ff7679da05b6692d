"""The part of Shopify's GraphQL types that a scenario can name: what is sent, and what the harness selects.

A copy of the schema, so that linting needs none; a test compares it with the slices of every bundled version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A GraphQL type as it is used at a place.

    Attributes:
        name: the named type at the bottom.
        required: whether null is not allowed.
        item: the type of the elements, if this is a list.
    """

    name: str
    required: bool = False
    item: TypeRef | None = None

    @classmethod
    def parse(cls, text: str) -> TypeRef:
        """Return the type that `[String!]!` or the like stands for."""
        required = text.endswith("!")
        text = text.removesuffix("!")
        if text.startswith("["):
            item = cls.parse(text[1:-1])
            return cls(item.name, required, item)
        return cls(text, required)

    def __str__(self) -> str:
        return f"{f'[{self.item}]' if self.item else self.name}{'!' if self.required else ''}"


@dataclass(frozen=True, slots=True)
class Sugar:
    """A short name for a nested field.

    Attributes:
        outer: the response key that it stands for.
        inner: the key in that.
        type: the type of the value there.
        lifts_null: whether null means that the outer object is null.
    """

    outer: str
    inner: str
    type: TypeRef
    lifts_null: bool = False


JSON: Final = TypeRef("JSON")
"""The type of a place that may hold anything; compared by identity."""


DEFINITION: Final = TypeRef("MetafieldDefinition")
CUSTOMER: Final = TypeRef("Customer")


def _types(table: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, TypeRef]]:
    return {
        name: {key: JSON if text == "JSON" else TypeRef.parse(text) for key, text in fields.items()}
        for name, fields in table.items()
    }


STRINGS: Final = frozenset({"String", "ID", "DateTime", "Decimal", "UnsignedInt64"})
"""Scalars whose values are JSON strings: a bare YAML scalar there is a string, to the letter."""

INPUTS: Final = _types(
    {
        "CustomerSetInput": {
            "addresses": "[MailingAddressInput!]",
            "email": "String",
            "firstName": "String",
            "id": "ID",
            "lastName": "String",
            "locale": "String",
            "note": "String",
            "phone": "String",
            "tags": "[String!]",
            "taxExempt": "Boolean",
            "taxExemptions": "[TaxExemption!]",
        },
        "MailingAddressInput": {
            "address1": "String",
            "address2": "String",
            "city": "String",
            "company": "String",
            "country": "String",
            "countryCode": "CountryCode",
            "firstName": "String",
            "id": "ID",
            "lastName": "String",
            "phone": "String",
            "province": "String",
            "provinceCode": "String",
            "zip": "String",
        },
        "CustomerSetIdentifiers": {
            "customId": "UniqueMetafieldValueInput",
            "email": "String",
            "id": "ID",
            "phone": "String",
        },
        "UniqueMetafieldValueInput": {"key": "String!", "namespace": "String", "value": "String!"},
    }
)
"""Input fields by input type, as in the schema."""

ONE_OF: Final = frozenset({"CustomerSetIdentifiers"})
"""Input types of which exactly one field is given, and not as null."""

_ADDRESS: Final = {
    "id": "ID",
    "firstName": "String",
    "lastName": "String",
    "name": "String",
    "company": "String",
    "address1": "String",
    "address2": "String",
    "city": "String",
    "province": "String",
    "provinceCode": "String",
    "country": "String",
    "countryCodeV2": "CountryCode",
    "zip": "String",
    "phone": "String",
    "formattedArea": "String",
}

SELECTED: Final = _types(
    {
        "Customer": {
            "id": "ID",
            "legacyResourceId": "UnsignedInt64",
            "firstName": "String",
            "lastName": "String",
            "displayName": "String",
            "note": "String",
            "locale": "String",
            "state": "CustomerState",
            "verifiedEmail": "Boolean",
            "taxExempt": "Boolean",
            "taxExemptions": "[TaxExemption]",
            "tags": "[String]",
            "canDelete": "Boolean",
            "numberOfOrders": "UnsignedInt64",
            "amountSpent": "MoneyV2",
            "createdAt": "DateTime",
            "updatedAt": "DateTime",
            "defaultEmailAddress": "CustomerEmailAddress",
            "defaultPhoneNumber": "CustomerPhoneNumber",
            "defaultAddress": "MailingAddress",
            "addressesV2": "MailingAddressConnection",
            "metafields": "MetafieldConnection",
        },
        "MoneyV2": {"amount": "Decimal", "currencyCode": "CurrencyCode"},
        "CustomerEmailAddress": {
            "emailAddress": "String",
            "marketingState": "CustomerEmailAddressMarketingState",
        },
        "CustomerPhoneNumber": {"phoneNumber": "String", "marketingState": "CustomerSmsMarketingState"},
        "MailingAddress": _ADDRESS,
        "MailingAddressConnection": {"nodes": "[MailingAddress]"},
        "MetafieldConnection": {"nodes": "[Metafield]"},
        "Metafield": {"namespace": "String", "key": "String", "type": "String", "value": "String"},
        "CustomerSetUserError": {
            "code": "CustomerSetUserErrorCode",
            "field": "[String]",
            "message": "String",
        },
        "UserError": {"field": "[String]", "message": "String"},
        "MetafieldDefinition": {"namespace": "String", "key": "String"},
        "AnyUserError": {"code": "String", "field": "[String]", "message": "String"},
        "TopLevelError": {"message": "String", "path": "JSON", "locations": "JSON", "extensions": "JSON"},
    }
)
"""Response fields by object type: what the harness's own documents select, nullability left out.

No GraphQL types are `AnyUserError`, whose code may be of any mutation's, and `TopLevelError`, an entry of a
response's `errors`. JSON is any value.
"""

SUGAR: Final[Mapping[str, Mapping[str, Sugar]]] = {
    "Customer": {
        "email": Sugar("defaultEmailAddress", "emailAddress", TypeRef("String"), lifts_null=True),
        "phone": Sugar("defaultPhoneNumber", "phoneNumber", TypeRef("String"), lifts_null=True),
        "addresses": Sugar("addressesV2", "nodes", TypeRef.parse("[MailingAddress]")),
        "metafields": Sugar("metafields", "nodes", TypeRef.parse("[Metafield]")),
    },
    "TopLevelError": {
        "code": Sugar("extensions", "code", TypeRef("String")),
        "problems": Sugar("extensions", "problems", JSON),
    },
}
"""Short names by the type whose fields they join."""


def field_type(owner: str, name: str) -> TypeRef | None:
    """Return the type of a selected field, short names included, or None if `owner` has no such field."""
    sugar = SUGAR.get(owner, {}).get(name)
    return sugar.type if sugar else SELECTED[owner].get(name)


def field_names(owner: str) -> list[str]:
    """Return the names that a scenario may use for the selected fields of an object type."""
    return [*SELECTED[owner], *(name for name in SUGAR.get(owner, {}) if name not in SELECTED[owner])]


def long_path(path: str) -> str:
    """Return a dotted path below a customer with the short name that it may begin with resolved."""
    first, dot, rest = path.partition(".")
    sugar = SUGAR["Customer"].get(first)
    if not sugar or (sugar.outer == first and rest.partition(".")[0] == sugar.inner):
        return path
    return f"{sugar.outer}.{sugar.inner}{dot}{rest}"
