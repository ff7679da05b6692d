"""The rules of static validation that graphql-core knows as well as graphql-ruby, told in graphql-ruby's words.

graphql-core finds the nodes, and a table says what to make of them. These are the rules about fragments,
uniqueness and conflicting fields, which the walk in `static` leaves alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import validate
from graphql.language import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
)
from graphql.validation import (
    ExecutableDefinitionsRule,
    KnownFragmentNamesRule,
    LoneAnonymousOperationRule,
    MaxIntrospectionDepthRule,
    NoFragmentCyclesRule,
    NoUnusedFragmentsRule,
    OverlappingFieldsCanBeMergedRule,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
)
from graphql.validation.validate import ValidationAbortedError

from conformance.mock.bounds import exceeded
from conformance.mock.errors import static_error
from conformance.mock.literals import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphql import GraphQLSchema
    from graphql.language import DocumentNode
    from graphql.validation import ASTValidationRule

    from conformance.mock.errors import Error


@dataclass(frozen=True, slots=True)
class Wording:
    """How graphql-ruby tells a fault.

    Attributes:
        code: the error's `extensions.code`.
        message: with `{name}` where the name of the first node stands.
        key: under which extension that name stands too; empty for none.
        has_path: whether the error says where; a conflict of fields and what concerns the document don't.
    """

    code: str
    message: str
    key: str = ""
    has_path: bool = True


WORDINGS: Final[Mapping[type[ASTValidationRule], Wording]] = {
    ExecutableDefinitionsRule: Wording(
        "queryContainsSchemaDefinitions", "Query cannot contain schema definitions", has_path=False
    ),
    UniqueDirectivesPerLocationRule: Wording(
        "directiveNotUniqueForLocation",
        'The directive "{name}" can only be used once at this location.',
        "directiveName",
    ),
    UniqueFragmentNamesRule: Wording(
        "fragmentNotUnique", 'Fragment name "{name}" must be unique', "fragmentName", has_path=False
    ),
    NoFragmentCyclesRule: Wording(
        "infiniteLoop", "Fragment {name} contains an infinite loop", "fragmentName"
    ),
    UniqueArgumentNamesRule: Wording(
        "argumentNotUnique", 'There can be only one argument named "{name}"', "name"
    ),
    UniqueInputFieldNamesRule: Wording(
        "inputFieldNotUnique", 'There can be only one input field named "{name}"', "name"
    ),
    UniqueVariableNamesRule: Wording(
        "variableNotUnique", 'There can only be one variable named "{name}"', "variableName"
    ),
    KnownFragmentNamesRule: Wording(
        "useAndDefineFragment", "Fragment {name} was used, but not defined", "fragmentName"
    ),
    NoUnusedFragmentsRule: Wording(
        "useAndDefineFragment", "Fragment {name} was defined, but not used", "fragmentName"
    ),
    LoneAnonymousOperationRule: Wording(
        "uniquelyNamedOperations",
        "Operation name is required when multiple operations are present",
        has_path=False,
    ),
    UniqueOperationNamesRule: Wording(
        "uniquelyNamedOperations", 'Operation name "{name}" must be unique', "operationName", has_path=False
    ),
}


_GATE: Final = (*WORDINGS, OverlappingFieldsCanBeMergedRule, MaxIntrospectionDepthRule)


def remaining_errors(schema: GraphQLSchema, document: DocumentNode) -> list[Error]:
    """Return the errors of all rules of this module, in the order of the table and conflicts of fields last."""
    first = validate(schema, document, _GATE, max_errors=1)
    if not first:
        return []
    if isinstance(first[0], ValidationAbortedError):
        # graphql-core gives up, for its work grows with the square of the fields that share a key.
        return [exceeded("The document has too many fields of one name, or too many fragments")]
    if "introspection depth" in first[0].message:
        return [exceeded("The document asks for lists in lists of types too deeply")]
    found = [
        _worded(wording, nodes, document)
        for rule, wording in WORDINGS.items()
        for nodes in _broken(schema, document, rule)
    ]
    found.extend(
        _conflict([node for node in nodes if isinstance(node, FieldNode)])
        for nodes in _broken(schema, document, OverlappingFieldsCanBeMergedRule)
    )
    return found


def _broken(
    schema: GraphQLSchema, document: DocumentNode, rule: type[ASTValidationRule]
) -> Iterator[Sequence[Node]]:
    """Yield the nodes of each breach of a rule, of which graphql-core looks for a hundred at most."""
    for error in validate(schema, document, (rule,)):
        if not isinstance(error, ValidationAbortedError):
            yield error.nodes or ()


def _worded(wording: Wording, nodes: Sequence[Node], document: DocumentNode) -> Error:
    first = nodes[0] if nodes else document
    name = _name(first)
    extensions = {"code": wording.code}
    if wording.key:
        extensions[wording.key] = name
    path = _path_to(first, document) if wording.has_path else ()
    return static_error(wording.message.format(name=name), nodes, path, extensions)


def _name(node: Any) -> str:
    named = getattr(node, "variable", node)
    while not isinstance(getattr(named, "value", None), str):
        named = getattr(named, "name", None)
        if named is None:
            return ""
    return str(named.value)


def _path_to(node: Node, document: DocumentNode) -> tuple[str, ...]:
    """Return graphql-ruby's path to what a node belongs to: its operation, fields, fragments and arguments."""
    steps = [_step(each) for each in next(_trails(document, node, ()), ())]
    return tuple(step for step in steps if step)


