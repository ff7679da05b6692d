"""A scenario file as a run takes it: compiled against its catalogue, checked, and cut into the cases that are asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from conformance.errors import ScenarioError
from conformance.scenario import catalogue
from conformance.scenario.model import CallAction, expand
from conformance.scenario.problem import render_problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from conformance.scenario.model import Case, Scenario, ScenarioFile
    from conformance.scenario.problem import Problem
    from conformance.scenario.requirement import Requirement
    from conformance.verdict import Profile
    from conformance.versions import ApiVersion


def collect(
    path: Path, versions: Sequence[ApiVersion], profile: Profile, met: dict[str, Scenario]
) -> tuple[Mapping[str, Requirement], list[tuple[ApiVersion, Case]]]:
    """Return the requirements that a file refers to, and its cases, version by version, in the file's order.

    Left out are scenarios that prove nothing of the profile.

    Args:
        path: the scenario file.
        versions: in which API versions it is to be run.
        profile: how much of the contract is asked for.
        met: scenarios of the run so far by id, for no two may have the same; those of the file are added.

    Raises:
        ScenarioError: the file has problems; the message has them all.
    """
    root = catalogue.find_root(path)
    requirements, problems = catalogue.known_requirements(root)
    fragments, unusable = catalogue.known_fragments(root)
    file, more = catalogue.read_file(path, None if problems else requirements, fragments)
    wrong = (*problems, *unusable, *more)
    if file is not None:
        wrong = (*wrong, *_invalid_documents(file, versions), *catalogue.doubled_ids([file], met))
    if file is None or wrong:
        raise ScenarioError(render_problems(wrong))
    asked = [each for each in file.scenarios if _profile_of(each, requirements).rank <= profile.rank]
    return requirements, [
        (version, case)
        for version in versions
        for scenario in asked
        for case in expand(scenario, partial(_enum_values, version))
    ]


def _invalid_documents(file: ScenarioFile, versions: Sequence[ApiVersion]) -> tuple[Problem, ...]:
    if not any(isinstance(step.action, CallAction) for each in file.scenarios for step in each.steps):
        return ()
    from conformance.scenario.documents import invalid_documents  # noqa: PLC0415 - loads GraphQL, for few files

    return invalid_documents(file, versions)


def _profile_of(scenario: Scenario, requirements: Mapping[str, Requirement]) -> Profile:
    """Return the first profile that asks for anything that a scenario proves."""
    profiles = [requirements[name].profile for name in scenario.proves]
    return min(profiles, key=lambda each: each.rank)


def _enum_values(version: ApiVersion, name: str) -> tuple[str, ...]:
    from conformance.schema.load import enum_values  # noqa: PLC0415 - loads GraphQL, for few files

    return enum_values(version, name)
