"""A deliberately naive shop: what one would write in an afternoon from the reference page of customerSet.

It has the right types and the plain flow, and none of what takes longer to find out: nothing is normalised or checked,
lists are merged or reset, an unknown id makes a new customer, and errors have neither codes nor Shopify's paths.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult, GraphQLError, execute, parse, validate
from second_shop import sdl, views

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLResolveInfo

_SCALARS = ("firstName", "lastName", "email", "phone", "note", "locale", "taxExempt")
_ADDRESS = (
    "firstName",
    "lastName",
    "company",
    "address1",
    "address2",
    "city",
    "provinceCode",
    "zip",
    "phone",
)


class NaiveShop:
    """A naive shop.

    Args:
        tells_cost: whether answers say that they cost nothing at all, which is coherent; else they do not speak of it.
    """

    def __init__(self, *, tells_cost: bool) -> None:
        self._customers: list[dict[str, Any]] = []
        self._tells_cost = tells_cost
        self._lock = threading.Lock()
        self._root = {
            "shop": {"id": "gid://shopify/Shop/2", "name": "Naive", "currencyCode": "USD"},
            "customer": lambda _info, id: self._view(self._find("id", id)),  # noqa: A006 - the schema's name
            "customerByIdentifier": self._customer_by_identifier,
            "customers": lambda _info, **page: views.connection(
                [views.customer(one, "USD") for one in self._customers], **page
            ),
            "customerSet": self._customer_set,
            "customerDelete": self._customer_delete,
        }

    def answer(self, version: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request's body in an API version, with the errors as graphql-core words them."""
        with self._lock:
            told = self._run(version, body)
        if self._tells_cost:
            throttle = {"maximumAvailable": 1000.0, "currentlyAvailable": 1000, "restoreRate": 50.0}
            cost = {"requestedQueryCost": 0, "actualQueryCost": 0, "throttleStatus": throttle}
            told["extensions"] = {"cost": cost}
        return told

    def _run(self, version: str, body: dict[str, Any]) -> dict[str, Any]:
        parsed, errors = _prepared(version, body["query"])
        if parsed is None:
            return {"errors": errors, "data": None}
        result = execute(
            sdl.schema(version),
            parsed,
            self._root,
            variable_values=body.get("variables"),
            operation_name=body.get("operationName"),
        )
        assert isinstance(result, ExecutionResult)
        return dict(result.formatted)

    def _find(self, field: str, value: Any) -> dict[str, Any] | None:
        return next((one for one in self._customers if one[field] == value), None)

    def _view(self, held: dict[str, Any] | None) -> dict[str, Any] | None:
        return views.customer(held, "USD") if held else None

    def _customer_by_identifier(
        self, _info: GraphQLResolveInfo[Any], identifier: dict[str, Any]
    ) -> dict[str, Any] | None:
        field = {"emailAddress": "email", "phoneNumber": "phone", "id": "id"}
        key, value = next(iter(identifier.items()))
        return self._view(self._find(field[key], value)) if key in field else None

    def _customer_set(
        self,
        _info: GraphQLResolveInfo[Any],
        input: dict[str, Any],  # noqa: A002 - the schema's name
        identifier: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        key, value = next(iter((identifier or {}).items()), ("id", None))
        found = None if key == "customId" else self._find(key, value)
        for field in ("email", "phone"):
            holder = self._find(field, input[field]) if input.get(field) else None
            if holder is not None and holder is not found:
                taken = {"field": [field], "message": f"{field} is already in use"}
                return {"customer": None, "userErrors": [taken]}
        held = found or self._newcomer()
        held.update({field: input[field] for field in _SCALARS if field in input})
        held["tags"] = [*held["tags"], *(tag for tag in input.get("tags") or () if tag not in held["tags"])]
        held["taxExemptions"] = input.get("taxExemptions") or []
        held["addresses"] = [*held["addresses"], *map(self._address, input.get("addresses") or ())]
        held["updatedAt"] = _now()
        return {"customer": self._view(held), "userErrors": []}

    def _newcomer(self) -> dict[str, Any]:
        number = len(self._customers) + 1
        made: dict[str, Any] = {
            **dict.fromkeys(_SCALARS),
            "taxExempt": False,
            "locale": "en",
            "tags": [],
            "addresses": [],
        }
        made |= {"taxExemptions": [], "metafields": [], "createdAt": _now()}
        self._customers.append(made | {"number": number, "id": f"gid://shopify/Customer/{number}"})
        return self._customers[-1]

    def _address(self, sent: dict[str, Any]) -> dict[str, Any]:
        made = {field: sent.get(field) for field in _ADDRESS}
        number = sum(len(one["addresses"]) for one in self._customers) + 1
        derived = {"country": sent.get("country"), "countryCodeV2": sent.get("countryCode"), "province": None}
        return {**made, **derived, "number": number}

    def _customer_delete(
        self,
        _info: GraphQLResolveInfo[Any],
        input: dict[str, Any],  # noqa: A002 - the schema's name
    ) -> dict[str, Any]:
        found = self._find("id", input["id"])
        if found:
            self._customers.remove(found)
        return {"deletedCustomerId": input["id"], "userErrors": []}


@lru_cache(maxsize=512)
def _prepared(version: str, text: str) -> tuple[DocumentNode | None, list[Any]]:
    """Return a document if the schema allows it, and the errors in graphql-core's own words if not."""
    try:
        parsed = parse(text)
    except GraphQLError as error:
        return None, [error.formatted]
    errors = validate(sdl.schema(version), parsed)
    return (None if errors else parsed), [error.formatted for error in errors]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
