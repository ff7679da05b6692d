"""JSON Schemas (draft 2020-12) of scenario and requirement files, for editors.

Generated from the tables that the compiler reads and from the bundled GraphQL schemas. They are more lenient
than the linter where JSON Schema can't say the rule, and never stricter. Written by
`python -m conformance.scenario.editor_schema`; a test checks that the files are up to date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
)

from conformance.match import KINDS
from conformance.match.matcher import TYPES
from conformance.scenario import grammar
from conformance.scenario.actions import MOST_CALLS
from conformance.scenario.combination import Combine
from conformance.scenario.enums import ENUMS
from conformance.scenario.graph import JSON, SELECTED, STRINGS, TypeRef, field_names, field_type
from conformance.scenario.model import Strictness
from conformance.scenario.steps import LONGEST_WAIT
from conformance.schema.load import enum_values, load
from conformance.verdict import Evidence, Level, Profile
from conformance.versions import BUNDLED, NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import GraphQLInputType

    from conformance.scenario.grammar import Key, Shape

    Node = dict[str, Any]

SCENARIO_FILE: Final = Path(__file__).with_name("scenario.schema.json")
REQUIREMENT_FILE: Final = Path(__file__).with_name("requirements.schema.json")

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ANY: Final[Node] = {}
_NULL: Final[Node] = {"type": "null"}
_TEXT: Final[Node] = {"type": ["string", "number", "boolean"]}
_SCALAR: Final[Node] = {"type": ["string", "number", "boolean", "null"]}
_REFERENCE: Final[Node] = {"type": "string", "pattern": r"\$\{"}
_OPEN_KEYS: Final[Node] = {r"\$\{|^<<$": _ANY}


def generate() -> Node:
    """Return the JSON Schema of a scenario file."""
    definitions: dict[str, Node] = {
        **{f"enum-{name}": _enum(name) for name in sorted(ENUMS)},
        **_inputs("CustomerSetInput", "CustomerSetIdentifiers"),
        **{f"expected-{name}": _object(name) for name in sorted(SELECTED)},
        "matcher": _matcher(),
        "then": _shape(grammar.THEN),
        "given": _shape(grammar.GIVEN),
        "step": _step(grammar.STEP),
        "scenario": _step(grammar.SCENARIO),
    }
    return {
        "$schema": _DIALECT,
        "$id": "https://conformance.example/scenario.schema.json",
        "title": "Conformance scenarios",
        **_shape(grammar.FILE),
        "$defs": definitions,
    }


def generate_requirements() -> Node:
    """Return the JSON Schema of a requirement file."""
    return {
        "$schema": _DIALECT,
        "$id": "https://conformance.example/requirements.schema.json",
        "title": "Conformance requirements",
        **_shape(grammar.REQUIREMENT_FILE),
    }


def text(schema: Node) -> str:
    """Return a JSON Schema as the text that its file holds."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def write() -> None:
    """Write both files beside this module."""
    SCENARIO_FILE.write_text(text(generate()), encoding="utf-8")
    REQUIREMENT_FILE.write_text(text(generate_requirements()), encoding="utf-8")


def _ref(name: str) -> Node:
    return {"$ref": f"#/$defs/{name}"}


def _any_of(*nodes: Node) -> Node:
    return {"anyOf": list(nodes)}


def _list_of(node: Node, least: int = 0) -> Node:
    return {"type": "array", "items": node, **({"minItems": least} if least else {})}


def _map_of(node: Node) -> Node:
    return {"type": "object", "additionalProperties": node}


def _pattern(pattern: str) -> Node:
    return {"type": "string", "pattern": f"^{pattern.removesuffix(chr(92) + 'Z')}$"}


def _shape(shape: Shape) -> Node:
    node: Node = {
        "type": "object",
        "properties": {name: {"description": key.doc, **_form(key)} for name, key in shape.keys.items()},
        "additionalProperties": False,
    }
    if shape.required:
        node["required"] = [name for name in shape.keys if name in shape.required]
    return node


def _form(key: Key) -> Node:
    form = _FORMS[key.form]
    return form() if callable(form) else form


