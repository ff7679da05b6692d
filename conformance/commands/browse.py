"""`conformance list`, `show`, `explain` and `lint`: looking at a catalogue without asking any target."""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.errors import UsageError, did_you_mean
from conformance.scenario import catalogue
from conformance.scenario.model import EnumColumn, expand
from conformance.scenario.problem import render_problems
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from conformance.scenario.catalogue import Catalogue
    from conformance.scenario.model import Scenario
    from conformance.scenario.requirement import Requirement
    from conformance.verdict import Level
    from conformance.versions import ApiVersion


def list_scenarios(options: argparse.Namespace) -> int:
    """Print scenarios, or requirements with how many scenarios prove each."""
    found = _load(options.paths)
    wanted = [
        scenario
        for each in found
        for scenario in each.scenarios
        if options.area in {None, scenario.area} and options.level in {None, _level(each, scenario).value}
    ]
    if options.requirements:
        return _list_requirements(found, wanted, options.level)
    for each in found:
        for scenario in each.scenarios:
            if scenario in wanted:
                print(
                    f"{_level(each, scenario):<6} {scenario.evidence:<10} {scenario.id}{_count(scenario)}  {scenario.title}"
                )
    cases = sum(_cases(scenario) for scenario in wanted)
    areas = len({scenario.area for scenario in wanted})
    print(f"\n{len(wanted)} scenarios in {areas} areas, {cases} cases in API version {NEWEST_STABLE}")
    return 0


def _list_requirements(found: Iterable[Catalogue], wanted: Iterable[Scenario], level: str | None) -> int:
    proving: dict[str, int] = defaultdict(int)
    for scenario in wanted:
        for name in scenario.proves:
            proving[name] += 1
    requirements = {name: item for each in found for name, item in each.requirements.items()}
    shown = [item for item in requirements.values() if level in {None, item.level.value}]
    for item in shown:
        proof = (
            "every exchange" if item.id.startswith(catalogue.INVARIANT) else f"{proving[item.id]} scenarios"
        )
        print(f"{item.level:<6} {item.evidence:<10} {item.id}  ({proof})  {item.statement}")
    print(f"\n{len(shown)} requirements")
    return 0


def show(options: argparse.Namespace) -> int:
    """Print one scenario with what it proves and the YAML it was written in."""
    each = catalogue.load(catalogue.bundled_root())
    wanted = options.id.partition("[")[0]
    scenario = next((item for item in each.scenarios if item.id == wanted), None)
    if scenario is None:
        known = [item.id for item in each.scenarios]
        raise UsageError(
            f'There is no scenario "{wanted}".{did_you_mean(wanted, known)}', hint="conformance list"
        )
    print(
        f"{scenario.id}{_count(scenario)}\n{scenario.title}\n\n{scenario.path}:{scenario.line}, {scenario.evidence}"
    )
    if scenario.since or scenario.until:
        print(f"API versions: {scenario.since or 'any'} to {scenario.until or 'any'}")
    for name in scenario.proves:
        item = each.requirements[name]
        print(f"proves {item.level} {name}: {item.statement}")
    print(f"\n{_excerpt(scenario)}")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print one requirement with its source and the scenarios that prove it."""
    each = catalogue.load(catalogue.bundled_root())
    item = each.requirements.get(options.id)
    if item is None:
        raise UsageError(
            f'There is no requirement "{options.id}".{did_you_mean(options.id, each.requirements)}',
            hint="conformance list --requirements",
        )
    print(f"{item.id}  {item.level}, {item.evidence}\n{item.statement}\n\nsource: {item.source}")
    proving = [scenario for scenario in each.scenarios if item.id in scenario.proves]
    if item.id.startswith(catalogue.INVARIANT):
        print("checked on every exchange of every scenario")
    for scenario in proving:
        print(f"proven by {scenario.id}{_count(scenario)}  {scenario.path}:{scenario.line}")
    return 0


def lint(options: argparse.Namespace) -> int:
    """Print every problem of scenario files; 2 if there is one that is no mere warning."""
    paths = [Path(path) for path in options.paths] or None
    root = catalogue.find_root(paths[0]) if paths else catalogue.bundled_root()
    whole = paths is None or paths == [root]
    found, problems = catalogue.check(root, None if whole else paths)
    wrong = [problem for problem in problems if not problem.is_warning]
    if problems:
        print(render_problems(problems), file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} {'problem' if len(wrong) == 1 else 'problems'}", file=sys.stderr)
        return 2
    files, scenarios = len(found.files), len(found.scenarios)
    print(f"{files} files, {scenarios} scenarios, {len(found.requirements)} requirements: no problems")
    return 0


def _load(paths: list[str]) -> list[Catalogue]:
    if not paths:
        return [catalogue.load(catalogue.bundled_root())]
    return [catalogue.load(catalogue.find_root(Path(path)), [Path(path)]) for path in paths]


def _level(each: Catalogue, scenario: Scenario) -> Level:
    items: list[Requirement] = [each.requirements[name] for name in scenario.proves]
    return min((item.level for item in items), key=lambda level: level.rank)


def _cases(scenario: Scenario, version: ApiVersion = NEWEST_STABLE) -> int:
    from conformance.schema.load import enum_values  # noqa: PLC0415 - loads GraphQL

    if isinstance(scenario.cases, EnumColumn):
        return len(expand(scenario, partial(enum_values, version)))
    return max(len(scenario.cases), 1)


def _count(scenario: Scenario) -> str:
    cases = _cases(scenario)
    return f" ({cases} cases)" if cases > 1 else ""


def _excerpt(scenario: Scenario) -> str:
    """Return the scenario's own lines: from where it begins to where the next entry of the list does."""
    lines = Path(scenario.path).read_text("utf-8").splitlines()
    start, column = scenario.line - 1, scenario.position[1] - 1
    taken = [lines[start]]
    for line in lines[start + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) < column:
            break
        taken.append(line)
    while taken and (not taken[-1].strip() or taken[-1].lstrip().startswith("#")):
        taken.pop()
    return "\n".join(line[max(column - 2, 0) :] for line in taken)
