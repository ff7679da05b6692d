"""A run as report.json and back, and a verdict as plain values that can cross a process boundary.

The shape is published in report.schema.json. What is derived (the verdict sentence, counts, statuses of
requirements) is written for other readers and worked out anew when we read.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError
from conformance.report import redaction
from conformance.report.model import RequirementRow, Run, TargetFacts
from conformance.report.summary import summarize
from conformance.verdict import Evidence, Known, Level, Mismatch, Status, Verdict
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT: Final = "conformance-report"
VERSION: Final = 1

Plain = dict[str, Any]
"""A JSON object of plain dicts, lists, strings, numbers, booleans and None."""


def to_dict(run: Run, *, secrets: Sequence[str] = ()) -> Plain:
    """Return a run as the content of report.json: redacted, with exchanges only where a case did not pass.

    Args:
        run: the run.
        secrets: credentials in use, which must not occur whatever they look like.
    """
    summary = summarize(run)
    known = {row.id for row in run.requirements}
    verdicts = [
        verdict_to_dict(verdict, exchanges=verdict.status is not Status.PASSED, secrets=secrets)
        for verdict in run.verdicts
    ]
    head: Plain = {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "conformance", "version": run.tool_version},
        "outcome": summary.outcome.value,
        "sentence": summary.sentence,
        "remarks": list(summary.remarks),
        "target": {"name": run.target, "isShopify": run.is_shopify},
        **_targets(run),
        **({"profile": run.profile} if run.profile else {}),
        "apiVersions": list(run.versions),
        "seed": run.seed,
        "started": run.started.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "seconds": run.seconds,
        "interrupted": run.interrupted,
        "notes": list(run.notes),
        "checked": list(run.checked),
        "counts": {
            "cases": {status.value: count for status, count in summary.statuses.items()},
            "requirements": {
                level.value: {status.value: count for status, count in counts.items()}
                for level, counts in summary.levels.items()
            },
        },
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
    return {**redaction.tree(head, secrets), "verdicts": verdicts}


def _targets(run: Run) -> Plain:
    rows = [{"name": facts.name, "kind": facts.kind, "isShopify": facts.is_shopify} for facts in run.targets]
    return {"targets": rows} if rows else {}


def from_dict(report: Any, origin: str = "the report") -> Run:
    """Return the run that a report.json tells of.

    Args:
        report: the decoded JSON.
        origin: how to call it in a message, such as its path.

    Raises:
        UsageError: it is no report, or one of a version that we do not know.
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
        return _run(report)
    except KeyError as error:
        raise UsageError(f"{origin} is damaged: {error} is missing.", hint="Run again.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{origin} is damaged: {error}.", hint="Run again.") from error


def _run(report: Plain) -> Run:
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
        verdicts=tuple(verdict_from_dict(verdict) for verdict in report["verdicts"]),
        interrupted=report["interrupted"],
        notes=tuple(report["notes"]),
        checked=tuple(report["checked"]),
        profile=report.get("profile", ""),
        targets=tuple(
            TargetFacts(facts["name"], facts["kind"], facts["isShopify"])
            for facts in report.get("targets", ())
        ),
    )


def portable(run: Run, *, secrets: Sequence[str] = ()) -> Run:
    """Return the run as report.json holds it: without credentials, without exchanges of cases that passed."""
    return from_dict(to_dict(run, secrets=secrets))


def dumps(run: Run, *, secrets: Sequence[str] = ()) -> str:
    """Return the text of report.json."""
    return json.dumps(to_dict(run, secrets=secrets), ensure_ascii=False, indent=1) + "\n"


def verdict_to_dict(verdict: Verdict, *, exchanges: bool = True, secrets: Sequence[str] = ()) -> Plain:
    """Return a verdict as plain values, without credentials.

    Args:
        verdict: the verdict.
        exchanges: whether to keep its requests and responses.
        secrets: credentials in use, which must not occur whatever they look like.
    """
    plain: Plain = redaction.tree(
        {
            "id": verdict.id,
            "scenario": verdict.scenario,
            "apiVersion": verdict.version,
            "area": verdict.area,
            "title": verdict.title,
            "proves": list(verdict.proves),
            "level": verdict.level.value,
            "evidence": verdict.evidence.value,
            "status": verdict.status.value,
            "source": verdict.source,
            "line": verdict.line,
            "reason": verdict.reason,
            "seconds": verdict.seconds,
            **_optional(verdict),
            "mismatches": [_mismatch_to_dict(mismatch) for mismatch in verdict.mismatches],
        },
        secrets,
    )
    kept = verdict.exchanges if exchanges else ()
    return {**plain, "exchanges": [_exchange_to_dict(exchange, secrets) for exchange in kept]}


