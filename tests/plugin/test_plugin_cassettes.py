"""Recording a run and replaying it, with pytest-recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from command import PASSES, mock, run, write_scenarios

if TYPE_CHECKING:
    from pathlib import Path

QUIET = (
    "pytest",
    "-q",
    "-p",
    "no:schemathesis",
    "-p",
    "no:hypothesispytest",
    "-p",
    "no:allure_pytest",
    "own.yaml",
)
TOKEN = {"SHOPIFY_ACCESS_TOKEN": "shpat_0123456789abcdef0123456789abcdef"}


def record(folder: Path) -> str:
    """Record one scenario from a mock that is gone afterwards; gives the mock's URL."""
    write_scenarios(folder, PASSES)
    with mock() as base:
        done = run(*QUIET, f"--target={base}", "--record-mode=once", folder=folder, environment=TOKEN)
        assert done.returncode == 0, done.stdout
    return base


def test_a_run_is_recorded_and_replays_without_its_target(tmp_path: Path) -> None:
    """One cassette a case; nobody needs to be there any more."""
    base = record(tmp_path)
    cassettes = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "cassettes").rglob("*.yaml")]
    done = run(*QUIET, f"--target={base}", "--record-mode=none", folder=tmp_path)
    assert cassettes == ["cassettes/127.0.0.1/2026-10/own/passes.yaml"]
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_a_cassette_holds_neither_token_nor_address(tmp_path: Path) -> None:
    """What is recorded can be shown to anybody."""
    base = record(tmp_path)
    text = (tmp_path / "cassettes" / "127.0.0.1" / "2026-10" / "own" / "passes.yaml").read_text()
    assert TOKEN["SHOPIFY_ACCESS_TOKEN"] not in text
    assert base.removeprefix("http://") not in text
    assert "https://recorded.myshopify.com/admin/api/2026-10/graphql.json" in text
    assert "x-request-id" not in text.lower()


def test_a_replay_is_strict(tmp_path: Path) -> None:
    """A call that was not recorded has no verdict, and the message says what to do."""
    base = record(tmp_path)
    write_scenarios(tmp_path, PASSES.replace("hello", "bye"))
    done = run(*QUIET, f"--target={base}", "--record-mode=none", folder=tmp_path)
    assert done.returncode == 1
    assert "The cassette holds no such call." in done.stdout
    assert "ERROR own.yaml::own/passes[2026-10]" in done.stdout


def test_replay_means_what_was_recorded_of_the_dev_store(tmp_path: Path) -> None:
    """`--target=replay` needs no credentials and asks nobody."""
    record(tmp_path)
    (tmp_path / "cassettes" / "127.0.0.1").rename(tmp_path / "cassettes" / "devstore")
    done = run(*QUIET, "--target=replay", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
