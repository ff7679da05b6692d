"""What an operation costs, asked for beforehand and charged afterwards.

Documented: a scalar 0, an object 1, a mutation 10, a connection by its page size. The formula for connections,
`2 + max(1, floor(2 * ln(size))) * (1 + what a node costs)`, is fitted to recorded figures (dev store, 2025-2026).
So are the exceptions in the tables below, and that a part of a connection is refunded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import get_named_type, is_leaf_type
from graphql.language import FieldNode, FragmentSpreadNode, InlineFragmentNode

from conformance.mock.selections import is_included

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphql import GraphQLSchema
    from graphql.language import FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode

MUTATION: Final = 10

_FREE_TYPES: Final = frozenset(
    {
        "CustomerEmailMarketingConsentState",
        "CustomerSmsMarketingConsentState",
        "MailingAddress",
        "MoneyV2",
        "PageInfo",
    }
)
_FIELDS: Final = {("QueryRoot", "customersCount"): 10}
CONNECTION: Final = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """A field that costs something, or has one below it that does.

    Attributes:
        key: its name in the response.
        own: points for itself.
        children: what is selected of it; for a connection, what is selected of each node.
        size: how many entries are asked for, a number or the name of a variable; None if it is no connection.
        lists: for a connection, response keys that hold its nodes: (key, key of the node in an edge or empty).
    """

    key: str
    own: int
    children: tuple[Cost, ...]
    size: int | str | None = None
    lists: tuple[tuple[str, str], ...] = ()

    def requested(self, variables: Mapping[str, Any]) -> int:
        """Return what the field may cost at most."""
        below = sum(child.requested(variables) for child in self.children)
        if self.size is None:
            return self.own + below
        return self.own + page_weight(self._page(variables)) * (1 + below) * len(self.lists)

    def actual(self, value: Any, variables: Mapping[str, Any]) -> int:
        """Return what the field costs, given its value in the response; what is below a null is refunded."""
        if value is None:
            return self.own
        if isinstance(value, list):
            return self.own + sum(self.actual(item, variables) - self.own for item in value)
        if self.size is not None:
            return self.own + self._charged(value, variables)
        return self.own + sum(child.actual(value.get(child.key), variables) for child in self.children)

    def _charged(self, value: Mapping[str, Any], variables: Mapping[str, Any]) -> int:
        size = self._page(variables)
        each = 1 + sum(child.requested(variables) for child in self.children)
        total = 0
        for key, node_key in self.lists:
            returned = len(value.get(key) or ())
            weight = page_weight(size)
            if returned:
                # Recorded: 1, 2 and 3 of 5 asked for all cost 2 of 3 weights.
                weight = min(weight, max(2, math.ceil(weight * returned / max(size, 1))))
            elif node_key:
                weight = 0
            total += weight * each
        return total

    def _page(self, variables: Mapping[str, Any]) -> int:
        size = variables.get(self.size) if isinstance(self.size, str) else self.size
        return size if isinstance(size, int) else 0


def page_weight(size: int) -> int:
    """Return how many nodes a page of this size is charged for; recorded for 1 to 250."""
    return max(1, math.floor(2 * math.log(size))) if size > 0 else 1


def total(costs: Sequence[Cost], variables: Mapping[str, Any]) -> int:
    """Return the requested cost of an operation."""
    return sum(cost.requested(variables) for cost in costs)


def charged(costs: Sequence[Cost], data: Mapping[str, Any] | None, variables: Mapping[str, Any]) -> int:
    """Return the actual cost of an operation with this `data`."""
    return sum(cost.actual(data.get(cost.key) if data else None, variables) for cost in costs)


def costs_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    conditions: Mapping[str, Any],
) -> tuple[Cost, ...]:
    """Return the costs of an operation's root fields.

    Args:
        schema: that the document is valid for.
        operation: whose costs.
        fragments: of the document, by name.
        conditions: values of the variables that `@skip` and `@include` ask for.
    """
    accountant = Accountant(schema, fragments, conditions)
    root = schema.get_root_type(operation.operation)
    is_mutation = operation.operation.value == "mutation"
    return tuple(accountant.costs((operation.selection_set,), root, is_mutation=is_mutation))


class Accountant:
    """Works out the costs of selections."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._conditions = conditions

    def costs(
        self,
        sets: Sequence[SelectionSetNode],
        type_: Any,
        *,
        is_mutation: bool = False,
        is_payload: bool = False,
    ) -> Iterator[Cost]:
        """Yield the costs of what is selected of a type, without the fields that cost nothing."""
        for key, (parent, nodes) in self.grouped(sets, type_).items():
            name = nodes[0].name.value
            definition = None if name.startswith("__") else self._schema.get_field(parent, name)
            if definition is None or is_leaf_type(get_named_type(definition.type)):
                continue
            own = (
                MUTATION if is_mutation else 0 if is_payload else own_cost(parent.name, name, definition.type)
            )
            cost = self._cost(key, nodes, definition, own, is_mutation=is_mutation)
            if cost.own or cost.children or cost.size is not None:
                yield cost

    def grouped(self, sets: Sequence[SelectionSetNode], type_: Any) -> dict[str, tuple[Any, list[FieldNode]]]:
        """Return what is selected of a type by response key: the type it is selected on, and where."""
        grouped: dict[str, tuple[Any, list[FieldNode]]] = {}
        for selection_set in sets:
            for node, parent in self._fields(selection_set, type_, frozenset()):
                key = (node.alias or node.name).value
                grouped.setdefault(key, (parent, []))[1].append(node)
        return grouped

    def _fields(
        self, selection_set: SelectionSetNode, type_: Any, seen: frozenset[str]
    ) -> Iterator[tuple[FieldNode, Any]]:
        """Yield all fields with the type they are selected on; of an abstract type, those of every fragment."""
        for node in selection_set.selections:
            if not is_included(node, self._conditions):
                continue
            if isinstance(node, FieldNode):
                yield node, type_
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else type_
                yield from self._fields(node.selection_set, inner, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                fragment = self._fragments[node.name.value]
                inner = self._schema.get_type(fragment.type_condition.name.value)
                yield from self._fields(fragment.selection_set, inner, seen | {node.name.value})

    def _cost(
        self, key: str, nodes: Sequence[FieldNode], definition: Any, own: int, *, is_mutation: bool
    ) -> Cost:
        type_: Any = get_named_type(definition.type)
        sets = [node.selection_set for node in nodes if node.selection_set]
        if is_connection(type_):
            return self._connection(key, nodes[0], sets, type_)
        return Cost(key, own, tuple(self.costs(sets, type_, is_payload=is_mutation)))

    def _connection(self, key: str, node: FieldNode, sets: Sequence[SelectionSetNode], type_: Any) -> Cost:
        nodes: list[SelectionSetNode] = []
        lists: list[tuple[str, str]] = []
        for selection_set in sets:
            for each, parent in self._fields(selection_set, type_, frozenset()):
                name, below = each.name.value, each.selection_set
                if below is None:
                    continue
                if name == "nodes":
                    lists.append(((each.alias or each.name).value, ""))
                    nodes.append(below)
                elif name == "edges":
                    edge = get_named_type(parent.fields["edges"].type)
                    for inner, _ in self._fields(below, edge, frozenset()):
                        if inner.name.value == "node" and inner.selection_set:
                            keys = ((each.alias or each.name).value, (inner.alias or inner.name).value)
                            lists.append(keys)
                            nodes.append(inner.selection_set)
        node_type = get_named_type(type_.fields["nodes"].type)
        children = tuple(self.costs(nodes, node_type))
        return Cost(key, CONNECTION, children, size_of(node), tuple(lists))


def is_connection(type_: Any) -> bool:
    """Whether objects of a type are connections."""
    fields = getattr(type_, "fields", {})
    return "pageInfo" in fields and "nodes" in fields


def own_cost(parent: str, name: str, type_: Any) -> int:
    """Return what a field with objects costs by itself, if it is neither a connection nor a mutation."""
    if (parent, name) in _FIELDS:
        return _FIELDS[parent, name]
    return 0 if get_named_type(type_).name in _FREE_TYPES else 1


def size_of(node: FieldNode) -> int | str:
    """Return the page size that a connection's field asks for: a number, or the name of a variable."""
    for argument in node.arguments or ():
        if argument.name.value in {"first", "last"}:
            value: Any = argument.value
            if value.kind == "variable":
                return str(value.name.value)
            if value.kind == "int_value":
                return int(value.value)
    return 0
