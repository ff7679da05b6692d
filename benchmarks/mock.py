"""Speed of the mock: customerSet calls over HTTP beside an echo server, in process, and documents it sees first.

Server and load keep to a CPU each where the machine has two. The echo server answers with as many bytes as the mock
and does nothing else, so that its figures are what the web server leaves of the machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calls import CUSTOMERS, DOCUMENT, HEADERS, PATH, body

from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
PLENTY = "999999999/999999999"
CALLS = 6_000
CONNECTIONS = (1, 8, 32)
ROUNDS = 3
COLD = 200
LONG = 20_000
# A machine that is told not to write byte code compiles us anew on each start; that is not what a user meets.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    """Measure and print everything."""
    print(f"mock: customerSet, an upsert that shows 17 fields, {CUSTOMERS} customers")
    size = in_process()
    over_http(size)
    readiness()
    memory()
    return 0


def in_process() -> int:
    """Print calls a second without a network, warm and with a document never seen; return the bytes of an answer."""
    service = Service(Settings(bucket=Rates.parse(PLENTY)))
    bodies = [body(number) for number in range(CALLS)]
    for each in bodies[:CUSTOMERS]:
        answer = service.answer("POST", PATH, HEADERS, each)
    warm = min(_seconds(service, bodies) for _ in range(ROUNDS)) / CALLS
    unseen = [body(number, f"# {number}\n{DOCUMENT}") for number in range(COLD)]
    cold = _seconds(service, unseen) / COLD
    print(f"  in process, document known   {1 / warm:7.0f} calls/s   {warm * 1000:6.3f} ms")
    print(f"  in process, document new     {1 / cold:7.0f} calls/s   {cold * 1000:6.3f} ms")
    return len(answer.body)


def _seconds(service: Service, bodies: list[bytes]) -> float:
    began = time.perf_counter()
    for each in bodies:
        service.answer("POST", PATH, HEADERS, each)
    return time.perf_counter() - began


def over_http(size: int) -> None:
    """Print calls a second and times of the mock and of the echo server, taking turns."""
    mock = ["-m", "conformance", "mock", "--port", "0", "--bucket", PLENTY]
    echo = [str(HERE / "echo.py"), str(size)]
    with _serving(mock) as (mock_port, _), _serving(echo) as (echo_port, _):
        for connections in CONNECTIONS:
            found: dict[str, list[dict[str, float]]] = {"mock": [], "echo": []}
            for _ in range(ROUNDS):
                found["mock"].append(_load(mock_port, connections, CALLS))
                found["echo"].append(_load(echo_port, connections, CALLS))
            for name, rounds in found.items():
                best = min(rounds, key=lambda each: each["seconds"])
                print(
                    f"  {name} over HTTP, {connections:>2} connections"
                    f"  {CALLS / best['seconds']:6.0f} calls/s   p50 {best['p50']:6.2f} ms   p99 {best['p99']:6.2f} ms"
                )


def readiness() -> None:
    """Print the time from starting the command to its line that says it is ready."""
    command = ["-m", "conformance", "mock", "--port", "0"]
    seconds = []
    for _ in range(7):
        began = time.perf_counter()
        with _serving(command):
            seconds.append(time.perf_counter() - began)
    print(f"  ready after                  {statistics.median(seconds[1:]):7.2f} s")


def memory() -> None:
    """Print what the process holds after its first thousand calls, and after many more about the same customers."""
    with _serving(["-m", "conformance", "mock", "--port", "0", "--bucket", PLENTY]) as (port, pid):
        _load(port, 8, CUSTOMERS)
        before = resident(pid)
        _load(port, 8, LONG)
        after = resident(pid)
    print(f"  memory                       {before:7.1f} MB, after {LONG} more calls {after:.1f} MB")


def resident(pid: int) -> float:
    """Return the resident memory of a process in megabytes; Linux only."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def _serving(arguments: list[str]) -> Iterator[tuple[int, int]]:
    """Run a server for the length of a with block; gives its port and its process id."""
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            assert line.startswith("ready "), line
            _pin(process.pid, 0)
            yield int(line.rpartition(":")[2]), process.pid
        finally:
            process.kill()


def _load(port: int, connections: int, count: int) -> dict[str, float]:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "load.py"), str(port), str(connections), str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )
    _pin(process.pid, 1)
    said = process.communicate()[0]
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(said)
    return found


def _pin(pid: int, number: int) -> None:
    """Keep a process to one CPU, where there are several and the system lets us choose."""
    if hasattr(os, "sched_setaffinity"):
        cpus = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(pid, {cpus[number % len(cpus)]})


if __name__ == "__main__":
    sys.exit(main())
