"""What a report vouches for: that its data is as it was written, and that it holds at least one verdict."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import TargetError
from conformance.report.wording import plural
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from conformance.report.model import Run

SHORT: Final = len("sha256:") + 12
"""How much of a digest tells two apart for people."""


class NothingToReportError(TargetError):
    """A run in which everything errored says nothing about its target, so that there is nothing to render."""


def refuse_if_all_errored(run: Run) -> None:
    """Refuse to render a run without a single verdict on the target.

    A page of such a run has no failure on it, and would be taken for a good one.

    Raises:
        NothingToReportError: every case that applied errored.
    """
    statuses = [verdict.status for verdict in run.verdicts if verdict.status is not Status.NOT_APPLICABLE]
    if statuses and set(statuses) == {Status.ERRORED}:
        reason = next(verdict.reason for verdict in run.verdicts if verdict.status is Status.ERRORED)
        first = reason.strip().splitlines()[:1] or ["no reason given"]
        raise NothingToReportError(
            f"No report is rendered: {_all(len(statuses))} ended in an error, the first with: {first[0]}",
            hint="Nothing is known about the target. Mend what stood in the way and run again.",
        )


def _all(count: int) -> str:
    return "the only case" if count == 1 else f"all {plural(count, 'case')}"


def digest(plain: Mapping[str, Any]) -> str:
    """Return the digest of a report's data, as `sha256:...`, but for the entry `digest` itself.

    It is taken of the data and not of its spelling: of JSON without spaces, with sorted keys, in ASCII.
    """
    data = {key: value for key, value in plain.items() if key != "digest"}
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return digest_of(text.encode("ascii"))


def digest_of(content: bytes) -> str:
    """Return the digest of some bytes, as `sha256:...`."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def digest_of_files(paths: Iterable[tuple[str, Path]]) -> str:
    """Return one digest of many files, each given with the name that it counts by.

    Raises:
        OSError: one can't be read.
    """
    lines = [f"{name} {digest_of(path.read_bytes())}\n" for name, path in sorted(paths)]
    return digest_of("".join(lines).encode())
