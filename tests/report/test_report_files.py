"""The files of a report."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from report_samples import exchange, failing_run, mismatch, run, verdict

from conformance.errors import UsageError
from conformance.report import files, json_report
from conformance.report.integrity import NothingToReportError
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path


ALL = ["badge.json", "badge.svg", "junit.xml", "report.html", "report.json", "report.sarif", "summary.md"]
LOST = run(
    verdict("a", "a", status=Status.ERRORED, reason="No answer in time.\nIs it up?"),
    verdict("b", "b", status=Status.ERRORED, reason="Another."),
    verdict("c", "c", status=Status.NOT_APPLICABLE, reason="later"),
)


def test_every_file_in_a_new_folder(tmp_path: Path) -> None:
    """The folder is made, holds the files and no drafts, and the report can be read again."""
    folder = tmp_path / "deep" / "reports"
    written = files.write(failing_run(), folder)
    assert written[0] == folder / "report.json"
    assert sorted(path.name for path in written) == ALL
    assert sorted(path.name for path in folder.iterdir()) == ALL
    assert files.read(written[0]) == json_report.portable(failing_run())


def test_where_a_report_is_told_in_a_line(tmp_path: Path) -> None:
    """The page for people comes first."""
    written = files.write(failing_run(), tmp_path)
    assert files.told(written) == (
        f"report: {tmp_path}/report.html, and beside it report.json, summary.md, junit.xml, report.sarif,"
        " badge.json and badge.svg"
    )
    assert files.told(written[:1]) == f"report: {tmp_path}/report.json"


def test_nothing_is_rendered_of_a_run_in_which_everything_errored(tmp_path: Path) -> None:
    """The records are written, what an earlier run left is gone, and the message says what stood in the way."""
    files.write(failing_run(), tmp_path)
    with pytest.raises(NothingToReportError) as caught:
        files.write(LOST, tmp_path)
    assert str(caught.value) == (
        "No report is rendered: all 2 cases ended in an error, the first with: No answer in time.\n"
        "Nothing is known about the target. Mend what stood in the way and run again."
    )
    assert caught.value.exit_code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["junit.xml", "report.json"]
    assert len(files.read(tmp_path / "report.json").verdicts) == 3


@pytest.mark.parametrize("name", ["report.html", "summary.md", "report.sarif", "badge.svg", "annotations"])
def test_no_form_is_rendered_of_a_run_in_which_everything_errored(name: str) -> None:
    """A page without a failure on it would be taken for a good one."""
    with pytest.raises(NothingToReportError):
        files.render(LOST, name)


def test_one_verdict_is_enough_to_render() -> None:
    """Beside many errors, one case that came to a verdict is worth a report."""
    some = run(*LOST.verdicts, verdict("d", "d"))
    assert files.render(some, "summary.md").startswith("## No verdict: 2 of 4 cases ended in an error")


def test_unknown_form_is_told_with_the_nearest() -> None:
    """A typing error is answered with what was meant."""
    with pytest.raises(UsageError, match=r'no form "sumary\.md"\. Did you mean "summary\.md"\?'):
        files.render(failing_run(), "sumary.md")


def test_a_changed_report_is_refused(tmp_path: Path) -> None:
    """Whoever turns a failure into a pass by hand is told so."""
    path = files.write(failing_run(), tmp_path)[0]
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"status":"failed","source"', '"status":"passed","source"', 1), encoding="utf-8"
    )
    with pytest.raises(
        UsageError, match="was changed after it was written: its data does not fit its digest"
    ):
        files.read(path)
    path.write_text(text.replace("\n", "\n\n"), encoding="utf-8")
    assert files.read(path) == json_report.portable(failing_run())


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
        mismatches=(mismatch("a", actual="hunter2hunter2"),),
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


def test_a_report_is_read_without_what_a_run_needs() -> None:
    """Importing the reports loads neither the template engine nor GraphQL, YAML or the HTTP client."""
    code = (
        "import sys, conformance.report.files, conformance.report.terminal;"
        "print(*{'jinja2', 'graphql', 'yaml', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
