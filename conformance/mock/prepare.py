"""Documents made ready to run: parsed, validated and compiled once, however often they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql.language import DocumentNode, FieldNode, FragmentDefinitionNode, OperationDefinitionNode

from conformance.mock.bounds import parse_bounded
from conformance.mock.compiling import compile_plan
from conformance.mock.cost import costs_of
from conformance.mock.cost_debug import cost_fields
from conformance.mock.deprecation import Deprecations
from conformance.mock.remembered import Remembered
from conformance.mock.selections import condition_names
from conformance.mock.static import validate_document
from conformance.mock.variables import declared
from conformance.schema.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import GraphQLSchema

    from conformance.mock.access import Access
    from conformance.mock.cost import Cost
    from conformance.mock.errors import Error
    from conformance.mock.plan import Plan
    from conformance.versions import ApiVersion
    from conformance.wire import Json

_REMEMBERED: Final = 500_000
"""Characters of documents, of which each takes some 100 bytes prepared."""
_MOST_PLANS: Final = 64
"""Of one operation: there can be as many as combinations of its `@skip` and `@include`."""


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
        self._deprecations: Deprecations | None = None
        self._compiled: dict[Any, tuple[Plan, tuple[Cost, ...]]] = {}

    def compiled(
        self, variables: Mapping[str, Any], access: Access | None = None
    ) -> tuple[Plan, tuple[Cost, ...]]:
        """Return the plan and the costs.

        Args:
            variables: of which only those of `@skip` and `@include` matter.
            access: what the app may do; None if it may do everything.
        """
        answers = tuple(variables.get(name) is True for name in self._asked)
        key = answers if access is None else (access, answers)
        found = self._compiled.get(key)
        if found is None:
            conditions = dict(zip(self._asked, answers, strict=True))
            found = (
                compile_plan(self._schema, self._node, self._fragments, conditions, access),
                costs_of(self._schema, self._node, self._fragments, conditions),
            )
            if len(self._compiled) >= _MOST_PLANS:
                self._compiled.clear()
            self._compiled[key] = found
        return found

    def deprecated(self, variables: Mapping[str, Any]) -> str:
        """Return the names of what is deprecated and used, by the document and these variables; empty if nothing is."""
        if self._deprecations is None:
            self._deprecations = Deprecations(self._schema, self._node, self._fragments)
        return self._deprecations.used(variables)

    def cost_fields(self, variables: Mapping[str, Any]) -> list[Json]:
        """Return what each field costs, as `extensions.cost.fields` has it."""
        return cost_fields(self._schema, self._node, self._fragments, variables)


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


def _prepare(version: ApiVersion, text: str) -> Prepared:
    schema = load(version)
    document = parse_bounded(text)
    if not isinstance(document, DocumentNode):
        return Prepared([document], [])
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


prepare: Final = Remembered(_prepare, _REMEMBERED)
"""Gives a document prepared for an API version."""
