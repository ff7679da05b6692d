"""Static validation of a document, with the errors that graphql-ruby gives for what breaks the schema.

One walk over the document, in graphql-ruby's order and with its habit of not looking below what is already
wrong: an unknown field hides its arguments, so a variable used only there counts as unused. What the walk
does not look at (fragments, uniqueness, conflicting fields) is in `static_rest`.

Texts and codes: graphql-ruby, lib/graphql/static_validation; recorded responses of a dev store agree with
them word for word where there are any.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLUnionType,
    do_types_overlap,
    get_named_type,
    is_composite_type,
    is_input_type,
    is_leaf_type,
    type_from_ast,
)
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
)

from conformance.mock.errors import static_error
from conformance.mock.literals import is_required, literal_problem, printed
from conformance.mock.static_rest import remaining_errors
from conformance.mock.variable_usage import Usage, usage_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphql import GraphQLArgument, GraphQLSchema
    from graphql.language import (
        ArgumentNode,
        DirectiveNode,
        DocumentNode,
        Node,
        ObjectFieldNode,
        SelectionNode,
        SelectionSetNode,
        VariableDefinitionNode,
    )

    from conformance.mock.errors import Error
    from conformance.wire import Json


@dataclass(slots=True)
class Definition:
    """What the walk finds out about one operation or fragment, for the checks that need the whole document."""

    node: OperationDefinitionNode | FragmentDefinitionNode
    path: tuple[str, ...]
    usages: list[Usage] = field(default_factory=list)
    spreads: list[str] = field(default_factory=list)


def validate_document(schema: GraphQLSchema, document: DocumentNode) -> list[Error]:
    """Return what is wrong with a document, as entries of `errors`; an empty list if it may be executed."""
    walk = _Walk(schema, document)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            walk.operation(node)
        elif isinstance(node, FragmentDefinitionNode):
            walk.fragment(node)
    walk.errors.extend(usage_errors(schema, walk.definitions))
    walk.errors.extend(remaining_errors(schema, document))
    return walk.errors


class _Walk:
    """One pass over a document; collects errors and where variables are used."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.errors: list[Error] = []
        self.definitions: list[Definition] = []
        self._schema = schema
        self._path: list[str] = []
        self._conditions = {
            node.name.value: node.type_condition.name.value
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def _add(
        self, message: str, nodes: Node | Sequence[Node], code: str, *, below: Sequence[str] = (), **extensions: Json
    ) -> None:
        found = nodes if isinstance(nodes, list | tuple) else [nodes]
        self.errors.append(
            static_error(message, found, [*self._path, *below], {"code": code, **extensions})
        )

    def operation(self, node: OperationDefinitionNode) -> None:
        kind = node.operation.value
        self._path = [f"{kind} {node.name.value}" if node.name else kind]
        self.definitions.append(Definition(node, tuple(self._path)))
        root = self._schema.get_root_type(node.operation)
        if root is None:
            self._add(
                f"Schema is not configured for {kind}s", node, f"missing{kind.capitalize()}Configuration"
            )
            return
        for variable in node.variable_definitions or ():
            self._variable_definition(variable)
        self._directives(node.directives, kind.upper())
        self._selections(node.selection_set, root)

    def fragment(self, node: FragmentDefinitionNode) -> None:
        self._path = [f"fragment {node.name.value}"]
        self.definitions.append(Definition(node, tuple(self._path)))
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
            self._add(
                f"{type_name} isn't a {defined} input type (on ${name})",
                node,
                "variableRequiresValidType",
                typeName=type_name,
                variableName=name,
            )
        elif node.default_value is not None:
            problem = literal_problem(node.default_value, type_)
            if problem is not None:
                self._add(
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
            self._add(
                f"No such type {type_name}, so it can't be a fragment condition",
                node,
                "undefinedType",
                typeName=type_name,
            )
        elif not is_composite_type(type_):
            self._add(
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
                self._path.append(node.alias.value if node.alias else node.name.value)
                self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else None
                self._path.append(f"... on {condition}" if condition else "...")
                self._fragment_body(node, condition or parent.name, "INLINE_FRAGMENT")
                self._possible(node, condition or parent.name, parent, "Fragment", "unknown")
            elif isinstance(node, FragmentSpreadNode):
                self._path.append(f"... {node.name.value}")
                name = node.name.value
                self.definitions[-1].spreads.append(name)
                self._directives(node.directives, "FRAGMENT_SPREAD")
                self._possible(node, self._conditions.get(name), parent, f"Fragment {name}", name)
            self._path.pop()

    def _possible(
        self, node: SelectionNode, condition: str | None, parent: Any, subject: str, name: str
    ) -> None:
        """Report a fragment on a type that no object of the parent's type can have."""
        type_: Any = self._schema.get_type(condition) if condition else None
        if is_composite_type(type_) and not do_types_overlap(self._schema, type_, parent):
            self._add(
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
            kind = "enums" if hasattr(type_, "values") else "scalars"
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
            self._required("Field", node, definition.args)
            self._arguments(node.arguments or (), definition.args, "Field", node, self._path[-1])
            self._directives(node.directives, "FIELD")
            if node.selection_set:
                self._selections(node.selection_set, type_)

    def _unknown_field(self, node: FieldNode, parent: Any) -> None:
        name = node.name.value
        if isinstance(parent, GraphQLUnionType):
            self._add(
                f"Selections can't be made directly on unions (see selections on {parent.name})",
                node,
                "selectionMismatch",
                nodeName=parent.name,
            )
        else:
            self._add(
                f"Field '{name}' doesn't exist on type '{parent.name}'",
                node,
                "undefinedField",
                typeName=parent.name,
                fieldName=name,
            )

    def _mismatch(self, node: FieldNode, message: str, type_name: str) -> None:
        self._add(
            message, node, "selectionMismatch", nodeName=f"field '{node.name.value}'", typeName=type_name
        )

    def _directives(self, nodes: Iterable[DirectiveNode] | None, location: str) -> None:
        for node in nodes or ():
            name = node.name.value
            definition = self._schema.get_directive(name)
            if definition is None:
                self._add(
                    f"Directive @{name} is not defined", node, "undefinedDirective", directiveName=name
                )
            elif location not in {allowed.name for allowed in definition.locations}:
                where = _PLURALS.get(location, f"{location.lower().replace('_', ' ')}s")
                allowed = ", ".join(
                    _PLURALS.get(place.name, f"{place.name.lower().replace('_', ' ')}s")
                    for place in definition.locations
                )
                self._add(
                    f"'@{name}' can't be applied to {where} (allowed: {allowed})",
                    node,
                    "directiveCannotBeApplied",
                    targetName=where,
                    name=name,
                )
            else:
                self._required("Directive", node, definition.args)
                self._arguments(node.arguments or (), definition.args, "Directive", node, name)

    def _required(
        self, kind: str, node: FieldNode | DirectiveNode, args: Mapping[str, GraphQLArgument]
    ) -> None:
        present = {argument.name.value for argument in node.arguments or ()}
        missing = [name for name, arg in args.items() if is_required(arg) and name not in present]
        if missing:
            names = ", ".join(missing)
            self._add(
                f"{kind} '{node.name.value}' is missing required arguments: {names}",
                node,
                "missingRequiredArguments",
                className=kind,
                name=node.name.value,
                arguments=names,
            )

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
            self._path.append(name)
            arg = args.get(name)
            if arg is None:
                self._add(
                    f"{kind} '{owner_name}' doesn't accept argument '{name}'",
                    node,
                    "argumentNotAccepted",
                    name=owner_name,
                    typeName=kind,
                    argumentName=name,
                )
            else:
                self._value(node, arg, kind, owner, owner_name)
            self._path.pop()

    def _value(
        self, node: ArgumentNode | ObjectFieldNode, arg: Any, kind: str, owner: Node, owner_name: str
    ) -> None:
        value = node.value
        known = len(self.errors)
        self._inside(value, arg, node, 0)
        if isinstance(value, VariableNode) or len(self.errors) > known:
            return
        problem = literal_problem(value, arg.type)
        if problem is None:
            return
        if problem.message is not None:
            self._add(problem.message, owner, "argumentLiteralsIncompatible", typeName="CoercionError")
            return
        name = node.name.value
        self._add(
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
            self.definitions[-1].usages.append(Usage(value, node, arg, depth, tuple(self._path)))
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
                self._add(
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
            self._add(
                f"OneOf Input Object '{name}' must specify exactly one key.",
                node,
                "invalidOneOfInputObject",
                inputObjectType=name,
            )
            return
        (only,) = node.fields
        key = only.name.value
        if only.value.kind == "null_value":
            self._add(
                f"Argument '{name}.{key}' must be non-null.",
                only,
                "invalidOneOfInputObject",
                below=[key],
                inputObjectType=name,
            )
        elif isinstance(only.value, VariableNode) and self._is_nullable(only.value.name.value):
            self._add(
                f"Variable '{only.value.name.value}' must be non-nullable to be used for OneOf Input Object '{name}'.",
                node,
                "invalidOneOfInputObject",
                below=[key],
                inputObjectType=name,
            )

    def _is_nullable(self, variable: str) -> bool:
        """Whether the operation at hand declares a variable, and as one that may be null."""
        node = self.definitions[-1].node
        return any(
            definition.variable.name.value == variable
            and not isinstance(type_from_ast(self._schema, definition.type), GraphQLNonNull)
            for definition in node.variable_definitions or ()
        )


_PLURALS = {"QUERY": "queries", "MUTATION": "mutations", "FIELD": "fields"}


def _selection_name(node: SelectionNode) -> str:
    if isinstance(node, InlineFragmentNode):
        condition = f" on {node.type_condition.name.value}" if node.type_condition else ""
        return f'"...{condition} {{ ... }}"'
    return f'"{node.name.value}"' if isinstance(node, FieldNode | FragmentSpreadNode) else ""
