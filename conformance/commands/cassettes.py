"""`conformance cassettes`: list them, look for what is wrong with them, compare them with what a target does now."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.cassette import place
from conformance.errors import UsageError
from conformance.target.permission import WRITES_OPTION

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from conformance.archive.survey import Survey
    from conformance.cassette.model import Cassette

    Lazily = Callable[[str, str], Callable[[argparse.Namespace], int]]

_MOST_CASES: Final = 3
_SECRETS: Final = ("SHOPIFY_ACCESS_TOKEN", "SHOPIFY_CLIENT_SECRET", "SHOPIFY_STORE")


def show(options: argparse.Namespace) -> int:
    """List cassettes: target, version, case, when and from what it was recorded, and how much it holds."""
    rows = []
    for path in _files(options.paths):
        cassette = _read(path)
        origin = cassette.provenance
        count = len(cassette.exchanges)
        rows.append(
            (
                _target(path),
                origin.asked,
                cassette.case,
                f"{origin.kind}, {origin.recorded:%Y-%m-%d}",
                f"{count} exchange{'' if count == 1 else 's'}",
            )
        )
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(5)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"{len(rows)} cassette{'' if len(rows) == 1 else 's'}")
    return 0


def lint(options: argparse.Namespace) -> int:
    """Print what is wrong with cassettes; 2 if anything is."""
    from conformance.archive.inspection import Inspector, inspect_all  # noqa: PLC0415 - loads GraphQL

    files = list(_files(options.paths))
    secrets = [value for name in _SECRETS if (value := os.environ.get(name, ""))]
    inspector = Inspector(options.scenarios, datetime.now(UTC).date(), options.max_age, secrets)
    found = list(inspect_all(files, inspector))
    for complaint in found:
        print(complaint)
    told = Counter(complaint.trouble.value for complaint in found)
    summary = ", ".join(f"{count} {what}" for what, count in told.items()) or "nothing wrong"
    print(f"{len(files)} cassette{'' if len(files) == 1 else 's'}: {summary}")
    return 2 if found else 0


def diff(options: argparse.Namespace) -> int:
    """Play what is recorded against a target, and print what it does differently; 1 if anything, 3 if it can't be told."""
    from conformance.archive.survey import of_cassettes  # noqa: PLC0415 - loads GraphQL
    from conformance.harness import Harness  # noqa: PLC0415
    from conformance.options import Options  # noqa: PLC0415
    from conformance.scenario.catalogue import bundled_root  # noqa: PLC0415

    root = Path.cwd()
    shelf = _shelf(root, options.target, options.cassettes)
    recorded = [
        cassette
        for path in place.cassette_files(shelf.folder)
        if options.keyword in (cassette := _read(path)).case
    ]
    asked = options.api_version or ",".join(sorted({found.provenance.asked for found in recorded}))
    harness = Harness(Options(options.target, asked, "", root, allow_writes=options.allow_writes))
    try:
        harness.make_sure()
        paths = options.scenarios or [bundled_root()]
        survey = of_cassettes(harness, recorded, paths, any_version=bool(options.api_version))
        harness.check_leaks()
        left = harness.left_behind
    finally:
        harness.close()
    for line in _lines(survey, options.target, shelf.name):
        print(line)
    if left:
        print(f"Left behind on the target: {', '.join(left)}.")
    return _code(survey, left)


def _shelf(root: Path, target: str, name: str) -> place.Shelf:
    """Return the cassettes to compare with: those that are named, those of the target, or the only ones that there are."""
    names = place.recorded_targets(root)
    wanted = name or place.target_folder(target)
    if not name and wanted not in names and len(names) == 1:
        wanted = names[0]
    return place.Shelf.of(root, wanted, replays=True)


def _lines(survey: Survey, target: str, name: str) -> Iterator[str]:
    for (operation, path, recorded, now), cases in survey.differences.items():
        yield f"{operation} {path}"
        yield f"    recorded  {recorded}"
        yield f"    now       {now}"
        more = f" and {len(cases) - _MOST_CASES} more" if len(cases) > _MOST_CASES else ""
        yield f"    in {', '.join(cases[:_MOST_CASES])}{more}"
    for case, reason in survey.lost.items():
        yield f"not compared: {case}: {' '.join(reason.split())}"
    for case in survey.without_scenario:
        yield f"not compared: {case}: there is no such case"
    if survey.races:
        yield f"not compared: {len(survey.races)} race{'' if len(survey.races) == 1 else 's'}, whose order is never the same"
    count = len(survey.differences)
    told = f"{count} difference{'' if count == 1 else 's'}" if count else "no difference"
    played = f"{survey.compared} recorded case{'' if survey.compared == 1 else 's'}"
    yield f"{played} of {name} against {target}: {told}"


def _code(survey: Survey, left: list[str]) -> int:
    if survey.differences:
        return 1
    if survey.lost or not survey.compared:
        return 3
    return 5 if left else 0


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the cassettes that paths mean; without any, those of the working directory.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths or [Path(place.FOLDER)]:
        if path.is_dir():
            yield from place.cassette_files(path)
        elif path.is_file():
            yield path
        else:
            raise UsageError(
                f"{path} does not exist.",
                hint="Give cassettes, or folders of them; record with --record-mode=once.",
            )


def _read(path: Path) -> Cassette:
    from conformance.cassette import file  # noqa: PLC0415 - loads YAML

    return file.read(path)


def _target(path: Path) -> str:
    parts = path.parts
    return parts[-4] if len(parts) > 3 else "?"


def add(commands: Callable[..., argparse.ArgumentParser], lazily: Lazily) -> None:
    """Add the command to the command line.

    Args:
        commands: makes a command of its name, its function and a summary.
        lazily: makes a function of a module of this package and a name in it, loaded when it is called.
    """
    group = commands("cassettes", lazily("cassettes", "show"), "List, check and compare recorded runs.")
    kinds = group.add_subparsers(required=True, metavar="list|lint|diff", dest="kind")
    listing = kinds.add_parser("list", help="list cassettes")
    listing.add_argument("paths", nargs="*", type=Path, help="cassettes or folders (default: cassettes)")
    listing.set_defaults(command=lazily("cassettes", "show"))
    check = kinds.add_parser(
        "lint", help="find cassettes that are stale, orphaned, unused, edited by hand, or tell too much"
    )
    check.add_argument("paths", nargs="*", type=Path, help="cassettes or folders (default: cassettes)")
    check.add_argument(
        "--max-age",
        type=int,
        default=180,
        metavar="DAYS",
        help="how long a recording is good for (default: 180)",
    )
    _add_scenarios(check)
    check.set_defaults(command=lazily("cassettes", "lint"))
    drift = kinds.add_parser(
        "diff", help="play what is recorded against a target, and show what differs by meaning"
    )
    drift.add_argument("--target", required=True, help="mock, devstore, a configured name, or a URL")
    drift.add_argument(
        "--cassettes", default="", metavar="NAME", help="whose cassettes (default: the target's)"
    )
    drift.add_argument(
        WRITES_OPTION,
        action="store_true",
        help="allow writing to a store that proves to be for development and is on the list of stores",
    )
    drift.add_argument("--api-version", metavar="V", help="ask in this version instead of the recorded one")
    drift.add_argument(
        "-k", dest="keyword", default="", metavar="TEXT", help="only cases whose id holds this"
    )
    _add_scenarios(drift)
    drift.set_defaults(command=lazily("cassettes", "diff"))


def _add_scenarios(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scenarios",
        action="append",
        type=Path,
        default=[],
        metavar="PATH",
        help="scenarios of your own that were recorded; repeatable",
    )
