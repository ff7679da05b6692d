"""The part of the Admin API that the harness uses: what every slice holds, and what a diff compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "query": (
        "currentAppInstallation",
        "customer",
        "customerByAccessToken",
        "customerByIdentifier",
        "customers",
        "customersCount",
        "node",
        "nodes",
        "publicApiVersions",
        "shop",
    ),
    "mutation": (
        "customerAddTaxExemptions",
        "customerAddressCreate",
        "customerAddressDelete",
        "customerAddressUpdate",
        "customerCreate",
        "customerDelete",
        "customerMerge",
        "customerRemoveTaxExemptions",
        "customerReplaceTaxExemptions",
        "customerSet",
        "customerUpdate",
        "customerUpdateDefaultAddress",
        "customerWhatsAppMarketingConsentUpdate",
        "metafieldDefinitionCreate",
        "metafieldDefinitionDelete",
        "metafieldsSet",
        "orderCancel",
        "orderCreate",
        "orderDelete",
        "tagsAdd",
        "tagsRemove",
    ),
}
"""The operations that the harness uses: names of root fields by kind of operation."""

NEAR: Final = frozenset(
    {
        "AccessScope",
        "ApiVersion",
        "Count",
        "Customer",
        "CustomerEmailAddress",
        "CustomerEmailMarketingConsentState",
        "CustomerMergeRequest",
        "CustomerMergeable",
        "CustomerPhoneNumber",
        "CustomerSmsMarketingConsent",
        "CustomerSmsMarketingConsentState",
        "CustomerStatistics",
        "CustomerWhatsAppMarketingConsent",
        "DisplayableError",
        "IdentityProviderSubject",
        "Image",
        "MailingAddress",
        "Metafield",
        "MetafieldAccess",
        "MetafieldCapabilities",
        "MetafieldCapabilityAdminFilterable",
        "MetafieldCapabilityAnalyticsQueryable",
        "MetafieldCapabilityCartToOrderCopyable",
        "MetafieldCapabilitySmartCollectionCondition",
        "MetafieldCapabilityUniqueValues",
        "MetafieldDefinition",
        "MetafieldDefinitionConstraintValue",
        "MetafieldDefinitionConstraints",
        "MetafieldDefinitionIdentifier",
        "MetafieldDefinitionSupportedValidation",
        "MetafieldDefinitionType",
        "MetafieldDefinitionValidation",
        "MetafieldReference",
        "MoneyV2",
        "Node",
        "PageInfo",
        "ShopAddress",
        "ShopPlan",
        "StandardMetafieldDefinitionTemplate",
        "TaxSettings",
    }
)
"""Object types, interfaces and unions close to customers; a name that a version lacks does no harm."""

BESIDE: Final[Mapping[str, frozenset[str]]] = {
    "Order": frozenset({"statusPageUrl"}),
    "Shop": frozenset({"analyticsAnnotations", "draftOrders"}),
}
"""Fields that a thin type keeps by name, beyond those that its rule keeps; a version may lack them."""

_ERROR_INTERFACE: Final = "DisplayableError"
_PAGE_PARTS: Final[Mapping[str, str]] = {"Connection": "pageInfo", "Edge": "cursor"}
"""The field that shows that a type with this ending pages through others."""


def is_whole(name: str, fields: Collection[str], interfaces: Collection[str]) -> bool:
    """Tell whether a type belongs to the surface with all its fields: near, a connection, an edge, a user error.

    Args:
        name: the type's name.
        fields: names of its fields.
        interfaces: names of the interfaces that it implements.
    """
    is_page = any(name.endswith(ending) and part in fields for ending, part in _PAGE_PARTS.items())
    return name in NEAR or is_page or _ERROR_INTERFACE in interfaces
