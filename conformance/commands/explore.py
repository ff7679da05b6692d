"""`conformance explore`: what nobody wrote down, tried on a target within a budget."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError
from conformance.verdict import Status
from conformance.versions import NEWEST_STABLE, bundled

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from conformance.explore.engine import Exploration, Found
    from conformance.wire import Target

    Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

STATE: Final = Path(".conformance") / "explore.json"
"""Where a run notes how far it came, for `--resume`; below the working directory."""

_EVERY: Final = 1000
"""Calls between two lines of progress where nobody watches a terminal."""

_KEPT: Final = ("target", "against", "fuzz", "api_version", "fault")
"""Options that must be the same if a run is taken up again."""


def add(command: Command, call: Callable[[argparse.Namespace], int]) -> None:
    """Add the command and its options to the command line."""
    parser = command(
        "explore", call, "Try what nobody wrote down on a target: sequences, laws, races, documents."
    )
    parser.add_argument(
        "--target", default="mock", help="mock (default), devstore, a configured name, or a URL"
    )
    parser.add_argument(
        "--against",
        metavar="TARGET",
        help="compare with this target instead of judging: what differs by meaning",
    )
    parser.add_argument(
        "--budget",
        default="500-calls",
        metavar="B",
        help="500-calls (default), 2000-points, 90s, 5m or 1h; making a failure smaller is part of it",
    )
    parser.add_argument(
        "--seed", metavar="N", help="what is tried; the same seed tries the same (default: a new one)"
    )
    parser.add_argument(
        "--fuzz", action="store_true", help="send documents that schemathesis makes from the schema, instead"
    )
    parser.add_argument(
        "--api-version", metavar="V", help="the version to ask for (default: the newest stable)"
    )
    parser.add_argument(
        "--found",
        type=Path,
        default=Path("scenarios") / "found",
        metavar="DIR",
        help="where scenarios of failures are saved, and played first (default: scenarios/found)",
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on where the last run of this target stopped"
    )
    parser.add_argument("--fault", metavar="NAME", help="with --target=mock: explore this wrong server")


def explore(options: argparse.Namespace) -> int:
    """Explore; 1 if the target was found to be wrong, 5 if something of ours was left behind there."""
    _need("hypothesis")
    if options.fuzz:
        _need("schemathesis")
    if options.fuzz and options.against:
        raise UsageError(
            "--fuzz judges one target and --against compares two.", hint="Leave one of them out."
        )
    from conformance.explore.desk import Budget  # noqa: PLC0415 - loads nothing that was not asked for

    budget = Budget.parse(options.budget)
    earlier = _earlier(options) if options.resume else {}
    options.seed = options.seed or str(earlier.get("seed") or int.from_bytes(os.urandom(3)))
    with ExitStack() as opened:
        target = opened.enter_context(_open(options.target, options.fault))
        other = opened.enter_context(_open(options.against, None)) if options.against else None
        run, finish = _prepared(options, budget, target, other, earlier)
        try:
            return _explored(run, options)
        finally:
            finish()


def _need(module: str) -> None:
    """Say once and clearly what is missing.

    Raises:
        UsageError: the extra is not installed.
    """
    if find_spec(module) is None:
        raise UsageError(
            f"conformance explore needs {module}, which is not installed.",
            hint='Install it with: pip install "conformance[explore]"',
        )


@contextmanager
def _open(name: str, fault: str | None) -> Iterator[Target]:
    if name == "mock":
        from conformance.mock.service import Service  # noqa: PLC0415 - loads the engine
        from conformance.mock.settings import Rates, Settings  # noqa: PLC0415
        from conformance.target.in_process import InProcess  # noqa: PLC0415

        # A wrong server may crash, which is what is looked for; its traceback is no news.
        logging.getLogger("conformance.mock").disabled = bool(fault)
        yield InProcess(Service(Settings(bucket=Rates(999_999_999, 999_999_999), fault=fault, log=1)))
        return
    if fault:
        raise UsageError(
            "--fault makes the embedded mock a wrong server.",
            hint="Leave --target out, or say --target=mock.",
        )
    if name == "replay":
        raise UsageError(
            "A recording knows only what was recorded.", hint="Explore the mock, a store or a URL."
        )
    from conformance.target.connect import connect  # noqa: PLC0415 - loads the HTTP client
    from conformance.target.settings import resolve  # noqa: PLC0415

    with connect(resolve(name, os.environ, Path.cwd())) as target:
        yield target


def _prepared(
    options: argparse.Namespace, budget: Any, target: Target, other: Target | None, earlier: dict[str, Any]
) -> tuple[Exploration, Callable[[], None]]:
    """Return the run, and what tidies up the second target after it."""
    from conformance.explore.desk import Desk  # noqa: PLC0415 - loads hypothesis with what follows
    from conformance.explore.engine import Exploration  # noqa: PLC0415
    from conformance.explore.expected import DomainSide  # noqa: PLC0415
    from conformance.explore.other import OTHER, OtherSide  # noqa: PLC0415
    from conformance.explore.player import Table  # noqa: PLC0415
    from conformance.scenario import catalogue  # noqa: PLC0415
    from conformance.target.connect import Connection, make_sure  # noqa: PLC0415

    version = bundled(options.api_version) if options.api_version else NEWEST_STABLE
    for each in (target, other):
        if isinstance(each, Connection):
            make_sure(each, [version])
    requirements, _ = catalogue.known_requirements(catalogue.bundled_root())
    desk = Desk(target, budget, tick=_Progress())
    table = Table(desk, version, options.seed, requirements, DomainSide)
    table.known.update(earlier.get("known", ()))
    sides: list[OtherSide] = []
    if other is not None:
        beside = Desk(other)
        table.side = lambda: OtherSide(table, beside, sides.append)
        table.law = OTHER

    def finish() -> None:
        for side in sides:
            side.finish()

    folder = options.found if options.found.is_absolute() else Path.cwd() / options.found
    run = Exploration(
        table, folder, compares=other is not None, round=earlier.get("round", 0), on_found=_tell
    )
    run.on_round = lambda _run: _note(options, run)
    return run, finish


def _explored(run: Exploration, options: argparse.Namespace) -> int:
    from conformance.explore.engine import documents, sequences  # noqa: PLC0415 - loaded before

    table = run.table
    against = f" against {options.against}" if options.against else ""
    print(f"explore {table.desk.name}{against}, API {table.version}, seed {options.seed}, {options.budget}")
    again = _replay(run)
    began = time.perf_counter()
    try:
        run.run(documents if options.fuzz else sequences)
    except KeyboardInterrupt:
        run.ended = "interrupted"
    finally:
        _note(options, run)
    _summary(run, time.perf_counter() - began)
    if run.ended == "interrupted":
        return 130
    if again or any(found.status is not Status.DISCOVERY for found in run.found):
        return 1
    return 5 if table.left_behind else 0


def _replay(run: Exploration) -> bool:
    """Play earlier failures first, and return whether one of them fails still."""
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
            print(f"  {verdict.source}: {said.get(verdict.status, verdict.status)}")
    except SpentError:
        print("  the budget is used up before all that was found earlier was played")
    except LostError as lost:
        raise lost.error from None
    return failed


def _tell(found: Found) -> None:
    """Print what was found, as soon as it was."""
    from conformance.explore.found import title  # noqa: PLC0415 - loaded before

    deviation = found.deviation
    print(f"\n{deviation.requirement}  after {deviation.calls} calls, by {deviation.by}")
    print(f"  {title(deviation)}")
    print(f"    expected  {deviation.finding.expected}\n    actual    {deviation.finding.actual}")
    if found.reading:
        print(f"  Not known of Shopify: here, {found.reading}. From now on that is expected.")
    if found.path is not None:
        print(f"  {_shown(found.path)}")
    elif found.name and found.status is Status.PASSED:
        print("  It did not happen again when it was played alone, and is not saved.")
    steps = found.text.partition("    source:")[2].partition("\n")[2] if found.name else found.text
    print("\n".join(f"    {line}" for line in steps.rstrip().splitlines()), flush=True)


def _summary(run: Exploration, seconds: float) -> None:
    table = run.table
    rate = table.cases / max(seconds - table.desk.waited, 0.001)
    waited = f", {table.desk.waited:.0f} s of it waiting for others' sake" if table.desk.waited >= 1 else ""
    print(
        f"\n{table.desk.calls} calls, {table.desk.points:.0f} points, {table.cases} cases in {seconds:.1f} s"
        f" ({rate:.0f} a second){waited}"
    )
    found = len(run.found)
    print(f"{found} {'deviation' if found == 1 else 'deviations'} found; {run.ended}. --resume goes on.")
    if table.left_behind:
        print(f"Left behind on the target: {', '.join(table.left_behind)}.", file=sys.stderr)


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


class _Progress:
    """Says how far it is: once a second to a terminal, else once in a thousand calls."""

    def __init__(self) -> None:
        self._calls = 0
        self._told = self._began = time.monotonic()
        self._live = sys.stderr.isatty()

    def __call__(self) -> None:
        self._calls += 1
        now = time.monotonic()
        if self._live and now - self._told >= 1:
            print(f"\r  {self._calls} calls, {now - self._began:.0f} s ", end="", file=sys.stderr, flush=True)
            self._told = now
        elif not self._live and self._calls % _EVERY == 0:
            print(f"  {self._calls} calls, {now - self._began:.0f} s", file=sys.stderr, flush=True)


def _note(options: argparse.Namespace, run: Exploration) -> None:
    """Write down how far the run came."""
    state = {
        **{name: getattr(options, name) for name in _KEPT},
        "seed": options.seed,
        "round": run.round,
        "known": sorted(run.table.known),
    }
    try:
        STATE.parent.mkdir(exist_ok=True)
        STATE.write_text(json.dumps(state, indent=1), encoding="utf-8")
    except OSError as error:
        print(f"conformance: {STATE} can't be written: {error}", file=sys.stderr)


def _earlier(options: argparse.Namespace) -> dict[str, Any]:
    """Return how far the last run came.

    Raises:
        UsageError: there was none, or it was about something else.
    """
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(f"There is no run to go on with in {STATE}.", hint="Leave --resume out.") from None
    if not isinstance(state, dict):
        raise UsageError(f"{STATE} holds no run.", hint="Leave --resume out.")
    for name in _KEPT:
        if state.get(name) != getattr(options, name):
            option = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"The last run had {option}={state.get(name)}, this one has {option}={getattr(options, name)}.",
                hint="Give the same options to go on, or leave --resume out.",
            )
    return dict(state)
