"""What a run would write, cost and take, found out without it: its scenarios are played on the embedded mock first.

A rehearsal sends what the run would send, deletions included. Points are what the mock charges, whose formula is
fitted to recorded figures. The time follows from the target's own bucket and from how fast it answers a read.
"""

from __future__ import annotations

import heapq
import statistics
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from conformance.mock.clock import Skipping
from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.runner import Session, run_case
from conformance.target.in_process import InProcess
from conformance.target.permission import BUDGET_OPTION, Budget
from conformance.target.safety import PROOF, judge
from conformance.target.writes import effect_of, made_by
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from conformance.scenario.model import Case
    from conformance.scenario.requirement import Requirement
    from conformance.target.address import Address
    from conformance.target.connect import Connection
    from conformance.target.writes import Effect
    from conformance.versions import ApiVersion
    from conformance.wire import Response

_ENDLESS: Final = Rates(999_999_999, 999_999_999)
_PROBES: Final = 4


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of a rehearsal.

    Attributes:
        requested: points that the bucket must hold.
        actual: points that it costs.
        effect: what it may do.
        at_once: whether it is sent together with the one before it.
    """

    requested: int
    actual: int
    effect: Effect
    at_once: bool


@dataclass(frozen=True, slots=True)
class Script:
    """What one case sends.

    Attributes:
        area: the case's area.
        sent: its requests in order.
        customers: how many customers it makes.
        definitions: how many metafield definitions it makes.
    """

    area: str
    sent: tuple[Sent, ...]
    customers: int
    definitions: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a target answers.

    Attributes:
        latency: seconds until it answers a read.
        size: points that its bucket holds; 0 if it tells of none.
        left: points that are in there now.
        rate: points that flow back a second.
    """

    latency: float
    size: float = 0.0
    left: float = 0.0
    rate: float = 0.0


class _Stand(InProcess):
    """Stands in for a target that outlives the run, and writes down what is sent to it."""

    is_disposable = False

    def __init__(self) -> None:
        self.clock = Skipping()
        super().__init__(Service(Settings(bucket=_ENDLESS, log=1, clock=self.clock)))
        self.sent: list[Sent] = []
        self.made: dict[str, None] = {}
        self._main = threading.get_ident()
        self._lock = threading.Lock()
        self._group = False

    def send(self, request: Request) -> Response:
        """Answer a request."""
        response = super().send(request)
        # As every server tells the time, by which cleaning up tells our customers from others.
        date = format_datetime(self.clock(), usegmt=True)
        response = replace(response, headers={**response.headers, "date": date})
        together = threading.get_ident() != self._main
        with self._lock:
            cost = (response.payload.get("extensions") or {}).get("cost") or {}
            at_once = together and self._group
            self._group = together
            requested, actual = cost.get("requestedQueryCost") or 0, cost.get("actualQueryCost") or 0
            self.sent.append(Sent(requested, actual, effect_of(request), at_once))
            self.made.update(dict.fromkeys(made_by(response)))
        return response


def rehearse(
    cases: Iterable[tuple[Case, ApiVersion]], requirements: Mapping[str, Requirement], seed: str
) -> tuple[list[Script], float]:
    """Play cases on the embedded mock; returns what each sends, and the seconds that a request takes us."""
    began = time.perf_counter()
    scripts = []
    stand = _Stand()
    session = Session(stand, requirements, seed, sleep=stand.clock.sleep)
    for case, version in cases:
        stand.sent, stand.made = [], {}
        run_case(case, version, session)
        made = [gid.split("/")[3] for gid in stand.made]
        scripts.append(
            Script(
                case.scenario.area,
                tuple(stand.sent),
                made.count("Customer"),
                made.count("MetafieldDefinition"),
            )
        )
    total = sum(len(script.sent) for script in scripts)
    return scripts, (time.perf_counter() - began) / max(total, 1)


def measure(connection: Connection, version: ApiVersion) -> tuple[Pace, Response]:
    """Ask a target a harmless question a few times; returns its pace, and its last answer.

    Raises:
        TargetError: it can't be asked.
    """
    answers = [connection.ask(Request(PROOF, version=version)) for _ in range(_PROBES)]
    # The first one also waits for the connection.
    latency = statistics.median(answer.elapsed for answer in answers[1:])
    payload: Any = answers[-1].payload
    try:
        status = payload["extensions"]["cost"]["throttleStatus"]
        figures = [float(status[name]) for name in ("maximumAvailable", "currentlyAvailable", "restoreRate")]
    except (KeyError, TypeError, ValueError):
        return Pace(latency), answers[-1]
    return Pace(latency, *figures), answers[-1]


