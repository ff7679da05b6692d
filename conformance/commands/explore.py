"""`conformance explore`: what nobody wrote down, tried on a target within a budget."""

from __future__ import annotations

import os
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.errors import TargetError, UsageError
from conformance.target.permission import PLAN_OPTION, add_options
from conformance.verdict import Status
from conformance.versions import NEWEST_STABLE, bundled

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from conformance.commands.explore_place import Place
    from conformance.explore.desk import Budget
    from conformance.explore.engine import Exploration

    Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

_INTERRUPTED = 130
_LEFT_BEHIND = 5


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
    add_options(parser.add_argument)


def explore(options: argparse.Namespace) -> int:
    """Explore; 1 if the target was found to be wrong, 3 if it was lost, 5 if something of ours was left behind there."""
    _need("hypothesis")
    if options.fuzz:
        _need("schemathesis")
    if options.fuzz and options.against:
        raise UsageError(
            "--fuzz judges one target and --against compares two.", hint="Leave one of them out."
        )
    from conformance.commands.explore_place import opened  # noqa: PLC0415 - for this command only
    from conformance.commands.explore_state import earlier  # noqa: PLC0415
    from conformance.explore.desk import Budget  # noqa: PLC0415

    budget = Budget.parse(options.budget)
    known = earlier(options) if options.resume else {}
    options.seed = options.seed or str(known.get("seed") or int.from_bytes(os.urandom(3)))
    with ExitStack() as stays:
        places = [stays.enter_context(opened(options, options.target, options.fault))]
        if options.against:
            places.append(stays.enter_context(opened(options, options.against, None)))
        if options.plan_only:
            return _plan(options, budget, places)
        return _explored(options, budget, places, known)


def _need(module: str) -> None:
    """Say once and clearly what is missing.

    Raises:
        UsageError: the extra is not installed.
    """
    if find_spec(module) is None:
        raise UsageError(
            f"conformance explore needs {module}, which is not installed.",
            hint='In a checkout, `make explore` installs it; elsewhere: pip install "conformance[explore]"',
        )


def _plan(options: argparse.Namespace, budget: Budget, places: list[Place]) -> int:
    """Say what would be written, and write nothing."""
    from conformance.commands.explore_place import plan_lines  # noqa: PLC0415

    outliving = [place for place in places if place.outlives]
    if not outliving:
        raise UsageError(
            f"{PLAN_OPTION} is for a target that outlives the run.", hint="Name one with --target."
        )
    version = bundled(options.api_version) if options.api_version else NEWEST_STABLE
    print("Nothing was written.")
    for place in outliving:
        print("\n".join(plan_lines(place, budget, version)))
    return 0


def _explored(options: argparse.Namespace, budget: Budget, places: list[Place], known: dict[str, Any]) -> int:
    from conformance.commands import explore_telling as telling  # noqa: PLC0415
    from conformance.commands.explore_state import note  # noqa: PLC0415

    version = bundled(options.api_version) if options.api_version else NEWEST_STABLE
    for place in places:
        place.make_sure(version)
    run, finish = _prepared(options, budget, places, known)
    run.on_progress = lambda _run: note(options, run)
    telling.headline(run, options, places, budget)
    lost: TargetError | None = None
    again = False
    try:
        again = telling.replay(run)
        run.run(_explorers(options))
    except KeyboardInterrupt:
        run.ended = "interrupted"
    except TargetError as error:
        lost, run.ended = error, "the target is lost"
    finally:
        note(options, run)
        finish()
    left = dict.fromkeys(each for place in places for each in place.leave(version, run.table.left_behind))
    telling.summary(run, left, [note for place in places for note in place.notes()])
    if run.ended == "interrupted":
        return _INTERRUPTED
    if lost is not None:
        telling.trouble(lost)
    if again or any(found.status is not Status.DISCOVERY for found in run.found):
        return 1
    if lost is not None or any(place.unchecked for place in places):
        return lost.exit_code if lost is not None else TargetError.exit_code
    return _LEFT_BEHIND if left else 0


def _explorers(options: argparse.Namespace) -> Any:
    from conformance.explore.explorers import documents, sequences  # noqa: PLC0415 - loads hypothesis

    return documents if options.fuzz else sequences


def _prepared(
    options: argparse.Namespace, budget: Budget, places: list[Place], known: dict[str, Any]
) -> tuple[Exploration, Callable[[], None]]:
    """Return the run, and what tidies up the second target after it."""
    from conformance.commands.explore_telling import Progress, tell  # noqa: PLC0415
    from conformance.explore.desk import Desk  # noqa: PLC0415 - loads hypothesis with what follows
    from conformance.explore.engine import Exploration  # noqa: PLC0415
    from conformance.explore.expected import DomainSide  # noqa: PLC0415
    from conformance.explore.other import OTHER, OtherSide  # noqa: PLC0415
    from conformance.explore.player import Table  # noqa: PLC0415
    from conformance.scenario import catalogue  # noqa: PLC0415

    version = bundled(options.api_version) if options.api_version else NEWEST_STABLE
    requirements, _ = catalogue.known_requirements(catalogue.bundled_root())
    desk = Desk(places[0].target, budget, tick=Progress())
    table = Table(desk, version, options.seed, requirements, DomainSide)
    table.secrets = lambda: tuple(secret for place in places for secret in place.secrets)
    table.known.update(known.get("known", ()))
    sides: list[OtherSide] = []
    if len(places) > 1:
        beside = Desk(places[1].target)
        table.side = lambda: OtherSide(table, beside, sides.append)
        table.law = OTHER

    def finish() -> None:
        for side in sides:
            side.finish()

    folder = options.found if options.found.is_absolute() else Path.cwd() / options.found
    run = Exploration(table, folder, compares=len(places) > 1, round=known.get("round", 0))
    if known:
        # What an explorer had not tried yet when it was stopped comes in the next round; now it is the next one's turn.
        run.at = int(known.get("at", -1)) + 1
    run.on_found = lambda found: tell(found, requirements)
    return run, finish
