"""Values written in a document: whether they fit a type, what they stand for, and how graphql-ruby prints them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    value_from_ast_untyped,
)
from graphql.language import (
    EnumValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    VariableNode,
    print_ast,
)

from conformance.mock.scalars import invalid_id, is_global_id, scalar_test

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLArgument, GraphQLInputField
    from graphql.language import ValueNode


@dataclass(frozen=True, slots=True)
class LiteralProblem:
    """That a literal does not fit its type.

    Attributes:
        message: what to say instead of the usual sentence; None for that.
    """

    message: str | None = None


_MISFIT = LiteralProblem()


def is_required(arg: GraphQLArgument | GraphQLInputField) -> bool:
    """Whether an argument or input field must be given."""
    return isinstance(arg.type, GraphQLNonNull) and default_of(arg) is Undefined


def default_of(arg: GraphQLArgument | GraphQLInputField) -> Any:
    """Return the default value of an argument or input field, or Undefined."""
    default = arg.default
    if default is None:
        # Types that come from code, as those of introspection do, hold their default in another place.
        return arg.default_value
    return default.value if default.literal is None else literal_value(default.literal, arg.type, {})


def literal_problem(node: ValueNode, type_: Any) -> LiteralProblem | None:
    """Return what is wrong with a literal, or None; variables inside are taken to fit."""
    if isinstance(node, VariableNode):
        return None
    if isinstance(node, NullValueNode):
        return _MISFIT if isinstance(type_, GraphQLNonNull) else None
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(type_, GraphQLList):
        items = node.values if isinstance(node, ListValueNode) else (node,)
        return next(filter(None, (literal_problem(item, type_.of_type) for item in items)), None)
    return _named_problem(node, type_)


def _named_problem(node: ValueNode, type_: Any) -> LiteralProblem | None:
    if isinstance(type_, GraphQLInputObjectType):
        return _object_problem(node, type_)
    if type_.name == "ID":
        return _id_problem(node)
    if isinstance(type_, GraphQLEnumType):
        fits = isinstance(node, EnumValueNode) and node.value in type_.values
    else:
        fits = not isinstance(node, EnumValueNode) and scalar_test(type_.name)(value_from_ast_untyped(node))
    return None if fits else _MISFIT


def _object_problem(node: ValueNode, type_: GraphQLInputObjectType) -> LiteralProblem | None:
    if not isinstance(node, ObjectValueNode):
        return _MISFIT
    present = {field.name.value for field in node.fields}
    if any(name not in type_.fields for name in present):
        return _MISFIT
    if any(is_required(field) and name not in present for name, field in type_.fields.items()):
        return _MISFIT
    problems = (literal_problem(field.value, type_.fields[field.name.value].type) for field in node.fields)
    return next(filter(None, problems), None)


def _id_problem(node: ValueNode) -> LiteralProblem | None:
    if not isinstance(node, StringValueNode | IntValueNode):
        return _MISFIT
    return None if is_global_id(node.value) else LiteralProblem(invalid_id(node.value))


def literal_value(node: ValueNode, type_: Any, variables: Mapping[str, Any]) -> Any:
    """Return what a literal that fits its type stands for; Undefined for a variable that was not sent."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value, Undefined)
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(type_, GraphQLList) and not isinstance(node, NullValueNode):
        if not isinstance(node, ListValueNode):
            return [literal_value(node, type_.of_type, variables)]
        items = (literal_value(item, type_.of_type, variables) for item in node.values)
        return [None if item is Undefined else item for item in items]
    if isinstance(type_, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        return _object_value(node, type_, variables)
    # An id may be written as a number and is a text all the same.
    if isinstance(node, IntValueNode) and getattr(type_, "name", "") == "ID":
        return node.value
    return value_from_ast_untyped(node, dict(variables))


def _object_value(node: ObjectValueNode, type_: GraphQLInputObjectType, variables: Mapping[str, Any]) -> Any:
    given = {field.name.value: field.value for field in node.fields}
    found = {}
    for name, field in type_.fields.items():
        value = literal_value(given[name], field.type, variables) if name in given else Undefined
        if value is Undefined:
            value = default_of(field)
        if value is not Undefined:
            found[name] = value
    return found


def printed(node: ValueNode) -> str:
    """Return a literal as graphql-ruby prints it in a message: no spaces inside the braces of an object."""
    if isinstance(node, ObjectValueNode):
        return f"{{{', '.join(f'{field.name.value}: {printed(field.value)}' for field in node.fields)}}}"
    if isinstance(node, ListValueNode):
        return f"[{', '.join(map(printed, node.values))}]"
    if isinstance(node, StringValueNode):
        return json.dumps(node.value, ensure_ascii=False)
    return print_ast(node)
