"""`conformance list`, `show` and `lint`: looking at a catalogue without asking any target."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.errors import UsageError, did_you_mean
from conformance.report.baseline import check_baseline, is_baseline
from conformance.report.wording import plural
from conformance.scenario import catalogue
from conformance.scenario.documents import invalid_documents
from conformance.scenario.model import expand
from conformance.scenario.problem import render_problems
from conformance.versions import BUNDLED, NEWEST_STABLE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from conformance.scenario.catalogue import Catalogue
    from conformance.scenario.model import Scenario
    from conformance.scenario.problem import Problem
    from conformance.scenario.requirement import Requirement
    from conformance.verdict import Level
    from conformance.versions import ApiVersion


def list_scenarios(options: argparse.Namespace) -> int:
    """Print scenarios, or requirements with how many scenarios prove each."""
    found = _load(options.paths)
    inside = [(each, scenario) for each in found for scenario in each.scenarios]
    if options.area:
        areas = {scenario.area for _, scenario in inside}
        if options.area not in areas:
            raise UsageError(
                f'There is no area "{options.area}".{did_you_mean(options.area, areas)}',
                hint=f"Areas: {', '.join(sorted(areas))}.",
            )
        inside = [(each, scenario) for each, scenario in inside if scenario.area == options.area]
    if options.requirements:
        return _list_requirements(found, [scenario for _, scenario in inside], options)
    levels = [(_level(each, scenario), scenario) for each, scenario in inside]
    wanted = [(level, scenario) for level, scenario in levels if options.level in {None, level.value}]
    for level, scenario in wanted:
        print(f"{level:<6} {scenario.evidence:<10} {scenario.id}{count(scenario)}  {scenario.title}")
    cases = sum(_cases(scenario) for _, scenario in wanted)
    in_areas = plural(len({scenario.area for _, scenario in wanted}), "area")
    print(
        f"\n{plural(len(wanted), 'scenario')} in {in_areas}, {plural(cases, 'case')} in API version {NEWEST_STABLE}"
    )
    return 0


def _list_requirements(
    found: Iterable[Catalogue], scenarios: Iterable[Scenario], options: argparse.Namespace
) -> int:
    """Print requirements; of one area only those that its scenarios prove."""
    proving = Counter(name for scenario in scenarios for name in scenario.proves)
    requirements = {name: item for each in found for name, item in each.requirements.items()}
    shown = [
        item
        for item in requirements.values()
        if options.level in {None, item.level.value} and (not options.area or proving[item.id])
    ]
    for item in shown:
        unasked = item.id.startswith(catalogue.INVARIANT)
        proof = "every exchange" if unasked else plural(proving[item.id], "scenario")
        print(f"{item.level:<6} {item.evidence:<10} {item.id}  ({proof})  {item.statement}")
    excluded = (
        []
        if options.area or options.level
        else [fact for each in found for fact in catalogue.exclusions(each.root)]
    )
    for fact in excluded:
        print(f"-      excluded   {fact.id}  {fact.fact}\n         {fact.reason}")
    also = f", {plural(len(excluded), 'fact')} excluded" if excluded else ""
    print(f"\n{_coverage(shown, proving)}{also}")
    return 0


def _coverage(requirements: Sequence[Requirement], proving: Mapping[str, int]) -> str:
    """Return how many requirements are proven, and which are not."""
    missing = [
        item.id
        for item in requirements
        if not proving[item.id] and not item.id.startswith(catalogue.INVARIANT)
    ]
    proven = len(requirements) - len(missing)
    lack = f"; without a scenario: {', '.join(missing)}" if missing else ""
    return f"{plural(len(requirements), 'requirement')}, {proven} proven{lack}"


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
        f"{scenario.id}{count(scenario)}\n{scenario.title}\n\n{scenario.path}:{scenario.line}, {scenario.evidence}"
    )
    if scenario.since or scenario.until:
        print(f"API versions: {scenario.since or 'any'} to {scenario.until or 'any'}")
    for name in scenario.proves:
        item = each.requirements[name]
        print(f"proves {item.level} {name}: {item.statement}")
    print(f"\n{_excerpt(scenario)}")
    return 0


def lint(options: argparse.Namespace) -> int:
    """Print every problem of scenario files and baselines; 2 if there is one that is no mere warning."""
    found: list[Catalogue] = []
    baselines = [path for path in options.paths if is_baseline(Path(path))]
    problems: list[Problem] = [problem for path in baselines for problem in check_baseline(Path(path))]
    others = [path for path in options.paths if path not in baselines]
    for path in others:
        if Path(path).is_dir() and not catalogue.scenario_files(Path(path)):
            raise UsageError(
                f"There is no scenario file in {path}.", hint="Their names end in .yaml or .yml."
            )
    for root, paths in _by_root(others).items() if others or not baselines else ():
        each, more = catalogue.check(root, paths)
        found.append(each)
        problems += more
        problems += [problem for file in each.files for problem in invalid_documents(file, BUNDLED)]
    if problems:
        print(render_problems(problems), file=sys.stderr)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        print(plural(len(wrong), "problem"), file=sys.stderr)
        return 2
    said = [plural(len(baselines), "baseline")] if baselines else []
    if found:
        said.append(plural(sum(len(each.files) for each in found), "file"))
        said.append(plural(sum(len(each.scenarios) for each in found), "scenario"))
        said.append(plural(len({name for each in found for name in each.requirements}), "requirement"))
    outcome = plural(len(problems), "warning") if problems else "no problems"
    print(f"{', '.join(said)}: {outcome}")
    return 0


def _by_root(paths: list[str]) -> dict[Path, list[Path] | None]:
    """Return what to check of each catalogue that paths belong to; None is all of it."""
    if not paths:
        return {catalogue.bundled_root(): None}
    grouped: dict[Path, list[Path]] = {}
    for path in map(Path, paths):
        grouped.setdefault(catalogue.find_root(path), []).append(path)
    return {
        root: None if any(path.resolve() == root for path in inside) else inside
        for root, inside in grouped.items()
    }


def _load(paths: list[str]) -> list[Catalogue]:
    if not paths:
        return [catalogue.load(catalogue.bundled_root())]
    return [catalogue.load(catalogue.find_root(Path(path)), [Path(path)]) for path in paths]


def _level(each: Catalogue, scenario: Scenario) -> Level:
    items: list[Requirement] = [each.requirements[name] for name in scenario.proves]
    return min((item.level for item in items), key=lambda level: level.rank)


def _cases(scenario: Scenario, version: ApiVersion = NEWEST_STABLE) -> int:
    def values(enum: str) -> tuple[str, ...]:
        from conformance.schema.load import enum_values  # noqa: PLC0415 - loads GraphQL, for few tables

        return enum_values(version, enum)

    return len(expand(scenario, values))


def count(scenario: Scenario) -> str:
    """Return ` (5 cases)` for a scenario with a table of five rows, or an empty text."""
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
