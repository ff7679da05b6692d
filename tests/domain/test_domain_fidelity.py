"""Recorded facts about customers that no other test of the domain cites."""

from __future__ import annotations

import pytest
from trial_shop import TrialShop

OTTAWA = {"address1": "10 Set St", "city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"}


@pytest.mark.parametrize("phone", ["+12025551283", "+14155551001", "+17169079011", "+18126690839"])
def test_recorded_phones_are_accepted(phone: str) -> None:
    """H4/customer-set-parity, H1/customer-input-validation-parity: also numbers that nobody can have."""
    assert TrialShop().applied({"phone": phone}).phone == phone


def test_update_changes_an_address_in_place() -> None:
    """H4/customer-update-inline-address-id-semantics#/updateInPlace: what is omitted stays, what is unlisted goes."""
    shop = TrialShop()
    before = shop.applied({"firstName": "Ada", "addresses": [OTTAWA, {"city": "Toronto"}]})
    second = f"gid://shopify/MailingAddress/{before.addresses[1].id}?model_name=CustomerAddress"

    assert shop.update({"id": before.gid, "addresses": [{"id": second, "address1": "21 Set St"}]}) == []

    [address] = shop.only.addresses
    assert address.id == before.addresses[1].id
    assert (address.address1, address.city) == ("21 Set St", "Toronto")
    assert shop.only.default_address_id == address.id


def test_create_gives_an_address_the_customers_names() -> None:
    """H1/customer-metafields-erasure-address-fidelity: each name that the address lacks."""
    shop = TrialShop()

    assert (
        shop.create(
            {"firstName": "Ada", "lastName": "Lovelace", "addresses": [OTTAWA | {"lastName": "Byron"}]}
        )
        == []
    )

    assert shop.only.addresses[0].name == "Ada Byron"
