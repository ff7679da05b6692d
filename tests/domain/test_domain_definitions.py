"""Definitions of metafields: what is refused, and what goes with them when they go."""

from __future__ import annotations

from typing import Any

import pytest
from trial_shop import NOW, TrialShop, plain

from conformance.domain.command import DefinitionInput, MetafieldEntry
from conformance.domain.customer import DEFINITION, gid
from conformance.domain.definitions import metafield_definition_create, metafield_definition_delete
from conformance.domain.metafields import metafields_set

TEXT = "single_line_text_field"


@pytest.fixture
def shop() -> TrialShop:
    """Return a shop with one customer."""
    shop = TrialShop()
    shop.applied({"firstName": "Ada"})
    return shop


def _write(shop: TrialShop, key: str, value: str) -> None:
    """Write a metafield of a defined key to the shop's only customer."""
    outcome = metafields_set(shop.store, [MetafieldEntry(shop.only.gid, key, value, "loyalty")], NOW)
    assert outcome.errors == ()
    shop.store = outcome.store


def test_definition_of_type_id_is_unique_by_itself() -> None:
    """H4/customer-set-custom-id#/cases/validDefinition."""
    outcome = metafield_definition_create(
        TrialShop().store, DefinitionInput("external_id", "Id", "id", "custom")
    )

    assert outcome.result is not None
    assert outcome.result.unique_values
    assert outcome.result.owner_type == "CUSTOMER"


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (
            {"type": "id", "unique_values": False},
            [
                (
                    ["definition"],
                    "Capability unique_values is required for type id but is disabled",
                    "CAPABILITY_REQUIRED_BUT_DISABLED",
                )
            ],
        ),
        (
            {"type": "json", "unique_values": True},
            [
                (
                    ["definition"],
                    "The capability unique_values is not valid for this definition.",
                    "INVALID_CAPABILITY",
                )
            ],
        ),
        (
            {"namespace": "ab", "key": "x"},
            [
                (
                    ["definition", "namespace"],
                    "Namespace is too short (minimum is 3 characters)",
                    "TOO_SHORT",
                ),
                (["definition", "key"], "Key is too short (minimum is 2 characters)", "TOO_SHORT"),
            ],
        ),
        (
            {"namespace": "my space"},
            [
                (
                    ["definition", "namespace"],
                    "Namespace contains one or more invalid characters.",
                    "INVALID_CHARACTER",
                )
            ],
        ),
        (
            {"key": "bad.key!"},
            [(["definition", "key"], "Key contains one or more invalid characters.", "INVALID_CHARACTER")],
        ),
        (
            {"name": "N" * 256},
            [(["definition", "name"], "Name is too long (maximum is 255 characters)", "TOO_LONG")],
        ),
        (
            {"key": "there"},
            [
                (
                    ["definition", "key"],
                    "Key is in use for Customer metafields on the 'custom' namespace.",
                    "TAKEN",
                )
            ],
        ),
    ],
)
def test_definition_refused(given: dict[str, Any], errors: list[tuple[list[str], str, str]]) -> None:
    """H1 metafield-definition-create-input-validation, -owner-scoped-duplicates; H4 -capability-eligibility."""
    shop = TrialShop()
    shop.define("there", TEXT)
    fields = {"namespace": "custom", "key": "valid_key", "name": "X", "type": TEXT} | given

    outcome = metafield_definition_create(shop.store, DefinitionInput(**fields))

    assert plain(outcome.errors) == errors
    assert outcome.store is shop.store


def test_definition_of_an_unknown_type() -> None:
    """H1 metafield-definition-create-input-validation#/cases/unknownType: the message lists every type."""
    given = DefinitionInput("tier", "Tier", "totally_made_up_type", "loyalty")

    [error] = metafield_definition_create(TrialShop().store, given).errors

    assert (error.field, error.code) == (("definition", "type"), "INCLUSION")
    assert error.message.startswith(
        "Type name totally_made_up_type is not a valid type. Valid types are: antenna_gain, area, battery_charge_capacity"
    )
    assert error.message.endswith("order_reference, list.order_reference.")


def test_same_key_for_another_owner_is_free() -> None:
    """H1 metafield-definition-owner-scoped-duplicates."""
    shop = TrialShop()
    shop.define("spec", TEXT)

    product = DefinitionInput("spec", "Spec", TEXT, "custom", owner_type="PRODUCT")

    assert metafield_definition_create(shop.store, product).errors == ()


@pytest.mark.parametrize(
    ("type_name", "message", "code"),
    [
        (
            "id",
            "Deleting an id type metafield definition requires deletion of its associated metafields.",
            "ID_TYPE_DELETION_ERROR",
        ),
        (
            "list.product_reference",
            "Deleting a reference type metafield definition requires deletion of its associated metafields.",
            "REFERENCE_TYPE_DELETION_ERROR",
        ),
    ],
)
def test_definition_that_needs_its_metafields_deleted(type_name: str, message: str, code: str) -> None:
    """H4 metafield-definition-delete-type-guard-no-metafields."""
    shop = TrialShop()
    shop.define("uid", type_name)
    [definition] = shop.store.definitions.values()

    refused = metafield_definition_delete(shop.store, gid(DEFINITION, definition.id))
    allowed = metafield_definition_delete(shop.store, gid(DEFINITION, definition.id), with_metafields=True)

    assert plain(refused.errors) == [(None, message, code)]
    assert allowed.result == definition


@pytest.mark.parametrize(("with_metafields", "left"), [(False, 1), (True, 0)])
def test_definition_deleted(shop: TrialShop, with_metafields: bool, left: int) -> None:  # noqa: FBT001
    """H4 metafield-definition-update-delete-preconditions: the metafields go only if that is asked for."""
    shop.define("tier", TEXT, "loyalty")
    _write(shop, "tier", "gold")
    [definition] = shop.store.definitions.values()

    outcome = metafield_definition_delete(
        shop.store, gid(DEFINITION, definition.id), with_metafields=with_metafields
    )

    assert len(outcome.store.definitions) == 0
    assert sum(len(customer.metafields) for customer in outcome.store.customers.values()) == left


def test_custom_ids_are_gone_with_their_definition(shop: TrialShop) -> None:
    """After the definition has been deleted nobody is found by the value."""
    shop.define("erp", "id", "loyalty")
    _write(shop, "erp", "42")
    [definition] = shop.store.definitions.values()

    store = metafield_definition_delete(
        shop.store, gid(DEFINITION, definition.id), with_metafields=True
    ).store

    assert store.find_by_custom_id("loyalty", "erp", "42") is None


def test_deleting_no_definition() -> None:
    """Assumed."""
    outcome = metafield_definition_delete(TrialShop().store, "gid://shopify/MetafieldDefinition/1")

    assert plain(outcome.errors) == [(["id"], "Definition not found.", "NOT_FOUND")]
