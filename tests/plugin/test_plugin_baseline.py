"""A run with `--baseline`: known failures are expected, flaky cases tried again, and the gate has the last word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command import FAILS, PASSES, run, run_pytest, write_scenarios
from runner_world import VERSION, World, case, changed, session

from conformance.runner import run_until_passed
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.wire import Request, Response

WHY = "reason: It shouts., owner: us, expires: 2999-12-31"
KNOWN = f"known:\n  - {{scenario: own/fails, check: create.without-identifier, {WHY}}}\n"


def report(folder: Path) -> dict[str, Any]:
    """Return the rows of the report by scenario."""
    rows = json.loads((folder / "out" / "report.json").read_text())["verdicts"]
    return {row["scenario"]: row for row in rows}


@pytest.mark.parametrize(
    ("baseline", "scenarios", "code", "said"),
    [
        (KNOWN, (PASSES, FAILS), 0, "The gate is open for the profile exact."),
        (
            KNOWN,
            (PASSES, FAILS.replace("HELLO", "hello")),
            4,
            '"own/fails" passes: own/fails[2026-10]. Delete it.',
        ),
        ("known:\n  - scenaro: x\n", (PASSES,), 2, 'Did you mean "scenario"?'),
    ],
)
def test_the_gate_decides_the_exit_code(
    baseline: str, scenarios: tuple[str, ...], code: int, said: str, *, tmp_path: Path
) -> None:
    """Of `conformance run`; a mistake in the baseline is told before anything is sent."""
    write_scenarios(tmp_path, *scenarios)
    (tmp_path / "known.yaml").write_text(baseline)
    done = run("conformance", "run", "own.yaml", "--baseline=known.yaml", "--report-dir=out", folder=tmp_path)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_what_fails_once_a_failure_was_known_opens_no_gate(tmp_path: Path) -> None:
    """Pytest expects the failure, and not that a hook of another plugin raises."""
    write_scenarios(tmp_path, FAILS)
    (tmp_path / "known.yaml").write_text(KNOWN)
    (tmp_path / "conftest.py").write_text(
        "def pytest_conformance_verdict():\n    raise RuntimeError('theirs')\n"
    )
    done = run("conformance", "run", "own.yaml", "--baseline=known.yaml", folder=tmp_path)
    assert "1 failed" in done.stdout
    assert done.returncode == 3


def test_a_known_failure_is_expected_by_pytest_and_told_in_the_report(tmp_path: Path) -> None:
    """With reason and owner; a selection makes no entry stale."""
    write_scenarios(tmp_path, PASSES, FAILS)
    (tmp_path / "known.yaml").write_text(KNOWN + f"  - {{scenario: own/else, {WHY}}}\n")
    # One target that is named twice is one.
    words = (
        "-rx",
        "-k",
        "own",
        "--target=mock",
        "--target=mock",
        "--baseline=known.yaml",
        "--report-dir=out",
        "own.yaml",
    )
    done = run_pytest(*words, folder=tmp_path)
    assert done.returncode == 0
    assert "1 passed, 1 xfailed" in done.stdout
    assert "known until 2999-12-31 (us): It shouts." in done.stdout
    row = report(tmp_path)["own/fails"]
    assert row["status"] == "failed"
    assert (row["known"]["reason"], row["known"]["owner"]) == ("It shouts.", "us")
    assert "known" not in report(tmp_path)["own/passes"]


def test_pytest_fails_when_the_gate_is_shut(tmp_path: Path) -> None:
    """Although every item passed."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "known.yaml").write_text(f"known:\n  - {{scenario: own/passes, {WHY}}}\n")
    done = run_pytest("--baseline=known.yaml", "own.yaml", folder=tmp_path)
    assert "1 passed" in done.stdout
    assert "The gate is shut for the profile exact (exit code 4): 1 stale entry." in done.stdout
    assert done.returncode == 1


def test_a_case_that_fails_on_every_try_is_a_new_failure(tmp_path: Path) -> None:
    """However it is listed; the report tells every try."""
    write_scenarios(tmp_path, PASSES, FAILS)
    (tmp_path / "known.yaml").write_text(f"flaky:\n  - {{scenario: own/*, tries: 2, {WHY}}}\n")
    done = run("conformance", "run", "own.yaml", "--baseline=known.yaml", "--report-dir=out", folder=tmp_path)
    assert done.returncode == 1
    assert report(tmp_path)["own/fails"]["tries"] == ["failed"]
    assert "tries" not in report(tmp_path)["own/passes"]
    assert "failed on each of 2 tries" in done.stdout


SET = 'when: {input: {email: "${unique.email}", note: hello}}\nthen: {customer: {note: hello}}'


def shouting(times: int) -> World:
    """Return a shop that shouts the notes of its first answers to a set."""
    answers = 0

    def bend(request: Request, response: Response) -> Response:
        nonlocal answers
        if "customerSet(" not in request.document:
            return response
        answers += 1

        def shout(payload: Any) -> None:
            payload["data"]["customerSet"]["customer"]["note"] = "HELLO"

        return changed(response, shout) if answers <= times else response

    return World(bend)


@pytest.mark.parametrize(
    ("times", "tries", "status", "told"),
    [
        (0, 3, Status.PASSED, ()),
        (1, 3, Status.PASSED, (Status.FAILED,)),
        (2, 3, Status.PASSED, (Status.FAILED, Status.FAILED)),
        (3, 3, Status.FAILED, (Status.FAILED, Status.FAILED)),
        (1, 1, Status.FAILED, ()),
    ],
)
def test_a_case_is_tried_until_it_passes(
    times: int, tries: int, status: Status, told: tuple[Status, ...]
) -> None:
    """At most so many times, and every try is told."""
    verdict = run_until_passed(case(SET), VERSION, session(shouting(times)), tries)
    assert (verdict.status, verdict.tries) == (status, told)


def test_each_try_has_identities_of_its_own() -> None:
    """What an earlier one left behind would make it fail for another reason."""
    world = shouting(2)
    run_until_passed(case(SET), VERSION, session(world), 3)
    sent = [
        request.variables["input"]["email"] for request in world.asked if "customerSet(" in request.document
    ]
    assert len(dict.fromkeys(sent)) == 3
