"""Fetch the schema of a live endpoint by introspection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from graphql import GraphQLError, build_client_schema, get_introspection_query, print_schema

from conformance.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import IntrospectionQuery

_QUERIES: Final[tuple[Mapping[str, bool], ...]] = (
    {"input_value_deprecation": True, "one_of": True},
    {"input_value_deprecation": True},
    {},
)
"""What to ask for beyond the oldest introspection query, richest first: not every server knows the newer parts."""


def introspect(fetch: Callable[[dict[str, Any]], Any]) -> str:
    """Return the schema of an endpoint as SDL, without descriptions.

    Deprecations of input values and one-of inputs are left out only if the endpoint does not know them.

    Args:
        fetch: sends a GraphQL request, given as its JSON body, and returns the decoded body of the answer. What
            it raises is passed on.

    Raises:
        RefusedError: the answer is no introspection result; the message says what it is instead.
    """
    complaint = ""
    for options in _QUERIES:
        answer = fetch({"query": get_introspection_query(descriptions=False, **options)})
        data = answer.get("data") if isinstance(answer, dict) else None
        if isinstance(data, dict) and data.get("__schema"):
            return _printed(cast("IntrospectionQuery", data))
        complaint = _complaint(answer)
        if not _may_be_too_rich(answer):
            break
    raise RefusedError(
        f"The endpoint does not tell its schema: {complaint}",
        hint="Introspection must be enabled there, and URL and token must be those of an Admin API.",
    )


def _printed(data: IntrospectionQuery) -> str:
    try:
        schema = build_client_schema(data, assume_valid=True)
    except (GraphQLError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise _incomplete(str(error)) from error
    if schema.query_type is None:
        raise _incomplete("it has no type for queries.")
    return print_schema(schema) + "\n"


def _incomplete(reason: str) -> RefusedError:
    return RefusedError(
        f"The endpoint's introspection result is not complete: {reason}",
        hint="A proxy may be cutting the answer, or the server does not follow GraphQL's specification.",
    )


def _may_be_too_rich(answer: Any) -> bool:
    """Tell whether a plainer query may fare better, because GraphQL errors refused this one."""
    return isinstance(answer, dict) and isinstance(answer.get("errors"), list)


def _complaint(answer: Any) -> str:
    """Return what an answer says instead of a schema."""
    if not isinstance(answer, dict):
        return "its answer is no JSON object."
    errors = answer.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else errors
    message = first.get("message") if isinstance(first, dict) else first
    return str(message) if message else "its answer has no __schema."
