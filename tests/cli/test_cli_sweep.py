"""`conformance sweep`: what a killed run left is found and deleted, and nobody else is touched."""

from __future__ import annotations

import json
import os
import random
import re
import time
from typing import TYPE_CHECKING

import pytest
from command import SCENARIOS, mock
from command_line import Told
from store import inhabited, kill_in_the_middle, snapshot
from tiny_server import tiny_server

from conformance.target.journal import target_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store import Shop

POINTS = int(os.environ.get("CONFORMANCE_KILL_POINTS", "2"))
"""At how many points of a run it is killed; 100 take a quarter of an hour."""

LONGEST = 3.0
MARK = re.compile(r"conformance.[0-9a-f]{16}|conformance-tag-|Conformance [0-9a-f]{16}")

BYSTANDERS = (
    {"email": "ada@example.com", "firstName": "Ada", "tags": ["gold"]},
    {"email": "conformance@example.com", "firstName": "Conformance"},
    {"email": "conformance+0123456789abcdef@example.com"},
    {"email": "conformance+0123456789abcdef-1@shop.example"},
    {"email": "notconformance+0123456789abcdef-1@example.com"},
    {"firstName": "Conformance 12", "tags": ["conformance", "conformance-tag-12"]},
    {"phone": "+12045556768", "note": "conformance+0123456789abcdef-1@example.com"},
)
"""Customers of others that look like ours."""


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


def test_a_run_killed_anywhere_leaves_nothing_after_a_sweep(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed with -9 at random points: no customer of ours is left, no definition, and nobody else was touched."""
    chance = random.Random(20261125)  # noqa: S311 - the same points each time
    areas = [str(SCENARIOS / area) for area in ("upsert", "race", "create")]
    swept = 0
    before = snapshot(shop)
    # Answers take a while, so that somebody is there most of the time.
    shop.meta("mishaps", "POST", ["latency:15"])
    for point in range(POINTS):
        crew = ("-n", "2") if point % 10 == 9 else ()
        words = ("run", *areas, *crew, "--target=shop", "--report-dir=reports")
        kill_in_the_middle(tmp_path, shop, chance.uniform(0, LONGEST), *words)
        time.sleep(0.1)
        left = len(shop.state()["customers"]) - len(BYSTANDERS)
        told = Told(capsys, "sweep", "--target=shop", "--delete")
        assert told.code == 0, told.out
        assert snapshot(shop) == before, (point, left, told.out)
        swept += left
        assert not (tmp_path / ".conformance").exists(), told.out
    assert swept > POINTS / 10 or POINTS < 10
    (tmp_path / "swept").write_text(f"{swept} customers after {POINTS} points\n")


def test_a_sweep_deletes_nothing_unless_told_to(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """It lists who bears a mark and ends with code 5; with --delete they are gone, and others stay."""
    before = snapshot(shop)
    ours = shop.make(email="ada.conformance+0123456789abcdef-1@example.com")
    shop.make(firstName="Conformance 0123456789abcdef 1", tags=["conformance-tag-0123456789abcdef-2"])
    listed = Told(capsys, "sweep", "--target=shop", "--min-age=0")
    assert listed.code == 5
    assert listed.lines[0].startswith("shop: 2 left behind, 0 left alone")
    assert f"{ours} ada.conformance+0123456789abcdef-1@example.com (bears our mark)" in listed.out
    assert len(shop.state()["customers"]) == len(BYSTANDERS) + 2
    deleted = Told(capsys, "sweep", "--target=shop", "--min-age=0", "--delete")
    assert (deleted.code, deleted.lines[-1]) == (0, "Deleted 2 of 2.")
    assert snapshot(shop) == before


def test_a_mark_that_no_journal_knows_may_be_of_a_run_elsewhere(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who bears it is left alone for an hour."""
    shop.make(email="conformance+0123456789abcdef-1@example.com")
    told = Told(capsys, "sweep", "--target=shop", "--delete")
    assert told.code == 0
    assert "made less than 60 minutes ago, perhaps by a run elsewhere" in told.out
    assert len(shop.state()["customers"]) == len(BYSTANDERS) + 1


def test_a_customer_that_can_t_be_deleted_is_reported(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody has made an order for it: the sweep says so, and ends with code 5."""
    shop.make(email="conformance+0123456789abcdef-1@example.com")
    held = shop.meta("snapshot")
    for customer in held["shops"]["shop-7bde9cae.myshopify.com"]["customers"]:
        customer["orders"] = int(customer["email"] == "conformance+0123456789abcdef-1@example.com")
    shop.meta("restore", "POST", held)
    told = Told(capsys, "sweep", "--target=shop", "--min-age=0", "--delete")
    assert told.code == 5
    assert "can't be deleted: gid://shopify/Customer/" in told.out
    assert "because they have associated orders" in told.out
    assert told.lines[-1] == "Deleted 0 of 1."


def test_a_sweep_that_did_not_see_everybody_is_not_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A target that never comes to the end of its list may hold more of ours: exit code 3, with what it means."""
    page = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "same"}}
    body = json.dumps({"data": {"customers": page}}).encode()
    monkeypatch.chdir(tmp_path)
    with tiny_server(lambda *_: (200, {"Content-Type": "application/json"}, body)) as url:
        told = Told(capsys, "sweep", f"--target={url}")
    assert told.code == 3
    assert "did not list all of its customers" in told.out
    assert told.lines[-1] == "Whether anything else is left is not known, so that the journals stay."


