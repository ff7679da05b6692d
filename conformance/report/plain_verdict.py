"""A verdict as plain values that can cross a process boundary and stand in report.json, and back.

What is empty is left out, for most of a report is made of cases that passed.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from conformance.privacy import credentials
from conformance.privacy.protected import KEPT_HEADERS
from conformance.report.calls import summed_up
from conformance.verdict import Call, Evidence, Known, Level, Mismatch, Status, Verdict
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Plain = dict[str, Any]
"""A JSON object of plain dicts, lists, strings, numbers, booleans and None."""

DIGITS: Final = 4
"""Of seconds: a tenth of a millisecond is finer than any network is steady."""


def verdict_to_dict(verdict: Verdict, *, exchanges: bool = True, secrets: Sequence[str] = ()) -> Plain:
    """Return a verdict as plain values, without credentials.

    Args:
        verdict: the verdict.
        exchanges: whether to keep its requests and responses.
        secrets: credentials in use, which must not occur whatever they look like.
    """
    verdict = summed_up(verdict)
    plain: Plain = credentials.tree(
        {
            "id": verdict.id,
            "scenario": verdict.scenario,
            "version": verdict.version,
            "target": verdict.target,
            "area": verdict.area,
            "title": verdict.title,
            "proves": list(verdict.proves),
            "level": verdict.level.value,
            "evidence": verdict.evidence.value,
            "status": verdict.status.value,
            "source": verdict.source,
            "line": verdict.line,
            "seconds": round(verdict.seconds, DIGITS),
            **_unless_empty(
                reason=verdict.reason,
                tries=[status.value for status in verdict.tries],
                known=_known_to_dict(verdict.known) if verdict.known else None,
                cited=verdict.cited,
                calls=[_call_to_list(call) for call in verdict.calls],
                codes=list(verdict.codes),
                served=list(verdict.served),
                mismatches=[_mismatch_to_dict(mismatch) for mismatch in verdict.mismatches],
            ),
        },
        secrets,
    )
    kept = verdict.exchanges if exchanges else ()
    if verdict.cost is not None:
        plain["cost"] = verdict.cost
    return {**plain, **_unless_empty(exchanges=[_exchange_to_dict(exchange, secrets) for exchange in kept])}


def _unless_empty(**values: Any) -> Plain:
    return {name: value for name, value in values.items() if value}


def _known_to_dict(known: Known) -> Plain:
    plain = {"reason": known.reason, "owner": known.owner, "daysLeft": known.days_left}
    return {**plain, **_unless_empty(link=known.link, expires=known.expires)}


def _call_to_list(call: Call) -> list[Any]:
    """Return a call as report.schema.json has it: by place, for there are thousands."""
    return [call.purpose, call.name, call.status, round(call.seconds, DIGITS), call.cost, call.retries]


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
    content = credentials.body(response.body, secrets)
    try:
        encoding, body = "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        encoding, body = "base64", base64.b64encode(content).decode("ascii")
    return {
        "request": {
            "document": credentials.text(request.document, secrets),
            "variables": credentials.tree(request.variables, secrets),
            "version": request.version.handle,
            "operationName": request.operation_name,
        },
        "response": {
            "status": response.status,
            "headers": _headers(response.headers, secrets),
            "bodyEncoding": encoding,
            "body": body,
            "seconds": round(response.elapsed, DIGITS),
            **_unless_empty(retries=response.retries),
        },
        **_unless_empty(purpose=exchange.purpose),
    }


def verdict_from_dict(plain: Plain) -> Verdict:
    """Return the verdict that `verdict_to_dict` made plain."""
    return Verdict(
        scenario=plain["scenario"],
        version=plain["version"],
        area=plain["area"],
        title=plain["title"],
        proves=tuple(plain["proves"]),
        level=Level(plain["level"]),
        evidence=Evidence(plain["evidence"]),
        status=Status(plain["status"]),
        source=plain["source"],
        line=plain["line"],
        reason=plain.get("reason", ""),
        mismatches=tuple(_mismatch_from_dict(mismatch) for mismatch in plain.get("mismatches", ())),
        exchanges=tuple(_exchange_from_dict(exchange) for exchange in plain.get("exchanges", ())),
        seconds=plain["seconds"],
        target=plain["target"],
        cost=plain.get("cost"),
        tries=tuple(Status(status) for status in plain.get("tries", ())),
        known=_known_from_dict(plain["known"]) if plain.get("known") else None,
        cited=plain.get("cited", ""),
        calls=tuple(Call(*call) for call in plain.get("calls", ())),
        codes=tuple(plain.get("codes", ())),
        served=tuple(plain.get("served", ())),
    )


def _known_from_dict(plain: Plain) -> Known:
    return Known(
        plain["reason"], plain["owner"], plain.get("link", ""), plain.get("expires", ""), plain["daysLeft"]
    )


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
            ApiVersion(request["version"]),
            request["operationName"],
        ),
        Response(
            response["status"], response["headers"], body, response["seconds"], response.get("retries", 0)
        ),
        plain.get("purpose", ""),
    )


def _headers(headers: Mapping[str, str], secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers of a response that are written down, by an allow-list."""
    return {name: credentials.text(value, secrets) for name, value in headers.items() if name in KEPT_HEADERS}
