"""Static validation of arguments and of the values written for them, with graphql-ruby's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type, type_from_ast
from graphql.language import ListValueNode, NullValueNode, ObjectValueNode, VariableNode

from conformance.mock.findings import Usage
from conformance.mock.literals import is_required, literal_problem, printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import GraphQLArgument, GraphQLSchema
    from graphql.language import ArgumentNode, DirectiveNode, FieldNode, Node, ObjectFieldNode

    from conformance.mock.findings import Findings


class ArgumentChecks:
    """Checks arguments, and notes where variables stand in them."""

    def __init__(self, schema: GraphQLSchema, found: Findings) -> None:
        self._schema = schema
        self._found = found

    def check(
        self, kind: str, node: FieldNode | DirectiveNode, args: Mapping[str, GraphQLArgument], name: str
    ) -> None:
        """Check the arguments of a field or directive.

        Args:
            kind: `Field` or `Directive`.
            node: which one.
            args: what the schema lets it have.
            name: how messages about an argument call it.
        """
        present = {argument.name.value for argument in node.arguments or ()}
        missing = [name for name, arg in args.items() if is_required(arg) and name not in present]
        if missing:
            names = ", ".join(missing)
            self._found.add(
                f"{kind} '{node.name.value}' is missing required arguments: {names}",
                node,
                "missingRequiredArguments",
                className=kind,
                name=node.name.value,
                arguments=names,
            )
        self._arguments(node.arguments or (), args, kind, node, name)

    def _arguments(
        self,
        nodes: Iterable[ArgumentNode | ObjectFieldNode],
        args: Mapping[str, Any],
        kind: str,
        owner: Node,
        owner_name: str,
    ) -> None:
        """Check the arguments of a field or directive, or the fields of an input object."""
        for node in nodes:
            name = node.name.value
            self._found.path.append(name)
            arg = args.get(name)
            if arg is None:
                self._found.add(
                    f"{kind} '{owner_name}' doesn't accept argument '{name}'",
                    node,
                    "argumentNotAccepted",
                    name=owner_name,
                    typeName=kind,
                    argumentName=name,
                )
            else:
                self._value(node, arg, kind, owner, owner_name)
            self._found.path.pop()

    def _value(
        self, node: ArgumentNode | ObjectFieldNode, arg: Any, kind: str, owner: Node, owner_name: str
    ) -> None:
        value = node.value
        known = len(self._found.errors)
        self._inside(value, arg, node, 0)
        if isinstance(value, VariableNode) or len(self._found.errors) > known:
            return
        problem = literal_problem(value, arg.type)
        if problem is None:
            return
        if problem.message is not None:
            self._found.add(problem.message, owner, "argumentLiteralsIncompatible", typeName="CoercionError")
            return
        name = node.name.value
        self._found.add(
            f"Argument '{name}' on {kind} '{owner_name}' has an invalid value ({printed(value)})."
            f" Expected type '{arg.type}'.",
            owner,
            "argumentLiteralsIncompatible",
            typeName=kind,
            argumentName=name,
        )

    def _inside(self, value: Any, arg: Any, node: ArgumentNode | ObjectFieldNode, depth: int) -> None:
        """Look for variables and input objects in a literal; the items of a list have the list's path."""
        if isinstance(value, VariableNode):
            self._found.definitions[-1].usages.append(Usage(value, node, arg, depth, tuple(self._found.path)))
        elif isinstance(value, ListValueNode):
            for item in value.values:
                self._inside(item, arg, node, depth + 1)
        elif isinstance(value, ObjectValueNode):
            type_ = get_named_type(arg.type)
            if isinstance(type_, GraphQLInputObjectType):
                self._input_object(value, type_)

    def _input_object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> None:
        present = [field_.name.value for field_ in node.fields]
        for name, field_ in type_.fields.items():
            if is_required(field_) and name not in present:
                self._found.add(
                    f"Argument '{name}' on InputObject '{type_.name}' is required. Expected type {field_.type}",
                    node,
                    "missingRequiredInputObjectAttribute",
                    below=[name],
                    argumentName=name,
                    argumentType=str(field_.type),
                    inputObjectType=type_.name,
                )
        if type_.is_one_of:
            self._one_of(node, type_)
        self._arguments(node.fields, type_.fields, "InputObject", node, type_.name)

    def _one_of(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> None:
        name = type_.name
        if len(node.fields) != 1:
            self._found.add(
                f"OneOf Input Object '{name}' must specify exactly one key.",
                node,
                "invalidOneOfInputObject",
                inputObjectType=name,
            )
            return
        (only,) = node.fields
        key = only.name.value
        if isinstance(only.value, NullValueNode):
            self._found.add(
                f"Argument '{name}.{key}' must be non-null.",
                only,
                "invalidOneOfInputObject",
                below=[key],
                inputObjectType=name,
            )
        elif isinstance(only.value, VariableNode) and self._is_nullable(only.value.name.value):
            self._found.add(
                f"Variable '{only.value.name.value}' must be non-nullable to be used for OneOf Input Object '{name}'.",
                node,
                "invalidOneOfInputObject",
                below=[key],
                inputObjectType=name,
            )

    def _is_nullable(self, variable: str) -> bool:
        """Whether the operation at hand declares a variable, and as one that may be null."""
        node = self._found.definitions[-1].node
        return any(
            definition.variable.name.value == variable
            and not isinstance(type_from_ast(self._schema, definition.type), GraphQLNonNull)
            for definition in node.variable_definitions or ()
        )