def _optional(verdict: Verdict) -> Plain:
    """Return what not every verdict has."""
    known = verdict.known
    found: Plain = {
        "target": verdict.target or None,
        "cost": verdict.cost,
        "tries": [status.value for status in verdict.tries] or None,
        "known": None
        if known is None
        else {
            "reason": known.reason,
            "owner": known.owner,
            "link": known.link,
            "expires": known.expires,
            "daysLeft": known.days_left,
        },
    }
    return {key: value for key, value in found.items() if value is not None}


def _mismatch_to_dict(mismatch: Mismatch) -> Plain:
    return {
        "requirements": list(mismatch.requirements),
        "level": mismatch.level.value,
        "evidence": mismatch.evidence.value,
        "path": mismatch.path,
        "expected": mismatch.expected,
        "actual": mismatch.actual,
        "message": mismatch.message,
        "line": mismatch.line,
        "exchange": mismatch.exchange,
    }


def _exchange_to_dict(exchange: Exchange, secrets: Sequence[str]) -> Plain:
    request, response = exchange.request, exchange.response
    content = redaction.body(response.body, secrets)
    try:
        encoding, body = "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        encoding, body = "base64", base64.b64encode(content).decode("ascii")
    return {
        "request": {
            "document": redaction.text(request.document, secrets),
            "variables": redaction.tree(request.variables, secrets),
            "apiVersion": request.version.handle,
            "operationName": request.operation_name,
        },
        "response": {
            "status": response.status,
            "headers": redaction.headers(response.headers, secrets),
            "bodyEncoding": encoding,
            "body": body,
            "seconds": response.elapsed,
        },
    }


def verdict_from_dict(plain: Plain) -> Verdict:
    """Return the verdict that `verdict_to_dict` made plain."""
    return Verdict(
        scenario=plain["scenario"],
        version=plain["apiVersion"],
        area=plain["area"],
        title=plain["title"],
        proves=tuple(plain["proves"]),
        level=Level(plain["level"]),
        evidence=Evidence(plain["evidence"]),
        status=Status(plain["status"]),
        source=plain["source"],
        line=plain["line"],
        reason=plain["reason"],
        mismatches=tuple(_mismatch_from_dict(mismatch) for mismatch in plain["mismatches"]),
        exchanges=tuple(_exchange_from_dict(exchange) for exchange in plain["exchanges"]),
        seconds=plain["seconds"],
        target=plain.get("target", ""),
        cost=plain.get("cost"),
        tries=tuple(Status(status) for status in plain.get("tries", ())),
        known=_known_from_dict(plain["known"]) if "known" in plain else None,
    )


def _known_from_dict(plain: Plain) -> Known:
    return Known(plain["reason"], plain["owner"], plain["link"], plain["expires"], plain["daysLeft"])


def _mismatch_from_dict(plain: Plain) -> Mismatch:
    return Mismatch(
        requirements=tuple(plain["requirements"]),
        level=Level(plain["level"]),
        evidence=Evidence(plain["evidence"]),
        path=plain["path"],
        expected=plain["expected"],
        actual=plain["actual"],
        message=plain["message"],
        line=plain["line"],
        exchange=plain["exchange"],
    )


def _exchange_from_dict(plain: Plain) -> Exchange:
    request, response = plain["request"], plain["response"]
    encoded = response["body"]
    body = base64.b64decode(encoded) if response["bodyEncoding"] == "base64" else encoded.encode("utf-8")
    return Exchange(
        Request(
            request["document"],
            request["variables"],
            ApiVersion(request["apiVersion"]),
            request["operationName"],
        ),
        Response(response["status"], response["headers"], body, response["seconds"]),
    )
