"""Query cost: the recorded figures of a development store, 2025-2026."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client

PARITY = (
    "id firstName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }"
    " defaultAddress { city } addressesV2(first: 5) { nodes { id } pageInfo { hasNextPage } }"
)
CITIES = [
    {"city": "Ottawa"},
    {"city": "Toronto"},
    {"city": "Guelph"},
    {"city": "Barrie"},
    {"city": "Sudbury"},
]


def cost(answer: dict[str, Any]) -> tuple[int, int]:
    """Return requested and actual cost of an answer."""
    found = answer["extensions"]["cost"]
    return found["requestedQueryCost"], found["actualQueryCost"]


def set_cost(client: Client, input_: Any, selection: str) -> tuple[int, int]:
    """Return the cost of a customerSet call."""
    document = f"mutation M($input: CustomerSetInput!) {{ customerSet(input: $input) {{ customer {{ {selection} }} userErrors {{ message }} }} }}"
    return cost(client.send(document, {"input": input_}))


@pytest.mark.parametrize(
    ("input_", "selection", "expected"),
    [
        ({"firstName": "A"}, "id firstName tags", (10, 10)),
        ({"firstName": "A"}, "amountSpent { amount } defaultAddress { city }", (10, 10)),
        ({"email": "a@b.co"}, "defaultEmailAddress { emailAddress }", (11, 11)),
        ({"firstName": "A"}, PARITY, (17, 17)),
        ({"firstName": "A", "addresses": CITIES[:1]}, PARITY, (17, 16)),
        ({"firstName": "A", "addresses": CITIES[:2]}, PARITY, (17, 16)),
        ({"firstName": "A", "addresses": CITIES[:3]}, PARITY, (17, 16)),
        ({"firstName": "A", "addresses": CITIES}, PARITY, (17, 17)),
        ({"email": ""}, PARITY, (17, 10)),
    ],
    ids=["plain", "free objects", "an email", "no address", "one", "two", "three", "a full page", "refused"],
)
def test_a_mutation_costs_ten_and_what_it_shows(
    client: Client, input_: Any, selection: str, expected: tuple[int, int]
) -> None:
    """customer-set-parity: 17 asked for; a page that is not full is refunded in part, an empty one is not."""
    assert set_cost(client, input_, selection) == expected


@pytest.mark.parametrize(
    ("first", "requested"),
    [(1, 3), (2, 3), (3, 4), (5, 5), (10, 6), (20, 7), (50, 9), (100, 11), (200, 12), (250, 13)],
)
def test_a_connection_costs_by_its_page_size(client: Client, first: int, requested: int) -> None:
    """2 and the weight of the page, recorded for these sizes, as a literal and as a variable."""
    document = f"{{ customers(first: {first}) {{ nodes {{ id }} }} }}"
    assert cost(client.send(document))[0] == requested
    document = "query Q($n: Int!) { customers(first: $n) { nodes { id } } }"
    assert cost(client.send(document, {"n": first}))[0] == requested


def test_nodes_and_edges_are_both_counted(client: Client) -> None:
    """Both lists of one connection cost; an empty one read through edges is refunded."""
    document = "{ customers(first: 5) { nodes { id } edges { node { id } } } }"
    assert cost(client.send(document)) == (8, 5)


def test_nested_connections_multiply(client: Client) -> None:
    """3 times a customer with a page of 5 metafields."""
    document = "{ customers(first: 5) { nodes { metafields(first: 5) { nodes { id } } } } }"
    assert cost(client.send(document))[0] == 2 + 3 * (1 + 5)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ shop { name } }", (1, 1)),
        ("{ customersCount { count } }", (10, 10)),
        ('{ customer(id: "gid://shopify/Customer/1") { id defaultEmailAddress { emailAddress } } }', (2, 1)),
        ('{ a: customerByIdentifier(identifier: {emailAddress: "x@y.co"}) { id } }', (1, 1)),
        ('mutation { customerDelete(input: {id: "gid://shopify/Customer/1"}) { shop { id } } }', (10, 10)),
        ("{ __typename }", (0, 0)),
    ],
)
def test_other_fields_cost_as_recorded(client: Client, document: str, expected: tuple[int, int]) -> None:
    """What is below a null is refunded; the payload's own fields are free."""
    assert cost(client.send(document)) == expected


def test_what_is_skipped_costs_nothing(client: Client) -> None:
    """`@skip` and `@include` count before the cost."""
    document = "query Q($all: Boolean!) { shop { id } customersCount @include(if: $all) { count } }"
    assert cost(client.send(document, {"all": False})) == (1, 1)
    assert cost(client.send(document, {"all": True})) == (11, 11)


