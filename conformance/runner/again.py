"""A case played again until it passes, for those that are known to be flaky."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.runner.play import run_case
from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.runner.session import Session
    from conformance.scenario.model import Case
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion


def run_until_passed(case: Case, version: ApiVersion, session: Session, tries: int) -> Verdict:
    """Play a case at most so many times until it passes, and return the last verdict, with how the earlier ones ended.

    Each try has identities of its own, for an earlier one may have left its customers behind. Exchanges and cost are
    those of the last try.
    """
    ended: list[Status] = []
    worker = session.worker
    while True:
        verdict = run_case(case, version, session)
        is_over = verdict.status in {Status.PASSED, Status.NOT_APPLICABLE}
        if is_over or len(ended) + 1 >= tries:
            return replace(verdict, tries=tuple(ended))
        ended.append(verdict.status)
        session = replace(session, worker=f"{worker}-try-{len(ended) + 1}")
