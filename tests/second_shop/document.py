"""What a schema forbids in a document, in the words that graphql-ruby and therefore Shopify have for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Source,
    get_location,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_type_sub_type_of,
    print_ast,
    type_from_ast,
    value_from_ast,
)
from graphql import language as ast
from graphql.pyutils import Undefined

if TYPE_CHECKING:
    from graphql import (
        GraphQLError,
        GraphQLSchema,
    )

Found = dict[str, Any]
"""A top-level error, ready to be sent."""

_TYPENAME: Final = "__typename"


def syntax_error(error: GraphQLError, text: str) -> Found:
    """Return a parse error."""
    start = next(iter(error.positions or ()), 0)
    place = get_location(Source(text), start)
    at_end = start >= len(text.rstrip())
    what = "unexpected end of file" if at_end else "unexpected token"
    message = f"syntax error, {what} at [{place.line}, {place.column}]"
    return {
        "message": message,
        "locations": [{"line": place.line, "column": place.column}],
        "extensions": {"code": "PARSE_ERROR"},
    }


def static_errors(schema: GraphQLSchema, document: ast.DocumentNode) -> list[Found]:
    """Return every static error of a document that this shop knows of."""
    found: list[Found] = []
    for definition in document.definitions:
        if isinstance(definition, (ast.OperationDefinitionNode, ast.FragmentDefinitionNode)):
            _Check(schema, definition, document).run(found)
    return found


class _Check:
    """The check of one operation or fragment."""

    def __init__(
        self,
        schema: GraphQLSchema,
        definition: ast.OperationDefinitionNode | ast.FragmentDefinitionNode,
        document: ast.DocumentNode,
    ) -> None:
        self._schema = schema
        self._definition = definition
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, ast.FragmentDefinitionNode)
        }
        self._variables = {
            one.variable.name.value: one for one in getattr(definition, "variable_definitions", None) or ()
        }
        self._found: list[Found] = []

    def run(self, found: list[Found]) -> None:
        definition = self._definition
        name = f" {definition.name.value}" if definition.name else ""
        if isinstance(definition, ast.OperationDefinitionNode):
            root: Any = self._schema.get_root_type(definition.operation)
            start = [f"{definition.operation.value}{name}"]
        else:
            root = self._schema.get_type(definition.type_condition.name.value)
            start = [f"fragment{name}"]
        self._selection(definition.selection_set, root, start)
        if isinstance(definition, ast.OperationDefinitionNode):
            self._unused(name.strip(), start)
        found.extend(self._found)

    def _say(self, node: ast.Node, path: list[Any], message: str, code: str, **extensions: Any) -> None:
        assert node.loc
        place = get_location(node.loc.source, node.loc.start)
        self._found.append(
            {
                "message": message,
                "locations": [{"line": place.line, "column": place.column}],
                "path": path,
                "extensions": {"code": code, **extensions},
            }
        )

    def _selection(self, selections: ast.SelectionSetNode, parent: Any, path: list[Any]) -> None:
        for node in selections.selections:
            for directive in node.directives or ():
                if self._schema.get_directive(directive.name.value) is None:
                    message = f"Directive @{directive.name.value} is not defined"
                    self._say(
                        directive, path, message, "undefinedDirective", directiveName=directive.name.value
                    )
            if isinstance(node, ast.FieldNode):
                self._field(node, parent, path)
            elif isinstance(node, ast.InlineFragmentNode):
                condition = node.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else parent
                if inner is None:
                    continue
                self._selection(node.selection_set, inner, path)

    def _field(self, node: ast.FieldNode, parent: Any, path: list[Any]) -> None:
        name = node.name.value
        here = [*path, node.alias.value if node.alias else name]
        if name == _TYPENAME or (name.startswith("__") and parent is self._schema.query_type):
            return
        field = getattr(parent, "fields", {}).get(name)
        if field is None:
            message = f"Field '{name}' doesn't exist on type '{parent.name}'"
            self._say(node, here, message, "undefinedField", typeName=parent.name, fieldName=name)
            return
        self._arguments(node, field.args, here)
        kind = get_named_type(field.type)
        if is_leaf_type(kind) and node.selection_set:
            kept = [one.name.value for one in node.selection_set.selections if hasattr(one, "name")]
            message = f"Selections can't be made on scalars (field '{name}' returns {kind} but has selections {kept})"
            self._say(
                node, here, message, "selectionMismatch", nodeName=f"field '{name}'", typeName=str(field.type)
            )
        elif not is_leaf_type(kind) and not node.selection_set:
            message = (
                f"Field must have selections (field '{name}' returns {kind} but has no selections. "
                f"Did you mean '{name} {{ ... }}'?)"
            )
            self._say(
                node, here, message, "selectionMismatch", nodeName=f"field '{name}'", typeName=str(field.type)
            )
        elif node.selection_set:
            self._selection(node.selection_set, kind, here)

    def _arguments(self, node: ast.FieldNode, known: dict[str, Any], path: list[Any]) -> None:
        name = node.name.value
        given = {one.name.value: one for one in node.arguments or ()}
        missing = [key for key, one in known.items() if _is_required(one) and key not in given]
        if missing:
            listed = ", ".join(missing)
            message = f"Field '{name}' is missing required arguments: {listed}"
            self._say(
                node,
                path,
                message,
                "missingRequiredArguments",
                className="Field",
                name=name,
                arguments=listed,
            )
        for key, one in given.items():
            if key not in known:
                message = f"Field '{name}' doesn't accept argument '{key}'"
                self._say(
                    one,
                    [*path, key],
                    message,
                    "argumentNotAccepted",
                    name=name,
                    typeName="Field",
                    argumentName=key,
                )
            else:
                self._value(one.value, known[key], [*path, key], ("Field", name, key))

    def _value(self, value: ast.ValueNode, place: Any, path: list[Any], at: tuple[str, str, str]) -> None:
        """Check a literal at an argument or input field; `at` is the kind and name of what it belongs to, and its own name."""
        wanted = get_nullable_type(place.type)
        if isinstance(value, ast.VariableNode):
            self._variable(value, place, path, at[2])
        elif isinstance(value, ast.ObjectValueNode) and isinstance(wanted, GraphQLInputObjectType):
            self._object(value, wanted, path)
        elif isinstance(value, ast.ListValueNode) and _holds_objects(wanted):
            for index, entry in enumerate(value.values):
                self._value(entry, _Place(wanted.of_type), [*path, index], at)
        elif not _fits(value, place.type):
            message = (
                f"Argument '{at[2]}' on {at[0]} '{at[1]}' has an invalid value ({print_ast(value)}). "
                f"Expected type '{place.type}'."
            )
            self._say(
                value, path, message, "argumentLiteralsIncompatible", typeName=at[0], argumentName=at[2]
            )

    def _object(self, value: ast.ObjectValueNode, kind: GraphQLInputObjectType, path: list[Any]) -> None:
        given = {one.name.value: one for one in value.fields}
        if kind.is_one_of and len(given) != 1:
            message = f"OneOf Input Object '{kind.name}' must specify exactly one key."
            self._say(value, path, message, "invalidOneOfInputObject", inputObjectType=kind.name)
        for key in (key for key, one in kind.fields.items() if _is_required(one) and key not in given):
            message = f"Argument '{key}' on InputObject '{kind.name}' is required. Expected type {kind.fields[key].type}"
            self._say(
                value,
                [*path, key],
                message,
                "missingRequiredInputObjectAttribute",
                argumentName=key,
                argumentType=str(kind.fields[key].type),
                inputObjectType=kind.name,
            )
        for key, one in given.items():
            if key not in kind.fields:
                message = f"InputObject '{kind.name}' doesn't accept argument '{key}'"
                extensions = {"name": kind.name, "typeName": "InputObject", "argumentName": key}
                self._say(one, [*path, key], message, "argumentNotAccepted", **extensions)
            elif kind.is_one_of and isinstance(one.value, ast.NullValueNode):
                message = f"Argument '{kind.name}.{key}' must be non-null."
                self._say(one, [*path, key], message, "invalidOneOfInputObject", inputObjectType=kind.name)
            elif kind.is_one_of and isinstance(one.value, ast.VariableNode) and self._is_nullable(one.value):
                name = one.value.name.value
                message = (
                    f"Variable '{name}' must be non-nullable to be used for OneOf Input Object '{kind.name}'."
                )
                self._say(one, [*path, key], message, "invalidOneOfInputObject", inputObjectType=kind.name)
            else:
                self._value(one.value, kind.fields[key], [*path, key], ("InputObject", kind.name, key))

    def _is_nullable(self, variable: ast.VariableNode) -> bool:
        """Return whether a variable may be null."""
        definition = self._variables.get(variable.name.value)
        return definition is not None and not isinstance(definition.type, ast.NonNullTypeNode)

    def _variable(self, node: ast.VariableNode, place: Any, path: list[Any], argument: str) -> None:
        definition = self._variables.get(node.name.value)
        kind = definition and type_from_ast(self._schema, definition.type)
        if definition is None or kind is None:
            return
        wanted = place.type
        allowed: Any = kind
        if definition.default_value and not isinstance(kind, GraphQLNonNull):
            allowed = GraphQLNonNull(kind)
        if place.default_value is not Undefined and isinstance(wanted, GraphQLNonNull):
            wanted = wanted.of_type
        if is_type_sub_type_of(self._schema, allowed, wanted):
            return
        if get_named_type(kind) is not get_named_type(wanted):
            what = "Type mismatch"
        elif str(kind).count("[") != str(wanted).count("["):
            what = "List dimension mismatch"
        else:
            what = "Nullability mismatch"
        message = f"{what} on variable ${node.name.value} and argument {argument} ({kind} / {wanted})"
        self._say(
            node,
            path,
            message,
            "variableMismatch",
            variableName=node.name.value,
            typeName=str(kind),
            argumentName=argument,
            errorMessage=what,
        )

    def _unused(self, operation: str, path: list[Any]) -> None:
        texts = [print_ast(self._definition.selection_set), *map(print_ast, self._fragments.values())]
        used = {
            word.split("$")[-1] for text in texts for word in text.replace("$", " $").split() if "$" in word
        }
        names = {"".join(c for c in word if c.isalnum() or c == "_") for word in used}
        for name, definition in self._variables.items():
            if name not in names:
                message = f"Variable ${name} is declared by {operation} but not used"
                self._say(definition, path, message, "variableNotUsed", variableName=name)


class _Place:
    """Stands for an argument where an entry of a list is checked."""

    default_value = Undefined

    def __init__(self, kind: Any) -> None:
        self.type = kind


def _is_required(place: Any) -> bool:
    return isinstance(place.type, GraphQLNonNull) and place.default_value is Undefined


def _holds_objects(kind: Any) -> bool:
    return isinstance(kind, GraphQLList) and isinstance(get_named_type(kind), GraphQLInputObjectType)


def _fits(value: ast.ValueNode, kind: Any) -> bool:
    """Return whether a literal can stand for a type; variables inside it are taken to fit."""
    if isinstance(value, ast.ListValueNode) and isinstance(get_nullable_type(kind), GraphQLList):
        return all(_fits(entry, get_nullable_type(kind).of_type) for entry in value.values)
    return isinstance(value, ast.VariableNode) or value_from_ast(value, kind) is not Undefined


def operation_of(
    document: ast.DocumentNode, name: str | None
) -> tuple[ast.OperationDefinitionNode | None, str]:
    """Return the operation to run; or None and what is wrong."""
    operations = [one for one in document.definitions if isinstance(one, ast.OperationDefinitionNode)]
    if name is None:
        return (operations[0], "") if len(operations) == 1 else (None, "An operation name is required")
    named = [one for one in operations if one.name and one.name.value == name]
    return (named[0], "") if named else (None, f'No operation named "{name}"')
