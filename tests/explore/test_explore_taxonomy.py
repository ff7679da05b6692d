"""What is due of a response with errors, by their kind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.explore.taxonomy import check_errors
from conformance.wire import Exchange, Request, Response

SET = (
    "mutation M($i: CustomerSetInput!) { customerSet(input: $i) { customer { id } userErrors { message } } }"
)


def judged(payload: Any, document: str = "{ customer(id: 1) { id } }") -> list[tuple[str, str]]:
    """Return requirement and path of what is wrong with a payload."""
    exchange = Exchange(Request(document), Response(200, {}, json.dumps(payload).encode()))
    return [(finding.requirement, finding.path) for finding in check_errors(exchange)]


def error(code: str | None, **rest: Any) -> dict[str, Any]:
    """Return a top-level error."""
    return {"message": "no", **({"extensions": {"code": code}} if code else {}), **rest}


def test_an_error_of_a_field_is_right_with_null_at_its_path() -> None:
    """Recorded: customer-set-custom-id, case missingDefinition. A stock check would call this a broken server."""
    payload = {"errors": [error("NOT_FOUND", path=["mine"])], "data": {"mine": None}}
    assert judged(payload) == []


def test_user_errors_that_are_null_are_not_judged_here() -> None:
    """They are against the schema, which the oracle says of every response."""
    assert judged({"data": {"customerSet": {"userErrors": None}}}) == []


@pytest.mark.parametrize("code", ["undefinedField", "INVALID_VARIABLE", "PARSE_ERROR", "variableMismatch"])
def test_beside_an_error_before_execution_there_is_no_data_and_no_cost(code: str) -> None:
    """Not even null."""
    assert judged({"errors": [error(code)]}) == []
    assert judged({"errors": [error(code)], "data": None}) == [("schema.no-data", "$.data")]
    found = judged({"errors": [error(code)], "extensions": {"cost": {}}})
    assert found == [("schema.no-cost", "$.extensions.cost")]


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({"errors": [error(None)]}, "$.errors[0].extensions.code"),
        ({"errors": [error("NOT_FOUND")], "data": {"a": None}}, "$.errors[0].path"),
        ({"errors": [error("NOT_FOUND", path=["a"])]}, "$.data"),
        ({"errors": [error("NOT_FOUND", path=["b"])], "data": {"a": None}}, "$.errors[0].path"),
        ({"errors": [error("NOT_FOUND", path=["a"])], "data": {"a": {"id": 1}}}, "$.data"),
    ],
)
def test_an_error_that_is_not_of_its_kind_is_found(payload: Any, path: str) -> None:
    """No code, no path, no data, a path that leads nowhere, a value beside it."""
    assert judged(payload) == [("explore.error-taxonomy", path)]


def test_an_error_without_a_code_is_right_where_it_was_recorded_so() -> None:
    """Recorded: graphql-request-execution-operation-name-defaults."""
    assert judged({"errors": [{"message": "An operation name is required"}]}) == []


def test_a_mutation_costs_ten_at_least() -> None:
    """Documented: API limits."""
    cheap = {"data": {}, "extensions": {"cost": {"requestedQueryCost": 1}}}
    right = {"data": {}, "extensions": {"cost": {"requestedQueryCost": 10}}}
    assert judged(cheap, SET) == [("cost.mutation", "$.extensions.cost.requestedQueryCost")]
    assert judged(right, SET) == []
    assert judged(cheap) == []
