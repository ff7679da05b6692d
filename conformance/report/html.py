"""report.html: one file that holds all of a run, to read offline, to print, to attach to a pull request.

What a reader needs first (the verdict, what is broken, what is known of the target) is there without a script. The
results themselves are embedded as JSON and shown by our own script. A server under test may answer with markup or
scripts: the template engine escapes everything, our script writes text and never markup, and a content security
policy lets only that script run and nothing be loaded.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from conformance.report import html_sections
from conformance.report.html_data import embedded
from conformance.report.integrity import SHORT, refuse_if_all_errored
from conformance.report.json_report import portable, to_dict
from conformance.report.model import Outcome, RequirementStatus
from conformance.report.summary import summarize, tested
from conformance.report.wording import duration, plural, printable, shorten, time_left
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from conformance.report.model import RequirementResult, Run
    from conformance.report.summary import Summary

_LONGEST_VALUE: Final = 2_000

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SCRIPTS: Final = ("query.js", "text.js", "detail.js", "report.js")
"""In the order in which they build on each other."""

_DATA: Final = "{{data}}"
"""Holds the place of the data until it is known how much room the page leaves."""

_SYMBOLS: Final = {
    "passed": "✓",
    "failed": "✕",
    "known failure": "◐",
    "discovery": "◆",
    "errored": "!",
    "untested": "○",
    "not applicable": "–",
    "differs": "≠",
}

_TONES: Final = {
    Outcome.CONFORMANT: "passed",
    Outcome.NOT_CONFORMANT: "failed",
    Outcome.NO_VERDICT: "errored",
}

_ADVICE: Final = {
    Outcome.CONFORMANT: "Nothing needs to be done. What no case tested is listed as untested, and nothing is claimed of it.",
    Outcome.NOT_CONFORMANT: (
        "Begin with what is broken, below: each rule says how it is known, shows the first difference, and leads to the"
        " request, the answer and a command that repeats the case. If the target is right and the expectation wrong,"
        " correct the scenario at the line that is named."
    ),
    Outcome.NO_VERDICT: (
        "Do not read this as a pass. Mend what stood in the way, which the sections below name, and run again."
    ),
}

_CODE_SPAN: Final = re.compile(r"`([^`\n]+)`")
_PAGE: Final = re.compile(r"https://([^/\s]+)(/\S*)?")


@dataclass(frozen=True, slots=True)
class _Card:
    """The requirements of one level, counted."""

    level: Level
    passed: int
    tested: int
    counts: dict[RequirementStatus, int]


def render(run: Run) -> str:
    """Return the HTML page of a run.

    Raises:
        NothingToReportError: everything errored.
    """
    refuse_if_all_errored(run)
    data = to_dict(run)
    run = portable(run)
    summary = summarize(run)
    script = _script()
    lead, _, rest = summary.sentence.partition(": ")
    page = {
        "run": run,
        "summary": summary,
        "lead": lead,
        "rest": rest,
        "tone": _TONES[summary.outcome],
        "advice": _ADVICE[summary.outcome],
        "facts": html_sections.facts(run),
        "cards": [_card(level, summary) for level in Level if any(summary.levels[level].values())],
        "broken": html_sections.broken(run, summary),
        "obstacles": html_sections.obstacles(run),
        "columns": html_sections.columns(run),
        "areas": html_sections.areas(run),
        "coverage": html_sections.coverage(run),
        "known": [verdict for verdict in run.verdicts if verdict.known],
        "spending": html_sections.spending(run),
        "address_of": html_sections.addresses(run),
        "digest": data["digest"],
        "data": _DATA,
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }
    before, _, after = _environment().get_template("report.html.j2").render(page).rpartition(_DATA)
    return before + embedded(data, len(before.encode()) + len(after.encode())) + after


@cache
def _script() -> Markup:
    texts = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return Markup('"use strict";\n' + "".join(texts))  # noqa: S704 - our own files


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
        "query": _query,
        "points": _points,
        "tone": lambda status: str(status).replace(" ", "-"),
    }
    environment.globals |= {
        "symbols": _SYMBOLS,
        "plural": plural,
        "Status": Status,
        "RequirementStatus": RequirementStatus,
        "Level": Level,
        "evidence_of": _evidence_of,
        "time_left": time_left,
        "SHORT": SHORT,
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
    return Markup('<a href="{}">{}</a>').format(text, shorten(label, 80))


def _value(text: str) -> str:
    shown = printable(text[:_LONGEST_VALUE], "\n")
    return f"{shown}…" if len(text) > _LONGEST_VALUE else shown


def _query(text: str) -> str:
    """Return a search as the part of a link that the script reads; a word with spaces is quoted."""
    return f"#q={quote(text, safe=':/[]().,-_')}"


def _points(number: int) -> str:
    return f"{number:,}"


def _card(level: Level, summary: Summary) -> _Card:
    counts = summary.levels[level]
    return _Card(
        level,
        counts[RequirementStatus.PASSED],
        tested(counts),
        {status: count for status, count in counts.items() if count},
    )


def _evidence_of(result: RequirementResult) -> str:
    """Return in a few words what a requirement's status rests on."""
    if not result.proven_by:
        if result.against:
            return f"broken in {plural(len(result.against), 'case')}"
        return "every exchange" if result.checked else "no case"
    passed = sum(verdict.status is Status.PASSED for verdict in result.proven_by)
    return f"{passed:,} of {plural(len(result.proven_by), 'case')}"
