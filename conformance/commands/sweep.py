"""`conformance sweep`: find what runs left behind on a target, and delete it if wanted."""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import TargetError, UnsafeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conformance.runner.sweep import Findings
    from conformance.target.address import Address
    from conformance.target.connect import Connection
    from conformance.target.journal import Record
    from conformance.versions import ApiVersion

LEFT_BEHIND: Final = 5
NOT_KNOWN: Final = 3
_SHOWN: Final = 20
_LONGEST: Final = 5_256_000
"""Minutes in ten years."""


def add(command: Callable[..., Any], run: Callable[[argparse.Namespace], int]) -> None:
    """Add the command's options."""
    sweep = command(
        "sweep", run, "Find what killed runs left behind on a target; deletes nothing unless told to."
    )
    sweep.add_argument("--target", required=True, help="devstore, a configured name, or a URL")
    sweep.add_argument("--delete", action="store_true", help="delete what was found (default: only list it)")
    sweep.add_argument(
        "--min-age",
        type=_minutes,
        default=60,
        metavar="MINUTES",
        help="leave alone who is younger and bears a mark that no journal here knows, for a run on another machine"
        " may still need them (default: 60)",
    )
    sweep.add_argument(
        "--journals",
        type=Path,
        metavar="DIR",
        help="the folder that runs were started in, with their .conformance (default: this one, or the nearest above it)",
    )
    sweep.add_argument("--api-version", metavar="V", help="the version to ask in (default: newest stable)")


def _minutes(text: str) -> int:
    if not text.isdecimal() or int(text) > _LONGEST:
        raise argparse.ArgumentTypeError(f"minutes are a whole number from 0 to {_LONGEST}, not {text}")
    return int(text)


def _journals(folder: Path | None) -> Path:
    """Return the folder of journals that a user means.

    Raises:
        UsageError: there is no such folder.
    """
    from conformance.target.journal import FOLDER, nearest  # noqa: PLC0415

    if folder is None:
        return nearest(Path.cwd())
    if not folder.is_dir():
        raise UsageError(
            f"There is no folder {folder}.", hint="--journals is the folder that runs were started in."
        )
    return folder / FOLDER


def sweep(options: argparse.Namespace) -> int:
    """Find strays, list them, delete them if wanted; 5 if any are left, 3 if not everybody was looked at."""
    from conformance import versions  # noqa: PLC0415 - only for this command
    from conformance.privacy.redaction import Redactor  # noqa: PLC0415
    from conformance.target.connect import connect  # noqa: PLC0415
    from conformance.target.journal import records, target_key  # noqa: PLC0415
    from conformance.target.settings import resolve  # noqa: PLC0415

    if options.target in {"mock", "replay"}:
        raise UsageError(
            f"Nothing of a run outlives --target={options.target}, so there is nothing to sweep."
        )
    version = versions.select(options.api_version)[0] if options.api_version else versions.NEWEST_STABLE
    address = resolve(options.target, os.environ, Path.cwd())
    # Whoever says --delete opts into writing; the proof and the list of stores are still asked for.
    permission = replace(address.permission, writes=address.permission.writes or options.delete)
    known = list(records(_journals(options.journals), target_key(address.url)))
    reachable = replace(address, permission=permission, is_disposable=False)
    with connect(reachable) as connection, _discreet(reachable):
        found = _find(connection, version, known, timedelta(minutes=options.min_age))
        _tell(found, known, options.target)
        if not found.strays:
            return _done(found, known)
        if not options.delete:
            print("Nothing was deleted: this only looks. `--delete` deletes what is listed first.")
            return LEFT_BEHIND
        return _delete(connection, version, found, known, Redactor(address.secrets).text)


def _find(
    connection: Connection, version: ApiVersion, known: Sequence[Record], youngest: timedelta
) -> Findings:
    from conformance.runner.sweep import find_by_journal, find_by_mark, together  # noqa: PLC0415

    dead = [record for record in known if not record.is_living]
    return together(
        find_by_journal(connection, version, dead), find_by_mark(connection, version, known, youngest)
    )


def _tell(found: Findings, known: Sequence[Record], target: str) -> None:
    living = [record for record in known if record.is_living]
    print(
        f"{target}: {len(found.strays)} left behind, {len(found.kept)} left alone;"
        f" {len(known)} journals here, {len(living)} of runs that go on"
    )
    for title, some in (("left behind", found.strays), ("left alone", found.kept)):
        for stray in some[:_SHOWN]:
            print(f"  {title}: {stray} ({stray.why})")
        if len(some) > _SHOWN:
            print(f"  {title}: and {len(some) - _SHOWN} more")
    if not found.complete:
        print(
            "  The target did not list all of its customers, of which the newest 20,000 are asked for: marked ones may"
            " be missing here. Whom a journal names was looked up all the same."
        )


@contextmanager
def _discreet(address: Address) -> Iterator[None]:
    """Tell what a target said in an error without credentials and others' data; who may not write must read its domain."""
    try:
        yield
    except UnsafeError:
        raise
    except TargetError as error:
        from conformance.privacy.redaction import Redactor  # noqa: PLC0415

        raise type(error)(Redactor(address.secrets).text(error.message), hint=error.hint) from None


def _delete(
    connection: Connection,
    version: ApiVersion,
    found: Findings,
    known: Sequence[Record],
    clean: Callable[[str], str],
) -> int:
    from conformance.runner.sweep import remove  # noqa: PLC0415

    connection.make_safe(version)
    refused = 0
    for stray in found.strays:
        reason = remove(connection, version, stray)
        if reason:
            refused += 1
            print(f"  can't be deleted: {stray}: {clean(reason)}")
    print(f"Deleted {len(found.strays) - refused} of {len(found.strays)}.")
    return LEFT_BEHIND if refused else _done(found, known)


def _done(found: Findings, known: Sequence[Record]) -> int:
    """Return the exit code of a sweep that left nothing it found, and discard the journals if that is everything."""
    if not found.complete:
        print("Whether anything else is left is not known, so that the journals stay.")
        return NOT_KNOWN
    _discard(known)
    return 0


def _discard(known: Sequence[Record]) -> None:
    """Take away the journals of runs that have ended, now that they have nothing left to tell."""
    from conformance.target.journal import discard  # noqa: PLC0415
    from conformance.target.safety import tally_files  # noqa: PLC0415

    for record in known:
        if not record.is_living:
            for path in (record.path, *tally_files(record.path.parent, record.run)):
                discard(path)
