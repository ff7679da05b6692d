"""The tables of scenarios: rows by label, listed values, enums, and what combines them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import MappingNode, ScalarNode

from conformance.scenario.combination import Combine, EnumColumn, Row, Table
from conformance.scenario.enums import ENUMS
from conformance.scenario.graph import CUSTOMER, DEFINITION
from conformance.scenario.steps import check_name
from conformance.scenario.values import free_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml.nodes import Node

    from conformance.scenario.graph import TypeRef
    from conformance.scenario.reading import Reader

_SCHEMA: Final = re.compile(r"\$\{schema\.([^{}]*)\}\Z")
_LABEL: Final = re.compile(r"[^\s\[\]]{1,60}\Z")
_LONGEST_LABEL: Final = 40

TWO: Final = ("a", "b")
"""What two rows of a table are called where they are combined."""


def given_names(node: Node | None) -> dict[str, TypeRef | None]:
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


def read_cases(reader: Reader, keys: Mapping[str, Node]) -> tuple[Row, ...] | Table:
    """Read a scenario's `cases`, how they `combine` and `except` which, and note the names of their columns.

    A table is `{column: [values]}` with one column or several, where `"${schema.Enum}"` stands for all values of an
    enum, or `{label: {column: value}}`.
    """
    table = _combined(reader, keys)
    if "except" not in keys:
        return table
    left_out = [reader.text(item, "A label") for item in reader.items(keys["except"], "`except`")]
    if isinstance(table, Table):
        return replace(table, left_out=frozenset(left_out))
    known = [row.label for row in table]
    for item, label in zip(keys["except"].value, left_out, strict=False):
        if label and label not in known:
            reader.report_unknown(item, f'The table has no "{label}".', label, known)
    rows = tuple(row for row in table if row.label not in left_out)
    if table and not rows:
        reader.report(keys["except"], "`except` leaves no case.")
    return rows


def _combined(reader: Reader, keys: Mapping[str, Node]) -> tuple[Row, ...] | Table:
    """Read `cases` and how they `combine`."""
    wanted = reader.choice(keys.get("combine"), "`combine`", [*Combine])
    combine = Combine(wanted) if wanted else None
    if "cases" not in keys:
        if combine:
            reader.report(keys["combine"], "`combine` is about `cases`, and there are none.")
        return ()
    node = keys["cases"]
    pairs = list(reader.pairs(node, "`cases`"))
    if pairs and all(value.__class__ is MappingNode for _, _, value in pairs):
        rows = _rows(reader, pairs)
        if combine is Combine.TWO:
            return _two_by_two(reader, node, rows)
        if combine:
            reader.report(keys["combine"], f"`{combine}` combines columns of listed values; rows take `two`.")
        return rows
    if not pairs and node.__class__ is MappingNode:
        reader.report(
            node, "`cases` is empty.", "Give a column, {field: [firstName, note]}, or rows by label."
        )
    return _table(reader, keys, pairs, combine)


def _table(
    reader: Reader, keys: Mapping[str, Node], pairs: list[tuple[str, Node, Node]], combine: Combine | None
) -> tuple[Row, ...] | Table:
    """Read columns of listed values."""
    if combine is Combine.TWO:
        reader.report(keys["combine"], "`two` combines rows by label: {label: {column: value}}.")
    columns = {name: _column(reader, name, key, value) for name, key, value in pairs}
    reader.names.columns = {
        name: list(ENUMS.get(values.enum, ()))
        if isinstance(values, EnumColumn)
        else [row.bindings[name] for row in values]
        for name, values in columns.items()
    }
    if len(columns) == 1:
        (only,) = columns.values()
        if combine:
            reader.report(keys["combine"], "`combine` takes several columns, and this table has one.")
        if not isinstance(only, EnumColumn):
            return only
    return Table(columns, combine or Combine.FULL) if columns else ()


def _column(reader: Reader, name: str, key: Node, node: Node) -> tuple[Row, ...] | EnumColumn:
    """Read a column: its values as rows of one column each, or the enum it stands for."""
    check_name(reader, key, name, "A column")
    if not isinstance(node, ScalarNode):
        return _listed(reader, name, node)
    match = _SCHEMA.match(node.value)
    enum = match[1] if match else ""
    if not match:
        reader.report(node, f'The column "{name}" must be a list, or an enum: "${{schema.TaxExemption}}".')
    elif enum not in ENUMS:
        reader.report_unknown(node, f'The harness knows no enum "{enum}".', enum, ENUMS)
    return EnumColumn(name, enum)


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


def _two_by_two(reader: Reader, node: Node, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return a row for every two different rows, which are called `a` and `b` in it."""
    if len(rows) < len(TWO):
        reader.report(node, "`two` combines rows, and this table has not two of them.")
    reader.names.columns = {name: [dict(row.bindings) for row in rows] for name in TWO}
    return tuple(
        Row(f"{first.label},{second.label}", {"a": dict(first.bindings), "b": dict(second.bindings)})
        for first, second in combinations(rows, 2)
    )
