"""Static validation of a document, with the errors that graphql-ruby gives for what breaks the schema.

One walk over the document, in graphql-ruby's order and with its habit of not looking below what is already
wrong: an unknown field hides its arguments, so a variable used only there counts as unused. What the walk
does not look at (fragments, uniqueness, conflicting fields) is in `static_rest`.

Texts and codes: graphql-ruby, lib/graphql/static_validation; recorded responses of a dev store agree with
them word for word where there are any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLUnionType,
    do_types_overlap,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_input_type,
    is_leaf_type,
    type_from_ast,
)
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
)

from conformance.mock.findings import Definition, Findings
from conformance.mock.literals import literal_problem
from conformance.mock.static_arguments import ArgumentChecks
from conformance.mock.static_rest import remaining_errors
from conformance.mock.variable_usage import usage_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import GraphQLSchema
    from graphql.language import (
        DirectiveNode,
        DocumentNode,
        SelectionNode,
        SelectionSetNode,
        VariableDefinitionNode,
    )

    from conformance.mock.errors import Error


def validate_document(schema: GraphQLSchema, document: DocumentNode) -> list[Error]:
    """Return what is wrong with a document, as entries of `errors`; an empty list if it may be executed."""
    found = Findings()
    walk = _Walk(schema, document, found)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            walk.operation(node)
        elif isinstance(node, FragmentDefinitionNode):
            walk.fragment(node)
    found.errors.extend(usage_errors(schema, found.definitions))
    found.errors.extend(remaining_errors(schema, document))
    return found.errors


class _Walk:
    """One pass over a document; what it finds goes to `found`."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, found: Findings) -> None:
        self._schema = schema
        self._found = found
        self._arguments = ArgumentChecks(schema, found)
        self._conditions = {
            node.name.value: node.type_condition.name.value
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def operation(self, node: OperationDefinitionNode) -> None:
        kind = node.operation.value
        self._found.path = [f"{kind} {node.name.value}" if node.name else kind]
        self._found.definitions.append(Definition(node, tuple(self._found.path)))
        root = self._schema.get_root_type(node.operation)
        if root is None:
            self._found.add(
                f"Schema is not configured for {kind}s", node, f"missing{kind.capitalize()}Configuration"
            )
            return
        for variable in node.variable_definitions or ():
            self._variable_definition(variable)
        self._directives(node.directives, kind.upper())
        self._selections(node.selection_set, root)

    def fragment(self, node: FragmentDefinitionNode) -> None:
        self._found.path = [f"fragment {node.name.value}"]
        self._found.definitions.append(Definition(node, tuple(self._found.path)))
        self._fragment_body(node, node.type_condition.name.value, "FRAGMENT_DEFINITION")

    def _variable_definition(self, node: VariableDefinitionNode) -> None:
        name = node.variable.name.value
        type_: Any = type_from_ast(self._schema, node.type)
        type_node: Any = node.type
        while hasattr(type_node, "type"):
            type_node = type_node.type
        type_name = type_node.name.value
        if type_ is None or not is_input_type(type_):
            defined = "defined" if self._schema.get_type(type_name) is None else "valid"
            self._found.add(
                f"{type_name} isn't a {defined} input type (on ${name})",
                node,
                "variableRequiresValidType",
                typeName=type_name,
                variableName=name,
            )
        elif node.default_value is not None:
            problem = literal_problem(node.default_value, type_)
            if problem is not None:
                self._found.add(
                    problem.message or f"Default value for ${name} doesn't match type {type_}",
                    node,
                    "defaultValueInvalidType",
                    variableName=name,
                    typeName=str(type_),
                )
        self._directives(node.directives, "VARIABLE_DEFINITION")

    def _fragment_body(
        self, node: FragmentDefinitionNode | InlineFragmentNode, type_name: str, location: str
    ) -> None:
        type_ = self._schema.get_type(type_name)
        if type_ is None:
            self._found.add(
                f"No such type {type_name}, so it can't be a fragment condition",
                node,
                "undefinedType",
                typeName=type_name,
            )
        elif not is_composite_type(type_):
            self._found.add(
                f"Invalid fragment on type {type_name} (must be Union, Interface or Object)",
                node,
                "fragmentOnNonCompositeType",
                typeName=type_name,
            )
        else:
            self._directives(node.directives, location)
            self._selections(node.selection_set, type_)

    def _selections(self, selection_set: SelectionSetNode, parent: Any) -> None:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                self._found.path.append(node.alias.value if node.alias else node.name.value)
                self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else None
                self._found.path.append(f"... on {condition}" if condition else "...")
                self._fragment_body(node, condition or parent.name, "INLINE_FRAGMENT")
                self._possible(node, condition or parent.name, parent, "Fragment", "unknown")
            elif isinstance(node, FragmentSpreadNode):
                self._found.path.append(f"... {node.name.value}")
                name = node.name.value
                self._found.definitions[-1].spreads.append(name)
                self._directives(node.directives, "FRAGMENT_SPREAD")
                self._possible(node, self._conditions.get(name), parent, f"Fragment {name}", name)
            self._found.path.pop()

    def _possible(
        self, node: SelectionNode, condition: str | None, parent: Any, subject: str, name: str
    ) -> None:
        """Report a fragment on a type that no object of the parent's type can have."""
        type_: Any = self._schema.get_type(condition) if condition else None
        if is_composite_type(type_) and not do_types_overlap(self._schema, type_, parent):
            self._found.add(
                f"{subject} on {type_.name} can't be spread inside {parent.name}",
                node,
                "cannotSpreadFragment",
                typeName=type_.name,
                fragmentName=name,
                parentName=parent.name,
            )

    def _field(self, node: FieldNode, parent: Any) -> None:
        name = node.name.value
        definition = self._schema.get_field(parent, name)
        if definition is None:
            self._unknown_field(node, parent)
            return
        type_ = get_named_type(definition.type)
        if is_leaf_type(type_) and node.selection_set:
            kind = "enums" if is_enum_type(type_) else "scalars"
            chosen = ", ".join(map(_selection_name, node.selection_set.selections))
            self._mismatch(
                node,
                f"Selections can't be made on {kind} (field '{name}' returns {type_.name} but has selections [{chosen}])",
                type_.name,
            )
        elif not is_leaf_type(type_) and not node.selection_set:
            self._mismatch(
                node,
                f"Field must have selections (field '{name}' returns {type_.name} but has no selections."
                f" Did you mean '{name} {{ ... }}'?)",
                type_.name,
            )
        else:
            self._arguments.check("Field", node, definition.args, self._found.path[-1])
            self._directives(node.directives, "FIELD")
            if node.selection_set:
                self._selections(node.selection_set, type_)

    def _unknown_field(self, node: FieldNode, parent: Any) -> None:
        name = node.name.value
        if isinstance(parent, GraphQLUnionType):
            self._found.add(
                f"Selections can't be made directly on unions (see selections on {parent.name})",
                node,
                "selectionMismatch",
                nodeName=parent.name,
            )
        else:
            self._found.add(
                f"Field '{name}' doesn't exist on type '{parent.name}'",
                node,
                "undefinedField",
                typeName=parent.name,
                fieldName=name,
            )

    def _mismatch(self, node: FieldNode, message: str, type_name: str) -> None:
        self._found.add(
            message, node, "selectionMismatch", nodeName=f"field '{node.name.value}'", typeName=type_name
        )

    def _directives(self, nodes: Iterable[DirectiveNode] | None, location: str) -> None:
        for node in nodes or ():
            name = node.name.value
            definition = self._schema.get_directive(name)
            if definition is None:
                self._found.add(
                    f"Directive @{name} is not defined", node, "undefinedDirective", directiveName=name
                )
            elif location not in {allowed.name for allowed in definition.locations}:
                where = _PLURALS.get(location, f"{location.lower().replace('_', ' ')}s")
                allowed = ", ".join(
                    _PLURALS.get(place.name, f"{place.name.lower().replace('_', ' ')}s")
                    for place in definition.locations
                )
                self._found.add(
                    f"'@{name}' can't be applied to {where} (allowed: {allowed})",
                    node,
                    "directiveCannotBeApplied",
                    targetName=where,
                    name=name,
                )
            else:
                self._arguments.check("Directive", node, definition.args, name)


_PLURALS = {"QUERY": "queries", "MUTATION": "mutations", "FIELD": "fields"}


def _selection_name(node: SelectionNode) -> str:
    if isinstance(node, InlineFragmentNode):
        condition = f" on {node.type_condition.name.value}" if node.type_condition else ""
        return f'"...{condition} {{ ... }}"'
    return f'"{node.name.value}"' if isinstance(node, FieldNode | FragmentSpreadNode) else ""
