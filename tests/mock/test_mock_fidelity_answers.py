"""Facts about answers that no other test of the mock cites: keys, nulls, texts and limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from trial_shop import TrialShop

from conformance.domain.customer import Address
from conformance.mock.resolvers.context import Context
from conformance.mock.resolvers.customers import CUSTOMER_FIELDS
from conformance.mock.writing import write
from conformance.versions import ApiVersion

if TYPE_CHECKING:
    from mock_client import Client

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_an_empty_identifier_of_a_read(client: Client) -> None:
    """H1/customer-by-identifier#/emptyIdentifier, to the letter."""
    document = "query Read($identifier: CustomerIdentifierInput!) {\n  customerByIdentifier(identifier: $identifier) { id }\n}"
    explanation = "'CustomerIdentifierInput' requires exactly one argument, but 0 were provided."

    assert client.send(document, {"identifier": {}}) == {
        "errors": [
            {
                "message": "Variable $identifier of type CustomerIdentifierInput! was provided invalid value",
                "locations": [{"line": 1, "column": 12}],
                "extensions": {
                    "code": "INVALID_VARIABLE",
                    "value": {},
                    "problems": [{"path": [], "explanation": explanation}],
                },
            }
        ]
    }


def test_the_keys_of_a_resolver_error(client: Client) -> None:
    """Recorded with a custom id that has no definition: `path` stands last, and `errors` before `data`."""
    answer = client.send(
        'mutation { customerSet(identifier: {customId: {key: "none", value: "1"}}, input: {}) { customer { id } } }'
    )

    assert list(answer) == ["errors", "data", "extensions"]
    assert list(answer["errors"][0]) == ["message", "locations", "extensions", "path"]


def test_the_keys_of_a_user_error_are_those_selected(client: Client) -> None:
    """In the order of the selection, with a code that is null where Shopify has none."""
    answer = client.data(
        "mutation { customerSet(input: {}) { userErrors { code message field } customer { id } } }"
    )

    assert list(answer["customerSet"]) == ["userErrors", "customer"]
    assert list(answer["customerSet"]["userErrors"][0].items()) == [
        ("code", None),
        ("message", "A name, phone number, or email address must be present"),
        ("field", ["input"]),
    ]


@pytest.mark.parametrize("count", [105, 250])
def test_a_customer_may_have_many_addresses(client: Client, count: int) -> None:
    """H1/customer-address-lifecycle#/validations/maximumAddressProbe went on to 105; a list holds 250."""
    payload = client.set(
        {"firstName": "Ada", "addresses": [{"address1": f"{number} Set St"} for number in range(count)]},
        selection="addressesV2(first: 250) { nodes { address1 } pageInfo { hasNextPage } }",
    )

    found = payload["customer"]["addressesV2"]
    assert [each["address1"] for each in found["nodes"]] == [f"{number} Set St" for number in range(count)]
    assert found["pageInfo"] == {"hasNextPage": False}


def test_the_deprecated_addresses_end_at_250() -> None:
    """Documented on `Customer.addresses`; no single call can make that many."""
    addresses = tuple(Address(id=number) for number in range(1, 260))
    shop = TrialShop()
    customer = replace(shop.applied({"firstName": "Ada"}), addresses=addresses)
    context = Context(
        shop.store, ApiVersion("2026-04"), NOW, "example.myshopify.com", write, lambda seen: seen
    )

    assert len(CUSTOMER_FIELDS["addresses"](customer, context, {})) == 250
    assert len(CUSTOMER_FIELDS["addresses"](customer, context, {"first": 255})) == 250
    assert (
        len(CUSTOMER_FIELDS["addresses"](replace(customer, addresses=addresses[:3]), context, {"first": 2}))
        == 2
    )


def test_an_address_phone_may_be_anybodys(client: Client) -> None:
    """Assumed: the schema calls it unique, which nobody has seen enforced."""
    for email in ("ada@example.com", "grace@example.com"):
        given = {
            "email": email,
            "addresses": [{"phone": "+16134504538"}, {"city": "Oslo", "phone": "+16134504538"}],
        }
        assert client.set(given)["userErrors"] == []


