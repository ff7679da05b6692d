"""What each field adds to the cost of an operation, for those who ask with `Shopify-GraphQL-Cost-Debug: 1`.

Keys: documented. That leaves are listed with null for children, and what is selected of a field before the field:
an answer of 2025 that a user showed. How a connection's own points are shown is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import get_named_type, is_leaf_type

from conformance.mock.cost import (
    CONNECTION,
    MUTATION,
    Accountant,
    is_connection,
    own_cost,
    page_weight,
    size_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import GraphQLSchema
    from graphql.language import FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode

    from conformance.wire import Json

_NODE: Final = 1


def cost_fields(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> list[Json]:
    """Return the entries of `extensions.cost.fields` for an operation of a valid document."""
    walk = _Walk(schema, Accountant(schema, fragments, variables), variables)
    root = schema.get_root_type(operation.operation)
    walk.selection((operation.selection_set,), root, (), MUTATION if root is schema.mutation_type else None)
    return walk.entries


class _Walk:
    """Lists the fields of an operation, and adds up what they cost."""

    def __init__(self, schema: GraphQLSchema, accountant: Accountant, variables: Mapping[str, Any]) -> None:
        self.entries: list[Json] = []
        self._schema = schema
        self._accountant = accountant
        self._variables = variables

    def selection(
        self, sets: Sequence[SelectionSetNode], type_: Any, path: tuple[str, ...], own: int | None = None
    ) -> int:
        """Return what a selection costs; `own` is what each of its fields costs itself, if that is not its own affair."""
        total = 0
        for key, (parent, nodes) in self._accountant.grouped(sets, type_).items():
            definition: Any = self._schema.get_field(parent, nodes[0].name.value)
            total += self._field((*path, key), parent, nodes, get_named_type(definition.type), own)
        return total

    def _field(
        self, path: tuple[str, ...], parent: Any, nodes: Sequence[Any], type_: Any, own: int | None
    ) -> int:
        if is_leaf_type(type_):
            return self._entry(path, 0, None)
        sets = [node.selection_set for node in nodes if node.selection_set]
        if is_connection(type_):
            below = self.selection(sets, type_, path)
            size = size_of(nodes[0])
            page = self._variables.get(size) if isinstance(size, str) else size
            return self._entry(path, CONNECTION, page_weight(page if isinstance(page, int) else 0) * below)
        below = self.selection(sets, type_, path, 0 if own == MUTATION else None)
        return self._entry(path, _own(parent, nodes[0].name.value, type_) if own is None else own, below)

    def _entry(self, path: tuple[str, ...], own: int, below: int | None) -> int:
        total = own + (below or 0)
        self.entries.append(
            {
                "path": list(path),
                "definedCost": own,
                "requestedTotalCost": total,
                "requestedChildrenCost": below,
            }
        )
        return total


def _own(parent: Any, name: str, type_: Any) -> int:
    if is_connection(parent):
        return _NODE if name == "nodes" else 0
    if name == "node" and "cursor" in getattr(parent, "fields", {}):
        return _NODE
    return own_cost(parent.name, name, type_)
