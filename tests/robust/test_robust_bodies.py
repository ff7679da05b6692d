"""Bodies that are broken, deep, wide or odd: whatever they hold, there is an answer, and it comes soon."""

from __future__ import annotations

import json
import time
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mock_client import Client
from robust_judge import judge
from robust_server import share

from conformance.versions import NEWEST_STABLE

PATIENCE: Final = 10.0
"""Seconds of processor time that the worst request may take; what else the machine does is not counted."""

SET: Final = (
    "mutation($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {"
    " customerSet(identifier: $identifier, input: $input) {"
    " customer { id email tags addressesV2(first: 3) { nodes { id name formatted formattedArea } } }"
    " userErrors { field message code } } }"
)
BIG: Final = 9_900_000

SETTINGS = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def send(client: Client, body: bytes, **headers: str) -> Any:
    """Send a body and judge the answer, which must come in time."""
    began = time.process_time()
    reply = client.post(body, **headers)
    assert time.process_time() - began < PATIENCE
    return judge(reply)


@pytest.fixture(scope="module")
def client() -> Client:
    """Return a client of a mock that lives through all requests of this module."""
    return Client(version=NEWEST_STABLE.handle)


TEXTS: Final = st.one_of(
    st.text(st.characters(codec=None), max_size=20),
    st.sampled_from(
        [
            "",
            " ",
            "\0",
            "\ud800",
            "\udfff\ud800",
            "a@b.co",
            "A @ b.CO",
            "+16135550100",
            "＋１６１３５５５０１００",
            "<b>x</b>",
            "<" * 300,
            "<a" * 300,
            "https://x.y",
            "🙂",
            "\u202e",
            "x" * 256,
            "x" * 5001,
            "gid://shopify/Customer/1",
            f"gid://shopify/Customer/{'9' * 5000}",
            "gid://shopify/Product/1",
            "1" * 5000,
            "{__proto__}",
            "{it.address.__class__}",
            "%s%n{0}",
            ",," * 200,
            "CA",
            "ON",
            "NaN",
        ]
    ),
)
ATOMS: Final = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
JSON: Final = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
ADDRESS_KEYS: Final = [
    "address1",
    "address2",
    "city",
    "company",
    "country",
    "countryCode",
    "firstName",
    "id",
    "lastName",
    "phone",
    "province",
    "provinceCode",
    "zip",
]
ADDRESSES: Final = st.dictionaries(st.sampled_from(ADDRESS_KEYS), ATOMS, max_size=5)
INPUTS: Final = st.fixed_dictionaries(
    {},
    optional={
        "firstName": TEXTS | JSON,
        "lastName": TEXTS,
        "email": TEXTS,
        "phone": TEXTS,
        "note": TEXTS,
        "locale": TEXTS,
        "tags": st.lists(TEXTS, max_size=4) | JSON,
        "taxExempt": st.booleans() | JSON,
        "taxExemptions": st.lists(st.sampled_from(["CA_STATUS_CARD_EXEMPTION", "X"]), max_size=3) | JSON,
        "addresses": st.lists(ADDRESSES, max_size=3) | JSON,
        "id": TEXTS,
        "metafields": JSON,
    },
)
IDENTIFIERS: Final = st.one_of(
    st.none(),
    st.dictionaries(st.sampled_from(["id", "email", "phone"]), TEXTS, max_size=2),
    st.builds(
        lambda inner: {"customId": inner},
        st.dictionaries(st.sampled_from(["namespace", "key", "value"]), TEXTS),
    ),
    JSON,
)


@settings(SETTINGS, max_examples=share(0.15))
@given(input_=INPUTS, identifier=IDENTIFIERS)
def test_odd_values_of_customer_set_are_answered(client: Client, input_: Any, identifier: Any) -> None:
    """Lone surrogates, NUL, markup, long numbers, wrong kinds: an answer in GraphQL's form each time."""
    body = {"query": SET, "variables": {"input": input_, "identifier": identifier}}
    payload = send(client, json.dumps(body).encode())
    assert "data" in payload or payload["errors"]


@settings(SETTINGS, max_examples=share(0.1))
@given(st.dictionaries(st.sampled_from(["query", "variables", "operationName", "extensions"]), JSON) | JSON)
def test_any_json_is_answered(client: Client, body: Any) -> None:
    """Arrays, numbers, queries that are no text: never an exception."""
    send(client, json.dumps(body).encode())


