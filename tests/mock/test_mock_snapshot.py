"""Snapshots: what a shop holds as a document, put back later or into another mock."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock
from mock_process import HEADERS, PATH, connected, count, meta, mock_process, request_body

from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOP = "example.myshopify.com"
DEFINE = (
    "mutation Define($definition: MetafieldDefinitionInput!) {"
    " metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } } }"
)
NUMBER = {"ownerType": "CUSTOMER", "namespace": "erp", "key": "number", "name": "N", "type": "id"}
ADDRESS = {"address1": "1 King St", "city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"}


def ask(client: Client, path: str, method: str = "GET", payload: Any = None) -> tuple[int, Any]:
    """Ask the mock about itself."""
    body = b"" if payload is None else json.dumps(payload).encode()
    reply = client.service.answer(method, f"/__meta/{path}", {}, body)
    return reply.status, json.loads(reply.body)


def filled(client: Client) -> Client:
    """Put two customers into a shop, one of them with everything."""
    client.data(DEFINE, {"definition": NUMBER})
    client.set(
        {"email": "ada@example.com", "phone": "+16135550100", "tags": ["a"], "addresses": [ADDRESS]},
        {"customId": {"namespace": "erp", "key": "number", "value": "17"}},
    )
    client.create(email="eve@example.com")
    return client


def test_a_restore_brings_back_what_was(client: Client) -> None:
    """What was changed, deleted and added since is as it was; the next id is the same again."""
    snapshot = ask(filled(client), "snapshot")[1]
    before = ask(client, "state")
    first = client.create(firstName="New")
    client.set({"email": "ada@example.com", "addresses": []}, {"email": "ada@example.com"})
    assert ask(client, "state") != before
    assert ask(client, "restore", "POST", snapshot) == (200, {"restored": [SHOP]})
    assert ask(client, "state") == before
    assert ask(client, "snapshot")[1] == snapshot
    assert client.create(firstName="New") == first


def test_look_ups_work_after_a_restore(client: Client) -> None:
    """In a mock that never saw the customers before."""
    snapshot = ask(filled(client), "snapshot")[1]
    other = Client()
    assert ask(other, "restore", "POST", snapshot)[0] == 200
    custom = {"customId": {"namespace": "erp", "key": "number", "value": "17"}}
    found = {
        other.set({"email": "ada@example.com"}, {"email": "ada@example.com"})["customer"]["id"],
        other.set({"phone": "+16135550100"}, {"phone": "+16135550100"})["customer"]["id"],
        other.set({"note": "x"}, custom)["customer"]["id"],
    }
    assert len(found) == 1


def test_one_shop_or_all(client: Client) -> None:
    """Of a snapshot as well as of a restore; other shops are left alone."""
    client.create(firstName="A")
    client.host = "other.myshopify.com"
    client.create(firstName="B")
    one = ask(client, f"snapshot?shop={SHOP}")[1]
    both = ask(client, "snapshot")[1]
    assert (list(one["shops"]), sorted(both["shops"])) == ([SHOP], [SHOP, "other.myshopify.com"])
    ask(client, "reset", "POST")
    assert ask(client, "restore?shop=other.myshopify.com", "POST", both)[1] == {
        "restored": ["other.myshopify.com"]
    }
    state = ask(client, "state")[1]
    assert {name: len(shop["customers"]) for name, shop in state.items()} == {
        SHOP: 0,
        "other.myshopify.com": 1,
    }
    assert ask(client, "restore", "POST", one) == (200, {"restored": [SHOP]})
    state = ask(client, "state")[1]
    assert {name: len(shop["customers"]) for name, shop in state.items()} == {
        SHOP: 1,
        "other.myshopify.com": 1,
    }


def test_a_restore_leaves_the_log_and_the_script_alone(client: Client) -> None:
    """It is about what the shop holds."""
    snapshot = ask(filled(client), "snapshot")[1]
    ask(client, "mishaps", "POST", ["http-503#9"])
    log = ask(client, "log")
    ask(client, "restore", "POST", snapshot)
    assert ask(client, "log") == log
    assert ask(client, "mishaps")[1]["script"] == ["http-503#9"]


def test_a_restore_is_kept_in_the_state_file(client: Client, tmp_path: Path) -> None:
    """And so are the changes after it."""
    snapshot = ask(filled(client), "snapshot")[1]
    settings = Settings(bucket=PLENTY, clock=Clock(), state=tmp_path / "shops.db")
    kept = Client(settings)
    kept.create(firstName="Gone")
    assert ask(kept, "restore", "POST", snapshot)[0] == 200
    kept.set({"email": "eve@example.com", "note": "after"}, {"email": "eve@example.com"})
    state = ask(kept, "state")
    kept.service.close()
    again = Client(settings)
    assert ask(again, "state") == state
    assert [each["note"] for each in state[1][SHOP]["customers"]] == [None, "after"]
    again.service.close()


def test_a_snapshot_goes_from_process_to_process() -> None:
    """Over HTTP, beyond the size of a GraphQL request."""
    with mock_process() as (_, port):
        with connected(port) as connection:
            for _ in range(3):
                connection.request("POST", PATH, request_body("x" * 5000), HEADERS)
                connection.getresponse().read()
        snapshot = meta(port, "snapshot")
    shop = snapshot["shops"][SHOP]
    [*_, last] = shop["customers"]
    for number in range(2500):
        shop["customers"].append({**last, "id": shop["numbers"]["customer"] + number * 32768})
    shop["numbers"]["customer"] += 2500 * 32768
    assert len(json.dumps(snapshot)) > 10_000_000
    with mock_process() as (_, port):
        assert meta(port, "restore", "POST", snapshot) == {"restored": [SHOP]}
        assert count(port) == 2503
        assert meta(port, "snapshot") == snapshot


def customer(snapshot: Any, index: int = 0) -> Any:
    """Return a customer of a snapshot."""
    return snapshot["shops"][SHOP]["customers"][index]


def placed(found: Any, orders: int = 0, order: int = 0, customer_: int | None = None, times: int = 1) -> None:
    """Put an order into a snapshot, which may not fit the numbers there."""
    entry: dict[str, Any] = {
        "id": 7,
        "number": 1001,
        "customer": customer_ or customer(found)["id"],
        "email": None,
        "currency": "CAD",
        "note": None,
        "tags": [],
        "is_test": False,
        "created_at": "2026-11-23T12:00:00+00:00",
        "updated_at": "2026-11-23T12:00:00+00:00",
    }
    customer(found).update(orders=orders, placed=[entry] * times)
    found["shops"][SHOP]["numbers"]["order"] = order


WRONG: list[tuple[Callable[[Any], Any], str]] = [
    (lambda found: found.update(snapshot=2), "The snapshot's format is 2, and this mock knows 1."),
    (lambda found: found.pop("snapshot"), "The snapshot's format is null, and this mock knows 1."),
    (lambda found: found.pop("shops"), "Send what /__meta/snapshot gave"),
    (
        lambda found: found["shops"].update({"example.com": found["shops"][SHOP]}),
        '"example.com" is not an address of a shop, such as example.myshopify.com.',
    ),
    (
        lambda found: found["shops"][SHOP].pop("numbers"),
        "not an object with numbers, definitions and customers.",
    ),
    (
        lambda found: found["shops"][SHOP].update(customers=None),
        "shops.example.myshopify.com.customers is None, not a list.",
    ),
    (lambda found: customer(found).pop("tags"), ".customers[0] lacks tags."),
    (
        lambda found: customer(found).update(firstname="A"),
        '.customers[0] has a field firstname that is not known. Did you mean "first_name"?',
    ),
    (lambda found: customer(found).update(id="7"), ".customers[0].id is '7', not a whole number."),
    (lambda found: customer(found).update(id=True), ".customers[0].id is True, not a whole number."),
    (lambda found: customer(found).update(tax_exempt=1), ".customers[0].tax_exempt is 1, not true or false."),
    (
        lambda found: customer(found).update(tags=["a", 1]),
        ".customers[0].tags is ['a', 1], not a list of texts.",
    ),
    (
        lambda found: customer(found).update(created_at="2026-11-23T12:00:00"),
        ".customers[0].created_at is '2026-11-23T12:00:00', not a time with its zone",
    ),
    (
        lambda found: customer(found)["addresses"][0].update(city=5),
        ".customers[0].addresses[0].city is 5, not a text or null.",
    ),
    (lambda found: customer(found).update(default_address_id=None), "is none of its addresses."),
    (lambda found: customer(found).update(default_address_id=1), "is none of its addresses."),
    (
        lambda found: customer(found).update(email="Ada@Example.com "),
        '"Ada@Example.com " of customer',
    ),
    (
        lambda found: customer(found, 1).update(email="ada@example.com"),
        '"ada@example.com" is that of customers',
    ),
    (lambda found: customer(found, 1).update(phone="+16135550100"), '"+16135550100" is that of customers'),
    (lambda found: customer(found, 1).update(id=customer(found)["id"]), "two customer ids are the same."),
    (lambda found: customer(found).update(id=0), "a customer id is below 1."),
    (lambda found: found["shops"][SHOP]["numbers"].update(customer=2**63), "is beyond 4611686018427387904."),
    (
        lambda found: found["shops"][SHOP]["numbers"].update(address=1),
        "is not below numbers.address, the next id, 1.",
    ),
    (
        lambda found: found["shops"][SHOP]["definitions"].append(
            {**found["shops"][SHOP]["definitions"][0], "id": 1}
        ),
        "two definitions have the same owner type, namespace and key.",
    ),
    (
        lambda found: customer(found, 1).update(
            metafields=[{**each, "id": 1} for each in customer(found)["metafields"]]
        ),
        '"erp/number/17" is that of customers',
    ),
    (lambda found: found["shops"][SHOP]["numbers"].update(order=-1), "numbers.order, -1, is not from 0 to"),
    (placed, "has more orders than 0."),
    (lambda found: placed(found, orders=1), "numbers.order leads to 1001."),
    (lambda found: placed(found, orders=1, order=1, customer_=1), " says 1."),
    (lambda found: placed(found, orders=2, order=1, times=2), "two order ids are the same."),
]


@pytest.mark.parametrize(("spoil", "message"), WRONG)
def test_a_snapshot_that_is_wrong_is_a_bad_request(
    client: Client, spoil: Callable[[Any], Any], message: str
) -> None:
    """What is wrong and where; nothing has changed, and no shop has opened."""
    snapshot = ask(filled(client), "snapshot")[1]
    client.create(firstName="Since")
    before = ask(client, "state")
    wrong = deepcopy(snapshot)
    spoil(wrong)
    status, found = ask(client, "restore", "POST", wrong)
    assert status == 400
    assert message in found["error"]
    assert ask(client, "state") == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"shops":[]}'])
def test_what_is_no_snapshot_is_a_bad_request(client: Client, body: bytes) -> None:
    """Whatever it is."""
    reply = client.service.answer("POST", "/__meta/restore", {}, body)
    assert reply.status == 400
    assert json.loads(reply.body)["error"]


def test_a_shop_that_is_not_there_is_told(client: Client) -> None:
    """404 for a snapshot of it, 400 for a restore from a snapshot that lacks it."""
    snapshot = ask(filled(client), "snapshot")[1]
    status, found = ask(client, "snapshot?shop=other.myshopify.com")
    assert (status, found["error"]) == (
        404,
        f"No shop other.myshopify.com is open. Open: {SHOP}.",
    )
    status, found = ask(client, "restore?shop=other.myshopify.com", "POST", snapshot)
    assert (status, found["error"]) == (
        400,
        f"The snapshot has no shop other.myshopify.com. It has: {SHOP}.",
    )
    status, found = ask(client, "restore")
    assert (status, found["error"]) == (405, "/__meta/restore takes POST, not GET.")
