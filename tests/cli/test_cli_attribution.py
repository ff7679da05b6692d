"""A target's bad day is no deviation: every mishap of the mock, and what a run makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command import mock, write_scenarios
from store import Shop, configure

from conformance import conclusion
from conformance.errors import TargetError
from conformance.harness import Harness
from conformance.mock.mishaps import MISHAPS
from conformance.options import Options
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = """\
  - id: own/story
    title: An update stores the note
    proves: [update.value-passed]
    evidence: documented
    given: {customer: {email: "${unique.email}"}}
    when: {identifier: {id: "${customer.id}"}, input: {note: hello}}
    then: {customer: {note: hello}}
"""
"""Sends customerSet to create and to update, reads by id, sends the set again, and deletes."""

GIVEN, UPDATE, READ, DELETE = "@customerSet#1", "@customerSet#2", "@customer#1", "@customerDelete#1"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The URL of a mock in the store's place."""
    with mock("--bucket", "999999999/999999999") as url:
        yield url


@pytest.fixture
def shop(base: str, tmp_path: Path) -> Iterator[Shop]:
    """A store, which is the target `shop` of a folder; it is given up on soon."""
    configure(tmp_path, base, "timeout = 0.25", "patience = 0.5")
    found = Shop(base)
    found.meta("reset", "POST")
    yield found
    found.close()


class Outcome:
    """What a run of one story came to."""

    def __init__(self, folder: Path, shop: Shop, *script: str) -> None:
        harness = Harness(Options("shop", "", "", folder))
        [(version, case)] = harness.cases(write_scenarios(folder, STORY))
        harness.make_sure()
        shop.meta("mishaps", "POST", list(script))
        verdict = harness.play(case, version, "own.yaml")
        harness.keep(harness.portable(verdict))
        shop.meta("mishaps", "DELETE")
        harness.visit.check_leaks(version)
        self.status, self.reason = verdict.status, verdict.reason
        self.code = conclusion.exit_code(harness)
        self.notes = " ".join(conclusion.run(harness).notes)
        self.left = len(shop.state()["customers"])
        harness.close()


def test_without_a_mishap_the_story_is_green(shop: Shop, tmp_path: Path) -> None:
    """And nothing is left, on the store and on the disk."""
    told = Outcome(tmp_path, shop)
    assert (told.status, told.code, told.left, told.notes) == (Status.PASSED, 0, 0, "")
    assert not (tmp_path / ".conformance").exists()


PASSED, ERRORED = (Status.PASSED, 0), (Status.ERRORED, 3)


ONCE = {
    # Nothing was written: a creation is sent again after a look-up, an update is not, for nobody can know.
    "http-500": (PASSED, ERRORED, PASSED, PASSED),
    "http-502": (PASSED, ERRORED, PASSED, PASSED),
    "http-503": (PASSED, ERRORED, PASSED, PASSED),
    "internal-error": (PASSED, ERRORED, PASSED, PASSED),
    "timeout": (PASSED, ERRORED, PASSED, PASSED),
    "reset": (PASSED, ERRORED, PASSED, PASSED),
    # A throttle wrote nothing for sure, and is waited out.
    "http-429:0": (PASSED, PASSED, PASSED, PASSED),
    "throttle-once": (PASSED, PASSED, PASSED, PASSED),
    "latency:100": (PASSED, PASSED, PASSED, PASSED),
    # Shopify's defences may well be right: nothing but a deletion is tried again.
    "http-430": (ERRORED, ERRORED, ERRORED, PASSED),
    # It was written, and the answer is lost: the look-up finds the customer.
    "truncated": (ERRORED, ERRORED, PASSED, PASSED),
    "invalid-json": (ERRORED, ERRORED, PASSED, PASSED),
    "lost": (ERRORED, ERRORED, PASSED, PASSED),
    "lost-timeout": (ERRORED, ERRORED, PASSED, PASSED),
}
"""Status and exit code when a mishap falls on the creation, the update, a read and the deletion."""


@pytest.mark.parametrize("mishap", ONCE)
def test_a_mishap_once_is_waited_out_repeated_or_no_verdict(mishap: str, shop: Shop, tmp_path: Path) -> None:
    """Wherever it falls, it is no deviation, and whoever was made is gone in the end."""
    found = [Outcome(tmp_path, shop, f"{mishap}{place}") for place in (GIVEN, UPDATE, READ, DELETE)]
    assert tuple((told.status, told.code) for told in found) == ONCE[mishap]
    assert [told.left for told in found] == [0, 0, 0, 0]


def test_every_mishap_of_the_mock_is_tried() -> None:
    """One that joins them must get its row."""
    names = {each.name for each in MISHAPS}
    assert {each.partition(":")[0] for each in ONCE} == names
    assert set(LASTING) == names


LASTING = {
    "http-500": "answered HTTP 500: it failed on its own side",
    "http-502": "answered HTTP 502: it failed on its own side",
    "http-503": "answered HTTP 503: it failed on its own side",
    "http-430": "answered HTTP 430: the shop's defences turned the request away",
    "http-429": "throttled a request for 0 s and wants 2 s more",
    "internal-error": "answered INTERNAL_SERVER_ERROR",
    "throttle-once": "throttled a request",
    "latency": "did not answer: no answer in time",
    "timeout": "did not answer: no answer in time",
    "reset": "did not answer",
    "truncated": "did not answer",
    "invalid-json": "sent an answer that is no JSON",
    "lost": "did not answer",
    "lost-timeout": "did not answer: no answer in time",
}


@pytest.mark.parametrize("mishap", LASTING)
def test_a_mishap_that_stays_is_no_verdict_and_says_what_to_do(
    mishap: str, shop: Shop, tmp_path: Path
) -> None:
    """Every mishap that the mock has: errored, exit code 3, neither green nor a deviation."""
    told = Outcome(tmp_path, shop, f"{mishap}@mutation#1+")
    assert (told.status, told.code) == ERRORED
    assert LASTING[mishap] in told.reason
    assert told.reason.count("\n") >= 1


@pytest.mark.parametrize("mishap", ["http-503", "reset", "http-429"])
def test_a_target_that_is_ill_from_the_start_is_asked_nothing(
    mishap: str, shop: Shop, tmp_path: Path
) -> None:
    """The run does not begin; pytest's shell turns the error into exit code 3."""
    shop.meta("mishaps", "POST", [mishap])
    harness = Harness(Options("shop", "", "", tmp_path))
    with pytest.raises(TargetError) as caught:
        harness.make_sure()
    harness.close()
    shop.meta("mishaps", "DELETE")
    assert caught.value.exit_code == 3


def test_what_was_sent_again_is_told(shop: Shop, tmp_path: Path) -> None:
    """A green run with faults on its way says so."""
    told = Outcome(tmp_path, shop, "reset@customer#1")
    assert told.status is Status.PASSED
    assert told.notes == (
        "1 answer did not come or told of a failure of the target's own; 1 request went out again."
    )
