"""Several targets and versions in one run make one report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command import FAILS, PASSES, mock, run, run_pytest, write_scenarios

from conformance.errors import UsageError
from conformance.harness import Harness
from conformance.options import Options

if TYPE_CHECKING:
    from pathlib import Path


def rows(folder: Path) -> list[tuple[str, str, str, str]]:
    """Return scenario, version, target and status of each row of a report."""
    report = json.loads((folder / "out" / "report.json").read_text())
    return [
        (row["scenario"], row["version"], row.get("target", "-"), row["status"]) for row in report["verdicts"]
    ]


def test_two_targets_and_two_versions_make_four_columns(tmp_path: Path) -> None:
    """In one report, whoever of two workers played them; rows and names of items say which target they are of."""
    write_scenarios(tmp_path, PASSES, FAILS)
    with mock() as base:
        targets = ("--target=mock", f"--target={base}")
        versions = "--api-version=2026-07,2026-10"
        done = run_pytest(
            "-v", "-n", "2", *targets, versions, "--report-dir=out", "own.yaml", folder=tmp_path
        )
    expected = [
        (scenario, version, target, status)
        for target in ("mock", base)
        for version in ("2026-07", "2026-10")
        for scenario, status in (("own/passes", "passed"), ("own/fails", "failed"))
    ]
    assert sorted(rows(tmp_path)) == sorted(expected)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["target"]["name"] == f"mock and {base}"
    assert [(entry["name"], entry["kind"]) for entry in report["targets"]] == [
        ("mock", "mock"),
        (base, "endpoint"),
    ]
    assert f"own/passes[2026-07-{base.removeprefix('http://').replace(':', '-')}]" in done.stdout
    assert (
        f"rerun: pytest 'own.yaml::own/fails[2026-10]' --target={base} --api-version=2026-10" in done.stdout
    )


def test_a_target_that_does_not_answer_ends_the_run(tmp_path: Path) -> None:
    """Before anything is asked of the other."""
    write_scenarios(tmp_path, PASSES)
    done = run(
        "conformance", "run", "own.yaml", "--target=mock", "--target=http://127.0.0.1:1", folder=tmp_path
    )
    assert done.returncode == 3
    assert "passed" not in done.stdout


def options(folder: Path, **values: Any) -> Options:
    """Return options of a run that starts no mock."""
    return Options(**{"target": "mock", "versions": "", "seed": "", "folder": folder, "dry": True, **values})


def test_cassettes_are_of_one_target(tmp_path: Path) -> None:
    """So that it is told, not mixed up."""
    with pytest.raises(UsageError, match="one target at a time"):
        Harness(options(tmp_path, record_mode="once", others=("http://a.example",)))


def test_all_targets_share_a_seed(tmp_path: Path) -> None:
    """A new one, for one of them lives on."""
    one = Harness(options(tmp_path, others=("http://a.example",)))
    assert {each.seed for each in one.all} == {one.seed}
    assert one.seed != "mock"


def test_an_unknown_target_among_several_is_told(tmp_path: Path) -> None:
    """Before the run."""
    with pytest.raises(UsageError, match='There is no target "mok"'):
        Harness(options(tmp_path, others=("mok",)))
