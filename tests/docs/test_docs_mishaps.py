"""The page on mishaps, state and snapshots: what it shows is what a mock does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from command import CHECKOUT, mock, run
from manual import blocks, first_words, table, words

from conformance.mock.mishaps import MISHAPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = CHECKOUT / "docs" / "mishaps.md"
PATH = "/admin/api/2026-10/graphql.json"
HOST = {"Host": "my-store.myshopify.com"}
SET = 'mutation { customerSet(input: {lastName: "Lovelace"}) { customer { id } } }'
COUNT = "{ customersCount { count } }"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Return an impatient client of a mock."""
    with mock() as url, httpx.Client(base_url=url, timeout=0.5) as found:
        yield found


def ask(client: httpx.Client, query: str, token: str, **headers: str) -> httpx.Response:
    """Send a document to the shop of a token."""
    return client.post(PATH, json={"query": query}, headers={"X-Shopify-Access-Token": token, **headers})


def seen(client: httpx.Client, mishap: str) -> list[str]:
    """Return what httpx gives for a mishap: a status, exceptions."""
    try:
        response = ask(client, SET, mishap, **{"X-Conformance-Mishap": mishap})
    except httpx.TransportError as error:
        return [type(error).__name__]
    try:
        response.json()
    except json.JSONDecodeError as error:
        return [str(response.status_code), ".json()", type(error).__name__]
    return [str(response.status_code)]


def test_every_mishap_is_there() -> None:
    """In the order of the code."""
    assert first_words(PAGE, "seen") == [mishap.name for mishap in MISHAPS]


@pytest.mark.parametrize("row", table(PAGE, "seen"), ids=lambda row: words(row[0])[0])
def test_a_client_sees_what_the_table_says(client: httpx.Client, row: list[str]) -> None:
    """And the write has been made or not."""
    [name] = words(row[0])
    assert seen(client, name) == words(row[1])
    count = ask(client, COUNT, name).json()["data"]["customersCount"]["count"]
    assert count == {"yes": 1, "no": 0}[row[2]]


@pytest.mark.parametrize(
    ("command", "shown"),
    [body.removeprefix("$ ").split("\n", 1) for _, info, body in blocks(PAGE) if info == "console"],
)
def test_commands_print_what_is_shown(tmp_path: Path, command: str, shown: str) -> None:
    """With a mock beside it that has the state file."""
    with mock("--state", str(tmp_path / "shops.db")):
        done = run(*command.split(), folder=tmp_path)
    assert done.stdout + done.stderr == shown


def test_a_snapshot_is_as_shown(client: httpx.Client) -> None:
    """But for the times; it can be restored as it stands on the page, and what is wrong gets the answer shown."""
    snapshot, error = (json.loads(body) for _, info, body in blocks(PAGE) if info == "json")
    ask(client, SET, "any", **HOST)
    found = client.get("/__meta/snapshot?shop=my-store.myshopify.com").json()
    assert timeless(found) == timeless(snapshot)
    assert client.post("/__meta/restore", json=snapshot).json() == {"restored": ["my-store.myshopify.com"]}
    assert client.get("/__meta/snapshot?shop=my-store.myshopify.com").json() == snapshot
    snapshot["shops"]["my-store.myshopify.com"] = {}
    answer = client.post("/__meta/restore", json=snapshot)
    assert (answer.status_code, answer.json()) == (400, error)


def timeless(snapshot: Any) -> Any:
    """Return a snapshot without times."""
    without = json.loads(json.dumps(snapshot))
    for shop in without["shops"].values():
        for customer in shop["customers"]:
            del customer["created_at"], customer["updated_at"]
    return without
