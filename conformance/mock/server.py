"""The mock over HTTP: an ASGI app around the service, and uvicorn to serve it."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import uvicorn

from conformance.errors import UsageError
from conformance.mock.delivery import Connection, fail, wait
from conformance.mock.meta import MOST_BYTES as MOST_META_BYTES
from conformance.mock.service import MOST_BYTES, Service
from conformance.schema.load import load
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Iterator, MutableMapping

    from conformance.mock.settings import Settings

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

# A browser ignores it over plain HTTP (RFC 6797, 8.1), and over TLS would refuse every other server of this host name
# that speaks plain HTTP, for as long as it says.
_NOT_OVER_TLS: Final = b"strict-transport-security"
_GRACE: Final = 2
"""Seconds that connections get to finish when the server ends."""


class Endpoint:
    """The service as an ASGI application."""

    def __init__(self, service: Service) -> None:
        self._answer = service.answer

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        most = MOST_META_BYTES if scope["path"].startswith("/__meta") else MOST_BYTES
        body = await _body(receive, most)
        if body is None:
            return
        path, query = scope["path"], scope["query_string"]
        if query:
            path = f"{path}?{query.decode('latin-1')}"
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        reply = self._answer(scope["method"], path, headers, body)
        if reply.delay and not await wait(reply.delay, scope, receive):
            return
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers.items()]
        if scope.get("scheme") == "https":
            sent = [(name, value) for name, value in sent if name.lower() != _NOT_OVER_TLS]
        sent.append((b"content-length", str(len(reply.body)).encode("ascii")))
        start = {"type": "http.response.start", "status": reply.status, "headers": sent}
        if reply.delivery:
            await fail(reply.delivery, start, reply.body, scope, receive, send)
            return
        await send(start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else reply.body})


async def _body(receive: Receive, most: int) -> bytes | None:
    """Return a request's body, cut off above `most` bytes, where it is refused; None if the client went away."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    if not message.get("more_body"):
        return bytes(message.get("body", b""))
    parts, size = [message.get("body", b"")], len(message.get("body", b""))
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        size += len(message.get("body", b""))
        if size <= most + len(message.get("body", b"")):
            parts.append(message.get("body", b""))
    return b"".join(parts)


class _Server(uvicorn.Server):
    """Says when it is ready, and ends without ado when it is told to."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # The first request would wait for it; whoever waits for the line below has things to do first.
        asyncio.get_running_loop().call_soon(load, NEWEST_STABLE)
        print(f"ready {self._address}", flush=True)  # noqa: T201 - what whoever started it waits for

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; whoever connects or asks meanwhile is let go like those who were there before."""
        letting_go = asyncio.create_task(self._let_go())
        await super().shutdown(sockets)
        letting_go.cancel()

    async def _let_go(self) -> None:
        """Ask connections to end, again and again, and break those that have not done so after half of their grace."""
        time = asyncio.get_running_loop().time
        patience = time() + _GRACE / 2
        while True:
            for connection in cast("list[Connection]", list(self.server_state.connections)):
                if time() < patience:
                    connection.shutdown()
                else:
                    connection.reset()
            await asyncio.sleep(_GRACE / 40)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM; uvicorn's own way raises them again afterwards."""
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    settings: Settings, host: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None
) -> None:
    """Serve a mock until SIGINT or SIGTERM.

    Prints `ready http://HOST:PORT`, or `https`, on standard output, once, when it takes requests.

    Args:
        settings: how the mock is set up.
        host: the address to listen at.
        port: 0 for any that is free.
        context: serve over TLS with this; None for plain HTTP.

    Raises:
        UsageError: nothing can listen there, the settings name a fault or a mishap that there is not, or a state file
            that can't be used.
    """
    with closing(Service(settings)) as service:
        _serve(service, host, port, context)


def _serve(service: Service, host: str, port: int, context: ssl.SSLContext | None) -> None:
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"{'https' if context else 'http'}://{shown}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        Endpoint(service),
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        log_level="error",
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=_GRACE,
        ssl_context_factory=(lambda *_: context) if context else None,
    )
    _Server(config, address).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without the protocol's name asyncio leaves Nagle's algorithm on, and every answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"The mock can't listen at {host}, port {port}: {reason}.",
            hint="Choose another port; 0 takes any that is free.",
        ) from None
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener
