"""The GraphQL documents of scenarios, held against the schema before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from conformance.scenario.model import CallAction, applies
from conformance.scenario.source import read
from conformance.schema.document import document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance.scenario.model import Scenario, ScenarioFile, Step
    from conformance.scenario.problem import Problem
    from conformance.versions import ApiVersion


def invalid_documents(file: ScenarioFile, versions: Iterable[ApiVersion]) -> tuple[Problem, ...]:
    """Return what is wrong with the documents of a file in the versions that their scenarios apply to.

    A step that expects errors may send what it wants; a document with references in it is known only when it runs.
    """
    found: list[tuple[tuple[int, int], str]] = []
    wanted = list(versions)
    for scenario in file.scenarios:
        for step in scenario.steps:
            if (
                isinstance(step.action, CallAction)
                and not step.then.expects_errors
                and not step.action.version
            ):
                found += _of_step(scenario, step, step.action, wanted)
    if not found:
        return ()
    source = read(Path(file.path), file.path)
    return tuple(source.problem_at(position, message) for position, message in dict.fromkeys(found))


def _of_step(
    scenario: Scenario, step: Step, action: CallAction, versions: list[ApiVersion]
) -> Iterator[tuple[tuple[int, int], str]]:
    text = action.document
    if not isinstance(text, str):
        return
    for version in versions:
        if applies(scenario, version):
            continue
        errors = document(version, text).errors
        for error in errors:
            line, column = next(iter(error.locations or ()), (1, 1))
            place = (action.line + line - 1, column) if action.line else step.position
            yield place, f"The document is not valid in API version {version}: {error.message}"
        if errors:
            return
