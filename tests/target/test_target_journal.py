"""The journal: on the disk before anything is sent, and readable whatever happened to its process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from conformance.errors import JournalError
from conformance.target.journal import Journal, Plan, records, target_key
from conformance.target.marks import Marks

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.target.journal import Record

KEY = target_key("https://my-store.myshopify.com/admin/api/{version}/graphql.json")
ADA = Marks(emails=("conformance+0123456789abcdef-1@example.com",))
BOB = Marks(
    phones=("+12045556768",),
    custom_ids=(("conformance", "erp", "conformance-0123456789abcdef-1"),),
    definitions=(("conformance", "erp"),),
)
CLOCK = "Wed, 25 Nov 2026 20:00:00 GMT"


def only(folder: Path) -> Record:
    """Return the one record that there is."""
    [record] = records(folder, KEY)
    return record


def test_the_address_does_not_stand_in_it(tmp_path: Path) -> None:
    """A digest does, which is the same for each path of a host and another for another host."""
    journal = Journal(tmp_path, KEY, "run")
    journal.plan(ADA, CLOCK)
    text = (tmp_path / "run.journal").read_text()
    assert "my-store" not in text
    assert target_key("https://MY-STORE.myshopify.com/elsewhere") == KEY
    assert target_key("https://my-other-store.myshopify.com/admin") != KEY


def test_an_entry_is_on_the_disk_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written and synced when `plan` returns."""
    synced: list[str] = []
    sync = os.fsync

    def watched(file: int) -> None:
        sync(file)
        synced.append((tmp_path / "run.journal").read_text())

    monkeypatch.setattr(os, "fsync", watched)
    Journal(tmp_path, KEY, "run").plan(ADA, CLOCK)
    assert len(synced) == 1
    assert "conformance+0123456789abcdef-1@example.com" in synced[0]


def test_a_run_that_leaves_nothing_leaves_no_journal(tmp_path: Path) -> None:
    """Nor the folder, if it is the last one."""
    folder = tmp_path / "journals"
    journal = Journal(folder, KEY, "run")
    journal.answered(journal.plan(ADA, CLOCK), ["gid://shopify/Customer/1"])
    journal.answered(journal.plan(ADA, CLOCK), [])
    journal.gone(["gid://shopify/Customer/1"])
    assert (folder / "run.journal").exists()
    journal.close()
    assert not folder.exists()


def test_a_run_that_writes_nothing_makes_no_file(tmp_path: Path) -> None:
    """Reading alone needs no journal."""
    Journal(tmp_path / "journals", KEY, "run").close()
    assert not (tmp_path / "journals").exists()


def test_a_record_tells_what_was_made_and_what_is_open(tmp_path: Path) -> None:
    """What was deleted is out of it, and so is a plan that came to nothing."""
    journal = Journal(tmp_path, KEY, "run", "gw0")
    for made in (["c1", "c2"], []):
        journal.answered(journal.plan(ADA, CLOCK), made)
    journal.plan(BOB, "")
    journal.gone(["c1", "somebody"])
    journal.close()
    record = only(tmp_path)
    assert (record.run, record.pid, record.is_living) == ("run", os.getpid(), False)
    assert record.made == {"c2": CLOCK}
    assert record.plans == (Plan(BOB, ""),)
    assert record.marks == {ADA.emails[0], BOB.custom_ids[0][2]}


def test_a_journal_that_was_cut_short_is_still_read(tmp_path: Path) -> None:
    """Its process was killed within a line; the lines before it count."""
    journal = Journal(tmp_path, KEY, "run")
    journal.plan(ADA, CLOCK)
    path = tmp_path / "run.journal"
    path.write_bytes(path.read_bytes() + b'{"n": 2, "plan": {"ema')
    assert only(tmp_path).plans == (Plan(ADA, CLOCK),)


def test_a_journal_of_another_target_is_not_ours(tmp_path: Path) -> None:
    """And a file that is no journal is none."""
    Journal(tmp_path, KEY, "run").plan(ADA, CLOCK)
    (tmp_path / "foreign.journal").write_text("hello\n")
    assert list(records(tmp_path, target_key("https://x.example"))) == []
    assert only(tmp_path).run == "run"


CHILD = """
import sys, time
from pathlib import Path
from conformance.target.journal import Journal
from conformance.target.marks import Marks
journal = Journal(Path(sys.argv[1]), sys.argv[2], "run")
journal.plan(Marks(), "")
print("ready", flush=True)
time.sleep(60)
"""


def test_a_living_run_is_told_from_a_killed_one(tmp_path: Path) -> None:
    """By a lock that ends with its process, however it ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), KEY], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    assert only(tmp_path).is_living
    child.kill()
    child.communicate()
    assert not only(tmp_path).is_living


def test_a_journal_that_can_t_be_written_stops_the_write(tmp_path: Path) -> None:
    """Rather nothing is made than somebody whom nobody could find."""
    (tmp_path / "journals").write_text("in the way")
    with pytest.raises(JournalError, match="can't be written") as caught:
        Journal(tmp_path / "journals", KEY, "run").plan(ADA, CLOCK)
    assert "could not be cleaned up after" in caught.value.hint


def test_version_control_leaves_journals_alone(tmp_path: Path) -> None:
    """As pytest's cache does it."""
    Journal(tmp_path / "journals", KEY, "run").plan(ADA, CLOCK)
    assert (tmp_path / "journals" / ".gitignore").read_text() == "*\n"


def test_an_entry_holds_nothing_but_marks(tmp_path: Path) -> None:
    """Each line is JSON of its own."""
    journal = Journal(tmp_path, KEY, "run")
    journal.answered(journal.plan(ADA, CLOCK), ["c1"])
    lines: list[Any] = [json.loads(line) for line in (tmp_path / "run.journal").read_text().splitlines()]
    assert lines[1:] == [
        {"n": 1, "plan": {"emails": list(ADA.emails)}, "clock": CLOCK},
        {"n": 1, "made": ["c1"]},
    ]
