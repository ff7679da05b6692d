"""How what the shop holds looks in GraphQL: dicts whose entries are values, or functions of a field's arguments."""

from __future__ import annotations

import base64
from typing import Any

from graphql import GraphQLError


def customer(held: dict[str, Any], currency: str) -> dict[str, Any]:
    """Return a customer as the type Customer."""
    email, phone = held["email"], held["phone"]
    listed = [address(one) for one in held["addresses"]]
    metafields = [{"__typename": "Metafield", **one} for one in held["metafields"]]
    names = " ".join(part for part in (held["firstName"], held["lastName"]) if part)
    return {
        "__typename": "Customer",
        **{field: held[field] for field in ("firstName", "lastName", "note", "locale", "taxExempt")},
        **{
            field: held[field]
            for field in ("taxExemptions", "tags", "createdAt", "updatedAt", "email", "phone")
        },
        "id": f"gid://shopify/Customer/{held['number']}",
        "legacyResourceId": str(held["number"]),
        "displayName": names or email or _international(phone),
        "defaultEmailAddress": email
        and {"emailAddress": email, "marketingState": "NOT_SUBSCRIBED", "validFormat": True},
        "defaultPhoneNumber": phone and {"phoneNumber": phone, "marketingState": "NOT_SUBSCRIBED"},
        "state": "DISABLED",
        "verifiedEmail": True,
        "canDelete": True,
        "numberOfOrders": "0",
        "amountSpent": {"amount": "0.0", "currencyCode": currency},
        "defaultAddress": listed[0] if listed else None,
        "addresses": lambda _info, first=250: listed[:first],
        "addressesV2": lambda _info, **arguments: connection(listed, **arguments),
        "metafields": lambda _info, **arguments: connection(metafields, **arguments),
        "metafield": lambda _info, key, namespace=None: next(
            (m for m in metafields if (m["namespace"], m["key"]) == (namespace, key)), None
        ),
    }


def address(held: dict[str, Any]) -> dict[str, Any]:
    """Return an address as the type MailingAddress."""
    area = " ".join(part for part in (held["city"], held["provinceCode"]) if part)
    parts = dict.fromkeys(part for part in (area, held["country"]) if part)
    return {
        "__typename": "MailingAddress",
        **held,
        "id": f"gid://shopify/MailingAddress/{held['number']}?model_name=CustomerAddress",
        "name": " ".join(part for part in (held["firstName"], held["lastName"]) if part) or None,
        "countryCode": held["countryCodeV2"],
        "formattedArea": ", ".join(parts) or None,
    }


def connection(
    nodes: list[dict[str, Any]],
    *,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
    reverse: bool = False,
    **_filters: Any,
) -> dict[str, Any]:
    """Return a page of nodes as a connection.

    Raises:
        GraphQLError: neither `first` nor `last` says how long the page is.
    """
    if first is None and last is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    edges = [{"node": node, "cursor": _cursor(index)} for index, node in enumerate(nodes)]
    if reverse:
        edges.reverse()
    cursors = [edge["cursor"] for edge in edges]
    start = cursors.index(after) + 1 if after in cursors else 0
    stop = cursors.index(before) if before in cursors else len(edges)
    if first is not None:
        stop = min(stop, start + first)
    else:
        start = max(start, stop - (last or 0))
    page = edges[start:stop]
    return {
        "edges": page,
        "nodes": [edge["node"] for edge in page],
        "pageInfo": {
            "hasNextPage": stop < len(edges),
            "hasPreviousPage": start > 0,
            "startCursor": page[0]["cursor"] if page else None,
            "endCursor": page[-1]["cursor"] if page else None,
        },
    }


def _cursor(index: int) -> str:
    return base64.b64encode(f"place {index}".encode()).decode()


def _international(phone: str | None) -> str:
    """Return a number as people read it: `+14158103301` is `+1 415-810-3301`; others stay as they are."""
    text = phone or ""
    return f"+1 {text[2:5]}-{text[5:8]}-{text[8:]}" if text.startswith("+1") and len(text) == 12 else text
