"""How much one request may ask for, so that none keeps the mock from answering the next.

Where Shopify's own limits are documented they are elsewhere (`engine`, `throttle`); what it says of a document that
is larger or deeper than these is not known, so the answers say whose limit it is.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphql import GraphQLSyntaxError, parse
from graphql.language import FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode

from conformance.mock.errors import syntax_error

if TYPE_CHECKING:
    from graphql import DocumentNode
    from graphql.language import SelectionSetNode

    from conformance.mock.errors import Error

MOST_CHARACTERS: Final = 1_000_000
"""Of a document."""
MOST_TOKENS: Final = 10_000
"""Of a document; some checks take time that grows with the square of it."""
MOST_LEVELS: Final = 100
"""Of fields in each other, through fragments."""
MOST_FIELDS: Final = 10_000
"""Of an operation with its fragments written out, which can be exponentially more than it has tokens."""
MOST_SEARCHED: Final = 10_000
"""Characters of a search query."""

CODE: Final = "MOCK_LIMIT"


def exceeded(what: str) -> Error:
    """Return the entry of `errors` for what is beyond a limit of the mock's own."""
    return {"message": f"{what} (a limit of this mock)", "extensions": {"code": CODE}}


def parse_bounded(text: str) -> DocumentNode | Error:
    """Return a document, or why its text is none or more than the mock takes on."""
    if len(text) > MOST_CHARACTERS:
        return exceeded(f"The document has more than {MOST_CHARACTERS} characters")
    try:
        document = parse(text, max_tokens=MOST_TOKENS, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        return _refused(error)
    return _too_large(document) or document


def _refused(error: GraphQLSyntaxError) -> Error:
    # graphql-core says these two of a text that may well be a document.
    if "tokens. Parsing aborted" in error.message:
        return exceeded(f"The document has more than {MOST_TOKENS} tokens")
    if "nested too deeply" in error.message:
        return exceeded("The document is nested too deeply")
    return syntax_error(error)


class _Part(NamedTuple):
    """An operation or a fragment by itself: how many fields, how many levels, and which fragments at which level."""

    fields: int
    levels: int
    spreads: tuple[tuple[str, int], ...]


def _too_large(document: DocumentNode) -> Error | None:
    parts: dict[str, _Part] = {}
    operations = []
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode):
            parts[node.name.value] = _part(node.selection_set)
        elif isinstance(node, OperationDefinitionNode):
            operations.append(_part(node.selection_set))
    whole: dict[str, _Part] = {}
    try:
        order = TopologicalSorter({name: [to for to, _ in part.spreads] for name, part in parts.items()})
        for name in order.static_order():
            if name in parts:
                whole[name] = _written_out(parts[name], whole)
    except CycleError:
        # It is never run; validation finds the loop.
        return None
    for operation in operations:
        found = _written_out(operation, whole)
        if found.levels > MOST_LEVELS:
            return exceeded(f"The document is nested more than {MOST_LEVELS} levels deep")
        if found.fields > MOST_FIELDS:
            return exceeded(f"An operation selects more than {MOST_FIELDS} fields, fragments written out")
    return None


def _part(selection_set: SelectionSetNode) -> _Part:
    fields, levels = 0, 0
    spreads: list[tuple[str, int]] = []
    todo = [(selection_set, 1)]
    while todo:
        current, level = todo.pop()
        levels = max(levels, level)
        for selection in current.selections:
            fields += 1
            if isinstance(selection, FragmentSpreadNode):
                spreads.append((selection.name.value, level))
                continue
            below: Any = getattr(selection, "selection_set", None)
            if below:
                todo.append((below, level + 1))
    return _Part(fields, levels, tuple(spreads))


def _written_out(part: _Part, whole: dict[str, _Part]) -> _Part:
    """Return the part with its fragments, of which `whole` knows those that there are."""
    fields, levels = part.fields, part.levels
    for name, level in part.spreads:
        if name in whole:
            fields += whole[name].fields
            levels = max(levels, level + whole[name].levels)
    return _Part(fields, levels, ())
