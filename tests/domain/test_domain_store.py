"""Ids, look-ups and the command that input becomes."""

from __future__ import annotations

import pytest
from trial_shop import TrialShop

from conformance.domain.command import (
    UNSET,
    AddressInput,
    ByCustomId,
    ByEmail,
    ById,
    ByPhone,
    CustomerInput,
    customer_set_command,
    identifier,
)
from conformance.domain.customer import gid, parse_gid
from conformance.domain.store import Store


def test_customer_ids_have_the_form_of_recorded_ones() -> None:
    """13 or 14 digits, steps of 32768, one remainder for a shop: as in all recordings."""
    shop = TrialShop()
    ids = [shop.applied({"firstName": "Ada"}).id for _ in range(3)]

    assert all(len(str(number)) in {13, 14} for number in ids)
    assert [number - ids[0] for number in ids] == [0, 32768, 65536]
    assert {number % 32768 for number in ids} == {306}


def test_ids_are_never_used_again() -> None:
    """Also not after the newest customer has gone."""
    shop = TrialShop()
    first = shop.applied({"firstName": "Ada"})
    shop.store = shop.store.without_customer(first.id)

    assert shop.applied({"firstName": "Ada"}).id > first.id


def test_seeds_give_other_ids() -> None:
    """Two shops don't share ids."""
    assert Store.empty(1).numbers != Store.empty(2).numbers
    assert Store.empty(7) == Store.empty(7)


def test_gids() -> None:
    """H4/customer-set-parity: an address says which model it belongs to."""
    assert gid("Customer", 10541442105650) == "gid://shopify/Customer/10541442105650"
    assert gid("MailingAddress", 5) == "gid://shopify/MailingAddress/5?model_name=CustomerAddress"
    assert parse_gid("gid://shopify/MailingAddress/5?model_name=CustomerAddress") == ("MailingAddress", 5)


@pytest.mark.parametrize(
    "text", ["", "5", "gid://shopify/Customer/", "gid://shopify/Customer/0x1", "gid://other/Customer/1"]
)
def test_no_gid(text: str) -> None:
    """None of these is a global id."""
    assert parse_gid(text) is None


def test_look_ups_normalize() -> None:
    """H1/customer-email-normalization#/cases/downstreamRead; phones alike."""
    shop = TrialShop()
    customer = shop.applied({"email": "ada@example.com", "phone": "+16134505293"})

    assert shop.store.find_by_email(" A da@Example.com") == customer
    assert shop.store.find_by_phone("+1 (613) 450-5293") == customer
    assert shop.store.find_by_phone("no phone") is None
    assert shop.store.find_by_email("") is None


def test_a_store_is_not_changed_by_its_successor() -> None:
    """Every change gives a new store."""
    shop = TrialShop()
    before = shop.store

    shop.applied({"email": "ada@example.com"})

    assert before == Store.empty()


def test_command_keeps_omitted_null_and_value_apart() -> None:
    """Three inputs that mean three things."""
    command = customer_set_command(None, {"firstName": None, "lastName": "", "tags": []})

    assert command.input == CustomerInput(first_name=None, last_name="", tags=())
    assert command.input.email is UNSET
    assert not UNSET


def test_command_takes_every_field_of_the_input() -> None:
    """CustomerSetInput and MailingAddressInput, by their GraphQL names."""
    address = {
        "address1": "1",
        "address2": "2",
        "city": "3",
        "company": "4",
        "country": "5",
        "countryCode": "6",
        "firstName": "7",
        "id": "8",
        "lastName": "9",
        "phone": "10",
        "province": "11",
        "provinceCode": "12",
        "zip": "13",
    }
    given = {
        "firstName": "a",
        "lastName": "b",
        "email": "c",
        "phone": "d",
        "note": "e",
        "locale": "f",
        "id": "g",
        "tags": ["h"],
        "taxExempt": True,
        "taxExemptions": ["i"],
        "addresses": [address],
    }

    command = customer_set_command({"id": "gid"}, given)

    numbers = [str(number) for number in range(1, 14)]
    assert command.identifier == ById("gid")
    assert command.input == CustomerInput(
        first_name="a",
        last_name="b",
        email="c",
        phone="d",
        note="e",
        locale="f",
        tags=("h",),
        tax_exempt=True,
        tax_exemptions=("i",),
        addresses=(AddressInput(*numbers),),
        id="g",
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        ({"id": "gid://shopify/Customer/1"}, ById("gid://shopify/Customer/1")),
        ({"email": "a@example.com"}, ByEmail("a@example.com")),
        ({"phone": "+1"}, ByPhone("+1")),
        ({"customId": {"key": "k", "value": "v"}}, ByCustomId(None, "k", "v")),
        ({"customId": {"namespace": "n", "key": "k", "value": "v"}}, ByCustomId("n", "k", "v")),
    ],
)
def test_identifier(given: dict[str, object] | None, expected: object) -> None:
    """CustomerSetIdentifiers has exactly one key."""
    assert identifier(given) == expected


def test_custom_id_without_a_namespace_is_the_apps() -> None:
    """UniqueMetafieldValueInput.namespace: omitted means the namespace that is reserved for the app."""
    shop = TrialShop()
    shop.define("erp", "id", namespace="$app")

    customer = shop.applied({"firstName": "Ada"}, {"customId": {"key": "erp", "value": "1"}})

    assert customer.metafields[0].namespace == "app--1"
    assert shop.store.find_by_custom_id(None, "erp", "1") == customer
