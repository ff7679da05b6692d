"""Which scopes and which protected fields there are: Shopify's own schema, 2026-10, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings

WRITES = [
    'metafieldDefinitionCreate(definition: {name: "N", namespace: "custom", key: "erp", type: "id", ownerType: CUSTOMER}) { userErrors { field } }',
    'metafieldDefinitionDelete(id: "gid://shopify/MetafieldDefinition/1") { userErrors { field } }',
]
PROTECTED = [
    *("displayName", "email", "firstName", "lastName", "phone"),
    "defaultEmailAddress { emailAddress }",
    "defaultPhoneNumber { phoneNumber }",
    *(
        f"defaultAddress {{ {name} }}"
        for name in (
            *("address1", "address2", "firstName", "formatted", "lastName"),
            *("latitude", "longitude", "name", "phone", "zip"),
        )
    ),
    *(f"orders(first: 1) {{ nodes {{ {name} }} }}" for name in ("email", "phone", "statusPageUrl")),
]
FREE = [
    "id",
    "note",
    "tags",
    "locale",
    "state",
    "taxExempt",
    "createdAt",
    "defaultAddress { company city province provinceCode country countryCodeV2 formattedArea }",
    "defaultEmailAddress { marketingState }",
]


def _client(**section: Any) -> Client:
    found = Behaviours().changed("default", section, "a test")
    return Client(Settings(bucket=PLENTY, clock=Clock(), behaviours=found))


@pytest.mark.parametrize("call", WRITES)
def test_definitions_need_access_to_their_owners(call: str) -> None:
    """The schema says so in general words; owners are customers here, so it is `write_customers`."""
    name = call.partition("(")[0]
    answer = _client(scopes=["read_customers"]).send(f"mutation {{ {call} }}")

    assert answer["data"] == {name: None}
    assert answer["errors"][0]["extensions"]["requiredAccess"] == "`write_customers` access scope."


@pytest.mark.parametrize(
    "document",
    ["{ shop { name } }", "{ publicApiVersions { handle } }", '{ node(id: "gid://shopify/Shop/1") { id } }'],
)
def test_what_states_no_scope_needs_none(document: str) -> None:
    """The shop, the versions, and a node that is no customer."""
    assert "errors" not in _client(scopes=[]).send(document)


@pytest.mark.parametrize("selection", PROTECTED)
def test_a_protected_field_is_not_for_basic_plans(selection: str) -> None:
    """Whoever selects one of these gets no customer."""
    client = _client(protected_data="basic_plan")
    id_ = client.create(
        firstName="Ada", email="ada@example.com", phone="+16135550100", addresses=[{"zip": "1"}]
    )
    answer = client.send(f"query Q($id: ID!) {{ customer(id: $id) {{ {selection} }} }}", {"id": id_})

    assert answer["data"] == {"customer": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["ACCESS_DENIED"]


@pytest.mark.parametrize("selection", FREE)
def test_what_is_not_protected_is_for_everybody(selection: str) -> None:
    """No other field of these types is in the list."""
    client = _client(protected_data="basic_plan")
    id_ = client.create(firstName="Ada", email="ada@example.com", addresses=[{"city": "Ottawa"}])

    assert client.read(id_, selection)


def test_an_older_approval_masks_phones() -> None:
    """One answer of a store showed `+291****0123`; nothing else is hidden, and what is stored is whole."""
    client = _client(protected_data="masked_phones")
    id_ = client.create(
        firstName="Ada", phone="+2917550123", addresses=[{"phone": "+16135550199"}, {"phone": "x"}]
    )
    selection = "firstName phone defaultPhoneNumber { phoneNumber } addressesV2(first: 2) { nodes { phone } }"

    assert client.read(id_, selection) == {
        "firstName": "Ada",
        "phone": "+291****0123",
        "defaultPhoneNumber": {"phoneNumber": "+291****0123"},
        "addressesV2": {"nodes": [{"phone": "+1****0199"}, {"phone": "****"}]},
    }
    assert client.read(client.create(email="bob@example.com"), "phone") == {"phone": None}
    found = client.data('{ customerByIdentifier(identifier: {phoneNumber: "+2917550123"}) { id } }')
    assert found == {"customerByIdentifier": {"id": id_}}


@pytest.mark.parametrize(
    ("call", "scope"),
    [
        (
            'customerMerge(customerOneId: "gid://shopify/Customer/1", customerTwoId: "gid://shopify/Customer/2")',
            "write_customer_merge",
        ),
        ("orderCreate(order: {})", "write_orders"),
        ('orderDelete(orderId: "gid://shopify/Order/1")', "write_orders"),
        ('orderCancel(orderId: "gid://shopify/Order/1", reason: OTHER, restock: true)', "write_orders"),
        ('customerAddressCreate(customerId: "gid://shopify/Customer/1", address: {})', "write_customers"),
    ],
)
def test_neighbours_need_scopes_of_their_own(call: str, scope: str) -> None:
    """Assumed by their names; a recorded app that merged customers had write_customer_merge."""
    answer = _client(scopes=["read_customers", "read_orders"]).send(f"mutation {{ {call} {{ __typename }} }}")

    assert answer["errors"][0]["extensions"]["requiredAccess"] == f"`{scope}` access scope."
