"""What is due of a response with top-level errors, by their kind, and of what a mutation costs.

schemathesis' own checks of GraphQL would take `userErrors: null` for success and a legitimate NOT_FOUND for a broken server.

Sources: the GraphQL specification, section 7.1 (no `data` if nothing was executed); about 280 recorded top-level errors of a
dev store, 2025-01 to 2026-04; https://shopify.dev/docs/api/usage/limits (a mutation costs 10).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from conformance.match import render
from conformance.oracle.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.wire import Exchange

TAXONOMY: Final = "explore.error-taxonomy"
NO_DATA: Final = "schema.no-data"
NO_COST: Final = "schema.no-cost"
COST: Final = "cost.mutation"

_STATIC: Final = re.compile(r"[a-z]+([A-Z][a-z]+)+\Z")
"""Codes of errors that static validation finds: undefinedField, variableMismatch, ..."""

REQUEST_CODES: Final = frozenset({"PARSE_ERROR", "INVALID_VARIABLE"})
"""Codes of the other errors before which nothing was executed."""

FIELD_CODES: Final = frozenset({"NOT_FOUND", "RESOURCE_NOT_FOUND", "BAD_REQUEST", "ACCESS_DENIED"})
"""Codes of errors of a field, whose value is null, or has taken what is above it along."""

_WITHOUT_CODE: Final = re.compile(r"An operation name is required|No operation named ")
_MUTATION: Final = re.compile(r"\s*mutation\b.*\bcustomerSet\b", re.DOTALL)
_LEAST: Final = 10


def is_static(code: Any) -> bool:
    """Tell whether a code is one of a document or of variables that were refused before anything was executed."""
    return code in REQUEST_CODES or (isinstance(code, str) and _STATIC.match(code) is not None)


def codes(payload: Any) -> list[Any]:
    """Return the code of each top-level error of a payload; None where there is none."""
    errors = payload.get("errors") if isinstance(payload, dict) else None
    found = []
    for error in errors if isinstance(errors, list) else ():
        extensions = error.get("extensions") if isinstance(error, dict) else None
        found.append(extensions.get("code") if isinstance(extensions, dict) else None)
    return found


def check_errors(exchange: Exchange) -> Iterator[Finding]:
    """Judge the errors of a response by their kind, and the cost of a mutation."""
    payload = exchange.response.payload
    if not isinstance(payload, dict):
        return
    for index, code in enumerate(codes(payload)):
        yield from _check(payload, payload["errors"][index], code, f"$.errors[{index}]")
    if _MUTATION.match(exchange.request.document):
        yield from _mutation(payload)


def _check(payload: dict[str, Any], error: Any, code: Any, at: str) -> Iterator[Finding]:
    if code is None:
        message = error.get("message") if isinstance(error, dict) else None
        if not _WITHOUT_CODE.match(str(message)):
            text = "The error says nothing of its kind."
            yield Finding(f"{at}.extensions.code", "a code", "none", text, TAXONOMY)
    elif is_static(code):
        if "data" in payload:
            text = "Nothing was executed, yet there is data."
            yield Finding("$.data", "no such key", render(payload["data"]), text, NO_DATA)
        if "cost" in (payload.get("extensions") or {}):
            text = "Nothing was executed, yet it has a cost."
            yield Finding("$.extensions.cost", "no such key", "a cost", text, NO_COST)
    elif code in FIELD_CODES:
        yield from _field(payload, error, at)


def _field(payload: dict[str, Any], error: dict[str, Any], at: str) -> Iterator[Finding]:
    path = error.get("path")
    if not isinstance(path, list) or not path:
        text = "An error of a field does not say of which."
        yield Finding(f"{at}.path", "the path of a field", render(path), text, TAXONOMY)
        return
    if "data" not in payload:
        text = "Beside an error of a field there is no data."
        yield Finding("$.data", "an object or null", "no such key", text, TAXONOMY)
        return
    value = payload["data"]
    for step in path:
        if value is None:
            return
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            text = "The path of an error leads nowhere."
            yield Finding(f"{at}.path", "a path in data", render(path), text, TAXONOMY)
            return
    if value is not None:
        text = "A field has a value beside its error."
        yield Finding("$.data", "null at the error's path", render(value), text, TAXONOMY)


def _mutation(payload: dict[str, Any]) -> Iterator[Finding]:
    try:
        requested = payload["extensions"]["cost"]["requestedQueryCost"]
        too_cheap = requested < _LEAST
    except (KeyError, TypeError):
        return  # whether there must be a cost is for the oracle
    if too_cheap:
        text = "A mutation costs less than 10."
        at = "$.extensions.cost.requestedQueryCost"
        yield Finding(at, f"at least {_LEAST}", render(requested), text, COST)
