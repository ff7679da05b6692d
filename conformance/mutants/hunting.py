"""Hunts: the scenarios against one wrong server."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from conformance.mock.clock import Ticking
from conformance.mock.embedded import embedded
from conformance.mock.faults import find_fault
from conformance.mock.service import Service
from conformance.runner import Session, run_case
from conformance.scenario import catalogue
from conformance.scenario.model import applies, expand
from conformance.schema.load import enum_values
from conformance.target.address import LOCAL_TOKEN, MOCK_TOKENS
from conformance.target.in_process import InProcess
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.scenario.model import Case, Scenario
    from conformance.versions import ApiVersion

WORKERS: Final = 2
_BEGINNING: Final = datetime(2026, 10, 1, tzinfo=UTC)
_TICK: Final = timedelta(milliseconds=10)
_PATIENCE: Final = 1
"""Seconds to wait for what a scenario says happens eventually; in this mock it happens at once."""


@dataclass(frozen=True, slots=True)
class Catch:
    """A case that told a wrong server from a right one.

    Attributes:
        case: the scenario's id, with its case in brackets where it has one.
        area: of the scenario's file.
        requirements: ids of all that it saw broken, the first finding's first.
    """

    case: str
    area: str
    requirements: tuple[str, ...]

    @property
    def scenario(self) -> str:
        """The scenario's id without its case."""
        return self.case.partition("[")[0]


@dataclass(frozen=True, slots=True)
class Hunt:
    """What the scenarios made of one wrong server.

    Attributes:
        fault: name of the deviation; empty for the server without one.
        breaks: id of the requirement that it breaks; empty for the server without one.
        catches: the cases that failed, in the order in which they were played.
        stuck: ids of cases that ended without a verdict, each with the reason.
        played: how many cases were run.
        seconds: wall-clock time.
        breakdowns: how often the mock broke down instead of answering wrongly, which is a bug of the fault.
    """

    fault: str
    breaks: str
    catches: tuple[Catch, ...]
    stuck: tuple[str, ...]
    played: int
    seconds: float
    breakdowns: int = 0

    @property
    def named(self) -> tuple[Catch, ...]:
        """The catches that name the very requirement that the fault breaks; without one it counts as missed."""
        return tuple(catch for catch in self.catches if self.breaks in catch.requirements)


def hunt(fault: str, version: ApiVersion, *, first: bool = False) -> Hunt:
    """Run the bundled scenarios against a mock with one deviation.

    Against the mock without one, every case is played. Against a wrong server: first all cases of the scenarios that
    prove the requirement that it breaks, then one case of each other scenario of their areas and of its topic; if it
    breaks an invariant, one case of every scenario.

    Args:
        fault: name of the deviation; empty for none.
        version: the API version to run them in.
        first: whether to stop at the first catch that names the requirement that the fault breaks.

    Raises:
        UsageError: there is no such fault.
    """
    began = time.perf_counter()
    breaks = find_fault(fault).breaks if fault else ""
    # A clock of its own keeps two runs from differing.
    clock = Ticking(_BEGINNING, _TICK)
    service = Service(replace(embedded(LOCAL_TOKEN, fault), clock=clock))
    session = Session(
        InProcess(service),
        bundled().requirements,
        seed="mutants",
        tokens=frozenset(MOCK_TOKENS),
        sleep=clock.sleep,
    )
    catches: list[Catch] = []
    stuck: list[str] = []
    played = 0
    with _breakdowns() as broken_down:
        for case in relevant(breaks, version):
            verdict = run_case(case, version, session)
            played += 1
            if verdict.status is Status.FAILED:
                broken = dict.fromkeys(name for each in verdict.mismatches for name in each.requirements)
                catches.append(Catch(verdict.scenario, verdict.area, tuple(broken)))
                if first and breaks in broken:
                    break
            elif verdict.status is Status.ERRORED:
                stuck.append(f"{verdict.scenario}: {verdict.reason}")
    seconds = time.perf_counter() - began
    return Hunt(fault, breaks, tuple(catches), tuple(stuck), played, seconds, len(broken_down))


class _Kept(logging.Handler):
    """Keeps what is logged; of a wrong server it is no news to whoever runs this."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _breakdowns() -> Iterator[list[logging.LogRecord]]:
    """Keep the mock's tracebacks from the terminal, for the length of a with block; gives what was logged."""
    log, kept = logging.getLogger("conformance.mock"), _Kept()
    log.addHandler(kept)
    log.propagate = False
    try:
        yield kept.records
    finally:
        log.propagate = True
        log.removeHandler(kept)


def relevant(breaks: str, version: ApiVersion) -> list[Case]:
    """Return the cases to play against a server that breaks this requirement; all of them if it breaks none."""
    cases = cases_of(version)
    if not breaks:
        return list(cases)
    own = [case for case in cases if breaks in case.scenario.proves]
    areas = {case.scenario.area for case in own}
    topic = _topic(breaks)
    # Whatever an invariant is about, every scenario may see it broken.
    near = {
        case.scenario.id: case
        for case in reversed(cases)
        if breaks not in case.scenario.proves
        and (not own or case.scenario.area in areas or topic in map(_topic, case.scenario.proves))
    }
    return own + list(reversed(near.values()))


def _topic(requirement: str) -> str:
    return requirement.partition(".")[0]


@cache
def bundled() -> catalogue.Catalogue:
    """Return the catalogue that comes with the harness."""
    return catalogue.load(catalogue.bundled_root())


@cache
def cases_of(version: ApiVersion) -> tuple[Case, ...]:
    """Return every case of the bundled scenarios that applies to a version, in the catalogue's order."""
    return tuple(
        case
        for scenario in map(_impatient, bundled().scenarios)
        if not applies(scenario, version)
        for case in expand(scenario, partial(enum_values, version))
    )


def _impatient(scenario: Scenario) -> Scenario:
    """Wait no longer than needed for what takes a while elsewhere: a wrong server may never show it."""
    steps = tuple(
        replace(step, eventually=replace(step.eventually, within=min(step.eventually.within, _PATIENCE)))
        if step.eventually
        else step
        for step in scenario.steps
    )
    return replace(scenario, steps=steps)


def hunt_all(faults: Sequence[str], version: ApiVersion, *, first: bool = False) -> Iterator[Hunt]:
    """Yield a hunt for each fault, in order, as they end; several processes work on them."""
    with ProcessPoolExecutor(max_workers=WORKERS) as pool:
        futures = [pool.submit(hunt, fault, version, first=first) for fault in faults]
        try:
            for future in futures:
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)
