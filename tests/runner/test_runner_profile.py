"""What a profile does not ask for does not count against a target, not even where it is checked on every exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runner_world import REQUIREMENTS, World, changed, found, play

from conformance.runner import Session
from conformance.verdict import Profile, Status

if TYPE_CHECKING:
    from conformance.wire import Request, Response

SET = 'when: {input: {email: "${unique.email}"}}'


def silent(_: Request, response: Response) -> Response:
    """Return a response that does not speak of its cost, which is a SHOULD."""
    return changed(response, lambda payload: payload.pop("extensions"))


@pytest.mark.parametrize(
    ("profile", "mismatches"),
    [
        (Profile.CORE, []),
        (Profile.COMPLETE, [("invariant.cost-coherent", "$.extensions.cost")]),
        (Profile.EXACT, [("invariant.cost-coherent", "$.extensions.cost")]),
    ],
)
def test_an_invariant_counts_from_its_profile_on(profile: Profile, mismatches: list[tuple[str, str]]) -> None:
    """A missing cost is nothing to the core, and is found by the profiles that ask for it."""
    world = World(silent)
    verdict = play(SET, world, run=Session(world, REQUIREMENTS, seed="tests", profile=profile))
    assert found(verdict)[:1] == mismatches
    assert verdict.status is (Status.FAILED if mismatches else Status.PASSED)


def test_core_still_asks_for_its_own_invariants() -> None:
    """What is broken beside the cost is found, and not hidden by it."""
    world = World(silent, fault="tags-merged")
    body = """
        given: {customer: {email: "${unique.email}", tags: [a]}}
        when: {identifier: {id: "${customer.id}"}, input: {tags: [b]}}
        """
    verdict = play(body, world, run=Session(world, REQUIREMENTS, seed="tests", profile=Profile.CORE))
    assert found(verdict) == [("invariant.lists-replaced", "$.data.customerSet.customer.tags")]
