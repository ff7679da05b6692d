"""The downstream example: its scenarios pass, its contract bites, and its workflow runs what there is."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from command import mock, run, run_pytest
from manual import DOWNSTREAM, text

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW = DOWNSTREAM / ".github" / "workflows" / "contract.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the example, far from this checkout."""
    return shutil.copytree(DOWNSTREAM, tmp_path / "erp-sync")


def steps() -> list[dict[str, Any]]:
    """Return the steps of the workflow."""
    found: list[dict[str, Any]] = yaml.safe_load(text(WORKFLOW))["jobs"]["contract"]["steps"]
    return found


def gate(target: str) -> list[str]:
    """Return the arguments of the workflow's run against a target."""
    return next(
        shlex.split(step["run"].removeprefix("conformance "))
        for step in steps()
        if f"--target={target}" in step.get("run", "")
    )


def test_scenarios_pass_on_the_mock(project: Path) -> None:
    """`pytest` and nothing else."""
    done = run_pytest(folder=project)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    assert "configfile: pyproject.toml" in done.stdout


def test_scenarios_have_no_problems(project: Path) -> None:
    """Not a warning either: each requirement is proven."""
    done = run("conformance", "lint", "contract", folder=project)
    assert (done.returncode, done.stderr) == (0, "")


def test_workflow_gates_on_the_mock(project: Path) -> None:
    """Its command ends with 0 and writes the report that it uploads."""
    done = run("conformance", *gate("mock"), folder=project)
    assert done.returncode == 0, done.stdout
    uploaded = next(step["with"]["path"] for step in steps() if "upload" in step.get("uses", ""))
    written = {path.name for path in (project / uploaded / "mock").iterdir()}
    assert written == {
        *("report.json", "report.html", "summary.md", "junit.xml"),
        *("report.sarif", "badge.json", "badge.svg"),
    }


def test_workflow_gates_on_staging(project: Path) -> None:
    """With the variables that it sets, which are those that pyproject.toml names; without them, it says so."""
    step = next(step for step in steps() if "staging" in step.get("run", ""))
    with mock("--token", "right") as base:
        values = dict(zip(step["env"], (base, "right"), strict=True))
        right = run("conformance", *gate("staging"), folder=project, environment=values)
    missing = run("conformance", *gate("staging"), folder=project)
    assert list(step["env"]) == re.findall(r'-env = "(\w+)"', text(DOWNSTREAM / "pyproject.toml"))
    assert right.returncode == 0, right.stdout
    assert missing.returncode == 2


@pytest.mark.parametrize("fault", ["omitted-lists-cleared", "custom-id-upsert-duplicates"])
def test_contract_bites(fault: str, project: Path) -> None:
    """A server that clears what is left out, and one that makes duplicates, end the gate with 1."""
    with mock("--fault", fault) as base:
        done = run("conformance", "run", "contract", f"--target={base}", folder=project)
    assert done.returncode == 1
    assert "Not conformant" in done.stdout


def test_readme_is_short() -> None:
    """It fits on a screen."""
    assert text(DOWNSTREAM / "README.md").count("\n") <= 20
