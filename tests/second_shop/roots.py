"""The fields of QueryRoot and Mutation that this shop has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import GraphQLError
from second_shop import texts, views
from second_shop.sdl import VERSIONS

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo
    from second_shop.shop import Shop

CURRENCY: Final = "EUR"
_MOST: Final = 250


class Roots:
    """Both root types over one shop: graphql-core looks each field up by its name.

    Args:
        shop: what is read and written.
    """

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def root(self) -> dict[str, Any]:
        """Return the fields by their names."""
        return {
            "shop": _SHOP,
            "publicApiVersions": [
                {"handle": handle, "displayName": handle, "supported": True} for handle in VERSIONS
            ],
            "customer": lambda _info, id: self._view(self._shop.customers.get(id)),  # noqa: A006 - the schema's
            "node": lambda _info, id: self._view(self._shop.customers.get(id)),  # noqa: A006
            "customerByIdentifier": self._customer_by_identifier,
            "customers": self._customers,
            "customersCount": lambda _info, **_rest: {
                "count": len(self._shop.customers),
                "precision": "EXACT",
            },
            "customerSet": self._customer_set,
            "customerDelete": self._customer_delete,
            "metafieldDefinitionCreate": self._definition_create,
            "metafieldDefinitionDelete": self._definition_delete,
        }

    def _view(self, held: dict[str, Any] | None) -> dict[str, Any] | None:
        return views.customer(held, CURRENCY) if held else None

    def _customer_by_identifier(
        self, _info: GraphQLResolveInfo[Any], identifier: dict[str, Any]
    ) -> dict[str, Any] | None:
        key, value = next(iter(identifier.items()))
        if key == "customId":
            try:
                return self._view(self._shop.find_custom(value))
            except LookupError:
                raise _no_definition() from None
        if key == "id":
            return self._view(self._shop.customers.get(value))
        field, clean = ("email", texts.email) if key == "emailAddress" else ("phone", texts.phone)
        return self._view(self._shop.find(field, clean(value)))

    def _customers(
        self, _info: GraphQLResolveInfo[Any], query: str | None = None, **arguments: Any
    ) -> dict[str, Any]:
        field, _, wanted = (query or "").partition(":")
        living = [
            views.customer(held, CURRENCY)
            for held in self._shop.customers.values()
            if not wanted or wanted.strip("\"'") in (held["tags"] if field == "tag" else [held.get(field)])
        ]
        return views.connection(living, **arguments)

    def _customer_set(
        self,
        info: GraphQLResolveInfo[Any],
        input: dict[str, Any],  # noqa: A002 - the schema's name
        identifier: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        for field, sent in input.items():
            if isinstance(sent, list) and len(sent) > _MOST:
                raise GraphQLError(
                    f"The input array size of {len(sent)} is greater than the maximum allowed of {_MOST}.",
                    path=[*info.path.as_list(), "input", field],
                    extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"},
                )
        try:
            held, errors = self._shop.set(identifier, input)
        except LookupError:
            raise _no_definition() from None
        return {"customer": self._view(held), "userErrors": errors}

    def _customer_delete(
        self,
        _info: GraphQLResolveInfo[Any],
        input: dict[str, Any],  # noqa: A002 - the schema's name
    ) -> dict[str, Any]:
        if self._shop.delete(input["id"]):
            return {"deletedCustomerId": input["id"], "userErrors": [], "shop": _SHOP}
        wrong = {"field": ["id"], "message": "Customer can't be found"}
        return {"deletedCustomerId": None, "userErrors": [wrong], "shop": _SHOP}

    def _definition_create(
        self, _info: GraphQLResolveInfo[Any], definition: dict[str, Any]
    ) -> dict[str, Any]:
        unique = (definition.get("capabilities") or {}).get("uniqueValues") or {"enabled": True}
        if definition["type"] == "id" and not unique["enabled"]:
            message = "Capability unique_values is required for type id but is disabled"
            wrong = {"field": ["definition"], "message": message, "code": "CAPABILITY_REQUIRED_BUT_DISABLED"}
            return {"createdDefinition": None, "userErrors": [wrong]}
        made = {**definition, "id": f"gid://shopify/MetafieldDefinition/{self._shop.number()}"}
        made["type"] = {"name": definition["type"], "category": "ID"}
        if definition["type"] == "id" and definition["ownerType"] == "CUSTOMER":
            self._shop.definitions[definition.get("namespace", ""), definition["key"]] = made
        return {"createdDefinition": made, "userErrors": []}

    def _definition_delete(
        self,
        _info: GraphQLResolveInfo[Any],
        id: str | None = None,  # noqa: A002 - the schema's name
        **_rest: Any,
    ) -> dict[str, Any]:
        for place, held in self._shop.definitions.items():
            if held["id"] == id:
                del self._shop.definitions[place]
                for one in self._shop.customers.values():
                    one["metafields"] = [m for m in one["metafields"] if (m["namespace"], m["key"]) != place]
                return {"deletedDefinitionId": id, "userErrors": []}
        wrong = {"field": ["id"], "message": "Definition not found.", "code": "NOT_FOUND"}
        return {"deletedDefinitionId": None, "userErrors": [wrong]}


def _no_definition() -> GraphQLError:
    message = "Metafield definition of type 'id' is required when using custom ids."
    return GraphQLError(message, extensions={"code": "NOT_FOUND"})


_SHOP: Final = {
    "__typename": "Shop",
    "id": "gid://shopify/Shop/1",
    "name": "Second",
    "currencyCode": CURRENCY,
    "myshopifyDomain": "second.example",
    "plan": {"partnerDevelopment": True, "publicDisplayName": "Development", "shopifyPlus": False},
}
