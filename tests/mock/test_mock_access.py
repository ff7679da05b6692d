"""Access scopes and protected customer data: what an app may not see or do."""

from __future__ import annotations

from typing import Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings

SET = 'mutation { customerSet(input: {email: "a@example.com"}) { customer { id } userErrors { field } } }'
UNAPPROVED = (
    "This app is not approved to access the Customer object. See"
    " https://shopify.dev/docs/apps/launch/protected-customer-data for more details."
)
BASIC_PLAN = (
    "This app is not approved to access the Customer object. Access to personally identifiable information (PII)"
    " like customer names, addresses, emails, phone numbers is only available on Shopify, Advanced, and Plus plans."
)


def client_of(**section: Any) -> Client:
    """Return a client of a mock whose shops are like this."""
    found = Behaviours().changed("default", section, "test")
    return Client(Settings(bucket=PLENTY, clock=Clock(), behaviours=found))


def limit(client: Client, **section: Any) -> None:
    """Change what the app may do."""
    client.service._shops.behave(lambda before: before.changed("default", section, "test"))


def refusals(answer: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """Return message and path of each ACCESS_DENIED; nothing else may be wrong."""
    errors = answer.get("errors", [])
    assert all(error["extensions"]["code"] == "ACCESS_DENIED" for error in errors)
    return [(error["message"], error["path"]) for error in errors]


def test_a_mutation_without_its_scope_is_denied() -> None:
    """The whole answer as recorded for other fields: the root is null, and it costs as a failed mutation."""
    client = client_of(scopes=["read_customers"])
    answer = client.send(SET)
    assert list(answer) == ["errors", "data", "extensions"]
    assert answer["data"] == {"customerSet": None}
    assert answer["errors"] == [
        {
            "message": "Access denied for customerSet field. Required access: `write_customers` access scope.",
            "locations": [{"line": 1, "column": 12}],
            "extensions": {
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": "`write_customers` access scope.",
            },
            "path": ["customerSet"],
        }
    ]
    assert answer["extensions"]["cost"]["actualQueryCost"] == 10


def test_a_denied_mutation_writes_nothing() -> None:
    """Nor does it under an alias, by which the path goes while the message names the field."""
    client = client_of(scopes=["read_customers"])
    answer = client.send(SET.replace("customerSet(", "mine: customerSet("))
    assert refusals(answer) == [
        (
            "Access denied for customerSet field. Required access: `write_customers` access scope.",
            ["mine"],
        )
    ]
    assert client.data("{ customersCount { count } }") == {"customersCount": {"count": 0}}


ID = '"gid://shopify/Customer/1"'


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("customerCreate", 'customerCreate(input: {firstName: "A"}) { customer { id } }'),
        ("customerUpdate", f"customerUpdate(input: {{id: {ID}}}) {{ customer {{ id }} }}"),
        ("customerDelete", f"customerDelete(input: {{id: {ID}}}) {{ deletedCustomerId }}"),
        (
            "customerAddTaxExemptions",
            f"customerAddTaxExemptions(customerId: {ID}, taxExemptions: []) {{ userErrors {{ field }} }}",
        ),
        (
            "customerRemoveTaxExemptions",
            f"customerRemoveTaxExemptions(customerId: {ID}, taxExemptions: []) {{ userErrors {{ field }} }}",
        ),
        (
            "customerReplaceTaxExemptions",
            f"customerReplaceTaxExemptions(customerId: {ID}, taxExemptions: []) {{ userErrors {{ field }} }}",
        ),
        ("tagsAdd", f"tagsAdd(id: {ID}, tags: []) {{ userErrors {{ field }} }}"),
        ("tagsRemove", f"tagsRemove(id: {ID}, tags: []) {{ userErrors {{ field }} }}"),
        ("metafieldsSet", "metafieldsSet(metafields: []) { userErrors { field } }"),
        (
            "metafieldDefinitionCreate",
            (
                "metafieldDefinitionCreate(definition: {name: "
                '"N", key: "key", namespace: "custom", type: "id", ownerType: CUSTOMER}) { userErrors { field } }'
            ),
        ),
        (
            "metafieldDefinitionDelete",
            'metafieldDefinitionDelete(id: "gid://shopify/MetafieldDefinition/1") { userErrors { field } }',
        ),
    ],
)
def test_every_mutation_of_customers_needs_the_scope_to_write(name: str, call: str) -> None:
    """Documented for customer*; for tags and metafields assumed."""
    answer = client_of(scopes=["read_customers"]).send(f"mutation {{ {call} }}")
    assert refusals(answer) == [
        (f"Access denied for {name} field. Required access: `write_customers` access scope.", [name])
    ]
    assert answer["data"] == {name: None}


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("customer", f"customer(id: {ID}) {{ id }}"),
        (
            "customerByIdentifier",
            'customerByIdentifier(identifier: {emailAddress: "a@example.com"}) { id }',
        ),
        ("customersCount", "customersCount { count }"),
    ],
)
def test_a_read_needs_the_scope_to_read(field: str, call: str) -> None:
    """The field itself, or the type Customer; what stands beside it is answered."""
    answer = client_of(scopes=[]).send(f"{{ {call} shop {{ name }} }}")
    message = f"Access denied for {field} field. Required access: `read_customers` access scope."
    assert refusals(answer) == [(message, [field])]
    assert answer["data"] == {field: None, "shop": {"name": "example"}}


