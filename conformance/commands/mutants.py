"""`conformance mutants`: which scenario catches which wrong server."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from conformance.errors import UsageError, did_you_mean
from conformance.mock.faults import FAULTS
from conformance.mutants import hunt, hunt_all
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    import argparse

    from conformance.mutants import Hunt


def show(options: argparse.Namespace) -> int:
    """Run every fault and print what caught it; 1 if one was missed, or if the right server was accused."""
    known = [fault.name for fault in FAULTS]
    for name in options.names:
        if name not in known:
            raise UsageError(
                f'There is no fault "{name}".{did_you_mean(name, known)}',
                hint="conformance mock --fault=list",
            )
    began = time.perf_counter()
    right = hunt("", NEWEST_STABLE)
    print(_innocent(right), flush=True)
    width = max(len(name) for name in known)
    missed = []
    wanted = options.names or known
    for found in hunt_all(wanted, NEWEST_STABLE, first=options.first):
        print(_line(found, width, first=options.first), flush=True)
        if not found.catches:
            missed.append(found.fault)
    caught = len(wanted) - len(missed)
    print(f"\n{caught} of {len(wanted)} wrong servers caught in {time.perf_counter() - began:.1f} s")
    if missed:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    return int(bool(missed or right.catches or right.stuck))


def _innocent(found: Hunt) -> str:
    accused = [catch.scenario for catch in found.catches] + list(found.stuck)
    if accused:
        return f"false alarm: the mock without a fault is accused by {', '.join(accused)}"
    return f"no false alarm: all {found.played} cases pass on the mock without a fault"


def _line(found: Hunt, width: int, *, first: bool) -> str:
    if not found.catches:
        return f"{found.fault:<{width}}  MISSED"
    catch = found.catches[0]
    more = "" if first or len(found.catches) == 1 else f" and {len(found.catches) - 1} more"
    return f"{found.fault:<{width}}  caught by {catch.scenario} ({catch.requirement}){more}"
