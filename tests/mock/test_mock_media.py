"""Media types and what they mean for statuses: Shopify's changelog, "GraphQL Over HTTP", for 2025-01 and later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from conformance.mock.media import PLAIN, RESPONSE, preferred

if TYPE_CHECKING:
    from mock_client import Client

    from conformance.mock.reply import Reply

SHOP = {"query": "{ shop { name } }"}
BROKEN = [
    pytest.param({"query": "{"}, id="syntax"),
    pytest.param({"query": "{ nope }"}, id="validation"),
    pytest.param({"query": "query A { shop { id } } query B { shop { id } }"}, id="operation"),
    pytest.param(
        {"query": "query Q($id: ID!) { customer(id: $id) { id } }", "variables": {}}, id="variables"
    ),
]


def ask(client: Client, payload: Any, path: str = "2026-04/graphql", accept: str = RESPONSE) -> Reply:
    """Send a request to a path below /admin/api/."""
    headers = client.headers(accept=accept)
    return client.service.answer("POST", f"/admin/api/{path}", headers, json.dumps(payload).encode())


@pytest.mark.parametrize(
    ("accept", "favoured"),
    [
        ("", PLAIN),
        ("*/*", PLAIN),
        ("application/json", PLAIN),
        ("application/graphql-response+json", RESPONSE),
        ("application/graphql-response+json, application/json", RESPONSE),
        ("application/json, application/graphql-response+json", PLAIN),
        ("application/json;q=0.5, Application/GraphQL-Response+JSON; charset=utf-8; q=0.9", RESPONSE),
        ("text/html, application/*;q=0.1", PLAIN),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=much", None),
        (",;", None),
    ],
)
def test_the_first_of_the_best_is_favoured(accept: str, favoured: str | None) -> None:
    """By quality, then by order."""
    assert preferred(accept) == favoured


def test_the_new_path_has_the_new_type(client: Client) -> None:
    """To whoever asks for it; the body is the same."""
    reply = ask(client, SHOP)
    assert (reply.status, reply.headers["Content-Type"]) == (
        200,
        "application/graphql-response+json; charset=utf-8",
    )
    assert json.loads(reply.body)["data"] == {"shop": {"name": "example"}}


@pytest.mark.parametrize("payload", BROKEN)
def test_what_is_not_executed_is_a_bad_request_on_the_new_path(client: Client, payload: Any) -> None:
    """400, with the errors as ever."""
    reply = ask(client, payload)
    assert reply.status == 400
    assert list(json.loads(reply.body)) == ["errors"]
    assert json.loads(reply.body) == json.loads(ask(client, payload, accept="application/json").body)


@pytest.mark.parametrize("payload", BROKEN)
@pytest.mark.parametrize(
    ("path", "accept"),
    [
        pytest.param("2026-04/graphql.json", RESPONSE, id="old-path"),
        pytest.param("2026-04/graphql", PLAIN, id="plain"),
        pytest.param("unstable/graphql", RESPONSE, id="unstable"),
    ],
)
def test_elsewhere_it_stays_200(client: Client, payload: Any, path: str, accept: str) -> None:
    """The old path answers plain JSON whatever is asked for, and so does the unstable version."""
    reply = ask(client, payload, path, accept)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json; charset=utf-8")


def test_errors_of_execution_stay_200_on_the_new_path(client: Client) -> None:
    """It was attempted."""
    document = (
        'mutation { customerDelete(input: {id: "gid://shopify/Customer/1"}) { userErrors { message } } }'
    )
    assert ask(client, {"query": document}).status == 200
    assert ask(client, {"query": '{ customer(id: "gid://shopify/Product/1") { id } }'}).status == 200


def test_a_throttled_request_stays_200_on_the_new_path(frugal: Client) -> None:
    """Nothing is wrong with what it says (assumed)."""
    document = {"query": "query { " + " ".join(f"c{n}: customersCount {{ count }}" for n in range(90)) + " }"}
    statuses = [ask(frugal, document).status for _ in range(4)]
    assert statuses == [200, 200, 200, 200]
    assert json.loads(ask(frugal, document).body)["errors"][0]["message"] == "Throttled"


def test_the_log_has_the_status_that_was_sent(client: Client) -> None:
    """400 as well."""
    ask(client, {"query": "{ nope }"})
    log = json.loads(client.service.answer("GET", "/__meta/log", {}, b"").body)
    assert [entry["status"] for entry in log["example.myshopify.com"]] == [400]
