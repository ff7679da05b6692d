"""The data of a response held against the selection: aliases, fragments, conditions, abstract types."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.schema.response import response_checker
from conformance.versions import NEWEST_STABLE

CUSTOMER = "gid://shopify/Customer/1"
METAFIELD = "gid://shopify/Metafield/2"
ORDER = "gid://shopify/Order/3"


def paths(text: str, data: object, variables: dict[str, Any] | None = None) -> list[str]:
    """Return where data is wrong, as an answer to a document without errors."""
    checker = response_checker(NEWEST_STABLE, text)
    assert not checker.refusal
    return [problem.path for problem in checker.check(data, variables=variables)]


def test_aliases() -> None:
    """The response key counts, and one field under two keys is two keys."""
    text = '{ a: customer(id: "x") { one: note two: note } b: customer(id: "y") { id } }'
    assert paths(text, {"a": {"one": None, "two": "n"}, "b": {"id": CUSTOMER}}) == []
    assert paths(text, {"a": {"one": None, "note": "n"}, "customer": {"id": CUSTOMER}}) == [
        "$.data.a.two",
        "$.data.a.note",
        "$.data.b",
        "$.data.customer",
    ]


MERGED = """{ customer(id: "x") { defaultAddress { zip } ...A ... on Customer { defaultAddress { city } } } }
fragment A on Customer { ...B defaultAddress { country ...C } }
fragment B on Node { id ... on Customer { tags } }
fragment C on MailingAddress { phone }"""


def test_one_key_from_several_places() -> None:
    """What fragments, however nested, select of one key is merged."""
    address = {"zip": "1", "city": "O", "country": None, "phone": None}
    assert paths(MERGED, {"customer": {"defaultAddress": address, "id": CUSTOMER, "tags": []}}) == []
    assert paths(MERGED, {"customer": {"defaultAddress": {"zip": "1", "name": None}, "id": CUSTOMER}}) == [
        "$.data.customer.defaultAddress.country",
        "$.data.customer.defaultAddress.phone",
        "$.data.customer.defaultAddress.city",
        "$.data.customer.defaultAddress.name",
        "$.data.customer.tags",
    ]


def test_a_fragment_used_twice_at_different_places() -> None:
    """A fragment counts wherever it is spread."""
    text = """{ customer(id: "x") { defaultAddress { ...A } addresses { ...A } } }
    fragment A on MailingAddress { zip }"""
    assert paths(text, {"customer": {"defaultAddress": {"zip": "1"}, "addresses": [{"zip": "2"}]}}) == []
    assert paths(text, {"customer": {"defaultAddress": {}, "addresses": [{"zip": "2"}, {}]}}) == [
        "$.data.customer.defaultAddress.zip",
        "$.data.customer.addresses[1].zip",
    ]


def test_typename_of_an_object_type() -> None:
    """__typename is the type's name, to the letter, at every level."""
    text = '{ __typename customer(id: "x") { kind: __typename } }'
    assert paths(text, {"__typename": "QueryRoot", "customer": {"kind": "Customer"}}) == []
    assert paths(text, {"__typename": "Query", "customer": {"kind": "customer"}}) == [
        "$.data.__typename",
        "$.data.customer.kind",
    ]
    assert paths(text, {"__typename": None, "customer": {"kind": ["Customer"]}}) == [
        "$.data.__typename",
        "$.data.customer.kind",
    ]


SKIP = """query($with: Boolean!, $without: Boolean = true) {
  customer(id: "x") {
    id
    note @include(if: $with)
    tags @skip(if: $without)
    ... on Customer @include(if: $with) @skip(if: $without) { phone }
    ...F @skip(if: $with)
    email @include(if: false)
    locale @skip(if: false)
  }
}
fragment F on Customer { state }"""


@pytest.mark.parametrize(
    ("variables", "selected"),
    [
        ({"with": True}, {"note"}),
        ({"with": False}, {"state"}),
        ({"with": True, "without": False}, {"note", "tags", "phone"}),
        ({"with": False, "without": False}, {"tags", "state"}),
        ({"with": False, "without": True}, {"state"}),
    ],
)
def test_conditions(variables: dict[str, bool], selected: set[str]) -> None:
    """@skip and @include follow the variables that were sent, else their defaults."""
    values: dict[str, Any] = {"note": None, "tags": [], "phone": None, "state": "ENABLED", "email": None}
    sound = {"id": CUSTOMER, "locale": "en", **{key: values[key] for key in selected}}
    assert paths(SKIP, {"customer": sound}, variables) == []
    for key, value in values.items():
        if key in selected:
            lacking = {other: part for other, part in sound.items() if other != key}
            assert paths(SKIP, {"customer": lacking}, variables) == [f"$.data.customer.{key}"]
        else:
            assert paths(SKIP, {"customer": {**sound, key: value}}, variables) == [f"$.data.customer.{key}"]


