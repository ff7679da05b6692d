"""`Shopify-GraphQL-Cost-Debug: 1` shows what each field costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client


def costs(client: Client, document: str, variables: Any = None) -> dict[str, Any]:
    """Send a document with the header and return `extensions.cost`."""
    body = json.dumps({"query": document, "variables": variables}).encode()
    found: dict[str, Any] = json.loads(client.post(body, shopify_graphql_cost_debug="1").body)
    cost: dict[str, Any] = found["extensions"]["cost"]
    return cost


def rows(cost: dict[str, Any]) -> list[tuple[str, int, int, int | None]]:
    """Return path, own, total and children's cost of each field."""
    return [
        (
            ".".join(each["path"]),
            each["definedCost"],
            each["requestedTotalCost"],
            each["requestedChildrenCost"],
        )
        for each in cost["fields"]
    ]


def test_each_field_is_listed_after_what_is_selected_of_it(client: Client) -> None:
    """Leaves have no children's cost; a mutation costs ten and its payload nothing."""
    document = (
        'mutation { set: customerSet(input: {firstName: "A"}) { customer { id defaultEmailAddress { emailAddress } }'
        " userErrors { field } } }"
    )
    assert rows(costs(client, document)) == [
        ("set.customer.id", 0, 0, None),
        ("set.customer.defaultEmailAddress.emailAddress", 0, 0, None),
        ("set.customer.defaultEmailAddress", 1, 1, 0),
        ("set.customer", 0, 1, 1),
        ("set.userErrors.field", 0, 0, None),
        ("set.userErrors", 0, 0, 0),
        ("set", 10, 11, 1),
    ]


def test_a_connection_multiplies_its_nodes(client: Client) -> None:
    """Ten of them weigh four; the page's own two points stand at the connection."""
    document = (
        "query Q($n: Int) { customers(first: $n) { edges { cursor node { id } } pageInfo { hasNextPage } } }"
    )
    assert rows(costs(client, document, {"n": 10})) == [
        ("customers.edges.cursor", 0, 0, None),
        ("customers.edges.node.id", 0, 0, None),
        ("customers.edges.node", 1, 1, 0),
        ("customers.edges", 0, 1, 1),
        ("customers.pageInfo.hasNextPage", 0, 0, None),
        ("customers.pageInfo", 0, 0, 0),
        ("customers", 2, 6, 4),
    ]


@pytest.mark.parametrize(
    "document",
    [
        '{ customer(id: "gid://shopify/Customer/1") { defaultAddress { city } amountSpent { amount } } }',
        "{ customersCount { count } shop { name plan { shopifyPlus } } }",
        "{ customers(first: 20) { nodes { addressesV2(first: 3) { nodes { city } } metafields(last: 5) { edges { node { id } } } } } }",
        '{ node(id: "gid://shopify/Customer/1") { id ... on Customer { defaultEmailAddress { emailAddress } } } }',
        "query Q($no: Boolean = false) { customersCount @skip(if: true) { count } shop @include(if: $no) { id } publicApiVersions { handle } }",
    ],
)
def test_the_totals_add_up_to_the_requested_cost(client: Client, document: str) -> None:
    """Of the root fields."""
    cost = costs(client, document)
    totals = [total for path, _, total, _ in rows(cost) if "." not in path]
    assert sum(totals) == cost["requestedQueryCost"]


def test_without_the_header_nothing_is_listed(client: Client) -> None:
    """Nor with another value."""
    body = b'{"query": "{ shop { id } }"}'
    for reply in (client.post(body), client.post(body, shopify_graphql_cost_debug="0")):
        assert "fields" not in json.loads(reply.body)["extensions"]["cost"]
