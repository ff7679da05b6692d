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


def _given(field: str) -> str:
    """Return a document with a literal input that has one field more than a name of ours."""
    given = f'{{lastName: "{NAME}", {field}}}'
    return (
        f"mutation Probe {{ customerSet(input: {given}) {{ customer {{ id }} userErrors {{ message }} }} }}"
    )


_DEAR: Final = " ".join(
    f"{name}: metafields(first: 250) {{ nodes {{ id definition {{ id }} }} }}" for name in "abcd"
)
_MISTYPED: Final = (
    "mutation Probe($input: CustomerInput!) {"
    " customerSet(input: $input) { customer { id } userErrors { message } } }"
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
    ("query Probe { shop { name { value } } }", "selectionMismatch"),
    ("mutation Probe { customerSet { customer { id } } }", "missingRequiredArguments"),
    ("mutation Probe { customerSet(input: null) { customer { id } } }", "argumentLiteralsIncompatible"),
    (_given("note: 5"), "argumentLiteralsIncompatible"),
    (_given("firstName: true"), "argumentLiteralsIncompatible"),
    (_given('taxExempt: "true"'), "argumentLiteralsIncompatible"),
    (_given("emailMarketingConsent: {}"), "argumentNotAccepted"),
    (
        'mutation Probe { customerSet(input: {lastName: "${unique.name}"}, upsert: true) { customer { id } } }',
        "argumentNotAccepted",
    ),
    (
        'mutation Probe { customerSet(input: {lastName: "${unique.name}"}) { customer { id { value } } } }',
        "selectionMismatch",
    ),
    (f"query Probe {{ customers(first: 250) {{ nodes {{ {_DEAR} }} }} }}", "MAX_COST_EXCEEDED"),
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

_TWO: Final = "mutation One($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } } query Two { shop { name } }"
_SERIAL: Final = (
    "mutation Probe($identifier: CustomerSetIdentifiers, $first: CustomerSetInput!, $second: CustomerSetInput!) {"
    " first: customerSet(identifier: $identifier, input: $first) { customer { id note } userErrors { message } }"
    " second: customerSet(identifier: $identifier, input: $second) { customer { id note } userErrors { message } } }"
)
_TYPENAMES: Final = (
    "mutation Probe($input: CustomerSetInput!) { __typename customerSet(input: $input) {"
    " __typename userErrors { __typename } } }"
)


def _listed(name: str, fields: tuple[str, ...]) -> Move:
    """Return a question for the fields of an input type, which are the same in every version."""
    due = Matcher("unordered", [{"name": field} for field in fields])
    return Move(
        "call",
        {"document": f'{{ __type(name: "{name}") {{ inputFields(includeDeprecated: true) {{ name }} }} }}'},
        then=Expectation(data={"__type": {"inputFields": due}}),
    )


_READ: Final = "query Probe($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { id } }"

SERIAL: Final = Move(
    "call",
    {
        "document": _SERIAL,
        "variables": {
            "identifier": {"email": email(1)},
            "first": {"email": email(1), "note": "first"},
            "second": {"email": email(1), "note": "second"},
        },
    },
    then=Expectation(
        data={"first": {"customer": {"note": "first"}}, "second": {"customer": {"note": "second"}}}
    ),
)
"""Two sets in one document, which run one after the other."""

_OTHERS: Final = (
    Move(
        "call",
        {"document": _MISTYPED, "variables": {"input": {"lastName": NAME}}},
        then=Expectation(
            errors=Matcher("contains", live({"extensions": {"code": "variableMismatch"}})),
            data=Matcher("absent", argument=True),
        ),
    ),
    Move(
        "call",
        {"document": _TWO, "variables": {"input": {"lastName": NAME}}},
        then=Expectation(
            errors=[{"message": "An operation name is required"}], data=Matcher("absent", argument=True)
        ),
    ),
    Move(
        "call",
        {"document": _DOCUMENT, "variables": {"input": {"nickname": NAME, "title": NAME}}},
        then=Expectation(
            errors=[{"extensions": {"code": "INVALID_VARIABLE", "problems": Matcher("length", 2)}}],
            data=Matcher("absent", argument=True),
        ),
    ),
    Move(
        "call",
        {"document": _TYPENAMES, "variables": {"input": {"firstName": "${text.256}"}}},
        then=Expectation(
            data={
                "__typename": "Mutation",
                "customerSet": {
                    "__typename": "CustomerSetPayload",
                    "userErrors": [{"__typename": "CustomerSetUserError"}],
                },
            },
            user_errors=Matcher("any", argument=True),
        ),
    ),
    _listed("CustomerSetIdentifiers", ("customId", "email", "id", "phone")),
    _listed("UniqueMetafieldValueInput", ("key", "namespace", "value")),
    _listed(
        "CustomerSetInput",
        (
            *("addresses", "email", "firstName", "id", "lastName", "locale", "note", "phone", "tags"),
            *("taxExempt", "taxExemptions"),
        ),
    ),
)

EVERY: Final = (
    *(_variables({"input": {"lastName": NAME, **bad}}) for bad in _INPUTS),
    *(
        _variables({"identifier": who, "input": {"email": email(1), "lastName": NAME}})
        for who in _IDENTIFIERS
    ),
    *map(_variables, _VARIABLES),
    *(
        Move("call", {"document": _READ, "variables": {"identifier": who}}, then=_REFUSED)
        for who in ({}, {"id": "${gid.unknown}", "emailAddress": email(1)}, {"email": email(1)})
    ),
    *map(_document, _DOCUMENTS),
    *_ODD,
    *_OTHERS,
)
"""One step each, of which nothing but errors may come, and some documents that are odd and right."""

BROKEN: Final[SearchStrategy[Move]] = st.sampled_from(EVERY)
"""One of them."""
