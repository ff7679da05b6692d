"""Fields of Customer and of what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.mock.errors import FieldError
from conformance.mock.page import page
from conformance.mock.resolvers.context import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.domain.customer import Customer, Metafield
    from conformance.mock.page import Page
    from conformance.mock.resolvers.context import Context

_MOST_ADDRESSES: Final = 250
"""What the deprecated `addresses` shows at most (documented)."""


def _email(customer: Customer) -> dict[str, Any] | None:
    if customer.email is None:
        return None
    # Marketing values of a customer that nobody subscribed: recorded (upstream reads, 2026).
    return {
        "emailAddress": customer.email,
        "marketingOptInLevel": "SINGLE_OPT_IN",
        "marketingState": "NOT_SUBSCRIBED",
        "validFormat": True,
    }


def _email_consent(customer: Customer) -> dict[str, Any] | None:
    if customer.email is None:
        return None
    return {"marketingOptInLevel": "SINGLE_OPT_IN", "marketingState": "NOT_SUBSCRIBED"}


def _phone(customer: Customer) -> dict[str, Any] | None:
    if customer.phone is None:
        return None
    return {
        "phoneNumber": customer.phone,
        "marketingOptInLevel": "SINGLE_OPT_IN",
        "marketingState": "NOT_SUBSCRIBED",
    }


def _phone_consent(customer: Customer) -> dict[str, Any] | None:
    if customer.phone is None:
        return None
    return {"marketingOptInLevel": "SINGLE_OPT_IN", "marketingState": "NOT_SUBSCRIBED"}


def _metafield(customer: Customer, context: Context, arguments: Mapping[str, Any]) -> Metafield | None:
    return customer.metafield(context.store.namespace(arguments.get("namespace")), arguments["key"])


def _metafields(customer: Customer, context: Context, arguments: Mapping[str, Any]) -> Page:
    found = list(customer.metafields)
    if arguments.get("namespace") is not None:
        namespace = context.store.namespace(arguments["namespace"])
        found = [each for each in found if each.namespace == namespace]
    if arguments.get("keys") is not None:
        keys = set(arguments["keys"])
        found = [each for each in found if each.key in keys or f"{each.namespace}.{each.key}" in keys]
    return page(sorted(found, key=lambda each: each.id), arguments, lambda each: each.id)


def _orders(customer: Customer, _context: Context, arguments: Mapping[str, Any]) -> Page:
    if arguments.get("query"):
        raise FieldError("This mock does not model the query of Customer.orders.", "NOT_MODELLED")
    # Every sort key that the mock's orders differ by has them in the order of their ids.
    return page(customer.placed, arguments, lambda each: each.id)


def _definitions(_customer: Customer, context: Context, arguments: Mapping[str, Any]) -> Page:
    found = [
        each
        for each in context.store.definitions.values()
        if each.owner_type == "CUSTOMER" and arguments.get("namespace") in {None, each.namespace}
    ]
    return page(sorted(found, key=lambda each: each.id), arguments, lambda each: each.id)


CUSTOMER_FIELDS: Final[Mapping[str, Callable[[Customer, Context, Mapping[str, Any]], Any]]] = {
    "id": lambda customer, _context, _arguments: customer.gid,
    "legacyResourceId": lambda customer, _context, _arguments: str(customer.id),
    "firstName": lambda customer, _context, _arguments: customer.first_name,
    "lastName": lambda customer, _context, _arguments: customer.last_name,
    "displayName": lambda customer, _context, _arguments: customer.display_name,
    "email": lambda customer, _context, _arguments: customer.email,
    "defaultEmailAddress": lambda customer, _context, _arguments: _email(customer),
    "emailMarketingConsent": lambda customer, _context, _arguments: _email_consent(customer),
    # True also for a customer without an email: recorded.
    "verifiedEmail": lambda _customer, _context, _arguments: True,
    "validEmailAddress": lambda customer, _context, _arguments: customer.email is not None,
    "phone": lambda customer, _context, _arguments: customer.phone,
    "defaultPhoneNumber": lambda customer, _context, _arguments: _phone(customer),
    "smsMarketingConsent": lambda customer, _context, _arguments: _phone_consent(customer),
    "note": lambda customer, _context, _arguments: customer.note,
    "locale": lambda customer, _context, _arguments: customer.locale,
    "tags": lambda customer, _context, _arguments: customer.tags,
    "taxExempt": lambda customer, _context, _arguments: customer.tax_exempt,
    "taxExemptions": lambda customer, _context, _arguments: customer.tax_exemptions,
    # Nobody is invited to the mock's shop or shops there.
    "state": lambda _customer, _context, _arguments: "DISABLED",
    "dataSaleOptOut": lambda _customer, _context, _arguments: False,
    "hasTimelineComment": lambda _customer, _context, _arguments: False,
    "productSubscriberStatus": lambda _customer, _context, _arguments: "NEVER_SUBSCRIBED",
    "statistics": lambda _customer, _context, _arguments: {},
    "taxSettings": lambda _customer, _context, _arguments: {},
    "amountSpent": lambda _customer, context, _arguments: {
        "amount": "0.0",
        "currencyCode": context.store.currency,
    },
    "numberOfOrders": lambda customer, _context, _arguments: str(customer.orders),
    "canDelete": lambda customer, _context, _arguments: customer.orders == 0,
    "orders": _orders,
    "lastOrder": lambda customer, _context, _arguments: customer.placed[-1] if customer.placed else None,
    "createdAt": lambda customer, _context, _arguments: timestamp(customer.created_at),
    "updatedAt": lambda customer, _context, _arguments: timestamp(customer.updated_at),
    "defaultAddress": lambda customer, _context, _arguments: customer.default_address,
    "addresses": lambda customer, _context, arguments: customer.addresses[
        : min(arguments.get("first") or _MOST_ADDRESSES, _MOST_ADDRESSES)
    ],
    "addressesV2": lambda customer, _context, arguments: page(
        customer.addresses, arguments, lambda each: each.id
    ),
    "metafield": _metafield,
    "metafields": _metafields,
    "metafieldDefinitions": _definitions,
}
"""Values of fields that customerSet can't reach are those of a new customer, as recorded (2026-04)."""
