"""Metafields of customers: values, uniqueness, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from trial_shop import LATER, NOW, TrialShop, plain

from conformance.domain.command import MetafieldEntry
from conformance.domain.metafield_values import is_json
from conformance.domain.metafields import metafields_set

TEXT = "single_line_text_field"
TAKEN = (
    "Value is already assigned to another metafield. Choose a different value to ensure it remains unique."
)


def _set(shop: TrialShop, **given: Any) -> list[tuple[list[str] | None, str, str | None]]:
    """Set one metafield of the shop's only customer; return the errors."""
    entry = {
        "owner_id": shop.only.gid,
        "namespace": "loyalty",
        "key": "tier",
        "type": TEXT,
        "value": "gold",
    } | given
    outcome = metafields_set(shop.store, [MetafieldEntry(**entry)], NOW)
    assert bool(outcome.errors) == (outcome.result is None) == (outcome.store is shop.store)
    shop.store = outcome.store
    return plain(outcome.errors)


@pytest.fixture
def shop() -> TrialShop:
    """Return a shop with one customer."""
    shop = TrialShop()
    shop.applied({"firstName": "Ada"})
    return shop


def test_set_creates_then_changes(shop: TrialShop) -> None:
    """The id and the time of creation stay when the value changes."""
    _set(shop)
    created = shop.only.metafields[0]

    outcome = metafields_set(shop.store, [MetafieldEntry(shop.only.gid, "tier", "silver", "loyalty")], LATER)

    assert outcome.result is not None
    [changed] = outcome.result
    assert (changed.id, changed.created_at, changed.type) == (created.id, created.created_at, TEXT)
    assert (changed.value, changed.updated_at) == ("silver", LATER)


@pytest.mark.parametrize(
    ("type_name", "sent", "stored"),
    [
        ("boolean", "t", "true"),
        ("boolean", " TRUE ", "true"),
        ("boolean", "1", "true"),
        ("boolean", "f", "false"),
        ("boolean", "0", "false"),
        ("number_integer", "5.0", "5"),
        ("number_integer", "5.000", "5"),
        ("number_integer", "-7", "-7"),
        (
            "json",
            '{"a": [1, true, null, "x\\"y", -2.5e3, {}]}',
            '{"a": [1, true, null, "x\\"y", -2.5e3, {}]}',
        ),
        ("date", "1990-01-01", "1990-01-01"),
    ],
)
def test_stored_value(shop: TrialShop, type_name: str, sent: str, stored: str) -> None:
    """H1 metafieldsSet-value-type-fidelity#/acceptedSet; H1/customer-metafields-erasure-address-fidelity."""
    assert _set(shop, type=type_name, value=sent) == []
    assert shop.only.metafields[0].value == stored


@pytest.mark.parametrize(
    ("given", "field", "message", "code"),
    [
        ({"namespace": "ab"}, "namespace", "Namespace is too short (minimum is 3 characters)", "TOO_SHORT"),
        (
            {"namespace": "n" * 256},
            "namespace",
            "Namespace is too long (maximum is 255 characters)",
            "TOO_LONG",
        ),
        ({"namespace": "protected"}, "namespace", "Namespace protected is a reserved namespace", None),
        ({"key": "x"}, "key", "Key is too short (minimum is 2 characters)", "TOO_SHORT"),
        ({"key": "k" * 65}, "key", "Key is too long (maximum is 64 characters)", "TOO_LONG"),
        (
            {"type": "number_integer", "value": "not a number"},
            "value",
            "Value must be an integer.",
            "INVALID_VALUE",
        ),
        ({"type": "number_integer", "value": "+5"}, "value", "Value must be an integer.", "INVALID_VALUE"),
        ({"type": "boolean", "value": "yes"}, "value", "Value must be true or false.", "INVALID_VALUE"),
        ({"type": "json", "value": "{nope"}, "value", "Value is invalid JSON.", "INVALID_VALUE"),
        ({"type": None}, "type", "Type can't be blank", "BLANK"),
        ({"value": " "}, "value", "Value can't be blank.", "BLANK"),
        ({"owner_id": "gid://shopify/Customer/1"}, "ownerId", "Owner does not exist.", "INVALID"),
    ],
)
def test_refused(shop: TrialShop, given: dict[str, str], field: str, message: str, code: str | None) -> None:
    """H1 metafields-set-input-validation, recorded on a product; the last three are assumed."""
    assert _set(shop, **given) == [(["metafields", "0", field], message, code)]


def test_odd_characters_pass(shop: TrialShop) -> None:
    """H1 metafields-set-input-validation#/cases/invalidCharacterNamespace: only definitions are strict."""
    assert _set(shop, namespace="bad$namespace", key="bad$key") == []


