"""Shops are apart from each other, and safe to ask from many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_client import Client

COUNT = "{ customersCount { count } shop { myshopifyDomain } }"


def test_hosts_are_shops(client: Client) -> None:
    """The same token at another host sees another shop; case and port do not matter."""
    client.create(email="a@example.com")
    client.host = "other.myshopify.com"
    assert client.data(COUNT)["customersCount"] == {"count": 0}
    client.host = "EXAMPLE.myshopify.com:8443"
    assert client.data(COUNT) == {
        "customersCount": {"count": 1},
        "shop": {"myshopifyDomain": "example.myshopify.com"},
    }


def test_elsewhere_tokens_are_shops(client: Client) -> None:
    """At a host that is no shop's, each access token has a shop of its own."""
    client.host = "127.0.0.1:8000"
    client.create(email="a@example.com")
    client.token = "other"
    assert client.data(COUNT)["customersCount"] == {"count": 0}
    client.token = "token"
    assert client.data(COUNT)["customersCount"] == {"count": 1}


def test_ids_of_two_shops_differ(client: Client) -> None:
    """So that the id of one is unknown in the other."""
    first = client.create(email="a@example.com")
    client.host = "other.myshopify.com"
    assert client.create(email="a@example.com") != first


def test_a_failed_document_keeps_what_it_did_before(client: Client) -> None:
    """Mutations of one document are not one transaction."""
    answer = client.send(
        'mutation { a: customerSet(input: {firstName: "A"}) { customer { firstName } }'
        ' b: customerSet(identifier: {customId: {key: "k", value: "v"}}, input: {}) { customer { id } } }'
    )
    assert answer["data"] == {"a": {"customer": {"firstName": "A"}}, "b": None}
    assert client.data(COUNT)["customersCount"] == {"count": 1}


def test_racing_upserts_make_one_customer(client: Client) -> None:
    """Forty upserts of one email from eight threads."""

    def upsert(number: int) -> str:
        sent = {"email": "race@example.com", "note": str(number)}
        found: str = client.set(sent, {"email": "race@example.com"})["customer"]["id"]
        return found

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(upsert, range(40)))
    assert len(ids) == 1
    assert client.data(COUNT)["customersCount"] == {"count": 1}


def test_many_shops_open_at_once(client: Client) -> None:
    """Each thread has the shop it asked for."""

    def open_shop(number: int) -> str:
        headers = client.headers() | {"host": f"shop{number % 7}.myshopify.com"}
        reply = client.service.answer(
            "POST", "/admin/api/2026-10/graphql.json", headers, b'{"query":"{ shop { name } }"}'
        )
        return reply.body.decode().split('"name":"')[1].split('"')[0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(open_shop, range(70))) == [f"shop{number % 7}" for number in range(70)]
