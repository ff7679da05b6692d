"""A parsed file to frozen scenarios, or to all the problems it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from conformance.errors import ConformanceError
from conformance.scenario import grammar
from conformance.scenario.enums import ENUMS
from conformance.scenario.graph import CUSTOMER, DEFINITION, TypeRef
from conformance.scenario.model import EnumColumn, Given, Row, Scenario, ScenarioFile
from conformance.scenario.reading import Reader
from conformance.scenario.references import Names
from conformance.scenario.steps import check_name, read_step
from conformance.scenario.values import free_value, input_value, text_value
from conformance.verdict import Evidence
from conformance.versions import bundled

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from yaml.nodes import Node

    from conformance.scenario.model import Step
    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source
    from conformance.versions import ApiVersion

_SCHEMA: Final = re.compile(r"\$\{schema\.([^{}]*)\}\Z")
_LABEL: Final = re.compile(r"[^\s\[\]]{1,60}\Z")
_LONGEST_LABEL: Final = 40
_INPUT: Final = TypeRef("CustomerSetInput")
_NAMESPACE: Final = "conformance"


def compile_file(
    source: Source, requirements: Container[str] | None = None
) -> tuple[ScenarioFile | None, tuple[Problem, ...]]:
    """Compile a parsed file.

    Args:
        source: the file.
        requirements: known requirement ids; None leaves `proves` unchecked.

    Returns:
        The file, or None if it has problems, and all its problems in the order of its lines.
    """
    if source.root is None:
        return None, source.problems
    reader = Reader(source)
    keys = reader.keys(source.root, grammar.FILE)
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
    reader.names = Names(types=_given_names(keys.get("given")))
    cases = _cases(reader, keys["cases"]) if "cases" in keys else ()
    reader.names.types = {}
    given = _given(reader, keys["given"]) if "given" in keys else Given()
    since, until = _version(reader, keys.get("since")), _version(reader, keys.get("until"))
    if since and until and until < since:
        reader.report(
            keys["until"], f"`until` {until} is before `since` {since}, so it applies to no version."
        )
    return Scenario(
        id=identifier,
        area=area,
        title=reader.text(keys.get("title"), "The title"),
        proves=_proves(reader, keys["proves"], requirements) if "proves" in keys else (),
        evidence=Evidence(evidence or "assumed"),
        steps=_steps(reader, node, keys),
        source=reader.text(keys.get("source"), "`source`"),
        since=since,
        until=until,
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


def _given_names(node: Node | None) -> dict[str, TypeRef | None]:
    """Return what `given` is going to name, for the table, which stands before it and may refer to it."""
    found: dict[str, TypeRef | None] = {}
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if key.value == "definition":
            found["definition"] = DEFINITION
        elif key.value == "customer":
            found["customer"] = CUSTOMER
        elif key.value == "customers" and isinstance(value, MappingNode):
            found |= {str(name.value): CUSTOMER for name, _ in value.value}
    return found


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


def _cases(reader: Reader, node: Node) -> tuple[Row, ...] | EnumColumn:
    """Read a table: `{column: "${schema.Enum}"}`, `{column: [values]}` or `{label: {column: value}}`."""
    pairs = list(reader.pairs(node, "`cases`"))
    if pairs and all(value.__class__ is MappingNode for _, _, value in pairs):
        return _rows(reader, [(name, key, value) for name, key, value in pairs])
    if len(pairs) != 1:
        if pairs or node.__class__ is MappingNode:
            reader.report(
                node,
                "`cases` takes one column, or rows by label that are mappings.",
                "Several columns: {label: {field: note, size: 5001}, ...}.",
            )
        return ()
    column, key, value = pairs[0]
    check_name(reader, key, column, "A column")
    if isinstance(value, ScalarNode):
        match = _SCHEMA.match(value.value)
        enum = match[1] if match else ""
        if not match:
            reader.report(
                value, f'The column "{column}" must be a list, or an enum: "${{schema.TaxExemption}}".'
            )
        elif enum not in ENUMS:
            reader.report_unknown(value, f'The harness knows no enum "{enum}".', enum, ENUMS)
        reader.names.columns = {column: list(ENUMS.get(enum, ()))}
        return EnumColumn(column, enum)
    return _listed(reader, column, value)


def _listed(reader: Reader, column: str, node: Node) -> tuple[Row, ...]:
    rows: dict[str, Row] = {}
    items = reader.items(node, f'The column "{column}"')
    if not items:
        reader.report(node, f'The column "{column}" is empty.')
    for item in items:
        if not isinstance(item, ScalarNode):
            reader.report(item, "Values that are not scalars need labels.", "Write {label: {column: value}}.")
            continue
        value = free_value(reader, item)
        label = _label(item.value, is_null=value is None)
        if label in rows:
            reader.report(
                item, f'Two cases would be called "{label}".', "Give them labels: {label: {column: value}}."
            )
        rows[label] = Row(label, {column: value})
    reader.names.columns = {column: [row.bindings[column] for row in rows.values()]}
    return tuple(rows.values())


def _label(text: str, *, is_null: bool) -> str:
    """Return what a listed value is called in ids: its text without what ids can't hold."""
    if is_null:
        return "null"
    if not text.strip():
        return "blank" if text else "empty"
    return re.sub(r"[\s\[\]]+", "-", text.strip())[:_LONGEST_LABEL]


def _rows(reader: Reader, pairs: list[tuple[str, Node, Node]]) -> tuple[Row, ...]:
    rows: list[Row] = []
    columns: dict[str, list[Any]] = {}
    for label, key, node in pairs:
        if not _LABEL.match(label):
            reader.report(
                key, f'"{label}" is no label; it takes up to 60 characters, without spaces and brackets.'
            )
        bindings = {}
        for name, name_key, value in reader.pairs(node, f'The row "{label}"'):
            if not rows:
                check_name(reader, name_key, name, "A column")
            bindings[name] = free_value(reader, value)
        if rows and bindings.keys() != rows[0].bindings.keys():
            wanted = ", ".join(rows[0].bindings)
            reader.report(key, f'The row "{label}" must have the columns of the first: {wanted}.')
        rows.append(Row(label, bindings))
        for name, value in bindings.items():
            columns.setdefault(name, []).append(value)
    reader.names.columns = columns
    return tuple(rows)
