"""One scenario played against a target: its steps in order, until one of them finds something."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from conformance.errors import TargetError
from conformance.runner.capability import missing
from conformance.runner.cleanup import clean_up
from conformance.runner.given import set_up
from conformance.runner.points import points
from conformance.runner.stage import Stage
from conformance.runner.steps import perform, repeat
from conformance.scenario.bindings import UnboundError
from conformance.scenario.model import applies
from conformance.scenario.requirement import Requirement
from conformance.verdict import Evidence, Level, Mismatch, Status, Verdict

if TYPE_CHECKING:
    from conformance.oracle.finding import Finding
    from conformance.runner.session import Session
    from conformance.scenario.model import Case
    from conformance.versions import ApiVersion


def run_case(case: Case, version: ApiVersion, session: Session) -> Verdict:
    """Play one case of a scenario in one API version and return the verdict.

    What it created is deleted again unless the target is disposable, also when it is interrupted.
    """
    began = time.perf_counter()
    reason = applies(case.scenario, version)
    stage = Stage(session, case, version)
    status = Status.NOT_APPLICABLE
    if not reason:
        try:
            reason = missing(case.scenario.requires, session, version)
            if not reason:
                _play(stage)
        except (TargetError, UnboundError) as error:
            if not stage.findings:  # what was found before needs no further answer
                reason, status = str(error), Status.ERRORED
        finally:
            clean_up(stage)
    mismatches = tuple(_mismatch(stage, finding, exchange) for finding, exchange in stage.findings)
    if not reason:
        status = _status(mismatches, is_shopify=session.target.is_shopify)
    scenario = case.scenario
    return Verdict(
        scenario=case.id,
        version=version.handle,
        area=scenario.area,
        title=scenario.title,
        proves=scenario.proves,
        level=_level(stage, scenario.proves),
        evidence=scenario.evidence,
        status=status,
        source=scenario.path,
        line=scenario.line,
        reason=reason,
        mismatches=mismatches,
        exchanges=tuple(stage.exchanges),
        seconds=time.perf_counter() - began,
        cited=scenario.source,
        cost=points(stage.exchanges),
    )


def _play(stage: Stage) -> None:
    set_up(stage)
    for number, step in enumerate(stage.case.scenario.steps, 1):
        if stage.findings:
            return
        stage.doing = f"step {number}"
        perform(stage, step)
    if not stage.findings:
        stage.doing = "same again"
        repeat(stage)


def _status(mismatches: tuple[Mismatch, ...], *, is_shopify: bool) -> Status:
    if not mismatches:
        return Status.PASSED
    if is_shopify and all(mismatch.evidence is Evidence.ASSUMED for mismatch in mismatches):
        return Status.DISCOVERY
    return Status.FAILED


def _mismatch(stage: Stage, finding: Finding, exchange: int) -> Mismatch:
    scenario = stage.case.scenario
    broken = (finding.requirement,) if finding.requirement else scenario.proves
    evidence = scenario.evidence
    if finding.requirement:
        evidence = _requirement(stage, finding.requirement).evidence
    return Mismatch(
        requirements=broken,
        level=_level(stage, broken),
        evidence=evidence,
        path=finding.path,
        expected=finding.expected,
        actual=finding.actual,
        message=finding.message,
        line=finding.line,
        exchange=exchange,
    )


def _level(stage: Stage, ids: tuple[str, ...]) -> Level:
    return min(
        (_requirement(stage, name).level for name in ids), key=lambda level: level.rank, default=Level.MUST
    )


def _requirement(stage: Stage, name: str) -> Requirement:
    known = stage.session.requirements.get(name)
    return known or Requirement(name, Level.MUST, "", "", Evidence.DOCUMENTED)
