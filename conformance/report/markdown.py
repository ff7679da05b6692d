"""summary.md: the verdict, the counts and what is broken, news first, short enough for a comment or a step summary."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final

from conformance.report.integrity import SHORT
from conformance.report.json_report import portable
from conformance.report.model import RequirementStatus
from conformance.report.rerun import pytest_command
from conformance.report.summary import summarize
from conformance.report.wording import duration, plural, shorten, shorten_pair, time_left
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance.report.model import RequirementRow, Run
    from conformance.report.summary import Summary
    from conformance.verdict import Mismatch, Verdict

MOST_CHARACTERS: Final = 60_000
"""GitHub takes 65,536 in a comment; the rest is for what a workflow puts around it."""

_MOST_CASES: Final = 20
_MOST_MISMATCHES: Final = 3
_MOST_KNOWN: Final = 20
_MOST_NOTES: Final = 10
_VALUE: Final = 160
_SENTENCE: Final = 300

_SECTIONS: Final = (
    (Status.FAILED, "What is broken"),
    (Status.DISCOVERY, "Discoveries"),
    (Status.ERRORED, "Without a verdict"),
)

_CODE_SPAN: Final = re.compile(r"(`[^`\n]+`)")
_SPECIAL: Final = re.compile(r"[\\`*\[\]<>~|]|(?<!\w)_|_(?!\w)")
_ENTITIES: Final = {"&": "&amp;", "@": "&#64;", "#": "&#35;"}


def render(run: Run) -> str:
    """Return the Markdown of a run, at most `MOST_CHARACTERS` long."""
    run = portable(run)
    summary = summarize(run)
    text = "\n".join(_head(run, summary))
    rows = {result.row.id: result.row for result in summary.results}
    for status, title in _SECTIONS:
        verdicts = sorted(
            (verdict for verdict in run.verdicts if verdict.status is status and not verdict.known),
            key=lambda verdict: verdict.level.rank,
        )
        if verdicts:
            text += _section(run, title, verdicts, rows, MOST_CHARACTERS - len(text))
    return text + _known(run, MOST_CHARACTERS - len(text))


def _known(run: Run, room: int) -> str:
    """Return the known failures as a table: they come last, for they are no news."""
    known = [verdict for verdict in run.verdicts if verdict.known]
    if not known:
        return ""
    text = "\n### Known failures\n\n| Case | Now | Why | Owner | Left |\n| --- | --- | --- | --- | --- |\n"
    rest = "\n… and {} more in report.html.\n"
    for index, verdict in enumerate(known):
        row = _known_row(run, verdict)
        if index == _MOST_KNOWN or len(text) + len(row) + len(rest) + 10 > room:
            remaining = rest.format(len(known) - index)
            return text + remaining if len(text) + len(remaining) <= room else ""
        text += row
    return text


def _known_row(run: Run, verdict: Verdict) -> str:
    known = verdict.known
    assert known is not None  # noqa: S101 - for the type checker
    name = f"{verdict.id} on {run.target_of(verdict)}" if len(run.targets) > 1 else verdict.id
    cells = (
        prose(shorten(name, _VALUE)),
        verdict.status.value,
        prose(shorten(known.reason, _VALUE))
        + (f" ({prose(shorten(known.link, _VALUE))})" if known.link else ""),
        prose(shorten(known.owner, 60)),
        time_left(known),
    )
    return f"| {' | '.join(cells)} |\n"


def _columns(run: Run) -> Iterator[str]:
    """Yield a table of cases by target and API version, if there are several of these."""
    columns = dict.fromkeys((run.target_of(verdict), verdict.version) for verdict in run.verdicts)
    if len(columns) < 2:
        return
    yield f"| Target | API version | {' | '.join(status.capitalize() for status in Status)} |"
    yield f"| --- | --- |{' ---: |' * len(Status)}"
    for target, version in columns:
        statuses = [
            verdict.status
            for verdict in run.verdicts
            if (run.target_of(verdict), verdict.version) == (target, version)
        ]
        counts = " | ".join(f"{statuses.count(status):,}" for status in Status)
        yield f"| {prose(shorten(target, 80))} | {prose(version)} | {counts} |"
    yield ""


def _head(run: Run, summary: Summary) -> Iterator[str]:
    yield f"## {prose(summary.sentence)}"
    yield ""
    said = [*summary.remarks, *run.notes[:_MOST_NOTES]]
    if said:
        yield from (f"- {prose(shorten(sentence, _SENTENCE))}" for sentence in said)
        yield ""
    yield from _columns(run)
    yield from _counts(summary)
    yield ""
    cases = ", ".join(f"{count:,} {status}" for status, count in summary.statuses.items() if count)
    total = plural(len(run.verdicts), "case")
    started = run.started.astimezone(UTC)
    facts = [
        f"{total}: {cases}" if cases else total,
        duration(run.seconds),
        f"profile {code(run.profile)}" if run.profile else "",
        f"seed {code(run.seed)}" if run.seed else "",
        f"suite {code(run.suite.digest[:SHORT])}" if run.suite else "",
        f"{started:%Y-%m-%d %H:%M} UTC",
        f"conformance {prose(run.tool_version)}",
    ]
    yield " · ".join(fact for fact in facts if fact)
    yield ""


def _counts(summary: Summary) -> Iterator[str]:
    statuses = list(RequirementStatus)
    yield f"| Requirements | {' | '.join(status.capitalize() for status in statuses)} |"
    yield f"| --- |{' ---: |' * len(statuses)}"
    for level, counts in summary.levels.items():
        if any(counts.values()):
            yield f"| {level} | {' | '.join(f'{counts[status]:,}' for status in statuses)} |"


def _section(
    run: Run, title: str, verdicts: list[Verdict], rows: dict[str, RequirementRow], room: int
) -> str:
    text = f"\n### {title}\n"
    rest = "\n… and {} more in report.html.\n"
    for index, verdict in enumerate(verdicts):
        block = "\n".join(_case(run, verdict, rows))
        if index == _MOST_CASES or len(text) + len(block) + len(rest) + 10 > room:
            remaining = rest.format(len(verdicts) - index)
            return text + remaining if len(text) + len(remaining) <= room else ""
        text += block
    return text


def _case(run: Run, verdict: Verdict, rows: dict[str, RequirementRow]) -> Iterator[str]:
    yield ""
    yield f"#### {code(shorten(verdict.id, _VALUE))}"
    yield ""
    yield prose(shorten(verdict.title, _SENTENCE))
    if verdict.reason:
        yield ""
        yield from _quoted(verdict.reason)
    heading = ""
    for mismatch in verdict.mismatches[:_MOST_MISMATCHES]:
        own = _requirement(verdict, mismatch, rows)
        if own != heading:
            heading = own
            yield from ("", own, "")
        yield from _mismatch(verdict, mismatch)
    more = len(verdict.mismatches) - _MOST_MISMATCHES
    if more > 0:
        yield f"- … and {plural(more, 'more mismatch', 'more mismatches')}"
    yield from ("", "```sh", shorten(pytest_command(run, verdict), 1000), "```", "")


def _quoted(reason: str) -> Iterator[str]:
    yield from (f"> {prose(shorten(line, _SENTENCE))}" for line in reason.splitlines()[:5])


def _requirement(verdict: Verdict, mismatch: Mismatch, rows: dict[str, RequirementRow]) -> str:
    names = [shorten(name, _VALUE) for name in (mismatch.requirements or verdict.proves)[:5]]
    statement = next((rows[name].statement for name in names if name in rows), "")
    said = f": {prose(shorten(statement, _SENTENCE))}" if statement else ""
    return f"**{mismatch.level}** {', '.join(map(code, names))} ({mismatch.evidence}){said}"


def _mismatch(verdict: Verdict, mismatch: Mismatch) -> Iterable[str]:
    expected, actual = shorten_pair(mismatch.expected, mismatch.actual, _VALUE)
    line = mismatch.line or verdict.line
    place = f" ({code(shorten(f'{verdict.source}:{line}', _VALUE))})" if verdict.source else ""
    return (
        f"- {code(shorten(mismatch.path, _VALUE))}: {prose(shorten(mismatch.message, _SENTENCE))}{place}",
        f"  - expected {code(expected)}",
        f"  - actual {code(actual)}",
    )


def code(text: str) -> str:
    """Return text as a code span, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not text.strip(" ") or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """Return a sentence so that Markdown changes nothing of it but its code spans."""
    return "".join(
        part if index % 2 else _SPECIAL.sub(r"\\\g<0>", _entities(part))
        for index, part in enumerate(_CODE_SPAN.split(text))
    )


def _entities(text: str) -> str:
    return "".join(_ENTITIES.get(char, char) for char in text)
