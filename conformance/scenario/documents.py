"""The GraphQL documents of scenarios, held against the schema before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.scenario.model import CallAction, applies
from conformance.scenario.source import read
from conformance.schema.document import document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance.scenario.model import Position, Scenario, ScenarioFile, Step
    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source
    from conformance.versions import ApiVersion


def invalid_documents(file: ScenarioFile, versions: Iterable[ApiVersion]) -> tuple[Problem, ...]:
    """Return what is wrong with the documents of a file in the versions that their scenarios apply to.

    A step that expects errors may send what it wants; a document with references in it is known only when it runs.
    """
    found: list[_Error] = []
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
    return tuple(source.problem_at(_place(error, source), error.message) for error in dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Error:
    """An error of a document.

    Attributes:
        step: where the step begins.
        line: the line of the file, 1-based; 0 if the document's lines are no lines there.
        column: the column in the document.
        text: the document's line.
        message: what is wrong.
    """

    step: Position
    line: int
    column: int
    text: str
    message: str


def _place(error: _Error, source: Source) -> Position:
    """Return line and column in the file: the document's own, behind what stands before it on its line."""
    indent = source.excerpt(error.line).find(error.text) if error.line else -1
    return error.step if indent < 0 else (error.line, indent + error.column)


def _of_step(
    scenario: Scenario, step: Step, action: CallAction, versions: list[ApiVersion]
) -> Iterator[_Error]:
    text = action.document
    if not isinstance(text, str):
        return
    for version in versions:
        if applies(scenario, version):
            continue
        errors = document(version, text).errors
        for error in errors:
            line, column = next(iter(error.locations or ()), (1, 1))
            message = f"The document is not valid in API version {version}: {error.message}"
            own = text.splitlines()[line - 1] if text else ""
            yield _Error(step.position, action.line and action.line + line - 1, column, own, message)
        if errors:
            return