def _step(shape: Shape) -> Node:
    """A mapping with one action, whose content is checked unless top-level errors are expected."""
    node = _shape(shape)
    for name in grammar.ACTIONS:
        node["properties"][name] = {"description": grammar.ACTIONS[name].doc, "type": "object"}
    choices = [*grammar.ACTIONS, *(["steps"] if "steps" in shape.keys else [])]
    return {
        **node,
        "oneOf": [{"required": [name]} for name in choices],
        "if": {"properties": {"then": {"required": ["errors"]}}, "required": ["then"]},
        "then": {"properties": {name: _action(name, freely=True) for name in grammar.ACTIONS}},
        "else": {"properties": {name: _action(name, freely=False) for name in grammar.ACTIONS}},
    }


def _action(name: str, *, freely: bool) -> Node:
    if name == "read":
        return {**_shape(grammar.READ), "minProperties": 1, "maxProperties": 1}
    if name == "delete":
        return _shape(grammar.DELETE)
    if name == "call":
        return _shape(grammar.CALL)
    when = _shape(grammar.WHEN)
    if freely:
        when["properties"]["identifier"] = when["properties"]["input"] = _ANY
    if name == "when":
        return when
    parallel = _shape(grammar.PARALLEL)
    parallel["properties"]["when"] = when
    return parallel


def _enum(name: str) -> Node:
    """All values of an enum: those of the newest stable version first, then what other versions have."""
    versions = (NEWEST_STABLE, *BUNDLED)
    values = dict.fromkeys(value for version in versions for value in enum_values(version, name))
    return {"enum": list(values)}


def _inputs(*names: str) -> dict[str, Node]:
    """Definitions of input types and of all that they mention, from the newest stable version's schema."""
    types = load(NEWEST_STABLE).type_map
    found: dict[str, Node] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        input_type = types[name]
        if name in found or not isinstance(input_type, GraphQLInputObjectType):
            continue
        properties: dict[str, Node] = {}
        required = []
        for field_name, field in input_type.fields.items():
            properties[field_name] = _sent(field.type, waiting)
            if field.deprecation_reason:
                properties[field_name] = {**properties[field_name], "deprecated": True}
            if isinstance(field.type, GraphQLNonNull):
                required.append(field_name)
        found[name] = {
            "type": "object",
            "properties": properties,
            "patternProperties": _OPEN_KEYS,
            "additionalProperties": False,
            **({"required": required} if required else {}),
            **({"minProperties": 1, "maxProperties": 1} if input_type.is_one_of else {}),
        }
    return dict(sorted(found.items()))


def _sent(type_: GraphQLInputType, waiting: list[str]) -> Node:
    if isinstance(type_, GraphQLNonNull):
        return _sent(type_.of_type, waiting)
    if isinstance(type_, GraphQLList):
        item = _sent(type_.of_type, waiting)
        return _any_of(_list_of(item), item)
    if isinstance(type_, GraphQLInputObjectType):
        waiting.append(type_.name)
        return _any_of(_ref(type_.name), _NULL, _REFERENCE)
    if isinstance(type_, GraphQLEnumType):
        return _any_of(_ref(f"enum-{type_.name}"), _NULL, _REFERENCE)
    if type_.name == "Boolean":
        return _any_of({"type": ["boolean", "null"]}, _REFERENCE)
    return _SCALAR


def _expected(type_: TypeRef) -> Node:
    """What may be expected of a type: a value, null, a matcher or a reference."""
    if type_ is JSON:
        return _ANY
    if type_.item:
        return _any_of(_list_of(_expected(type_.item)), _ref("matcher"), _NULL, _REFERENCE)
    if type_.name in SELECTED:
        return _any_of(_ref(f"expected-{type_.name}"), _ref("matcher"), _NULL, _REFERENCE)
    if type_.name in ENUMS:
        return _any_of(_ref(f"enum-{type_.name}"), _ref("matcher"), _NULL, _REFERENCE)
    if type_.name in STRINGS:
        return _any_of(_SCALAR, _ref("matcher"))
    return _any_of({"type": ["boolean", "null"]}, _ref("matcher"), _REFERENCE)