def test_a_key_with_and_without_condition() -> None:
    """A key is due if any of its places counts, with what those places select."""
    text = """query($more: Boolean!) { customer(id: "x") {
      defaultAddress { zip } defaultAddress @include(if: $more) { city } } }"""
    short, long = {"zip": "1"}, {"zip": "1", "city": "O"}
    assert paths(text, {"customer": {"defaultAddress": short}}, {"more": False}) == []
    assert paths(text, {"customer": {"defaultAddress": long}}, {"more": True}) == []
    assert paths(text, {"customer": {"defaultAddress": long}}, {"more": False}) == [
        "$.data.customer.defaultAddress.city"
    ]
    assert paths(text, {"customer": {"defaultAddress": short}}, {"more": True}) == [
        "$.data.customer.defaultAddress.city"
    ]


def test_a_condition_that_was_not_sent() -> None:
    """Without a value the default holds, and without a default the selection does not count."""
    text = "query($a: Boolean! = false, $b: Boolean!) { shop { id name @include(if: $a) email @include(if: $b) } }"
    assert paths(text, {"shop": {"id": "gid://shopify/Shop/1"}}) == []
    assert paths(text, {"shop": {"id": "gid://shopify/Shop/1", "name": "S"}}, {"a": True}) == []


NAMED = """{ node(id: "x") { __typename id ... on Customer { note } ... on Metafield { value }
  ... on LegacyInteroperability { legacyResourceId } } }"""


@pytest.mark.parametrize(
    ("node", "wrong"),
    [
        ({"__typename": "Customer", "id": CUSTOMER, "note": None, "legacyResourceId": "1"}, []),
        ({"__typename": "Metafield", "id": METAFIELD, "value": "", "legacyResourceId": "1"}, []),
        ({"__typename": "Order", "id": ORDER, "legacyResourceId": "3"}, []),
        ({"__typename": "Shop", "id": "gid://shopify/Shop/1"}, []),
        (None, []),
        ({"__typename": "Customer", "id": CUSTOMER, "legacyResourceId": "1"}, ["note"]),
        (
            {"__typename": "Customer", "id": CUSTOMER, "note": None, "value": "", "legacyResourceId": "1"},
            ["value"],
        ),
        ({"__typename": "Shop", "id": "gid://shopify/Shop/1", "legacyResourceId": "1"}, ["legacyResourceId"]),
        ({"__typename": "Metafield", "id": CUSTOMER, "value": "", "legacyResourceId": "1"}, ["id"]),
        ({"__typename": "MailingAddress", "id": 5}, ["id"]),
        ({"__typename": None, "id": CUSTOMER}, ["__typename"]),
        ({"__typename": ["Customer"], "id": CUSTOMER}, ["__typename"]),
        ({"__typename": "Node", "id": CUSTOMER}, ["__typename"]),
        ({"__typename": "String", "id": CUSTOMER}, ["__typename"]),
        ({"id": CUSTOMER, "note": None, "legacyResourceId": "1"}, ["__typename"]),
        ([], [""]),
        ("Customer", [""]),
    ],
)
def test_interface_with_typename(node: object, wrong: list[str]) -> None:
    """__typename says as what an object of an interface is judged."""
    assert paths(NAMED, {"node": node}) == [f"$.data.node.{key}".rstrip(".") for key in wrong]


def test_a_type_that_the_slice_cut_away() -> None:
    """An object of a type that is not in the slice is judged by what is selected of the interface."""
    fulfillment = {"__typename": "Fulfillment", "id": "gid://shopify/Fulfillment/1", "legacyResourceId": "1"}
    assert paths(NAMED, {"node": fulfillment}) == []
    assert paths(NAMED, {"node": {**fulfillment, "id": None}}) == ["$.data.node.id"]
    assert paths(NAMED, {"node": {"__typename": "Fulfillment"}}) == ["$.data.node.id"]


def test_an_interface_that_a_thin_type_lost() -> None:
    """A thin type may implement an interface of which the slice shows it too few fields."""
    text = """{ customer(id: "x") { metafield(key: "a") { owner { __typename ... on Customer { id } } } } }"""
    assert paths(text, {"customer": {"metafield": {"owner": {"__typename": "Order"}}}}) == []
    assert paths(text, {"customer": {"metafield": {"owner": {"__typename": "Customer"}}}}) == [
        "$.data.customer.metafield.owner.id"
    ]


UNNAMED = '{ nodes(ids: ["x"]) { key: id ... on Customer { note } ... on Metafield { value jsonValue } } }'


