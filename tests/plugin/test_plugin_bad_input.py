"""What a user can get wrong, and what can go wrong on the way: one clear message, the right exit code, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from command import CLEAN, FAILS, PASSES, mock, run, run_pytest, write_scenarios
from tiny_server import tiny_server

JSON = {"Content-Type": "application/json", "X-Shopify-API-Version": "2026-10"}
RUN = ("conformance", "run", "own.yaml")


def test_a_broken_file_is_told_with_line_and_caret(tmp_path: Path) -> None:
    """A typo in a key names its place and the nearest known word; the exit code is 2."""
    write_scenarios(tmp_path, PASSES.replace("title:", "titel:"))
    done = run(*RUN, folder=tmp_path)
    assert done.returncode == 2
    assert 'own.yaml:4:5: Unknown key "titel" in a scenario. Did you mean "title"?' in done.stdout
    assert "    titel: A note is stored" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_an_id_that_two_files_have_is_told(tmp_path: Path) -> None:
    """Whoever reads a report could not tell the two apart, and a recording of one would be played for the other."""
    write_scenarios(tmp_path, PASSES)
    write_scenarios(tmp_path, PASSES, name="same.yaml")
    done = run(*RUN, "same.yaml", folder=tmp_path)
    assert done.returncode == 2
    assert 'same.yaml:3:5: The id "own/passes" is taken at own.yaml:3.' in done.stdout


def test_a_file_that_is_named_twice_is_its_own_namesake(tmp_path: Path) -> None:
    """By its path and by an id in it, in two API versions."""
    write_scenarios(tmp_path, PASSES)
    words = (
        "own.yaml::own/passes[2026-10]",
        "own.yaml::own/passes[2026-07]",
        "--api-version=2026-07,2026-10",
    )
    done = run_pytest(*words, folder=tmp_path)
    assert "2 passed" in done.stdout


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """Pytest runs nothing while a file is broken, and says which one."""
    write_scenarios(tmp_path, PASSES.replace("title:", "titel:"), name="broken.yaml")
    write_scenarios(tmp_path, PASSES)
    done = run_pytest("own.yaml", "broken.yaml", folder=tmp_path)
    assert done.returncode == 2
    assert "ERROR broken.yaml" in done.stdout


@pytest.mark.parametrize("words", [("-n", "1"), ()])
def test_a_broken_file_beside_scenarios_that_pass_is_not_conformant(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    """Pytest plays the others all the same with xdist, or if told to: exit code 2, and no verdict."""
    write_scenarios(tmp_path, PASSES.replace("title:", "titel:"), name="broken.yaml")
    write_scenarios(tmp_path, PASSES)
    environment = {} if words else {"PYTEST_ADDOPTS": "--continue-on-collection-errors"}
    done = run(*RUN, "broken.yaml", *words, folder=tmp_path, environment=environment)
    assert "1 passed, 1 error" in done.stdout
    assert "\n1 file or folder could not be collected: see the errors.\n" in done.stdout
    assert "\nNo verdict: the run was interrupted after 1 case" in done.stdout
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("before", "head"),
    [
        ("", "scenarios:  # ours"),
        ("", '"scenarios":'),
        ("# A word on what this is about, and why.\n" * 200, "scenarios:"),
        ("---\r\n", "scenarios:\r"),
    ],
)
def test_a_scenario_file_is_found_however_it_begins(before: str, head: str, tmp_path: Path) -> None:
    """In a folder without requirements: nothing of it is left out in silence."""
    (tmp_path / "own").mkdir()
    path = write_scenarios(tmp_path / "own", PASSES)
    path.write_bytes(f"{before}{path.read_text('utf-8').replace('scenarios:', head)}".encode())
    write_scenarios(tmp_path / "own", PASSES.replace("own/passes", "own/again"), name="again.yaml")
    done = run("conformance", "run", "own", folder=tmp_path)
    assert "2 passed" in done.stdout


def test_a_report_that_can_not_be_written_is_no_success(tmp_path: Path) -> None:
    """It was asked for, and what an earlier run left there would be taken for it: exit code 2, 4 of pytest's own."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "reports" / "report.json").mkdir(parents=True)
    ours = run(*RUN, folder=tmp_path)
    theirs = run_pytest("own.yaml", "--report-dir=reports", folder=tmp_path)
    assert "The report can't be written to reports: Is a directory." in ours.stdout
    assert (ours.returncode, theirs.returncode) == (2, 4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--target=mok"], 'There is no target "mok". Did you mean "mock"?'),
        (
            ["--target=devstore"],
            "--target=devstore needs SHOPIFY_STORE and SHOPIFY_ACCESS_TOKEN in the environment.",
        ),
        (["--target=http://"], '"http://" is not a URL of a target.'),
        (["--api-version=2026-11"], '"2026-11"'),
        (["--api-version=latest"], 'No schema is bundled for API version "latest".'),
    ],
)
def test_a_wrong_option_is_usage(options: list[str], message: str, tmp_path: Path) -> None:
    """Exit code 2 of ours, 4 of pytest's own, and one message."""
    write_scenarios(tmp_path, PASSES)
    ours = run(*RUN, *options, folder=tmp_path)
    theirs = run_pytest("own.yaml", *options, folder=tmp_path)
    assert (ours.returncode, theirs.returncode) == (2, 4)
    for done in (ours, theirs):
        assert message in done.stderr
        assert "Traceback" not in done.stdout + done.stderr


