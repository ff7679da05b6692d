"""`conformance mutants`: which scenario catches which wrong server."""

from __future__ import annotations

import difflib
import sys
import time
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError, did_you_mean
from conformance.mock.faults import FAULTS
from conformance.mutants import Matrix, bundled, hunt, hunt_all
from conformance.mutants.page import render
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.mutants import Hunt, Tally

_DIFFERENCES: Final = 8
"""How many lines of a page that is out of date are shown."""


def show(options: argparse.Namespace) -> int:
    """Run every fault and print what caught it.

    Returns:
        1 if one was missed or caught only for another reason, if the right server was accused, if something that must
        be broken by a fault is not, or if the page to check is out of date; else 0.

    Raises:
        UsageError: there is no such fault, or the options contradict each other.
    """
    _check(options)
    began = time.perf_counter()
    right = hunt("", NEWEST_STABLE)
    print(_innocent(right), flush=True)
    known = [fault.name for fault in FAULTS]
    width = max(map(len, known))
    hunts = []
    for found in hunt_all(options.names or known, NEWEST_STABLE, first=options.first):
        hunts.append(found)
        print(_line(found, width, first=options.first), flush=True)
    matrix = Matrix(hunts, bundled(), NEWEST_STABLE)
    is_whole = not options.names and not options.first
    if is_whole:
        print("\n".join(_summary(matrix)))
    killed = len(hunts) - len(matrix.missed) - len(matrix.mistaken)
    print(f"\n{killed} of {len(hunts)} wrong servers caught in {time.perf_counter() - began:.1f} s")
    wrong = [*_holes(matrix, is_whole=is_whole)]
    if options.matrix:
        wrong += _page(matrix, options.matrix, check=options.check)
    for each in wrong:
        print(each, file=sys.stderr)
    return int(bool(wrong or right.catches or right.stuck))


def _check(options: argparse.Namespace) -> None:
    known = [fault.name for fault in FAULTS]
    for name in options.names:
        if name not in known:
            raise UsageError(
                f'There is no fault "{name}".{did_you_mean(name, known)}',
                hint="conformance mock --fault=list",
            )
    if options.check and not options.matrix:
        raise UsageError("--check needs a page to check.", hint="--matrix docs/kill-matrix.md --check")
    if options.matrix and (options.names or options.first):
        raise UsageError("The page holds every fault and every scenario; leave out names and --first.")


def _innocent(found: Hunt) -> str:
    accused = [catch.case for catch in found.catches] + list(found.stuck)
    if accused:
        return f"false alarm: the mock without a fault is accused by {', '.join(accused)}"
    return f"no false alarm: all {found.played} cases pass on the mock without a fault"


def _line(found: Hunt, width: int, *, first: bool) -> str:
    if not found.catches:
        return f"{found.fault:<{width}}  MISSED"
    if not found.named:
        catch = found.catches[0]
        return (
            f"{found.fault:<{width}}  caught only for another reason, by {catch.case} ({catch.requirements[0]}),"
            f" not for {found.breaks}"
        )
    more = "" if first or len(found.catches) == 1 else f" and {len(found.catches) - 1} more"
    return f"{found.fault:<{width}}  caught by {found.named[0].case} ({found.breaks}){more}"


def _summary(matrix: Matrix) -> Iterator[str]:
    yield "\nfaults killed, by topic of the requirement"
    yield from map(_rate, matrix.by_topic())
    yield "\nscenarios that kill something, by area"
    yield from map(_rate, matrix.by_area())
    if matrix.idle:
        yield "\nscenarios that kill nothing: candidates for deletion, or for a fault that they are there for"
        yield from (f"  {scenario}" for scenario in matrix.idle)


def _rate(tally: Tally) -> str:
    rate = f"{tally.killed / tally.total:4.0%}" if tally.total else "   ·"
    return f"  {tally.name:<16}{tally.killed:>4} of {tally.total:<4}{rate}"


def _holes(matrix: Matrix, *, is_whole: bool) -> Iterator[str]:
    """Yield what is wrong with the faults and the scenarios."""
    if matrix.missed:
        yield f"missed: {', '.join(matrix.missed)}"
    if matrix.mistaken:
        yield f"caught only for another reason than the one they break: {', '.join(matrix.mistaken)}"
    if is_whole and matrix.uncovered:
        yield f"no fault breaks: {', '.join(matrix.uncovered)}"


def _page(matrix: Matrix, path: Path, *, check: bool) -> Iterator[str]:
    """Write the page, or yield in what the one there is out of date."""
    page = render(matrix)
    if not check:
        path.write_text(page, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    if old == page:
        return
    yield f"{path} is out of date; write it anew with: conformance mutants --matrix {path}"
    changes = [
        line
        for line in difflib.unified_diff(old.splitlines(), page.splitlines(), n=0, lineterm="")
        if line[:1] in "-+" and line[:3] not in {"---", "+++"}
    ]
    yield from (f"  {line}" for line in changes[:_DIFFERENCES])
    if len(changes) > _DIFFERENCES:
        yield f"  ... and {len(changes) - _DIFFERENCES} more lines"
