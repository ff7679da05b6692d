"""`conformance cassettes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command import CHECKOUT, mock
from command_line import Told
from recorded_case import NOW, STORY, play

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, with a scenario file and the cassette of its case."""
    played = play(tmp_path, STORY)
    played.recorder.keep(played.exchanges, NOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_list_says_what_is_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Target, version, case, what it was recorded from and when, and how much it holds."""
    told = Told(capsys, "cassettes", "list")
    assert folder.is_dir()
    assert told.code == 0
    assert told.lines == ["mock  2026-10  own/story  mock, 2026-11-25  4 exchanges", "1 cassette"]


def test_lint_passes_what_is_fine(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Scenarios of one's own are named."""
    told = Told(capsys, "cassettes", "lint", "--scenarios", "own.yaml", "--max-age", "100000")
    assert folder.is_dir()
    assert (told.code, told.out) == (0, "1 cassette: nothing wrong\n")


def test_lint_names_every_complaint_with_its_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file as pre-commit gives it; the code is that of bad input."""
    path = folder / "cassettes" / "mock" / "2026-10" / "own" / "story.yaml"
    path.write_text(path.read_text("utf-8").replace("0.1.0", "acme.myshopify.com"), "utf-8")
    told = Told(capsys, "cassettes", "lint", str(path), "--max-age", "100000")
    assert told.code == 2
    assert told.lines == [
        f"{path}: edited: its content is not what its digest says; record it anew",
        f"{path}: secret: line 10: the address of a shop",
        f"{path}: orphaned: there is no case own/story[2026-10]",
        "1 cassette: 1 edited, 1 secret, 1 orphaned",
    ]


def test_lint_knows_the_credentials_in_use(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever they look like: they are in the environment."""
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", "hello-world-token")
    path = folder / "cassettes" / "mock" / "2026-10" / "own" / "story.yaml"
    path.write_text(path.read_text("utf-8").replace("0.1.0", "hello-world-token"), "utf-8")
    told = Told(capsys, "cassettes", "lint", "--scenarios", "own.yaml", "--max-age", "100000")
    assert f"{path.relative_to(folder)}: secret: line 10: a credential in use" in told.lines


def test_diff_shows_what_a_target_does_differently(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a shop that reads too early shows it, in one line for all cases that do; code 1."""
    assert folder.is_dir()
    with mock("--fault", "stale-read") as base:
        told = Told(capsys, "cassettes", "diff", "--target", base, "--scenarios", "own.yaml")
    assert told.code == 1
    assert told.lines[:4] == [
        "Customer $.data.customer.note",
        '    recorded  "hello"',
        "    now       null",
        "    in own/story[2026-10]",
    ]
    assert told.lines[-1].startswith(f"1 recorded case of mock against {base}: ")


def test_diff_finds_nothing_where_nothing_is_different(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The very mock, with other ids, other times and another seed."""
    assert folder.is_dir()
    with mock() as base:
        told = Told(capsys, "cassettes", "diff", "--target", base, "--scenarios", "own.yaml")
    assert (told.code, told.lines[-1]) == (0, f"1 recorded case of mock against {base}: no difference")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lint", "nowhere"), "nowhere does not exist."),
        (("diff", "--target", "devstore", "--cassettes", "mok"), 'Did you mean "mock"?'),
        (("diff", "--target", "mokc"), 'There is no target "mokc". Did you mean "mock"?'),
    ],
)
def test_a_mistake_is_told_with_the_nearest_word(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    """Code 2, and no traceback."""
    assert folder.is_dir()
    told = Told(capsys, "cassettes", *words)
    assert told.code == 2
    assert message in told.err


def test_the_hook_for_pre_commit_runs_the_linter() -> None:
    """On the cassettes that are about to be committed."""
    hook = (CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "  entry: conformance cassettes lint\n" in hook
    assert r"  files: (^|/)cassettes/.*\.yaml$" in hook
