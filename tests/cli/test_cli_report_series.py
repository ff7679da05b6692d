"""`conformance report merge`, `history` and `cost`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from command_line import Told
from report_samples import exchange, run, verdict

from conformance.report import files, json_report
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.model import Run

Capture = pytest.CaptureFixture[str]


def report(run_: Run, path: Path) -> str:
    """Write a report.json and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json_report.dumps(run_), encoding="utf-8")
    return str(path)


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """A folder with the reports of two shards, as CI downloads them, and a file that is none."""
    report(run(verdict("a", "r")), tmp_path / "shards" / "1" / "report.json")
    report(run(verdict("b", "r"), target="staging"), tmp_path / "shards" / "2" / "report.json")
    (tmp_path / "shards" / "2" / "other.json").write_text("{}")
    return tmp_path / "shards"


def test_shards_become_one_report(shards: Path, tmp_path: Path, capsys: Capture) -> None:
    """All files of it, and the exit code of the whole."""
    told = Told(
        capsys, "report", "merge", str(shards), "--report-dir", str(tmp_path / "all"), "--expect", "2"
    )
    assert told.code == 0
    assert (tmp_path / "all" / "report.html").exists()
    merged = files.read(tmp_path / "all" / "report.json")
    assert [(entry.scenario, entry.target) for entry in merged.verdicts] == [("a", "mock"), ("b", "staging")]


def test_merging_again_does_not_count_what_was_merged(shards: Path, capsys: Capture) -> None:
    """Even if the folder of the whole lies among those of the shards."""
    words = ("report", "merge", str(shards), "--report-dir", str(shards / "all"), "--expect", "2")
    assert [Told(capsys, *words).code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(("status", "code"), [(Status.FAILED, 1), (Status.ERRORED, 3)])
def test_the_worst_shard_decides(
    status: Status, code: int, shards: Path, tmp_path: Path, capsys: Capture
) -> None:
    """As if all had been one run."""
    report(run(verdict("c", "r", status=status)), shards / "3" / "report.json")
    assert Told(capsys, "report", "merge", str(shards), "--report-dir", str(tmp_path / "all")).code == code


def test_a_missing_shard_is_no_conformance(shards: Path, tmp_path: Path, capsys: Capture) -> None:
    """Exit code 3, and the report says so too, so that no gate opens for it."""
    told = Told(
        capsys, "report", "merge", str(shards), "--report-dir", str(tmp_path / "all"), "--expect", "3"
    )
    assert told.code == 3
    assert "Only 2 of 3 reports are there:" in told.out
    assert Told(capsys, "gate", str(tmp_path / "all" / "report.json")).code == 3


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [("none", None, "does not exist"), ("empty", "", "holds no report"), ("broken", "{", "is not JSON")],
)
def test_what_is_no_report_is_told(
    name: str, content: str | None, complaint: str, *, tmp_path: Path, capsys: Capture
) -> None:
    """Exit code 2."""
    if content is not None:
        (tmp_path / name).mkdir()
    if content:
        (tmp_path / name / "report.json").write_text(content)
    told = Told(capsys, "report", "merge", str(tmp_path / name), "--report-dir", str(tmp_path / "all"))
    assert (told.code, complaint in told.err) == (2, True)


def test_half_a_report_is_not_left_out_in_silence(shards: Path, tmp_path: Path, capsys: Capture) -> None:
    """Whatever it is called: what it would have told may be a failure."""
    failing = json_report.dumps(run(verdict("c", "r", status=Status.FAILED)))
    (shards / "three.json").write_text(failing[: len(failing) // 2], encoding="utf-8")
    told = Told(capsys, "report", "merge", str(shards), "--report-dir", str(tmp_path / "all"))
    assert told.code == 2
    assert "three.json is not JSON" in told.err


def test_a_history_grows(tmp_path: Path, capsys: Capture) -> None:
    """A report is kept under a name of its own, without requests and responses."""
    for day, status in enumerate((Status.PASSED, Status.FAILED, Status.PASSED)):
        failed = verdict("a", "r", status=status, exchanges=(exchange({"data": None}),))
        file = report(
            run(failed, started=run().started + timedelta(days=day), target="http://127.0.0.1:8000"),
            tmp_path / "r.json",
        )
        told = Told(capsys, "report", "history", str(tmp_path / "history"), "--add", file)
        assert told.code == 0
    names = sorted(path.name for path in (tmp_path / "history").iterdir())
    assert names[1] == "2026-11-24T12-00-05-http---127.0.0.1-8000.json"
    kept = json.loads((tmp_path / "history" / names[1]).read_text())
    assert "exchanges" not in kept["verdicts"][0]
    assert told.lines[-1] == "3 runs: 1 flaky case, 1 of them not listed as such."
    last = Told(capsys, "report", "history", str(tmp_path / "history"), "--last", "2", "--format", "json")
    assert len(json.loads(last.out)["runs"]) == 2


def test_the_cost_of_a_report_is_shown(tmp_path: Path, capsys: Capture) -> None:
    """In total on the last line."""
    file = report(run(verdict("a", cost=3), verdict("b", cost=4)), tmp_path / "r.json")
    told = Told(capsys, "report", "cost", file)
    assert (told.code, told.lines[-1]) == (0, "7 points in 2 cases.")


def test_a_report_may_still_be_rendered_by_its_path(shards: Path, capsys: Capture) -> None:
    """`conformance report FILE` is as it was."""
    assert Told(capsys, "report", str(shards / "1" / "report.json")).code == 0
