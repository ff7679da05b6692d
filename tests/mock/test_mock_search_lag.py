"""Search lag: a search finds a write some time later, a look-up by id or identifier at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_client import PLENTY, Client

from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from mock_client import Clock


def lagging(clock: Clock, seconds: float = 5) -> Client:
    """Return a client of a mock whose searches lag."""
    found = Behaviours().changed("default", {"search_lag": seconds}, "test")
    return Client(Settings(bucket=PLENTY, clock=clock, behaviours=found))


def found(client: Client, query: str = "first_name:*") -> list[str]:
    """Return the first names of those that a search finds."""
    document = "query Q($query: String) { customers(first: 9, query: $query) { nodes { firstName } } }"
    nodes: list[dict[str, Any]] = client.data(document, {"query": query})["customers"]["nodes"]
    return [node["firstName"] for node in nodes]


def counted(client: Client) -> int:
    """Return how many customers are counted."""
    count: int = client.data("{ customersCount { count } }")["customersCount"]["count"]
    return count


def test_a_search_finds_a_new_customer_when_the_lag_is_over(clock: Clock) -> None:
    """Recorded: none of 18 searches right after a write found the customer."""
    client = lagging(clock)
    client.create(firstName="Ada")
    assert (found(client), counted(client)) == ([], 0)
    clock.go_on(4.9)
    assert (found(client), counted(client)) == ([], 0)
    clock.go_on(0.1)
    assert (found(client), counted(client)) == (["Ada"], 1)


def test_look_ups_see_their_own_writes(clock: Clock) -> None:
    """Recorded: next to each of those searches a `customer(id)` that found it; so does customerByIdentifier."""
    client = lagging(clock)
    id_ = client.create(firstName="Ada", email="ada@example.com")
    assert client.read(id_, "firstName") == {"firstName": "Ada"}
    document = '{ customerByIdentifier(identifier: {emailAddress: "ada@example.com"}) { id } }'
    assert client.data(document) == {"customerByIdentifier": {"id": id_}}
    assert client.data("{ customers(first: 1) { nodes { id } } }") == {"customers": {"nodes": [{"id": id_}]}}


def test_a_search_matches_what_was_and_shows_what_is(clock: Clock) -> None:
    """The index is behind; the customers that it names are read as they are."""
    client = lagging(clock)
    id_ = client.create(firstName="Ada")
    clock.go_on(5)
    client.set({"firstName": "Augusta"}, {"id": id_})
    assert found(client, "first_name:Ada") == ["Augusta"]
    assert found(client, "first_name:Augusta") == []
    clock.go_on(5)
    assert found(client, "first_name:Ada") == []
    assert found(client, "first_name:Augusta") == ["Augusta"]


def test_a_search_shows_nobody_who_is_gone(clock: Clock) -> None:
    """A deleted customer that the index still names."""
    client = lagging(clock)
    id_ = client.create(firstName="Ada")
    clock.go_on(5)
    client.data(f'mutation {{ customerDelete(input: {{id: "{id_}"}}) {{ deletedCustomerId }} }}')
    assert found(client) == []


def test_each_write_has_its_own_lag(clock: Clock) -> None:
    """Whether somebody searches in between or not."""
    client = lagging(clock)
    for name in ("Ada", "Grace", "Emmy"):
        client.create(firstName=name)
        clock.go_on(2)
    assert found(client) == ["Ada"]
    clock.go_on(2)
    assert found(client) == ["Ada", "Grace"]


def test_a_reset_is_seen_at_once(clock: Clock) -> None:
    """Nothing of what was there comes up later."""
    client = lagging(clock)
    client.create(firstName="Ada")
    client.service.answer("POST", "/__meta/reset", {}, b"")
    clock.go_on(60)
    assert (found(client), counted(client)) == ([], 0)


def test_without_a_lag_a_search_finds_everything_at_once(client: Client) -> None:
    """The default."""
    client.create(firstName="Ada")
    assert (found(client), counted(client)) == (["Ada"], 1)
