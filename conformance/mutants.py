"""Proof that the checks bite: the scenarios against servers that deviate on purpose, one deviation at a time."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from conformance.mock.embedded import embedded
from conformance.mock.service import Service
from conformance.runner import Session, run_case
from conformance.scenario import catalogue
from conformance.scenario.model import applies, expand
from conformance.schema.load import enum_values
from conformance.target.in_process import InProcess
from conformance.target.settings import LOCAL_TOKEN, MOCK_TOKENS
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.scenario.model import Case
    from conformance.versions import ApiVersion

WORKERS: Final = 2


@dataclass(frozen=True, slots=True)
class Catch:
    """A scenario that told a wrong server from a right one: its id, and the requirement it saw broken."""

    scenario: str
    requirement: str


@dataclass(frozen=True, slots=True)
class Hunt:
    """What the scenarios made of one wrong server.

    Attributes:
        fault: name of the deviation; empty for the server without one.
        catches: the scenarios that failed, in the catalogue's order.
        stuck: ids of scenarios that ended without a verdict, each with the reason.
        played: how many cases were run.
        seconds: wall-clock time.
    """

    fault: str
    catches: tuple[Catch, ...]
    stuck: tuple[str, ...]
    played: int
    seconds: float


def hunt(fault: str, version: ApiVersion, *, first: bool = False) -> Hunt:
    """Run the bundled scenarios against a mock with one deviation.

    Args:
        fault: name of the deviation; empty for none.
        version: the API version to run them in.
        first: whether to stop at the first scenario that fails.
    """
    began = time.perf_counter()
    # A wrong server may crash, which is for the scenarios to see; its traceback is no news to whoever runs this.
    logging.getLogger("conformance.mock").disabled = bool(fault)
    service = Service(embedded(LOCAL_TOKEN, fault))
    tokens = frozenset(MOCK_TOKENS)
    session = Session(InProcess(service), _bundled().requirements, seed="mutants", tokens=tokens)
    catches: list[Catch] = []
    stuck: list[str] = []
    played = 0
    for case in _cases(version):
        verdict = run_case(case, version, session)
        played += 1
        if verdict.status is Status.FAILED:
            catches.append(Catch(verdict.scenario, verdict.mismatches[0].requirements[0]))
            if first:
                break
        elif verdict.status is Status.ERRORED:
            stuck.append(f"{verdict.scenario}: {verdict.reason}")
    return Hunt(fault, tuple(catches), tuple(stuck), played, time.perf_counter() - began)


@cache
def _bundled() -> catalogue.Catalogue:
    return catalogue.load(catalogue.bundled_root())


@cache
def _cases(version: ApiVersion) -> tuple[Case, ...]:
    scenarios = _bundled().scenarios
    return tuple(
        case
        for scenario in scenarios
        if not applies(scenario, version)
        for case in expand(scenario, partial(enum_values, version))
    )


def hunt_all(faults: Sequence[str], version: ApiVersion, *, first: bool = False) -> Iterator[Hunt]:
    """Yield a hunt for each fault, in order, as they end; several processes work on them."""
    with ProcessPoolExecutor(max_workers=WORKERS) as pool:
        futures = [pool.submit(hunt, fault, version, first=first) for fault in faults]
        try:
            for future in futures:
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)