def forecast(scripts: Sequence[Script], pace: Pace, *, workers: int = 1, own: float = 0.0) -> float:
    """Return the seconds that scripts take.

    Args:
        scripts: what is sent.
        pace: how fast the target answers.
        workers: how many cases are played at once.
        own: seconds that a request takes us.
    """
    waiting = deque(script.sent for script in scripts)
    bucket = _Bucket(pace)
    each = pace.latency + own
    heap: list[tuple[float, int]] = [(0.0, worker) for worker in range(workers)]
    busy: dict[int, deque[Sent]] = {worker: deque() for worker in range(workers)}
    end = 0.0
    while heap:
        now, worker = heapq.heappop(heap)
        end = max(end, now)
        while not busy[worker] and waiting:
            busy[worker].extend(waiting.popleft())
        if not busy[worker]:
            continue
        sent = busy[worker].popleft()
        now = bucket.take(sent, now)
        follows = busy[worker] and busy[worker][0].at_once
        heapq.heappush(heap, (now if follows else now + each, worker))
    return end


@dataclass
class _Bucket:
    pace: Pace
    _left: float = field(init=False)
    _since: float = 0.0

    def __post_init__(self) -> None:
        self._left = self.pace.left

    def take(self, sent: Sent, now: float) -> float:
        """Take out what a request costs as soon as the bucket holds what it asks for; returns when that is."""
        if not self.pace.rate:
            return now
        now = max(now, self._since)
        self._left = min(self.pace.size, self._left + (now - self._since) * self.pace.rate)
        missing = min(sent.requested, self.pace.size) - self._left
        if missing > 0:
            now += missing / self.pace.rate
            self._left += missing
        self._since = now
        self._left -= sent.actual
        return now


def bound(points: float, pace: Pace) -> float:
    """Return the seconds below which no run of that many points can stay, however many workers it has."""
    return max(0.0, (points - pace.left) / pace.rate) if pace.rate else 0.0


def plan_lines(  # noqa: PLR0913 - each is a property of the run
    scripts: Sequence[Script],
    connection: Connection,
    address: Address,
    version: ApiVersion,
    *,
    workers: int,
    own: float,
) -> list[str]:
    """Return what a run would do to a target, in lines.

    Raises:
        TargetError: the target can't be asked.
    """
    pace, answer = measure(connection, version)
    points = sum(sent.actual for script in scripts for sent in script.sent)
    seconds = forecast(scripts, pace, workers=workers, own=own)
    lines = ["Nothing was written. This is what the run would do:", *_table(scripts)]
    crew = f", {workers} workers" if workers > 1 else ""
    told = f"At {pace.latency * 1000:.0f} ms an answer{crew}, it takes about {_time(seconds)}."
    if pace.rate:
        told += (
            f" The bucket ({pace.size:.0f}/{pace.rate:.0f}, {pace.left:.0f} points left) allows no less than"
            f" {_time(bound(points, pace))}."
        )
    lines.append(told)
    lines.append("Whatever is made is deleted again; the deletions are among the mutations.")
    lines.extend(_of_budget(scripts, address))
    objections = judge(answer, address).objections
    if objections:
        lines += ["As it stands, nothing would be written:", *(f"- {each}" for each in objections)]
    return lines


def _of_budget(scripts: Sequence[Script], address: Address) -> Iterator[str]:
    budget = address.permission.budget or (Budget() if address.is_shopify else None)
    if budget is None:
        return
    writes = [sent.effect for script in scripts for sent in script.sent if sent.effect.is_write]
    customers = sum(effect.customers for effect in writes)
    yield (
        f"Of its write budget it spends {customers} of {budget.customers} writes that may create a customer,"
        f" and {len(writes)} of {budget.mutations} mutations."
    )
    if customers > budget.customers or len(writes) > budget.mutations:
        yield f"That is more than it may: {BUDGET_OPTION}={customers}/{len(writes)} would be enough."


def _table(scripts: Sequence[Script]) -> Iterator[str]:
    areas = list(dict.fromkeys(script.area for script in scripts))
    yield f"  {'area':<16}{'cases':>7}{'customers':>11}{'definitions':>13}{'mutations':>11}{'reads':>7}{'points':>8}"
    for area in (*areas, ""):
        some = [script for script in scripts if area in {script.area, ""}]
        sent = [each for script in some for each in script.sent]
        writes = sum(each.effect.is_write for each in sent)
        yield (
            f"  {area or 'all areas':<16}{len(some):>7}{sum(each.customers for each in some):>11}"
            f"{sum(each.definitions for each in some):>13}{writes:>11}{len(sent) - writes:>7}"
            f"{sum(each.actual for each in sent):>8}"
        )


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"
