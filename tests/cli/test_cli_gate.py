"""`conformance gate`: exit codes, and the file that it proposes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from command_line import Told
from report_samples import failing_run, mismatch, run, verdict

from conformance.report import json_report
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.model import Run

Capture = pytest.CaptureFixture[str]
BROKEN = verdict("update/note", "r", status=Status.FAILED, mismatches=(mismatch("r"),))
FINE = verdict("update/name", "r", cost=10)


def report(run_: Run, path: Path) -> str:
    """Write a report.json and return its path."""
    path.write_text(json_report.dumps(run_), encoding="utf-8")
    return str(path)


def known(folder: Path, scenario: str, days: int = 10) -> str:
    """Write a baseline with one entry that counts for so many days more, and return its path."""
    expires = datetime.now(UTC).date() + timedelta(days=days)
    path = folder / "known.yaml"
    path.write_text(f"known:\n  - {{scenario: {scenario}, reason: r, owner: us, expires: {expires}}}\n")
    return str(path)


@pytest.mark.parametrize(
    ("cases", "scenario", "days", "code"),
    [
        ((FINE, BROKEN), "", 0, 1),
        ((FINE, BROKEN), "update/note", 10, 0),
        ((FINE, BROKEN), "update/note", -1, 4),
        ((FINE,), "update/name", 10, 4),
        ((FINE,), "", 0, 0),
    ],
)
def test_the_exit_code_is_that_of_the_truth_table(
    cases: tuple[object, ...], scenario: str, days: int, code: int, *, tmp_path: Path, capsys: Capture
) -> None:
    """Today counts."""
    words = ["gate", report(run(*cases), tmp_path / "r.json")]  # type: ignore[arg-type]
    words += ["--baseline", known(tmp_path, scenario, days)] if scenario else []
    assert Told(capsys, *words).code == code


def test_no_verdict_is_3(tmp_path: Path, capsys: Capture) -> None:
    """An errored case; a failure beside it is 1."""
    errored = verdict("update/locale", status=Status.ERRORED, reason="Gone.")
    assert Told(capsys, "gate", report(run(FINE, errored), tmp_path / "r.json")).code == 3
    assert Told(capsys, "gate", report(failing_run(), tmp_path / "r.json")).code == 1


def test_the_profile_of_the_run_counts_unless_another_is_given(tmp_path: Path, capsys: Capture) -> None:
    """What is no MUST passes for `core`."""
    minor = verdict(
        "a", "r", status=Status.FAILED, level=Level.MAY, mismatches=(mismatch("r", level=Level.MAY),)
    )
    file = report(run(FINE, minor, profile="core"), tmp_path / "r.json")
    assert Told(capsys, "gate", file).code == 0
    told = Told(capsys, "gate", file, "--profile", "complete")
    assert (told.code, told.lines[-1]) == (
        1,
        "The gate is shut for the profile complete (exit code 1): 1 new failure.",
    )


def test_a_cost_that_rose_is_1(tmp_path: Path, capsys: Capture) -> None:
    """By more than the tolerance."""
    old = report(run(verdict("update/name", "r", cost=8)), tmp_path / "old.json")
    new = report(run(FINE), tmp_path / "new.json")
    told = Told(capsys, "gate", new, "--baseline-run", old)
    assert told.code == 1
    assert "  all that passed in both runs: 8 → 10 points, +25%" in told.lines
    assert Told(capsys, "gate", new, "--baseline-run", old, "--cost-tolerance", "25%").code == 0


def test_too_little_that_applies_is_3(tmp_path: Path, capsys: Capture) -> None:
    """Unless more is allowed."""
    idle = verdict("a", status=Status.NOT_APPLICABLE, reason="since")
    file = report(run(FINE, idle), tmp_path / "r.json")
    told = Told(capsys, "gate", file)
    assert (told.code, "1 of 2 cases do not apply, more than 20%" in told.lines[-1]) == (3, True)
    assert Told(capsys, "gate", file, "--max-not-applicable", "50%").code == 0


def test_a_baseline_is_proposed_and_then_fits(tmp_path: Path, capsys: Capture) -> None:
    """The exit code stays that of the gate, and the baseline itself as it is."""
    file, path = report(run(FINE, BROKEN), tmp_path / "r.json"), tmp_path / "known.yaml"
    told = Told(capsys, "gate", file, "--baseline", str(path), "--update", "--owner", "us")
    proposed = tmp_path / "known.proposed.yaml"
    assert (told.code, path.exists(), proposed.exists()) == (1, False, True)
    assert "+  - scenario: update/note" in told.lines
    proposed.rename(path)
    again = Told(capsys, "gate", file, "--baseline", str(path), "--update")
    assert (again.code, again.lines[-1]) == (0, "The baseline fits; there is nothing to propose.")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--update"], "--update needs --baseline FILE."),
        (["--baseline", "none.yaml"], "none.yaml:1:1: Cannot be read: No such file"),
        (["--profile", "cor"], 'Did you mean "core"?'),
        (["--cost-tolerance", "much"], "a percentage is like 10%, not much"),
        (["--expires", "tomorrow"], "a date is like 2027-01-31, not tomorrow"),
        (["--baseline-run", "none.json"], "none.json can't be read"),
    ],
)
def test_a_mistake_is_told(words: list[str], complaint: str, tmp_path: Path, capsys: Capture) -> None:
    """Exit code 2."""
    told = Told(capsys, "gate", report(run(FINE), tmp_path / "r.json"), *words)
    assert told.code == 2
    assert complaint in told.err


def test_a_wrong_baseline_is_shown_with_a_caret(tmp_path: Path, capsys: Capture) -> None:
    """Exit code 2, not a verdict."""
    path = tmp_path / "known.yaml"
    path.write_text("known:\n  - scenaro: a\n")
    told = Told(capsys, "gate", report(run(FINE), tmp_path / "r.json"), "--baseline", str(path))
    assert told.code == 2
    assert f'{path}:2:5: Unknown key "scenaro" in a known failure. Did you mean "scenario"?' in told.err
    assert "    - scenaro: a\n      ^" in told.err


def test_markdown_is_for_a_step_summary(tmp_path: Path, capsys: Capture) -> None:
    """With the same exit code."""
    told = Told(capsys, "gate", report(run(FINE, BROKEN), tmp_path / "r.json"), "--format", "markdown")
    assert (told.code, told.lines[0]) == (1, "## The gate is shut (exit code 1): 1 new failure.")