def test_a_path_that_does_not_exist_is_usage(tmp_path: Path) -> None:
    """The path is named."""
    done = run("conformance", "run", "nowhere.yaml", folder=tmp_path)
    assert done.returncode == 2
    assert "nowhere.yaml" in done.stderr


def test_nobody_listening_ends_the_run_at_once(tmp_path: Path) -> None:
    """Exit code 3, before the first scenario."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    write_scenarios(tmp_path, PASSES)
    done = run(*RUN, f"--target={url}", folder=tmp_path)
    assert done.returncode == 3
    assert f"! conformance: {url} did not answer: [Errno 111] Connection refused." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_wrong_token_ends_the_run_at_once(tmp_path: Path) -> None:
    """Exit code 3, with the variable to set, and without the token."""
    write_scenarios(tmp_path, PASSES)
    with mock("--token", "right") as base:
        wrong = run(
            *RUN, f"--target={base}", folder=tmp_path, environment={"SHOPIFY_ACCESS_TOKEN": "wrong-token"}
        )
        right = run(*RUN, f"--target={base}", folder=tmp_path, environment={"SHOPIFY_ACCESS_TOKEN": "right"})
    assert wrong.returncode == 3
    assert "answered HTTP 401: it does not accept the access token." in wrong.stdout
    assert "wrong-token" not in wrong.stdout + wrong.stderr
    assert right.returncode == 0


def test_html_ends_the_run_at_once(tmp_path: Path) -> None:
    """Exit code 3: a web page is no Admin API."""
    write_scenarios(tmp_path, PASSES)
    with tiny_server(lambda *_: (200, {"Content-Type": "text/html"}, b"<!DOCTYPE html>")) as base:
        done = run(*RUN, f"--target={base}", folder=tmp_path)
    assert done.returncode == 3
    assert "answered HTTP 200 with text/html, not with JSON: <!DOCTYPE html>" in done.stdout


def test_a_version_that_is_not_served_ends_the_run_at_once(tmp_path: Path) -> None:
    """Exit code 3, with the version that was served instead."""
    write_scenarios(tmp_path, PASSES)
    headers = {**JSON, "X-Shopify-API-Version": "2026-01"}
    with tiny_server(lambda *_: (200, headers, b'{"data":{"shop":{"name":"x"}}}')) as base:
        done = run(*RUN, f"--target={base}", "--api-version=2025-10", folder=tmp_path)
    assert done.returncode == 3
    assert "was asked for API version 2025-10 and served 2026-01." in done.stdout


def test_a_target_that_dies_keeps_the_results_so_far(tmp_path: Path) -> None:
    """After three cases without a verdict the run is given up, with code 3 and a report of what was seen."""
    many = [PASSES.replace("own/passes", f"own/passes-{number}") for number in range(9)]
    write_scenarios(tmp_path, *many)
    with mock() as base:
        process = subprocess.Popen(
            [sys.executable, "-m", *RUN, f"--target={base}", "-v"],
            cwd=tmp_path,
            env={**CLEAN, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            if "passes-2[2026-10] PASSED" in line:
                break
    rest = process.communicate(timeout=60)[0]
    assert process.returncode == 3
    assert "3 scenarios in a row had no verdict" in rest
    report = json.loads((tmp_path / "reports" / "report.json").read_text())
    statuses = [item["status"] for item in report["verdicts"]]
    assert statuses.count("passed") >= 3
    assert statuses.count("errored") == 3


def test_ctrl_c_keeps_the_results_so_far(tmp_path: Path) -> None:
    """The report holds what was seen, says that the run was interrupted, and the mock is gone."""
    many = [PASSES.replace("own/passes", f"own/passes-{number}") for number in range(3000)]
    write_scenarios(tmp_path, *many)
    process = subprocess.Popen(
        [sys.executable, "-m", *RUN, "-v"],
        cwd=tmp_path,
        env={**CLEAN, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout or ():
        if "passes-20[2026-10] PASSED" in line:
            break
    os.kill(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    report = json.loads((tmp_path / "reports" / "report.json").read_text())
    assert process.returncode == 130
    assert 20 < len(report["verdicts"]) < 3000
    assert report["interrupted"] is True
    assert "No verdict" in output
    assert "Traceback" not in output + errors


def test_a_failure_and_its_report_go_with_exit_code_1(tmp_path: Path) -> None:
    """`conformance run` tells a deviation by its exit code."""
    write_scenarios(tmp_path, PASSES, FAILS)
    done = run(*RUN, folder=tmp_path)
    assert done.returncode == 1
    assert "Not conformant" in done.stdout


def test_a_report_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Before anything is asked of the target."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "taken").write_text("a file\n")
    done = run(*RUN, "--report-dir=taken", folder=tmp_path)
    assert done.returncode == 2
    assert "The report can't be written to taken: File exists." in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_caller_s_own_pytest_configuration_stays_out(tmp_path: Path) -> None:
    """`conformance run` is not bent by the addopts of the project it is called in."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    assert run(*RUN, folder=tmp_path).returncode == 0


def test_the_mock_does_not_outlive_the_run(tmp_path: Path) -> None:
    """No process is left when a run has ended."""
    write_scenarios(tmp_path, PASSES)
    run(*RUN, folder=tmp_path, environment={"CONFORMANCE_TEST_MARK": str(tmp_path)})
    assert not any(str(tmp_path) in _text(file) for file in Path("/proc").glob("[0-9]*/environ"))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
