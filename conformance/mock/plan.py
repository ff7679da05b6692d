"""A document's operation, compiled once into a plan that answers it again and again.

GraphQL's execution algorithm does most of its work anew for each field of each request: collecting fields,
looking up types, reading arguments. All of that depends on the document alone, so here it is done once. What
comes out equals graphql-core's own execution; a test holds the two against each other on generated documents.

A plan is compiled for fixed answers to `@skip` and `@include`, so that running it asks no such question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import FieldNode, FragmentSpreadNode, InlineFragmentNode, VariableNode

from conformance.mock.errors import FieldError, resolver_error
from conformance.mock.introspection import introspect
from conformance.mock.literals import default_of, literal_value
from conformance.mock.selections import is_included
from conformance.mock.unmodelled import stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphql import GraphQLField, GraphQLSchema
    from graphql.language import (
        FragmentDefinitionNode,
        OperationDefinitionNode,
        SelectionNode,
        SelectionSetNode,
    )

    from conformance.mock.errors import Error

_NO_ARGUMENTS: Final[Mapping[str, Any]] = {}


class _NullError(Exception):
    """A null where none may be: the enclosing field becomes null instead."""


@dataclass(frozen=True, slots=True)
class Resolvers:
    """How fields get their values.

    Attributes:
        tables: by Python class of the source and field name; a dict as source answers for itself.
        type_names: the GraphQL type that objects of a class have.
    """

    tables: Mapping[type, Mapping[str, Callable[[Any, Any, Mapping[str, Any]], Any]]]
    type_names: Mapping[type, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a plan gives: `data` and the entries of `errors`."""

    data: dict[str, Any] | None
    errors: list[Error]


@dataclass(slots=True)
class _Run:
    """One execution: what the steps of a plan need and what they report."""

    context: Any
    variables: Mapping[str, Any]
    resolvers: Resolvers
    errors: list[Error] = field(default_factory=list)


Path = tuple[Any, str | int] | None
"""The way to a value, innermost step first: (outer path, key)."""


@dataclass(slots=True)
class Step:
    """One field of a selection.

    Attributes:
        key: its name in the response.
        name: its name in the schema.
        node: where it stands first.
        required: whether null is not allowed.
        bind: gives the arguments for variables; None if they are always `arguments`.
        arguments: see `bind`.
        complete: makes the value what the response holds; None for leaves, which are taken as they are.
        absent: gives the value if no resolver knows the field.
    """

    key: str
    name: str
    node: FieldNode
    required: bool
    bind: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None
    arguments: Mapping[str, Any]
    complete: Callable[[Any, _Run, Path], Any] | None
    absent: Callable[[], Any]


