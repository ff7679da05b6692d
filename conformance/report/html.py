"""report.html: one file that holds all of a run, to read offline, to print, to attach to a pull request.

A server under test may answer with markup or scripts. Everything is escaped by the template engine, and a
content security policy lets only our own script run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from conformance.report import body
from conformance.report.json_report import portable
from conformance.report.model import Outcome, RequirementStatus
from conformance.report.rerun import curl_command, pytest_command
from conformance.report.summary import summarize, tested
from conformance.report.wording import duration, listing, plural, printable, shorten
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance.report.model import RequirementResult, RequirementRow, Run
    from conformance.report.summary import Summary
    from conformance.verdict import Mismatch, Verdict
    from conformance.wire import Exchange

MOST_DETAILED: Final = 100
"""For how many cases requests and responses are shown; report.json has the others'."""
_MOST_MISMATCHES: Final = 20
_LONGEST_VALUE: Final = 2_000

_TEMPLATES: Final = Path(__file__).parent / "templates"

_SYMBOLS: Final = {
    "passed": "✓",
    "failed": "✕",
    "discovery": "◆",
    "errored": "!",
    "untested": "○",
    "not applicable": "–",
}

_TONES: Final = {
    Outcome.CONFORMANT: "passed",
    Outcome.NOT_CONFORMANT: "failed",
    Outcome.NO_VERDICT: "errored",
}

_SECTIONS: Final = (
    (Status.FAILED, "broken", "What is broken", "The target deviates from what Shopify does."),
    (
        Status.DISCOVERY,
        "discoveries",
        "Discoveries",
        "A real store differs from what was only assumed: the expectation is to be corrected, not the store.",
    ),
    (
        Status.ERRORED,
        "errors",
        "Without a verdict",
        "These cases say nothing about the target: the network, a throttle or the harness stood in the way.",
    ),
)

_CODE_SPAN: Final = re.compile(r"`([^`\n]+)`")
_PAGE: Final = re.compile(r"https://([^/\s]+)(/\S*)?")
_OPERATION: Final = re.compile(r"\b(query|mutation)\s+(\w+)")
_ROOT_FIELD: Final = re.compile(r"\{\s*(?:\w+\s*:\s*)?(\w+)")


@dataclass(frozen=True, slots=True)
class _Call:
    """An exchange as shown."""

    number: int
    name: str
    exchange: Exchange
    is_wrong: bool
    document: str
    variables: str
    status_wrong: bool
    headers: Markup
    body: Markup
    curl: str


@dataclass(frozen=True, slots=True)
class _Case:
    """A case that did not pass, as shown."""

    anchor: str
    verdict: Verdict
    requirements: tuple[RequirementRow, ...]
    mismatches: tuple[Mismatch, ...]
    more: int
    calls: tuple[_Call, ...]
    command: str


@dataclass(frozen=True, slots=True)
class _Section:
    """Cases that ended in the same way."""

    anchor: str
    title: str
    intro: str
    cases: tuple[_Case, ...]


