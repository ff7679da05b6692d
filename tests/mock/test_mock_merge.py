"""customerMerge: SDP customer-merge-parity, customer-merge-selection-rules, customer-merge-attached-resources-parity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client

MERGE = (
    "mutation Merge($one: ID!, $two: ID!, $override: CustomerMergeOverrideFields)"
    " { customerMerge(customerOneId: $one, customerTwoId: $two, overrideFields: $override)"
    " { resultingCustomerId job { id done } userErrors { field message code } } }"
)
NOBODY = "gid://shopify/Customer/999999999999999"


def merge(client: Client, one: str, two: str, override: Any = None) -> Any:
    """Send customerMerge and return its payload."""
    return client.data(MERGE, {"one": one, "two": two, "override": override})["customerMerge"]


@pytest.fixture
def pair(client: Client) -> tuple[str, str]:
    """Return the ids of two customers as recorded."""
    one = client.create(
        email="one@example.com",
        phone="+16475552746",
        firstName="Merge",
        lastName="One",
        note="merge-one-note",
        tags=["merge", "merge-one"],
    )
    two = client.create(
        email="two@example.com",
        phone="+16476662746",
        firstName="Merge",
        lastName="Two",
        note="merge-two-note",
        tags=["merge", "merge-two"],
    )
    return one, two


def test_two_become_one_as_told(client: Client, pair: tuple[str, str]) -> None:
    """#/mutation, #/downstreamRead: each value is of whom the call names; the other customer is gone."""
    one, two = pair
    override = {
        "customerIdOfEmailToKeep": two,
        "customerIdOfPhoneNumberToKeep": one,
        "customerIdOfFirstNameToKeep": one,
        "customerIdOfLastNameToKeep": two,
        "note": "merged note",
        "tags": ["merge", "merged"],
    }
    payload = merge(client, one, two, override)
    assert payload["job"].pop("id").startswith("gid://shopify/Job/")
    assert payload == {"resultingCustomerId": two, "job": {"done": False}, "userErrors": []}
    assert client.read(one, "id") is None
    selection = "displayName email phone note tags numberOfOrders"
    assert client.read(two, selection) == {
        "displayName": "Merge Two",
        "email": "two@example.com",
        "phone": "+16475552746",
        "note": "merged note",
        "tags": ["merge", "merged"],
        "numberOfOrders": "0",
    }


def test_what_is_left_to_shopify(client: Client, pair: tuple[str, str]) -> None:
    """#/preview/defaultFields: the second one's values, both notes, all tags."""
    assert merge(client, *pair)["resultingCustomerId"] == pair[1]
    assert client.read(pair[1], "email phone note tags") == {
        "email": "two@example.com",
        "phone": "+16476662746",
        "note": "merge-two-note merge-one-note",
        "tags": ["merge", "merge-one", "merge-two"],
    }


def test_who_is_left(client: Client) -> None:
    """H1/customer-merge-selection-rules: whose email is kept, or the only one with an email; else the second one."""
    ada, bob = client.create(email="a@example.com"), client.create(email="b@example.com")
    kept = merge(client, ada, bob, {"customerIdOfEmailToKeep": ada})
    assert kept["resultingCustomerId"] == ada
    nameless = client.create(firstName="Nobody")
    assert merge(client, ada, nameless)["resultingCustomerId"] == ada
    first, second = client.create(firstName="First"), client.create(firstName="Second")
    assert merge(client, first, second)["resultingCustomerId"] == second


def test_addresses_metafields_and_orders_come_along(client: Client) -> None:
    """H1/customer-merge-attached-resources-parity#/downstreamRead: all addresses with their ids, orders with the new email."""
    one = client.create(email="one@example.com", addresses=[{"city": "Ottawa", "countryCode": "CA"}])
    two = client.create(email="two@example.com", addresses=[{"city": "Toronto", "countryCode": "CA"}])
    for owner, keys in ((one, ("source_only", "conflict")), (two, ("result_only", "conflict"))):
        for key in keys:
            client.data(
                f'mutation {{ metafieldsSet(metafields: [{{ownerId: "{owner}", namespace: "custom", key: "{key}",'
                f' type: "single_line_text_field", value: "{key} of {owner[-3:]}"}}]) {{ userErrors {{ message }} }} }}'
            )
    lines = '[{title: "L", quantity: 1}]'
    client.data(
        f'mutation {{ orderCreate(order: {{customerId: "{one}", lineItems: {lines}}}) {{ userErrors {{ message }} }} }}'
    )
    selection = (
        "defaultAddress { city } addressesV2(first: 5) { nodes { city } }"
        " metafields(first: 5) { nodes { key value } } orders(first: 5) { nodes { name email customer { id } } }"
    )
    merge(client, one, two)
    assert client.read(two, selection) == {
        "defaultAddress": {"city": "Toronto"},
        "addressesV2": {"nodes": [{"city": "Ottawa"}, {"city": "Toronto"}]},
        "metafields": {
            "nodes": [
                {"key": "result_only", "value": f"result_only of {two[-3:]}"},
                {"key": "conflict", "value": f"conflict of {two[-3:]}"},
                {"key": "source_only", "value": f"source_only of {one[-3:]}"},
            ]
        },
        "orders": {"nodes": [{"name": "#1001", "email": "two@example.com", "customer": {"id": two}}]},
    }


def test_a_merged_customer_can_not_be_updated(client: Client, pair: tuple[str, str]) -> None:
    """H1: customerUpdate of somebody who was merged finds nobody; the email is free or the other's."""
    one, two = pair
    merge(client, one, two)
    document = f'mutation {{ customerUpdate(input: {{id: "{one}", note: "x"}}) {{ customer {{ id }} userErrors {{ field message }} }} }}'
    assert client.data(document)["customerUpdate"] == {
        "customer": None,
        "userErrors": [{"field": ["id"], "message": "Customer does not exist"}],
    }
    document = '{ customerByIdentifier(identifier: {emailAddress: "one@example.com"}) { id } }'
    assert client.data(document) == {"customerByIdentifier": None}


def test_refusals_are_as_recorded(client: Client, pair: tuple[str, str]) -> None:
    """#/validation: selfMerge, unknownCustomer, duplicatedUnknownCustomer."""
    one, two = pair
    unknown = "Customer does not exist with ID 999999999999999"

    def error(*ids: str) -> Any:
        payload = merge(client, *ids)
        assert (payload["resultingCustomerId"], payload["job"]) == (None, None)
        [found] = payload["userErrors"]
        return found["field"], found["message"], found["code"]

    assert error(two, two) == (None, "Customers IDs should not match", "INVALID_CUSTOMER_ID")
    assert error(one, NOBODY) == (["customerTwoId"], unknown, "INVALID_CUSTOMER_ID")
    assert error(NOBODY, NOBODY) == (["customerOneId"], unknown, "INVALID_CUSTOMER_ID")
