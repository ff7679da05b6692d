"""Compile what an operation selects into a check of the data that answers it.

Fields of the same response key are merged over fragments, and fragments are resolved for the type at hand.
Source: the GraphQL specification, sections 6.3 (executing selection sets) and 6.4 (completing values).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)

from conformance.schema.abstract import Members, told_apart
from conformance.schema.scalars import Scalar, gid_kind, scalar
from conformance.schema.shape import listed, non_null, nullable, one_of, record, written_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import (
        DirectiveNode,
        DocumentNode,
        GraphQLAbstractType,
        GraphQLCompositeType,
        GraphQLOutputType,
        GraphQLSchema,
        InlineFragmentNode,
        NamedTypeNode,
        OperationDefinitionNode,
        SelectionNode,
        SelectionSetNode,
    )

    from conformance.schema.shape import Check

_TYPENAME: Final = "__typename"
_CONDITIONAL: Final[Mapping[str, bool]] = {"include": True, "skip": False}
"""Directives that decide whether a selection counts, with the value of `if` at which it does."""

_OWN_KIND: Final = frozenset(
    {"Customer", "MailingAddress", "Metafield", "MetafieldDefinition", "Order", "Shop"}
)
"""Types whose global ids carry the type's own name (recorded responses of a dev store, 2026-04)."""


def condition_names(ast: DocumentNode) -> tuple[str, ...]:
    """Return the variables that a document's @skip and @include depend on, sorted."""
    finder = _ConditionFinder()
    visit(ast, finder)
    return tuple(sorted(finder.names))


def compile_operation(
    schema: GraphQLSchema,
    ast: DocumentNode,
    operation: OperationDefinitionNode,
    conditions: Mapping[str, bool],
) -> Check:
    """Return the check of the data that answers a valid operation.

    Args:
        schema: the schema that the document is valid against.
        ast: the whole document, for its fragments.
        operation: the operation of it that runs.
        conditions: values of the variables that condition_names returns.
    """
    fragments = {
        node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)
    }
    root = cast("GraphQLObjectType", schema.get_root_type(operation.operation))
    return _Compiler(schema, fragments, conditions).record(root, (operation.selection_set,))