def test_a_sweep_deletes_on_no_store_that_is_not_listed(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--delete is the opt-in; the proof and the list are still asked for."""
    shop.make(email="conformance+0123456789abcdef-1@example.com")
    text = (tmp_path / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(re.sub(r"stores = .*", "stores = []", text))
    told = Told(capsys, "sweep", "--target=shop", "--min-age=0", "--delete")
    assert told.code == 3
    assert "It is not on the list of stores" in told.err
    assert not any("Delete" in name for name in shop.written())


@pytest.mark.parametrize("target", ["mock", "replay"])
def test_what_dies_with_the_run_has_nothing_to_sweep(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """That is a mistake, and is told as one."""
    told = Told(capsys, "sweep", f"--target={target}")
    assert told.code == 2
    assert f"Nothing of a run outlives --target={target}" in told.err


def leave(folder: Path, shop: Shop, **damage: object) -> None:
    """Leave the journal of a killed run, which made one customer, in a folder."""
    made = shop.make(email="conformance+0123456789abcdef-1@example.com")
    head = {"conformance": 1, "run": "x", "worker": "", "target": target_key(shop.base), "pid": 1}
    entries = [head, {"n": 1, "plan": {}, "clock": ""}, {"n": 1, "made": [made], **damage}]
    (folder / ".conformance").mkdir()
    (folder / ".conformance" / "x.journal").write_text("".join(f"{json.dumps(each)}\n" for each in entries))


def test_a_sweep_below_the_folder_of_a_run_reads_its_journals(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it reads the configuration there."""
    leave(tmp_path, shop)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    told = Told(capsys, "sweep", "--target=shop")
    assert (told.code, "1 left behind" in told.out) == (5, True)


def test_a_damaged_journal_is_no_empty_one(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told and stays."""
    leave(tmp_path, shop, made=None)
    told = Told(capsys, "sweep", "--target=shop")
    assert told.code == 3
    assert "x.journal is damaged" in told.err
    assert (tmp_path / ".conformance" / "x.journal").exists()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--min-age=99999999999999", "minutes are a whole number from 0 to 5256000"),
        ("--min-age=-5", "minutes are a whole number from 0 to 5256000"),
        ("--journals=/nowhere", "There is no folder /nowhere."),
    ],
)
@pytest.mark.usefixtures("shop")
def test_an_option_that_is_wrong_is_told(option: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With what it may be."""
    told = Told(capsys, "sweep", "--target=shop", option)
    assert (told.code, said in told.err) == (2, True)
