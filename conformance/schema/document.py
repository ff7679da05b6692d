"""GraphQL documents held against a version's schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, OperationDefinitionNode, get_variable_values, parse, validate

from conformance.errors import did_you_mean
from conformance.schema.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode

    from conformance.versions import ApiVersion

_CACHED = 1024
"""Documents kept parsed: far more than a suite has, few enough for a fuzzer not to fill the memory."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, parsed and validated against a version's schema.

    Attributes:
        ast: the syntax tree, with locations; None if the text does not parse.
        errors: what is wrong with it: one syntax error, or every validation error; empty if it is valid.
        operations: the operations it holds, in order.
    """

    ast: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    operations: tuple[OperationDefinitionNode, ...]

    def operation(self, name: str | None = None) -> OperationDefinitionNode | None:
        """Return the operation that a request with this operation name runs, or None if it can't be told.

        Args:
            name: the request's operationName; None or an empty string selects the only operation.
        """
        if not name:
            return self.operations[0] if len(self.operations) == 1 else None
        return next((node for node in self.operations if node.name and node.name.value == name), None)


@lru_cache(_CACHED)
def document(version: ApiVersion, text: str) -> Document:
    """Parse a document and validate it against the version's schema.

    What is wrong with the document is part of the result, never raised.

    Raises:
        UnknownVersionError: no schema is bundled for the version.
    """
    schema = load(version)
    try:
        ast = parse(text)
    except GraphQLError as error:
        return Document(None, (error,), ())
    operations = tuple(node for node in ast.definitions if isinstance(node, OperationDefinitionNode))
    return Document(ast, tuple(validate(schema, ast)), operations)


def check_variables(
    version: ApiVersion, text: str, variables: Mapping[str, Any], operation_name: str | None = None
) -> tuple[str, ...]:
    """Return what is wrong with a document or with the variables sent along, one sentence each; empty if nothing is.

    Values are held against the variables' types: unknown and missing fields, null, enums, lists, one-of inputs.

    Args:
        version: the API version.
        text: the document.
        variables: values by variable name, without `$`.
        operation_name: which operation of the document runs; None for the only one.
    """
    found = document(version, text)
    if found.errors:
        return tuple(error.message for error in found.errors)
    operation = found.operation(operation_name)
    if operation is None:
        names = [node.name.value for node in found.operations if node.name]
        return (f"Which operation runs cannot be told; the document has {', '.join(names) or 'none'}.",)
    declared = [node.variable.name.value for node in operation.variable_definitions or ()]
    unknown = tuple(
        f"The operation declares no variable ${name}.{did_you_mean(name, declared)}"
        for name in variables
        if name not in declared
    )
    values = get_variable_values(load(version), operation.variable_definitions or (), dict(variables))
    return unknown + (tuple(error.message for error in values) if isinstance(values, list) else ())
