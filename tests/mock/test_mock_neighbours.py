"""The mutations beside customerSet, with their own paths and error types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client

UNKNOWN = "gid://shopify/Customer/999999999999999"


def call(client: Client, name: str, arguments: str, selection: str) -> Any:
    """Send a mutation with literal arguments and return its payload."""
    return client.data(
        f"mutation {{ {name}({arguments}) {{ {selection} userErrors {{ field message }} }} }}"
    )[name]


def test_a_delete_says_who_is_gone(client: Client) -> None:
    """customer-delete-parity: the gid, the shop; the second time nobody is found (straight apostrophe)."""
    id_ = client.create(email="a@example.com")
    gone = call(client, "customerDelete", f'input: {{id: "{id_}"}}', "deletedCustomerId shop { name }")
    assert gone == {"deletedCustomerId": id_, "shop": {"name": "example"}, "userErrors": []}
    again = call(client, "customerDelete", f'input: {{id: "{id_}"}}', "deletedCustomerId")
    assert again == {
        "deletedCustomerId": None,
        "userErrors": [{"field": ["id"], "message": "Customer can't be found"}],
    }


@pytest.mark.parametrize(
    ("name", "input_", "error"),
    [
        ("customerCreate", 'email: "foo@"', {"field": ["email"], "message": "Email is invalid"}),
        ("customerCreate", f'id: "{UNKNOWN}"', {"field": ["id"], "message": "Cannot specify ID on creation"}),
        (
            "customerCreate",
            "",
            {"field": None, "message": "A name, phone number, or email address must be present"},
        ),
        (
            "customerUpdate",
            f'id: "{UNKNOWN}", note: "x"',
            {"field": ["id"], "message": "Customer does not exist"},
        ),
    ],
)
def test_create_and_update_have_paths_without_input(
    client: Client, name: str, input_: str, error: Any
) -> None:
    """Recorded: their paths do not start with `input`."""
    assert call(client, name, f"input: {{{input_}}}", "customer { id }") == {
        "customer": None,
        "userErrors": [error],
    }


def test_create_and_update_do_what_they_say(client: Client) -> None:
    """And customerSet sees it."""
    made = call(
        client, "customerCreate", 'input: {email: "A@example.com", tags: ["b", "a"]}', "customer { id tags }"
    )
    assert made["customer"]["tags"] == ["a", "b"]
    id_ = made["customer"]["id"]
    changed = call(client, "customerUpdate", f'input: {{id: "{id_}", note: "n"}}', "customer { note tags }")
    assert changed["customer"] == {"note": "n", "tags": ["a", "b"]}
    assert client.read(id_, "email note") == {"email": "a@example.com", "note": "n"}


def test_what_create_takes_and_the_mock_does_not_is_refused(client: Client) -> None:
    """To take metafields and drop them would be a lie."""
    answer = client.send(
        'mutation { customerCreate(input: {firstName: "A", metafields: [{namespace: "n", key: "k", type: "json", value: "1"}]})'
        " { customer { id } } }"
    )
    assert answer["data"] == {"customerCreate": None}
    assert answer["errors"][0]["message"] == "This mock does not model CustomerInput.metafields."
    assert answer["errors"][0]["extensions"] == {"code": "NOT_MODELLED"}
    assert client.data("{ customersCount { count } }")["customersCount"] == {"count": 0}


def test_tags_are_added_and_removed(client: Client) -> None:
    """The payload's node is the customer."""
    id_ = client.create(firstName="A", tags=["b"])
    node = "node { id ... on Customer { tags } }"
    assert call(client, "tagsAdd", f'id: "{id_}", tags: ["a", "B"]', node)["node"] == {
        "id": id_,
        "tags": ["a", "b"],
    }
    assert call(client, "tagsRemove", f'id: "{id_}", tags: "b"', node)["node"] == {"id": id_, "tags": ["a"]}


def test_tags_of_something_else_are_not_modelled(client: Client) -> None:
    """Not the same as a product that does not exist."""
    answer = client.send('mutation { tagsAdd(id: "gid://shopify/Product/1", tags: ["a"]) { node { id } } }')
    assert answer["errors"][0]["extensions"] == {"code": "NOT_MODELLED"}


