"""Scenarios that exploring wrote: saved below a folder, and played as a run would."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from conformance.runner import run_case
from conformance.scenario import catalogue
from conformance.scenario.model import applies, expand
from conformance.schema.load import enum_values
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.explore.player import Table
    from conformance.scenario.model import Scenario
    from conformance.verdict import Verdict

_WORST: Final = (Status.FAILED, Status.DISCOVERY, Status.ERRORED, Status.PASSED)


def save(folder: Path, name: str, text: str) -> Path:
    """Write a scenario file, and return its path; a folder that is not there is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.partition('/')[2]}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def replayed(table: Table, folder: Path) -> Iterator[Verdict]:
    """Play what was found earlier again, and yield the worst verdict of each scenario.

    Raises:
        ScenarioError: a file has problems.
    """
    if not folder.is_dir():
        return
    root = catalogue.find_root(folder)
    for scenario in catalogue.load(root, [folder]).scenarios:
        if not applies(scenario, table.version):
            yield _worst(table, scenario)


def played(table: Table, name: str, text: str) -> Verdict:
    """Play one text of a scenario file as a run would, and return the worst verdict of its cases."""
    file, _ = catalogue.lint_text(text, f"{name}.yaml")
    if file is None:
        raise RuntimeError(text)
    return _worst(table, file.scenarios[0])


def _worst(table: Table, scenario: Scenario) -> Verdict:
    cases = expand(scenario, partial(enum_values, table.version))
    verdicts = [run_case(case, table.version, table.session()) for case in cases]
    return min(verdicts, key=lambda verdict: _WORST.index(verdict.status) if verdict.status in _WORST else 9)
