"""Anything at all sent to the port: the server answers or hangs up, says nothing on standard error, and does not grow."""

from __future__ import annotations

import json
import socket
import sys
import threading
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from robust_judge import judge_http
from robust_server import HEAD, serving, share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from robust_server import Server

SHOP: Final = b'{"query":"{ shop { name } }"}'
FILLING: Final = 1_200
"""Requests that fill the log and the memory for documents."""
GROWTH: Final = 25.0
"""Megabytes that the server may grow by, after its caches have filled; a leak of a kilobyte a request shows."""

SETTINGS = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a mock through all tests of this module."""
    with serving() as running:
        yield running


def request(body: bytes, *more: bytes, start: bytes = HEAD) -> bytes:
    """Return a request with its length."""
    lines = b"".join(line + b"\r\n" for line in more)
    return start + lines + b"content-length: %d\r\n\r\n" % len(body) + body


METHODS: Final = st.sampled_from(
    [b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT", b"BREW", b""]
)
WORDS: Final = st.sampled_from(
    [
        "admin",
        "api",
        "2026-10",
        "2025-01",
        "2099-13",
        "unstable",
        "graphql.json",
        "graphql",
        "__meta",
        "state",
        "log",
        "reset",
        "health",
        "config",
        "snapshot",
        "..",
        ".",
        "%00",
        "%ff",
        "%2e%2e",
        "é",
        "*",
        "customers",
        "?shop=x",
        "?%ff=%00&&=",
        "#",
        "assets",
    ]
)
PATHS: Final = st.one_of(
    st.lists(WORDS, max_size=6).map(lambda words: "/" + "/".join(words)).map(lambda path: path.encode()),
    st.binary(max_size=30),
)
NAMES: Final = st.sampled_from(
    [
        b"host",
        b"content-type",
        b"accept",
        b"content-length",
        b"transfer-encoding",
        b"content-encoding",
        b"connection",
        b"upgrade",
        b"expect",
        b"x-shopify-access-token",
        b"shopify-graphql-cost-debug",
        b"x-forwarded-for",
        b"cookie",
        b"",
        b"x y",
    ]
)
VALUES: Final = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [
            b"",
            b"*/*",
            b"text/html",
            b"application/json; charset=utf-16",
            b"application/graphql",
            b"application/graphql-response+json;q=0",
            b"chunked",
            b"gzip",
            b"100-continue",
            b"close",
            b"upgrade",
            b"websocket",
            b"-1",
            b"99999999999999999999",
            b"a.myshopify.com",
            b"a" * 5000,
            b"\xff\xfe",
            b"1",
        ]
    ),
)
HEADERS: Final = st.lists(st.tuples(NAMES, VALUES), max_size=6)


@settings(SETTINGS, max_examples=share(0.2))
@given(
    method=METHODS,
    path=PATHS,
    headers=HEADERS,
    body=st.binary(max_size=60) | st.just(SHOP),
    version=st.sampled_from([b"1.1", b"1.0", b"2.0", b"9"]),
)
def test_any_request_is_answered(  # noqa: PLR0917 - what hypothesis makes is arguments
    server: Server,
    method: bytes,
    path: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    version: bytes,
) -> None:
    """Methods, paths, headers and versions of HTTP, known and unknown."""
    lines = b"".join(b"%s: %s\r\n" % pair for pair in headers)
    start = b"%s %s HTTP/%s\r\n" % (method, path, version)
    assert judge_http(server.send(start + lines + b"content-length: %d\r\n\r\n" % len(body) + body))


@settings(SETTINGS, max_examples=share(0.1))
@given(headers=HEADERS, body=st.binary(max_size=60) | st.just(SHOP))
def test_any_headers_of_a_graphql_request_are_answered(
    server: Server, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """On top of those that belong there."""
    assert judge_http(server.send(request(body, *(b"%s: %s" % pair for pair in headers))))


@settings(SETTINGS, max_examples=share(0.1))
@given(st.binary(max_size=300), st.booleans())
def test_what_is_no_http_is_answered_or_hung_up_on(server: Server, content: bytes, after: bool) -> None:  # noqa: FBT001
    """Raw bytes, alone or after a request."""
    assert judge_http(server.send((request(SHOP) if after else b"") + content)) or not after


WHOLE: Final = {
    "lengths that contradict": HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
    "both kinds of length": HEAD + b"transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n",
    "a chunk without a size": HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "less than announced": HEAD + b"content-length: 500\r\n\r\n{}",
    "a handshake of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200,
    "HTTP 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a websocket": HEAD + b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\n\r\n",
    "the server itself": b"OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
    "a tunnel": b"CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n",
    "a NUL in a header": HEAD + b"x-foo: a\x00b\r\ncontent-length: 2\r\n\r\n{}",
    "a header that goes on": HEAD + b"x-foo: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
    "requests in a row": request(SHOP) * 50,
    "UTF-16": request(SHOP.decode().encode("utf-16")),
    "Latin-1": request('{"query":"{ shop { name } } # é"}'.encode("latin-1")),
    "zeros": request(b"\0" * 100_000),
    "ten thousand headers": HEAD + b"".join(b"x%d: a\r\n" % number for number in range(10_000)) + b"\r\n",
    "an endless header": HEAD + b"x: " + b"a" * 30_000_000 + b"\r\n\r\n",
    "an endless path": b"GET /" + b"a" * 30_000_000 + b" HTTP/1.1\r\n\r\n",
    "30 MB": request(b"a" * 30_000_000),
    "30 MB in chunks": HEAD
    + b"transfer-encoding: chunked\r\n\r\n"
    + (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 450
    + b"0\r\n\r\n",
}


@pytest.mark.parametrize("content", list(WHOLE.values()), ids=list(WHOLE))
def test_a_known_trick_is_answered_or_hung_up_on(server: Server, content: bytes) -> None:
    """Each with a status below 500, and the next ordinary request has its answer."""
    judge_http(server.send(content))
    assert server.answers()


def test_requests_that_never_end_keep_nobody_else_waiting(server: Server) -> None:
    """A hundred connections that stop in the middle; others are answered, and nothing is left when they go away."""
    content = request(SHOP)
    stuck = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(100)]
    try:
        for number, connection in enumerate(stuck):
            connection.sendall(content[: number * len(content) // 100])
        assert server.answers()
    finally:
        for connection in stuck:
            connection.close()
    assert server.answers()


def _flood(server: Server, numbers: range) -> None:
    """Send requests that are all different: documents, tokens, hosts, emails, ids, and some that are refused."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        stream = connection.makefile("rb")
        for number in numbers:
            document = (
                f'mutation Q{number} {{ customerSet(input: {{firstName: "{number}", phone: "{number}x"}}) {{'
                f" customer {{ a{number}: id }} userErrors {{ message }} }} }}"
                if number % 3
                else f"{{ a{number}: shop {{ name }} {'x' * (number % 7)} }}"
            )
            body = json.dumps(
                {"query": document, "variables": {"number": number, "text": "t" * 500}}
            ).encode()
            start = (
                b"POST /admin/api/2026-10/graphql.json HTTP/1.1\r\ncontent-type: application/json\r\n"
                b"host: flood.myshopify.com\r\nx-shopify-access-token: t%d\r\n" % number
            )
            connection.sendall(request(body, start=start))
            status = stream.readline()
            length = 0
            while (line := stream.readline()) != b"\r\n":
                name, _, value = line.partition(b":")
                length = int(value) if name == b"content-length" else length
            stream.read(length)
            assert status.startswith(b"HTTP/1.1 200 "), status


def test_memory_does_not_grow(server: Server) -> None:
    """Neither documents, tokens, logs nor refused requests pile up, once the caches are full."""
    count = share(0.27)
    _flood(server, range(6_000, 6_000 + FILLING))
    before = server.memory()
    threads = [
        threading.Thread(target=_flood, args=(server, range(start, start + count // 2)))
        for start in (100_000, 200_000)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.memory() < before + GROWTH