def test_tax_exemptions_are_added_removed_and_replaced(client: Client) -> None:
    """In the order in which they came, each once."""
    id_ = client.create(firstName="A", taxExemptions=["CA_BC_RESELLER_EXEMPTION"])
    ours = f'customerId: "{id_}", taxExemptions: '
    fields = "customer { taxExemptions }"
    one, two = "CA_BC_RESELLER_EXEMPTION", "CA_STATUS_CARD_EXEMPTION"
    added = call(client, "customerAddTaxExemptions", f"{ours}[{two}, {one}]", fields)
    assert added["customer"] == {"taxExemptions": [one, two]}
    removed = call(client, "customerRemoveTaxExemptions", f"{ours}[{one}]", fields)
    assert removed["customer"] == {"taxExemptions": [two]}
    replaced = call(client, "customerReplaceTaxExemptions", f"{ours}[{one}, {one}]", fields)
    assert replaced["customer"] == {"taxExemptions": [one]}


def test_tax_exemptions_of_nobody_are_refused(client: Client) -> None:
    """customer-add-tax-exemptions-parity: with a full stop."""
    payload = call(
        client, "customerAddTaxExemptions", f'customerId: "{UNKNOWN}", taxExemptions: []', "customer { id }"
    )
    assert payload == {
        "customer": None,
        "userErrors": [{"field": ["customerId"], "message": "Customer does not exist."}],
    }


def test_metafields_are_set_and_read_back(client: Client) -> None:
    """By namespace and key, alone and in a list, with their JSON value."""
    id_ = client.create(firstName="A")
    payload = call(
        client,
        "metafieldsSet",
        f'metafields: [{{ownerId: "{id_}", namespace: "erp", key: "size", type: "number_integer", value: "5"}}]',
        "metafields { namespace key type value jsonValue ownerType }",
    )
    assert payload["metafields"] == [
        {
            "namespace": "erp",
            "key": "size",
            "type": "number_integer",
            "value": "5",
            "jsonValue": 5,
            "ownerType": "CUSTOMER",
        }
    ]
    read = client.read(
        id_,
        'metafield(namespace: "erp", key: "size") { value } other: metafield(key: "size") { value }'
        ' named: metafields(first: 5, keys: ["erp.size"]) { nodes { key } }'
        ' none: metafields(first: 5, namespace: "crm") { nodes { key } }',
    )
    assert read == {
        "metafield": {"value": "5"},
        "other": None,
        "named": {"nodes": [{"key": "size"}]},
        "none": {"nodes": []},
    }


def test_a_definition_is_created_found_and_deleted(client: Client) -> None:
    """Afterwards a custom id of that name is refused again."""
    made = call(
        client,
        "metafieldDefinitionCreate",
        'definition: {ownerType: CUSTOMER, namespace: "erp", key: "number", name: "N", type: "id"}',
        "createdDefinition { id name namespace key ownerType type { name } }",
    )["createdDefinition"]
    assert made == {
        "id": made["id"],
        "name": "N",
        "namespace": "erp",
        "key": "number",
        "ownerType": "CUSTOMER",
        "type": {"name": "id"},
    }
    identifier = {"customId": {"namespace": "erp", "key": "number", "value": "1"}}
    assert client.set({"firstName": "A"}, identifier)["customer"]
    gone = call(
        client,
        "metafieldDefinitionDelete",
        'identifier: {ownerType: CUSTOMER, namespace: "erp", key: "number"}, deleteAllAssociatedMetafields: true',
        "deletedDefinitionId deletedDefinition { namespace key ownerType }",
    )
    assert gone == {
        "deletedDefinitionId": made["id"],
        "deletedDefinition": {"namespace": "erp", "key": "number", "ownerType": "CUSTOMER"},
        "userErrors": [],
    }
    document = 'mutation { customerSet(identifier: {customId: {namespace: "erp", key: "number", value: "1"}}, input: {firstName: "A"}) { customer { id } } }'
    assert client.send(document)["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
