"""What Allure is told about our items; loaded only in runs with `--alluredir`.

A case is filed by what it is about (epic, feature, story), with each exchange as a step and what was sent and answered
attached to it. Attachments are redacted as reports are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import allure
import pytest

from conformance import conclusion
from conformance.pytest_run import HARNESS
from conformance.report.calls import operation, summed_up
from conformance.report.rerun import curl_command
from conformance.report.wording import printable, shorten
from conformance.verdict import Level

if TYPE_CHECKING:
    from conformance.harness import Harness
    from conformance.pytest_items import ScenarioItem
    from conformance.report.model import RequirementRow, Run
    from conformance.verdict import Mismatch, Verdict
    from conformance.wire import Exchange

EPIC: Final = "Shopify customerSet"

_SEVERITIES: Final = {
    Level.MUST: allure.severity_level.CRITICAL,
    Level.SHOULD: allure.severity_level.NORMAL,
    Level.MAY: allure.severity_level.MINOR,
}
_LONGEST: Final = 200


class _WrongAnswerError(AssertionError):
    """Marks the step of an answer in which something was found."""


def pytest_conformance_verdict(item: ScenarioItem, verdict: Verdict) -> None:
    """File a case and show its exchanges, while Allure still has it open."""
    run = conclusion.run(item.harness)
    verdict = summed_up(item.harness.hearing.redacted(verdict))
    rows = {row.id: row for row in run.requirements}
    _file(run, verdict, [rows[name] for name in verdict.proves if name in rows])
    for index, exchange in enumerate(verdict.exchanges):
        _step(run, exchange, [each for each in verdict.mismatches if each.exchange == index])


def _file(run: Run, verdict: Verdict, rows: list[RequirementRow]) -> None:
    allure.dynamic.title(printable(verdict.title + _label(verdict)))
    allure.dynamic.epic(EPIC)
    allure.dynamic.feature(verdict.area)
    allure.dynamic.story(*(f"{row.id}: {row.statement}" for row in rows))
    allure.dynamic.severity(_SEVERITIES[verdict.level])
    allure.dynamic.tag(verdict.evidence.value)
    allure.dynamic.parent_suite(run.target)
    allure.dynamic.suite(verdict.version)
    allure.dynamic.sub_suite(verdict.area)
    allure.dynamic.parameter("target", run.target)
    allure.dynamic.parameter("API version", verdict.version)
    for row in rows:
        if row.source.startswith("https://"):
            allure.dynamic.link(row.source, name=row.id)
    allure.dynamic.description("\n\n".join(_described(verdict, rows)))


def _label(verdict: Verdict) -> str:
    """Return the case of a scenario with a table, as it stands in brackets behind its id."""
    _, bracket, label = verdict.scenario.partition("[")
    return f" {bracket}{label}" if bracket else ""


def _described(verdict: Verdict, rows: list[RequirementRow]) -> list[str]:
    rules = [
        f"{row.level} `{row.id}`: {row.statement} ({row.evidence}: {row.source or 'no source'})"
        for row in rows
    ]
    place = f"Scenario `{verdict.scenario}` at {verdict.source}:{verdict.line}, {verdict.evidence}."
    return [*rules, place]


def _step(run: Run, exchange: Exchange, mismatches: list[Mismatch]) -> None:
    """Show an exchange; its step fails if something was found in its answer."""
    request, response = exchange.request, exchange.response
    asked = request.operation_name or operation(request.document)
    title = (
        f"{exchange.purpose or 'request'}: {asked}, HTTP {response.status}, {response.elapsed * 1000:.0f} ms"
    )
    step = allure.step(title)
    step.__enter__()
    _attach("document", request.document, "application/graphql", "graphql")
    if request.variables:
        _attach("variables", _as_json(dict(request.variables)), "application/json", "json")
    _attach("response", *_body(exchange))
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    _attach("response headers", headers, "text/plain", "txt")
    _attach("curl", curl_command(run, request), "text/plain", "txt")
    error = _WrongAnswerError("\n".join(map(_told, mismatches))) if mismatches else None
    # Were it raised, lines of our own would stand there as its trace.
    step.__exit__(type(error) if error else None, error, None)


def _body(exchange: Exchange) -> tuple[str, str, str]:
    payload = exchange.response.payload
    if isinstance(payload, dict | list):
        return _as_json(payload), "application/json", "json"
    return exchange.response.body.decode("utf-8", "backslashreplace"), "text/plain", "txt"


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _attach(name: str, content: str, kind: str, extension: str) -> None:
    allure.attach(content, name=name, attachment_type=kind, extension=extension)


def _told(mismatch: Mismatch) -> str:
    expected, actual = shorten(mismatch.expected, _LONGEST), shorten(mismatch.actual, _LONGEST)
    return f"{mismatch.path}: {mismatch.message} Expected {expected}, actual {actual}."


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Say beside the results what was asked of whom, as Allure's reports show it."""
    harness: Harness | None = session.config.stash.get(HARNESS, None)
    folder = session.config.getoption("--alluredir")
    if harness is None or not folder or hasattr(session.config, "workerinput"):
        return
    run = conclusion.run(harness)
    facts = {
        "target": run.target,
        "api.version": ", ".join(run.versions),
        "seed": run.seed,
        "tool": f"conformance {run.tool_version}",
    }
    text = "".join(f"{name} = {printable(value)}\n" for name, value in facts.items())
    Path(folder).mkdir(parents=True, exist_ok=True)
    (Path(folder) / "environment.properties").write_text(text, encoding="utf-8")
