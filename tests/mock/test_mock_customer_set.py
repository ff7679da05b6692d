"""customerSet as recorded on a development store, 2026-04 (shopify-draft-proxy, customer-set-parity and others)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client, Clock

FULL = (
    "firstName lastName displayName email locale note verifiedEmail taxExempt taxExemptions tags state canDelete"
    " defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }"
    " defaultAddress { address1 city province country zip formattedArea }"
    " addressesV2(first: 5) { nodes { address1 city province country zip formattedArea }"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } createdAt updatedAt"
)
OTTAWA = {
    "address1": "10 Set St",
    "city": "Ottawa",
    "countryCode": "CA",
    "provinceCode": "ON",
    "zip": "K1A 0B1",
}
OTTAWA_OUT = {
    "address1": "10 Set St",
    "city": "Ottawa",
    "province": "Ontario",
    "country": "Canada",
    "zip": "K1A 0B1",
    "formattedArea": "Ottawa ON, Canada",
}


def test_a_created_customer_comes_back_as_recorded(client: Client) -> None:
    """#/mutation of the recording, but for ids and times."""
    payload = client.set(
        {
            "email": "hermes@example.com",
            "firstName": "Hermes",
            "lastName": "SetCreate",
            "locale": "en",
            "note": "customerSet create parity probe",
            "phone": "+17169079011",
            "tags": ["set", "create"],
            "taxExempt": True,
            "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"],
        },
        selection=FULL,
    )
    assert payload == {
        "customer": {
            "firstName": "Hermes",
            "lastName": "SetCreate",
            "displayName": "Hermes SetCreate",
            "email": "hermes@example.com",
            "locale": "en",
            "note": "customerSet create parity probe",
            "verifiedEmail": True,
            "taxExempt": True,
            "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"],
            "tags": ["create", "set"],
            "state": "DISABLED",
            "canDelete": True,
            "defaultEmailAddress": {"emailAddress": "hermes@example.com"},
            "defaultPhoneNumber": {"phoneNumber": "+17169079011"},
            "defaultAddress": None,
            "addressesV2": {
                "nodes": [],
                "pageInfo": {
                    "hasNextPage": False,
                    "hasPreviousPage": False,
                    "startCursor": None,
                    "endCursor": None,
                },
            },
            "createdAt": "2026-11-23T12:00:00Z",
            "updatedAt": "2026-11-23T12:00:00Z",
        },
        "userErrors": [],
    }


def test_an_update_by_id_replaces_what_it_names(client: Client, clock: Clock) -> None:
    """#/update: lists are replaced, the default address follows, updatedAt moves."""
    id_ = client.create(email="a@example.com", firstName="Hermes", tags=["set", "create"], taxExempt=True)
    clock.go_on(3)
    customer = client.set(
        {"lastName": "SetUpdated", "tags": ["set", "updated"], "taxExempt": False, "addresses": [OTTAWA]},
        {"id": id_},
        f"id {FULL}",
    )["customer"]
    assert customer["id"] == id_
    assert (customer["firstName"], customer["lastName"]) == ("Hermes", "SetUpdated")
    assert (customer["tags"], customer["taxExempt"]) == (["set", "updated"], False)
    assert customer["defaultAddress"] == OTTAWA_OUT
    assert customer["addressesV2"]["nodes"] == [OTTAWA_OUT]
    assert (customer["createdAt"], customer["updatedAt"]) == ("2026-11-23T12:00:00Z", "2026-11-23T12:00:03Z")


@pytest.mark.parametrize(
    ("key", "value", "other"),
    [("email", "u@example.com", " U@Example.com"), ("phone", "+17169079013", "+1 716-907-9013")],
)
def test_an_upsert_creates_and_then_updates(client: Client, key: str, value: str, other: str) -> None:
    """#/upsert and #/phoneUpsert: the second call finds the customer, however the key is written."""
    first = client.set({key: value, "note": "one"}, {key: value})["customer"]["id"]
    again = client.set({key: other, "note": "two"}, {key: other}, "id note")["customer"]
    assert again == {"id": first, "note": "two"}


