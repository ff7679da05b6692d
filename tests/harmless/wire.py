"""The embedded shop behind HTTP that looks different on the wire and says the same."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from conformance.mock.server import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from conformance.mock.service import Service

Headers = list[tuple[bytes, bytes]]
Vary = Callable[[Headers, bytes], tuple[Headers, list[bytes]]]
"""Headers and body to headers and the parts in which the body is sent."""


def as_it_is(headers: Headers, body: bytes) -> tuple[Headers, list[bytes]]:
    """Change nothing."""
    return headers, [body]


def zipped(headers: Headers, body: bytes) -> tuple[Headers, list[bytes]]:
    """Compress the body."""
    small = gzip.compress(body, 1)
    return [*_without(headers, b"content-length"), (b"content-encoding", b"gzip"), _length(small)], [small]


def chunked(headers: Headers, body: bytes) -> tuple[Headers, list[bytes]]:
    """Send the body in chunks of 37 bytes, which part characters in the middle, without saying how long it is."""
    return _without(headers, b"content-length"), [body[at : at + 37] for at in range(0, len(body), 37)]


def zipped_chunks(headers: Headers, body: bytes) -> tuple[Headers, list[bytes]]:
    """Compress the body and send it in chunks."""
    headers, [small] = zipped(headers, body)
    return chunked(headers, small)


def closing(headers: Headers, body: bytes) -> tuple[Headers, list[bytes]]:
    """Close the connection after the answer."""
    return [*headers, (b"connection", b"close")], [body]


def more_headers(headers: Headers, body: bytes) -> tuple[Headers, list[bytes]]:
    """Send headers as a proxy adds them, some of them twice, and the content type in another spelling."""
    extra = [
        (b"via", b"1.1 proxy-a"),
        (b"via", b"1.1 proxy-b"),
        (b"set-cookie", b"a=1; path=/"),
        (b"set-cookie", b"b=2; path=/"),
        (b"server-timing", b"processing;dur=12, db;dur=3"),
        (b"cf-ray", b"8f1"),
        (b"alt-svc", b'h3=":443"; ma=86400'),
        (b"CONTENT-TYPE", b"application/json;charset=UTF-8"),
    ]
    return [*_without(headers, b"content-type"), *extra], [body]


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


def _without(headers: Headers, name: bytes) -> Headers:
    return [(known, value) for known, value in headers if known.lower() != name]


class Varied:
    """An ASGI application whose answers go over the wire in another way.

    Args:
        service: what answers.
        vary: what becomes of headers and body.
    """

    def __init__(self, service: Service, vary: Vary) -> None:
        self._inner = Endpoint(service)
        self._vary = vary

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        said: list[MutableMapping[str, Any]] = []

        async def keep(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        await self._inner(scope, receive, keep)
        start, *bodies = said
        headers, parts = self._vary(list(start["headers"]), b"".join(one["body"] for one in bodies))
        await send({**start, "headers": headers})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@contextmanager
def serving(app: Varied) -> Iterator[str]:
    """Serve an application on a thread for the length of a with block; gives the endpoint's URL."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/admin/api/{{version}}/graphql.json"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
