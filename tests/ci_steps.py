"""Running the shell steps of a composite action or a GitLab job as their runners do, without these."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from command import CHECKOUT, CLEAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ACTION = CHECKOUT / "action.yml"
BASH = ("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail")
"""As GitHub starts it for `shell: bash`; GitLab's scripts end likewise with the first line that fails."""

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


@dataclass
class Ran:
    """What came of an action.

    Attributes:
        code: exit code of the first step that failed; 0 if none did.
        said: what the steps printed, both streams, by their names.
        summary: what they wrote for the summary of the job.
        outputs: outputs of the action.
        used: inputs of the actions that it would have used, by their names.
    """

    code: int = 0
    said: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)


def read(path: Path) -> dict[str, Any]:
    """Return a YAML file."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def put_conformance(folder: Path) -> None:
    """Put a `conformance` into a folder of programs, which runs this checkout."""
    folder.mkdir(parents=True)
    program = folder / "conformance"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m conformance "$@"\n')
    program.chmod(0o755)


class Action:
    """The composite action of this repository, run in a folder.

    Args:
        folder: the working directory, that of a project.
        temp: a folder for what the runner keeps apart.
        inputs: what the workflow gives; the rest has its defaults.
    """

    def __init__(self, folder: Path, temp: Path, **inputs: str) -> None:
        self.folder, self.temp = folder, temp
        described = read(ACTION)
        self.steps: list[dict[str, Any]] = described["runs"]["steps"]
        self._outputs: dict[str, dict[str, str]] = described["outputs"]
        names = {name.replace("-", "_"): name for name in described["inputs"]}
        self.values = {
            **{f"inputs.{name}": str(each["default"]) for name, each in described["inputs"].items()},
            **{f"inputs.{names[name]}": value for name, value in inputs.items()},
        }

    def run(self, *skipped: str, environment: Mapping[str, str] | None = None) -> Ran:
        """Run all steps but those of these names, as a runner does: the first that fails ends the others but `always()`."""
        ran = Ran()
        for step in self.steps:
            if step["name"] in skipped or not self._is_due(step.get("if", ""), failed=ran.code > 0):
                continue
            if "uses" in step:
                ran.used[step["uses"]] = {key: self._filled(value) for key, value in step["with"].items()}
                continue
            code, said = self._shell(step, environment or {})
            ran.said[step["name"]] = said
            ran.code = ran.code or code
        ran.outputs = {name: self._filled(each["value"]) for name, each in self._outputs.items()}
        summary = self.temp / "summary.md"
        ran.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return ran

    def _shell(self, step: dict[str, Any], environment: Mapping[str, str]) -> tuple[int, str]:
        assert step["shell"] == "bash"
        script, output = self.temp / "step.sh", self.temp / "output"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("")
        done = subprocess.run(
            [*BASH, str(script)],
            cwd=self.folder,
            env={
                **CLEAN,
                **environment,
                **{name: self._filled(value) for name, value in step.get("env", {}).items()},
                "GITHUB_ACTION_PATH": str(CHECKOUT),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
                "RUNNER_TEMP": str(self.temp),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            timeout=300,
        )
        for line in output.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            self.values[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode, done.stdout

    def _filled(self, text: str) -> str:
        """Return a text with its expressions filled in; what a step that was skipped would have put out is empty."""
        return _EXPRESSION.sub(
            lambda match: self.values.get(match[1], "") if ".outputs." in match[1] else self.values[match[1]],
            text,
        )

    def _is_due(self, condition: str, *, failed: bool) -> bool:
        """Return whether a step is run; knows just what the action says."""
        terms = [term.strip() for term in condition.split("&&") if term.strip()]
        due = "always()" in terms or not failed
        for term in terms:
            found = re.fullmatch(r"(inputs\.[\w-]+) != ''", term)
            assert found or term == "always()", term
            due = due and (not found or self.values[found[1]] != "")
        return due


def gitlab_cells(job: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the variables of each job that a job with a matrix of one variable stands for."""
    for row in job.get("parallel", {}).get("matrix", [{"NONE": [""]}]):
        ((name, values),) = row.items()
        yield from ({name: value} for value in values)


def gitlab_script(job: dict[str, Any], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a GitLab job, whose lines share a shell that ends with the first that fails."""
    return subprocess.run(
        [*BASH, "-c", "\n".join(job["script"])],
        cwd=folder,
        env={**CLEAN, "CI_PROJECT_DIR": str(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        timeout=300,
    )


def site_packages() -> str:
    """Return where the packages of this interpreter are."""
    return os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
