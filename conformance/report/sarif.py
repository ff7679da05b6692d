"""SARIF 2.1.0: mismatches as results, requirements as rules, for code scanning.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from conformance.report.json_report import portable
from conformance.report.summary import summarize
from conformance.report.wording import shorten
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conformance.report.model import RequirementRow, Run
    from conformance.verdict import Mismatch, Verdict

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_SENTENCE: Final = 1_000

Plain = dict[str, Any]


def render(run: Run) -> str:
    """Return the SARIF log of a run."""
    return json.dumps(to_dict(run), ensure_ascii=False, separators=(",", ":")) + "\n"


def to_dict(run: Run) -> Plain:
    """Return the SARIF log of a run as plain values: one result for each mismatch, none for what passed."""
    run = portable(run)
    rows = {result.row.id: result.row for result in summarize(run).results}
    found = [(verdict, mismatch) for verdict in run.verdicts for mismatch in _mismatches(verdict)]
    names = list(dict.fromkeys(_rule_of(verdict, mismatch) for verdict, mismatch in found))
    started = run.started.astimezone(UTC)
    stopped = started + timedelta(seconds=run.seconds)
    errored = [verdict for verdict in run.verdicts if verdict.status is Status.ERRORED]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "conformance",
                        "version": run.tool_version,
                        "rules": [_rule(name, rows) for name in names],
                    }
                },
                "automationDetails": {"id": f"conformance/{run.target}/{'+'.join(run.versions)}"},
                "invocations": [
                    {
                        "executionSuccessful": not errored and not run.interrupted,
                        "startTimeUtc": f"{started:%Y-%m-%dT%H:%M:%S}Z",
                        "endTimeUtc": f"{stopped:%Y-%m-%dT%H:%M:%S}Z",
                        "toolExecutionNotifications": [_notification(verdict) for verdict in errored],
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": [_result(run, *each, names) for each in found],
            }
        ],
    }


def _mismatches(verdict: Verdict) -> Iterator[Mismatch]:
    if verdict.status in {Status.FAILED, Status.DISCOVERY}:
        yield from verdict.mismatches


def _rule_of(verdict: Verdict, mismatch: Mismatch) -> str:
    return (*mismatch.requirements, *verdict.proves, verdict.scenario)[0]


def _rule(name: str, rows: Mapping[str, RequirementRow]) -> Plain:
    row = rows.get(name)
    if row is None:
        return {"id": name}
    statement = shorten(row.statement or name, _SENTENCE)
    help_text = f"{statement}\nLevel: {row.level}. Evidence: {row.evidence}. Source: {row.source or 'none'}."
    return {
        "id": name,
        "shortDescription": {"text": statement},
        "fullDescription": {"text": statement},
        "help": {"text": help_text},
        **(
            {"helpUri": quote(row.source, safe=":/?#[]@!$&'()*+,;=%~")}
            if row.source.startswith("https://")
            else {}
        ),
        "defaultConfiguration": {"level": _LEVELS[row.level]},
        "properties": {"level": row.level.value, "evidence": row.evidence.value},
    }


def _result(run: Run, verdict: Verdict, mismatch: Mismatch, rules: list[str]) -> Plain:
    name = _rule_of(verdict, mismatch)
    target = run.target_of(verdict)
    # A discovery asks for a look at what was assumed. What is no failure has no level (section 3.27.10).
    is_discovery = verdict.status is Status.DISCOVERY
    text = (
        f"{mismatch.message} At {mismatch.path}: expected {mismatch.expected}, actual {mismatch.actual}."
        f" ({verdict.title}; {target}, {verdict.version})"
    )
    identity = f"{target}\n{verdict.version}\n{verdict.scenario}\n{name}\n{mismatch.path}"
    found: Plain = {
        "ruleId": name,
        "ruleIndex": rules.index(name),
        "kind": "review" if is_discovery else "fail",
        "level": "none" if is_discovery else _LEVELS[mismatch.level],
        "message": {"text": shorten(text, _SENTENCE)},
        "partialFingerprints": {"conformance/v1": hashlib.sha256(identity.encode()).hexdigest()},
        "properties": {
            "scenario": verdict.scenario,
            "target": target,
            "version": verdict.version,
            "requirements": list(mismatch.requirements),
            "evidence": mismatch.evidence.value,
        },
    }
    if verdict.source:
        found["locations"] = [_location(verdict, mismatch.line or verdict.line)]
    if verdict.known:
        reason = f"{verdict.known.reason} ({verdict.known.owner})"
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return found


def _location(verdict: Verdict, line: int) -> Plain:
    path = PurePath(verdict.source)
    artifact = (
        {"uri": path.as_uri()}
        if path.is_absolute()
        else {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}
    )
    region = {"region": {"startLine": line}} if line else {}
    return {"physicalLocation": {"artifactLocation": artifact, **region}}


def _notification(verdict: Verdict) -> Plain:
    return {
        "level": "error",
        "message": {"text": shorten(f"{verdict.id}: {verdict.reason or 'no verdict'}", _SENTENCE)},
        **({"locations": [_location(verdict, verdict.line)]} if verdict.source else {}),
    }
