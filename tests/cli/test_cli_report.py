"""`conformance report`: an earlier run's report rendered again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from command_line import Told

from conformance import __version__
from conformance.report import files
from conformance.report.model import RequirementRow, Run
from conformance.verdict import Evidence, Level, Status, Verdict

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report.json of a run in which one scenario passed."""
    verdict = Verdict(
        "own/one",
        "2026-10",
        "own",
        "One thing holds",
        ("own.claim",),
        Level.MUST,
        Evidence.DOCUMENTED,
        Status.PASSED,
    )
    run = Run(
        target="mock",
        is_shopify=False,
        versions=("2026-10",),
        seed="1",
        started=datetime(2026, 11, 23, tzinfo=UTC),
        seconds=1.5,
        tool_version=__version__,
        requirements=(RequirementRow("own.claim", Level.MUST, "It is so.", "a wish", Evidence.DOCUMENTED),),
        verdicts=(verdict,),
        interrupted=False,
        notes=(),
        checked=(),
    )
    return files.write(run, tmp_path / "run")[0]


def test_a_report_is_rendered_again_beside_its_source(report: Path, capsys: Capture) -> None:
    """The summary is printed, and the lost files are there again."""
    folder = report.parent
    before = (folder / "report.html").read_text()
    for name in ("report.html", "summary.md"):
        (folder / name).unlink()
    told = Told(capsys, "report", str(report))
    assert told.code == 0
    assert "Conformant: the one MUST requirement that was tested holds (2026-10, mock)." in told.lines
    assert told.lines[-1] == (
        f"report: {folder / 'report.html'}, and beside it report.json, summary.md, junit.xml, report.sarif,"
        " badge.json and badge.svg"
    )
    assert (folder / "summary.md").is_file()
    assert (folder / "report.html").read_text() == before


def test_a_folder_stands_for_the_report_in_it(report: Path, capsys: Capture) -> None:
    """As for merging."""
    told = Told(capsys, "report", str(report.parent), "--print", "badge.json")
    assert json.loads(told.out)["label"] == "customerSet"
    told = Told(capsys, "report", str(report.parent.parent), "--print", "badge.json")
    assert told.code == 2
    assert "report.json can't be read: No such file or directory" in told.err


def test_a_report_is_rendered_elsewhere_if_told(report: Path, tmp_path: Path, capsys: Capture) -> None:
    """The source stays as it is; the copy tells the same."""
    told = Told(capsys, "report", str(report), "--report-dir", str(tmp_path / "other"))
    assert told.code == 0
    copy = tmp_path / "other" / "report.json"
    assert json.loads(copy.read_text()) == json.loads(report.read_text())


def test_one_form_can_be_printed(report: Path, tmp_path: Path, capsys: Capture) -> None:
    """What a workflow puts into its summary goes to standard output, and nothing is written."""
    before = sorted(tmp_path.rglob("*"))
    told = Told(capsys, "report", str(report), "--print", "summary.md")
    assert (told.code, told.lines[0]) == (
        0,
        "## Conformant: the one MUST requirement that was tested holds (2026-10, mock).",
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unknown_form_is_told(report: Path, capsys: Capture) -> None:
    """Exit code 2, with the nearest known word."""
    told = Told(capsys, "report", str(report), "--print", "report.sarf")
    assert (told.code, told.out) == (2, "")
    assert 'Did you mean "report.sarif"?' in told.err


def test_a_badge_turns_grey_after_the_days_given(report: Path, capsys: Capture) -> None:
    """The same report makes a green badge or a grey one, by its age."""
    fresh = Told(capsys, "report", str(report), "--print", "badge.json", "--stale-after", "100000")
    stale = Told(capsys, "report", str(report), "--print", "badge.json", "--stale-after", "-1")
    assert json.loads(fresh.out)["color"] == "#2c7a3f"
    assert json.loads(stale.out)["color"] == "#6b7280"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "No such file"),
        ("{", "is not JSON"),
        ("{}", "is not a conformance report"),
        ("[]", "is not a conformance report"),
    ],
)
def test_what_is_no_report_is_told(
    content: str | None, complaint: str, tmp_path: Path, capsys: Capture
) -> None:
    """Exit code 2, and nothing is written."""
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content)
    told = Told(capsys, "report", str(path))
    assert (told.code, told.out) == (2, "")
    assert complaint in told.err
    assert not (tmp_path / "summary.md").exists()