def _trails(root: Node, wanted: Node, above: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    for key in root.keys:
        children = getattr(root, key)
        for child in children if isinstance(children, tuple) else (children,):
            if child is wanted:
                # A name, a directive or a repeated argument is not a step; what it stands on is.
                own = (child,) if isinstance(child, FragmentSpreadNode | FragmentDefinitionNode) else ()
                parent = above[:-1] if above and _is_argument(above[-1]) else above
                yield (*parent, *own)
            elif isinstance(child, Node):
                yield from _trails(child, wanted, (*above, child))


def _is_argument(node: Node) -> bool:
    return isinstance(node, ArgumentNode | ObjectFieldNode)


def _step(node: Any) -> str:
    """Return what a node adds to the path; empty for nothing."""
    if isinstance(node, OperationDefinitionNode):
        return f"{node.operation.value} {node.name.value}" if node.name else node.operation.value
    if isinstance(node, InlineFragmentNode):
        return f"... on {node.type_condition.name.value}" if node.type_condition else "..."
    if isinstance(node, FieldNode):
        return (node.alias or node.name).value
    prefix = _PREFIXES.get(type(node))
    return "" if prefix is None else f"{prefix}{node.name.value}"


_PREFIXES: Final = {
    FragmentDefinitionNode: "fragment ",
    FragmentSpreadNode: "... ",
    ArgumentNode: "",
    ObjectFieldNode: "",
}


def _conflict(nodes: Sequence[FieldNode]) -> Error:
    """Return the error for fields that share a response key and can't be merged."""
    by_key: dict[str, list[FieldNode]] = {}
    for node in nodes:
        by_key.setdefault((node.alias or node.name).value, []).append(node)
    tests: tuple[tuple[str, Callable[[FieldNode], str]], ...] = (
        ("field", lambda node: node.name.value),
        ("argument", _arguments_text),
    )
    for kind, text in tests:
        for key, same in by_key.items():
            texts = list(dict.fromkeys(map(text, same)))
            if len(texts) > 1:
                return _conflict_error(kind, key, texts, same)
    # Neither names nor arguments differ: the same field of two types that return different things.
    key, same = next(iter(by_key.items()))
    return _conflict_error("return_type", key, sorted({node.name.value for node in same}), same)


def _conflict_error(kind: str, key: str, texts: Sequence[str], nodes: Sequence[FieldNode]) -> Error:
    conflicts = " or ".join(texts)
    article = "an" if kind == "argument" else "a"
    return static_error(
        f"Field '{key}' has {article} {kind} conflict: {conflicts}?",
        nodes,
        (),
        {"code": "fieldConflict", "fieldName": key, "conflicts": conflicts},
    )


def _arguments_text(node: FieldNode) -> str:
    arguments = (f"{each.name.value}:{printed(each.value)}" for each in node.arguments or ())
    return f"{{{','.join(sorted(arguments))}}}"
