"""The scalars of an answer, each with the type and the field it belongs to, and an answer with other ones in their place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLScalarType,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    is_composite_type,
)

from conformance.errors import UnknownVersionError
from conformance.schema.document import document
from conformance.schema.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphql import DocumentNode, GraphQLSchema, SelectionSetNode

    from conformance.wire import Json, Request

    Change = Callable[[str | None, str, Json], Json]
    """Takes the name of a type (None if unknown), that of a field, and a scalar; gives what stands there instead."""

OUTSIDE: Final = ""
"""Stands for the type of what is no part of an answer's `data`."""

_DATA: Final = "data"


def rewrite(payload: Json, request: Request, change: Change) -> Json:
    """Return the decoded body of a response with every scalar changed.

    Scalars of `data` come with the type and field that the request selects there, aliases resolved; those of errors
    and of whatever else with OUTSIDE and the nearest key.
    """
    if not isinstance(payload, dict):
        return _untyped(payload, "", change)
    found = _selections(request)
    return {
        key: _data(value, found, change) if key == _DATA else _untyped(value, key, change)
        for key, value in payload.items()
    }


def _data(value: Json, found: _Selections | None, change: Change) -> Json:
    if found and isinstance(value, dict):
        return found.object(value, None, found.roots, change)
    return _unselected(value, _DATA, change)


def _unselected(value: Json, field: str, change: Change) -> Json:
    """Return data that no readable document selects with every scalar changed; a name alone tells what it is."""
    if isinstance(value, dict):
        return {key: _unselected(item, key, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_unselected(item, field, change) for item in value]
    return change(None, field, value)


def _untyped(value: Json, field: str, change: Change) -> Json:
    if isinstance(value, dict):
        return {key: _untyped(item, key, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_untyped(item, field, change) for item in value]
    return change(OUTSIDE, field, value)


class _Selections:
    """What the operations of a document select, by response key."""

    def __init__(self, schema: GraphQLSchema, ast: DocumentNode, operation_name: str | None) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)
        }
        operation = _operation(ast, operation_name)
        self.roots: tuple[tuple[str | None, SelectionSetNode], ...] = ()
        if operation is not None:
            root = schema.get_root_type(operation.operation)
            self.roots = ((root.name if root else None, operation.selection_set),)

    def object(
        self,
        value: Mapping[str, Json],
        kind: str | None,
        selections: Sequence[tuple[str | None, SelectionSetNode]],
        change: Change,
    ) -> dict[str, Json]:
        fields = self._fields(selections, kind)
        return {
            key: self._value(item, *fields.get(key, (kind, key, ())), change) for key, item in value.items()
        }

    def _fields(
        self, selections: Sequence[tuple[str | None, SelectionSetNode]], kind: str | None
    ) -> dict[str, tuple[str | None, str, tuple[SelectionSetNode, ...]]]:
        """Return type, field name and selections of each response key; fragments of every type count."""
        found: dict[str, tuple[str | None, str, tuple[SelectionSetNode, ...]]] = {}
        waiting = [(kind or of, selection) for of, selection in selections]
        spread: set[str] = set()
        while waiting:
            of, selection = waiting.pop(0)
            for node in selection.selections:
                if isinstance(node, FieldNode):
                    key = (node.alias or node.name).value
                    before = found.get(key, (of, node.name.value, ()))[2]
                    more = (node.selection_set,) if node.selection_set else ()
                    found[key] = (of, node.name.value, (*before, *more))
                elif isinstance(node, InlineFragmentNode):
                    on = node.type_condition.name.value if node.type_condition else of
                    waiting.append((on, node.selection_set))
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                    spread.add(node.name.value)
                    fragment = self._fragments.get(node.name.value)
                    if fragment:
                        waiting.append((fragment.type_condition.name.value, fragment.selection_set))
        return found

    def _value(
        self,
        value: Json,
        kind: str | None,
        field: str,
        selections: Sequence[SelectionSetNode],
        change: Change,
    ) -> Json:
        if isinstance(value, list):
            return [self._value(item, kind, field, selections, change) for item in value]
        if not isinstance(value, dict):
            return change(kind, field, value)
        if not selections:
            return _scalar_tree(value, kind, field, change)
        inner = self._type_of(kind, field)
        return self.object(value, inner, [(inner, each) for each in selections], change)

    def _type_of(self, kind: str | None, field: str) -> str | None:
        """Return the type of a field if it is one object type; an abstract one leaves it to the fragments."""
        of = self._schema.get_type(kind) if kind else None
        found = self._schema.get_field(of, field) if of is not None and is_composite_type(of) else None
        named = get_named_type(found.type) if found else None
        return named.name if isinstance(named, GraphQLObjectType | GraphQLScalarType) else None


def _scalar_tree(value: Json, kind: str | None, field: str, change: Change) -> Json:
    """Return the value of a JSON scalar with what it holds changed, all of it as that field."""
    if isinstance(value, dict):
        return {key: _scalar_tree(item, kind, field, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_scalar_tree(item, kind, field, change) for item in value]
    return change(kind, field, value)


def _operation(ast: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """Return the operation of a document that a request runs, or its first one."""
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    named = [node for node in operations if name and node.name and node.name.value == name]
    return next(iter(named or operations), None)


def _selections(request: Request) -> _Selections | None:
    return _compiled(request.document, request.version, request.operation_name)


@lru_cache(256)
def _compiled(text: str, version: Any, operation_name: str | None) -> _Selections | None:
    try:
        ast = document(version, text).ast
        return _Selections(load(version), ast, operation_name) if ast else None
    except (UnknownVersionError, RecursionError):
        return None
