"""Steps: what is sent, what must hold, what is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import MappingNode, ScalarNode

from conformance.scenario import grammar, references
from conformance.scenario.actions import ACTIONS, MOST_CALLS
from conformance.scenario.expected import expected_value
from conformance.scenario.graph import CUSTOMER, JSON, TypeRef, field_names, long_path
from conformance.scenario.model import OMITTED, Eventually, Expectation, SetAction, Step, Strictness
from conformance.scenario.reading import is_null
from conformance.scenario.values import text_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml.nodes import Node

    from conformance.scenario.bindings import Reference, Template
    from conformance.scenario.model import Action, Omitted
    from conformance.scenario.reading import Reader

LONGEST_WAIT: Final = 300
"""Seconds that `eventually` and `pause` may take."""

_REPEATABLE: Final = ("read", "call")

_ID: Final = TypeRef("ID")
_HEADER: Final = TypeRef("String")
_ERRORS: Final = TypeRef.parse("[TopLevelError]")
_USER_ERRORS: Final[Mapping[str, TypeRef]] = {
    "when": TypeRef.parse("[CustomerSetUserError]"),
    "parallel": TypeRef.parse("[CustomerSetUserError]"),
    "delete": TypeRef.parse("[UserError]"),
    "call": TypeRef.parse("[AnyUserError]"),
}
_COST_KEYS: Final[Mapping[str, str]] = {"requested": "requestedQueryCost", "actual": "actualQueryCost"}


def read_step(reader: Reader, node: Node, keys: Mapping[str, Node]) -> Step | None:
    """Return the step that the keys of a mapping write, or None if they name no single action."""
    actions = [name for name in grammar.ACTIONS if name in keys]
    if len(actions) != 1:
        known = ", ".join(grammar.ACTIONS)
        found = f"has {' and '.join(actions)}" if actions else "has none"
        reader.report(node, f"A step takes exactly one of {known}; this one {found}.")
        return None
    kind = actions[0]
    outcome = keys.get("then")
    before = len(reader.problems)
    reader.names.numbered = kind == "parallel"
    reader.freely = _expects_errors(outcome)
    action = ACTIONS[kind](reader, keys[kind])
    reader.freely = False
    then = _expectation(reader, outcome, kind) if outcome else Expectation()
    reader.names.numbered = False
    if outcome and then.changed is not OMITTED and len(reader.problems) == before and _creates(action):
        reader.report(outcome, "`changed` compares with before, and this call names no customer that exists.")
    eventually = _eventually(reader, keys["eventually"], kind) if "eventually" in keys else None
    save = _save(reader, keys["save"], kind) if "save" in keys else ()
    pause = reader.number(keys["pause"], "`pause`", 1, LONGEST_WAIT) if "pause" in keys else 0
    position = (node.start_mark.line + 1, node.start_mark.column + 1)
    return Step(action, then, eventually, save, position, pause)


def _eventually(reader: Reader, node: Node, kind: str) -> Eventually:
    if kind not in _REPEATABLE:
        reader.report(node, f"Only {' and '.join(_REPEATABLE)} can be played again; `{kind}` writes.")
    keys = reader.keys(node, grammar.EVENTUALLY)
    within = reader.number(keys["within"], "`within`", 1, LONGEST_WAIT) if "within" in keys else 1
    halt = _expectation(reader, keys["halt"], kind) if "halt" in keys else None
    if halt and halt.user_errors is not OMITTED:
        reader.report(keys["halt"], "`halt` takes customer, data, errors, http and cost, not userErrors.")
    return Eventually(within, halt)


def _expects_errors(then: Node | None) -> bool:
    """Tell whether `then` expects top-level errors, so that what is sent may be against the schema."""
    if not isinstance(then, MappingNode):
        return False
    return any(key.value == "errors" and not is_null(value) and value.value for key, value in then.value)


def _creates(action: Action) -> bool:
    if not isinstance(action, SetAction):
        return False
    has_id = isinstance(action.input, dict) and "id" in action.input
    return not has_id and (action.identifier is OMITTED or action.identifier is None)


def _expectation(reader: Reader, node: Node, kind: str) -> Expectation:
    keys = reader.keys(node, grammar.THEN)
    allowed = grammar.THEN_KEYS[kind]
    for name in keys.keys() - allowed:
        known = ", ".join(key for key in grammar.THEN.keys if key in allowed)
        reader.report(keys[name], f"`{name}` says nothing about `{kind}`, whose `then` takes {known}.")
    places = {
        key.value: key
        for key, value in (node.value if keys else ())
        if isinstance(key, ScalarNode) and keys.get(key.value) is value
    }
    reader.lines = {(name,): key.start_mark.line + 1 for name, key in places.items()}
    reader.lines[()] = node.start_mark.line + 1

    def tree(name: str, type_: TypeRef) -> Any:
        return expected_value(reader, keys[name], type_, (name,), places[name]) if name in keys else OMITTED

    return Expectation(
        customer=tree("customer", CUSTOMER),
        user_errors=tree("userErrors", _USER_ERRORS.get(kind, JSON)),
        strictness=_strictness(reader, keys),
        errors=tree("errors", _ERRORS),
        data=tree("data", JSON),
        body=tree("body", JSON),
        http=_http(reader, keys["http"]) if "http" in keys else OMITTED,
        changed=_changed(reader, keys["changed"]) if "changed" in keys else OMITTED,
        deleted=tree("deleted", _ID),
        cost=_cost(reader, keys["cost"]) if "cost" in keys else OMITTED,
        customers=_customers(reader, keys),
        lines=reader.lines,
    )


def _strictness(reader: Reader, keys: Mapping[str, Node]) -> Strictness:
    if "strictness" not in keys:
        return Strictness.EXACT
    if not keys.keys() & {"userErrors", "errors"}:
        reader.report(
            keys["strictness"], "`strictness` is about `userErrors` and `errors`; neither is written."
        )
    return Strictness(reader.choice(keys["strictness"], "`strictness`", [*Strictness]) or "exact")


def _customers(reader: Reader, keys: Mapping[str, Node]) -> int | Omitted:
    if "customers" not in keys:
        return OMITTED
    return reader.number(keys["customers"], "`customers`", 0, MOST_CALLS)


def _http(reader: Reader, node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    keys = reader.keys(node, grammar.HTTP)
    if "status" in keys:
        found["status"] = expected_value(reader, keys["status"], JSON, ("http", "status"))
    if "headers" in keys:
        found["headers"] = {
            name.lower(): expected_value(reader, value, _HEADER, ("http", "headers", name.lower()))
            for name, _, value in reader.pairs(keys["headers"], "`headers`")
        }
    return found


def _cost(reader: Reader, node: Node) -> dict[str, Any]:
    return {
        _COST_KEYS[name]: expected_value(reader, value, JSON, ("cost", _COST_KEYS[name]))
        for name, value in reader.keys(node, grammar.COST).items()
    }


def _changed(reader: Reader, node: Node) -> tuple[str | Reference | Template, ...]:
    found: list[str | Reference | Template] = []
    for item in reader.items(node, "`changed`"):
        name = text_value(reader, item, "A changed field")
        if isinstance(name, str):
            if references.type_of(name.split(".")) is None:
                reader.report_unknown(item, f'Customer has no "{name}" here.', name, field_names("Customer"))
            name = long_path(name)
        found.append(name)
    return tuple(found)


def _save(reader: Reader, node: Node, kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    roots = grammar.SAVE_ROOTS[kind]
    for name, key, value in reader.pairs(node, "`save`"):
        check_name(reader, key, name, "A saved name")
        path = tuple(reader.text(value, "What is saved").split("."))
        type_: TypeRef | None = None
        if not roots:
            reader.report(value, "The answers to `parallel` are several, so nothing can be saved of them.")
        elif path[0] not in roots:
            reader.report(value, f"What is saved from `{kind}` begins with {' or '.join(roots)}.")
        elif path[0] == "customer":
            type_ = references.type_of(list(path[1:]))
            if type_ is None:
                reader.report(value, f'Customer has no "{".".join(path[1:])}" here.')
        reader.names.types[name] = type_
        found.append((name, path))
    return tuple(found)


def check_name(reader: Reader, key: Node, name: str, what: str) -> None:
    """Note what keeps a word from being the name of a column, a given customer or a saved value."""
    if not grammar.NAME.match(name):
        reader.report(key, f'{what} must be a word of letters, digits, "_" and "-", not "{name}".')
    elif name in grammar.RESERVED:
        reader.report(key, f'"{name}" means something of its own and can\'t be a name.')
    elif name in reader.names.types or name in reader.names.columns:
        reader.report(key, f'"{name}" is a name already.')
