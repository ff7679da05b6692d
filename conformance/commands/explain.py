"""`conformance explain`: what a requirement or a code means, where it is from, and what an app should do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.commands.browse import count
from conformance.errors import UsageError, did_you_mean
from conformance.scenario import catalogue
from conformance.scenario.codes import CODES, find_code

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from conformance.scenario.catalogue import Catalogue
    from conformance.scenario.codes import Code
    from conformance.scenario.exclusion import Exclusion
    from conformance.scenario.model import Scenario
    from conformance.scenario.requirement import Requirement


def explain(options: argparse.Namespace) -> int:
    """Explain a requirement, an excluded fact, or a code that answers carry."""
    each = catalogue.load(catalogue.bundled_root())
    excluded = {fact.id: fact for fact in catalogue.exclusions(each.root)}
    code = find_code(options.id)
    if options.id in each.requirements:
        lines = _requirement(each.requirements[options.id], each)
    elif code is not None:
        lines = _code(code, each)
    elif options.id in excluded:
        lines = _exclusion(excluded[options.id])
    else:
        known = (*each.requirements, *(code.name for code in CODES), *excluded)
        raise UsageError(
            f'There is no requirement and no code "{options.id}".{did_you_mean(options.id, known)}',
            hint="conformance list --requirements",
        )
    print("\n".join(lines))
    return 0


def _requirement(item: Requirement, each: Catalogue) -> Iterator[str]:
    yield f"{item.id}  {item.level}, {item.evidence}, profile {item.profile}"
    yield f"{item.statement}\n"
    yield f"source: {item.source}"
    if item.observed:
        yield f"observed: {item.observed}"
    if item.advice:
        yield f"what to do: {item.advice}"
    if item.id.startswith(catalogue.INVARIANT):
        yield "checked on every exchange of every scenario"
    yield from _scenarios("proven by", (one for one in each.scenarios if item.id in one.proves))


def _code(code: Code, each: Catalogue) -> Iterator[str]:
    yield f"{code.name}  in {code.layer}"
    yield f"{code.meaning}\n"
    yield f"source: {code.source}"
    yield f"what to do: {code.advice}"
    yield from _scenarios("expected by", (one for one in each.scenarios if _expects(one, code.name)))


def _exclusion(fact: Exclusion) -> Iterator[str]:
    yield f"{fact.id}  excluded: no requirement"
    yield f"{fact.fact}\n"
    yield f"why: {fact.reason}"


def _scenarios(word: str, scenarios: Iterator[Scenario]) -> Iterator[str]:
    for scenario in scenarios:
        yield f"{word} {scenario.id}{count(scenario)}  {scenario.path}:{scenario.line}"


def _expects(scenario: Scenario, code: str) -> bool:
    """Tell whether a scenario expects a code, in a step or in its table."""
    parts = (scenario.cases, *((step.then.user_errors, step.then.errors) for step in scenario.steps))
    return any(f"'{code}'" in repr(part) for part in parts)
