"""The command line itself: help, mistakes, exit codes, and readers that have had enough."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command import CLEAN, FAILS, run, write_scenarios
from command_line import Told

from conformance import __version__

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def test_the_version_is_told(capsys: Capture) -> None:
    """In one line."""
    told = Told(capsys, "--version")
    assert (told.code, told.out) == (0, f"conformance {__version__}\n")


def test_the_help_names_every_command_and_exit_code(capsys: Capture) -> None:
    """Each command with what it is for."""
    told = Told(capsys, "--help")
    assert told.code == 0
    for name in ("run", "mock", "list", "show", "explain", "lint", "report", "mutants", "schema"):
        assert f"\n    {name} " in told.out
    assert "0 conformant   1 not conformant   2 usage or bad input   3 target unreachable" in told.out
    assert "5 something of ours was left behind" in told.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["lst"], 'Did you mean "list"?'),
        (["LIST"], 'Did you mean "list"?'),
        (["schema", "dif"], 'Did you mean "diff"?'),
        (
            ["list", "--requirement-s"],
            'unrecognized arguments: --requirement-s Did you mean "--requirements"?',
        ),
        (["run", "--tagret=mock"], 'unrecognized arguments: --tagret=mock Did you mean "--target"?'),
        (["schema", "pull", "--tagret", "x"], 'unrecognized arguments: --tagret x Did you mean "--target"?'),
        (["show"], "the following arguments are required: id"),
        (["list", "--level", "must-not"], "argument --level: invalid choice: 'MUST-NOT'"),
        (["mock", "--port", "x"], "argument --port: a port is a number from 0 to 65535, not x"),
        (["mock", "--port", "65536"], "argument --port: a port is a number from 0 to 65535, not 65536"),
        (["mock", "--port", "-1"], "argument --port: a port is a number from 0 to 65535, not -1"),
    ],
)
def test_a_mistake_is_told_with_the_usage(words: list[str], complaint: str, capsys: Capture) -> None:
    """Exit code 2, and the nearest word where there is one."""
    told = Told(capsys, *words)
    assert told.code == 2
    assert told.err.startswith("usage: conformance")
    assert complaint in told.err
    assert told.out == ""


def test_a_word_far_from_all_commands_gets_no_suggestion(capsys: Capture) -> None:
    """Only the list of commands."""
    told = Told(capsys, "frobnicate")
    assert told.code == 2
    assert "invalid choice: 'frobnicate'" in told.err
    assert "Did you mean" not in told.err


def test_an_error_of_the_user_s_is_one_message(capsys: Capture) -> None:
    """What is wrong, and what to do, on standard error."""
    told = Told(capsys, "explain", "list.omited-unchanged")
    assert (told.code, told.out) == (2, "")
    assert told.err == (
        'conformance: There is no requirement and no code "list.omited-unchanged". Did you mean "list.omitted-unchanged"?\n'
        "conformance list --requirements\n"
    )


def test_ctrl_c_ends_with_130(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a traceback."""

    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.commands.browse.lint", interrupt)
    told = Told(capsys, "lint")
    assert (told.code, told.err) == (130, "conformance: interrupted\n")


@pytest.mark.parametrize("words", [["explain", "list.replaced"], ["list"], ["--help"]])
def test_a_reader_that_has_had_enough_is_no_error(words: list[str], tmp_path: Path) -> None:
    """However little there is to print: `conformance list | head -1`."""
    assert _unread(*words, folder=tmp_path) == (0, "")


@pytest.mark.parametrize("unbuffered", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_a_verdict_that_nobody_reads_is_no_success(unbuffered: dict[str, str], tmp_path: Path) -> None:
    """`conformance gate report.json | head -1` fails with pipefail as it does without the pipe, or as what a pipe ended."""
    write_scenarios(tmp_path, FAILS)
    run("conformance", "run", "own.yaml", folder=tmp_path)
    gate = _unread("gate", "reports/report.json", folder=tmp_path, **unbuffered)
    assert gate == (141 if unbuffered else 1, "")
    assert _unread("lint", "own.yaml", folder=tmp_path, **unbuffered) == (141 if unbuffered else 0, "")


def _unread(*words: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Return the exit code of a command whose output nobody reads, and what it says of that."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {name: value for name, value in CLEAN.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**environment, **variables},
        check=False,
        text=True,
    )
    os.close(writing)
    return done.returncode, done.stderr


def test_the_faults_of_the_mock_are_listed(capsys: Capture) -> None:
    """Each with what the server does wrong."""
    told = Told(capsys, "mock", "--fault=list")
    assert told.code == 0
    assert any(line.split(maxsplit=1) == TAGS_MERGED for line in told.lines)


TAGS_MERGED = ["tags-merged", "Tags that are sent join those that there are."]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--fault=tags-marged"], 'There is no fault "tags-marged". Did you mean "tags-merged"?'),
        (["--bucket=0/1"], '"0/1" is not a bucket.'),
        (["--bucket=much"], '"much" is not a bucket.'),
    ],
)
def test_a_mock_that_cannot_be_set_up_is_told(words: list[str], complaint: str, capsys: Capture) -> None:
    """Before it listens."""
    told = Told(capsys, "mock", "--port=0", *words)
    assert told.code == 2
    assert complaint in told.err
