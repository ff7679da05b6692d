"""Answers that fail to arrive: connections that are reset, cut off, or silent, below HTTP."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from conformance.mock.http import Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from conformance.mock.reply import Delivery

    Message = MutableMapping[str, Any]

_KEY: Final = "conformance.connection"
_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""A socket that lingers for no time at all is closed with a reset (RST) in place of an orderly end (FIN)."""
_SHORT: Final = 1.0
"""Seconds that an answer may be late without being given up when the server ends."""
_CLOSING: Final = 5.0
"""Seconds that a connection gets to end."""


class Connection(Protocol):
    """uvicorn's connection, which an application can get hold of and break."""

    is_held = False
    """Whether the client is kept waiting for an answer that does not come."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the connection on to the application, in its scope's state."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, _KEY: self}

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of what was handed on."""
        super().connection_lost(exc)
        self.app_state = {}

    def shutdown(self) -> None:
        """End with the server, without keeping it waiting as well."""
        if self.is_held:
            self.reset()
        else:
            super().shutdown()

    def reset(self) -> None:
        """Break the connection, so that the client sees a reset; what is not sent yet is lost."""
        found = self.transport.get_extra_info("socket")
        if found is not None:
            with suppress(OSError):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def end(self) -> None:
        """Close the connection in order, after what was sent."""
        self.transport.close()


async def fail(  # noqa: PLR0913, PLR0917 - an answer, and what ASGI gives to an application
    delivery: Delivery,
    start: Message,
    body: bytes,
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Let an answer not arrive.

    Args:
        delivery: how it fails.
        start: the ASGI message that would start it.
        body: the answer's.
        scope: the request's.
        receive: gives the request's messages; its body has been taken.
        send: takes the answer's messages.

    Raises:
        ConnectionResetError: the server is not ours and offers no way to break a connection; it has to.
    """
    connection = scope.get("state", {}).get(_KEY)
    if connection is None:
        message = "a mishap breaks this connection"
        raise ConnectionResetError(message)
    if delivery.sent is not None:
        await send(start)
        await send({"type": "http.response.body", "body": body[: delivery.sent], "more_body": True})
    if delivery.hold:
        connection.is_held = True
        await _gone(receive, delivery.hold)
    if delivery.resets:
        connection.reset()
    else:
        connection.end()
    # An application that returns earlier than its connection ends has forgotten to answer, to uvicorn.
    await _gone(receive, _CLOSING)


async def wait(seconds: float, scope: Message, receive: Callable[[], Awaitable[Message]]) -> bool:
    """Hold an answer back, and return whether the client is still there to get it.

    Args:
        seconds: how long; a server that ends meanwhile waits for short delays alone.
        scope: the request's.
        receive: gives the request's messages; its body has been taken.
    """
    connection = scope.get("state", {}).get(_KEY)
    if connection is not None:
        connection.is_held = seconds > _SHORT
    is_gone = await _gone(receive, seconds)
    if connection is not None:
        connection.is_held = False
    return not is_gone


async def _gone(receive: Callable[[], Awaitable[Message]], seconds: float) -> bool:
    """Wait until the connection has ended, but no longer than `seconds`, and return whether it has."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
            return True
    return False
