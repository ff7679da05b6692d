"""What docs/ci.md offers to downstream projects: each is run here as far as that goes without its runner."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from ci_steps import ACTION, Action, gitlab_cells, gitlab_script, put_conformance, read, site_packages
from command import CHECKOUT, CLEAN, mock
from manual import DOWNSTREAM, table, words

from conformance.report.files import forms

if TYPE_CHECKING:
    from pathlib import Path

PAGE = CHECKOUT / "docs" / "ci.md"
INSTALL = "Install conformance"
KNOWN = """\
known:
  - {scenario: sync/*, reason: The server clears lists., owner: us, expires: 2999-12-31}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the downstream example, far from this checkout."""
    return shutil.copytree(DOWNSTREAM, tmp_path / "erp-sync")


@pytest.fixture
def temp(tmp_path: Path) -> Path:
    """Return a runner's folder in which conformance is installed."""
    put_conformance(tmp_path / "temp" / "conformance" / "bin")
    return tmp_path / "temp"


def test_the_action_gates_on_the_mock(project: Path, temp: Path) -> None:
    """With the inputs of the example's workflow: verdict in the summary, report kept, exit code 0."""
    (step,) = [
        step
        for step in read(project / ".github" / "workflows" / "gate.yaml")["jobs"]["gate"]["steps"]
        if step["uses"].startswith("./")
    ]
    inputs = {name.replace("-", "_"): value for name, value in step["with"].items()}
    ran = Action(project, temp, **inputs).run(INSTALL)
    assert (ran.code, ran.outputs["exit-code"]) == (0, "0"), ran.said
    assert "## The gate is open for the profile core." in ran.summary
    assert "## Conformant: " in ran.summary
    assert ran.used["actions/upload-artifact@v4"]["path"] == "reports/gate"
    assert json.loads((project / ran.outputs["report"]).read_text())["outcome"] == "conformant"


def test_the_action_tells_new_from_known(project: Path, temp: Path) -> None:
    """A wrong server shuts the gate; what the baseline knows opens it, and is in the summary all the same."""
    (project / "known.yaml").write_text(KNOWN.replace("sync/*", "sync/run-keeps-what-the-staff-wrote"))
    with mock("--fault", "omitted-lists-cleared") as base:
        new = Action(project, temp, target=base, paths="contract", artifact="").run(INSTALL)
        known = Action(project, temp, target=base, paths="contract", baseline="known.yaml").run(INSTALL)
    assert (new.code, new.outputs["exit-code"], new.used) == (1, "1", {})
    assert "sync/run-keeps-what-the-staff-wrote" in new.said["Gate"]
    assert known.code == 0, known.said
    assert "### Known failures (1)" in known.summary


def test_the_action_runs_no_text_of_its_inputs(project: Path, temp: Path) -> None:
    """Nor does a report of an earlier run pass for this one's."""
    (project / "reports").mkdir()
    (project / "reports" / "report.json").write_text("{}")
    (project / "reports" / "summary.md").write_text("## Conformant")
    evil = "mock;touch${IFS}pwned $(touch pwned) `touch pwned`"
    ran = Action(project, temp, target=evil, version='"; touch pwned; "', paths="contract").run(INSTALL)
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")
    assert not (project / "pwned").exists()
    assert not (project / "reports" / "report.json").exists()
    assert "Conformant" not in ran.summary


@pytest.mark.parametrize("code", [3, 5, 137])
def test_the_action_forgets_no_exit_code_of_the_run(code: int, project: Path, temp: Path) -> None:
    """What the run could not look for, left behind, or died of is not in its report, whose gate is open."""
    program = temp / "conformance" / "bin" / "conformance"
    played = program.with_name("played")
    program.rename(played)
    program.write_text(f'#!/bin/sh\n"{played}" "$@" || exit\n[ "$1" != run ] || exit {code}\n')
    program.chmod(0o755)
    ran = Action(project, temp, paths="contract").run(INSTALL)
    assert "## The gate is open" in ran.summary
    assert (ran.code, ran.outputs["exit-code"]) == (code, str(code))


def test_the_action_is_not_green_without_a_report(project: Path, temp: Path) -> None:
    """A fixture that ends the process with 0 ends it before there is a verdict."""
    (project / "conftest.py").write_text(
        "import os\nimport pytest\n\n\n@pytest.fixture(autouse=True)\ndef gone():\n    os._exit(0)\n"
    )
    ran = Action(project, temp, paths="contract").run(INSTALL)
    assert (ran.code, ran.outputs["exit-code"]) == (3, "3")
    assert "left no report, so that there is no verdict" in ran.said["Gate"]


def test_the_action_removes_every_file_of_an_earlier_report() -> None:
    """Also where the run does not come to that itself, for instance for an option that is wrong."""
    [script] = [step["run"] for step in read(ACTION)["runs"]["steps"] if step["name"] == "Run scenarios"]
    [names] = re.findall(r"for name in (.*); do\n +rm ", script)
    assert set(names.split()) == set(forms())


def test_no_script_of_the_action_holds_an_expression() -> None:
    """Its text would be put into the script before the shell reads it."""
    scripts = [step["run"] for step in read(ACTION)["runs"]["steps"] if "run" in step]
    assert len(scripts) == 4
    assert not any("${{" in script for script in scripts)


def test_the_action_installs_what_it_runs(tmp_path: Path) -> None:
    """From its own checkout, with locked requirements, which are all there already."""
    environment = {"PYTHONPATH": site_packages(), "PIP_NO_INDEX": "1"}
    (tmp_path / "temp").mkdir()
    others = [step["name"] for step in read(ACTION)["runs"]["steps"] if step["name"] != INSTALL]
    ran = Action(tmp_path, tmp_path / "temp").run(*others, environment=environment)
    assert ran.code == 0, ran.said
    installed = tmp_path / "temp" / "conformance" / "bin" / "conformance"
    done = subprocess.run(
        [installed, "list", "--area", "tags"],
        cwd=tmp_path,
        env={**CLEAN, **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "tags/sent-tags-overwrite-the-others" in done.stdout


def test_the_inputs_are_documented() -> None:
    """Each of them, with its default."""
    inputs = read(ACTION)["inputs"]
    assert {words(row[0])[0]: (words(row[1]) or [""])[0] for row in table(PAGE, "inputs")} == {
        name: each["default"] for name, each in inputs.items()
    }
    assert {"target", "version", "profile", "baseline", "report-dir"} <= inputs.keys()


def test_the_jobs_of_gitlab_become_one_verdict(project: Path) -> None:
    """Each cell of the matrix keeps a report, and the last job merges them; one that is missing is no conformance."""
    put_conformance(project / ".conformance" / "bin")
    jobs = read(project / ".gitlab-ci.yml")
    cells = list(gitlab_cells(jobs["contract"]))
    assert [cell["VERSION"] for cell in cells] == ["2026-10", "unstable"]
    for cell in cells:
        done = gitlab_script(jobs["contract"], project, **cell)
        assert done.returncode == 0, done.stdout
    whole = gitlab_script(jobs["verdict"], project)
    assert whole.returncode == 0, whole.stdout
    merged = json.loads((project / "verdict" / "report.json").read_text())
    assert (merged["apiVersions"], len(merged["verdicts"])) == (["2026-10", "unstable"], 4)
    shutil.rmtree(project / "reports" / "unstable")
    part = gitlab_script(jobs["verdict"], project)
    assert part.returncode == 3, part.stdout
    assert "Only 1 of 2 reports are there" in part.stdout


def hooks() -> list[dict[str, str]]:
    """Return the hooks that check scenarios: those of the example, and the one that this repository offers."""
    (local,) = read(DOWNSTREAM / ".pre-commit-config.yaml")["repos"]
    offered: list[dict[str, str]] = read(CHECKOUT / ".pre-commit-hooks.yaml")  # type: ignore[assignment]
    return [*local["hooks"], *(hook for hook in offered if hook["id"] == "conformance-lint")]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["language"])
def test_the_hook_of_pre_commit_checks_scenarios_and_baseline(
    hook: dict[str, str], project: Path, temp: Path
) -> None:
    """Just these files; one that is wrong stops the commit."""
    files = [str(path.relative_to(project)) for path in sorted(project.rglob("*")) if path.is_file()]
    checked = [name for name in files if re.search(hook["files"], name)]
    assert checked == ["contract/requirements.yaml", "contract/sync.yaml", "known-failures.yaml"]
    path = f"{temp / 'conformance' / 'bin'}:{CLEAN['PATH']}"
    command = [*shlex.split(hook["entry"]), *checked]

    def commit() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=project, env={**CLEAN, "PATH": path}, capture_output=True, check=False, text=True
        )

    assert commit().returncode == 0
    (project / "known-failures.yaml").write_text(KNOWN.replace("owner", "ownr"))
    done = commit()
    assert done.returncode == 2
    assert (
        'known-failures.yaml:2:58: Unknown key "ownr" in a known failure. Did you mean "owner"?'
        in done.stderr
    )
