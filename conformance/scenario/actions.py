"""Actions: what a step sends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from conformance.scenario import grammar
from conformance.scenario.bindings import Reference
from conformance.scenario.graph import INPUTS, TypeRef
from conformance.scenario.model import (
    OMITTED,
    CallAction,
    DeleteAction,
    ParallelAction,
    ReadAction,
    SetAction,
)
from conformance.scenario.reading import is_null
from conformance.scenario.values import free_value, input_value, text_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yaml.nodes import Node

    from conformance.scenario.model import Action
    from conformance.scenario.reading import Reader

MOST_CALLS: Final = 50
"""Calls that `parallel` may make at once."""

_HANDLE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,30}\Z")
_SECRET_HEADERS: Final = frozenset({"authorization", "cookie", "x-shopify-access-token"})
_INPUT: Final = TypeRef("CustomerSetInput")
_IDENTIFIERS: Final = TypeRef("CustomerSetIdentifiers")
_ID: Final = TypeRef("ID", required=True)


def _set_action(reader: Reader, node: Node) -> SetAction:
    keys = reader.keys(node, grammar.WHEN)
    identifier: Any = OMITTED
    if "identifier" in keys:
        empty = is_null(keys["identifier"])
        identifier = None if empty else input_value(reader, keys["identifier"], _IDENTIFIERS)
    value: Any = {}
    if "input" in keys:
        if is_null(keys["input"]) and not reader.freely:
            reader.report(keys["input"], "`input` must be a mapping, not null.")
        value = input_value(reader, keys["input"], _INPUT)
    inline = "inline" in keys and reader.choice(keys["inline"], "`inline`", ("true", "false")) == "true"
    return SetAction(value, identifier, inline)


def _read_action(reader: Reader, node: Node) -> ReadAction:
    keys = reader.keys(node, grammar.READ)
    if len(keys) == len(node.value) == 1:
        by, value = next(iter(keys.items()))
        return ReadAction(by, input_value(reader, value, INPUTS["CustomerSetIdentifiers"][by]))
    if keys or not node.value:
        reader.report(node, f"`read` takes exactly one of {', '.join(grammar.READ.keys)}.")
    return ReadAction("id", None)


def _delete_action(reader: Reader, node: Node) -> DeleteAction:
    keys = reader.keys(node, grammar.DELETE)
    return DeleteAction(input_value(reader, keys["id"], _ID) if "id" in keys else None)


def _call_action(reader: Reader, node: Node) -> CallAction:
    keys = reader.keys(node, grammar.CALL)
    document = text_value(reader, keys["document"], "`document`") if "document" in keys else ""
    variables = free_value(reader, keys["variables"]) if "variables" in keys else {}
    if not isinstance(variables, dict | Reference):
        reader.report(keys["variables"], "`variables` must be a mapping.")
        variables = {}
    operation = keys.get("operationName")
    return CallAction(
        document,
        variables,
        text_value(reader, operation, "`operationName`") if operation else None,
        token=_token(reader, keys["token"]) if "token" in keys else "",
        version=_version(reader, keys["version"]) if "version" in keys else "",
        headers=_headers(reader, keys["headers"]) if "headers" in keys else {},
        wait="wait" not in keys or reader.choice(keys["wait"], "`wait`", ("true", "false")) == "true",
        line=_first_line(keys["document"]) if "document" in keys else 0,
    )


def _token(reader: Reader, node: Node) -> str:
    name = reader.text(node, "`token`")
    if name and not grammar.NAME.match(name):
        reader.report(node, f'"{name}" is no name of a token.', "Never write a token itself; name one.")
        return ""
    return name


def _version(reader: Reader, node: Node) -> str:
    handle = reader.text(node, "`version`")
    if handle and not _HANDLE.match(handle):
        reader.report(node, f'"{handle}" can\'t stand in an address as an API version.')
    return handle


def _headers(reader: Reader, node: Node) -> dict[str, str]:
    """Return headers; a credential is refused, for it never stands in a file."""
    found = {}
    for name, key, value in reader.pairs(node, "`headers`"):
        if name.lower() in _SECRET_HEADERS:
            reader.report(key, f"A credential such as {name} never stands in a file.", "Name a `token`.")
        found[name] = reader.text(value, f"The header {name}")
    return found


def _first_line(node: Node) -> int:
    """Return the line on which a document's own first line stands; 0 if quotes or folding part them."""
    line: int = node.start_mark.line + 1
    style = getattr(node, "style", None)
    if style == "|":
        return line + 1
    return line if style is None or node.end_mark.line == node.start_mark.line else 0


def _parallel_action(reader: Reader, node: Node) -> ParallelAction:
    keys = reader.keys(node, grammar.PARALLEL)
    times = reader.number(keys["times"], "`times`", 2, MOST_CALLS) if "times" in keys else 2
    return ParallelAction(times, _set_action(reader, keys["when"]) if "when" in keys else SetAction({}))


ACTIONS: Final[Mapping[str, Callable[[Reader, Node], Action]]] = {
    "when": _set_action,
    "read": _read_action,
    "delete": _delete_action,
    "call": _call_action,
    "parallel": _parallel_action,
}
"""Readers by the key that begins a step."""
