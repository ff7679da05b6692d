"""A document's operation, compiled once into a plan that answers it again and again.

GraphQL's execution algorithm does most of its work anew for each field of each request: collecting fields,
looking up types, reading arguments. All of that depends on the document alone, so here it is done once. What
comes out equals graphql-core's own execution; a test holds the two against each other.

A plan is compiled for fixed answers to `@skip` and `@include`, so that running it asks no such question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from conformance.mock.errors import FieldError, resolver_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graphql.language import FieldNode

    from conformance.mock.errors import Error


Table: TypeAlias = "Mapping[str, Callable[[Any, Any, Mapping[str, Any]], Any]]"
"""Resolvers by field name; one takes the source, the context and the arguments."""


class NullError(Exception):
    """A null where none may be: the enclosing field becomes null instead."""


@dataclass(frozen=True, slots=True)
class Resolvers:
    """How fields get their values.

    Attributes:
        tables: by Python class of the source and field name; a dict as source answers for itself.
        type_names: the GraphQL type that objects of a class have.
    """

    tables: Mapping[type, Table]
    type_names: Mapping[type, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a plan gives: `data` and the entries of `errors`."""

    data: dict[str, Any] | None
    errors: list[Error]


@dataclass(slots=True)
class Run:
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
        absent: gives the value if no resolver knows the field, from the object's type and the variables.
    """

    key: str
    name: str
    node: FieldNode
    required: bool
    bind: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None
    arguments: Mapping[str, Any]
    complete: Callable[[Any, Run, Path], Any] | None
    absent: Callable[[str, Mapping[str, Any]], Any]


class Plan:
    """An operation ready to run; `compiling` makes them.

    Args:
        root: what is selected of the root.
        root_type: the name of its type.
    """

    def __init__(self, root: Selection, root_type: str) -> None:
        self._root = root
        self._root_steps = root.steps(root_type)

    def root_arguments(
        self, variables: Mapping[str, Any]
    ) -> Iterator[tuple[FieldNode, str, Mapping[str, Any]]]:
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
        run = Run(context, variables, resolvers)
        try:
            return Outcome(self._root.complete(root, run, None), run.errors)
        except NullError:
            return Outcome(None, run.errors)


class Selection:
    """What is selected of an object.

    Args:
        type_name: of the objects; None if it shows only when there is one.
        compile_for: gives the steps for a type; called when an object of the type first shows up.
    """

    def __init__(self, type_name: str | None, compile_for: Callable[[str], tuple[Step, ...]]) -> None:
        self._type_name = type_name
        self._compile_for = compile_for
        self._by_type: dict[str, tuple[Step, ...]] = {}

    def steps(self, type_name: str) -> tuple[Step, ...]:
        """Return what objects of a type answer."""
        if type_name not in self._by_type:
            self._by_type[type_name] = self._compile_for(type_name)
        return self._by_type[type_name]

    def complete(self, source: Any, run: Run, path: Path) -> Any:
        """Return the object's part of the response."""
        if source is None:
            return None
        class_ = source.__class__
        type_name = self._type_name or run.resolvers.type_names[class_]
        table = run.resolvers.tables.get(class_)
        response: dict[str, Any] = {}
        for step in self._by_type.get(type_name) or self.steps(type_name):
            if path is None:
                run.context.key = step.key
            try:
                value = _value(step, source, table, type_name, run)
                if step.complete is not None:
                    value = step.complete(value, run, (path, step.key))
                if value is None and step.required:
                    _refuse_null(type_name, step.name)
            except FieldError as error:
                run.errors.append(resolver_error(error, step.node, _steps_of((path, step.key))))
                value = None
                if step.required:
                    raise NullError from None
            except NullError:
                if step.required:
                    raise
                value = None
            response[step.key] = value
        return response


def _value(step: Step, source: Any, table: Table | None, type_name: str, run: Run) -> Any:
    """Return a field's value as its source has it."""
    if table is None:
        if step.name in source:
            return source[step.name]
    else:
        resolve = table.get(step.name)
        if resolve is not None:
            arguments = step.arguments if step.bind is None else step.bind(run.variables)
            return resolve(source, run.context, arguments)
    return step.absent(type_name, run.variables)


def _refuse_null(type_name: str, name: str) -> NoReturn:
    raise FieldError(f"Cannot return null for non-nullable field {type_name}.{name}.")


def _steps_of(path: Path) -> list[str | int]:
    steps: list[str | int] = []
    while path is not None:
        path, step = path
        steps.append(step)
    return steps[::-1]
