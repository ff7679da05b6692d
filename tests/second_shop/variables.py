"""What a schema forbids in variables: INVALID_VARIABLE, with a problem for each wrong place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_location,
    get_nullable_type,
    type_from_ast,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLSchema
    from graphql.language import OperationDefinitionNode

Problem = dict[str, Any]


def variable_errors(
    schema: GraphQLSchema, operation: OperationDefinitionNode, sent: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return a top-level error for each variable whose value does not fit its type."""
    found = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind = type_from_ast(schema, definition.type)
        if name not in sent and definition.default_value is not None:
            continue
        problems = list(_problems(sent.get(name), kind, []))
        if problems:
            found.append(_error(definition, name, kind, sent.get(name), problems))
    return found


def _error(definition: Any, name: str, kind: Any, value: Any, problems: list[Problem]) -> dict[str, Any]:
    at = [
        f"{'.'.join(map(str, problem['path']))} ({problem['explanation']})"
        for problem in problems
        if problem["path"]
    ]
    place = get_location(definition.loc.source, definition.loc.start)
    told = f" for {', '.join(at)}" if at else ""
    return {
        "message": f"Variable ${name} of type {kind} was provided invalid value{told}",
        "locations": [{"line": place.line, "column": place.column}],
        "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
    }


def _problems(value: Any, kind: Any, path: list[Any]) -> Iterator[Problem]:
    if value is None:
        if isinstance(kind, GraphQLNonNull):
            yield _problem(path, "Expected value to not be null")
        return
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLList):
        entries = enumerate(value) if isinstance(value, list) else [(0, value)]
        for index, entry in entries:
            yield from _problems(entry, kind.of_type, [*path, index])
    elif isinstance(kind, GraphQLInputObjectType):
        yield from _object_problems(value, kind, path)
    else:
        yield from _leaf_problems(value, kind, path)


def _leaf_problems(value: Any, kind: Any, path: list[Any]) -> Iterator[Problem]:
    if isinstance(kind, GraphQLEnumType):
        if value not in kind.values:
            yield _problem(path, f"Expected {json.dumps(value)} to be one of: {', '.join(kind.values)}")
    elif not _is_scalar(value, kind.name):
        yield _problem(path, f"Could not coerce value {json.dumps(value)} to {kind.name}")
    elif kind.name == "ID" and not str(value).startswith("gid://"):
        explanation = f"Invalid global id '{value}'"
        yield {**_problem(path, explanation), "message": explanation}


def _object_problems(value: Any, kind: GraphQLInputObjectType, path: list[Any]) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _problem(path, f"Expected {json.dumps(value)} to be a key-value object.")
        return
    for key in value:
        if key not in kind.fields:
            yield _problem([*path, key], f"Field is not defined on {kind.name}")
    if kind.is_one_of:
        start = f"'{kind.name}' requires exactly one argument, but"
        if len(value) != 1:
            yield _problem(path, f"{start} {len(value)} were provided.")
        elif None in value.values():
            yield _problem(path, f"{start} '{next(iter(value))}' was `null`.")
    for key, field in kind.fields.items():
        if key in value or isinstance(field.type, GraphQLNonNull):
            yield from _problems(value.get(key), field.type, [*path, key])


def _is_scalar(value: Any, name: str) -> bool:
    if name == "String":
        return isinstance(value, str)
    if name == "Boolean":
        return isinstance(value, bool)
    if name == "Int":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "ID":
        return isinstance(value, (str, int)) and not isinstance(value, bool)
    return True


def _problem(path: list[Any], explanation: str) -> Problem:
    return {"path": path, "explanation": explanation}