def render(run: Run) -> str:
    """Return the HTML page of a run."""
    run = portable(run)
    summary = summarize(run)
    script = Markup((_TEMPLATES / "report.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    lead, _, rest = summary.sentence.partition(": ")
    sections = _sections(run, summary)
    page = {
        "run": run,
        "summary": summary,
        "lead": lead,
        "rest": rest,
        "tone": _TONES[summary.outcome],
        "facts": _facts(run),
        "cards": [_card(level, summary) for level in Level if any(summary.levels[level].values())],
        "areas": _areas(summary),
        "sections": sections,
        "anchors": {case.verdict.id: case.anchor for section in sections for case in section.cases},
        "skipped": [verdict for verdict in run.verdicts if verdict.status is Status.NOT_APPLICABLE],
        "script": script,
        "script_hash": digest,
        "most_detailed": MOST_DETAILED,
    }
    return _environment().get_template("report.html.j2").render(page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "prose": _prose,
        "source": _source,
        "value": _value,
        "printable": printable,
        "duration": duration,
    }
    environment.globals |= {
        "symbols": _SYMBOLS,
        "plural": plural,
        "Status": Status,
        "RequirementStatus": RequirementStatus,
        "Level": Level,
        "evidence_of": _evidence_of,
        "search_text": _search_text,
    }
    return environment


def _prose(text: str) -> Markup:
    """Escape a sentence and set its `code spans`."""
    parts = _CODE_SPAN.split(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(printable(part))
        for index, part in enumerate(parts)
    )


def _source(text: str) -> Markup:
    """Escape where a requirement is stated, and link to it if it is a web page."""
    page = _PAGE.fullmatch(text)
    if not page:
        return _prose(text)
    host, rest = page.groups("")
    name = rest.rstrip("/").rpartition("/")[2]
    label = f"{host} … {name}" if name else host
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(text, shorten(label, 80))


def _value(text: str) -> str:
    shown = printable(text[:_LONGEST_VALUE], "\n")
    return f"{shown}…" if len(text) > _LONGEST_VALUE else shown


def _facts(run: Run) -> list[tuple[str, str]]:
    facts = [
        ("Target", run.target + (" (a Shopify store)" if run.is_shopify else "")),
        ("API version" if len(run.versions) == 1 else "API versions", listing(run.versions)),
        ("Date", f"{run.started.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
        ("Took", duration(run.seconds)),
        ("Cases", f"{len(run.verdicts):,}"),
        ("Seed", run.seed),
        ("Tool", f"conformance {run.tool_version}"),
    ]
    return [(name, text) for name, text in facts if text]


def _card(level: Level, summary: Summary) -> dict[str, object]:
    counts = summary.levels[level]
    return {
        "level": level,
        "passed": counts[RequirementStatus.PASSED],
        "tested": tested(counts),
        "total": sum(counts.values()),
        "counts": {status: count for status, count in counts.items() if count},
    }


def _areas(summary: Summary) -> list[tuple[str, dict[Status, int], int]]:
    """Return each area with its cases by status and their number, and a last row for all of them."""
    rows = [
        (area, {status: sum(levels[level][status] for level in Level) for status in Status})
        for area, levels in summary.areas.items()
    ]
    if len(rows) > 1:
        rows.append(("All areas", summary.statuses))
    return [(area, counts, sum(counts.values())) for area, counts in rows]


def _sections(run: Run, summary: Summary) -> list[_Section]:
    rows = {result.row.id: result.row for result in summary.results}
    sections: list[_Section] = []
    before = 0
    for status, anchor, title, intro in _SECTIONS:
        verdicts = sorted(
            (verdict for verdict in run.verdicts if verdict.status is status),
            key=lambda verdict: verdict.level.rank,
        )
        cases = tuple(
            _case(run, verdict, rows, number) for number, verdict in enumerate(verdicts, before + 1)
        )
        before += len(cases)
        if cases:
            sections.append(_Section(anchor, title, intro, cases))
    return sections


def _case(run: Run, verdict: Verdict, rows: dict[str, RequirementRow], number: int) -> _Case:
    named = [name for mismatch in verdict.mismatches for name in mismatch.requirements]
    names = dict.fromkeys(named or verdict.proves)
    shown = verdict.mismatches[:_MOST_MISMATCHES]
    exchanges = verdict.exchanges if number <= MOST_DETAILED else ()
    return _Case(
        anchor=f"case-{number}",
        verdict=verdict,
        requirements=tuple(rows[name] for name in names if name in rows),
        mismatches=shown,
        more=len(verdict.mismatches) - len(shown),
        calls=tuple(_call(run, exchange, index, shown) for index, exchange in enumerate(exchanges)),
        command=pytest_command(run, verdict),
    )


def _call(run: Run, exchange: Exchange, index: int, mismatches: Sequence[Mismatch]) -> _Call:
    here = [mismatch for mismatch in mismatches if mismatch.exchange == index]
    notes = {mismatch.path: f"expected {shorten(mismatch.expected, 80)}" for mismatch in reversed(here)}
    wrong = {path.removeprefix("HTTP ").lower() for path in notes if path.startswith("HTTP ")}
    request, response = exchange.request, exchange.response
    return _Call(
        number=index + 1,
        name=request.operation_name or _operation(request.document),
        exchange=exchange,
        is_wrong=bool(here),
        document=printable(request.document.strip("\n"), "\n\t"),
        variables=body.as_json(dict(request.variables)) if request.variables else "",
        status_wrong="status" in wrong,
        headers=_marked(body.header_lines(response.headers, wrong)),
        body=_marked(body.lines(response, notes)),
        curl=printable(curl_command(run, request), "\n"),
    )


def _operation(document: str) -> str:
    found = _OPERATION.search(document)
    if found:
        return shorten(f"{found[1]} {found[2]}", 80)
    field = _ROOT_FIELD.search(document)
    return shorten(field[1], 80) if field else "request"


def _marked(lines: Iterable[body.Line]) -> Markup:
    """Return lines as escaped HTML, marked ones in `mark`, with what was expected behind them."""
    parts = []
    for is_marked, group in groupby(lines, key=lambda line: line.marked):
        if not is_marked:
            parts.append(escape("\n".join(line.text for line in group)))
            continue
        for line in group:
            note = Markup(' <span class="note">{}</span>').format(line.note) if line.note else ""
            parts.append(Markup("<mark>{}</mark>{}").format(line.text, note))
    return Markup("\n").join(parts)


def _evidence_of(result: RequirementResult) -> str:
    """Return in a few words what a requirement's status rests on."""
    if not result.proven_by:
        if result.against:
            return f"broken in {plural(len(result.against), 'case')}"
        return "every exchange" if result.checked else "no case"
    passed = sum(verdict.status is Status.PASSED for verdict in result.proven_by)
    return f"{passed:,} of {plural(len(result.proven_by), 'case')}"


def _search_text(*parts: str) -> str:
    return " ".join(parts).casefold()
