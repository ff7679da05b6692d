"""Shops that are not open, headers that tell of the call, and bugs of the mock's own."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from conformance.mock.reply import Reply

DEPRECATED = "X-Shopify-API-Deprecated-Reason"


def ask(client: Client, document: str, variables: Any = None, **headers: str) -> Reply:
    """Send a document and return the answer with its headers."""
    return client.post(json.dumps({"query": document, "variables": variables}).encode(), **headers)


@pytest.mark.parametrize(
    ("state", "status", "errors"),
    [
        ("frozen", 402, "This shop's plan does not have access to this feature"),
        ("forbidden", 403, "Unavailable Shop"),
        ("missing", 404, "Not Found"),
        ("locked", 423, "This shop is unavailable"),
    ],
)
def test_a_shop_that_is_not_open_answers_nothing(state: str, status: int, errors: str) -> None:
    """Whatever it is asked; statuses and bodies as in Shopify's reference of its sibling API."""
    found = Behaviours().changed("example.myshopify.com", {"state": state}, "test")
    client = Client(Settings(bucket=PLENTY, clock=Clock(), behaviours=found))
    for reply in (ask(client, "{ shop { name } }"), client.post(b"no json")):
        assert (reply.status, json.loads(reply.body)) == (status, {"errors": errors})
        assert "X-Request-Id" in reply.headers
    client.host = "other.myshopify.com"
    assert ask(client, "{ shop { name } }").status == 200


def test_a_shop_opens_again() -> None:
    """What was in it is still there."""
    client = Client()
    client.create(firstName="A")
    for state, status in (("locked", 423), ("open", 200)):
        client.service.answer(
            "POST", "/__meta/config", {}, json.dumps({"default": {"state": state}}).encode()
        )
        assert ask(client, "{ customersCount { count } }").status == status
    assert client.data("{ customersCount { count } }") == {"customersCount": {"count": 1}}


def test_a_wrong_token_is_told_before_the_state() -> None:
    """Whether the shop is open is nobody's business who may not enter."""
    found = Behaviours().changed("default", {"state": "locked"}, "test")
    client = Client(Settings(token="secret", clock=Clock(), behaviours=found))
    assert ask(client, "{ shop { name } }").status == 401


def test_an_answer_tells_shop_and_app_apart(client: Client) -> None:
    """Names of the headers as recorded; the shop's number is that of its id."""
    headers = ask(client, "{ shop { id } }").headers
    number = client.data("{ shop { id } }")["shop"]["id"].rpartition("/")[2]
    assert headers["X-ShopId"] == number
    assert headers["X-Stats-UserId"] == ""
    client.token = "another"
    other = ask(client, "{ shop { id } }").headers
    assert other["X-ShopId"] == number
    assert other["X-Stats-ApiClientId"] != headers["X-Stats-ApiClientId"]
    assert other["X-Stats-ApiPermissionId"] != headers["X-Stats-ApiPermissionId"]


SET = "mutation Set($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } }"


@pytest.mark.parametrize(
    ("document", "variables", "expected"),
    [
        ("{ customers(first: 1) { nodes { id email phone } } }", None, "Customer.email, Customer.phone"),
        (
            "{ customers(first: 1) { nodes { ...F } } } fragment F on Customer { email }",
            None,
            "Customer.email",
        ),
        ('{ node(id: "gid://shopify/Customer/1") { ... on Customer { email } } }', None, "Customer.email"),
        (
            'mutation { customerUpdate(input: {id: "gid://shopify/Customer/1", addresses: []}) { customer { id } } }',
            None,
            "CustomerInput.addresses",
        ),
        (SET, {"input": {"id": "gid://shopify/Customer/1"}}, "CustomerSetInput.id"),
        (
            SET,
            {"input": {"firstName": "A", "addresses": [{"city": "X"}, {"country": "Canada"}]}},
            "MailingAddressInput.country",
        ),
        (
            "query Q($size: Int) { customers(first: 1) { nodes { image(size: $size) { id } } } }",
            None,
            "Customer.image.size",
        ),
        (SET, {"input": {"firstName": "A", "addresses": [{"countryCode": "CA"}]}}, None),
        ("{ customers(first: 1) { nodes { defaultEmailAddress { emailAddress } } } }", None, None),
        ("{ nonsense }", None, None),
    ],
)
def test_a_header_names_what_is_deprecated(
    client: Client, document: str, variables: Any, expected: str | None
) -> None:
    """A list of `Type.field`, as seen in answers of 2025 and 2026; none without a deprecated part."""
    assert ask(client, document, variables).headers.get(DEPRECATED) == expected


def test_a_bug_of_the_mocks_own_looks_like_one_of_shopifys(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """INTERNAL_SERVER_ERROR with status 200 and without a cost, as recorded; the traceback goes to the log."""
    # Nothing can be looked up in a store that is none.
    client.data("{ shop { name } }")
    [shop] = client.service._shops.all()
    shop.store = None  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR):
        reply = ask(client, '{ customer(id: "gid://shopify/Customer/1") { id } }')
    number = reply.headers["X-Request-Id"]
    assert reply.status == 200
    assert json.loads(reply.body) == {
        "errors": [
            {
                "message": "Internal error. Looks like something went wrong on our end.\n"
                f"Request ID: {number} (include this in support requests).",
                "extensions": {"requestId": number, "code": "INTERNAL_SERVER_ERROR"},
            }
        ],
        "data": None,
    }
    [record] = caplog.records
    assert record.name == "conformance.mock"
    assert "AttributeError" in caplog.text


def test_a_bug_leaves_the_shop_answering(client: Client) -> None:
    """Its lock is free again, and so are other shops."""
    client.data("{ shop { name } }")
    [shop] = client.service._shops.all()
    store, shop.store = shop.store, None  # type: ignore[assignment]
    ask(client, "{ customersCount { count } }")
    shop.store = store
    assert client.data("{ customersCount { count } }") == {"customersCount": {"count": 0}}
