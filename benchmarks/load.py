"""Load for a server: customerSet calls over a number of connections, each sending its next call when it has its answer.

It runs in a process of its own, with requests made beforehand and as little as possible done for an answer, so that
what is measured is the server. Its arguments are the port, the number of connections and how many calls to send;
it prints one JSON object: how long all took in seconds, and the times that half and 99 percent of the calls stayed
under in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from calls import CUSTOMERS, HEADERS, PATH, body


def _requests(count: int) -> list[bytes]:
    lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    made = []
    for number in range(count):
        content = body(number)
        made.append(
            f"POST {PATH} HTTP/1.1\r\n{lines}content-length: {len(content)}\r\n\r\n".encode() + content
        )
    return made


class _Connection(asyncio.Protocol):
    """Sends a call, waits for its answer, and so on."""

    def __init__(self, waiting: list[bytes], times: list[float], done: asyncio.Future[None]) -> None:
        self._waiting, self._times, self._done = waiting, times, done
        self._received = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._transport.close()
            self._done.set_result(None)
            return
        self._began = time.perf_counter()
        self._transport.write(self._waiting.pop())

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data if self._received else data
        head = received.find(b"\r\n\r\n")
        if head < 0:
            return
        at = received.index(b"content-length: ") + 16
        if len(received) < head + 4 + int(received[at : received.index(b"\r\n", at)]):
            return
        self._times.append(time.perf_counter() - self._began)
        if not received.startswith(b"HTTP/1.1 200 ") or b'"userErrors":[{' in received:
            self._done.set_exception(SystemExit(received.decode("utf-8", "replace")))
            return
        self._received = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(SystemExit(f"The server closed a connection: {exc}"))


async def _play(port: int, connections: int, waiting: list[bytes]) -> tuple[float, list[float]]:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    ends = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    for end in ends:
        await loop.create_connection(
            lambda end=end: _Connection(waiting, times, end),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ends)
    return time.perf_counter() - began, times


def main() -> int:
    """Warm the server up, then measure."""
    port, connections, count = map(int, sys.argv[1:])
    asyncio.run(_play(port, 1, _requests(CUSTOMERS)))
    seconds, times = asyncio.run(_play(port, connections, _requests(count)))
    times.sort()
    p50, p99 = (times[int(len(times) * share)] * 1000 for share in (0.50, 0.99))
    print(json.dumps({"seconds": seconds, "p50": p50, "p99": p99}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
