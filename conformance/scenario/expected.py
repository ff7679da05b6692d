"""Expected trees: what the response must hold, typed by what the harness selects, with matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from conformance.errors import did_you_mean
from conformance.match import KINDS, Matcher, argument_problem
from conformance.match.matcher import TYPES
from conformance.scenario.bindings import FieldKey, OrNull, Reference, Template
from conformance.scenario.graph import JSON, SELECTED, SUGAR, field_names, field_type
from conformance.scenario.reading import NULLS, is_null, is_plain, plain
from conformance.scenario.values import common_type, free_value, scalar, text_value

if TYPE_CHECKING:
    from yaml.nodes import Node

    from conformance.scenario.graph import Sugar, TypeRef
    from conformance.scenario.reading import Reader

Where = tuple[str | int, ...]

_UNFILLED: Final = (Reference, Template, OrNull)


def expected_value(reader: Reader, node: Node, type_: TypeRef, where: Where, key: Node | None = None) -> Any:
    """Return an expected tree, after noting what the response can't hold.

    Args:
        reader: collects problems, and the lines of `where` and all places below.
        node: what the scenario writes.
        type_: the type of the response there, nullability left out; JSON is any value.
        where: path of the tree inside `then`, short names resolved.
        key: the key whose value `node` is, if it is one.
    """
    reader.lines[where] = (key or node).start_mark.line + 1
    if isinstance(node, ScalarNode):
        return _expected_scalar(reader, node, type_)
    if isinstance(node, SequenceNode):
        return _expected_list(reader, node.value, type_, node, where)
    matcher = _matcher_key(node)
    if matcher:
        return _matcher(reader, matcher, node.value[0][1], type_, where)
    return _expected_object(reader, node, type_, where)


def _expected_list(
    reader: Reader, elements: list[Node], type_: TypeRef, node: Node, where: Where
) -> list[Any]:
    item = JSON if type_ is JSON else type_.item
    if item is None:
        reader.report(node, f"{type_} is no list.")
        return []
    return [expected_value(reader, element, item, (*where, at)) for at, element in enumerate(elements)]


def _expected_scalar(reader: Reader, node: ScalarNode, type_: TypeRef) -> Any:
    text = node.value
    if type_ is JSON:
        return reader.template(node, text) if "${" in text else plain(node)
    if text in NULLS and is_plain(node):
        return None
    if type_.item and "${" not in text:
        reader.report(node, f'{type_} must be a list, not "{text[:40]}".')
        return None
    value = scalar(reader, node, type_)
    if type_.name in SUGAR and _is_tree_of_table(reader, value):
        reader.report(
            node, "A table can't hold a whole expected tree.", "Write the tree here, with references in it."
        )
    return value


def _is_tree_of_table(reader: Reader, value: Any) -> bool:
    """Tell whether a reference means a mapping or list of the table, in which short names would stay as they are."""
    if not isinstance(value, Reference) or len(value.path) != 1:
        return False
    return any(isinstance(each, dict | list) for each in reader.names.columns.get(value.path[0], ()))


def _report_no_object(reader: Reader, node: Node, type_: TypeRef) -> None:
    keys = [key for key, _ in node.value if isinstance(key, ScalarNode)]
    if len(keys) == 1:
        word = keys[0].value
        reader.report_unknown(keys[0], f'{type_} has no fields, and "{word}" is no matcher.', word, KINDS)
    else:
        reader.report(node, f"{type_} has no fields; a matcher has exactly one key.")


def _expected_object(reader: Reader, node: Node, type_: TypeRef, where: Where) -> dict[Any, Any]:
    if type_ is JSON:
        return _free_object(reader, node, where)
    if type_.item or type_.name not in SELECTED:
        _report_no_object(reader, node, type_)
        return {}
    return _selected_object(reader, node, type_.name, where)


def _free_object(reader: Reader, node: Node, where: Where) -> dict[Any, Any]:
    value: dict[Any, Any] = {}
    for name, key, item in reader.pairs(node, "This"):
        template = reader.template(key, name) if "${" in name else name
        value[template] = expected_value(reader, item, JSON, (*where, name), key)
    return value


def _selected_object(reader: Reader, node: Node, owner: str, where: Where) -> dict[Any, Any]:
    value: dict[Any, Any] = {}
    sugars = SUGAR.get(owner, {})
    fields = SELECTED[owner]
    for name, key, item in reader.pairs(node, owner):
        sugar = sugars.get(name)
        if "${" in name:
            template = reader.template(key, name, as_text=True)
            type_ = common_type(reader, template, _all_fields(owner)) or JSON
            found = expected_value(reader, item, type_, (*where, name), key)
            value[FieldKey(template) if owner == "Customer" else template] = found
        elif sugar and not _is_written_out(item, name, sugar):
            _put(reader, value, key, sugar.outer, _short(reader, sugar, item, where, key))
        elif name in fields:
            _put(reader, value, key, name, expected_value(reader, item, fields[name], (*where, name), key))
        else:
            _report_unknown_field(reader, key, owner, name)
    return value


def _all_fields(owner: str) -> dict[str, TypeRef]:
    return {name: field_type(owner, name) or JSON for name in field_names(owner)}


def _report_unknown_field(reader: Reader, key: Node, owner: str, name: str) -> None:
    hint = did_you_mean(name, [*field_names(owner), *KINDS]).strip()
    if not hint and owner == "Customer":
        hint = "For other fields, `call` a document of your own."
    place = "" if owner.endswith("Error") else " in what the harness selects"
    reader.report(key, f'{owner} has no "{name}"{place}.', hint)


def _is_written_out(node: Node, name: str, sugar: Sugar) -> bool:
    """Tell whether a short name that is also a real key (`metafields`) is used as the real one."""
    return (
        name == sugar.outer
        and node.__class__ is MappingNode
        and any(key.value == sugar.inner for key, _ in node.value)
    )


def _short(reader: Reader, sugar: Sugar, node: Node, where: Where, key: Node) -> Any:
    """Read the value of a short name and return what the response has at the outer key."""
    outer = (*where, sugar.outer)
    reader.lines.setdefault(outer, key.start_mark.line + 1)
    found = expected_value(reader, node, sugar.type, (*outer, sugar.inner), key)
    if sugar.lifts_null and (found is None or _holds_for_null(found)):
        return found
    if sugar.lifts_null and isinstance(found, _UNFILLED):
        return OrNull(sugar.inner, found)
    return {sugar.inner: found}


def _holds_for_null(found: Any) -> bool:
    return isinstance(found, Matcher) and (
        found.kind == "any" or (found.kind == "type" and found.argument == "null")
    )


def _put(reader: Reader, value: dict[Any, Any], key: Node, name: str, item: Any) -> None:
    """Set a key, or join two objects that say different things about it."""
    if name not in value:
        value[name] = item
    elif isinstance(value[name], dict) and isinstance(item, dict) and not value[name].keys() & item.keys():
        value[name] = {**value[name], **item}
    else:
        reader.report(key, f'"{key.value}" says again what {name} is.')


def _matcher_key(node: Node) -> str:
    """Return the kind of the matcher that a mapping is, or an empty string."""
    if len(node.value) != 1 or not isinstance(node.value[0][0], ScalarNode):
        return ""
    key, value = node.value[0]
    if key.value not in KINDS:
        return ""
    if key.value == "type" and not (isinstance(value, ScalarNode) and value.value in TYPES):
        return ""  # a metafield has a field of that name
    return str(key.value)


def _matcher(reader: Reader, kind: str, node: Node, type_: TypeRef, where: Where) -> Matcher:
    takes = KINDS[kind].takes
    if takes == "list" and isinstance(node, ScalarNode) and "${" in node.value:
        return Matcher(kind, reader.template(node, node.value))
    if takes == "list":
        elements = reader.items(node, f"The argument of `{kind}`")
        return Matcher(kind, _expected_list(reader, elements, type_, node, where))
    if takes == "tree":
        inner = type_.item if type_.item and kind == "contains" else type_
        return Matcher(kind, expected_value(reader, node, inner, where))
    if takes in {"true", "count"}:
        argument = free_value(reader, node)
    else:
        argument = None if is_null(node) else text_value(reader, node, f"The argument of `{kind}`")
    if not isinstance(argument, _UNFILLED):
        problem = argument_problem(kind, argument)
        if problem:
            reader.report(node, f"`{kind}` {problem}.")
    return Matcher(kind, argument)
