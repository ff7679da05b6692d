"""Telling a target's bad day from a target's deviation."""

from __future__ import annotations

from typing import Any

import pytest
from script_target import answer

from conformance.errors import BrokenError, RefusedError
from conformance.target.attribution import blame, start_of
from conformance.wire import Response

HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json; charset=utf-8"}


def denied() -> dict[str, Any]:
    """Return an error about a scope."""
    return {"message": "Access denied for customerSet field.", "extensions": {"code": "ACCESS_DENIED"}}


@pytest.mark.parametrize("is_shopify", [True, False])
@pytest.mark.parametrize(
    ("response", "kind", "said"),
    [
        (Response(500, JSON, b'{"errors":"An unexpected error occurred"}'), BrokenError, "HTTP 500"),
        (answer({"errors": [{"message": "Service unavailable"}]}, 503), BrokenError, "HTTP 503"),
        (answer({"errors": [{"message": "x"}], "data": None}, 500), BrokenError, "HTTP 500"),
        (Response(502, HTML, b"<h1>Bad Gateway</h1>"), BrokenError, "It said: <h1>Bad Gateway</h1>"),
        (Response(503, {}, b""), BrokenError, "It said: (nothing)"),
        (
            Response(401, JSON, b'{"errors":"[API] Invalid API key"}'),
            RefusedError,
            "has expired or was revoked",
        ),
        (Response(200, JSON, b'{"data":{"a":1}'), BrokenError, "is no JSON"),
        (Response(200, JSON, b""), BrokenError, "is no JSON"),
        (
            answer(
                {"errors": [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}], "data": None},
                x_request_id="r-1",
            ),
            BrokenError,
            "INTERNAL_SERVER_ERROR (request r-1)",
        ),
        (
            answer({"errors": [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, 500),
            BrokenError,
            "INTERNAL",
        ),
    ],
)
def test_what_is_no_answer_is_no_verdict(
    response: Response, kind: type[Exception], said: str, *, is_shopify: bool
) -> None:
    """Of a store as of a gateway; the error says what happened, and what to do."""
    error = blame("shop", response, is_shopify=is_shopify)
    assert type(error) is kind
    assert error.message.startswith("shop ")
    assert said in error.message
    assert error.hint
    assert error.exit_code == 3


@pytest.mark.parametrize("is_shopify", [True, False])
@pytest.mark.parametrize(
    "response",
    [
        answer({"data": {"customer": None}}),
        answer({"errors": [{"message": "no"}]}),
        answer({"errors": [{"message": "no", "extensions": {"code": "NOT_FOUND"}}], "data": {"a": None}}),
        answer({"errors": [{"message": "no", "extensions": {"code": "undefinedField"}}]}, 500),
        answer({"data": {"customer": None}}, 500),
        answer({"data": {"customerSet": {"userErrors": [{"message": "no"}]}}}, 422),
        answer({"errors": {"query": "Required parameter missing or invalid"}}, 400),
        answer([{"data": {}}]),
        answer({"data": {"note": "INTERNAL_SERVER_ERROR"}}),
        Response(413, JSON, b'{"errors":"Payload Too Large"}'),
    ],
)
def test_what_the_target_thought_about_is_for_the_judge(response: Response, *, is_shopify: bool) -> None:
    """However wrong it is: GraphQL with a wrong status is a deviation, and hiding it would make it green."""
    assert blame("shop", response, is_shopify=is_shopify) is None


@pytest.mark.parametrize("status", [402, 403, 404, 423])
def test_a_store_that_closed_its_doors_gives_no_verdict(status: int) -> None:
    """Of a gateway of one's own nobody knows what the status means, so the judge sees it."""
    response = Response(status, JSON, b'{"errors":"Unavailable Shop"}')
    error = blame("shop", response, is_shopify=True)
    assert isinstance(error, RefusedError)
    assert f"HTTP {status}" in error.message
    assert blame("gateway", response, is_shopify=False) is None


def test_a_430_is_shopify_s_wherever_it_comes_from() -> None:
    """Nobody else has that status."""
    error = blame("gateway", Response(430, JSON, b'{"errors":"Security Rejection"}'), is_shopify=False)
    assert isinstance(error, RefusedError)


def test_a_scope_that_a_store_s_token_lacks_is_no_deviation() -> None:
    """The app's, not the store's; a gateway may be wrong to refuse it."""
    response = answer({"data": {"customerSet": None}, "errors": [denied()]})
    error = blame("shop", response, is_shopify=True)
    assert isinstance(error, RefusedError)
    assert "Access denied for customerSet field." in error.message
    assert blame("gateway", response, is_shopify=False) is None


def test_a_web_page_with_status_200_is_a_gateway_s_deviation() -> None:
    """It says that it is a page; of a store, something between has sent it."""
    page = Response(200, HTML, b"<html>")
    assert blame("gateway", page, is_shopify=False) is None
    assert isinstance(blame("shop", page, is_shopify=True), BrokenError)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_that_was_asked_for_is_for_the_judge(status: int) -> None:
    """A scenario sends a wrong token, or a version that is not there; what broke down is no answer all the same."""
    refusal = Response(status, JSON, b'{"errors":"[API] Invalid API key"}')
    assert blame("shop", refusal, is_shopify=True, is_bold=True) is None
    assert blame("shop", answer({"errors": [denied()]}), is_shopify=True, is_bold=True) is None
    assert blame("shop", Response(503, HTML, b""), is_shopify=True, is_bold=True) is not None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"Bad  Gateway", "Bad Gateway"),
        (b"", "(nothing)"),
        (b"The token is shpat_0123", "The token is"),
        (b'{"errors":"shpat_0123456789"}', '{"errors":"'),
        (b"x" * 30, "(nothing)"),
    ],
)
def test_no_word_is_cut_in_the_middle(body: bytes, told: str) -> None:
    """Half a token or an email is not known for one, and would be written down."""
    assert start_of(Response(500, {}, body), 20) == told
