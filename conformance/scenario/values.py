"""Values that are sent, read by the GraphQL type of their place.

The type at a place decides what a bare scalar means: where a String or ID is due, it is a string to the letter.
Where no type is known, YAML 1.2 decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml.nodes import ScalarNode, SequenceNode

from conformance.scenario.bindings import Reference
from conformance.scenario.enums import ENUMS
from conformance.scenario.graph import INPUTS, ONE_OF, STRINGS
from conformance.scenario.reading import NULLS, is_plain, plain

if TYPE_CHECKING:
    from yaml.nodes import Node

    from conformance.scenario.graph import TypeRef
    from conformance.scenario.reading import Reader


def free_value(reader: Reader, node: Node) -> Any:
    """Return any JSON value; scalars mean what YAML 1.2 says."""
    if isinstance(node, ScalarNode):
        if "${" in node.value:
            return reader.template(node, node.value)
        return plain(node)
    if isinstance(node, SequenceNode):
        return [free_value(reader, item) for item in node.value]
    return {
        reader.template(key, name) if "${" in name else name: free_value(reader, value)
        for name, key, value in reader.pairs(node, "This")
    }


def text_value(reader: Reader, node: Node, what: str) -> Any:
    """Return a text in which references may stand."""
    if node.__class__ is not ScalarNode:
        return reader.text(node, what)
    return reader.template(node, node.value, as_text=True) if "${" in node.value else node.value


def input_value(reader: Reader, node: Node, type_: TypeRef) -> Any:
    """Return a value to send, after noting what the schema would refuse, unless that is wanted."""
    if reader.freely:
        return free_value(reader, node)
    if isinstance(node, ScalarNode):
        return _input_scalar(reader, node, type_)
    if isinstance(node, SequenceNode):
        item = type_.item
        if item is None:
            reader.report(node, f"{type_} takes no list.")
            return None
        return [input_value(reader, element, item) for element in node.value]
    fields = INPUTS.get(type_.name)
    if fields is None:
        reader.report(node, f"{type_} takes no mapping.")
        return None
    return _input_object(reader, node, type_, fields)


def _input_object(reader: Reader, node: Node, type_: TypeRef, fields: dict[str, TypeRef]) -> dict[Any, Any]:
    value: dict[Any, Any] = {}
    open_keys = False
    for name, key, item in reader.pairs(node, type_.name):
        if "${" in name:
            open_keys = True
            template = reader.template(key, name, as_text=True)
            field = common_type(reader, template, fields)
            value[template] = input_value(reader, item, field) if field else free_value(reader, item)
            continue
        field = fields.get(name)
        if field is None:
            reader.report_unknown(key, f'{type_.name} has no field "{name}".', name, fields)
        else:
            value[name] = input_value(reader, item, field)
    if open_keys:
        return value
    for name, field in fields.items():
        if field.required and name not in value:
            reader.report(node, f'{type_.name} needs "{name}".')
    if type_.name in ONE_OF and (len(node.value) != 1 or None in value.values()):
        reader.report(
            node,
            f"{type_.name} takes exactly one key, and not as null.",
            "To send another number, expect top-level `errors`.",
        )
    return value


def common_type(reader: Reader, key: Any, fields: dict[str, TypeRef]) -> TypeRef | None:
    """Return the type that all fields named by a table's column have, if they have one in common."""
    if not isinstance(key, Reference) or len(key.path) != 1:
        return None
    types = {fields.get(name) for name in reader.names.columns.get(key.path[0], ()) if isinstance(name, str)}
    return types.pop() if len(types) == 1 else None


def _input_scalar(reader: Reader, node: ScalarNode, type_: TypeRef) -> Any:
    text = node.value
    if text in NULLS and is_plain(node):
        if type_.required:
            reader.report(
                node, f"{type_} does not take null.", "To send it all the same, expect top-level `errors`."
            )
        return None
    return scalar(reader, node, type_)


def scalar(reader: Reader, node: ScalarNode, type_: TypeRef) -> Any:
    """Return a scalar that is not null, of a type or as the one element of a list of it."""
    text, name = node.value, type_.name
    if "${" in text:
        return reader.template(node, text, as_text=name in STRINGS)
    if name in STRINGS:
        return text
    if name in ENUMS:
        if text not in ENUMS[name]:
            reader.report_unknown(node, f'{name} has no value "{text}".', text, ENUMS[name])
        return text
    if name == "Boolean":
        value = plain(node)
        if not isinstance(value, bool):
            reader.report(node, f'"{text}" is no Boolean.', "Write true or false.")
        return value
    reader.report(node, f'{type_} must be a mapping, not "{text[:40]}".')
    return None
