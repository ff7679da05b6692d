"""What `conformance explore` prints."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.commands.explore_place import written
from conformance.privacy import credentials
from conformance.report.wording import plural, printable
from conformance.verdict import Status

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from conformance.commands.explore_place import Place
    from conformance.errors import TargetError
    from conformance.explore.desk import Budget
    from conformance.explore.engine import Exploration, Found
    from conformance.scenario.requirement import Requirement

_EVERY: Final = 1000
"""Calls between two lines of progress where nobody watches a terminal."""


def headline(run: Exploration, options: argparse.Namespace, places: Sequence[Place], budget: Budget) -> None:
    """Say what is explored, and what may be written there."""
    names = [credentials.text(place.name, run.table.secrets()) for place in places]
    print(
        f"explore {' against '.join(names)}, API {run.table.version}, seed {options.seed}, {options.budget}"
    )
    for place, name in zip(places, names, strict=True):
        if place.outlives:
            print(f"{name} is written to: {written(place, budget)}. Whatever is made is deleted again.")
        if killed := place.abandoned():
            print(
                f"conformance: {plural(killed, 'run')} on {name} ended without tidying up, and what is left there"
                f" may be taken for a deviation: conformance sweep --target={name} --delete",
                file=sys.stderr,
            )
    sys.stdout.flush()


def replay(run: Exploration) -> bool:
    """Play earlier failures first, and return whether one of them fails still.

    Raises:
        TargetError: nobody answers.
    """
    from conformance.explore.desk import LostError, SpentError  # noqa: PLC0415 - loaded before

    failed = False
    try:
        for verdict in run.replay():
            failed |= verdict.status is Status.FAILED
            said = {
                Status.PASSED: "passes now",
                Status.FAILED: "still fails",
                Status.DISCOVERY: "still differs",
            }
            print(f"  {verdict.source}: {said.get(verdict.status, verdict.status)}", flush=True)
    except SpentError:
        print("  the budget is used up before all that was found earlier was played")
    except LostError as lost:
        raise lost.error from None
    return failed


def tell(found: Found, requirements: Mapping[str, Requirement]) -> None:
    """Print what was found, as soon as it was."""
    from conformance.explore.found import title  # noqa: PLC0415 - loaded before

    deviation = found.deviation
    broken = requirements.get(deviation.requirement)
    level, evidence = (f"{broken.level} ", f" ({broken.evidence})") if broken else ("", "")
    print(f"\n{level}{deviation.requirement}{evidence}  after {deviation.calls} calls, by {deviation.by}")
    if broken:
        print(f"  {broken.statement}")
    print(f"  {printable(title(deviation))}")
    print(f"    expected  {printable(deviation.finding.expected)}")
    print(f"    actual    {printable(deviation.finding.actual)}")
    if found.reading:
        print(f"  Not known of Shopify: here, {found.reading}. From now on that is expected.")
    if found.path is not None:
        print(f"  {_shown(found.path)}")
    elif found.name and found.status is Status.PASSED:
        print("  It did not happen again when it was played alone, and is not saved.")
    steps = found.text.partition("    source:")[2].partition("\n")[2] if found.name else found.text
    print("\n".join(f"    {line}" for line in steps.rstrip().splitlines()), flush=True)


def summary(run: Exploration, left: Iterable[str], notes: Iterable[str]) -> None:
    """Say what the run came to."""
    desk = run.table.desk
    rate = run.table.cases / max(desk.seconds - desk.waited, 0.001)
    waited = f", {desk.waited:.0f} s of it waiting for others' sake" if desk.waited >= 1 else ""
    print(
        f"\n{plural(desk.calls, 'call')}, {desk.points:.0f} points, {plural(run.table.cases, 'case')} in"
        f" {desk.seconds:.1f} s ({rate:.0f} a second){waited}"
    )
    print(f"{plural(len(run.found), 'deviation')} found; {run.ended}. --resume goes on.", flush=True)
    if saved := [found.path for found in run.found if found.path is not None]:
        print(
            f"Saved scenarios are played first the next time, and by: conformance run {_shown(saved[0].parent)}"
        )
    for note in notes:
        print(note, file=sys.stderr)
    if listed := ", ".join(left):
        print(f"Left behind on the target: {listed}. `conformance sweep` finds it.", file=sys.stderr)


def trouble(error: TargetError) -> None:
    """Say why the target was lost, after all that was found before."""
    print(f"conformance: {error}", file=sys.stderr)


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


class Progress:
    """Says how far it is: once a second to a terminal, else once in a thousand calls."""

    def __init__(self) -> None:
        self._calls = 0
        self._told = self._began = time.monotonic()
        self._live = sys.stderr.isatty()

    def __call__(self) -> None:
        """Count one call."""
        self._calls += 1
        now = time.monotonic()
        if self._live and now - self._told >= 1:
            print(f"\r  {self._calls} calls, {now - self._began:.0f} s ", end="", file=sys.stderr, flush=True)
            self._told = now
        elif not self._live and self._calls % _EVERY == 0:
            print(f"  {self._calls} calls, {now - self._began:.0f} s", file=sys.stderr, flush=True)
