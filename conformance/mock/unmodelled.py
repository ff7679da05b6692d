"""Fields that Shopify has and the mock does not model: nothing where nothing is a true answer, else a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType

from conformance.mock.errors import FieldError
from conformance.mock.page import EMPTY_PAGE

if TYPE_CHECKING:
    from graphql import GraphQLOutputType


def stand_in(type_: GraphQLOutputType, parent: str, name: str) -> Any:
    """Return null, an empty list or an empty connection, whichever the type of a field allows.

    Raises:
        FieldError: the type wants a value, and any would be made up; code NOT_MODELLED.
    """
    if not isinstance(type_, GraphQLNonNull):
        return None
    inner = type_.of_type
    if isinstance(inner, GraphQLList):
        return ()
    if isinstance(inner, GraphQLObjectType) and "pageInfo" in inner.fields:
        return EMPTY_PAGE
    raise FieldError(f"This mock does not model {parent}.{name}.", "NOT_MODELLED")
