"""The fields of QueryRoot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.domain.customer import CUSTOMER, parse_gid
from conformance.mock.bounds import CODE, MOST_SEARCHED
from conformance.mock.errors import FieldError
from conformance.mock.page import page
from conformance.mock.resolvers.shops import ShopView
from conformance.mock.search import FILTERS, parse_query, warnings
from conformance.versions import BUNDLED, NEWEST_STABLE, ApiVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from conformance.domain.customer import Customer
    from conformance.mock.page import Page
    from conformance.mock.resolvers.context import Context
    from conformance.mock.search import Filters, Query
    from conformance.wire import Json


class QueryRoot:
    """The source of the fields of QueryRoot."""


QUERY: Final = QueryRoot()

_MISSING_DEFINITION: Final = "Metafield definition of type 'id' is required when using custom ids."


def customer_number(gid: str) -> int:
    """Return the number of a customer's id.

    Raises:
        FieldError: it is the id of something else; recorded for other fields.
    """
    parsed = parse_gid(gid)
    if parsed is None or parsed[0] != CUSTOMER:
        raise FieldError(f"Invalid id: {gid}", "RESOURCE_NOT_FOUND")
    return parsed[1]


def _seen(context: Context, customer: Customer | None) -> Customer | None:
    return None if customer is None else context.seen(customer)


def _customer(_root: QueryRoot, context: Context, arguments: Mapping[str, Any]) -> Customer | None:
    return _seen(context, context.store.get(customer_number(arguments["id"])))


def _customer_by_identifier(
    _root: QueryRoot, context: Context, arguments: Mapping[str, Any]
) -> Customer | None:
    store = context.store
    [(kind, value)] = arguments["identifier"].items()
    match kind:
        case "id":
            found = store.get(customer_number(value))
        case "emailAddress":
            found = store.find_by_email(value)
        case "phoneNumber":
            found = store.find_by_phone(value)
        case _:
            namespace, key = store.namespace(value.get("namespace")), value["key"]
            definition = store.definition(namespace, key)
            if definition is None or definition.type != "id":
                raise FieldError(_MISSING_DEFINITION, "NOT_FOUND")
            found = store.find_by_custom_id(namespace, key, value["value"])
    return _seen(context, found)


def _name(customer: Customer) -> str:
    """Return what customers are sorted by and what a cursor says; `, ` for one without names (recorded)."""
    return f"{(customer.last_name or '').casefold()}, {(customer.first_name or '').casefold()}"


def _location(customer: Customer) -> list[str]:
    address = customer.default_address
    parts = (address.country, address.province, address.city) if address else ()
    return [(part or "").casefold() for part in parts]


def _milliseconds(get: Callable[[Customer], datetime]) -> Callable[[Customer], Json]:
    return lambda customer: int(get(customer).timestamp() * 1000)


_ORDERS: Final[Mapping[str, Callable[[Customer], Json] | None]] = {
    "CREATED_AT": _milliseconds(lambda customer: customer.created_at),
    "ID": None,
    "LOCATION": _location,
    "NAME": _name,
    # Relevance is not modelled; every match counts the same.
    "RELEVANCE": None,
    "UPDATED_AT": _milliseconds(lambda customer: customer.updated_at),
}
"""What a sort key compares; None for ids. The last value of the cursors of NAME and LOCATION is as recorded."""


def _search(context: Context, text: str | None, filters: Filters) -> Query:
    if text and len(text) > MOST_SEARCHED:
        raise FieldError(f"A search has {MOST_SEARCHED} characters at most (a limit of this mock)", CODE)
    query = parse_query(text or "", filters)
    if query.unknown:
        context.searches.append(warnings(context.key, text or "", query))
    return query


def _found(context: Context, query: Query) -> list[Customer]:
    """Return the customers that a search finds, as they are now, without those that are gone since."""
    store, searched = context.store, context.searched or context.store
    found = (store.get(number) for number, each in searched.customers.items() if query.matches(each))
    return [customer for customer in found if customer is not None]


def _customers(_root: QueryRoot, context: Context, arguments: Mapping[str, Any]) -> Page:
    """Return a page of the customers that a search finds, in order of a sort key and then of ids."""
    query = _search(context, arguments.get("query"), FILTERS)
    value = _ORDERS[arguments.get("sortKey") or "ID"]
    found = _found(context, query) if arguments.get("query") else list(context.store.customers.values())
    found.sort(key=lambda customer: (value(customer) if value else 0, customer.id))
    return page(found, arguments, lambda customer: customer.id, value)


# customersCount knows fewer filters than customers: email and state are recorded as unknown to it.
_COUNT_FILTERS: Final = {
    name: FILTERS[name] for name in ("", "id", "created_at", "customer_date", "updated_at")
}


def _customers_count(_root: QueryRoot, context: Context, arguments: Mapping[str, Any]) -> dict[str, Any]:
    query = _search(context, arguments.get("query"), _COUNT_FILTERS)
    count = sum(map(query.matches, (context.searched or context.store).customers.values()))
    limit = arguments.get("limit")
    if limit is not None and count > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


def _node(context: Context, gid: str) -> Any:
    kind, number = parse_gid(gid) or ("", 0)
    store, customers = context.store, context.store.customers
    items: Iterable[Any]
    match kind:
        case "Customer":
            return _seen(context, store.get(number))
        case "MailingAddress":
            items = (address for customer in customers.values() for address in customer.addresses)
        case "Metafield":
            items = (metafield for customer in customers.values() for metafield in customer.metafields)
        case "Order":
            items = (order for customer in customers.values() for order in customer.placed)
        case "MetafieldDefinition":
            items = store.definitions.values()
        case "Shop":
            shop = ShopView(context.domain)
            return shop if shop.number == number else None
        case _:
            return None
    return next((item for item in items if item.id == number), None)


def _versions(oldest: str) -> list[dict[str, Any]]:
    names = {NEWEST_STABLE: f"{NEWEST_STABLE} (Latest)"}
    return [
        {
            "handle": each.handle,
            "displayName": names.get(each, each.handle),
            "supported": each.is_stable and each >= ApiVersion(oldest),
        }
        for each in BUNDLED
    ]


def _installation(_root: QueryRoot, context: Context, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the app as it is installed: there is one, whose scopes the shop's behaviour gives."""
    return {
        "id": "gid://shopify/AppInstallation/1",
        "launchUrl": f"https://{context.domain}/admin/apps",
        "accessScopes": [
            {"handle": scope, "description": scope.replace("_", " ").capitalize()}
            for scope in context.behaviour.scopes
        ],
    }


QUERY_FIELDS: Final[Mapping[str, Callable[[QueryRoot, Context, Mapping[str, Any]], Any]]] = {
    "currentAppInstallation": _installation,
    "customer": _customer,
    # Nobody logs in to the mock's shop, so that no token is anybody's.
    "customerByAccessToken": lambda _root, _context, _arguments: None,
    "customerByIdentifier": _customer_by_identifier,
    "customers": _customers,
    "customersCount": _customers_count,
    "node": lambda _root, context, arguments: _node(context, arguments["id"]),
    "nodes": lambda _root, context, arguments: [_node(context, gid) for gid in arguments["ids"]],
    "publicApiVersions": lambda _root, context, _arguments: _versions(context.behaviour.oldest_version),
    "shop": lambda _root, context, _arguments: ShopView(context.domain),
}
