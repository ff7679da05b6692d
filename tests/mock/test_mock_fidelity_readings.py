"""Every open question about customerSet can be answered the other way by the mock's configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.domain.readings import CHOICES
from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

ADA = {"email": "ada@example.com"}
OTTAWA = {"city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"}
UNKNOWN = "gid://shopify/Customer/404"
NOT_FOUND = {
    "field": ["input"],
    "message": "Resource matching the identifier was not found.",
    "code": "NOT_FOUND",
}


def _behaviours(readings: dict[str, Any]) -> Behaviours:
    return Behaviours.read({"default": {"readings": readings}}, "a test")


def _client(readings: dict[str, Any]) -> Client:
    return Client(Settings(bucket=PLENTY, clock=Clock(), behaviours=_behaviours(readings)))


def _mismatch(client: Client) -> Any:
    return len(client.set(ADA, {"email": "ADA@example.com"})["userErrors"])


def _noop(client: Client) -> Any:
    client.set(ADA)
    clock = client.settings.clock
    assert isinstance(clock, Clock)
    clock.go_on(60)
    return client.set(ADA, ADA, "updatedAt")["customer"]["updatedAt"]


def _same_address(client: Client) -> Any:
    ids = [
        client.set(ADA | {"addresses": [OTTAWA]}, ADA, "defaultAddress { id }")["customer"]["defaultAddress"][
            "id"
        ]
        for _ in range(2)
    ]
    return ids[0] == ids[1]


def _email(client: Client) -> Any:
    selection = "email defaultEmailAddress { emailAddress }"
    return client.set({"email": "Ada@example.com"}, selection=selection)["customer"]


def _null_list(name: str, value: list[str]) -> Callable[[Client], Any]:
    def left(client: Client) -> Any:
        client.set(ADA | {name: value})
        return client.set(ADA | {name: None}, ADA, name)["customer"][name]

    return left


def _foreign(client: Client) -> Any:
    answer = client.send(
        'mutation { customerSet(identifier: {id: "gid://shopify/Product/1"}, input: {}) { userErrors { code } } }'
    )
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


def _blank(client: Client) -> Any:
    return client.set(ADA | {"addresses": [{}]})["userErrors"]


def _names(client: Client) -> Any:
    given = {"firstName": "Ada", "addresses": [OTTAWA]}
    return client.set(given, selection="defaultAddress { name }")["customer"]["defaultAddress"]["name"]


def _no_address(client: Client) -> Any:
    answer = client.send(
        'mutation { customerAddressDelete(customerId: "gid://shopify/Customer/1",'
        ' addressId: "gid://shopify/MailingAddress/1") { deletedAddressId } }'
    )
    return answer["errors"][0]["message"]


CASES: dict[str, tuple[Callable[[Client], Any], Any, Any]] = {
    "identifier_compared_normalised": (_mismatch, 0, 1),
    "noop_bumps_updated_at": (_noop, "2026-11-23T12:01:00Z", "2026-11-23T12:00:00Z"),
    "equal_address_keeps_id": (_same_address, False, True),
    "email_stored_lower_case": (
        _email,
        {"email": "ada@example.com", "defaultEmailAddress": {"emailAddress": "ada@example.com"}},
        {"email": "Ada@example.com", "defaultEmailAddress": {"emailAddress": "Ada@example.com"}},
    ),
    "tags_null_clears": (_null_list("tags", ["vip"]), ["vip"], []),
    "tax_exemptions_null_clears": (
        _null_list("taxExemptions", ["CA_BC_RESELLER_EXEMPTION"]),
        ["CA_BC_RESELLER_EXEMPTION"],
        [],
    ),
    "unknown_input_id": (
        lambda client: client.set({"id": UNKNOWN, "firstName": "A"})["userErrors"],
        [NOT_FOUND],
        [{"field": ["input", "id"], "message": "Customer does not exist", "code": "NOT_FOUND"}],
    ),
    "foreign_id": (_foreign, ["RESOURCE_NOT_FOUND"], []),
    "blank_address_on_create": (
        _blank,
        [],
        [
            {
                "field": ["input", "addresses", "0"],
                "message": "Customer address cannot be blank.",
                "code": None,
            }
        ],
    ),
    "address_names_inherited": (_names, "Ada", None),
    "national_phone_accepted": (
        lambda client: [each["message"] for each in client.set({"phone": "613-450-5293"})["userErrors"]],
        [],
        ["Phone is invalid"],
    ),
    "missing_address_id": (_no_address, "Invalid id: gid://shopify/MailingAddress/1", "invalid id"),
    "validation_codes": (
        lambda client: [each["code"] for each in client.set({"email": "foo@"})["userErrors"]],
        ["INVALID"],
        [None],
    ),
}


def test_every_question_has_a_case() -> None:
    """No reading is out of reach."""
    assert CASES.keys() == CHOICES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_question_is_answered_either_way(name: str) -> None:
    """By the section `readings` of the configuration; what it leaves out is as assumed."""
    ask, assumed, other = CASES[name]

    assert ask(_client({})) == assumed
    assert ask(_client({name: CHOICES[name][0]})) == assumed
    assert ask(_client({name: CHOICES[name][1]})) == other


def test_a_running_shop_can_be_told_otherwise() -> None:
    """By `/__meta/config`; customers stay, and a reset does not undo it."""
    client = _client({})
    client.set(ADA | {"tags": ["vip"]})
    body = json.dumps({"readings": {"tags_null_clears": True}}).encode()

    path = f"/__meta/config?shop={client.host}"
    reply = client.service.answer("POST", path, client.headers(), body)
    assert reply.status == 200, reply.body

    assert client.set(ADA | {"tags": None}, ADA, "tags")["customer"] == {"tags": []}
    client.service.answer("POST", "/__meta/reset", client.headers(), b"")
    client.set(ADA | {"tags": ["vip"]})
    assert client.set(ADA | {"tags": None}, ADA, "tags")["customer"] == {"tags": []}
