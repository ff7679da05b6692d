"""`conformance explore` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conformance.cli import main
from conformance.commands import explore

if TYPE_CHECKING:
    from pathlib import Path

WRONG = ("explore", "--fault", "names-swapped", "--seed", "1", "--budget", "80-calls")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_right_server_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    """And the run says what it did."""
    assert main(["explore", "--seed", "1", "--budget", "60-calls"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("explore mock, API 2026-10, seed 1, 60-calls\n")
    assert "0 deviations found; the budget is used up. --resume goes on." in out


def test_what_is_found_is_printed_saved_and_played_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Swapped names; on the right server the same file passes."""
    assert main([*WRONG]) == 1
    out = capsys.readouterr().out
    files = sorted((folder / "scenarios" / "found").glob("*.yaml"))
    assert files
    for file in files:
        assert f"  scenarios/found/{file.name}\n" in out
    assert "then:" in out
    assert "conformance run scenarios/found" in out

    assert main([*WRONG]) == 1
    assert f"scenarios/found/{files[0].name}: still fails" in capsys.readouterr().out
    assert main(["explore", "--seed", "1", "--budget", "60-calls"]) == 0
    assert f"scenarios/found/{files[0].name}: passes now" in capsys.readouterr().out


def test_a_run_is_taken_up_where_it_stopped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its seed, its round and what it knows."""
    main([*WRONG])
    state = json.loads((folder / ".conformance" / "explore.json").read_text())
    assert state["seed"] == "1"
    assert state["known"]
    capsys.readouterr()
    main(["explore", "--fault", "names-swapped", "--budget", "50-calls", "--resume"])
    assert "seed 1," in capsys.readouterr().out
    again = json.loads((folder / ".conformance" / "explore.json").read_text())
    assert set(state["known"]) <= set(again["known"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--budget", "many"], '"many" is no budget.'),
        (["--resume"], "There is no run to go on with"),
        (["--target", "nobody"], 'There is no target "nobody".'),
        (["--target", "replay"], "A recording knows only what was recorded."),
        (["--fuzz", "--against", "mock"], "--fuzz judges one target and --against compares two."),
        (
            ["--target", "http://127.0.0.1:1", "--fault", "html"],
            "--fault makes the embedded mock a wrong server.",
        ),
        (["--fault", "names-swaped"], 'Did you mean "names-swapped"?'),
        (["--api-version", "2020-01"], 'No schema is bundled for API version "2020-01".'),
    ],
)
def test_what_is_wrong_is_told(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 2 and without a traceback."""
    assert main(["explore", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_run_of_something_else_is_not_taken_up(capsys: pytest.CaptureFixture[str]) -> None:
    """It says which option differs."""
    main([*WRONG])
    assert main(["explore", "--fault", "html", "--resume"]) == 2
    assert "The last run had --fault=names-swapped, this one has --fault=html." in capsys.readouterr().err


def test_nobody_there_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    """As with `conformance run`."""
    assert main(["explore", "--target", "http://127.0.0.1:1", "--budget", "5-calls"]) == 3
    assert "did not answer" in capsys.readouterr().err


def test_a_missing_library_is_told_once_and_clearly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to install."""
    monkeypatch.setattr(explore, "find_spec", lambda _name: None)
    assert main(["explore"]) == 2
    said = capsys.readouterr().err
    assert "conformance explore needs hypothesis, which is not installed." in said
    assert 'pip install "conformance[explore]"' in said


def test_the_command_line_does_not_load_what_exploring_needs() -> None:
    """No other command waits for it."""
    code = "import sys; import conformance.cli as c; c.parser(); print('hypothesis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
