"""A thousand upserts of one email from 32 connections: one customer, and answers that fit some order of the calls."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any, Final

import pytest
from robust_server import HEAD, serving

if TYPE_CHECKING:
    from robust_server import Server

CALLS: Final = 1_000
CONNECTIONS: Final = 32
EMAIL: Final = "race@example.com"
SHOWN: Final = "id note firstName tags createdAt updatedAt addressesV2(first: 3) { nodes { id city } }"
UPSERT: Final = (
    "mutation($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {"
    " customerSet(identifier: $identifier, input: $input) {"
    f" customer {{ {SHOWN} }} userErrors {{ field message code }} }} }}"
)


def _given(number: int) -> dict[str, Any]:
    """Return the input of a call; every field says which call it was."""
    name = str(number)
    return {
        "email": EMAIL if number % 2 else f" {EMAIL.upper()} ",
        "firstName": name,
        "note": name,
        "tags": [name],
        "addresses": [{"city": name}],
    }


def _said(customer: dict[str, Any]) -> set[str]:
    """Return which calls a customer's fields come from."""
    cities = [each["city"] for each in customer["addressesV2"]["nodes"]]
    return {customer["firstName"], customer["note"], *customer["tags"], *cities}


class Connection:
    """A connection to a mock, which sends calls one after another."""

    def __init__(self, server: Server) -> None:
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self._stream = self._socket.makefile("rb")

    def send(self, document: str, variables: Any = None) -> Any:
        """Send a document and return `data`."""
        body = json.dumps({"query": document, "variables": variables or {}}).encode()
        self._socket.sendall(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body)
        assert self._stream.readline().startswith(b"HTTP/1.1 200 ")
        length = 0
        while (line := self._stream.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        answer = json.loads(self._stream.read(length))
        assert "errors" not in answer, answer
        return answer["data"]

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()


def _race(server: Server) -> dict[int, list[tuple[int, dict[str, Any]]]]:
    """Let the connections race, and return for each the calls it made and the customers it got, in its order."""
    found: dict[int, list[tuple[int, dict[str, Any]]]] = {number: [] for number in range(CONNECTIONS)}
    start = threading.Barrier(CONNECTIONS)

    def play(lane: int) -> None:
        connection = Connection(server)
        start.wait()
        for number in range(lane, CALLS, CONNECTIONS):
            given = {"identifier": {"email": EMAIL}, "input": _given(number)}
            payload = connection.send(UPSERT, given)["customerSet"]
            assert payload["userErrors"] == [], payload
            found[lane].append((number, payload["customer"]))
        connection.close()

    threads = [threading.Thread(target=play, args=(lane,)) for lane in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture(scope="module")
def server() -> Any:
    """Run a mock."""
    with serving() as running:
        yield running


def test_racing_upserts_make_one_customer_and_are_consistent_with_some_order(server: Server) -> None:
    """Each answer is its own call's; new address ids give the order, in which time never runs backwards."""
    found = _race(server)
    answers = [pair for lane in found.values() for pair in lane]
    assert len(answers) == CALLS
    assert {customer["id"] for _, customer in answers} == {answers[0][1]["id"]}
    assert len({customer["createdAt"] for _, customer in answers}) == 1
    assert all(_said(customer) == {str(number)} for number, customer in answers)

    # Each call makes a new address, whose number tells when its turn was.
    turn = {number: _address_number(customer) for number, customer in answers}
    assert len(set(turn.values())) == CALLS
    for lane in found.values():
        assert [turn[number] for number, _ in lane] == sorted(turn[number] for number, _ in lane)
    in_order = sorted(answers, key=lambda pair: turn[pair[0]])
    times = [customer["updatedAt"] for _, customer in in_order]
    assert times == sorted(times)

    after = Connection(server)
    data = after.send(f"{{ customersCount {{ count }} customers(first: 5) {{ nodes {{ {SHOWN} }} }} }}")
    after.close()
    assert data["customersCount"]["count"] == 1
    assert data["customers"]["nodes"] == [in_order[-1][1]]


def _address_number(customer: dict[str, Any]) -> int:
    [address] = customer["addressesV2"]["nodes"]
    return int(address["id"].rpartition("/")[2].partition("?")[0])
