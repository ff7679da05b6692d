"""Documents that schemathesis makes from the slice, for customerSet and the reads, judged by our oracle and by kind of error.

Its values are of the schema's types and otherwise nobody's idea of a customer. Emails, phones, ids and custom ids are put in
place of those it makes, so that documents are about somebody who is there and whatever is made carries our mark.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    REMOVE,
    FieldNode,
    IntValueNode,
    ListValueNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    introspection_from_schema,
    parse,
    print_ast,
    visit,
)

from conformance.explore import strategies
from conformance.explore.marking import TAG
from conformance.explore.player import playing
from conformance.explore.script import NAMESPACE, Move
from conformance.explore.taxonomy import TAXONOMY, codes, is_static
from conformance.match import render
from conformance.oracle.finding import Finding
from conformance.schema.load import load
from conformance.schema.response import response_checker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import ArgumentNode
    from hypothesis.strategies import SearchStrategy

    from conformance.explore.player import Deviation, Table
    from conformance.versions import ApiVersion
    from conformance.wire import Exchange

LAW: Final = "explore.valid-document-answered"
"""Requirement of a valid document that is refused as an invalid one, or breaks the server."""

ROOTS: Final = frozenset({"customerSet", "customer", "customerByIdentifier", "customers", "customersCount"})

SOMEBODY: Final = Move(
    "when",
    {
        "identifier": {
            "customId": {"namespace": NAMESPACE, "key": "${definition.key}", "value": "${unique.value}"}
        },
        "input": {
            "email": strategies.email(1),
            "phone": strategies.phone(1),
            "firstName": "Ada",
            "tags": ["VIP"],
            "addresses": [
                {"address1": "1 King St", "countryCode": "CA", "provinceCode": "ON"},
                {"city": "X"},
            ],
        },
    },
    "ada",
)
"""Whom the documents are about."""

# Literals of custom scalars are coerced while a document is validated, and not every text is an id or a date.
_LITERAL: Final = frozenset({"argumentLiteralsIncompatible", "INVALID_VARIABLE"})


@cache
def documents(version: ApiVersion) -> SearchStrategy[str]:
    """Return documents for customerSet and the reads, with `${...}` where our identities stand, for `call`.

    Args:
        version: whose slice they are made from.
    """
    from schemathesis.config import SchemathesisConfig  # noqa: PLC0415 - takes a second to load
    from schemathesis.graphql import from_dict  # noqa: PLC0415 - likewise

    introspected: dict[str, Any] = dict(introspection_from_schema(load(version)))
    found = introspected["__schema"]
    roots = {found[kind]["name"] for kind in ("queryType", "mutationType")}
    for type_ in found["types"]:
        for field in type_.get("fields") or ():
            # Shopify deprecates a field of a type but not of its interface, which graphql-core does not accept.
            field["isDeprecated"], field["deprecationReason"] = False, None
        if type_["name"] in roots:
            type_["fields"] = [field for field in type_["fields"] if field["name"] in ROOTS]
    schema = from_dict(introspected, config=SchemathesisConfig())
    return schema.as_strategy().map(lambda case: about_us(str(case.body)))


def about_us(document: str) -> str:
    """Return a document that is about the customer called `ada`, and that selects the id of whoever it makes."""
    return print_ast(visit(parse(document.replace("${", "$${"), no_location=True), _Ours()))


_TEXTS: Final = {
    "id": "${ada.id}",
    "email": strategies.email(1),
    "emailAddress": strategies.email(1),
    "phone": strategies.phone(1),
    "phoneNumber": strategies.phone(1),
    "namespace": NAMESPACE,
    "key": "${definition.key}",
    "value": "${unique.value}",
}
_PAGES: Final = frozenset({"last", "after", "before", "reverse"})
_OURS: Final = ("${unique.", "${ada.id}")


class _Ours(Visitor):
    """Puts our values in place of generated ones."""

    def __init__(self) -> None:
        super().__init__()
        self._within: list[str] = []

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        self._within.append(node.name.value)

    def leave_field(self, node: FieldNode, *_: Any) -> Any:
        self._within.pop()
        if node.name.value == "customerSet":
            return _with_id(_marked(node))
        return None

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        return self._value(node)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> Any:
        return self._value(node)

    def _value(self, node: Any) -> Any:
        name = node.name.value
        if name in _PAGES:
            return REMOVE
        if name == "first":
            return _valued(node, IntValueNode(value="2"))
        if name == "ids":
            return _valued(node, ListValueNode(values=(StringValueNode(value="${ada.id}"),)))
        if name in _TEXTS and isinstance(node.value, StringValueNode):
            return _valued(node, StringValueNode(value=_TEXTS[name]))
        return None


def _valued(node: Any, value: Any) -> Any:
    return type(node)(name=node.name, value=value)


def _marked(node: FieldNode) -> FieldNode:
    """Return a customerSet that makes nobody without a mark: with a tag of ours, if it says nothing that was generated."""
    if any(ours in print_ast(argument) for argument in node.arguments or () for ours in _OURS):
        return node
    arguments = [
        _valued(argument, _tagged(argument.value))
        if argument.name.value == "input" and isinstance(argument.value, ObjectValueNode)
        else argument
        for argument in node.arguments or ()
    ]
    return FieldNode(
        alias=node.alias,
        name=node.name,
        arguments=tuple(arguments),
        directives=node.directives,
        selection_set=node.selection_set,
    )


def _tagged(given: ObjectValueNode) -> ObjectValueNode:
    tag = ListValueNode(values=(StringValueNode(value=TAG),))
    others = [field for field in given.fields if field.name.value != "tags"]
    return ObjectValueNode(fields=(*others, ObjectFieldNode(name=NameNode(value="tags"), value=tag)))


def _with_id(node: FieldNode) -> FieldNode:
    """Return a customerSet whose customer is called so and shows its id, so that it can be deleted afterwards."""
    mine = FieldNode(name=NameNode(value="id"))
    selected = list(node.selection_set.selections) if node.selection_set else []
    others = [each for each in selected if not _is_customer(each)]
    inner = [
        part
        for each in selected
        if isinstance(each, FieldNode) and _is_customer(each) and each.selection_set
        for part in each.selection_set.selections
    ]
    customer = FieldNode(
        name=NameNode(value="customer"), selection_set=SelectionSetNode(selections=(mine, *inner))
    )
    return FieldNode(
        alias=node.alias,
        name=node.name,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=SelectionSetNode(selections=(customer, *others)),
    )


def _is_customer(node: Any) -> bool:
    return isinstance(node, FieldNode) and node.name.value == "customer"


def run(table: Table, document: str) -> Deviation | None:
    """Send a document about somebody who is there, and return what is wrong with the answer."""
    with playing(table, None, defined=True) as player:
        found = player.start() or player.play(SOMEBODY)
        return found or player.ask(Move("call", {"document": document}), check_document)


def check_document(exchange: Exchange) -> Iterator[Finding]:
    """Judge that a document that the schema allows is not refused as one that it forbids, and breaks nothing."""
    payload, request = exchange.response.payload, exchange.request
    is_valid = response_checker(request.version, request.document).check_for is not None
    for index, code in enumerate(codes(payload)):
        at = f"$.errors[{index}].extensions.code"
        said = render(payload["errors"][index].get("message"), 120)
        if code == "INTERNAL_SERVER_ERROR":
            yield Finding(at, "an answer", said, "A document broke the server.", LAW)
        elif is_valid and is_static(code) and code not in _LITERAL:
            text = "A document that the schema allows is refused as one that it forbids."
            yield Finding(at, "no such error", said, text, LAW)
    if not is_valid and isinstance(payload, dict) and payload.get("data") and not codes(payload):
        text = "A document that the schema forbids has an answer."
        yield Finding("$.data", "errors", render(payload["data"], 120), text, TAXONOMY)
