"""What an app may see and do: access scopes and approval for protected customer data.

Which scope a field or a type needs and which fields are protected: Shopify's own schema (2026-10). Forms and texts
of the refusals: recorded of other fields and reported by users; that a scope to write includes the one to read is
how Shopify's client libraries count them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.mock.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.behaviour import Behaviour

_SCOPES: Final = "https://shopify.dev/api/usage/access-scopes"
_PROTECTED_DATA: Final = "https://shopify.dev/docs/apps/launch/protected-customer-data"
_UNAPPROVED: Final = (
    f"This app is not approved to access the {{}} object. See {_PROTECTED_DATA} for more details."
)
_UNAPPROVED_FIELD: Final = (
    f"This app is not approved to use the {{}} field. See {_PROTECTED_DATA} for more details."
)
_BASIC_PLAN: Final = (
    "This app is not approved to access the {} object. Access to personally identifiable information (PII) like"
    " customer names, addresses, emails, phone numbers is only available on Shopify, Advanced, and Plus plans."
    f" Learn more: {_PROTECTED_DATA}"
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a field or a type needs.

    Attributes:
        text: as the refusal says it.
        scopes: any of them is enough.
    """

    text: str
    scopes: tuple[str, ...]


_READ: Final = Requirement("`read_customers` access scope.", ("read_customers",))
_WRITE: Final = Requirement("`write_customers` access scope.", ("write_customers",))
_ORDERS: Final = Requirement(
    "`read_orders` access scope, `read_marketplace_orders` access scope or `read_quick_sale` access scope.",
    ("read_orders", "read_marketplace_orders", "read_quick_sale"),
)

_WRITE_ORDERS: Final = Requirement("`write_orders` access scope.", ("write_orders",))
_MERGE: Final = Requirement("`write_customer_merge` access scope.", ("write_customer_merge",))

# Of those for tags, metafields and definitions the schema says nothing, or in general terms "the access needed to
# change the owner"; owners are customers here. What single addresses, merging and orders need is assumed: that an app
# which merged customers had write_customer_merge is recorded.
_FIELDS: Final[Mapping[tuple[str, str], Requirement]] = {
    ("QueryRoot", "customerByIdentifier"): _READ,
    ("QueryRoot", "customersCount"): _READ,
    ("Mutation", "customerSet"): _WRITE,
    ("Mutation", "customerCreate"): _WRITE,
    ("Mutation", "customerUpdate"): _WRITE,
    ("Mutation", "customerDelete"): _WRITE,
    ("Mutation", "customerAddressCreate"): _WRITE,
    ("Mutation", "customerAddressUpdate"): _WRITE,
    ("Mutation", "customerAddressDelete"): _WRITE,
    ("Mutation", "customerUpdateDefaultAddress"): _WRITE,
    ("Mutation", "customerWhatsAppMarketingConsentUpdate"): _WRITE,
    ("Mutation", "customerMerge"): _MERGE,
    ("Mutation", "orderCreate"): _WRITE_ORDERS,
    ("Mutation", "orderCancel"): _WRITE_ORDERS,
    ("Mutation", "orderDelete"): _WRITE_ORDERS,
    ("Mutation", "customerAddTaxExemptions"): _WRITE,
    ("Mutation", "customerRemoveTaxExemptions"): _WRITE,
    ("Mutation", "customerReplaceTaxExemptions"): _WRITE,
    ("Mutation", "tagsAdd"): _WRITE,
    ("Mutation", "tagsRemove"): _WRITE,
    ("Mutation", "metafieldsSet"): _WRITE,
    ("Mutation", "metafieldDefinitionCreate"): _WRITE,
    ("Mutation", "metafieldDefinitionDelete"): _WRITE,
}
_TYPES: Final[Mapping[str, Requirement]] = {
    "Customer": _READ,
    "CustomerEmailAddress": _READ,
    "CustomerPhoneNumber": _READ,
    "Order": _ORDERS,
}
PROTECTED: Final[Mapping[str, frozenset[str]]] = {
    "Customer": frozenset({"displayName", "email", "firstName", "lastName", "phone"}),
    "MailingAddress": frozenset(
        {
            "address1",
            "address2",
            "firstName",
            "formatted",
            "lastName",
            "latitude",
            "longitude",
            "name",
            "phone",
            "zip",
        }
    ),
    "CustomerEmailAddress": frozenset({"emailAddress"}),
    "CustomerPhoneNumber": frozenset({"phoneNumber"}),
    "Order": frozenset({"email", "phone", "statusPageUrl"}),
}
"""Protected fields by type."""

PHONES: Final = frozenset(
    {
        ("Customer", "phone"),
        ("CustomerPhoneNumber", "phoneNumber"),
        ("MailingAddress", "phone"),
        ("Order", "phone"),
    }
)
"""Fields that hold a phone number."""


@dataclass(frozen=True, slots=True)
class Access:
    """What an app that may not do everything may do.

    Attributes:
        scopes: of its token, with what they include.
        protected_data: see `Behaviour`.
    """

    scopes: frozenset[str]
    protected_data: str

    def refuse_field(self, parent: str, name: str) -> FieldError | None:
        """Return why a field is refused whatever is selected of it; None if it is not."""
        requirement = _FIELDS.get((parent, name))
        if requirement is not None and self.scopes.isdisjoint(requirement.scopes):
            return _denied(name, requirement)
        if self.protected_data == "level_1" and name in PROTECTED.get(parent, ()):
            # The text is reported; that the field alone is refused is assumed.
            return _unapproved(_UNAPPROVED_FIELD.format(name))
        return None

    def masks(self, parent: str, name: str) -> bool:
        """Tell whether a field's phone number is shown only in part."""
        return self.protected_data == "masked_phones" and (parent, name) in PHONES

    def refuse_object(
        self, name: str, type_name: str, selects_protected: Callable[[str], bool]
    ) -> FieldError | None:
        """Return why a field is refused an object of a type; None if it is not.

        Args:
            name: of the field.
            type_name: of the object; for a connection, of its nodes.
            selects_protected: whether protected fields of such an object are selected.
        """
        requirement = _TYPES.get(type_name)
        if requirement is not None and self.scopes.isdisjoint(requirement.scopes):
            return _denied(name, requirement)
        if type_name not in PROTECTED:
            return None
        if self.protected_data == "level_0":
            return _unapproved(_UNAPPROVED.format(type_name))
        if self.protected_data == "basic_plan" and selects_protected(type_name):
            return _unapproved(_BASIC_PLAN.format(type_name))
        return None


def access_of(behaviour: Behaviour) -> Access | None:
    """Return what the app may do on a shop; None if there is nothing that it may not."""
    scopes = set(behaviour.scopes)
    scopes |= {
        f"read_{scope.removeprefix('write_')}" for scope in behaviour.scopes if scope.startswith("write_")
    }
    needed = {*_FIELDS.values(), *_TYPES.values()}
    if behaviour.protected_data == "level_2" and not any(scopes.isdisjoint(each.scopes) for each in needed):
        return None
    return Access(frozenset(scopes), behaviour.protected_data)


def _denied(name: str, requirement: Requirement) -> FieldError:
    return FieldError(
        f"Access denied for {name} field. Required access: {requirement.text}",
        "ACCESS_DENIED",
        documentation=_SCOPES,
        requiredAccess=requirement.text,
    )


def _unapproved(message: str) -> FieldError:
    return FieldError(message, "ACCESS_DENIED")
