"""Waiting for what need not hold at once: a step is played again until it does, or until it never will."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from conformance.oracle.judge import Judge
from conformance.runner.stage import roots
from conformance.scenario.bindings import bind_expectation
from conformance.scenario.model import OMITTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.runner.stage import Stage
    from conformance.scenario.model import Eventually, Expectation
    from conformance.wire import Response

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 2.0


def insist(stage: Stage, eventually: Eventually, play: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Play a step until it finds nothing, and return its result; what the last time found is left in the stage.

    It is not played again when its time is up, when the answer is what `halt` expects, or when it breaks an
    invariant, for no waiting mends that. Pauses grow, so that a slow target is not asked more often than need be.

    Args:
        stage: where it is played.
        eventually: how long to insist, and what ends it.
        play: plays the step once.
    """
    deadline = time.monotonic() + eventually.within
    pause = _FIRST_PAUSE
    before = len(stage.findings)
    while True:
        result = play()
        found = stage.findings[before:]
        left = deadline - time.monotonic()
        if (
            not found
            or left <= 0
            or any(finding.requirement for finding, _ in found)
            or (eventually.halt is not None and _shows(stage, eventually.halt))
        ):
            return result
        del stage.findings[before:]
        time.sleep(min(pause, left))
        pause = min(pause * 2, _LONGEST_PAUSE)


def _shows(stage: Stage, halt: Expectation) -> bool:
    """Tell whether the latest answer is what `halt` expects, in all that it writes."""
    response: Response = stage.exchanges[-1].response
    judge = Judge(bind_expectation(halt, stage.scope), stage.session.strictness)
    found = [*judge.http(response), *judge.data(response), *judge.body(response), *judge.cost(response)]
    if judge.then.errors is not OMITTED:
        found += judge.errors(response)
    if judge.then.customer is not OMITTED:
        found += judge.customer(next(iter(roots(response).values()), None), "$.data")
    return not found
