"""A comparison for people and programs: as text, as Markdown for a pull request, as JSON."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from conformance.report.compare import Kind
from conformance.report.markdown import code, prose
from conformance.report.summary import summarize
from conformance.report.wording import listing, plural, printable, shorten
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.compare import Change, Comparison
    from conformance.report.model import Run
    from conformance.verdict import Verdict

FORMAT: Final = "conformance-comparison"
VERSION: Final = 1

SHOWN: Final = tuple(kind for kind in Kind if kind is not Kind.SAME)
"""What is told; what stayed the same is only counted."""

_WIDTH: Final = 110
_MOST: Final = 20
_LONGEST: Final = 300


def sentence(comparison: Comparison) -> str:
    """Return what changed, in a sentence."""
    total = plural(len(comparison.changes), "case")
    counts = comparison.counts
    said = [f"{counts[kind]:,} {kind}" for kind in SHOWN if counts[kind]]
    return f"{total} compared: {listing(said) if said else 'all the same'}."


def cost_sentence(comparison: Comparison) -> str:
    """Return what became of the cost, in a sentence; an empty one if none is known."""
    before, after = comparison.costs
    if before is None or after is None:
        return ""
    change = f", {(after - before) / before:+.1%}" if before and after != before else ""
    return f"What passed in both cost {before:,} points before and {after:,} after{change}."


def heading(run: Run) -> str:
    """Return in a line what was run, and when."""
    versions = f", API {listing(run.versions)}" if run.versions else ""
    return f"{run.target}{versions}, {run.started.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def ending(verdict: Verdict | None) -> str:
    """Return how a case ended, in a word."""
    if verdict is None:
        return "not run"
    return "known failure" if verdict.known else verdict.status.value


def why(change: Change) -> str:
    """Return what speaks for the change, in a sentence: of the newer end, else of the older; may be empty."""
    before, after = change.pairing.before, change.pairing.after
    verdict = before if change.kind in {Kind.FIXED, Kind.REMOVED} else after
    if verdict is None:
        return ""
    if not verdict.mismatches:
        return " ".join(verdict.reason.split())
    first = verdict.mismatches[0]
    names = first.requirements or verdict.proves or (verdict.scenario,)
    more = f" (and {len(verdict.mismatches) - 1} more)" if len(verdict.mismatches) > 1 else ""
    return f"{names[0]}: {first.path}: {first.message}{more}"


def text_lines(comparison: Comparison) -> list[str]:
    """Return the comparison as lines for a terminal."""
    lines = [
        f"before  {printable(heading(comparison.before))}",
        f"after   {printable(heading(comparison.after))}",
        "",
    ]
    for kind in SHOWN:
        changes = comparison.of(kind)
        if not changes:
            continue
        lines.append(f"{kind} ({len(changes):,})")
        for change in changes[:_MOST]:
            lines += _text(change)
        if len(changes) > _MOST:
            lines.append(f"  … and {len(changes) - _MOST:,} more")
        lines.append("")
    cost = cost_sentence(comparison)
    return [*lines, *([cost] if cost else []), sentence(comparison)]


def _text(change: Change) -> Iterator[str]:
    pairing = change.pairing
    turn = f"  {ending(pairing.before)} → {ending(pairing.after)}" if _tells_ends(change) else ""
    yield f"  {pairing.verdict.level:<6} {shorten(pairing.name, _WIDTH)}{turn}"
    said = why(change)
    if said and change.kind is not Kind.FIXED:
        yield f"         {shorten(said, 2 * _WIDTH)}"


def _tells_ends(change: Change) -> bool:
    return change.kind in {Kind.NEWLY_FAILING, Kind.NO_VERDICT, Kind.OTHERWISE, Kind.ADDED, Kind.REMOVED}


def markdown(comparison: Comparison) -> str:
    """Return the comparison as Markdown for a comment or a step summary, capped."""
    parts = [
        f"## {prose(sentence(comparison))}",
        "",
        f"- before: {prose(heading(comparison.before))}: {prose(summarize(comparison.before).sentence)}",
        f"- after: {prose(heading(comparison.after))}: {prose(summarize(comparison.after).sentence)}",
    ]
    cost = cost_sentence(comparison)
    parts += [f"- {prose(cost)}"] if cost else []
    for kind in SHOWN:
        changes = comparison.of(kind)
        if changes:
            parts += ["", f"### {kind.capitalize()} ({len(changes):,})", ""]
            parts += [_bullet(change) for change in changes[:_MOST]]
            parts += [f"- … and {len(changes) - _MOST:,} more"] if len(changes) > _MOST else []
    return "\n".join(parts) + "\n"


def _bullet(change: Change) -> str:
    pairing = change.pairing
    said = prose(shorten(why(change), _LONGEST))
    ends = f"{ending(pairing.before)} → {ending(pairing.after)}"
    return f"- {pairing.verdict.level} {code(shorten(pairing.name, _LONGEST))}: {ends}{f'; {said}' if said else ''}"


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as comparison.schema.json describes it."""
    before, after = comparison.costs
    return {
        "format": FORMAT,
        "version": VERSION,
        "sentence": sentence(comparison),
        "before": _head(comparison.before),
        "after": _head(comparison.after),
        "cost": {"before": before, "after": after},
        "counts": {kind.value: count for kind, count in comparison.counts.items()},
        "changes": [
            {
                "kind": change.kind.value,
                "name": change.pairing.name,
                "scenario": change.pairing.verdict.scenario,
                "area": change.pairing.verdict.area,
                "level": change.pairing.verdict.level.value,
                "isBad": change.is_bad,
                "before": _end(comparison.before, change.pairing.before),
                "after": _end(comparison.after, change.pairing.after),
            }
            for kind in SHOWN
            for change in comparison.of(kind)
        ],
    }


def dumps(comparison: Comparison) -> str:
    """Return the comparison as JSON text."""
    return json.dumps(as_json(comparison), ensure_ascii=False, indent=1) + "\n"


def _head(run: Run) -> dict[str, Any]:
    summary = summarize(run)
    return {
        "target": run.target,
        "apiVersions": list(run.versions),
        "started": run.started.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "outcome": summary.outcome.value,
        "sentence": summary.sentence,
    }


def _end(run: Run, verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "target": run.target_of(verdict),
        "apiVersion": verdict.version,
        "status": verdict.status.value,
        "isKnown": verdict.known is not None,
        "cost": verdict.cost,
        "reason": verdict.reason if verdict.status is not Status.PASSED else "",
        "mismatches": [
            {
                "requirements": list(mismatch.requirements),
                "path": mismatch.path,
                "message": mismatch.message,
                "expected": mismatch.expected,
                "actual": mismatch.actual,
            }
            for mismatch in verdict.mismatches
        ],
    }
