"""Targets and API versions beside each other, for the terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from conformance.report.wording import shorten
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.report.model import Run
    from conformance.verdict import Verdict

_NOTHING: Final = "·"
_WIDTH: Final = 40


def matrix_lines(run: Run) -> list[str]:
    """Return a table of targets by API versions with the share of cases that passed; nothing if there is one of each."""
    cells: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in run.verdicts:
        cells.setdefault((run.target_of(verdict), verdict.version), []).append(verdict)
    if len(cells) < 2:
        return []
    targets = list(dict.fromkeys(target for target, _ in cells))
    rows = [("target", *run.versions)]
    rows += [
        (shorten(target, _WIDTH), *(_cell(cells.get((target, version), ())) for version in run.versions))
        for target in targets
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _cell(verdicts: Sequence[Verdict]) -> str:
    """Return `passed/judged`, and how many ended otherwise; cases that do not apply are not counted."""
    counts = Counter("known" if verdict.known else str(verdict.status) for verdict in verdicts)
    judged = len(verdicts) - counts.pop(str(Status.NOT_APPLICABLE), 0)
    if not judged:
        return _NOTHING
    passed = counts.pop(str(Status.PASSED), 0)
    return ", ".join([f"{passed:,}/{judged:,}", *(f"{count:,} {status}" for status, count in counts.items())])