def test_a_root_that_may_not_be_null_takes_all_data_with_it() -> None:
    """`customers` is non-null."""
    answer = client_of(scopes=[]).send("{ customers(first: 1) { nodes { id } } shop { name } }")
    assert refusals(answer) == [
        ("Access denied for customers field. Required access: `read_customers` access scope.", ["customers"])
    ]
    assert answer["data"] is None


def test_a_node_is_a_customer_only_when_it_is_there() -> None:
    """An interface shows its type with the value; the shop is nobody's secret."""
    client = client_of()
    id_ = client.create(firstName="A")
    shop = client.data("{ shop { id } }")["shop"]["id"]
    limit(client, scopes=[])
    document = "query Q($id: ID!) { node(id: $id) { id } }"
    answer = client.send(document, {"id": id_})
    assert refusals(answer) == [
        ("Access denied for node field. Required access: `read_customers` access scope.", ["node"])
    ]
    assert answer["data"] == {"node": None}
    assert client.data(document, {"id": shop}) == {"node": {"id": shop}}


def test_a_scope_to_write_includes_the_one_to_read() -> None:
    """As Shopify's client libraries count scopes."""
    client = client_of(scopes=["write_customers"])
    id_ = client.create(firstName="A")
    assert client.read(id_, "firstName") == {"firstName": "A"}


def test_orders_need_their_own_scope() -> None:
    """Of a customer whose rest is shown; orders are non-null, and the customer goes with them."""
    client = client_of(scopes=["write_customers"])
    id_ = client.create(firstName="A")
    answer = client.send(
        "query Q($id: ID!) { customer(id: $id) { orders(first: 1) { nodes { id } } } }", {"id": id_}
    )
    assert refusals(answer) == [
        (
            (
                "Access denied for orders field. Required access: `read_orders` access scope,"
                " `read_marketplace_orders` access scope or `read_quick_sale` access scope."
            ),
            ["customer", "orders"],
        )
    ]
    assert answer["data"] == {"customer": None}


def test_an_app_without_approval_gets_no_customer() -> None:
    """Level 0: the recorded text, wherever a customer would show; what is written is written."""
    client = client_of(protected_data="level_0")
    answer = client.send(SET)
    assert refusals(answer) == [(UNAPPROVED, ["customerSet", "customer"])]
    assert answer["errors"][0]["extensions"] == {"code": "ACCESS_DENIED"}
    assert answer["data"] == {"customerSet": {"customer": None, "userErrors": []}}
    assert client.data("{ customersCount { count } }") == {"customersCount": {"count": 1}}
    answer = client.send("{ customers(first: 1) { nodes { id } } }")
    assert (refusals(answer), answer["data"]) == ([(UNAPPROVED, ["customers"])], None)


def test_an_app_on_a_basic_plan_writes_personal_data_and_reads_an_id() -> None:
    """As a user reported: it works as long as only `customer { id }` is selected."""
    client = client_of(protected_data="basic_plan")
    answer = client.send(SET)
    assert "errors" not in answer
    assert answer["data"]["customerSet"]["userErrors"] == []


@pytest.mark.parametrize(
    "selection",
    [
        "id email",
        "displayName",
        "defaultEmailAddress { emailAddress }",
        "defaultPhoneNumber { phoneNumber }",
        "defaultAddress { city zip }",
        "addressesV2(first: 1) { edges { node { address1 } } }",
        "...Names",
        "... on Customer { lastName }",
    ],
)
def test_an_app_on_a_basic_plan_reads_no_personal_data(selection: str) -> None:
    """The recorded text, at the customer; protected fields are those of Shopify's schema."""
    client = client_of(protected_data="basic_plan")
    fragment = " fragment Names on Customer { firstName }" if "...Names" in selection else ""
    answer = client.send(SET.replace("{ id }", f"{{ {selection} }}") + fragment)
    [(message, path)] = refusals(answer)
    assert message.startswith(BASIC_PLAN)
    assert path == ["customerSet", "customer"]
    assert answer["data"] == {"customerSet": {"customer": None, "userErrors": []}}


