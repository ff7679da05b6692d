"""A parsed file to frozen scenarios, or to all the problems it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import SequenceNode

from conformance.errors import ConformanceError
from conformance.scenario import grammar
from conformance.scenario.fragments import put_in
from conformance.scenario.graph import CUSTOMER, DEFINITION, TypeRef
from conformance.scenario.model import CallAction, Given, Scenario, ScenarioFile
from conformance.scenario.reading import Reader
from conformance.scenario.references import Names
from conformance.scenario.steps import check_name, read_step
from conformance.scenario.tables import given_names, read_cases
from conformance.scenario.values import input_value, text_value
from conformance.verdict import Evidence
from conformance.versions import bundled

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from yaml.nodes import Node

    from conformance.scenario.fragments import Fragments
    from conformance.scenario.model import Step
    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source
    from conformance.versions import ApiVersion

_INPUT: Final = TypeRef("CustomerSetInput")
_NAMESPACE: Final = "conformance"


def compile_file(
    source: Source, requirements: Container[str] | None = None, fragments: Fragments | None = None
) -> tuple[ScenarioFile | None, tuple[Problem, ...]]:
    """Compile a parsed file.

    Args:
        source: the file.
        requirements: known requirement ids; None leaves `proves` unchecked.
        fragments: those of the catalogue, by name.

    Returns:
        The file, or None if it has problems, and all its problems in the order of its lines.
    """
    tree, problems = put_in(source, fragments or {})
    if tree is None or problems:
        return None, source.problems + problems
    reader = Reader(source)
    keys = reader.keys(tree, grammar.FILE)
    area = reader.text(keys.get("area"), "The area")
    nodes = reader.items(keys["scenarios"], "`scenarios`") if "scenarios" in keys else []
    scenarios: dict[str, Scenario] = {}
    for node in nodes:
        scenario = _scenario(reader, node, area, requirements)
        if scenario is None:
            continue
        earlier = scenarios.setdefault(scenario.id, scenario)
        if earlier is not scenario:
            reader.report(node, f'The id "{scenario.id}" is taken by the scenario on line {earlier.line}.')
    if reader.problems:
        return None, tuple(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    return ScenarioFile(source.path, area, tuple(scenarios.values())), ()


def _scenario(reader: Reader, node: Node, area: str, requirements: Container[str] | None) -> Scenario | None:
    keys = reader.keys(node, grammar.SCENARIO)
    if not keys:
        return None
    identifier = reader.text(keys.get("id"), "The id")
    if identifier and not grammar.SCENARIO_ID.match(identifier):
        reader.report(keys["id"], f'"{identifier}" is no scenario id; they look like area/what-holds.')
    evidence = reader.choice(keys.get("evidence"), "`evidence`", [*Evidence])
    reader.names = Names(types=given_names(keys.get("given")))
    cases = read_cases(reader, keys)
    reader.names.types = {}
    given = _given(reader, keys["given"]) if "given" in keys else Given()
    requires = _requires(reader, keys["requires"]) if "requires" in keys else ()
    since, until = _version(reader, keys.get("since")), _version(reader, keys.get("until"))
    if since and until and until < since:
        reader.report(
            keys["until"], f"`until` {until} is before `since` {since}, so it applies to no version."
        )
    steps = _steps(reader, node, keys)
    for step in steps:
        _require_token(reader, node, step, requires)
    return Scenario(
        id=identifier,
        area=area,
        title=reader.text(keys.get("title"), "The title"),
        proves=_proves(reader, keys["proves"], requirements) if "proves" in keys else (),
        evidence=Evidence(evidence or "assumed"),
        steps=steps,
        source=reader.text(keys.get("source"), "`source`"),
        since=since,
        until=until,
        requires=requires,
        cases=cases,
        given=given,
        path=reader.source.path,
        position=(node.start_mark.line + 1, node.start_mark.column + 1),
    )


def _proves(reader: Reader, node: Node, requirements: Container[str] | None) -> tuple[str, ...]:
    items = reader.items(node, "`proves`")
    if not items and node.__class__ is SequenceNode:
        reader.report(node, "`proves` names no requirement.")
    found: dict[str, None] = {}
    for item in items:
        name = reader.text(item, "A requirement id")
        if name in found:
            reader.report(item, f'"{name}" stands there twice.')
        elif name and requirements is not None and name not in requirements:
            known = list(requirements) if isinstance(requirements, set | dict | frozenset) else []
            reader.report_unknown(item, f'There is no requirement "{name}".', name, known)
        found[name] = None
    return tuple(found)


def _requires(reader: Reader, node: Node) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for item in reader.items(node, "`requires`"):
        word = reader.text(item, "What is required")
        kind, _, name = word.partition(".")
        if word and word not in grammar.REQUIRES and not (name and f"{kind}.NAME" in grammar.REQUIRES):
            reader.report_unknown(item, f'No target is asked for "{word}".', word, grammar.REQUIRES)
        found[word] = None
    return tuple(found)


def _require_token(reader: Reader, node: Node, step: Step, requires: tuple[str, ...]) -> None:
    """Note a step that sends a token which the scenario does not require of the target."""
    token = step.action.token if isinstance(step.action, CallAction) else ""
    needed = "token" if token in grammar.TOKENS else f"token.{token}"
    if token and needed not in requires:
        reader.report(node, f"A step sends the token {token}: the scenario must say `requires: [{needed}]`.")


def _version(reader: Reader, node: Node | None) -> ApiVersion | None:
    if node is None:
        return None
    handle = reader.text(node, "A version")
    try:
        return bundled(handle)
    except ConformanceError as error:
        reader.report(node, error.message, error.hint)
        return None


def _steps(reader: Reader, node: Node, keys: Mapping[str, Node]) -> tuple[Step, ...]:
    inline = [name for name in keys if name in grammar.STEP.keys]
    if "steps" not in keys:
        step = read_step(reader, node, keys)
        return (step,) if step else ()
    if inline:
        reader.report(keys[inline[0]], f"`{inline[0]}` belongs into one of the `steps`, or `steps` goes.")
    items = reader.items(keys["steps"], "`steps`")
    if not items and keys["steps"].__class__ is SequenceNode:
        reader.report(keys["steps"], "There are no steps.")
    found = []
    for item in items:
        step_keys = reader.keys(item, grammar.STEP)
        step = read_step(reader, item, step_keys) if step_keys else None
        if step:
            found.append(step)
    return tuple(found)


def _given(reader: Reader, node: Node) -> Given:
    keys = reader.keys(node, grammar.GIVEN)
    definition = None
    if "definition" in keys:
        parts = reader.keys(keys["definition"], grammar.DEFINITION)
        definition = {"namespace": _NAMESPACE} | {
            name: text_value(reader, part, f"`{name}`") for name, part in parts.items()
        }
        reader.names.types["definition"] = DEFINITION
    customers: list[tuple[str, Any]] = []
    if "customer" in keys:
        customers.append(("customer", input_value(reader, keys["customer"], _INPUT)))
        reader.names.types["customer"] = CUSTOMER
    for name, key, value in reader.pairs(keys["customers"], "`customers`") if "customers" in keys else ():
        check_name(reader, key, name, "A customer's name")
        customers.append((name, input_value(reader, value, _INPUT)))
        reader.names.types[name] = CUSTOMER
    return Given(definition, tuple(customers))