def test_all_or_nothing(shop: TrialShop) -> None:
    """One refused entry refuses the batch, and the index says which it was."""
    good = MetafieldEntry(shop.only.gid, "tier", "gold", "loyalty", TEXT)
    bad = MetafieldEntry(shop.only.gid, "x", "gold", "loyalty", TEXT)

    outcome = metafields_set(shop.store, [good, bad], NOW)

    assert outcome.store is shop.store
    assert [error.field for error in outcome.errors] == [("metafields", "1", "key")]


def test_at_most_25(shop: TrialShop) -> None:
    """25 pass, 26 do not."""
    entries = [MetafieldEntry(shop.only.gid, f"key{n}", "v", "loyalty", TEXT) for n in range(26)]

    assert plain(metafields_set(shop.store, entries, NOW).errors) == [
        (["metafields"], "Exceeded the maximum metafields input limit of 25.", "LESS_THAN_OR_EQUAL_TO")
    ]
    assert len(metafields_set(shop.store, entries[:25], NOW).result or ()) == 25


def test_type_comes_from_the_definition(shop: TrialShop) -> None:
    """H4 metafieldsSet-type-from-definition; another type is refused."""
    shop.define("tier", "number_integer", "loyalty")

    assert _set(shop, type=None, value="5") == []
    assert shop.only.metafields[0].type == "number_integer"
    assert _set(shop) == [
        (
            ["metafields", "0", "type"],
            f"Type '{TEXT}' must be consistent with the definition's type: 'number_integer'.",
            "INVALID_TYPE",
        )
    ]


@pytest.mark.parametrize(
    ("namespace", "full"),
    [(None, "app--1"), ("$app", "app--1"), ("$app:orders", "app--1--orders"), ("custom", "custom")],
)
def test_namespace_of_the_app(shop: TrialShop, namespace: str | None, full: str) -> None:
    """Without a namespace it is the one that is reserved for the app."""
    _set(shop, namespace=namespace)

    assert shop.only.metafields[0].namespace == full


def test_custom_id_is_unique(shop: TrialShop) -> None:
    """A value of type id belongs to one customer, who is found by it, and can give it up."""
    shop.define("erp", "id", "loyalty")
    ada = shop.only
    assert _set(shop, key="erp", type=None, value="42") == []
    bob = shop.applied({"firstName": "Bob"}).gid

    refused = metafields_set(shop.store, [MetafieldEntry(bob, "erp", "42", "loyalty")], NOW)
    assert plain(refused.errors) == [(["metafields", "0", "value"], TAKEN, "TAKEN")]

    found = shop.store.find_by_custom_id("loyalty", "erp", "42")
    assert found is not None
    assert found.id == ada.id
    moved = metafields_set(shop.store, [MetafieldEntry(ada.gid, "erp", "43", "loyalty")], NOW).store
    assert moved.find_by_custom_id("loyalty", "erp", "42") is None
    assert metafields_set(moved, [MetafieldEntry(bob, "erp", "42", "loyalty")], NOW).errors == ()


def test_a_batch_sees_its_own_values(shop: TrialShop) -> None:
    """Two entries of one batch can't take the same unique value."""
    shop.define("erp", "id", "loyalty")
    ada, bob = shop.only.gid, shop.applied({"firstName": "Bob"}).gid

    outcome = metafields_set(
        shop.store, [MetafieldEntry(who, "erp", "42", "loyalty") for who in (ada, bob)], NOW
    )

    assert plain(outcome.errors) == [(["metafields", "1", "value"], TAKEN, "TAKEN")]


def test_definition_finds_values_that_are_there(shop: TrialShop) -> None:
    """A value written before its definition counts from then on."""
    _set(shop, key="erp", type="id", value="42")
    assert shop.store.find_by_custom_id("loyalty", "erp", "42") is None

    shop.define("erp", "id", "loyalty")

    assert shop.store.find_by_custom_id("loyalty", "erp", "42") == shop.only


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{nope",
        "[1,]",
        "{,}",
        '{"a":}',
        '{"a" 1}',
        "{1: 2}",
        "[1 2]",
        "tru",
        "01",
        "1.",
        '"a',
        "'a'",
        "\x00",
        "][",
        "[[]",
    ],
)
def test_not_json(text: str) -> None:
    """What json.loads refuses."""
    assert not is_json(text)


@pytest.mark.parametrize(
    "text", ["1", '"a"', "[]", "{}", " [ 1 , 2 ] ", '{"a":{"b":[[],{}]},"c":null}', '"\\u00e9"']
)
def test_json(text: str) -> None:
    """What json.loads takes."""
    assert is_json(text)