def test_a_user_error_is_a_displayable_error(client: Client) -> None:
    """By the schema; an index in its field is text."""
    answer = client.data(
        'mutation { customerSet(input: {firstName: "A", addresses: [{}, {countryCode: ZZ}]})'
        " { userErrors { __typename ... on DisplayableError { field message } ... on CustomerSetUserError { code } } } }"
    )

    assert answer["customerSet"]["userErrors"] == [
        {
            "__typename": "CustomerSetUserError",
            "field": ["input", "addresses", "1", "country"],
            "message": "Country is invalid",
            "code": "INVALID",
        }
    ]


@pytest.mark.parametrize(
    "call",
    [
        "customerCreate(input: {})",
        'customerUpdate(input: {id: "gid://shopify/Customer/1"})',
        'customerDelete(input: {id: "gid://shopify/Customer/1"})',
        'customerAddTaxExemptions(customerId: "gid://shopify/Customer/1", taxExemptions: [])',
        'tagsAdd(id: "gid://shopify/Customer/1", tags: [])',
    ],
)
def test_plain_user_errors_have_no_code(client: Client, call: str) -> None:
    """Their type is UserError, of which `code` is no field."""
    assert client.data(f"mutation {{ {call} {{ userErrors {{ __typename }} }} }}")[call.partition("(")[0]][
        "userErrors"
    ] == [{"__typename": "UserError"}]

    [error] = client.send(f"mutation {{ {call} {{ userErrors {{ code }} }} }}")["errors"]
    assert error["message"] == "Field 'code' doesn't exist on type 'UserError'"


def test_nobody_is_subscribed(client: Client) -> None:
    """H1/customer-by-identifier and reads beside H1/customer-add-tax-exemptions-parity."""
    selection = (
        "defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }"
        " emailMarketingConsent { marketingState marketingOptInLevel consentUpdatedAt }"
        " defaultPhoneNumber { phoneNumber } smsMarketingConsent { marketingState }"
    )

    assert client.set({"email": "ada@example.com"}, selection=selection)["customer"] == {
        "defaultEmailAddress": {
            "emailAddress": "ada@example.com",
            "marketingState": "NOT_SUBSCRIBED",
            "marketingOptInLevel": "SINGLE_OPT_IN",
            "marketingUpdatedAt": None,
        },
        "emailMarketingConsent": {
            "marketingState": "NOT_SUBSCRIBED",
            "marketingOptInLevel": "SINGLE_OPT_IN",
            "consentUpdatedAt": None,
        },
        "defaultPhoneNumber": None,
        "smsMarketingConsent": None,
    }
    assert client.set({"firstName": "Ada"}, selection=selection)["customer"]["defaultEmailAddress"] is None


def test_a_customer_with_orders_stays(client: Client) -> None:
    """H1/customer-delete-blocked-by-orders, with a curly apostrophe; orders come in with a restored snapshot."""
    id_ = client.create(firstName="Ada")
    taken = client.service.answer("GET", "/__meta/snapshot", client.headers(), b"").body
    restored = client.service.answer(
        "POST", "/__meta/restore", client.headers(), taken.replace(b'"orders":0', b'"orders":2')
    )
    assert restored.status == 200, restored.body
    document = "mutation D($id: ID!) { customerDelete(input: {id: $id}) { deletedCustomerId userErrors { field message } } }"

    assert client.data(document, {"id": id_})["customerDelete"] == {
        "deletedCustomerId": None,
        "userErrors": [
            {"field": ["id"], "message": "Customer can’t be deleted because they have associated orders"}
        ],
    }
    assert client.read(id_, "canDelete numberOfOrders") == {"canDelete": False, "numberOfOrders": "2"}


def test_big_numbers_are_text(client: Client) -> None:
    """`UnsignedInt64` is a string in JSON: H1/customer-by-identifier."""
    customer = client.set({"firstName": "Ada"}, selection="id legacyResourceId numberOfOrders")["customer"]

    assert customer["legacyResourceId"] == customer["id"].rpartition("/")[2]
    assert customer["numberOfOrders"] == "0"


def test_an_error_of_an_unnamed_operation_starts_with_its_kind(client: Client) -> None:
    """Recorded are named operations (`mutation Op`); that a nameless one is `mutation` follows graphql-ruby."""
    [named] = client.send("query Op { nope }")["errors"]
    [nameless] = client.send("mutation { nope }")["errors"]

    assert named["path"] == ["query Op", "nope"]
    assert nameless["path"] == ["mutation", "nope"]
