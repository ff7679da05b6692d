"""`pause`: time passes at the target before a step is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from runner_world import World, play, session

from conformance.mock.clock import Skipping, Ticking
from conformance.mock.settings import Settings
from conformance.verdict import Status

STORY = """
given: {customer: {email: "${unique.email}"}}
steps:
  - pause: 90
    when: {identifier: {id: "${customer.id}"}, input: {note: x}}
    then: {customer: {updatedAt: {after: "${customer.updatedAt}"}}}
"""


def test_time_passes_once_and_before_the_step() -> None:
    """As much as is written, by the session's own way to wait."""
    clock, waited = Skipping(), []

    def sleep(seconds: float) -> None:
        waited.append((seconds, len(world.operations)))
        clock.sleep(seconds)

    world = World(settings=Settings(clock=clock))
    run = session(world)
    run.sleep = sleep
    assert play(STORY, world, run=run).status is Status.PASSED
    assert waited == [(90, 1)]


def test_nothing_may_have_changed_by_itself() -> None:
    """A target whose time stands still is found out."""
    world = World(settings=Settings(clock=lambda: datetime(2026, 10, 1, tzinfo=UTC)))
    run = session(world)
    run.sleep = lambda _seconds: None
    assert play(STORY, world, run=run).status is Status.FAILED


def test_a_ticking_clock_can_be_put_forward() -> None:
    """It goes on by its step from there."""
    clock = Ticking(datetime(2026, 10, 1, tzinfo=UTC), timedelta(seconds=1))
    assert clock() == datetime(2026, 10, 1, tzinfo=UTC)
    clock.sleep(60)
    assert [clock().second, clock().minute] == [1, 1]
