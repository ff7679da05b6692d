"""Mishaps of connections, over real ones: what a client sees, and what has been written."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import time
from http.client import IncompleteRead

import pytest
from mock_process import HEADERS, PATH, connected, count, meta, mock_process, request_body

from conformance.mock.delivery import fail
from conformance.mock.reply import Delivery


def raw_request(mishap: str) -> bytes:
    """Return a customerSet call as bytes."""
    body = request_body()
    headers = {**HEADERS, "X-Conformance-Mishap": mishap, "Content-Length": str(len(body))}
    lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.mark.parametrize(("mishap", "customers"), [("reset", 0), ("lost", 1)])
def test_a_reset_is_a_reset(mishap: str, customers: int) -> None:
    """ECONNRESET, not an orderly end; of `lost` the write stays."""
    with mock_process() as (process, port):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(raw_request(mishap))
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        assert count(port) == customers
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=5) == ("", "")


def test_a_truncated_body_ends_before_its_length() -> None:
    """In order, with all headers and the first bytes."""
    with mock_process("--mishap", "truncated:20@customerSet#1") as (_, port), connected(port) as connection:
        connection.request("POST", PATH, request_body(), HEADERS)
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises(IncompleteRead) as caught:
            response.read()
        assert caught.value.partial == b'{"data":{"customerSe'
        assert caught.value.expected == int(response.headers["Content-Length"]) - 20
        assert count(port) == 1


@pytest.mark.parametrize(("mishap", "customers"), [("timeout", 0), ("lost-timeout", 1)])
def test_no_answer_until_the_client_gives_up(mishap: str, customers: int) -> None:
    """Nothing at all arrives; others are answered meanwhile."""
    with mock_process() as (_, port):
        with connected(port, timeout=0.4) as connection:
            connection.request("POST", PATH, request_body(), HEADERS | {"X-Conformance-Mishap": mishap})
            assert count(port) == customers
            with pytest.raises(TimeoutError):
                connection.getresponse()
        assert count(port) == customers


def test_a_timeout_is_bounded() -> None:
    """By its number; then the connection is reset."""
    with mock_process() as (_, port), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw_request("timeout:300"))
        began = time.perf_counter()
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
        assert 0.29 < time.perf_counter() - began < 2


@pytest.mark.parametrize("mishap", ["timeout", "latency:60000"])
def test_the_mock_ends_although_a_client_waits(mishap: str) -> None:
    """At once, without a word."""
    with mock_process("--mishap", mishap) as (process, port), connected(port) as connection:
        connection.request("POST", PATH, request_body(), HEADERS)
        time.sleep(0.2)
        began = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=5) == ("", "")
        assert time.perf_counter() - began < 1.5


@pytest.mark.parametrize("mishap", ["timeout", "latency:60000"])
def test_the_mock_ends_although_a_client_asks_meanwhile(mishap: str) -> None:
    """What arrives while the mock starts, and the order to end with it, is let go as well."""
    with mock_process("--mishap", mishap) as (process, port), connected(port) as connection:
        connection.request("POST", PATH, request_body(), HEADERS)
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=5) == ("", "")


def test_the_mock_ends_although_a_request_is_not_sent_whole() -> None:
    """Without a traceback; it waits a second for the rest."""
    with (
        mock_process() as (process, port),
        socket.create_connection(("127.0.0.1", port), timeout=5) as client,
    ):
        client.sendall(raw_request("none")[:-10])
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=5) == ("", "")


def test_a_connection_lives_on_after_an_error_and_a_delay() -> None:
    """503, latency and broken JSON are answers like others."""
    options = ("--mishap", "http-503#1", "--mishap", "latency:120#2")
    with mock_process(*options) as (_, port), connected(port) as connection:
        connection.request("POST", PATH, request_body(), HEADERS)
        response = connection.getresponse()
        assert (response.status, response.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
        response.read()
        began = time.perf_counter()
        connection.request("POST", PATH, request_body(), HEADERS)
        assert json.loads(connection.getresponse().read())["data"]["customerSet"]["customer"]
        assert time.perf_counter() - began > 0.12


def test_a_script_is_set_over_http() -> None:
    """A retry after the loss of the third answer makes a second customer, as with the real shop."""
    with mock_process() as (_, port):
        meta(port, "mishaps", "POST", ["lost@customerSet#3"])
        for number in range(1, 4):
            with connected(port) as connection:
                connection.request("POST", PATH, request_body(), HEADERS)
                if number < 3:
                    assert connection.getresponse().status == 200
                else:
                    with pytest.raises(ConnectionResetError):
                        connection.getresponse()
        assert count(port) == 3
        assert meta(port, "mishaps")["shops"]["example.myshopify.com"] == [
            {"mishap": "lost@customerSet#3", "calls": 3, "happened": 1}
        ]


def test_another_server_has_to_break_the_connection_itself() -> None:
    """The application can't, and says so by an exception."""

    async def never() -> dict[str, str]:
        raise AssertionError

    async def nothing(_message: object) -> None:
        raise AssertionError

    failing = fail(Delivery(resets=True), {}, b"", {"type": "http"}, never, nothing)
    with pytest.raises(ConnectionResetError):
        failing.send(None)


def test_a_reset_is_a_reset_over_tls_too() -> None:
    """Seen below TLS, for Python's own reader takes any end of the connection for the same."""
    with mock_process("--tls") as (process, port):
        assert process.stderr is not None
        authority = process.stderr.readline().removeprefix("ca ").strip()
        context = ssl.create_default_context(cafile=authority)
        with (
            socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as connection,
        ):
            connection.sendall(raw_request("lost"))
            with socket.socket(fileno=os.dup(connection.fileno())) as below:
                below.settimeout(5)
                with pytest.raises(ConnectionResetError):
                    list(iter(lambda: below.recv(4096), b""))