class _ConditionFinder(Visitor):
    """Collects the variables that @skip and @include depend on."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in _CONDITIONAL:
            values = (argument.value for argument in node.arguments or ())
            self.names |= {value.name.value for value in values if isinstance(value, VariableNode)}


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Compiles selections of one operation, under one choice of its conditions.

    Attributes:
        schema: the schema.
        fragments: the document's fragments by name.
        conditions: values of the variables of @skip and @include.
    """

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: Mapping[str, bool]

    def record(
        self, of: GraphQLCompositeType, selections: Sequence[SelectionSetNode], *, closed: bool = True
    ) -> Check:
        """Return the check of an object of the type `of`; an interface stands for a type that is not known.

        Args:
            of: the type.
            selections: what is selected of it, in order, from every place that selects it.
            closed: whether keys that are not selected are wrong.
        """
        fields = self.fields(of, selections)
        return record({key: self._field(of, nodes) for key, nodes in fields.items()}, of.name, closed=closed)

    def fields(
        self, of: GraphQLCompositeType, selections: Sequence[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """Return what is selected of the type `of`: nodes by response key."""
        found: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        waiting = [node for selection in reversed(selections) for node in reversed(selection.selections)]
        while waiting:
            node = waiting.pop()
            if not self._counts(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment: FragmentDefinitionNode | InlineFragmentNode
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
            else:
                fragment = cast("InlineFragmentNode", node)
            if self._applies(fragment.type_condition, of):
                waiting += reversed(fragment.selection_set.selections)
        return found

    def _field(self, of: GraphQLCompositeType, nodes: Sequence[FieldNode]) -> Check:
        field = self.schema.get_field(of, nodes[0].name.value)
        if field is None:
            raise ValueError(f"{of.name} has no field {nodes[0].name.value}")
        return self._value(field.type, of, nodes)

    def _value(self, kind: GraphQLOutputType, of: GraphQLCompositeType, nodes: Sequence[FieldNode]) -> Check:
        if isinstance(kind, GraphQLNonNull):
            return non_null(self._present(kind.of_type, of, nodes), str(kind))
        return nullable(self._present(kind, of, nodes))

    def _present(
        self, kind: GraphQLOutputType, of: GraphQLCompositeType, nodes: Sequence[FieldNode]
    ) -> Check:
        """Return the check of a value that is not null."""
        if isinstance(kind, GraphQLList):
            return listed(self._value(kind.of_type, of, nodes), str(kind))
        if isinstance(kind, GraphQLEnumType):
            return one_of(tuple(kind.values), kind.name)
        if isinstance(kind, GraphQLScalarType):
            return written_as(self._form(kind, of, nodes[0].name.value), kind.name)
        selections = [node.selection_set for node in nodes if node.selection_set]
        if isinstance(kind, GraphQLObjectType):
            return self.record(kind, selections)
        return told_apart(self._members(cast("GraphQLAbstractType", kind), selections))

    def _members(self, kind: GraphQLAbstractType, selections: Sequence[SelectionSetNode]) -> Members:
        possible = {of.name: of for of in self.schema.get_possible_types(kind)}
        is_interface = isinstance(kind, GraphQLInterfaceType)
        selected = [self.fields(of, selections) for of in (kind, *possible.values())]

        def always(name: str) -> tuple[str, ...]:
            return tuple(
                key for key in selected[0] if all(its[key][0].name.value == name for its in selected)
            )

        return Members(
            kind=kind.name,
            possible=tuple(possible),
            typename_keys=always(_TYPENAME),
            id_keys=always("id"),
            check_of=cache(lambda name: self.record(possible[name], selections)),
            bare=self.record(kind, selections, closed=False) if is_interface else None,
            may_be_cut=lambda name: self._may_be_cut(name, kind),
        )

    def _may_be_cut(self, name: str, kind: GraphQLAbstractType) -> bool:
        """Tell whether a type may implement an interface in the full schema, though the slice does not say so."""
        named = self.schema.get_type(name)
        if named is None:
            return True
        fields = kind.fields if isinstance(kind, GraphQLInterfaceType) else {}
        return isinstance(named, GraphQLObjectType) and not fields.keys() <= named.fields.keys()

    def _form(self, kind: GraphQLScalarType, of: GraphQLCompositeType, name: str) -> Scalar:
        if name == _TYPENAME and isinstance(of, GraphQLObjectType):
            return Scalar(f'"{of.name}"', lambda value: value == of.name)
        if name == "id" and self._is_node(of):
            if of.name in _OWN_KIND:
                return Scalar(f"a global id of kind {of.name}", lambda value: gid_kind(value) == of.name)
            return Scalar("a global id", lambda value: gid_kind(value) is not None)
        return scalar(kind.name)

    def _is_node(self, of: GraphQLCompositeType) -> bool:
        node = self.schema.get_type("Node")
        return of is node or (isinstance(node, GraphQLInterfaceType) and self.schema.is_sub_type(node, of))

    def _applies(self, condition: NamedTypeNode | None, of: GraphQLCompositeType) -> bool:
        """Tell whether a fragment on this type holds for objects of the type `of`."""
        if condition is None or condition.name.value == of.name:
            return True
        named = self.schema.get_type(condition.name.value)
        return is_abstract_type(named) and self.schema.is_sub_type(named, of)

    def _counts(self, node: SelectionNode) -> bool:
        """Tell whether @skip and @include let a selection count."""
        for directive in node.directives or ():
            wanted = _CONDITIONAL.get(directive.name.value)
            for argument in directive.arguments if wanted is not None and directive.arguments else ():
                value = argument.value
                given = (
                    self.conditions[value.name.value]
                    if isinstance(value, VariableNode)
                    else isinstance(value, BooleanValueNode) and value.value
                )
                if given is not wanted:
                    return False
        return True
