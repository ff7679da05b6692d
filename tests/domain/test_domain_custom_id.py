"""Upserts by custom id, as recorded: SDP H4/customer-set-custom-id."""

from __future__ import annotations

import pytest
from trial_shop import TrialShop

from conformance.domain.customer import gid
from conformance.domain.customer_set import Raised
from conformance.domain.refusal import ResolverError

CUSTOM_ID = {"customId": {"namespace": "custom", "key": "external_id", "value": "created"}}


def test_custom_id_without_a_match_creates() -> None:
    """H4/customer-set-custom-id#/cases/createNoMatch: the metafield is written along."""
    shop = TrialShop()
    shop.define("external_id")

    customer = shop.applied({"firstName": "CustomId", "lastName": "Created"}, CUSTOM_ID)

    [metafield] = customer.metafields
    assert (metafield.namespace, metafield.key, metafield.type, metafield.value) == (
        "custom",
        "external_id",
        "id",
        "created",
    )
    assert gid("Metafield", metafield.id).startswith("gid://shopify/Metafield/")


def test_custom_id_with_a_match_updates() -> None:
    """H4/customer-set-custom-id#/cases/updateMatching: same customer, same metafield."""
    shop = TrialShop()
    shop.define("external_id")
    created = shop.applied({"firstName": "CustomId", "lastName": "Created"}, CUSTOM_ID)

    updated = shop.applied({"firstName": "CustomId", "lastName": "Updated"}, CUSTOM_ID)

    assert updated.id == created.id
    assert updated.last_name == "Updated"
    assert updated.metafields == created.metafields


@pytest.mark.parametrize("defined", [None, "single_line_text_field"])
def test_custom_id_needs_a_definition_of_type_id(defined: str | None) -> None:
    """H4/customer-set-custom-id#/cases/validations/missingDefinition, disabledUnique: the whole mutation fails."""
    shop = TrialShop()
    if defined:
        shop.define("external_id", defined)

    assert shop.set({"firstName": "CustomId"}, CUSTOM_ID) == Raised(
        ResolverError("Metafield definition of type 'id' is required when using custom ids.", "NOT_FOUND")
    )
