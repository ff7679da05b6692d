"""The files of a report."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from report_samples import exchange, failing_run, run, verdict

from conformance.errors import UsageError
from conformance.report import files, json_report
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path


def test_three_files_in_a_new_folder(tmp_path: Path) -> None:
    """The folder is made, holds the three files and no drafts, and the report can be read again."""
    folder = tmp_path / "deep" / "reports"
    written = files.write(failing_run(), folder)
    assert written == (folder / "report.json", folder / "summary.md", folder / "report.html")
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.json", "summary.md"]
    assert files.read(written[0]) == json_report.portable(failing_run())


def test_rendering_a_report_that_was_read_gives_the_same_files(tmp_path: Path) -> None:
    """report.json holds everything that the other files need."""
    first = files.write(failing_run(), tmp_path / "first")
    second = files.write(files.read(first[0]), tmp_path / "second")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_old_report_is_replaced(tmp_path: Path) -> None:
    """A later run writes over an earlier one."""
    files.write(failing_run(), tmp_path)
    files.write(run(), tmp_path)
    assert files.read(tmp_path / "report.json") == run()


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    """A folder that can't be made is the user's mistake, told in one message."""
    (tmp_path / "reports").write_text("in the way", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        files.write(run(), tmp_path / "reports")
    assert str(caught.value) == (
        f"The report can't be written to {tmp_path}/reports: File exists.\n"
        "Give a folder that can be written with --report-dir."
    )


def test_failed_write_leaves_no_draft(tmp_path: Path) -> None:
    """Where a file can't be replaced, nothing half-written stays behind."""
    (tmp_path / "report.json").mkdir()
    with pytest.raises(UsageError):
        files.write(run(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_known_secret_is_in_no_file(tmp_path: Path) -> None:
    """A credential that the server echoes reaches none of the files."""
    broken = verdict(
        "a",
        "a",
        status=Status.FAILED,
        reason="hunter2hunter2",
        exchanges=(exchange(b"<p>hunter2hunter2</p>"),),
    )
    for path in files.write(run(broken), tmp_path, secrets=("hunter2hunter2",)):
        assert "hunter2" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "can't be read: No such file or directory."),
        ("{", "is not JSON"),
        ("{}", "is not a conformance report"),
    ],
)
def test_unreadable_report(tmp_path: Path, content: str | None, message: str) -> None:
    """What is no report is told in one message."""
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        files.read(path)


def test_jinja_is_loaded_only_to_render() -> None:
    """Importing the reports does not load the template engine."""
    code = "import sys, conformance.report.files, conformance.report.terminal; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
