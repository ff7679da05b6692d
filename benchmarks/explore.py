"""Explorers: cases a second in process, and the proof that they find wrong servers and leave the right one in peace.

A case is one generated step or race call with all that is judged of it; it takes two calls on average. Arguments are
the seeds to prove with, such as `1 2 3`; without any only the speed is measured.
"""

from __future__ import annotations

import logging
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from conformance.explore.desk import Budget, Desk
from conformance.explore.engine import Exploration
from conformance.explore.expected import DomainSide
from conformance.explore.player import Table
from conformance.mock.faults import FAULTS
from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.target.in_process import InProcess
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

CALLS: Final = 3_000
"""Within which a wrong server is to be found."""
PEACE: Final = 20_000
"""Within which the right server is to be left in peace."""
SHARE: Final = 0.9
"""Of the seeds, with which each wrong server is to be found."""
BEYOND: Final = {
    "any-token": "exploring has one access token, and tries no other",
    "scopes-unchecked": "it shows with the token of an app that may only read, and exploring has one token",
    "read-scope-ignored": "it shows with the token of an app that may only read, and exploring has one token",
    "protected-data-shown": "it shows with the token of an app without approval, and exploring has one token",
    "orders-uncounted": "exploring makes no orders",
    "search-finds-nobody": "a search may lag behind on a store, so that an empty answer proves nothing, and exploring does not search",
    "refused-name-stays": "whoever has neither email nor phone is found by a search only, and exploring does not search",
    "updated-at-stuck": "times are told in whole seconds, so that it shows to who waits between two updates, and exploring does not wait",
    "throttled-429": "exploring keeps half of the bucket free, and is never throttled",
    "throttled-too-late": "exploring keeps half of the bucket free, and is never throttled",
    "bucket-ignored": "exploring keeps half of the bucket free, and is never throttled",
}
"""Wrong servers that exploring can't find by its very nature, each with the reason; they count in what is proven, as missed."""
PLENTY: Final = Rates(999_999_999, 999_999_999)


class Outcome(NamedTuple):
    """What exploring one server came to: calls until the first deviation or 0, by whom, and the cases a second."""

    fault: str
    calls: int
    by: str
    rate: float


def explored(fault: str, seed: str, calls: int = CALLS) -> Outcome:
    """Explore one server up to the first deviation."""
    logging.getLogger("conformance.mock").disabled = True
    service = Service(Settings(bucket=PLENTY, fault=fault or None, log=1))
    table = Table(Desk(InProcess(service), Budget(calls)), NEWEST_STABLE, seed, {}, DomainSide)
    run = Exploration(table, first=True)
    began = time.process_time()
    run.run()
    rate = table.cases / (time.process_time() - began)
    first = run.found[0].deviation if run.found else None
    return Outcome(fault, first.calls if first else 0, first.by if first else "", rate)


def main(seeds: Sequence[str]) -> int:
    """Measure, and prove with the seeds that are given; 1 if the proof fails."""
    explored("", "warm", 500)
    rates = [explored("", f"bench-{number}").rate for number in range(3)]
    print(f"explore in process: {max(rates):.0f} cases a second of CPU time, {CALLS} calls")
    return proved(seeds) if seeds else 0


def proved(seeds: Sequence[str]) -> int:
    """Print with how many seeds each wrong server was found, and after how many calls at most."""
    peace = explored("", seeds[0], PEACE)
    print(
        f"the right server: {f'accused after {peace.calls} calls' if peace.by else f'in peace for {PEACE} calls'}"
    )
    names = [fault.name for fault in FAULTS]
    found: dict[str, list[int]] = {name: [] for name in names}
    with ProcessPoolExecutor(max_workers=2) as pool:
        for at, seed in enumerate(seeds):
            for outcome in pool.map(partial(explored, seed=seed), names):
                if outcome.by:
                    found[outcome.fault].append(outcome.calls)
            print(f"  seed {seed}: {', '.join(_missed(found, at + 1)) or 'all found'}", flush=True)
    missed = [name for name, calls in found.items() if len(calls) < SHARE * len(seeds)]
    unexpected = [name for name in missed if name not in BEYOND]
    for name, calls in sorted(found.items(), key=lambda pair: (len(pair[1]), -max(pair[1], default=0))):
        if len(calls) < len(seeds) or max(calls) > CALLS / 3:
            print(f"  {name:<30} {len(calls)} of {len(seeds)}, after {max(calls, default=0)} calls at most")
    every = sorted(number for calls in found.values() for number in calls)
    total = len(names) * len(seeds)
    print(f"{len(every)} of {total} found within {CALLS} calls, half of them within {every[len(every) // 2]}")
    print(f"{len(names) - len(missed)} of {len(names)} wrong servers found with 9 of 10 seeds or more")
    print(f"beyond what exploring can see: {', '.join(name for name in missed if name in BEYOND) or 'none'}")
    print(f"missed for no such reason: {', '.join(unexpected) or 'none'}")
    return int(bool(unexpected or peace.by))


def _missed(found: dict[str, list[int]], seeds: int) -> list[str]:
    return [
        f"{name} {len(calls)} of {seeds}"
        for name, calls in found.items()
        if len(calls) < seeds and name not in BEYOND
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
