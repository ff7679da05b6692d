"""A baseline as a run under way uses it: what to try again, what is known, and in the end whether the gate is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.report.baseline import load
from conformance.report.gate import Asked, judge
from conformance.report.gate_text import text_lines

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from conformance.report.gate import Judgement
    from conformance.report.model import Run
    from conformance.verdict import Verdict


class RunGate:
    """The gate of one run.

    Args:
        file: the baseline.
        today: the day of the run.
        partial: whether only some of the scenarios are run.

    Raises:
        ScenarioError: the baseline has problems.
    """

    def __init__(self, file: Path, today: date, *, partial: bool) -> None:
        self._baseline = load(file)
        self._today = today
        self._partial = partial

    def tries(self, scenario: str, target: str, version: str) -> int:
        """Return how often a case is tried at most until it passes."""
        return self._baseline.tries(scenario, target, version)

    def explain(self, verdict: Verdict) -> Verdict:
        """Return a verdict with what the baseline says of it, if it failed as it was to be expected."""
        return replace(verdict, known=self._baseline.known_of(verdict, verdict.target, self._today))

    def judge(self, run: Run) -> Judgement:
        """Return what the gate says of a run."""
        return judge(run, self._baseline, Asked(self._today, run.profile, self._partial))

    def lines(self, run: Run) -> list[str]:
        """Return what the gate says of a run as lines for a terminal."""
        return ["", *text_lines(self.judge(run), run)]
