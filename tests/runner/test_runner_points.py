"""What a scenario cost its target."""

from __future__ import annotations

from typing import Any

import pytest
from report_samples import exchange
from runner_world import World, play

from conformance.runner.points import points


def answer(**cost: Any) -> dict[str, Any]:
    """Return a response body that tells a cost."""
    return {"data": None, "extensions": {"cost": cost}}


@pytest.mark.parametrize(
    ("bodies", "due"),
    [
        ([], None),
        ([{"data": None}], None),
        ([answer(requestedQueryCost=12, actualQueryCost=11)], 11),
        ([answer(requestedQueryCost=12, actualQueryCost=None)], 12),
        ([answer(requestedQueryCost=12, actualQueryCost=0)], 0),
        ([answer(requestedQueryCost="12", actualQueryCost=True)], None),
        ([answer(actualQueryCost=-1)], None),
        ([answer(actualQueryCost=10), {"errors": []}, answer(actualQueryCost=3)], 13),
        ([b"no json", {"extensions": []}, {"extensions": {"cost": 4}}, []], None),
    ],
)
def test_points_are_added_up(bodies: list[Any], due: int | None) -> None:
    """The actual cost counts, else the requested one; what is no figure counts for nothing."""
    assert points([exchange(body) for body in bodies]) == due


def test_a_verdict_tells_what_its_scenario_cost() -> None:
    """All of its exchanges: the set, the read back and the repetition with its own."""
    verdict = play('when: {input: {email: "${unique.email}"}}', World())
    told = [item.response.payload["extensions"]["cost"]["actualQueryCost"] for item in verdict.exchanges]
    assert len(told) == 3
    assert min(told) > 0
    assert verdict.cost == sum(told)
