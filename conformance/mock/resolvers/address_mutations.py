"""The fields of Mutation for single addresses, and for two customers that become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.domain import customer_addresses
from conformance.domain.command import address_input
from conformance.domain.merging import Merge, customer_merge
from conformance.mock.resolvers.payloads import job, not_modelled, taken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.resolvers.context import Context
    from conformance.mock.resolvers.payloads import MutationRoot, Payload

_KEPT: Final = {
    "customerIdOfEmailToKeep": "email",
    "customerIdOfPhoneNumberToKeep": "phone",
    "customerIdOfFirstNameToKeep": "first_name",
    "customerIdOfLastNameToKeep": "last_name",
    "customerIdOfDefaultAddressToKeep": "default_address_id",
}


def _address_create(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    outcome = customer_addresses.address_create(
        context.store,
        arguments["customerId"],
        address_input(arguments["address"]),
        context.now,
        is_default=bool(arguments.get("setAsDefault")),
    )
    return taken(context, outcome, "address")


def _address_update(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    outcome = customer_addresses.address_update(
        context.store,
        arguments["customerId"],
        arguments["addressId"],
        address_input(arguments["address"]),
        context.now,
        is_default=bool(arguments.get("setAsDefault")),
    )
    return taken(context, outcome, "address")


def _address_delete(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    outcome = customer_addresses.address_delete(
        context.store, arguments["customerId"], arguments["addressId"], context.now
    )
    return taken(context, outcome, "deletedAddressId")


def _default_address(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    outcome = customer_addresses.default_address_update(
        context.store, arguments["customerId"], arguments["addressId"], context.now
    )
    return taken(context, outcome, "customer")


def _merge(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    override = arguments.get("overrideFields") or {}
    tags = override.get("tags")
    merge = Merge(
        one=arguments["customerOneId"],
        two=arguments["customerTwoId"],
        kept={ours: override[theirs] for theirs, ours in _KEPT.items() if override.get(theirs)},
        note=override.get("note"),
        tags=None if tags is None else tuple(tags),
    )
    payload = taken(context, customer_merge(context.store, merge, context.now), "customer")
    customer = payload.pop("customer")
    return {
        "resultingCustomerId": customer and customer.gid,
        "job": customer and job(context, f"merge/{merge.one}/{merge.two}"),
        **payload,
    }


def _whats_app_consent(_root: MutationRoot, _context: Context, _arguments: Mapping[str, Any]) -> Payload:
    raise not_modelled("Mutation.customerWhatsAppMarketingConsentUpdate")


ADDRESS_MUTATIONS: Final[Mapping[str, Callable[[MutationRoot, Context, Mapping[str, Any]], Payload]]] = {
    "customerAddressCreate": _address_create,
    "customerAddressUpdate": _address_update,
    "customerAddressDelete": _address_delete,
    "customerUpdateDefaultAddress": _default_address,
    "customerMerge": _merge,
    "customerWhatsAppMarketingConsentUpdate": _whats_app_consent,
}
