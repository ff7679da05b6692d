"""Wrong servers that read the GraphQL text as if it said something else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphql import GraphQLSyntaxError, parse, print_ast, visit
from graphql.language import (
    REMOVE,
    ArgumentNode,
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    IntValueNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    VariableDefinitionNode,
    Visitor,
)

from conformance.mock.faults.fault import Fault

if TYPE_CHECKING:
    from graphql.language import DirectiveNode

    from conformance.mock.faults.fault import Document


def _rewriting(visitor: type[Visitor]) -> Document:
    """Return what reads a document as if it said something else; text that is no GraphQL stays."""

    @lru_cache(maxsize=256)
    def read(text: str) -> str:
        try:
            document = parse(text)
        except GraphQLSyntaxError:
            return text
        changed = visit(document, visitor())
        return text if changed is document else print_ast(changed)

    return read


class _FirstOperation(Visitor):
    """Keeps the first operation, which needs no name then."""

    def enter_document(self, node: DocumentNode, *_: Any) -> DocumentNode | None:
        operations = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
        if len(operations) < 2:
            return None
        kept = [each for each in node.definitions if each not in operations[1:]]
        return DocumentNode(definitions=tuple(kept))


class _RootsReversed(Visitor):
    """Runs the root fields of a mutation from the last to the first."""

    def leave_operation_definition(
        self, node: OperationDefinitionNode, *_: Any
    ) -> OperationDefinitionNode | None:
        roots = node.selection_set.selections
        if node.operation.value != "mutation" or len(roots) == 1:
            return None
        return OperationDefinitionNode(
            operation=node.operation,
            name=node.name,
            variable_definitions=node.variable_definitions,
            directives=node.directives,
            selection_set=SelectionSetNode(selections=tuple(reversed(roots))),
        )


class _QuotesLost(Visitor):
    """Loses the quotation marks inside a literal text."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> StringValueNode | None:
        return StringValueNode(value=node.value.replace('"', "")) if '"' in node.value else None


class _DirectivesIgnored(Visitor):
    """Knows neither @include nor @skip, nor what their variables are for."""

    def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
        return REMOVE if node.name.value in {"include", "skip"} else None

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
        return REMOVE if print_ast(node.type) == "Boolean!" else None


class _UnknownArgumentsIgnored(Visitor):
    """Takes any argument of customerSet, and any field of its literal input, and ignores those it does not know."""

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        arguments = node.arguments or ()
        kept = tuple(each for each in arguments if each.name.value in {"identifier", "input"})
        if node.name.value != "customerSet" or len(kept) == len(arguments):
            return None
        return FieldNode(
            alias=node.alias, name=node.name, arguments=kept, directives=(), selection_set=node.selection_set
        )


class _InputOptional(Visitor):
    """Takes a customerSet without its input as one with an empty input."""

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        arguments = node.arguments or ()
        if node.name.value != "customerSet" or any(each.name.value == "input" for each in arguments):
            return None
        empty = ArgumentNode(name=NameNode(value="input"), value=ObjectValueNode(fields=()))
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=(*arguments, empty),
            directives=(),
            selection_set=node.selection_set,
        )


class _LiteralsConverted(Visitor):
    """Takes numbers and booleans where a literal text is due."""

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> ObjectFieldNode | None:
        is_text = node.name.value in {"firstName", "lastName", "note"}
        if not is_text or not isinstance(node.value, IntValueNode | BooleanValueNode):
            return None
        return ObjectFieldNode(name=node.name, value=StringValueNode(value=print_ast(node.value)))


class _ScalarSelectionIgnored(Visitor):
    """Ignores what is selected of an id."""

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        if node.name.value != "id" or node.selection_set is None:
            return None
        return FieldNode(alias=node.alias, name=node.name, arguments=(), directives=())


class _VariableTypesUnchecked(Visitor):
    """Takes a variable of any input type of a customer for the input."""

    def enter_variable_definition(
        self, node: VariableDefinitionNode, *_: Any
    ) -> VariableDefinitionNode | None:
        if print_ast(node.type) not in {"CustomerInput!", "CustomerSetInput"} or node.default_value:
            return None
        right = NonNullTypeNode(type=NamedTypeNode(name=NameNode(value="CustomerSetInput")))
        return VariableDefinitionNode(variable=node.variable, type=right, default_value=None, directives=())


class _NullInputTaken(Visitor):
    """Takes a literal null as an empty input."""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode | None:
        if node.name.value != "input" or not isinstance(node.value, NullValueNode):
            return None
        return ArgumentNode(name=node.name, value=ObjectValueNode(fields=()))


DOCUMENTS: Final = (
    Fault(
        "first-operation-runs",
        "Of several operations the first one runs if none is named.",
        "schema.operation-name",
        document=_rewriting(_FirstOperation),
    ),
    Fault(
        "unknown-arguments-ignored",
        "Arguments that customerSet does not have are ignored.",
        "schema.undefined-argument",
        document=_rewriting(_UnknownArgumentsIgnored),
    ),
    Fault(
        "input-optional",
        "customerSet without its input is taken as one with an empty input.",
        "schema.missing-argument",
        document=_rewriting(_InputOptional),
    ),
    Fault(
        "literals-converted",
        "A number or a boolean is taken where a literal text is due.",
        "schema.literal-checked",
        document=_rewriting(_LiteralsConverted),
    ),
    Fault(
        "scalar-selection-ignored",
        "What is selected of an id is ignored.",
        "schema.selection-checked",
        document=_rewriting(_ScalarSelectionIgnored),
    ),
    Fault(
        "variable-types-unchecked",
        "A variable of the input type of another mutation is taken.",
        "schema.variable-type-checked",
        document=_rewriting(_VariableTypesUnchecked),
    ),
    Fault(
        "null-input-literal-taken",
        "A literal null is taken as an empty input.",
        "schema.non-null",
        document=_rewriting(_NullInputTaken),
    ),
    Fault(
        "roots-reversed",
        "Mutations of one document run from the last to the first.",
        "response.serial",
        document=_rewriting(_RootsReversed),
    ),
    Fault(
        "quotes-lost",
        "Quotation marks inside a literal text are lost.",
        "response.literals",
        document=_rewriting(_QuotesLost),
    ),
    Fault(
        "directives-ignored",
        "@include and @skip are ignored.",
        "response.fragments",
        document=_rewriting(_DirectivesIgnored),
    ),
)
