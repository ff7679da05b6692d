"""Orders, as far as customers show them (H1/customer-delete-blocked-by-orders, H4/orders)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client

CREATE = (
    "mutation Create($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput)"
    " { orderCreate(order: $order, options: $options) { order { id name email cancelledAt"
    " customer { id email displayName } } userErrors { field message code } } }"
)
CANCEL = (
    "mutation Cancel($orderId: ID!, $staffNote: String) { orderCancel(orderId: $orderId, reason: OTHER,"
    " notifyCustomer: false, restock: true, staffNote: $staffNote) { job { id done }"
    " orderCancelUserErrors { field message code } userErrors { field message } } }"
)
DELETE = (
    "mutation Delete($orderId: ID!) { orderDelete(orderId: $orderId)"
    " { deletedId userErrors { field message code } } }"
)
LINES = [
    {
        "title": "Line",
        "quantity": 1,
        "priceSet": {"shopMoney": {"amount": "9.99", "currencyCode": "CAD"}},
    }
]
BLOCKED = {
    "deletedCustomerId": None,
    "userErrors": [
        {"field": ["id"], "message": "Customer can’t be deleted because they have associated orders"}
    ],
}


@pytest.fixture
def ada(client: Client) -> str:
    """Return the id of a customer."""
    return client.create(firstName="Blocked", lastName="Delete", email="ada@example.com")


def create(client: Client, **given: Any) -> Any:
    """Send orderCreate and return its payload."""
    return client.data(CREATE, {"order": {"lineItems": LINES, "currency": "CAD"} | given})["orderCreate"]


def delete_customer(client: Client, id_: str) -> Any:
    """Send customerDelete and return its payload."""
    document = f'mutation {{ customerDelete(input: {{id: "{id_}"}}) {{ deletedCustomerId userErrors {{ field message }} }} }}'
    return client.data(document)["customerDelete"]


def test_an_order_is_its_customers(client: Client, ada: str) -> None:
    """#/setup/orderCreate: as recorded, with the deprecated customerId; it costs 11, one for the customer."""
    order = {"email": "ada@example.com", "customerId": ada, "currency": "CAD", "lineItems": LINES}
    answer = client.send(CREATE, {"order": order})
    payload = answer["data"]["orderCreate"]
    id_ = payload["order"].pop("id")
    assert id_.startswith("gid://shopify/Order/")
    assert payload == {
        "order": {
            "name": "#1001",
            "email": "ada@example.com",
            "cancelledAt": None,
            "customer": {"id": ada, "email": "ada@example.com", "displayName": "Blocked Delete"},
        },
        "userErrors": [],
    }
    cost = answer["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (11, 11)
    found = client.read(ada, "numberOfOrders canDelete lastOrder { id } orders(first: 5) { nodes { id } }")
    assert found == {
        "numberOfOrders": "1",
        "canDelete": False,
        "lastOrder": {"id": id_},
        "orders": {"nodes": [{"id": id_}]},
    }


def test_the_current_way_names_the_customer_too(client: Client, ada: str) -> None:
    """customer.toAssociate.id is what the schema has in place of customerId; ids and numbers only grow."""
    ids = [create(client, customer={"toAssociate": {"id": ada}})["order"] for _ in range(2)]
    assert [each["name"] for each in ids] == ["#1001", "#1002"]
    numbers = [int(each["id"].rpartition("/")[2]) for each in ids]
    assert numbers[1] - numbers[0] == 32768
    assert client.data(
        "query Q($id: ID!) { node(id: $id) { id ... on Order { test } } }", {"id": ids[0]["id"]}
    ) == {"node": {"id": ids[0]["id"], "test": False}}


def test_a_customer_whose_only_order_was_cancelled_and_deleted_stays(client: Client, ada: str) -> None:
    """#/expected/customerDelete, #/cleanup: the order is cancelled, then deleted, and the customer is still kept."""
    order = create(client, customerId=ada)["order"]["id"]
    assert delete_customer(client, ada) == BLOCKED
    cancelled = client.data(CANCEL, {"orderId": order})["orderCancel"]
    assert cancelled.pop("job")["done"] is False
    assert cancelled == {"orderCancelUserErrors": [], "userErrors": []}
    [shown] = client.read(ada, "orders(first: 1) { nodes { closed cancelledAt } }")["orders"]["nodes"]
    assert shown == {"closed": True, "cancelledAt": "2026-11-23T12:00:00Z"}
    assert client.data(DELETE, {"orderId": order}) == {"orderDelete": {"deletedId": order, "userErrors": []}}
    assert client.read(ada, "canDelete orders(first: 1) { nodes { id } }") == {
        "canDelete": False,
        "orders": {"nodes": []},
    }
    assert delete_customer(client, ada) == BLOCKED


def test_customer_set_leaves_orders_alone(client: Client, ada: str) -> None:
    """An update of the customer keeps them."""
    create(client, customerId=ada)
    kept = client.set({"note": "n"}, {"id": ada}, "numberOfOrders orders(first: 1) { nodes { name } }")
    assert kept["customer"] == {"numberOfOrders": "1", "orders": {"nodes": [{"name": "#1001"}]}}


def test_an_order_needs_a_line(client: Client, ada: str) -> None:
    """As a store answered in 2026 (logged)."""
    assert create(client, customerId=ada, lineItems=[]) == {
        "order": None,
        "userErrors": [
            {
                "field": ["order", "lineItems"],
                "message": "Line items must have at least one line item",
                "code": "INVALID",
            }
        ],
    }


def test_an_order_is_cancelled_once(client: Client, ada: str) -> None:
    """H4/orders/orderCancel-error-messages: alreadyCancelled and staffNoteTooLong, in both lists of errors."""
    order = create(client, customerId=ada)["order"]["id"]
    long = client.data(CANCEL, {"orderId": order, "staffNote": "x" * 256})["orderCancel"]
    text = "Staff note is too long. Maximum length is 255 characters."
    assert long == {
        "job": None,
        "orderCancelUserErrors": [{"field": ["staffNote"], "message": text, "code": "INVALID"}],
        "userErrors": [{"field": ["staffNote"], "message": text}],
    }
    client.data(CANCEL, {"orderId": order})
    again = client.data(CANCEL, {"orderId": order})["orderCancel"]
    text = "Cannot cancel an order that has already been canceled"
    assert again["orderCancelUserErrors"] == [{"field": ["orderId"], "message": text, "code": "INVALID"}]


def test_an_order_is_deleted_once(client: Client, ada: str) -> None:
    """H4/orders/order-delete-snapshot-staging: the second time it does not exist."""
    order = create(client, customerId=ada)["order"]["id"]
    client.data(DELETE, {"orderId": order})
    assert client.data(DELETE, {"orderId": order})["orderDelete"] == {
        "deletedId": None,
        "userErrors": [{"field": ["orderId"], "message": "Order does not exist", "code": "NOT_FOUND"}],
    }


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (
            {"transactions": [{"amountSet": {"shopMoney": {"amount": 1, "currencyCode": "CAD"}}}]},
            "transactions",
        ),
        ({"phone": "+16135550123"}, "phone"),
        ({"customer": {"toUpsert": {"email": "a@example.com"}}}, "toUpsert"),
        ({}, "an order of nobody"),
        ({"lineItems": [{"quantity": 1, "variantId": "gid://shopify/ProductVariant/1"}]}, "variantId"),
    ],
)
def test_what_is_dropped_is_refused(client: Client, given: Any, what: str) -> None:
    """To take an order and leave out what it says would be a lie."""
    answer = client.send(CREATE, {"order": {"lineItems": LINES} | given})
    assert answer["errors"][0]["extensions"] == {"code": "NOT_MODELLED"}
    assert what in answer["errors"][0]["message"]


def test_the_page_of_an_order_is_not_modelled(client: Client, ada: str) -> None:
    """Order.statusPageUrl is in the schema; any address would be made up."""
    create(client, customerId=ada)
    document = f'{{ customer(id: "{ada}") {{ orders(first: 1) {{ nodes {{ statusPageUrl }} }} }} }}'
    answer = client.send(document)
    assert answer["errors"][0]["message"] == "This mock does not model Order.statusPageUrl."