def test_fragments_cost_what_they_hold(client: Client) -> None:
    """And a field that stands in two fragments costs once."""
    document = (
        "query Q($id: ID!) { customer(id: $id) { ...A ...B } }"
        " fragment A on Customer { defaultEmailAddress { emailAddress } }"
        " fragment B on Customer { defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }"
    )
    id_ = client.create(email="a@b.co", phone="+16135550100")
    assert cost(client.send(document, {"id": id_})) == (3, 3)


def test_an_object_in_a_definitions_payload_costs_one(client: Client) -> None:
    """customer-set-custom-id#/cases/validDefinition: 13."""
    document = (
        "mutation D($d: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $d) {"
        " createdDefinition { id type { name } capabilities { uniqueValues { enabled eligible } } }"
        " userErrors { field message code } } }"
    )
    given = {"ownerType": "CUSTOMER", "namespace": "erp", "key": "number", "name": "N", "type": "id"}
    answer = client.send(document, {"d": given})
    assert cost(answer) == (13, 13)
    assert answer["data"]["metafieldDefinitionCreate"]["createdDefinition"]["capabilities"] == {
        "uniqueValues": {"enabled": True, "eligible": True}
    }
    disabled = {**given, "key": "other", "capabilities": {"uniqueValues": {"enabled": False}}}
    answer = client.send(document, {"d": disabled})
    assert cost(answer) == (13, 10)
    assert answer["data"]["metafieldDefinitionCreate"] == {
        "createdDefinition": None,
        "userErrors": [
            {
                "field": ["definition"],
                "message": "Capability unique_values is required for type id but is disabled",
                "code": "CAPABILITY_REQUIRED_BUT_DISABLED",
            }
        ],
    }


def test_a_query_above_a_thousand_points_is_refused(client: Client) -> None:
    """MAX_COST_EXCEEDED (documented): no data, nothing charged."""
    document = (
        "{ customers(first: 250) { nodes { metafields(first: 250) { nodes { id } }"
        " addressesV2(first: 250) { nodes { id } } orders(first: 250) { nodes { id } }"
        " events(first: 250) { nodes { id } } paymentMethods(first: 250) { nodes { id } }"
        " storeCreditAccounts(first: 250) { nodes { id } } subscriptionContracts(first: 250) { nodes { id } } } } }"
    )
    answer = client.send(document)
    assert list(answer) == ["errors"]
    [error] = answer["errors"]
    requested = 2 + 11 * (1 + 7 * 13)
    assert error["message"].startswith(
        f"Query cost is {requested}, which exceeds the single query max cost limit (1000).\n"
    )
    assert error["extensions"] == {
        "code": "MAX_COST_EXCEEDED",
        "cost": requested,
        "maxCost": 1000,
        "documentation": "https://shopify.dev/api/usage/rate-limits",
    }


def test_a_list_of_more_than_250_entries_is_refused(client: Client) -> None:
    """MAX_INPUT_SIZE_EXCEEDED, recorded on other mutations: cost, but no data; nothing is written."""
    document = (
        "mutation M($input: CustomerSetInput!) { mine: customerSet(input: $input) { customer { id } } }"
    )
    answer = client.send(document, {"input": {"firstName": "A", "tags": [str(n) for n in range(251)]}})
    assert list(answer) == ["errors", "extensions"]
    assert answer["errors"] == [
        {
            "message": "The input array size of 251 is greater than the maximum allowed of 250.",
            "locations": [{"line": 1, "column": 41}],
            "path": ["mine", "input", "tags"],
            "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"},
        }
    ]
    assert cost(answer) == (10, 10)
    assert client.data("{ customersCount { count } }") == {"customersCount": {"count": 0}}


@pytest.mark.parametrize(
    ("input_", "path", "size"),
    [
        ({"addresses": [{"city": "X"}] * 251}, ["customerSet", "input", "addresses"], 251),
        (
            {"taxExemptions": ["US_CA_RESELLER_EXEMPTION"] * 300},
            ["customerSet", "input", "taxExemptions"],
            300,
        ),
    ],
)
def test_a_list_that_is_too_long_is_named_by_its_path(
    client: Client, input_: dict[str, Any], path: list[str], size: int
) -> None:
    """The path starts with the field, not with the operation; 250 entries are not too many."""
    document = "mutation M($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } }"
    [error] = client.send(document, {"input": {"firstName": "A", **input_}})["errors"]
    assert (error["path"], error["extensions"]) == (path, {"code": "MAX_INPUT_SIZE_EXCEEDED"})
    assert error["message"] == (f"The input array size of {size} is greater than the maximum allowed of 250.")
    [(name, entries)] = input_.items()
    assert "errors" not in client.send(document, {"input": {"firstName": "A", name: entries[:250]}})
