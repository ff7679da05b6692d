"""A run as report.json and back.

The shape is published in report.schema.json and described in docs/report.md. What is derived (the verdict sentence,
counts, statuses of requirements) is written for other readers and worked out anew when we read.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError
from conformance.privacy import credentials
from conformance.report.integrity import digest
from conformance.report.model import AskedVersion, Covered, RequirementRow, Run, Suite, TargetFacts
from conformance.report.plain_verdict import DIGITS, verdict_from_dict, verdict_to_dict
from conformance.report.summary import summarize
from conformance.verdict import Evidence, Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.report.plain_verdict import Plain
    from conformance.report.summary import Summary

__all__ = [
    "FORMAT",
    "VERSION",
    "dumps",
    "from_dict",
    "portable",
    "to_dict",
    "verdict_from_dict",
    "verdict_to_dict",
]

FORMAT: Final = "conformance-report"
VERSION: Final = 2

_NAME: Final = 1
"""The place of what was asked in a call."""


def to_dict(run: Run, *, secrets: Sequence[str] = ()) -> Plain:
    """Return a run as the content of report.json: redacted, with exchanges only where a case did not pass.

    Args:
        run: the run.
        secrets: credentials in use, which must not occur whatever they look like.
    """
    texts: dict[str, int] = {}
    verdicts = []
    for verdict in run.verdicts:
        row = verdict_to_dict(
            replace(verdict, target=run.target_of(verdict)),
            exchanges=verdict.status is not Status.PASSED,
            secrets=secrets,
        )
        verdicts.append(_shortened(row, texts))
    head = credentials.tree(_head(run, summarize(run)), secrets)
    plain = {**head, "verdicts": verdicts, "texts": list(texts)}
    return {**plain, "digest": digest(plain)}


def _head(run: Run, summary: Summary) -> Plain:
    known = {row.id for row in run.requirements}
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "conformance", "version": run.tool_version},
        "outcome": summary.outcome.value,
        "sentence": summary.sentence,
        "remarks": list(summary.remarks),
        "target": {"name": run.target, "isShopify": run.is_shopify},
        "targets": [_target_to_dict(facts) for facts in run.targets],
        "apiVersions": list(run.versions),
        **({"profile": run.profile} if run.profile else {}),
        **({"suite": {"digest": run.suite.digest, "files": run.suite.files}} if run.suite else {}),
        "seed": run.seed,
        "started": run.started.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "seconds": round(run.seconds, DIGITS),
        "interrupted": run.interrupted,
        "notes": list(run.notes),
        "checked": list(run.checked),
        "counts": {
            "cases": {status.value: count for status, count in summary.statuses.items()},
            "known": sum(verdict.known is not None for verdict in run.verdicts),
            "requirements": {
                level.value: {status.value: count for status, count in counts.items()}
                for level, counts in summary.levels.items()
            },
        },
        "coverage": [
            {
                "kind": part.kind,
                "name": part.name,
                "cases": part.cases,
                **({"unreachable": part.unreachable} if part.unreachable else {}),
            }
            for part in run.coverage
        ],
        "requirements": [
            {
                "id": result.row.id,
                "level": result.row.level.value,
                "statement": result.row.statement,
                "source": result.row.source,
                "evidence": result.row.evidence.value,
                "status": result.status.value,
                "catalogued": result.row.id in known,
                **({"profile": result.row.profile} if result.row.profile else {}),
            }
            for result in summary.results
        ],
    }


def _target_to_dict(facts: TargetFacts) -> Plain:
    return {
        "name": facts.name,
        "kind": facts.kind,
        "isShopify": facts.is_shopify,
        **({"shop": facts.shop} if facts.shop else {}),
        "versions": [
            {"requested": asked.requested, "served": list(asked.served), "schema": asked.schema}
            for asked in facts.versions
        ],
    }


def _shortened(row: Plain, texts: dict[str, int]) -> Plain:
    """Put a number where a text stands that many cases share, and leave out that the version asked for answered."""
    for call in row.get("calls", ()):
        call[_NAME] = texts.setdefault(call[_NAME], len(texts))
    for exchange in row.get("exchanges", ()):
        request = exchange["request"]
        request["document"] = texts.setdefault(request["document"], len(texts))
    served = row.pop("served", [])
    return row if not row.get("calls") or served == [row["version"]] else {**row, "served": served}


def _restored(row: Plain, texts: Sequence[str]) -> Plain:
    """Undo `_shortened`, in a copy."""
    calls = [[*call[:_NAME], texts[call[_NAME]], *call[_NAME + 1 :]] for call in row.get("calls", ())]
    exchanges = [
        {**exchange, "request": {**exchange["request"], "document": texts[exchange["request"]["document"]]}}
        for exchange in row.get("exchanges", ())
    ]
    served = row.get("served", [row["version"]] if calls else [])
    return {**row, "calls": calls, "exchanges": exchanges, "served": served}


def from_dict(report: Any, origin: str = "the report") -> Run:
    """Return the run that a report.json tells of.

    Args:
        report: the decoded JSON.
        origin: how to call it in a message, such as its path.

    Raises:
        UsageError: it is no report, one of a version that we do not know, or it was changed after it was written.
    """
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise UsageError(
            f'{origin} is not a conformance report: it has no "format": "{FORMAT}".',
            hint="Give the report.json of a run.",
        )
    if report.get("version") != VERSION:
        raise UsageError(
            f"{origin} has version {report.get('version')!r} of the report format; this tool reads version {VERSION}.",
            hint="Make the report again with this version of the tool.",
        )
    try:
        run = _run(report)
    except KeyError as error:
        raise UsageError(f"{origin} is damaged: {error} is missing.", hint="Run again.") from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise UsageError(f"{origin} is damaged: {error}.", hint="Run again.") from error
    if report.get("digest") != digest(report):
        raise UsageError(
            f"{origin} was changed after it was written: its data does not fit its digest.",
            hint="Take the report as the run wrote it, or run again.",
        )
    return run


def _run(report: Plain) -> Run:
    suite = report.get("suite")
    texts = report["texts"]
    return Run(
        target=report["target"]["name"],
        is_shopify=report["target"]["isShopify"],
        versions=tuple(report["apiVersions"]),
        seed=report["seed"],
        started=datetime.fromisoformat(report["started"]),
        seconds=report["seconds"],
        tool_version=report["tool"]["version"],
        requirements=tuple(
            RequirementRow(
                row["id"],
                Level(row["level"]),
                row["statement"],
                row["source"],
                Evidence(row["evidence"]),
                row.get("profile", ""),
            )
            for row in report["requirements"]
            if row["catalogued"]
        ),
        verdicts=tuple(verdict_from_dict(_restored(row, texts)) for row in report["verdicts"]),
        interrupted=report["interrupted"],
        notes=tuple(report["notes"]),
        checked=tuple(report["checked"]),
        profile=report.get("profile", ""),
        suite=Suite(suite["digest"], suite["files"]) if suite else None,
        targets=tuple(_target_from_dict(facts) for facts in report["targets"]),
        coverage=tuple(
            Covered(part["kind"], part["name"], part["cases"], part.get("unreachable", ""))
            for part in report["coverage"]
        ),
        is_clean=True,
    )


def _target_from_dict(plain: Plain) -> TargetFacts:
    return TargetFacts(
        plain["name"],
        plain["kind"],
        plain["isShopify"],
        plain.get("shop", ""),
        tuple(
            AskedVersion(asked["requested"], tuple(asked["served"]), asked["schema"])
            for asked in plain["versions"]
        ),
    )


def portable(run: Run, *, secrets: Sequence[str] = ()) -> Run:
    """Return the run as report.json holds it: without credentials, without exchanges of cases that passed."""
    return run if run.is_clean and not secrets else _run(to_dict(run, secrets=secrets))


def dumps(run: Run, *, secrets: Sequence[str] = ()) -> str:
    """Return the text of report.json."""
    return spelled(to_dict(run, secrets=secrets))


def spelled(plain: Plain) -> str:
    """Return a report as JSON with one line for each entry of its lists, so that two can be told apart line by line."""
    return "".join(_lines(plain))


def _lines(plain: Plain) -> Iterator[str]:
    yield "{\n"
    last = len(plain) - 1
    for index, (key, value) in enumerate(plain.items()):
        end = ",\n" if index < last else "\n"
        if isinstance(value, list) and value and key in {"verdicts", "requirements", "coverage", "texts"}:
            entries = ",\n".join(_compact(entry) for entry in value)
            yield f'"{key}": [\n{entries}\n]{end}'
        else:
            yield f'"{key}": {_compact(value)}{end}'
    yield "}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
