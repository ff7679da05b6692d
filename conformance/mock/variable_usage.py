"""Variables against the document as a whole: declared and used, and used where their type fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLList, GraphQLNonNull, Undefined, get_named_type, is_input_type, type_from_ast
from graphql.language import NullValueNode, OperationDefinitionNode

from conformance.mock.errors import static_error
from conformance.mock.literals import default_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphql import GraphQLSchema
    from graphql.language import VariableDefinitionNode

    from conformance.mock.errors import Error
    from conformance.mock.findings import Definition, Usage


def usage_errors(schema: GraphQLSchema, definitions: Sequence[Definition]) -> list[Error]:
    """Return variableMismatch, variableNotUsed and variableNotDefined errors, operation by operation."""
    fragments = {
        definition.node.name.value: definition
        for definition in definitions
        if not isinstance(definition.node, OperationDefinitionNode)
    }
    mismatches: list[Error] = []
    rest: list[Error] = []
    for definition in definitions:
        operation = definition.node
        if not isinstance(operation, OperationDefinitionNode):
            continue
        reached = [definition, *_reached(definition, fragments, set())]
        known = {node.variable.name.value: node for node in operation.variable_definitions or ()}
        for each in reached:
            for usage in each.usages:
                declaration = known.get(usage.variable.name.value)
                error = declaration and _mismatch(schema, declaration, usage)
                if error:
                    mismatches.append(error)
        rest.extend(_unused(definition, operation, reached))
        rest.extend(_undeclared(known, reached))
    return mismatches + rest


def _reached(
    definition: Definition, fragments: dict[str, Definition], seen: set[str]
) -> Iterator[Definition]:
    for name in definition.spreads:
        if name in fragments and name not in seen:
            seen.add(name)
            yield fragments[name]
            yield from _reached(fragments[name], fragments, seen)


def _owner(definition: Definition) -> str:
    node = definition.node
    if node.name:
        return node.name.value
    return f"anonymous {node.operation.value}" if isinstance(node, OperationDefinitionNode) else ""


def _unused(
    definition: Definition, operation: OperationDefinitionNode, reached: Sequence[Definition]
) -> Iterator[Error]:
    used = {usage.variable.name.value for each in reached for usage in each.usages}
    for node in operation.variable_definitions or ():
        name = node.variable.name.value
        if name not in used:
            yield static_error(
                f"Variable ${name} is declared by {_owner(definition)} but not used",
                [operation],
                definition.path,
                {"code": "variableNotUsed", "variableName": name},
            )


def _undeclared(known: dict[str, VariableDefinitionNode], reached: Sequence[Definition]) -> Iterator[Error]:
    # As in graphql-ruby, one error a variable, at the last place where it stands.
    last = {
        usage.variable.name.value: (each, usage)
        for each in reached
        for usage in each.usages
        if usage.variable.name.value not in known
    }
    for name, (each, usage) in last.items():
        yield static_error(
            f"Variable ${name} is used by {_owner(each)} but not declared",
            [usage.variable],
            usage.path,
            {"code": "variableNotDefined", "variableName": name},
        )


def _mismatch(schema: GraphQLSchema, declaration: VariableDefinitionNode, usage: Usage) -> Error | None:
    declared: Any = type_from_ast(schema, declaration.type)
    if declared is None or not is_input_type(declared):
        return None
    has_default = declaration.default_value and not isinstance(declaration.default_value, NullValueNode)
    if has_default and not isinstance(declared, GraphQLNonNull):
        declared = GraphQLNonNull(declared)
    wanted = usage.arg.type
    if isinstance(wanted, GraphQLNonNull) and default_of(usage.arg) is not Undefined:
        wanted = wanted.of_type
    given = declared
    for _ in range(usage.depth):
        given = GraphQLNonNull(GraphQLList(given))
    problem = _difference(given, wanted)
    if problem is None:
        return None
    variable, argument = declaration.variable.name.value, usage.node.name.value
    return static_error(
        f"{problem} on variable ${variable} and argument {argument} ({given} / {usage.arg.type})",
        [usage.node],
        usage.path,
        {
            "code": "variableMismatch",
            "variableName": variable,
            "typeName": str(given),
            "argumentName": argument,
            "errorMessage": problem,
        },
    )


def _difference(given: Any, wanted: Any) -> str | None:
    if get_named_type(given) is not get_named_type(wanted):
        return "Type mismatch"
    if _dimension(given) != _dimension(wanted):
        return "List dimension mismatch"
    return None if _levels_match(wanted, given) else "Nullability mismatch"


def _dimension(type_: Any) -> int:
    if isinstance(type_, GraphQLList):
        return 1 + _dimension(type_.of_type)
    return _dimension(type_.of_type) if isinstance(type_, GraphQLNonNull) else 0


def _levels_match(wanted: Any, given: Any) -> bool:
    if isinstance(wanted, GraphQLNonNull):
        return isinstance(given, GraphQLNonNull) and _levels_match(wanted.of_type, given.of_type)
    if isinstance(given, GraphQLNonNull):
        given = given.of_type
    if isinstance(wanted, GraphQLList):
        return _levels_match(wanted.of_type, given.of_type)
    return True
