"""The mock's own endpoints: health, state, log, reset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_client import Client

from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from mock_client import Clock


def meta(client: Client, path: str, method: str = "GET") -> tuple[int, Any]:
    """Ask the mock about itself; no token, no media type."""
    reply = client.service.answer(method, f"/__meta/{path}", {}, b"")
    return reply.status, json.loads(reply.body)


def test_health_says_what_is_served(client: Client) -> None:
    """Also before anybody asked for a shop."""
    status, found = meta(client, "health")
    assert (status, found["status"], found["shops"]) == (200, "ok", [])
    assert found["versions"] == ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "unstable"]


def test_the_state_shows_customers_and_definitions(client: Client) -> None:
    """As JSON, by shop."""
    id_ = client.create(email="a@example.com", addresses=[{"city": "Ottawa"}])
    _, found = meta(client, "state?shop=example.myshopify.com")
    [customer] = found["example.myshopify.com"]["customers"]
    assert (customer["id"], customer["email"]) == (id_, "a@example.com")
    assert customer["addresses"][0]["city"] == "Ottawa"
    assert customer["default_address"] == customer["addresses"][0]["id"]
    assert customer["created_at"] == "2026-11-23T12:00:00Z"


def test_the_log_shows_what_was_asked(client: Client) -> None:
    """Oldest first, with operation, status, errors and cost."""
    client.create(firstName="A")
    client.send("{ nope }")
    _, found = meta(client, "log")
    first, second = found["example.myshopify.com"]
    assert (first["operation"], first["version"], first["status"], first["cost"]) == (
        "mutation Set",
        "2026-04",
        200,
        10,
    )
    assert first["at"] == "2026-11-23T12:00:00.250+00:00"
    assert first["variables"] == {"input": {"firstName": "A"}}
    assert (second["operation"], second["errors"], second["cost"]) == ("", 1, None)
    assert second["document"] == "{ nope }"


def test_the_log_is_bounded(clock: Clock) -> None:
    """Only the latest requests are remembered."""
    client = Client(Settings(log=3, clock=clock))
    for number in range(5):
        client.send(f"query Q{number} {{ shop {{ id }} }}")
    entries = meta(client, "log")[1]["example.myshopify.com"]
    assert [entry["operation"] for entry in entries] == ["query Q2", "query Q3", "query Q4"]


def test_a_reset_empties_one_shop_or_all(client: Client) -> None:
    """Customers, log and bucket; the ids start over."""
    first = client.create(email="a@example.com")
    client.host = "other.myshopify.com"
    client.create(email="a@example.com")
    assert meta(client, "reset?shop=example.myshopify.com", "POST") == (
        200,
        {"reset": ["example.myshopify.com"]},
    )
    count = "{ customersCount { count } }"
    assert client.data(count)["customersCount"] == {"count": 1}
    client.host = "example.myshopify.com"
    assert client.data(count)["customersCount"] == {"count": 0}
    assert client.create(email="a@example.com") == first
    assert len(meta(client, "reset", "POST")[1]["reset"]) == 2


def test_mistakes_are_told(client: Client) -> None:
    """An unknown page, shop or method."""
    client.create(firstName="A")
    status, found = meta(client, "stat")
    assert (status, found["error"].split(".")[0]) == (404, "There is no /__meta/stat")
    status, found = meta(client, "state?shop=x.myshopify.com")
    assert (status, found["error"]) == (404, "No shop x.myshopify.com is open. Open: example.myshopify.com.")
    status, found = meta(client, "reset")
    assert (status, found["error"]) == (405, "/__meta/reset takes POST, not GET.")
