"""Speed as ratios to floors that are measured in the same run: `make bench`.

The floor of a request is a plain httpx loop that sends the very same bodies to the same mock, and looks at nothing.
Absolute times depend on the machine; the ratios are what to watch.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from conformance.runner import Session, run_case
from conformance.scenario import catalogue
from conformance.scenario.model import applies, expand
from conformance.schema.load import enum_values
from conformance.target.address import LOCAL_TOKEN
from conformance.target.connect import connect
from conformance.target.local import mock_address, running_mock
from conformance.verdict import Status
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.scenario.model import Case
    from conformance.wire import Request, Response, Target

HERE = Path(__file__).parent
ROUNDS = 5
PATH = f"/admin/api/{NEWEST_STABLE}/graphql.json"
HEADERS = {"content-type": "application/json", "X-Shopify-Access-Token": LOCAL_TOKEN}
# A machine that is told not to write byte code compiles us anew on each start; that is not what a user meets.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Recorder:
    """A target that remembers what was sent through it."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.name, self.is_shopify, self.is_disposable = target.name, target.is_shopify, target.is_disposable
        self.bodies: list[dict[str, Any]] = []

    def send(self, request: Request) -> Response:
        """Send a request and remember its body."""
        self.bodies.append({"query": request.document, "variables": dict(request.variables)})
        return self.target.send(request)


def main() -> int:
    """Measure and print everything."""
    cases = list(_cases("scalars", "tags", "tax", "upsert", "addresses", "update"))
    checked_requests(cases)
    cold_start()
    collection()
    return 0


def checked_requests(cases: list[Case]) -> None:
    """A checked request against a plain one, both on a fresh mock over HTTP, in this process."""
    recorded = _play(cases)[1]
    checked, plain = [], []
    for _ in range(ROUNDS):
        seconds, bodies = _play(cases)
        assert len(bodies) == len(recorded)
        checked.append(seconds)
        plain.append(_loop(bodies))
    ratio = statistics.median(checked) / statistics.median(plain)
    count = len(recorded)
    print(f"checked request: {len(cases)} cases, {count} requests")
    print(f"  plain httpx loop  {statistics.median(plain) / count * 1000:6.2f} ms a request")
    print(
        f"  checked           {statistics.median(checked) / count * 1000:6.2f} ms a request   {ratio:.2f} times"
    )


def cold_start() -> None:
    """Fifty cases from nothing: the whole command against a script that starts the mock and sends the same bodies."""
    scenarios = catalogue.bundled_root() / "scalars"
    cases = list(_cases("scalars"))[:50]
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls.json"
        calls.write_text(json.dumps(_play(cases)[1]))
        nodes = _write_catalogue(Path(folder), scenarios)
        deselect = [f"--deselect={nodes}::{case.id}" for case in list(_cases("scalars"))[50:]]
        ours = _best(
            [sys.executable, "-m", "pytest", "-q", "--target=mock", str(nodes), *_quiet(), *deselect]
        )
        floor = _best([sys.executable, str(HERE / "floor.py"), str(calls)])
    print(f"50 cases cold, mock start included\n  plain httpx loop  {floor:6.2f} s")
    print(f"  pytest            {ours:6.2f} s   {ours / floor:.2f} times")


def collection() -> None:
    """Collecting generated scenarios, above a bare pytest that collects nothing."""
    bare = _best(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", *_quiet(), str(HERE / "nothing")],
        codes=(4, 5),
    )
    print(f"collection\n  bare pytest       {bare:6.2f} s")
    for count in (1_000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            _generate(Path(folder), count)
            command = [sys.executable, "-m", "pytest", "-qq", "--collect-only", *_quiet(), folder]
            seconds = _best(command, rounds=3) - bare
        print(f"  {count:>6} scenarios  {seconds:6.2f} s above bare   {seconds / count * 1000:.2f} ms each")


def _cases(*areas: str) -> Iterable[Case]:
    for scenario in catalogue.load(catalogue.bundled_root()).scenarios:
        if scenario.area in areas and not applies(scenario, NEWEST_STABLE):
            yield from expand(scenario, partial(enum_values, NEWEST_STABLE))


def _play(cases: list[Case]) -> tuple[float, list[dict[str, Any]]]:
    requirements = catalogue.load(catalogue.bundled_root()).requirements
    with running_mock("--bucket", "999999999/999999999") as base, connect(mock_address(base)) as target:
        recorder = Recorder(target)
        session = Session(recorder, requirements, seed="bench")
        run_case(cases[0], NEWEST_STABLE, Session(target, requirements, seed="warm"))
        began = time.perf_counter()
        statuses = {run_case(case, NEWEST_STABLE, session).status for case in cases}
        seconds = time.perf_counter() - began
    assert statuses == {Status.PASSED}, statuses
    return seconds, recorder.bodies


def _loop(bodies: list[dict[str, Any]]) -> float:
    with running_mock("--bucket", "999999999/999999999") as base, httpx.Client(headers=HEADERS) as client:
        client.post(base + PATH, json=bodies[0])
        began = time.perf_counter()
        for body in bodies:
            client.post(base + PATH, json=body).json()
        return time.perf_counter() - began


def _write_catalogue(folder: Path, scenarios: Path) -> Path:
    (folder / "requirements.yaml").write_bytes((scenarios.parent / "requirements.yaml").read_bytes())
    return scenarios


def _generate(folder: Path, count: int) -> None:
    """Write scenarios of about 15 lines, 50 a file, that prove bundled requirements."""
    (folder / "requirements.yaml").write_text(
        "requirements:\n  - {id: bench.one, level: MUST, statement: One holds., source: none, evidence: assumed}\n"
    )
    for file in range(count // 50):
        text = ["area: bench", "scenarios:"]
        text.extend(SCENARIO.format(id=f"bench/file-{file}-number-{number}") for number in range(50))
        (folder / f"file_{file:03}.yaml").write_text("\n".join(text))


SCENARIO = """\
  - id: {id}
    title: A field that is sent takes its new value and every other field keeps its own
    proves: [bench.one]
    evidence: documented
    given:
      customer:
        email: ${{unique.email}}
        firstName: Ada
        tags: [a, b]
        addresses:
          - {{address1: 1 King St, city: Ottawa, countryCode: CA, provinceCode: ON, zip: K1A 0B1}}
    when:
      identifier: {{id: "${{customer.id}}"}}
      input: {{note: called back}}
    then:
      customer: {{note: called back}}
      changed: [note]
"""


def _quiet() -> list[str]:
    blocked = ("schemathesis", "recording", "allure_pytest", "hypothesispytest", "anyio", "cacheprovider")
    return [part for name in blocked for part in ("-p", f"no:{name}")]


def _best(command: list[str], *, rounds: int = ROUNDS, codes: tuple[int, ...] = (0,)) -> float:
    """Return the median wall-clock time of a command in seconds, after one run to warm the disk's cache."""
    seconds = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False, text=True)
        seconds.append(time.perf_counter() - began)
        if done.returncode not in codes:
            raise SystemExit(
                f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
    return statistics.median(seconds[1:])


if __name__ == "__main__":
    sys.exit(main())
