"""The fields of Mutation: arguments become a command, the domain decides, its answer becomes a payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.domain import neighbours
from conformance.domain.command import DefinitionInput, MetafieldEntry, customer_input, customer_set_command
from conformance.domain.customer import CUSTOMER, DEFINITION, gid, parse_gid
from conformance.domain.definitions import metafield_definition_create, metafield_definition_delete
from conformance.domain.metafields import metafields_set
from conformance.mock.errors import FieldError
from conformance.mock.resolvers.address_mutations import ADDRESS_MUTATIONS
from conformance.mock.resolvers.order_mutations import ORDER_MUTATIONS
from conformance.mock.resolvers.payloads import check_modelled, not_modelled, taken
from conformance.mock.resolvers.shops import ShopView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from conformance.domain.customer import Customer
    from conformance.domain.outcome import Outcome
    from conformance.mock.resolvers.context import Context
    from conformance.mock.resolvers.payloads import MutationRoot, Payload


def _customer_set(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    command = customer_set_command(arguments.get("identifier"), arguments["input"])
    written = context.write(context.store, command, context.now)
    if written.raised is not None:
        raise FieldError(written.raised.message, written.raised.code)
    context.store = written.store
    return {"customer": written.customer, "userErrors": written.errors}


# Left out of the domain; to take them and do nothing would be a lie.
_UNMODELLED: Final[Mapping[str, tuple[str, ...]]] = {
    "CustomerInput": (
        "emailMarketingConsent",
        "metafields",
        "multipassIdentifier",
        "smsMarketingConsent",
        "whatsAppMarketingConsent",
    ),
    "MetafieldDefinitionInput": ("access", "constraints", "pin", "useAsCollectionCondition", "validations"),
    "MetafieldsSetInput": ("compareDigest",),
}


def _check_modelled(type_name: str, given: Mapping[str, Any]) -> None:
    check_modelled(type_name, given, _UNMODELLED[type_name])


def _check_kind(id_: str, kind: str) -> None:
    parsed = parse_gid(id_)
    if parsed is not None and parsed[0] != kind:
        raise not_modelled(parsed[0])


def _customer_create(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    _check_modelled("CustomerInput", arguments["input"])
    given = customer_input(arguments["input"])
    return taken(context, neighbours.customer_create(context.store, given, context.now), "customer")


def _customer_update(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    _check_modelled("CustomerInput", arguments["input"])
    given = customer_input(arguments["input"])
    return taken(context, neighbours.customer_update(context.store, given, context.now), "customer")


def _customer_delete(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    outcome = neighbours.customer_delete(context.store, arguments["input"]["id"])
    return {"shop": ShopView(context.domain), **taken(context, outcome, "deletedCustomerId")}


def _tags(
    change: Callable[[Any, str, Iterable[str], Any], Outcome[Customer]],
) -> Callable[[MutationRoot, Context, Mapping[str, Any]], Payload]:
    def resolve(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
        _check_kind(arguments["id"], CUSTOMER)
        return taken(context, change(context.store, arguments["id"], arguments["tags"], context.now), "node")

    return resolve


def _exemptions(
    change: Callable[[Any, str, Iterable[str], Any], Outcome[Customer]],
) -> Callable[[MutationRoot, Context, Mapping[str, Any]], Payload]:
    def resolve(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
        outcome = change(context.store, arguments["customerId"], arguments["taxExemptions"], context.now)
        return taken(context, outcome, "customer")

    return resolve


def _metafields_set(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    entries = []
    for each in arguments["metafields"]:
        _check_modelled("MetafieldsSetInput", each)
        _check_kind(each["ownerId"], CUSTOMER)
        entries.append(
            MetafieldEntry(
                each["ownerId"], each["key"], each["value"], each.get("namespace"), each.get("type")
            )
        )
    return taken(context, metafields_set(context.store, entries, context.now), "metafields")


def _definition_create(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    given = arguments["definition"]
    _check_modelled("MetafieldDefinitionInput", given)
    capabilities = given.get("capabilities") or {}
    unique = capabilities.get("uniqueValues") or {}
    wanted = DefinitionInput(
        key=given["key"],
        name=given["name"],
        type=given["type"],
        namespace=given.get("namespace"),
        owner_type=given["ownerType"],
        description=given.get("description"),
        unique_values=unique.get("enabled"),
    )
    return taken(context, metafield_definition_create(context.store, wanted), "createdDefinition")


def _definition_delete(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    id_ = arguments.get("id")
    identifier = arguments.get("identifier")
    if id_ is None and identifier is not None:
        namespace = context.store.namespace(identifier.get("namespace"))
        found = context.store.definition(namespace, identifier["key"], identifier["ownerType"])
        id_ = gid(DEFINITION, found.id) if found else None
    outcome = metafield_definition_delete(
        context.store, id_ or "", with_metafields=bool(arguments.get("deleteAllAssociatedMetafields"))
    )
    gone = outcome.result
    return {
        **taken(context, outcome, "deletedDefinitionId"),
        "deletedDefinitionId": gid(DEFINITION, gone.id) if gone else None,
        "deletedDefinition": gone
        and {"key": gone.key, "namespace": gone.namespace, "ownerType": gone.owner_type},
    }


MUTATION_FIELDS: Final[Mapping[str, Callable[[MutationRoot, Context, Mapping[str, Any]], Payload]]] = {
    "customerSet": _customer_set,
    "customerCreate": _customer_create,
    "customerUpdate": _customer_update,
    "customerDelete": _customer_delete,
    "customerAddTaxExemptions": _exemptions(neighbours.tax_exemptions_add),
    "customerRemoveTaxExemptions": _exemptions(neighbours.tax_exemptions_remove),
    "customerReplaceTaxExemptions": _exemptions(neighbours.tax_exemptions_replace),
    "tagsAdd": _tags(neighbours.tags_add),
    "tagsRemove": _tags(neighbours.tags_remove),
    **ADDRESS_MUTATIONS,
    **ORDER_MUTATIONS,
    "metafieldsSet": _metafields_set,
    "metafieldDefinitionCreate": _definition_create,
    "metafieldDefinitionDelete": _definition_delete,
}