PIECES: Final = st.sampled_from(
    [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "!",
        "$",
        ":",
        "...",
        "@",
        "|",
        "&",
        "=",
        '"',
        '"""',
        "#",
        "\n",
        ",",
        "query",
        "mutation",
        "fragment",
        "on",
        "shop",
        "id",
        "customers",
        "first",
        "1",
        "-1",
        "1.5",
        "1e999",
        "$a",
        "$input",
        "String",
        "@skip(if:true)",
        "@include(if:$a)",
        "__schema",
        "__typename",
        "\ufeff",
        "\x00",
        "�",
        "é",
        "null",
        "true",
    ]
)


@settings(SETTINGS, max_examples=share(0.1))
@given(st.lists(PIECES, max_size=40).map(" ".join) | st.text(st.characters(codec=None)))
def test_any_document_is_answered(client: Client, document: str) -> None:
    """Words of GraphQL in no order."""
    send(client, json.dumps({"query": document, "variables": {"a": True}}).encode())


@settings(SETTINGS, max_examples=share(0.1))
@given(
    body=st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-16")), cut=st.integers(1, 200)
)
def test_any_bytes_are_answered(client: Client, body: bytes, cut: int) -> None:
    """Bytes that are no JSON, and JSON that is cut off or in another encoding."""
    send(client, body)
    send(client, json.dumps({"query": SET, "variables": {"input": {"firstName": "é"}}}).encode()[:cut])


def _nested(depth: int) -> dict[str, bytes]:
    document = {
        "fields": "{" + "... on QueryRoot {" * depth + "shop{id}" + "}" * (depth + 1),
        "list literal": "{customers(first:" + "[" * depth + "1" + "]" * depth + "){nodes{id}}}",
        "object literal": "mutation{customerSet(input:"
        + "{a:" * depth
        + "1"
        + "}" * depth
        + "){customer{id}}}",
        "list type": "query($a:" + "[" * depth + "Int" + "]" * depth + "){shop{id}}",
        "fragments": "{shop{...F0}}"
        + "".join(f"fragment F{i} on Shop{{id ...F{i + 1}}}" for i in range(depth))
        + f"fragment F{depth} on Shop{{id}}",
        "search": '{customers(first:1,query:"' + "(" * depth + "a" + ")" * depth + '"){nodes{id}}}',
        "negated search": '{customers(first:1,query:"' + "-" * depth + 'a"){nodes{id}}}',
    }
    bodies = {name: json.dumps({"query": text}).encode() for name, text in document.items()}
    lists, objects = b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth
    bodies["json"] = b'{"query":"{shop{id}}","variables":{"a":' + lists + b"}}"
    bodies["json used"] = (
        json.dumps({"query": SET}).encode()[:-1] + b',"variables":{"input":' + objects + b"}}"
    )
    return bodies


@pytest.mark.parametrize("depth", [20, 90, 150, 450, 20_000])
@pytest.mark.parametrize("kind", list(_nested(1)))
def test_depth_of_every_kind_is_answered(client: Client, kind: str, depth: int) -> None:
    """In documents, fragments, types, literals, JSON and searches; and the log that remembers it can be read."""
    send(client, _nested(depth)[kind])
    for page in ("log", "state"):
        assert client.service.answer("GET", f"/__meta/{page}", client.headers(), b"").status == 200


def _doubling(body: str, times: int = 40) -> str:
    """Return fragments that each use the next one twice: 2 to the power of `times` fields if written out."""
    return "".join(
        f"fragment F{i} on Customer {{{body.replace('NEXT', f'...F{i + 1}')}}}" for i in range(times)
    )


