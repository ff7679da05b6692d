"""What a request costs by Shopify's documented table: a scalar 0, an object 1, a mutation 10, a connection its page size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import FieldNode, FragmentSpreadNode, IntValueNode, get_named_type, is_leaf_type

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

_BUCKET: Final = 2000.0
MOST: Final = 1000
"""The documented limit of a single query."""


def exceeded(cost: int) -> dict[str, Any]:
    """Return the error of a query that costs more than `MOST`."""
    message = f"Query cost is {cost}, which exceeds the single query max cost limit ({MOST})."
    told = "https://shopify.dev/docs/api/usage/limits"
    return {
        "message": message,
        "extensions": {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": MOST, "documentation": told},
    }


def extensions(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> dict[str, Any]:
    """Return `extensions` with the cost of an operation; the bucket is always full but for the request itself."""
    fragments = {one.name.value: one for one in document.definitions if one.kind == "fragment_definition"}  # type: ignore[attr-defined]
    root = schema.get_root_type(operation.operation)
    cost = _selection(operation.selection_set, root, schema, fragments)
    if operation.operation.value == "mutation":
        cost = 10 * len(operation.selection_set.selections)
    throttle = {
        "maximumAvailable": _BUCKET,
        "currentlyAvailable": max(0, int(_BUCKET) - cost),
        "restoreRate": 100.0,
    }
    return {"cost": {"requestedQueryCost": cost, "actualQueryCost": cost, "throttleStatus": throttle}}


def _selection(selections: Any, parent: Any, schema: GraphQLSchema, fragments: dict[str, Any]) -> int:
    total = 0
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            total += _field(node, parent, schema, fragments)
        else:
            fragment = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = fragment.type_condition
            inner = schema.get_type(condition.name.value) if condition else parent
            total += _selection(fragment.selection_set, inner, schema, fragments)
    return total


def _field(node: FieldNode, parent: Any, schema: GraphQLSchema, fragments: dict[str, Any]) -> int:
    field = getattr(parent, "fields", {}).get(node.name.value)
    kind = field and get_named_type(field.type)
    if kind is None or is_leaf_type(kind):
        return 0
    inner = _selection(node.selection_set, kind, schema, fragments)
    sizes = [
        int(one.value.value)
        for one in node.arguments or ()
        if one.name.value in {"first", "last"} and isinstance(one.value, IntValueNode)
    ]
    return inner * max(sizes, default=1) if kind.name.endswith("Connection") else 1 + inner
