"""Which deprecated parts of the schema a request uses, for the header that tells of them.

That the header lists `Type.field`, and only for calls that use any: seen in answers of 2025 and 2026. How it names
arguments and input fields is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type, type_from_ast
from graphql.language import FieldNode, FragmentSpreadNode, InlineFragmentNode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import GraphQLSchema
    from graphql.language import FragmentDefinitionNode, OperationDefinitionNode

    Check = Callable[[Any, "Found"], None]
    """Notes the deprecated fields of an input value."""

Found = dict[str, None]
"""Names in order of appearance."""


class Deprecations:
    """What an operation uses that is deprecated.

    Args:
        schema: that the operation is valid for.
        operation: whose uses.
        fragments: of the document, by name.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._seen: set[str] = set()
        self._checks: dict[str, Check | None] = {}
        self._static: Found = {}
        self._selections(operation.selection_set, schema.get_root_type(operation.operation))
        checks = {
            each.variable.name.value: self._check(type_from_ast(schema, each.type))
            for each in operation.variable_definitions or ()
        }
        self._variables = tuple((name, check) for name, check in checks.items() if check is not None)
        self._text = ", ".join(self._static)

    def used(self, variables: Mapping[str, Any]) -> str:
        """Return the value of the header; empty if nothing is deprecated.

        Args:
            variables: as they were sent, for coercion fills in defaults that nobody used.
        """
        if not self._variables:
            return self._text
        found: Found = {}
        for name, check in self._variables:
            value = variables.get(name)
            if value is not None:
                check(value, found)
        return ", ".join({**self._static, **found}) if found else self._text

    def _selections(self, selection_set: Any, type_: Any) -> None:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                self._field(node, type_)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else type_
                self._selections(node.selection_set, inner)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in self._seen:
                self._seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                self._selections(
                    fragment.selection_set, self._schema.get_type(fragment.type_condition.name.value)
                )

    def _field(self, node: FieldNode, parent: Any) -> None:
        definition: Any = self._schema.get_field(parent, node.name.value)
        name = f"{parent.name}.{node.name.value}"
        if definition.deprecation_reason is not None:
            self._static[name] = None
        for argument in node.arguments or ():
            declared = definition.args[argument.name.value]
            if declared.deprecation_reason is not None:
                self._static[f"{name}.{argument.name.value}"] = None
            self._literal(argument.value, declared.type)
        if node.selection_set:
            self._selections(node.selection_set, get_named_type(definition.type))

    def _literal(self, node: Any, type_: Any) -> None:
        for each in getattr(node, "values", ()):
            self._literal(each, type_)
        named: Any = get_named_type(type_)
        if node.kind == "object_value" and isinstance(named, GraphQLInputObjectType):
            for given in node.fields:
                declared = named.fields[given.name.value]
                if declared.deprecation_reason is not None:
                    self._static[f"{named.name}.{given.name.value}"] = None
                self._literal(given.value, declared.type)

    def _check(self, type_: Any) -> Check | None:
        """Return what checks values of an input type; None if nothing in them is deprecated."""
        if isinstance(type_, GraphQLNonNull):
            return self._check(type_.of_type)
        if isinstance(type_, GraphQLList):
            inner = self._check(type_.of_type)
            return inner and _each(inner)
        if not isinstance(type_, GraphQLInputObjectType):
            return None
        if type_.name not in self._checks:
            # A type that holds itself is taken to say nothing new about itself.
            self._checks[type_.name] = None
            self._checks[type_.name] = self._object(type_)
        return self._checks[type_.name]

    def _object(self, type_: GraphQLInputObjectType) -> Check | None:
        names = {
            key: f"{type_.name}.{key}"
            for key, field in type_.fields.items()
            if field.deprecation_reason is not None
        }
        below = [
            (key, inner)
            for key, field in type_.fields.items()
            if (inner := self._check(field.type)) is not None
        ]
        if not names and not below:
            return None

        is_fresh = frozenset(names).isdisjoint

        def check(value: Any, found: Found) -> None:
            if not isinstance(value, dict):
                return
            if not is_fresh(value):
                found.update({name: None for key, name in names.items() if key in value})
            for key, inner in below:
                entry = value.get(key)
                if entry is not None:
                    inner(entry, found)

        return check


def _each(inner: Check) -> Check:
    def check(value: Any, found: Found) -> None:
        for entry in value if isinstance(value, list) else (value,):
            inner(entry, found)

    return check
