"""Where the schema holds what belongs to a person or tells the shop, as a table.

Sources: Shopify's introspection marks the protected fields of Customer, MailingAddress, CustomerEmailAddress,
CustomerPhoneNumber and Order (2026-10). The rest of an address, notes, tags, values of metafields, cursors and whatever
names the shop are ours to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PROTECTED: Final[Mapping[str, frozenset[str]]] = {
    "Customer": frozenset(
        {
            *("displayName", "email", "firstName", "lastName", "phone"),
            *("note", "tags", "multipassIdentifier", "unsubscribeUrl"),
        }
    ),
    "MailingAddress": frozenset(
        {
            *("address1", "address2", "firstName", "formatted", "lastName", "latitude", "longitude"),
            *("name", "phone", "zip", "city", "company", "formattedArea"),
        }
    ),
    "CustomerEmailAddress": frozenset({"emailAddress", "marketingUnsubscribeUrl", "openTrackingUrl"}),
    "CustomerPhoneNumber": frozenset({"phoneNumber"}),
    "IdentityProviderSubject": frozenset({"subject"}),
    "Order": frozenset({"email", "phone", "statusPageUrl", "note", "tags"}),
    "Metafield": frozenset({"value", "jsonValue"}),
    "CompanyContact": frozenset({"title"}),
    "Company": frozenset({"name", "note"}),
    "CommentEvent": frozenset({"message", "rawMessage"}),
    "Event": frozenset({"message"}),
    "BasicEvent": frozenset({"message", "arguments"}),
    "Image": frozenset({"url", "src", "originalSrc", "altText"}),
    "Shop": frozenset(
        {
            *("id", "name", "email", "contactEmail", "myshopifyDomain", "url", "shopOwnerName"),
            *("richTextEditorUrl", "description", "orderNumberFormatPrefix", "orderNumberFormatSuffix"),
        }
    ),
    "Domain": frozenset({"host", "url"}),
}
"""Protected fields by type."""

CURSORS: Final = frozenset({"cursor", "startCursor", "endCursor"})
"""Fields of any type that hold the place in a list, and with it values of what stands there."""

GEOGRAPHIC: Final = frozenset({"country", "countryCode", "countryCodeV2", "province", "provinceCode"})
"""Fields whose words may stand in an address although nobody sent them: they are named after a code that was sent."""

MESSAGES: Final = frozenset({"message"})
"""Fields of texts in which a server may repeat what it was sent, or holds."""

_ANYWHERE: Final = frozenset().union(*PROTECTED.values()) - {"id", "title", "description", "url", "value"}


_OUTSIDE: Final = frozenset(
    {
        *("displayName", "firstName", "lastName", "email", "phone", "emailAddress", "phoneNumber"),
        *("address1", "address2", "city", "zip", "company", "latitude", "longitude", "myshopifyDomain"),
    }
)
"""Fields that tell of a person also in the extensions of an error, where other names mean anything."""


def is_protected(kind: str | None, field: str) -> bool:
    """Tell whether a field holds what must not be written down.

    Args:
        kind: the name of its type; None where the schema does not tell, and then a name alone is enough; empty for what
            is no part of an answer's data.
        field: the field's name.
    """
    if field in CURSORS:
        return True
    if kind is None:
        return field in _ANYWHERE
    if not kind:
        return field in _OUTSIDE
    return field in PROTECTED.get(kind, frozenset())


KEPT_HEADERS: Final = frozenset(
    {
        *("content-type", "content-language", "date", "location", "retry-after"),
        *("x-shopify-api-version", "x-shopify-api-deprecated-reason", "x-shopify-api-version-warning"),
        "x-request-id",
    }
)
"""Response headers that are written down; every other one is left out."""
