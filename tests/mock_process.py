"""A mock as users start it: `conformance mock` in a process of its own, and plain connections to it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/admin/api/2026-10/graphql.json"
HEADERS = {
    "Content-Type": "application/json",
    "X-Shopify-Access-Token": "t",
    "Host": "example.myshopify.com",
}


@contextmanager
def mock_process(*options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a mock with these options and give its process and port; end it if the test did not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "mock", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("ready "), process.communicate()[1]
        yield process, int(line.rpartition(":")[2])
    finally:
        process.kill()
        process.communicate()


def connected(port: int, timeout: float = 5) -> closing[HTTPConnection]:
    """Return a connection that a with block closes."""
    return closing(HTTPConnection("127.0.0.1", port, timeout=timeout))


def request_body(note: str = "") -> bytes:
    """Return a customerSet call that makes a customer with this note."""
    document = "mutation Set($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } }"
    variables = {"input": {"firstName": "Ada", "note": note}}
    return json.dumps({"query": document, "variables": variables}).encode()


def count(port: int) -> int:
    """Return how many customers the shop has, asked over a connection of its own."""
    body = json.dumps({"query": "{ customersCount { count } }"})
    with connected(port) as connection:
        connection.request("POST", PATH, body, HEADERS)
        found: int = json.loads(connection.getresponse().read())["data"]["customersCount"]["count"]
    return found


def meta(port: int, path: str, method: str = "GET", payload: Any = None) -> Any:
    """Ask the mock about itself."""
    with connected(port) as connection:
        connection.request(method, f"/__meta/{path}", None if payload is None else json.dumps(payload))
        return json.loads(connection.getresponse().read())
