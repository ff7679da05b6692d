"""What the gate says, for a terminal and as Markdown for a step summary: what shuts it comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conformance.report.cost import TOTAL, total
from conformance.report.gate import Standing
from conformance.report.markdown import code, prose
from conformance.report.pairing import name_of
from conformance.report.wording import listing, plural, printable, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.cost import Rise
    from conformance.report.gate import Judgement, Row
    from conformance.report.model import Run

_WIDTH: Final = 110
_MOST: Final = 20
_LONGEST: Final = 300

_SECTIONS: Final = (
    ((Standing.NEW, Standing.UNSTEADY), "new failures"),
    ((Standing.ERRORED,), "without a verdict"),
    ((Standing.EXPIRED,), "known failures that expired"),
    ((Standing.FLAKY,), "flaky: passed when tried again"),
    ((Standing.DISCOVERY,), "discoveries"),
    ((Standing.KNOWN,), "known failures"),
    ((Standing.OUTSIDE,), "failed outside the profile"),
)

_PLURALS: Final = {
    Standing.NEW: "new failures",
    Standing.KNOWN: "known failures",
    Standing.EXPIRED: "known failures, expired",
    Standing.DISCOVERY: "discoveries",
}


def sentence(judgement: Judgement) -> str:
    """Return the verdict of the gate in a sentence."""
    new = sum(row.standing.is_new for row in judgement.rows)
    reasons = [
        *([plural(new, "new failure")] if new else []),
        *([plural(len(judgement.rises), "cost that rose", "costs that rose")] if judgement.rises else []),
        *(f"no verdict, for {obstacle}" for obstacle in judgement.obstacles),
        *([plural(len(judgement.stale), "stale entry", "stale entries")] if judgement.stale else []),
    ]
    profile = f" for the profile {judgement.asked.profile}" if judgement.asked.profile else ""
    if judgement.code:
        return f"The gate is shut{profile} (exit code {judgement.code}): {listing(reasons)}."
    return f"The gate is open{profile}."


def counted(judgement: Judgement) -> str:
    """Return how many cases stand in which way."""
    counts = dict.fromkeys(Standing, 0)
    for row in judgement.rows:
        counts[row.standing] += 1
    said = ", ".join(
        f"{count:,} {standing if count == 1 else _PLURALS.get(standing, standing)}"
        for standing, count in counts.items()
        if count
    )
    return f"{plural(len(judgement.rows), 'case')}{f': {said}' if said else ''}"


def cost_sentence(run: Run) -> str:
    """Return what the run cost in a sentence; an empty one if no target told."""
    points = total(run.verdicts)
    return "" if points is None else f"Cost: {points:,} points in {plural(len(run.verdicts), 'case')}."


def text_lines(judgement: Judgement, run: Run) -> list[str]:
    """Return what the gate says as lines for a terminal."""
    lines: list[str] = []
    for standings, title in _SECTIONS:
        rows = judgement.of(*standings)
        if rows:
            lines.append(f"{title} ({len(rows):,})")
            lines += [line for row in rows[:_MOST] for line in _text(run, row)]
            lines += [f"  … and {len(rows) - _MOST:,} more"] if len(rows) > _MOST else []
            lines.append("")
    if judgement.rises:
        lines += ["costs that rose", *(f"  {_rise(rise)}" for rise in judgement.rises[:_MOST])]
        more = len(judgement.rises) - _MOST
        lines += [*([f"  … and {more:,} more"] if more > 0 else []), ""]
    if judgement.stale:
        lines.append(f"stale baseline ({plural(len(judgement.stale), 'entry', 'entries')})")
        lines += [line for stale in judgement.stale for line in str(stale.problem).splitlines()]
        lines.append("")
    lines += [*judgement.remarks, f"{counted(judgement)}."]
    cost = cost_sentence(run)
    return [*lines, *([cost] if cost else []), sentence(judgement)]


def _text(run: Run, row: Row) -> Iterator[str]:
    yield f"  {row.verdict.level:<6} {shorten(name_of(run, row.verdict), _WIDTH)}"
    yield f"         {shorten(_why(row), 2 * _WIDTH)}"
    if row.standing.is_new and row.verdict.source:
        mismatch = row.verdict.mismatches[0] if row.verdict.mismatches else None
        line = (mismatch.line if mismatch else 0) or row.verdict.line
        yield f"         at {printable(row.verdict.source)}:{line}"


def _why(row: Row) -> str:
    """Return in a sentence why a case stands as it does."""
    verdict, entry = row.verdict, row.entry
    if row.standing in {Standing.FLAKY, Standing.UNSTEADY}:
        tries = listing([status.value for status in verdict.tries])
        listed = "" if row.standing is Standing.FLAKY else "; it is not listed as flaky"
        return f"{tries} before it passed on try {len(verdict.tries) + 1}{listed}"
    if entry is not None:
        link = f", {entry.link}" if entry.link else ""
        return f"{entry.reason} ({entry.owner}, until {entry.expires}{link})"
    if not verdict.mismatches:
        return " ".join(verdict.reason.split()) or verdict.title
    first = verdict.mismatches[0]
    names = first.requirements or verdict.proves or (verdict.scenario,)
    more = f" (and {len(verdict.mismatches) - 1} more)" if len(verdict.mismatches) > 1 else ""
    again = f"; failed on each of {len(verdict.tries) + 1} tries" if verdict.tries else ""
    return f"{names[0]}: {first.path}: {first.message}{more}{again}"


def _rise(rise: Rise) -> str:
    share = f"{rise.share:+.0%}" if rise.before else "it was free"
    name = "all that passed in both runs" if rise.name == TOTAL else shorten(rise.name, _WIDTH)
    return f"{name}: {rise.before:,} → {rise.after:,} points, {share}"


def markdown(judgement: Judgement, run: Run) -> str:
    """Return what the gate says as Markdown, capped, so that it fits into a step summary or a comment."""
    parts = [f"## {prose(sentence(judgement))}", ""]
    cost = cost_sentence(run)
    remarks = [f"{counted(judgement)}.", *judgement.remarks, *([cost] if cost else [])]
    parts += [f"- {prose(shorten(remark, _LONGEST))}" for remark in remarks]
    for standings, title in _SECTIONS:
        rows = judgement.of(*standings)
        if rows:
            parts += ["", f"### {title.capitalize()} ({len(rows):,})", ""]
            parts += [
                f"- {row.verdict.level} {code(shorten(name_of(run, row.verdict), _LONGEST))}: "
                f"{prose(shorten(_why(row), _LONGEST))}"
                for row in rows[:_MOST]
            ]
            parts += [f"- … and {len(rows) - _MOST:,} more"] if len(rows) > _MOST else []
    if judgement.rises:
        parts += ["", "### Costs that rose", ""]
        parts += [f"- {prose(_rise(rise))}" for rise in judgement.rises[:_MOST]]
    if judgement.stale:
        parts += ["", f"### Stale baseline ({len(judgement.stale):,})", ""]
        parts += [f"- {prose(shorten(stale.problem.summary, _LONGEST))}" for stale in judgement.stale[:_MOST]]
    return "\n".join(parts) + "\n"