def test_a_custom_id_writes_its_metafield(client: Client) -> None:
    """customer-set-custom-id#/cases/createNoMatch and updateMatching."""
    client.data(
        "mutation Define($definition: MetafieldDefinitionInput!) {"
        " metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } } }",
        {
            "definition": {
                "ownerType": "CUSTOMER",
                "namespace": "erp",
                "key": "number",
                "name": "N",
                "type": "id",
            }
        },
    )
    identifier = {"customId": {"namespace": "erp", "key": "number", "value": "17"}}
    selection = "id firstName metafields(first: 5) { nodes { namespace key type value } }"
    first = client.set({"firstName": "Ada"}, identifier, selection)["customer"]
    assert first["metafields"] == {
        "nodes": [{"namespace": "erp", "key": "number", "type": "id", "value": "17"}]
    }
    again = client.set({"firstName": "Eve"}, identifier, selection)["customer"]
    assert again == {**first, "firstName": "Eve"}


def test_a_custom_id_without_definition_fails_at_the_top_level(client: Client) -> None:
    """customer-set-custom-id#/cases/validations/missingDefinition; the path is the alias."""
    answer = client.send(
        'mutation {\n  mine: customerSet(identifier: {customId: {namespace: "x", key: "y", value: "1"}},'
        ' input: {firstName: "A"}) { customer { id } }\n}'
    )
    assert answer == {
        "errors": [
            {
                "message": "Metafield definition of type 'id' is required when using custom ids.",
                "locations": [{"line": 2, "column": 3}],
                "extensions": {"code": "NOT_FOUND"},
                "path": ["mine"],
            }
        ],
        "data": {"mine": None},
        "extensions": {
            "cost": {
                "requestedQueryCost": 10,
                "actualQueryCost": 10,
                "throttleStatus": {
                    "maximumAvailable": 1_000_000,
                    "currentlyAvailable": 999_990,
                    "restoreRate": 1_000_000,
                },
            }
        },
    }
    assert list(answer["errors"][0]) == ["message", "locations", "extensions", "path"]


REFUSALS: list[tuple[Any, Any, list[Any]]] = [
    ({"email": ""}, None, [[["input"], "A name, phone number, or email address must be present", None]]),
    (
        {"firstName": "Ghost"},
        {"id": "gid://shopify/Customer/999999999999999"},
        [[["input"], "Resource matching the identifier was not found.", "NOT_FOUND"]],
    ),
    (
        {"id": "gid://shopify/Customer/1", "firstName": "A"},
        {"email": "a@example.com"},
        [[["input"], "The id field is not allowed if identifier is provided.", "ID_NOT_ALLOWED"]],
    ),
    (
        {"firstName": "A"},
        {"email": "a@example.com"},
        [
            [
                ["input"],
                "The input field corresponding to the identifier is required.",
                "MISSING_FIELD_REQUIRED",
            ]
        ],
    ),
    ({"email": "taken@example.com"}, None, [[["input", "email"], "Email has already been taken", "TAKEN"]]),
    (
        {"firstName": "A", "addresses": [OTTAWA, {"countryCode": "US", "provinceCode": "ON"}]},
        None,
        [[["input", "addresses", "1", "province"], "Province is invalid", "INVALID"]],
    ),
]


@pytest.mark.parametrize(("input_", "identifier", "expected"), REFUSALS)
def test_a_refusal_has_no_customer_and_says_why(
    client: Client, input_: Any, identifier: Any, expected: list[Any]
) -> None:
    """The recorded refusals, with paths as strings; codes as far as they are known."""
    client.create(email="taken@example.com")
    payload = client.set(input_, identifier)
    assert payload["customer"] is None
    assert [[error["field"], error["message"], error["code"]] for error in payload["userErrors"]] == expected


def test_mutations_of_one_document_run_in_order(client: Client) -> None:
    """The second one finds what the first one made."""
    data = client.data(
        'mutation { one: customerSet(input: {email: "a@example.com"}) { customer { id } }'
        ' two: customerSet(identifier: {email: "a@example.com"}, input: {email: "a@example.com", note: "n"})'
        " { customer { id note } } }"
    )
    assert data["two"]["customer"] == {"id": data["one"]["customer"]["id"], "note": "n"}


@pytest.mark.parametrize("version", ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "unstable"])
def test_every_bundled_version_is_served(client: Client, version: str) -> None:
    """CustomerSet is the same in all of them."""
    client.version = version
    assert client.set({"firstName": "Ada"}, selection="firstName")["customer"] == {"firstName": "Ada"}


def test_a_field_of_a_later_version_is_unknown_to_an_earlier_one(client: Client) -> None:
    """Customer.taxSettings came with 2026-07."""
    document = '{ customer(id: "gid://shopify/Customer/1") { taxSettings { taxId } } }'
    assert client.send(document)["errors"][0]["extensions"]["code"] == "undefinedField"
    client.version = "2026-07"
    assert client.data(document) == {"customer": None}
