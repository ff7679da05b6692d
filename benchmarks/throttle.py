"""How close a run of four workers comes to what a store's bucket allows: `make bench-throttle`; takes about two minutes.

The mock stands in the store's place, with 200 ms to an answer and a bucket of 2000/100 points. Nobody can be
faster than the bucket fills: that bound follows from the points that the scenarios cost. Timed are the scenarios, from
the first write to the end of the command, and the whole command, which also starts five processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from conformance.harness import Harness
from conformance.options import Options
from conformance.rehearsal import Pace, bound, forecast, rehearse
from conformance.scenario.catalogue import bundled_root
from conformance.target.local import running_mock

WORKERS = 4
LATENCY, SIZE, RATE = 200, 2000, 100
MOST = 1.25
# A machine that is told not to write byte code compiles us anew in each worker; that is not what a user meets.
ENVIRONMENT = {
    key: value
    for key, value in os.environ.items()
    if not key.startswith("SHOPIFY_") and key != "PYTHONDONTWRITEBYTECODE"
}
AREAS = ("tags", "upsert", "create", "update")
TABLE = """\
[tool.conformance]
stores = ["shop-7bde9cae.myshopify.com"]

[tool.conformance.targets.shop]
kind = "store"
writes = true
url = "{base}"
"""


def main() -> int:
    """Print the ratio; 1 if it is more than it may be."""
    areas = tuple(sys.argv[1:]) or AREAS
    paths = [bundled_root() / area for area in areas]
    points, pace, planned = plan(paths)
    least = bound(points, pace)
    print(f"{', '.join(areas)} on {WORKERS} workers, {LATENCY} ms an answer, a bucket of {SIZE}/{RATE}")
    print(f"  {points} points   the bucket allows no less than {least:.1f} s; planned {planned:.1f} s")
    with tempfile.TemporaryDirectory() as name, running_mock(*options()) as base:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(TABLE.format(base=base))
        began = time.perf_counter()
        with subprocess.Popen(
            [*conformance("run"), *map(str, paths), "--target=shop", "-n", str(WORKERS)],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as run:
            while run.poll() is None and not has_begun(base):
                time.sleep(0.1)
            first = time.perf_counter()
            told = run.communicate()[0]
        ended = time.perf_counter()
        assert run.returncode == 0, told
        report: dict[str, Any] = json.loads((folder / "reports" / "report.json").read_text())
    for note in report["notes"]:
        print(f"  {note}")
    for what, seconds in (("the scenarios took", ended - first), ("the whole command  ", ended - began)):
        print(f"  {what} {seconds:6.1f} s   {seconds / least:.2f} times the bound; at most {MOST} wanted")
    return int((ended - first) / least > MOST)


def has_begun(base: str) -> bool:
    """Return whether a mock was sent a mutation."""
    log = httpx.get(f"{base}/__meta/log", trust_env=False).json()
    return any(entry["operation"].startswith("mutation") for entries in log.values() for entry in entries)


def options() -> tuple[str, ...]:
    """Return how the mock is like a store."""
    return ("--bucket", f"{SIZE}/{RATE}", "--latency", str(LATENCY))


def conformance(*words: str) -> tuple[str, ...]:
    """Return a command line of ours."""
    return (sys.executable, "-m", "conformance", *words)


def plan(paths: list[Path]) -> tuple[int, Pace, float]:
    """Return the points that scenarios cost, the pace of the store, and how long they should take."""
    harness = Harness(Options("mock", "", "", Path.cwd(), dry=True))
    files = sorted(file for path in paths for file in path.rglob("*.yaml"))
    cases = [(case, version) for file in files for version, case in harness.cases(file)]
    scripts, own = rehearse(cases, {}, "bench")
    points = sum(sent.actual for script in scripts for sent in script.sent)
    pace = Pace(LATENCY / 1000, float(SIZE), float(SIZE), float(RATE))
    return points, pace, forecast(scripts, pace, workers=WORKERS, own=own)


if __name__ == "__main__":
    sys.exit(main())
