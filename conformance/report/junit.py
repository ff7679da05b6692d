"""JUnit XML: what CI systems read, with what we know of a case as properties."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC
from itertools import groupby
from typing import TYPE_CHECKING

from conformance.report.json_report import portable
from conformance.report.rerun import pytest_command
from conformance.report.terminal import failure_lines
from conformance.report.wording import printable, shorten
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.model import Run
    from conformance.verdict import Verdict

_NO_FAILURE = frozenset({Status.PASSED, Status.NOT_APPLICABLE})


def properties(verdict: Verdict, target: str = "") -> list[tuple[str, str]]:
    """Return name and value pairs, one `requirement` for each that the case proves or breaks.

    Args:
        verdict: the case's verdict.
        target: how the target is called; left out if empty.
    """
    broken = (name for mismatch in verdict.mismatches for name in mismatch.requirements)
    found = [("scenario", verdict.scenario)]
    found += [("requirement", name) for name in dict.fromkeys((*verdict.proves, *broken))]
    found += [
        ("level", verdict.level.value),
        ("evidence", verdict.evidence.value),
        ("status", verdict.status.value),
        ("area", verdict.area),
        ("version", verdict.version),
    ]
    return [*found, ("target", target)] if target else found


def render(run: Run) -> str:
    """Return the JUnit XML of a run: a test suite for each target and API version, a test case for each case.

    A known failure and a discovery are skipped cases, for neither is news about the target. A run that did not end by
    itself has one more case, which errored.
    """
    run = portable(run)
    statements = {row.id: row.statement for row in run.requirements}
    root = ET.Element("testsuites", name="conformance")
    by_column = sorted(run.verdicts, key=lambda verdict: (run.target_of(verdict), verdict.version))
    for (target, version), verdicts in groupby(by_column, lambda each: (run.target_of(each), each.version)):
        suite = _suite(run, f"{target} {version}".strip(), root)
        listed = _properties(suite)
        for name, value in _facts(run, target, version):
            _property(listed, name, value)
        for verdict in verdicts:
            _case(run, verdict, suite, statements)
        _count(suite)
    if run.interrupted:
        suite = _suite(run, "the run itself", root)
        case = ET.SubElement(
            suite, "testcase", classname="conformance", name="the run ends by itself", time="0"
        )
        reason = " ".join(run.notes) or "It was interrupted."
        ET.SubElement(case, "error", type="interrupted", message=shorten(reason, 300)).text = _text(reason)
        _count(suite)
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(run: Run, name: str, root: ET.Element) -> ET.Element:
    started = run.started.astimezone(UTC)
    return ET.SubElement(root, "testsuite", name=_text(name), timestamp=f"{started:%Y-%m-%dT%H:%M:%S}+00:00")


def _facts(run: Run, target: str, version: str) -> Iterable[tuple[str, str]]:
    yield from (("target", target), ("version", version), ("seed", run.seed), ("profile", run.profile))
    yield "tool", f"conformance {run.tool_version}"
    if run.suite:
        yield "suite", run.suite.digest


def _properties(parent: ET.Element) -> ET.Element:
    return ET.SubElement(parent, "properties")


def _property(parent: ET.Element, name: str, value: str) -> None:
    if value:
        ET.SubElement(parent, "property", name=name, value=_text(value))


def _case(run: Run, verdict: Verdict, suite: ET.Element, statements: Mapping[str, str]) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_text(verdict.area),
        name=_text(verdict.id),
        file=_text(verdict.source),
        line=str(verdict.line),
        time=f"{verdict.seconds:.4f}",
    )
    listed = _properties(case)
    for name, value in properties(verdict, run.target_of(verdict)):
        _property(listed, name, value)
    if verdict.status is Status.PASSED:
        return
    tag, kind = _outcome(verdict)
    message = verdict.mismatches[0].message if verdict.mismatches else verdict.reason or verdict.title
    if verdict.known:
        message = f"{verdict.known.reason} ({verdict.known.owner})"
    said = ET.SubElement(case, tag, type=kind, message=shorten(message, 300))
    if verdict.status not in _NO_FAILURE:
        said.text = _text("\n".join(failure_lines(verdict, pytest_command(run, verdict), statements)))


def _outcome(verdict: Verdict) -> tuple[str, str]:
    if verdict.status is Status.ERRORED:
        return "error", verdict.status.value
    if verdict.status is Status.FAILED:
        return ("skipped", "known failure") if verdict.known else ("failure", verdict.status.value)
    return "skipped", verdict.status.value


def _count(element: ET.Element) -> None:
    """Write down how many cases below an element came out how."""
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.4f}")


def _text(text: str) -> str:
    """Return a text without what XML can't hold."""
    return printable(text, "\n\t")
