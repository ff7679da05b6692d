"""From an operation of a valid document to its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import FieldNode, FragmentSpreadNode, InlineFragmentNode, VariableNode

from conformance.mock.errors import FieldError
from conformance.mock.guard import guarded, selects_protected
from conformance.mock.introspection import introspect
from conformance.mock.literals import default_of, literal_value
from conformance.mock.plan import NullError, Plan, Selection, Step
from conformance.mock.selections import is_included
from conformance.mock.unmodelled import stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
    from graphql.language import (
        FragmentDefinitionNode,
        OperationDefinitionNode,
        SelectionNode,
        SelectionSetNode,
    )

    from conformance.mock.access import Access
    from conformance.mock.plan import Path, Run

_NO_ARGUMENTS: Final[Mapping[str, Any]] = {}
_INTROSPECTION: Final = frozenset({"__schema", "__type"})


def compile_plan(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    conditions: Mapping[str, Any],
    access: Access | None = None,
) -> Plan:
    """Compile an operation.

    Args:
        schema: that the document is valid for.
        operation: to compile.
        fragments: of the document, by name.
        conditions: values of the variables that `@skip` and `@include` ask for.
        access: what the app may do; None if it may do everything.
    """
    compiler = _Compiler(schema, operation, fragments, conditions, access)
    root: Any = schema.get_root_type(operation.operation)
    return Plan(compiler.selection(root, (operation.selection_set,)), root.name)


def _completer(
    type_: Any, inner: Callable[[Any, Run, Path], Any] | None
) -> Callable[[Any, Run, Path], Any] | None:
    """Return what completes a value of a type whose innermost type is completed by `inner`."""
    if isinstance(type_, GraphQLNonNull):
        return _completer(type_.of_type, inner)
    if not isinstance(type_, GraphQLList):
        return inner
    item, required = _completer(type_.of_type, inner), isinstance(type_.of_type, GraphQLNonNull)

    def complete(value: Any, run: Run, path: Path) -> Any:
        if value is None:
            return None
        if item is None:
            return list(value)
        completed: list[Any] = []
        for index, entry in enumerate(value):
            try:
                found = item(entry, run, (path, index))
                if found is None and required:
                    raise FieldError("Cannot return null for a non-nullable entry of a list.")
            except NullError:
                if required:
                    raise
                found = None
            completed.append(found)
        return completed

    return complete


class _Compiler:
    """Turns the selections of one operation into steps."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, Any],
        access: Access | None,
    ) -> None:
        self._access = access
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._conditions = conditions

    def selection(self, type_: Any, sets: Sequence[SelectionSetNode]) -> Selection:
        """Return what is selected of objects of a type."""
        name = None if is_abstract_type(type_) else type_.name
        return Selection(name, lambda type_name: self._steps(type_name, sets))

    def _steps(self, type_name: str, sets: Sequence[SelectionSetNode]) -> tuple[Step, ...]:
        """Return the fields that objects of a type answer, in the order of the response."""
        type_: Any = self._schema.get_type(type_name)
        grouped: dict[str, list[FieldNode]] = {}
        for node in self._asked(sets, type_):
            grouped.setdefault((node.alias or node.name).value, []).append(node)
        return tuple(self._step(key, nodes, type_) for key, nodes in grouped.items())

    def _fields(
        self, nodes: Sequence[SelectionNode], type_: GraphQLObjectType, seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in nodes:
            if not is_included(node, self._conditions):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                    yield from self._fields(node.selection_set.selections, type_, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    yield from self._fields(fragment.selection_set.selections, type_, seen)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        if condition == type_.name:
            return True
        wanted: Any = self._schema.get_type(condition)
        return is_abstract_type(wanted) and self._schema.is_sub_type(wanted, type_)

    def _step(self, key: str, nodes: Sequence[FieldNode], parent: GraphQLObjectType) -> Step:
        node = nodes[0]
        name = node.name.value
        definition: Any = self._schema.get_field(parent, name)
        type_ = get_named_type(definition.type)
        inner = None
        if not is_leaf_type(type_) and name not in _INTROSPECTION:
            sets = [each.selection_set for each in nodes if each.selection_set]
            inner = self.selection(type_, sets).complete
        bind, arguments = self._arguments(node, definition)
        step = Step(
            key=key,
            name=name,
            node=node,
            required=isinstance(definition.type, GraphQLNonNull),
            bind=bind,
            arguments=arguments,
            complete=_completer(definition.type, inner),
            absent=self._absent(node, definition),
        )
        if self._access is None:
            return step
        sets = [each.selection_set for each in nodes if each.selection_set]
        return guarded(
            step, parent.name, type_, self._access, selects_protected(self._schema, self._asked, sets)
        )

    def _asked(self, sets: Sequence[SelectionSetNode], type_: GraphQLObjectType) -> Iterator[FieldNode]:
        """Yield the fields that selections ask an object of a type for."""
        seen: set[str] = set()
        for selection_set in sets:
            yield from self._fields(selection_set.selections, type_, seen)

    def _absent(self, node: FieldNode, definition: GraphQLField) -> Callable[[str, Mapping[str, Any]], Any]:
        """Return what gives the value of a field that no resolver knows."""
        name = node.name.value
        if name == "__typename":
            return lambda type_name, _variables: type_name
        if name in _INTROSPECTION:
            return lambda _type_name, variables: introspect(
                self._schema, self._operation, self._fragments, node, variables
            )
        return lambda type_name, _variables: stand_in(definition.type, type_name, name)

    def _arguments(
        self, node: FieldNode, definition: GraphQLField
    ) -> tuple[Callable[[Mapping[str, Any]], Mapping[str, Any]] | None, Mapping[str, Any]]:
        given = {each.name.value: each.value for each in node.arguments or ()}
        fixed: dict[str, Any] = {}
        open_: list[tuple[str, Any, Any]] = []
        for name, arg in definition.args.items():
            default = default_of(arg)
            if name in given and _has_variable(given[name]):
                open_.append((name, arg, given[name]))
            elif name in given:
                fixed[name] = literal_value(given[name], arg.type, {})
                continue
            if default is not Undefined:
                fixed[name] = default
        if not open_:
            return None, fixed or _NO_ARGUMENTS

        def bind(variables: Mapping[str, Any]) -> Mapping[str, Any]:
            arguments = dict(fixed)
            for name, arg, value in open_:
                if value.__class__ is VariableNode:
                    bound = variables.get(value.name.value, Undefined)
                else:
                    bound = literal_value(value, arg.type, variables)
                if bound is not Undefined:
                    arguments[name] = bound
            return arguments

        return bind, fixed


def _has_variable(node: Any) -> bool:
    if isinstance(node, VariableNode):
        return True
    values = getattr(node, "values", None)
    if isinstance(values, tuple):
        return any(map(_has_variable, values))
    return any(_has_variable(each.value) for each in getattr(node, "fields", ()))