@pytest.mark.parametrize(
    ("node", "wrong"),
    [
        ({"key": CUSTOMER, "note": None}, []),
        ({"key": METAFIELD, "value": "", "jsonValue": 0}, []),
        ({"key": ORDER}, []),
        ({"key": "gid://shopify/Fulfillment/1"}, []),
        (None, []),
        ({"key": CUSTOMER}, ["note"]),
        ({"key": METAFIELD, "value": ""}, ["jsonValue"]),
        ({"key": METAFIELD, "value": "", "jsonValue": None}, ["jsonValue"]),
        ({"key": CUSTOMER, "note": None, "value": ""}, ["value"]),
        ({"key": ORDER, "note": None}, ["note"]),
        ({"key": "1"}, ["key"]),
        ({}, ["key"]),
        ({"key": {"a": 1}}, ["key"]),
    ],
)
def test_interface_without_typename(node: object, wrong: list[str]) -> None:
    """Without __typename the kind in the global id says it."""
    assert paths(UNNAMED, {"nodes": [None, node]}) == [f"$.data.nodes[1].{key}" for key in wrong]


FITTING = """{ customer(id: "x") { metafields(first: 1) { nodes {
  reference { ... on Customer { note } ... on Order { name closed } ... on Product { key: id } } } } } }"""


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ({"note": None}, []),
        ({"name": "#1", "closed": False}, []),
        ({"key": "gid://shopify/Product/1"}, []),
        ({}, []),
        (None, []),
        ({"note": 5}, [".note"]),
        ({"name": "#1", "closed": "no"}, [".closed"]),
        ({"other": 1}, [".other"]),
        ([], [""]),
    ],
)
def test_union_without_typename(reference: object, wrong: list[str]) -> None:
    """Without __typename and id an object must fit one of the possible types; the nearest one is complained about."""
    data = {"customer": {"metafields": {"nodes": [{"reference": reference}]}}}
    assert paths(FITTING, data) == [f"$.data.customer.metafields.nodes[0].reference{step}" for step in wrong]


def test_union_with_typename() -> None:
    """A union's members are all known, so a name that is none of them is wrong."""
    text = '{ customer(id: "x") { metafield(key: "a") { reference { __typename ... on Order { name } } } } }'
    at = "$.data.customer.metafield.reference"
    for reference, wrong in (
        ({"__typename": "Video"}, []),
        ({"__typename": "Order", "name": "#1"}, []),
        ({"__typename": "Order"}, [f"{at}.name"]),
        ({"__typename": "Fulfillment"}, [f"{at}.__typename"]),
        ({"__typename": "Shop"}, [f"{at}.__typename"]),
    ):
        assert paths(text, {"customer": {"metafield": {"reference": reference}}}) == wrong


def test_typename_selected_of_some_types_only() -> None:
    """A __typename that only a fragment selects is due only there."""
    text = '{ node(id: "x") { id ... on Customer { __typename } } }'
    assert paths(text, {"node": {"id": CUSTOMER, "__typename": "Customer"}}) == []
    assert paths(text, {"node": {"id": ORDER}}) == []
    assert paths(text, {"node": {"id": CUSTOMER}}) == ["$.data.node.__typename"]
    assert paths(text, {"node": {"id": CUSTOMER, "__typename": "Order"}}) == ["$.data.node.__typename"]


def test_an_interface_s_own_members_are_told_apart() -> None:
    """An event is one of the types of events, by its own name."""
    text = '{ customer(id: "x") { events(first: 1) { nodes { __typename message ... on CommentEvent { createdAt } } } } }'
    event = {"__typename": "CommentEvent", "message": "m", "createdAt": "2026-06-30T16:02:51Z"}
    data = {"customer": {"events": {"nodes": [event, {"__typename": "BasicEvent", "message": "m"}]}}}
    assert paths(text, data) == []
    event["createdAt"] = "yesterday"
    assert paths(text, data) == ["$.data.customer.events.nodes[0].createdAt"]


def test_introspection() -> None:
    """Introspection is judged like any other data."""
    text = '{ __schema { queryType { name kind } } __type(name: "X") { ofType { name } } }'
    sound: dict[str, Any] = {
        "__schema": {"queryType": {"name": "QueryRoot", "kind": "OBJECT"}},
        "__type": None,
    }
    assert paths(text, sound) == []
    sound["__schema"]["queryType"]["kind"] = "THING"
    assert paths(text, sound) == ["$.data.__schema.queryType.kind"]


def test_ids_of_what_is_no_node() -> None:
    """An id outside of nodes is any string that is not blank."""
    text = 'mutation { customerDelete(input: {id: "x"}) { deletedCustomerId userErrors { field } } }'
    deleted = {"deletedCustomerId": "1", "userErrors": []}
    assert paths(text, {"customerDelete": deleted}) == []
    assert paths(text, {"customerDelete": {**deleted, "deletedCustomerId": 1}}) == [
        "$.data.customerDelete.deletedCustomerId"
    ]
    assert paths(text, {"customerDelete": {**deleted, "deletedCustomerId": ""}}) == [
        "$.data.customerDelete.deletedCustomerId"
    ]
