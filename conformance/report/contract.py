"""How much of customerSet's contract the cases of a run touched."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    parse,
)
from graphql.error import GraphQLError
from graphql.language import FieldNode
from graphql.utilities import value_from_ast_untyped

from conformance.report.model import Covered
from conformance.schema.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphql import GraphQLField, GraphQLSchema
    from graphql.language import ValueNode

    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion
    from conformance.wire import Exchange, Json

_FIELD: Final = "customerSet"

_ARGUMENT: Final = "argument"
_IDENTIFIER: Final = "identifier"
_INPUT: Final = "input field"
_CODE: Final = "error code"
_PAYLOAD: Final = "payload field"
_CUSTOMER: Final = "customer field"

_NEEDED: Final = {"METAFIELD_MISMATCH": "metafields"}
"""Codes that speak of an input field. The enum says of this one: "The input argument `metafields` (if present) must
contain the `customId` value", and no bundled version has that field."""

Part = tuple[str, str]
"""A kind and a name, as in `Covered`."""


def touched(verdict: Verdict) -> frozenset[Part]:
    """Return which parts of the contract a case sent, or got in an answer."""
    return frozenset(part for exchange in verdict.exchanges for part in _touched(exchange))


def coverage(versions: Iterable[ApiVersion], cases: Mapping[Part, int]) -> tuple[Covered, ...]:
    """Return every part of the contract of some versions, each with the number of cases that touched it.

    Args:
        versions: bundled versions.
        cases: how many cases touched each part; parts that no version has are left out.
    """
    parts: dict[Part, str] = {}
    for version in versions:
        for part, unreachable in _parts(load(version)):
            # What one version can reach is reachable.
            parts[part] = parts.get(part, unreachable) and unreachable
    return tuple(
        Covered(kind, name, cases.get((kind, name), 0), unreachable)
        for (kind, name), unreachable in sorted(parts.items(), key=lambda entry: _ORDER.index(entry[0][0]))
    )


_ORDER: Final = (_ARGUMENT, _IDENTIFIER, _INPUT, _CODE, _PAYLOAD, _CUSTOMER)


def _parts(schema: GraphQLSchema) -> Iterator[tuple[Part, str]]:
    """Yield the parts of a version's contract, each with why it can't be reached."""
    field = schema.mutation_type.fields.get(_FIELD) if schema.mutation_type else None
    if field is None:
        return
    for name in field.args:
        yield (_ARGUMENT, name), ""
    identifiers, sent = (_type_of(field, name) for name in ("identifier", "input"))
    for name in identifiers.fields if identifiers else ():
        yield (_IDENTIFIER, name), ""
    for name in _input_fields(sent) if sent else ():
        yield (_INPUT, name), ""
    payload = get_named_type(field.type)
    if isinstance(payload, GraphQLObjectType):
        yield from _payload_parts(payload, frozenset(sent.fields if sent else ()))


def _type_of(field: GraphQLField, argument: str) -> GraphQLInputObjectType | None:
    found = get_named_type(field.args[argument].type) if argument in field.args else None
    return found if isinstance(found, GraphQLInputObjectType) else None


def _input_fields(kind: GraphQLInputObjectType, before: str = "") -> Iterator[str]:
    for name, field in kind.fields.items():
        yield before + name
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType) and not before:
            yield from _input_fields(inner, f"{name}.")


def _payload_parts(payload: GraphQLObjectType, sent: frozenset[str]) -> Iterator[tuple[Part, str]]:
    for name, field in payload.fields.items():
        yield (_PAYLOAD, name), ""
        inner = get_named_type(field.type)
        if not isinstance(inner, GraphQLObjectType):
            continue
        for each, deeper in inner.fields.items():
            if name == "customer":
                yield (_CUSTOMER, each), ""
                continue
            yield (_PAYLOAD, f"{name}.{each}"), ""
            codes = get_named_type(deeper.type)
            for code in codes.values if isinstance(codes, GraphQLEnumType) else ():
                needed = _NEEDED.get(code, "")
                lacks = needed and needed not in sent
                yield (_CODE, code), f"CustomerSetInput has no field {needed}" if lacks else ""


def _touched(exchange: Exchange) -> Iterator[Part]:
    payload = exchange.response.payload
    data = payload.get("data") if isinstance(payload, dict) else None
    for key, arguments in _calls(exchange.request.document):
        values = {name: _value(node, exchange.request.variables) for name, node in arguments.items()}
        for name, value in values.items():
            if value is not _ABSENT:
                yield _ARGUMENT, name
        yield from ((_IDENTIFIER, name) for name in _keys(values.get("identifier")))
        yield from ((_INPUT, name) for name in _names(values.get("input")))
        answer = data.get(key) if isinstance(data, dict) else None
        if isinstance(answer, dict):
            yield from _answered(answer)


def _answered(answer: Mapping[str, Json]) -> Iterator[Part]:
    yield from ((_PAYLOAD, name) for name in answer)
    yield from ((_CUSTOMER, name) for name in _keys(answer.get("customer")))
    errors = answer.get("userErrors")
    for error in errors if isinstance(errors, list) else ():
        yield from ((_PAYLOAD, f"userErrors.{name}") for name in _keys(error))
        if isinstance(error, dict) and isinstance(error.get("code"), str):
            yield _CODE, error["code"]


_ABSENT: Final = object()


def _value(node: ValueNode, variables: Mapping[str, Json]) -> Any:
    """Return what an argument comes to; a variable that was not sent leaves it out."""
    if node.kind == "variable":
        return variables.get(node.name.value, _ABSENT)  # type: ignore[attr-defined]
    return value_from_ast_untyped(node, dict(variables))


def _keys(value: Json) -> Iterator[str]:
    yield from value if isinstance(value, dict) else ()


def _names(value: Json, before: str = "") -> Iterator[str]:
    """Yield the names of input fields, those of nested objects and lists with the field that holds them."""
    for name, item in value.items() if isinstance(value, dict) else ():
        yield before + name
        for each in item if isinstance(item, list) else (item,):
            yield from _names(each, f"{before}{name}.")


@lru_cache(maxsize=512)
def _calls(document: str) -> tuple[tuple[str, Mapping[str, ValueNode]], ...]:
    """Return the response key and the arguments of each customerSet that a document calls at its root."""
    if _FIELD not in document:
        return ()
    try:
        parsed = parse(document, no_location=True)
    except (GraphQLError, RecursionError):
        return ()
    return tuple(
        (
            field.alias.value if field.alias else _FIELD,
            {argument.name.value: argument.value for argument in field.arguments or ()},
        )
        for definition in parsed.definitions
        if isinstance(definition, OperationDefinitionNode)
        for field in definition.selection_set.selections
        if isinstance(field, FieldNode) and field.name.value == _FIELD
    )