class Plan:
    """An operation ready to run.

    Args:
        schema: that the document is valid for.
        operation: to compile.
        fragments: of the document, by name.
        conditions: values of the variables that `@skip` and `@include` ask for.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, Any],
    ) -> None:
        self._compiler = _Compiler(schema, operation, fragments, conditions)
        root: Any = schema.get_root_type(operation.operation)
        self._root = _Selection(self._compiler, (operation.selection_set,), root)
        self._root_steps = self._root.steps(root.name)

    def root_arguments(self, variables: Mapping[str, Any]) -> Iterator[tuple[FieldNode, str, Mapping[str, Any]]]:
        """Yield each root field with its key in the response and its arguments."""
        for step in self._root_steps:
            yield step.node, step.key, step.arguments if step.bind is None else step.bind(variables)

    def run(self, context: Any, variables: Mapping[str, Any], resolvers: Resolvers, root: Any) -> Outcome:
        """Execute the operation.

        Args:
            context: handed to every resolver.
            variables: coerced values.
            resolvers: how fields get their values.
            root: the source of the root fields.
        """
        run = _Run(context, variables, resolvers)
        try:
            return Outcome(self._root.complete(root, run, None), run.errors)
        except _NullError:
            return Outcome(None, run.errors)


class _Selection:
    """What is selected of an object; the steps are compiled when a type first shows up."""

    def __init__(self, compiler: _Compiler, sets: Sequence[SelectionSetNode], type_: Any) -> None:
        self._compiler = compiler
        self._sets = sets
        self._type_name = None if is_abstract_type(type_) else type_.name
        self._by_type: dict[str, tuple[Step, ...]] = {}

    def steps(self, type_name: str) -> tuple[Step, ...]:
        """Return what objects of a type answer."""
        if type_name not in self._by_type:
            self._by_type[type_name] = self._compiler.steps(type_name, self._sets)
        return self._by_type[type_name]

    def complete(self, source: Any, run: _Run, path: Path) -> Any:
        """Return the object's part of the response."""
        if source is None:
            return None
        class_ = source.__class__
        type_name = self._type_name or run.resolvers.type_names[class_]
        steps = self._by_type.get(type_name) or self.steps(type_name)
        table = run.resolvers.tables.get(class_)
        context = run.context
        response: dict[str, Any] = {}
        for step in steps:
            try:
                resolve = None if table is None else table.get(step.name)
                if path is None:
                    context.key = step.key
                if resolve is not None:
                    arguments = step.arguments if step.bind is None else step.bind(run.variables)
                    value = resolve(source, context, arguments)
                elif table is None and step.name in source:
                    value = source[step.name]
                else:
                    value = self._without_resolver(step, type_name, run)
                if step.complete is not None:
                    value = step.complete(value, run, (path, step.key))
                if value is None and step.required:
                    raise FieldError(f"Cannot return null for non-nullable field {type_name}.{step.name}.")
            except FieldError as error:
                run.errors.append(resolver_error(error, step.node, _steps_of((path, step.key))))
                value = None
                if step.required:
                    raise _NullError from None
            except _NullError:
                if step.required:
                    raise
                value = None
            response[step.key] = value
        return response

    def _without_resolver(self, step: Step, type_name: str, run: _Run) -> Any:
        if step.name == "__typename":
            return type_name
        if step.name in {"__schema", "__type"}:
            return self._compiler.introspect(step, run.variables)
        return step.absent()


def _steps_of(path: Path) -> list[str | int]:
    steps: list[str | int] = []
    while path is not None:
        path, step = path
        steps.append(step)
    return steps[::-1]


def _completer(
    type_: Any, inner: Callable[[Any, _Run, Path], Any] | None
) -> Callable[[Any, _Run, Path], Any] | None:
    """Return what completes a value of a type whose innermost type is completed by `inner`."""
    if isinstance(type_, GraphQLNonNull):
        return _completer(type_.of_type, inner)
    if not isinstance(type_, GraphQLList):
        return inner
    item, required = _completer(type_.of_type, inner), isinstance(type_.of_type, GraphQLNonNull)

    def complete(value: Any, run: _Run, path: Path) -> Any:
        if value is None:
            return None
        if item is None:
            return list(value)
        completed: list[Any] = []
        for index, entry in enumerate(value):
            try:
                found = item(entry, run, (path, index))
            except _NullError:
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
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._conditions = conditions

    def steps(self, type_name: str, sets: Sequence[SelectionSetNode]) -> tuple[Step, ...]:
        """Return the fields that objects of a type answer, in the order of the response."""
        type_: Any = self._schema.get_type(type_name)
        grouped: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection_set in sets:
            for node in self._fields(selection_set.selections, type_, seen):
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
        if is_leaf_type(type_) or name in {"__schema", "__type"}:
            inner = None
        else:
            sets = [each.selection_set for each in nodes if each.selection_set]
            inner = _Selection(self, sets, type_).complete
        bind, arguments = self._arguments(node, definition)
        return Step(
            key,
            name,
            node,
            isinstance(definition.type, GraphQLNonNull),
            bind,
            arguments,
            _completer(definition.type, inner),
            lambda: stand_in(definition.type, parent.name, name),
        )

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

    def introspect(self, step: Step, variables: Mapping[str, Any]) -> Any:
        """Return the value of `__schema` or `__type`."""
        return introspect(self._schema, self._operation, self._fragments, step.node, variables)


def _has_variable(node: Any) -> bool:
    if isinstance(node, VariableNode):
        return True
    values = getattr(node, "values", None)
    if isinstance(values, tuple):
        return any(map(_has_variable, values))
    return any(_has_variable(each.value) for each in getattr(node, "fields", ()))
