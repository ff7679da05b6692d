"""Values of variables, coerced as graphql-ruby coerces them, with its explanations of what does not fit.

A coercer takes a value, its path and the list of problems so far, and returns the coerced value. Coercers
are compiled once for a type and kept with the schema's type. Texts: graphql-ruby's input validation; those
of ids are Shopify's own (recorded responses of a dev store, 2026-04).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    type_from_ast,
)
from graphql.language import print_ast

from conformance.mock.errors import PathKey, VariableProblem, invalid_variable
from conformance.mock.literals import default_of, is_required, literal_value
from conformance.mock.scalars import invalid_id, is_global_id, scalar_test
from conformance.schema.order import tax_exemption_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import GraphQLInputType, GraphQLScalarType, GraphQLSchema
    from graphql.language import VariableDefinitionNode

    from conformance.mock.errors import Error
    from conformance.wire import Json

Path = tuple[PathKey, ...]
Problems = list[VariableProblem]
Coercer = Callable[[Any, Path, Problems], Any]

_NOT_NULL: Final = "Expected value to not be null"


def _id(value: Any, path: Path, problems: Problems) -> Any:
    if isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        if is_global_id(text):
            return text
        problems.append(VariableProblem(path, invalid_id(text), invalid_id(text)))
    else:
        problems.append(VariableProblem(path, f"Could not coerce value {_shown(value)} to ID"))
    return None


def _shown(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _scalar(type_: GraphQLScalarType) -> Coercer:
    if type_.name == "ID":
        return _id
    fits, name = scalar_test(type_.name), type_.name

    def coerce(value: Any, path: Path, problems: Problems) -> Any:
        if fits(value):
            return value
        problems.append(VariableProblem(path, f"Could not coerce value {_shown(value)} to {name}"))
        return None

    return coerce


def _enum(type_: GraphQLEnumType) -> Coercer:
    values = frozenset(type_.values)
    listed = tax_exemption_order(type_.values) if type_.name == "TaxExemption" else type_.values
    known = ", ".join(listed)

    def coerce(value: Any, path: Path, problems: Problems) -> Any:
        if isinstance(value, str) and value in values:
            return value
        problems.append(VariableProblem(path, f"Expected {_shown(value)} to be one of: {known}"))
        return None

    return coerce


def _list(item: Coercer) -> Coercer:
    def coerce(value: Any, path: Path, problems: Problems) -> Any:
        if isinstance(value, list):
            return [item(entry, (*path, index), problems) for index, entry in enumerate(value)]
        return [item(value, path, problems)]

    return coerce


def _nullable(inner: Coercer) -> Coercer:
    def coerce(value: Any, path: Path, problems: Problems) -> Any:
        return None if value is None else inner(value, path, problems)

    return coerce


def _required(inner: Coercer) -> Coercer:
    def coerce(value: Any, path: Path, problems: Problems) -> Any:
        if value is None:
            problems.append(VariableProblem(path, _NOT_NULL))
            return None
        return inner(value, path, problems)

    return coerce


def _input_object(type_: GraphQLInputObjectType, coercers: _Coercers) -> Coercer:
    name, one_of = type_.name, type_.is_one_of
    fields = {key: coercers.get(field.type) for key, field in type_.fields.items()}
    required = tuple(key for key, field in type_.fields.items() if is_required(field))
    defaults = {
        key: default for key, field in type_.fields.items() if (default := default_of(field)) is not Undefined
    }

    def coerce(value: Any, path: Path, problems: Problems) -> Any:
        if not isinstance(value, dict):
            problems.append(VariableProblem(path, f"Expected {_shown(value)} to be a key-value object."))
            return None
        coerced = dict(defaults)
        for key, entry in value.items():
            field = fields.get(key)
            if field is None:
                problems.append(VariableProblem((*path, key), f"Field is not defined on {name}"))
            else:
                coerced[key] = field(entry, (*path, key), problems)
        problems.extend(VariableProblem((*path, key), _NOT_NULL) for key in required if key not in value)
        if one_of:
            _check_one_of(name, value, path, problems)
        return coerced

    return coerce


def _check_one_of(name: str, value: Mapping[str, Any], path: Path, problems: Problems) -> None:
    expected = f"'{name}' requires exactly one argument, but"
    if len(value) != 1:
        problems.append(VariableProblem(path, f"{expected} {len(value)} were provided."))
        return
    (key,) = value
    if value[key] is None:
        problems.append(VariableProblem(path, f"{expected} '{key}' was `null`."))


class _Coercers:
    """The coercers of a schema, by type; a type that holds itself finds its own through here."""

    def __init__(self) -> None:
        self._by_type: dict[str, Coercer] = {}

    def get(self, type_: GraphQLInputType) -> Coercer:
        if isinstance(type_, GraphQLNonNull):
            return _required(self._present(type_.of_type))
        return _nullable(self._present(type_))

    def _present(self, type_: Any) -> Coercer:
        """Return the coercer for values that are not null."""
        if isinstance(type_, GraphQLList):
            return _list(self.get(type_.of_type))
        name = type_.name
        if name not in self._by_type:
            # A type that holds itself meets this while it is being compiled.
            self._by_type[name] = partial(self._later, name)
            self._by_type[name] = self._compile(type_)
        return self._by_type[name]

    def _later(self, name: str, value: Any, path: Path, problems: Problems) -> Any:
        return self._by_type[name](value, path, problems)

    def _compile(self, type_: Any) -> Coercer:
        if isinstance(type_, GraphQLInputObjectType):
            return _input_object(type_, self)
        if isinstance(type_, GraphQLEnumType):
            return _enum(type_)
        return _scalar(type_)


@lru_cache(maxsize=16)
def _coercers(_schema: GraphQLSchema) -> _Coercers:
    return _Coercers()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that an operation declares.

    Attributes:
        name: without the dollar sign.
        definition: where it is declared.
        type_text: its type as written.
        is_required: whether it must be sent.
        default: its default value, coerced; Undefined if it has none.
        coerce: its coercer.
    """

    name: str
    definition: VariableDefinitionNode
    type_text: str
    is_required: bool
    default: Any
    coerce: Coercer


def declared(schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> tuple[Variable, ...]:
    """Return the variables that an operation of a valid document declares, ready to coerce values."""
    coercers = _coercers(schema)
    found = []
    for definition in definitions:
        type_: Any = type_from_ast(schema, definition.type)
        default = (
            Undefined
            if definition.default_value is None
            else literal_value(definition.default_value, type_, {})
        )
        found.append(
            Variable(
                definition.variable.name.value,
                definition,
                print_ast(definition.type),
                isinstance(type_, GraphQLNonNull),
                default,
                coercers.get(type_),
            )
        )
    return tuple(found)


def coerce_variables(
    variables: Sequence[Variable], values: Mapping[str, Json]
) -> tuple[dict[str, Any], list[Error]]:
    """Return the coerced values by name, and an error for each variable whose value does not fit.

    A variable that was not sent and has no default is missing from the result: omitted is not null.
    """
    coerced: dict[str, Any] = {}
    errors: list[Error] = []
    for variable in variables:
        name = variable.name
        if name not in values:
            if variable.default is not Undefined:
                coerced[name] = variable.default
                continue
            if not variable.is_required:
                continue
        value = values.get(name)
        problems: Problems = []
        coerced[name] = variable.coerce(value, (), problems)
        if problems:
            errors.append(invalid_variable(variable.definition, name, variable.type_text, value, problems))
    return coerced, errors
