"""`__schema` and `__type`: graphql-core answers them from the schema itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import DocumentNode, execute_sync
from graphql.language import OperationDefinitionNode, SelectionSetNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema
    from graphql.language import FieldNode, FragmentDefinitionNode


def introspect(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    node: FieldNode,
    variables: Mapping[str, Any],
) -> Any:
    """Return the value of one introspection field at the root of a valid operation."""
    alone = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=(node,)),
    )
    document = DocumentNode(definitions=(alone, *fragments.values()))
    data = execute_sync(schema, document, variable_values=dict(variables)).data or {}
    return data.get((node.alias or node.name).value)
