"""What a run prints: a table of areas and levels at its end, and at most 15 lines for each failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conformance.report.model import RequirementStatus
from conformance.report.summary import summarize
from conformance.report.wording import duration, listing, plural, printable, shorten, shorten_pair
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance.report.model import Run
    from conformance.report.summary import Summary
    from conformance.verdict import Mismatch, Verdict

_MOST_LINES: Final = 15
_MOST_BROKEN: Final = 10
_WIDTH: Final = 110
_NOTHING: Final = "·"

_HEADLINES: Final = {
    Status.DISCOVERY: "Discovery: the store differs from what was only assumed.",
    Status.ERRORED: "No verdict:",
    Status.NOT_APPLICABLE: "Not applicable:",
}


def summary_lines(run: Run) -> list[str]:
    """Return the terminal summary of a run: cases by area and level, broken requirements, the verdict."""
    summary = summarize(run)
    versions = f", API {listing(run.versions)}" if run.versions else ""
    seed = f", seed {run.seed}" if run.seed else ""
    lines = [shorten(f"{run.target}{versions}{seed}, {duration(run.seconds)}", _WIDTH), ""]
    if summary.areas:
        lines += [*_table(summary), ""]
    for status in (RequirementStatus.FAILED, RequirementStatus.DISCOVERY):
        lines += _requirements(summary, status)
    lines += [shorten(note, 3 * _WIDTH) for note in run.notes]
    return [*lines, printable(summary.sentence), *summary.remarks]


def _table(summary: Summary) -> list[str]:
    header = ("area", *Level, "not passed")
    rows = [_row(area, levels) for area, levels in summary.areas.items()]
    if len(rows) > 1:
        total = {
            level: {
                status: sum(levels[level][status] for levels in summary.areas.values()) for status in Status
            }
            for level in Level
        }
        rows.append(_row("all areas", total))
    table = [header, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    return [_aligned(row, widths) for row in table]


def _row(area: str, levels: Mapping[Level, Mapping[Status, int]]) -> tuple[str, ...]:
    others = {
        status: sum(counts[status] for counts in levels.values())
        for status in Status
        if status is not Status.PASSED
    }
    rest = ", ".join(f"{count} {status}" for status, count in others.items() if count)
    return (shorten(area, 40), *(_share(levels[level]) for level in Level), rest)


def _share(counts: Mapping[Status, int]) -> str:
    """Return `passed/judged` cases; those that do not apply are not counted."""
    judged = sum(counts.values()) - counts[Status.NOT_APPLICABLE]
    return f"{counts[Status.PASSED]}/{judged}" if judged else _NOTHING


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers, last = row
    cells = [cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True)]
    return "   ".join([first.ljust(widths[0]), *cells, last]).rstrip()


def _requirements(summary: Summary, status: RequirementStatus) -> list[str]:
    results = sorted(
        (result for result in summary.results if result.status is status),
        key=lambda result: result.row.level.rank,
    )
    if not results:
        return []
    titles = {RequirementStatus.FAILED: "Broken:", RequirementStatus.DISCOVERY: "Discovered:"}
    lines = [titles[status]]
    for result in results[:_MOST_BROKEN]:
        row, cases = result.row, plural(len(result.against), "case")
        lines.append(
            shorten(f"  {row.level:<6} {row.id} ({row.evidence}, {cases})  {row.statement}".rstrip(), _WIDTH)
        )
    if len(results) > _MOST_BROKEN:
        lines.append(f"  … and {len(results) - _MOST_BROKEN} more")
    return [*lines, ""]


def failure_lines(verdict: Verdict, rerun: str, statements: Mapping[str, str] | None = None) -> list[str]:
    """Return what to print for a case that did not pass, in at most 15 lines.

    Args:
        verdict: the case's verdict.
        rerun: the command that runs the case again; printed uncut.
        statements: the rule by requirement id; the scenario's title stands for one that is missing.
    """
    lines = [_HEADLINES[verdict.status]] if verdict.status in _HEADLINES else []
    if verdict.mismatches:
        room = _MOST_LINES - len(lines) - 1
        lines += _blocks(verdict, statements or {}, room)
    else:
        reason = verdict.reason.splitlines() or [verdict.title]
        room = _MOST_LINES - len(lines) - 2
        lines += [f"  {shorten(line, 2 * _WIDTH)}" for line in reason[:room]]
        lines.append(f"  at {_place(verdict, 0)}")
    return [*lines, f"rerun: {printable(rerun)}"]


def _blocks(verdict: Verdict, statements: Mapping[str, str], room: int) -> list[str]:
    """Return as many mismatches as fit into `room` lines, and a line that counts the rest."""
    lines: list[str] = []
    heading: list[str] = []
    count = len(verdict.mismatches)
    for index, mismatch in enumerate(verdict.mismatches):
        own = list(_heading(verdict, mismatch, statements))
        block = [*([] if own == heading else own), *_block(verdict, mismatch)]
        spare = 0 if index == count - 1 else 1
        if len(lines) + len(block) + spare > room:
            lines.append(f"  … and {plural(count - index, 'more mismatch', 'more mismatches')}")
            break
        lines, heading = [*lines, *block], own
    return lines


def _heading(verdict: Verdict, mismatch: Mismatch, statements: Mapping[str, str]) -> Iterator[str]:
    names = mismatch.requirements or verdict.proves
    also = f", also {', '.join(names[1:])}" if names[1:] else ""
    first = names[0] if names else verdict.scenario
    yield shorten(f"{mismatch.level} {first} ({mismatch.evidence}){also}", _WIDTH)
    yield f"  {shorten(statements.get(first) or verdict.title, 2 * _WIDTH)}"


def _block(verdict: Verdict, mismatch: Mismatch) -> Iterator[str]:
    expected, actual = shorten_pair(mismatch.expected, mismatch.actual, _WIDTH)
    yield f"  {shorten(mismatch.path, _WIDTH)}: {shorten(mismatch.message, _WIDTH)}"
    yield f"    expected  {expected}"
    yield f"    actual    {actual}"
    unasked = "" if mismatch.line else ", checked on every exchange"
    answer = ""
    if mismatch.exchange >= 0 and len(verdict.exchanges) > 1:
        answer = f", answer {mismatch.exchange + 1} of {len(verdict.exchanges)}"
    yield f"    at {_place(verdict, mismatch.line)}{unasked}{answer}"


def _place(verdict: Verdict, line: int) -> str:
    """Return `file:line` of an expectation, or of the scenario where no line states it."""
    if not verdict.source:
        return verdict.scenario
    if line:
        return f"{verdict.source}:{line}"
    return f"{verdict.source}:{verdict.line}" if verdict.line else verdict.source
