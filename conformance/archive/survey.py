"""Recorded cases played against a target, and what all of them together show to be different now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.archive.drift import compare
from conformance.scenario.catalogue import scenario_files
from conformance.scenario.model import ParallelAction
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from conformance.cassette.model import Cassette
    from conformance.harness import Harness
    from conformance.scenario.model import Case
    from conformance.versions import ApiVersion

Kind = tuple[str, str, str, str]
"""Operation, path, what was recorded, what is the case now."""


@dataclass
class Survey:
    """What recorded cases show when they are played against a target now.

    Attributes:
        compared: how many cases were compared.
        differences: the cases that show each difference, in the order they were met.
        lost: why there was no answer to compare, by case.
        without_scenario: recorded cases that no scenario makes any more.
        races: cases that send several calls at once, whose answers come in another order each time.
    """

    compared: int = 0
    differences: dict[Kind, list[str]] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    without_scenario: list[str] = field(default_factory=list)
    races: list[str] = field(default_factory=list)


def of_cassettes(
    harness: Harness, recorded: Sequence[Cassette], paths: Iterable[Path], *, any_version: bool = False
) -> Survey:
    """Play each recorded case against a harness' target and compare.

    Args:
        harness: a run against the target, in the API versions that are asked for.
        recorded: cassettes.
        paths: scenario files and folders that hold their cases.
        any_version: whether cases are compared with recordings of another API version too.
    """
    survey = Survey()
    met = set()
    for case, version in _cases(harness, paths):
        for cassette in recorded:
            if cassette.case == case.id and (any_version or cassette.provenance.asked == version.handle):
                met.add(cassette.id)
                _survey(survey, harness, cassette, case, version)
    survey.without_scenario = [cassette.id for cassette in recorded if cassette.id not in met]
    return survey


def _cases(harness: Harness, paths: Iterable[Path]) -> Iterator[tuple[Case, ApiVersion]]:
    files = dict.fromkeys(file for path in paths for file in scenario_files(path))
    for path in files:
        for version, case in harness.cases(path):
            yield case, version


def _survey(survey: Survey, harness: Harness, cassette: Cassette, case: Case, version: ApiVersion) -> None:
    if any(isinstance(step.action, ParallelAction) for step in case.scenario.steps):
        survey.races.append(cassette.id)
        return
    verdict = harness.play(case, version, case.scenario.path)
    if verdict.status in {Status.ERRORED, Status.NOT_APPLICABLE}:
        survey.lost[cassette.id] = verdict.reason
        return
    survey.compared += 1
    for found in compare(cassette, harness.hearing.exchanges, harness.hearing.secrets):
        kind = (found.operation, found.path, found.recorded, found.now)
        cases = survey.differences.setdefault(kind, [])
        if cassette.id not in cases:
            cases.append(cassette.id)
