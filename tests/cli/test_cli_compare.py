"""`conformance compare`: two reports, or two parts of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command_line import Told
from report_samples import failing_run, run, verdict

from conformance.report import json_report
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.model import Run

Capture = pytest.CaptureFixture[str]


def report(run_: Run, path: Path) -> str:
    """Write a report.json and return its path."""
    path.write_text(json_report.dumps(run_), encoding="utf-8")
    return str(path)


@pytest.fixture
def before(tmp_path: Path) -> str:
    """The report of a run in which all was well."""
    return report(run(verdict("update/name"), verdict("update/note")), tmp_path / "a.json")


@pytest.fixture
def after(tmp_path: Path) -> str:
    """The report of a run in which a case broke."""
    return report(failing_run(), tmp_path / "b.json")


def test_a_new_failure_ends_with_1(before: str, after: str, capsys: Capture) -> None:
    """And is told."""
    told = Told(capsys, "compare", before, after)
    assert told.code == 1
    assert "newly failing (1)" in told.lines
    assert told.lines[-1] == "4 cases compared: 1 newly failing and 2 added."


def test_the_other_way_round_all_is_well(before: str, after: str, capsys: Capture) -> None:
    """What was broken is fixed."""
    told = Told(capsys, "compare", after, before)
    assert (told.code, "fixed (1)" in told.lines) == (0, True)


@pytest.mark.parametrize(
    "form",
    [("markdown", "## 4 cases"), ("html", "<!doctype html>"), ("json", '{\n "format": "conformance-comp')],
)
def test_each_form_goes_into_a_file(
    form: tuple[str, str], before: str, after: str, tmp_path: Path, capsys: Capture
) -> None:
    """Nothing is printed then, and the exit code is the same."""
    file = tmp_path / "new" / "out"
    told = Told(capsys, "compare", before, after, "--format", form[0], "--output", str(file))
    assert (told.code, told.out) == (1, "")
    assert file.read_text(encoding="utf-8").startswith(form[1])


def test_two_versions_of_one_report(tmp_path: Path, capsys: Capture) -> None:
    """The older first."""
    matrix = run(
        verdict("update/note", version="2026-07"),
        verdict("update/note", status=Status.ERRORED),
        versions=("2026-07", "2026-10"),
    )
    file = report(matrix, tmp_path / "matrix.json")
    told = Told(capsys, "compare", file, "--api-versions", "2026-07", "2026-10", "--format", "json")
    plain = json.loads(told.out)
    assert told.code == 3
    assert [(entry["kind"], entry["name"]) for entry in plain["changes"]] == [
        ("no verdict any more", "update/note")
    ]


def test_one_report_alone_is_nothing_to_compare(before: str, capsys: Capture) -> None:
    """Exit code 2, and what to do."""
    told = Told(capsys, "compare", before)
    assert told.code == 2
    assert "Give a second report, or two --targets" in told.err


def test_a_folder_that_cannot_be_written_is_told(
    before: str, after: str, tmp_path: Path, capsys: Capture
) -> None:
    """Without a traceback."""
    told = Told(capsys, "compare", before, after, "--output", str(tmp_path))
    assert told.code == 2
    assert "can't be written: Is a directory." in told.err
