"""Fetching the schema of a live endpoint."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, get_introspection_query, graphql_sync

from conformance.errors import RefusedError
from conformance.schema.diff import diff
from conformance.schema.introspect import introspect
from conformance.schema.load import load
from conformance.schema.slice import slice_schema
from conformance.versions import NEWEST_STABLE


def answer(body: dict[str, Any]) -> dict[str, Any]:
    """Answer as an endpoint with the newest stable slice does."""
    return graphql_sync(load(NEWEST_STABLE), body["query"]).formatted  # type: ignore[return-value]


def test_a_live_schema_comes_back_whole() -> None:
    """Types, one-of inputs and deprecations of input values survive the round trip."""
    sdl = introspect(answer)
    assert diff(load(NEWEST_STABLE), build_schema(sdl, assume_valid=True)) == ()
    assert "input CustomerSetIdentifiers @oneOf {" in sdl
    assert '  id: ID @deprecated(reason: "deprecated")' in sdl


def test_a_live_schema_can_be_sliced() -> None:
    """What is pulled is what `schema slice` takes."""
    assert "type CustomerSetPayload {" in slice_schema(introspect(answer), NEWEST_STABLE)


def test_an_older_server_is_asked_less() -> None:
    """A server that knows neither one-of nor deprecated inputs is asked a plainer query."""
    asked = []

    def fetch(body: dict[str, Any]) -> dict[str, Any]:
        asked.append(body["query"])
        if "isOneOf" in body["query"] or "inputFields(includeDeprecated: true)" in body["query"]:
            return {"errors": [{"message": "Field 'isOneOf' doesn't exist on type '__Type'"}]}
        return answer(body)

    assert "input CustomerSetIdentifiers {" in introspect(fetch)
    assert len(asked) == 3
    assert asked[-1] == get_introspection_query(descriptions=False)


@pytest.mark.parametrize(
    ("body", "message", "asked"),
    [
        (
            {"errors": "[API] Invalid API key or access token"},
            "its schema: [API] Invalid API key or access token",
            1,
        ),
        (
            {"errors": [{"message": "Introspection is not allowed"}]},
            "its schema: Introspection is not allowed",
            3,
        ),
        ({"errors": [{"message": "Throttled"}], "data": None}, "its schema: Throttled", 3),
        ({"data": {}}, "its schema: its answer has no __schema.", 1),
        ({"data": {"__schema": None}}, "its schema: its answer has no __schema.", 1),
        ({}, "its schema: its answer has no __schema.", 1),
        ([], "its schema: its answer is no JSON object.", 1),
        ("<html>", "its schema: its answer is no JSON object.", 1),
        (None, "its schema: its answer is no JSON object.", 1),
        ({"data": {"__schema": "x"}}, "introspection result is not complete: ", 1),
        ({"data": {"__schema": {"types": []}}}, "introspection result is not complete: ", 1),
        ({"data": {"__schema": {"types": [3]}}}, "introspection result is not complete: ", 1),
        (
            {"data": {"__schema": {"queryType": {"name": "Q"}, "types": [], "directives": []}}},
            "introspection result is not complete: ",
            1,
        ),
    ],
)
def test_no_schema(body: object, message: str, asked: int) -> None:
    """An answer that is no introspection result is refused, with what it says instead."""
    bodies = []

    def fetch(sent: dict[str, Any]) -> object:
        bodies.append(sent)
        return body

    with pytest.raises(RefusedError) as caught:
        introspect(fetch)
    assert message in str(caught.value)
    assert len(bodies) == asked
