"""What is due of every response: each rule with the wrong response that it must catch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.oracle.envelope import check_envelope
from conformance.versions import bundled
from conformance.wire import Response

VERSION = bundled("2026-10")
HEADERS = {"content-type": "application/json; charset=utf-8", "x-shopify-api-version": "2026-10"}
STATUS = {"maximumAvailable": 2000.0, "currentlyAvailable": 1990, "restoreRate": 100.0}
COST = {"requestedQueryCost": 10, "actualQueryCost": 10, "throttleStatus": STATUS}
GOOD = {"data": {"shop": None}, "extensions": {"cost": COST}}
STATIC = {
    "errors": [
        {
            "message": "Field 'x' doesn't exist on type 'Customer'",
            "locations": [{"line": 1, "column": 3}],
            "path": ["query", "customer", 0],
            "extensions": {"code": "undefinedField"},
        }
    ]
}


def judge(
    payload: Any, *, status: int = 200, headers: dict[str, str] | None = None, due: int | None = 200
) -> list[tuple[str, str]]:
    """Return path and requirement of what is found in a response."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    response = Response(status, HEADERS if headers is None else headers, body)
    return [(item.path, item.requirement) for item in check_envelope(response, VERSION, status=due)]


@pytest.mark.parametrize("payload", [GOOD, STATIC, {"data": None, "errors": STATIC["errors"]}])
def test_what_shopify_sends_is_accepted(payload: Any) -> None:
    """Data with its cost, a static error without data and cost, and a resolver error with null data (recorded)."""
    assert judge(payload) == []


def test_another_status_is_found() -> None:
    """An error of the API comes with status 200."""
    assert judge(GOOD, status=500) == [("HTTP status", "invariant.http-envelope")]


def test_a_stated_status_is_left_to_the_scenario() -> None:
    """Where a scenario names the status, 401 is no breach by itself."""
    assert judge({"errors": "[API] Invalid"}, status=401, due=None) == []


@pytest.mark.parametrize("media", ["text/html", "", "application/graphql-response+json"])
def test_another_content_type_is_found(media: str) -> None:
    """graphql.json always answers application/json."""
    headers = {**HEADERS, "content-type": media}
    assert judge(GOOD, headers=headers) == [("HTTP content-type", "invariant.http-envelope")]


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'"x"', b"null", b'{"data": NaN}'])
def test_a_body_that_is_no_object_is_found(body: bytes) -> None:
    """Nothing else is judged then."""
    assert judge(body) == [("$", "invariant.response-shape")]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"debug": 1}, "$.debug"),
        ({"data": []}, "$.data"),
        ({"data": None}, "$.data"),
        ({"errors": []}, "$.errors"),
        ({"errors": {"query": "missing"}}, "$.errors"),
        ({"errors": ["broken"]}, "$.errors[0]"),
        ({"errors": [{}]}, "$.errors[0].message"),
        ({"errors": [{"message": "x", "code": "Y"}]}, "$.errors[0].code"),
        ({"errors": [{"message": "x", "path": "customerSet"}]}, "$.errors[0].path"),
        ({"errors": [{"message": "x", "path": [True]}]}, "$.errors[0].path"),
        ({"errors": [{"message": "x", "locations": [{"line": 0, "column": 1}]}]}, "$.errors[0].locations"),
        ({"errors": [{"message": "x", "extensions": []}]}, "$.errors[0].extensions"),
        ({"extensions": []}, "$.extensions"),
    ],
)
def test_a_misshapen_response_is_found(change: dict[str, Any], path: str) -> None:
    """Each part of the response format has its own rule."""
    found = [item for item in judge({**GOOD, **change}) if item[1] == "invariant.response-shape"]
    assert found == [(path, "invariant.response-shape")]


def test_a_response_with_neither_data_nor_errors_is_found() -> None:
    """One of them must be there."""
    assert judge({"extensions": {}}) == [("$", "invariant.response-shape")]


@pytest.mark.parametrize(
    ("cost", "path"),
    [
        (None, "$.extensions.cost"),
        ([], "$.extensions.cost"),
        ({**COST, "requestedQueryCost": "10"}, "$.extensions.cost.requestedQueryCost"),
        ({**COST, "requestedQueryCost": -1}, "$.extensions.cost.requestedQueryCost"),
        ({**COST, "actualQueryCost": True}, "$.extensions.cost.actualQueryCost"),
        ({**COST, "actualQueryCost": 11}, "$.extensions.cost.actualQueryCost"),
        ({**COST, "throttleStatus": None}, "$.extensions.cost.throttleStatus"),
        ({**COST, "throttleStatus": {**STATUS, "restoreRate": None}}, "$.extensions.cost.throttleStatus"),
        (
            {**COST, "throttleStatus": {**STATUS, "restoreRate": 0}},
            "$.extensions.cost.throttleStatus.restoreRate",
        ),
        (
            {**COST, "throttleStatus": {**STATUS, "currentlyAvailable": 2001}},
            "$.extensions.cost.throttleStatus.currentlyAvailable",
        ),
    ],
)
def test_incoherent_cost_figures_are_found(cost: Any, path: str) -> None:
    """A response with data tells its cost, in figures that can be true."""
    assert judge({**GOOD, "extensions": {"cost": cost}}) == [(path, "invariant.cost-coherent")]


def test_an_actual_cost_of_null_is_accepted() -> None:
    """A throttled request has none (reported by users)."""
    assert judge({**GOOD, "extensions": {"cost": {**COST, "actualQueryCost": None}}}) == []


@pytest.mark.parametrize("served", ["2026-07", ""])
def test_another_served_version_is_found(served: str) -> None:
    """The header says which version answered."""
    headers = {**HEADERS, "x-shopify-api-version": served} if served else {"content-type": "application/json"}
    assert judge(GOOD, headers=headers) == [("HTTP x-shopify-api-version", "invariant.version-served")]
