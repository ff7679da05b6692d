"""The mock as a server process: it says when it is ready, answers over HTTP, and ends cleanly."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest

from conformance.errors import UsageError
from conformance.mock.server import serve
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

START = (
    "import sys; from conformance.mock.server import serve; from conformance.mock.settings import Settings;"
    " serve(Settings({0}))"
)
PATH = "/admin/api/2026-10/graphql.json"
HEADERS = {
    "Content-Type": "application/json",
    "X-Shopify-Access-Token": "t",
    "Host": "example.myshopify.com",
}


@contextmanager
def running(settings: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a server and give its process and port; end it if the test did not."""
    process = subprocess.Popen(
        [sys.executable, "-c", START.format(settings)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        word, _, address = process.stdout.readline().strip().partition(" ")
        assert (word, address.rpartition(":")[0]) == ("ready", "http://127.0.0.1")
        yield process, int(address.rpartition(":")[2])
    finally:
        process.kill()
        process.communicate()


def connected(port: int) -> closing[HTTPConnection]:
    """Return a connection that a with block closes."""
    return closing(HTTPConnection("127.0.0.1", port, timeout=5))


def ask(connection: HTTPConnection, document: str) -> tuple[int, Any, dict[str, str]]:
    """Send a document; return status, JSON and headers."""
    connection.request("POST", PATH, json.dumps({"query": document}), HEADERS)
    response = connection.getresponse()
    return response.status, json.loads(response.read()), dict(response.getheaders())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_a_word(number: signal.Signals) -> None:
    """Exit code 0, nothing more on standard output, nothing on standard error; open connections or not."""
    with running() as (process, port), connected(port) as connection:
        assert ask(connection, "{ shop { name } }")[0] == 200
        process.send_signal(number)
        assert process.communicate(timeout=5) == ("", "")
        assert process.returncode == 0


def test_it_answers_over_one_connection_again_and_again() -> None:
    """With the service's headers; the shop is the Host header's."""
    with running() as (_, port), connected(port) as connection:
        status, answer, headers = ask(connection, "{ shop { name } }")
        assert (status, answer["data"]) == (200, {"shop": {"name": "example"}})
        assert headers["x-shopify-api-version"] == "2026-10"
        assert ask(connection, "{ customersCount { count } }")[1]["data"] == {"customersCount": {"count": 0}}
        connection.request("GET", "/__meta/log?shop=example.myshopify.com")
        log = json.loads(connection.getresponse().read())["example.myshopify.com"]
        assert [entry["document"] for entry in log] == ["{ shop { name } }", "{ customersCount { count } }"]


def test_an_answer_does_not_wait_for_an_acknowledgement() -> None:
    """With Nagle's algorithm on, each of these takes 40 ms."""
    with running() as (_, port), connected(port) as connection:
        ask(connection, "{ shop { name } }")
        began = time.perf_counter()
        for _ in range(25):
            ask(connection, "{ shop { name } }")
        assert time.perf_counter() - began < 0.5


def test_latency_and_token_are_settings_of_the_server() -> None:
    """A wrong token is refused, and late."""
    with running("token='secret', latency=150") as (_, port), connected(port) as connection:
        began = time.perf_counter()
        assert ask(connection, "{ shop { name } }")[0] == 401
        assert time.perf_counter() - began > 0.15


def test_broken_http_is_survived_in_silence() -> None:
    """Garbage, half a request, a body cut short, a huge header; then a good request is answered."""
    with running() as (process, port):
        for raw in (
            b"\x16\x03\x01garbage\r\n\r\n",
            b"POST /admin HTTP/1.1\r\nHost",
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{{".encode(),
            b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as broken:
                broken.sendall(raw)
        with connected(port) as connection:
            assert ask(connection, "{ shop { name } }")[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=5) == ("", "")


def test_a_chunked_body_is_put_together() -> None:
    """As some clients send it."""
    with running() as (_, port), connected(port) as connection:
        parts = [b'{"query":', b'"{ shop { na', b'me } }"}']
        connection.request("POST", PATH, iter(parts), HEADERS, encode_chunked=True)
        assert json.loads(connection.getresponse().read())["data"] == {"shop": {"name": "example"}}


def test_a_port_that_is_taken_is_told() -> None:
    """A usage error that says where."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"can't listen at 127.0.0.1, port {port}"):
            serve(Settings(), port=port)


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_is_none_is_told(port: int) -> None:
    """Not an OverflowError."""
    with pytest.raises(UsageError, match="can't listen"):
        serve(Settings(), port=port)


def test_a_host_that_is_not_ours_is_told() -> None:
    """An address of a documentation network."""
    with pytest.raises(UsageError, match=r"can't listen at 192\.0\.2\.1"):
        serve(Settings(), host="192.0.2.1")


def test_a_fault_that_is_none_is_told_before_anything_else() -> None:
    """With the nearest name."""
    with pytest.raises(UsageError, match='Did you mean "stale-read"'):
        serve(Settings(fault="stale-reed"))