@pytest.mark.parametrize(
    "field",
    [
        "address1",
        "address2",
        "firstName",
        "formatted",
        "lastName",
        "latitude",
        "longitude",
        "name",
        "phone",
        "zip",
    ],
)
def test_most_of_an_address_is_personal(field: str) -> None:
    """The protected fields of MailingAddress, in Shopify's own schema."""
    client = client_of(protected_data="basic_plan")
    [(message, path)] = refusals(
        client.send(SET.replace("{ id }", f"{{ addresses(first: 1) {{ {field} }} }}"))
    )
    assert message.startswith(BASIC_PLAN)
    assert path == ["customerSet", "customer"]


def test_an_app_on_a_basic_plan_reads_what_is_not_personal() -> None:
    """A city is, to Shopify, not personal."""
    client = client_of(protected_data="basic_plan")
    id_ = client.create(firstName="A", tags=["x"], addresses=[{"city": "Ottawa"}])
    assert client.read(id_, "tags defaultAddress { city }") == {
        "tags": ["x"],
        "defaultAddress": {"city": "Ottawa"},
    }


def test_a_nodes_personal_data_is_asked_for_by_its_type() -> None:
    """A fragment on another type asks the customer for nothing."""
    client = client_of(protected_data="basic_plan")
    id_ = client.create(firstName="A")
    document = "query Q($id: ID!) {{ node(id: $id) {{ id ... on {} {{ {} }} }} }}"
    assert client.data(document.format("MailingAddress", "zip"), {"id": id_}) == {"node": {"id": id_}}
    [(message, path)] = refusals(client.send(document.format("Customer", "email"), {"id": id_}))
    assert message.startswith(BASIC_PLAN)
    assert path == ["node"]


def test_an_app_with_level_1_is_refused_field_by_field() -> None:
    """A reported text; the rest of the customer is shown."""
    client = client_of(protected_data="level_1")
    id_ = client.create(firstName="A", email="a@example.com", tags=["x"])
    answer = client.send("query Q($id: ID!) { customer(id: $id) { tags email } }", {"id": id_})
    assert refusals(answer) == [
        (
            (
                "This app is not approved to use the email field. See"
                " https://shopify.dev/docs/apps/launch/protected-customer-data for more details."
            ),
            ["customer", "email"],
        )
    ]
    assert answer["data"] == {"customer": {"tags": ["x"], "email": None}}


def test_what_an_app_may_do_changes_while_the_shop_runs() -> None:
    """The same document, before and after; and refused twice it says the same."""
    client = client_of()
    id_ = client.create(email="a@example.com")
    document = "query Q($id: ID!) { customer(id: $id) { email } }"
    assert client.data(document, {"id": id_}) == {"customer": {"email": "a@example.com"}}
    limit(client, protected_data="level_0")
    assert refusals(client.send(document, {"id": id_})) == [(UNAPPROVED, ["customer"])]
    assert refusals(client.send(document, {"id": id_})) == [(UNAPPROVED, ["customer"])]
    limit(client, protected_data="level_2")
    assert client.data(document, {"id": id_}) == {"customer": {"email": "a@example.com"}}


SCOPES = "{ currentAppInstallation { accessScopes { handle description } } }"


def test_an_app_is_told_its_scopes() -> None:
    """In the form of Shopify's schema (AppInstallation.accessScopes), in the order in which they were granted."""
    client = client_of(scopes=["read_customers", "write_orders"])
    assert client.data(SCOPES)["currentAppInstallation"]["accessScopes"] == [
        {"handle": "read_customers", "description": "Read customers"},
        {"handle": "write_orders", "description": "Write orders"},
    ]


def test_a_token_may_have_a_section_of_its_own() -> None:
    """It is let in beside the one that is asked for, and its shop is like its section says."""
    given = {"token:read-only": {"scopes": ["read_customers"]}}
    settings = Settings(token="main", behaviours=Behaviours.read(given, "a test"))
    client = Client(settings, host="127.0.0.1", token="read-only")
    own = client.data(SCOPES)["currentAppInstallation"]["accessScopes"]
    assert [scope["handle"] for scope in own] == ["read_customers"]
    client.token = "main"
    assert len(client.data(SCOPES)["currentAppInstallation"]["accessScopes"]) > 1
    client.token = "another"
    assert client.send(SCOPES)["errors"].startswith("[API] Invalid API key")
