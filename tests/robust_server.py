"""A mock in a process of its own that is sent anything at all: raw bytes in, raw bytes out, its memory, its standard error."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUESTS: Final = int(os.environ.get("CONFORMANCE_SOAK", "600"))
"""How many requests the tests in `robust` generate in all."""

HEAD: Final = (
    b"POST /admin/api/2026-10/graphql.json HTTP/1.1\r\nhost: robust.myshopify.com\r\n"
    b"content-type: application/json\r\nx-shopify-access-token: t\r\n"
)


def share(part: float) -> int:
    """Return how many requests this part of all of them is."""
    return max(1, int(REQUESTS * part))


@dataclass
class Server:
    """A mock that runs.

    Attributes:
        process: its process.
        port: where it listens.
    """

    process: subprocess.Popen[bytes]
    port: int

    def send(self, request: bytes, *, wait: float = 20.0) -> bytes:
        """Send bytes over a connection of their own and return everything that comes back.

        The connection is half closed after the request, so that a server which waits for more of it gives up.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as connection:
            received = b""
            try:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(1 << 16):
                    received += part
            except ConnectionError:
                pass  # the server may refuse to read on; what it said until then counts
            return received

    def memory(self) -> float:
        """Return the resident memory in megabytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def answers(self) -> bool:
        """Whether an ordinary request gets its answer."""
        body = b'{"query":"{ shop { name } }"}'
        got = self.send(HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        return b'{"data":{"shop":{"name":"robust"}}' in got


@contextmanager
def serving() -> Iterator[Server]:
    """Run a mock for the length of a with block; afterwards it must not have said a word on standard error."""
    options = ("--port", "0", "--bucket", "999999999/999999999")
    with subprocess.Popen(
        [sys.executable, "-m", "conformance", "mock", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else b""
            assert line.startswith(b"ready "), line
            server = Server(process, int(line.rpartition(b":")[2]))
            yield server
            assert server.answers()
            assert process.poll() is None
        finally:
            process.terminate()
            said = process.communicate(timeout=20)[1]
        assert said == b"", said.decode("utf-8", "replace")[-3000:]
