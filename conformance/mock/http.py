"""uvicorn's HTTP, with a limit on what comes before the body, and with answers in JSON where it has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from conformance.mock.reply import BAD_REQUEST, JSON_TYPE, LONG_HEAD, dump

if TYPE_CHECKING:
    from conformance.mock.reply import HttpError

MOST_HEAD: Final = 500_000
"""Bytes received of a request before its headers end, after which it is refused."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    _head: int | None = 0
    """Bytes received of the headers so far; None while a body is received."""

    def data_received(self, data: bytes) -> None:
        """Take what arrived, unless the headers have no end; httptools itself would collect them for ever."""
        if self._head is not None:
            self._head += len(data)
            if self._head > MOST_HEAD:
                self._refuse(LONG_HEAD)
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Count no further."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Count anew."""
        self._head = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """Answer what is no HTTP."""
        self._refuse(BAD_REQUEST)

    def _refuse(self, error: HttpError) -> None:
        body = dump({"errors": error.errors})
        head = f"HTTP/1.1 {error.status} \r\nContent-Type: {JSON_TYPE}\r\nContent-Length: {len(body)}\r\n"
        self.transport.write(f"{head}Connection: close\r\n\r\n".encode("ascii") + body)
        self.transport.close()