def _object(name: str) -> Node:
    return {
        "type": "object",
        "properties": {field: _expected(field_type(name, field) or JSON) for field in field_names(name)},
        "patternProperties": _OPEN_KEYS,
        "additionalProperties": False,
    }


def _matcher() -> Node:
    takes: Mapping[str, Node] = {
        "true": {"const": True},
        "type": {"enum": list(TYPES)},
        "list": _any_of({"type": "array"}, _REFERENCE),
        "tree": _ANY,
        "count": _any_of({"type": "integer", "minimum": 0}, _REFERENCE),
    }
    return {
        "type": "object",
        "properties": {
            name: {"description": kind.doc, **takes.get(kind.takes, _TEXT)} for name, kind in KINDS.items()
        },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


def _cases() -> Node:
    rows = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "object"}}
    column = _any_of({"type": "string", "pattern": r"^\$\{schema\."}, _list_of(_SCALAR, least=1))
    return _any_of(rows, {**_map_of(column), "minProperties": 1})


_FORMS: Final[Mapping[str, Node | Callable[[], Node]]] = {
    "text": _TEXT,
    "true": {"type": "boolean"},
    "tree": _any_of({"type": "object"}, _REFERENCE),
    "scenario-id": _pattern(grammar.SCENARIO_ID.pattern),
    "requirement-id": _pattern(grammar.REQUIREMENT_ID.pattern),
    "requirement-ids": _list_of(_pattern(grammar.REQUIREMENT_ID.pattern), least=1),
    "evidence": {"enum": [str(each) for each in Evidence]},
    "level": {"enum": [str(each) for each in Level]},
    "strictness": {"enum": [str(each) for each in Strictness]},
    "requires": _list_of({"type": "string"}, least=1),
    "eventually": lambda: _shape(grammar.EVENTUALLY),
    "seconds": {"type": "integer", "minimum": 1, "maximum": LONGEST_WAIT},
    "observed": lambda: _shape(grammar.OBSERVED),
    "profile": {"enum": [str(each) for each in Profile]},
    "exclusions": lambda: _list_of(_shape(grammar.EXCLUDED)),
    "topics": _map_of({"type": "string"}),
    "version": {"enum": [version.handle for version in BUNDLED]},
    "cases": _cases,
    "labels": _list_of(_TEXT, least=1),
    "combine": {"enum": [str(each) for each in Combine]},
    "scenarios": _list_of(_ref("scenario")),
    "steps": _list_of(_ref("step"), least=1),
    "requirements": lambda: _list_of(_shape(grammar.REQUIREMENT)),
    "given": _ref("given"),
    "definition": lambda: _shape(grammar.DEFINITION),
    "input": _any_of(_ref("CustomerSetInput"), _REFERENCE),
    "inputs": _map_of(_any_of(_ref("CustomerSetInput"), _REFERENCE)),
    "identifier": _any_of(_ref("CustomerSetIdentifiers"), _NULL, _REFERENCE),
    "when": {"type": "object"},
    "read": {"type": "object"},
    "delete": {"type": "object"},
    "scalar": _SCALAR,
    "custom-id": _any_of({"type": "object"}, _REFERENCE),
    "call": {"type": "object"},
    "parallel": {"type": "object"},
    "then": _ref("then"),
    "save": _map_of({"type": "string"}),
    "times": {"type": "integer", "minimum": 2, "maximum": MOST_CALLS},
    "count": {"type": "integer", "minimum": 0, "maximum": MOST_CALLS},
    "customer": lambda: _expected(TypeRef("Customer")),
    "user-errors": lambda: _any_of(
        _expected(TypeRef.parse("[CustomerSetUserError]")), _expected(TypeRef.parse("[AnyUserError]"))
    ),
    "errors": lambda: _expected(TypeRef.parse("[TopLevelError]")),
    "expected": _ANY,
    "http": lambda: _shape(grammar.HTTP),
    "headers": _map_of(_ANY),
    "changed": _list_of({"type": "string"}),
    "cost": lambda: _shape(grammar.COST),
}
"""What a key holds, by the form that the grammar gives it."""


if __name__ == "__main__":
    write()
