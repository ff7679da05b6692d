"""Calls that the schema forbids: valid ones with one thing in them that no schema allows, and documents that are odd and right.

What is due of them: one error with the code INVALID_VARIABLE (recorded), and nobody made or changed. Documents that are not
valid have a code too (recorded) and, like these, no data: nothing was executed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from conformance.explore.marking import NAME
from conformance.explore.script import Move, live
from conformance.explore.strategies import email
from conformance.match import Matcher
from conformance.scenario.model import Expectation

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_DOCUMENT: Final = (
    "mutation Probe($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {"
    " customerSet(identifier: $identifier, input: $input) { customer { id } userErrors { message } } }"
)
_INPUTS: Final[tuple[dict[str, Any], ...]] = (
    {"nickname": "Ada"},
    {"metafields": []},
    {"FirstName": "Ada"},
    {"note": 5},
    {"firstName": True},
    {"taxExempt": "yes"},
    {"taxExempt": 1},
    {"tags": [None]},
    {"tags": {"a": "b"}},
    {"taxExemptions": ["NOT_A_TAX_EXEMPTION"]},
    {"taxExemptions": [None]},
    {"addresses": ["1 King St"]},
    {"addresses": [{"street": "1 King St"}]},
    {"addresses": [{"countryCode": "XX"}]},
    {"addresses": [None]},
)
_IDENTIFIERS: Final[tuple[Any, ...]] = (
    {},
    {"email": email(1), "id": "${gid.unknown}"},
    {"email": email(1), "phone": "${unique.phone}"},
    {"email": None},
    {"emailAddress": email(1)},
    {"id": "not-a-gid"},
    {"customId": {"namespace": "conformance", "value": "1"}},
    "Ada",
)
_VARIABLES: Final[tuple[dict[str, Any], ...]] = ({}, {"input": None}, {"input": "Ada"}, {"input": []})
_DOCUMENTS: Final[tuple[tuple[str, str], ...]] = (
    ("{ nope }", "undefinedField"),
    ("query Probe { customer { id } }", "missingRequiredArguments"),
    ('query Probe { customer(id: "gid://shopify/Customer/1") }', "selectionMismatch"),
    ("query Probe($x: ID) { shop { name } }", "variableNotUsed"),
    ("query Probe {", "PARSE_ERROR"),
    ("query Probe { shop { name @nope } }", "undefinedDirective"),
)

_REFUSED: Final = Expectation(
    errors=[{"extensions": {"code": "INVALID_VARIABLE"}}], data=Matcher("absent", argument=True)
)


def _variables(variables: dict[str, Any]) -> Move:
    return Move("call", {"document": _DOCUMENT, "variables": variables}, then=_REFUSED)


def _document(pair: tuple[str, str]) -> Move:
    document, code = pair
    then = Expectation(
        errors=Matcher("contains", live({"extensions": {"code": code}})),
        data=Matcher("absent", argument=True),
    )
    return Move("call", {"document": document}, then=then)


_ODD: Final = tuple(
    Move("call", {"document": document, "variables": {"id": "${gid.unknown}"}}, then=Expectation(data=data))
    for document, data in (
        ("query Probe($id: ID!) { nobody: customer(id: $id) { given: firstName } }", {"nobody": None}),
        (
            "query Probe($id: ID!) { ...Roots } fragment Roots on QueryRoot { customer(id: $id) { id } }",
            {"customer": None},
        ),
        (
            "query Probe($id: ID!) { a: customer(id: $id) @skip(if: true) { id } b: customer(id: $id) { id } }",
            {"b": None},
        ),
    )
)

BROKEN: Final[SearchStrategy[Move]] = st.one_of(
    st.sampled_from(_INPUTS).map(lambda bad: _variables({"input": {"lastName": NAME, **bad}})),
    st.sampled_from(_IDENTIFIERS).map(
        lambda who: _variables({"identifier": who, "input": {"email": email(1), "lastName": NAME}})
    ),
    st.sampled_from(_VARIABLES).map(_variables),
    st.sampled_from(_DOCUMENTS).map(_document),
    st.sampled_from(_ODD),
)
"""One step each, of which nothing but errors may come."""
