"""From the body of a request to the body of its answer."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult, GraphQLError, execute, parse, validate
from second_shop import cost, document, sdl
from second_shop.roots import Roots
from second_shop.shop import Shop
from second_shop.variables import variable_errors

if TYPE_CHECKING:
    from graphql import DocumentNode


class SecondShop:
    """A shop with GraphQL before it, and one request at a time inside."""

    def __init__(self) -> None:
        self._root = Roots(Shop()).root()
        self._lock = threading.Lock()

    def answer(self, version: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request's body in an API version, one of `sdl.VERSIONS`."""
        parsed, errors = _prepared(version, str(body.get("query")))
        if errors or parsed is None:
            return {"errors": list(errors)}
        operation, wrong = document.operation_of(parsed, body.get("operationName"))
        if operation is None:
            return {"errors": [{"message": wrong}]}
        sent = body.get("variables") or {}
        forbidden = variable_errors(sdl.schema(version), operation, sent)
        if forbidden:
            return {"errors": forbidden}
        costs = cost.extensions(sdl.schema(version), parsed, operation)
        if costs["cost"]["requestedQueryCost"] > cost.MOST:
            return {"errors": [cost.exceeded(costs["cost"]["requestedQueryCost"])]}
        with self._lock:
            result = execute(
                sdl.schema(version),
                parsed,
                self._root,
                variable_values=sent,
                operation_name=body.get("operationName"),
            )
        assert isinstance(result, ExecutionResult)
        told: dict[str, Any] = {"data": result.data}
        if result.errors:
            told = {"errors": [error.formatted for error in result.errors], **told}
        return {**told, "extensions": costs}


@lru_cache(maxsize=512)
def _prepared(version: str, text: str) -> tuple[DocumentNode | None, tuple[dict[str, Any], ...]]:
    """Return a document that the schema allows; or the errors that it does not."""
    try:
        parsed = parse(text)
    except GraphQLError as error:
        return None, (document.syntax_error(error, text),)
    found = document.static_errors(sdl.schema(version), parsed)
    if not found:
        # What this shop has no words of its own for, such as fragments that are not there, graphql-core finds.
        found = [dict(error.formatted) for error in validate(sdl.schema(version), parsed)]
    return parsed, tuple(found)
