"""`conformance explore` on a store: the rules are those of running scenarios, and a killed one leaves nothing after a sweep."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest
from command import mock
from command_line import Told
from store import DOMAIN, TABLE, configure, inhabited, kill_in_the_middle, snapshot

from conformance.target.journal import Journal, target_key
from conformance.target.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store import Shop

POINTS = int(os.environ.get("CONFORMANCE_KILL_POINTS", "1"))
"""At how many points of an exploration it is killed."""

LONGEST = 1.5
BYSTANDERS = (
    {"email": "ada@example.com", "firstName": "Ada", "tags": ["gold", "VIP"]},
    {"email": "conformance+0123456789abcdef@example.com"},
    {"firstName": "Grace", "tags": ["conformance-tag-12"]},
    {"phone": "+12045556768", "firstName": "Ada", "lastName": "Lovelace"},
)
"""Customers of others that look like those that exploring makes."""

FORBIDDEN = TABLE.replace("writes = true\n", "")
EXPLORE = ("explore", "--target=shop", "--seed=7")


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The URL of a mock in the store's place."""
    with mock("--bucket", "999999999/999999999") as url:
        yield url


@pytest.fixture
def shop(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A store with bystanders in it, which is the target `shop` of the current folder."""
    monkeypatch.chdir(tmp_path)
    with inhabited(base, tmp_path, BYSTANDERS) as found:
        yield found


def test_an_exploration_killed_anywhere_leaves_nothing_after_a_sweep(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed with -9 at random points: no customer of ours is left, no definition, and nobody else was touched."""
    chance = random.Random(20261125)  # noqa: S311 - the same points each time
    before = snapshot(shop)
    # Answers take a while, so that somebody is there most of the time.
    shop.meta("mishaps", "POST", ["latency:15"])
    for point in range(POINTS):
        kind = ("--fuzz",) if point % 2 else ()
        words = (*EXPLORE, "--budget=20000-calls", *kind, f"--seed={point}")
        kill_in_the_middle(tmp_path, shop, chance.uniform(0, LONGEST), *words)
        time.sleep(0.1)
        told = Told(capsys, "sweep", "--target=shop", "--delete")
        assert told.code == 0, told.out
        assert snapshot(shop) == before, (point, told.out)
        assert not list((tmp_path / ".conformance").glob("*.journal")), told.out


def test_exploring_leaves_a_store_as_it_was(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says before what it may write, tidies up, and keeps neither journal nor count."""
    before = snapshot(shop)
    told = Told(capsys, *EXPLORE, "--budget=40-calls")
    assert told.code == 0, told.err
    assert told.lines[1] == (
        "shop is written to: 40 calls and what tidying up takes, at most 2500 writes that may create a customer"
        " and 10000 mutations in all. Whatever is made is deleted again."
    )
    assert snapshot(shop) == before
    assert {each.name for each in (tmp_path / ".conformance").iterdir()} == {".gitignore", "explore.json"}


def test_nothing_is_written_unless_it_is_allowed(
    shop: Shop, base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list, the plan of the store and the opt-in are asked for before the first write."""
    configure(tmp_path, base, table=FORBIDDEN)
    shop.meta("reset", "POST")
    told = Told(capsys, *EXPLORE)
    assert told.code == 3
    assert "Nobody has allowed to write: add --allow-writes" in told.err
    assert shop.written() == []
    configure(tmp_path, base, table=FORBIDDEN.replace(f'["{DOMAIN}"]', "[]"))
    told = Told(capsys, *EXPLORE, "--allow-writes")
    assert told.code == 3
    assert "It is not on the list of stores" in told.err
    assert shop.written() == []


def test_plan_only_writes_nothing(
    shop: Shop, base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what is the most that would be written, and why nothing would be as it stands."""
    configure(tmp_path, base, table=FORBIDDEN)
    shop.meta("reset", "POST")
    told = Told(capsys, *EXPLORE, "--plan-only", "--write-budget=20/60")
    assert told.code == 0, told.err
    assert told.lines[0] == "Nothing was written."
    assert "at most 20 writes that may create a customer and 60 mutations in all." in told.out
    assert "- Nobody has allowed to write" in told.out
    assert shop.written() == []


def test_the_write_budget_ends_an_exploration(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """As it ends a run; what was made until then is deleted."""
    before = snapshot(shop)
    told = Told(capsys, *EXPLORE, "--write-budget=10/1000")
    assert told.code == 3
    assert "spent its budget of 10 writes that may create a customer" in told.err
    assert "the target is lost" in told.out
    assert snapshot(shop) == before


def test_what_can_t_be_deleted_is_code_5_until_a_sweep(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told by its ids, and the journal keeps them."""
    before, theirs = snapshot(shop), {each["id"] for each in shop.state()["customers"]}
    shop.meta("mishaps", "POST", ["http-503@customerDelete"])
    told = Told(capsys, *EXPLORE, "--budget=3-calls")
    shop.meta("mishaps", "DELETE")
    left = {each["id"] for each in shop.state()["customers"]} - theirs
    assert left
    assert told.code == 5, told.err
    assert all(each in told.err for each in left)
    swept = Told(capsys, "sweep", "--target=shop", "--delete")
    assert swept.code == 0, swept.out
    assert snapshot(shop) == before


def test_a_run_that_was_killed_before_is_mentioned(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For what it left may look like a deviation."""
    journal = Journal(tmp_path / ".conformance", target_key(shop.base), "abc")
    journal.plan(Marks(emails=("conformance+0123456789abcdef-1@example.com",)), "")
    journal.close()
    told = Told(capsys, *EXPLORE, "--budget=10-calls")
    assert "1 run on shop ended without tidying up" in told.err
    assert "conformance sweep --target=shop --delete" in told.err
