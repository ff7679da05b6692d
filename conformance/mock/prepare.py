"""Documents made ready to run: parsed, validated and compiled once, however often they are sent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphql import GraphQLSyntaxError, parse
from graphql.language import FieldNode, FragmentDefinitionNode, OperationDefinitionNode

from conformance.mock.compiling import compile_plan
from conformance.mock.cost import costs_of
from conformance.mock.errors import syntax_error
from conformance.mock.selections import condition_names
from conformance.mock.static import validate_document
from conformance.mock.variables import declared
from conformance.schema.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import GraphQLSchema

    from conformance.mock.cost import Cost
    from conformance.mock.errors import Error
    from conformance.mock.plan import Plan
    from conformance.versions import ApiVersion

_MOST_TOKENS: Final = 50_000
_REMEMBERED: Final = 1024


class Operation:
    """An operation of a valid document.

    Attributes:
        name: empty if it has none.
        kind: `query` or `mutation`.
        variables: that it declares.
        roots: its root fields that stand outside fragments: response key and field name.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        node: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.name = node.name.value if node.name else ""
        self.kind = node.operation.value
        self.variables = declared(schema, node.variable_definitions or ())
        self.roots = tuple(
            ((field.alias or field.name).value, field.name.value)
            for field in node.selection_set.selections
            if isinstance(field, FieldNode)
        )
        self._schema = schema
        self._node = node
        self._fragments = fragments
        self._asked = condition_names((node, *fragments.values()))
        self._compiled: dict[tuple[bool, ...], tuple[Plan, tuple[Cost, ...]]] = {}

    def compiled(self, variables: Mapping[str, Any]) -> tuple[Plan, tuple[Cost, ...]]:
        """Return the plan and the costs for these variables, of which only those of `@skip` and `@include` matter."""
        answers = tuple(variables.get(name) is True for name in self._asked)
        found = self._compiled.get(answers)
        if found is None:
            conditions = dict(zip(self._asked, answers, strict=True))
            found = (
                compile_plan(self._schema, self._node, self._fragments, conditions),
                costs_of(self._schema, self._node, self._fragments, conditions),
            )
            self._compiled[answers] = found
        return found


class Prepared:
    """A document as far as it goes without a request: its operations, or why it has none that may run.

    Attributes:
        errors: entries of `errors`; if there are any, there are no operations.
        operations: by name.
    """

    def __init__(self, errors: Sequence[Error], operations: Sequence[Operation]) -> None:
        self.errors = tuple(errors)
        self.operations = {operation.name: operation for operation in operations}

    def operation(self, name: str | None) -> Operation | Error:
        """Return the operation to run, or the error if the name does not choose one (recorded, 2026-04)."""
        if not name:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            return {"message": "An operation name is required"}
        return self.operations.get(name) or {"message": f'No operation named "{name}"'}


@lru_cache(maxsize=_REMEMBERED)
def prepare(version: ApiVersion, text: str) -> Prepared:
    """Return a document prepared for an API version; the latest thousand or so are remembered."""
    schema = load(version)
    try:
        document = parse(text, max_tokens=_MOST_TOKENS, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        return Prepared([syntax_error(error)], [])
    errors = validate_document(schema, document)
    if errors:
        return Prepared(errors, [])
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    operations = [
        Operation(schema, node, fragments)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    return Prepared([], operations)