_LAST: Final = "fragment F40 on Customer {id}"
_DOUBLED: Final = "{customers(first: 1) {nodes {...F0}}}" + _LAST
WIDE: Final = {
    "one field": "{shop{" + "id " * 4_000 + "}}",
    "aliases": "{shop{" + " ".join(f"a{i}:id" for i in range(3_000)) + "}}",
    "aliases of roots": "{" + " ".join(f"a{i}:shop{{id}}" for i in range(3_000)) + "}",
    "conflicts": "{shop{" + "a:id a:name " * 700 + "}}",
    "conflicts below": "{" + " ".join(f"a:shop{{a{i}:id}}" for i in range(800)) + "}",
    "doubled spreads": _DOUBLED + _doubling("id NEXT NEXT"),
    "doubled inline": _DOUBLED + _doubling("NEXT ... on Customer {NEXT}"),
    "doubled fields": _DOUBLED
    + _doubling("a:metafields(first:1){nodes{owner{NEXT}}} b:metafields(first:1){nodes{owner{NEXT}}}"),
    "every fragment in each": "{customers(first:1){nodes{...F0}}}"
    + "".join(
        f"fragment F{i} on Customer{{id {' '.join(f'...F{j}' for j in range(i + 1, 60))}}}" for i in range(60)
    ),
    "loop": "{customers(first:1){nodes{...A}}} fragment A on Customer{...B ...B} fragment B on Customer{...A ...A}",
    "directives": "{shop{id " + "@skip(if:false)" * 2_500 + "}}",
    "unknown directives": "{shop{id " + "@foo" * 9_000 + "}}",
    "variables": "query(" + " ".join(f"$a{i}:Int" for i in range(2_000)) + "){shop{id}}",
    "unknown fields": "{shop{" + " ".join(f"zz{i}" for i in range(9_000)) + "}}",
    "unknown arguments": "{customers(" + " ".join(f"a{i}:1" for i in range(5_000)) + "){nodes{id}}}",
    "operations": " ".join(f"query Q{i}{{shop{{id}}}}" for i in range(1_000)),
    "operations of one name": " ".join("query Q{shop{id}}" for _ in range(1_000)),
    "introspection": "{__schema{types" + "{possibleTypes{interfaces" * 9 + "{name}" + "}}" * 9 + "}}",
    "long number": "{customers(first:" + "9" * 5000 + "){nodes{id}}}",
    "infinite number": "{customersCount(limit:1e999){count}}",
    "long comment": "#" * BIG + "\n{shop{id}}",
    "long text": '{customers(first:1,query:"' + "a" * BIG + '"){nodes{id}}}',
    "long search": '{customers(first:1,query:"' + "a OR " * 100_000 + 'a"){nodes{id}}}',
    "long cursor": '{customers(first:1,after:"' + "W" * 900_000 + '"){nodes{id}}}',
}


@pytest.mark.parametrize("document", list(WIDE.values()), ids=list(WIDE))
def test_a_document_that_is_small_to_send_and_large_to_answer_is_answered_soon(
    client: Client, document: str
) -> None:
    """Work that would grow with the square of a document, or exponentially, is refused before it is done."""
    send(client, json.dumps({"query": document}).encode())


HUGE: Final[dict[str, Any]] = {
    "phone": {"phone": "1" * BIG},
    "email": {"email": "a" * BIG},
    "spaces": {"email": "a " * (BIG // 2)},
    "note": {"firstName": "A", "note": "n" * BIG},
    "tag": {"firstName": "A", "tags": ["t" * BIG]},
    "commas": {"firstName": "A", "tags": ["t," * (BIG // 2)]},
    "id": {"id": "gid://shopify/Customer/" + "1" * BIG},
    "markup": {"firstName": "A", "addresses": [{"city": "<a" * (BIG // 2)}]},
    "address phone": {"firstName": "A", "addresses": [{"phone": "1" * BIG}]},
    "country": {"firstName": "A", "addresses": [{"country": "1" * BIG}]},
    "province": {"firstName": "A", "addresses": [{"countryCode": "CA", "province": "1" * BIG}]},
    "locale": {"firstName": "A", "locale": "e" * BIG},
    "unknown keys": {f"x{i}": 1 for i in range(50_000)},
    "many tags": {"firstName": "A", "tags": ["a"] * 1_000_000},
    "many addresses": {"firstName": "A", "addresses": [{}] * 100_000},
    "numbers as tags": {"firstName": "A", "tags": [1] * 20_000},
}


@pytest.mark.parametrize("input_", list(HUGE.values()), ids=list(HUGE))
def test_a_value_of_ten_megabytes_is_answered_soon(client: Client, input_: Any) -> None:
    """In every text that there is, and in lists."""
    send(client, json.dumps({"query": SET, "variables": {"input": input_}}).encode())


def test_a_longer_body_is_refused(client: Client) -> None:
    """413, whatever it holds."""
    assert client.post(b'{"query":"' + b"a" * 10_000_000 + b'"}').status == 413
