"""The mutations beside customerSet: their own paths, plain errors and apostrophes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from trial_shop import LATER, NOW, TrialShop, plain

from conformance.domain.neighbours import (
    customer_delete,
    tags_add,
    tags_remove,
    tax_exemptions_add,
    tax_exemptions_remove,
    tax_exemptions_replace,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.domain.customer import Customer
    from conformance.domain.outcome import Outcome

NOBODY = "gid://shopify/Customer/404"
NO_IDENTITY = (None, "A name, phone number, or email address must be present", None)
BLANK = {"address1": " ", "address2": " ", "city": " ", "company": " ", "zip": " ", "phone": " "}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, [NO_IDENTITY]),
        ({"email": "not-an-email"}, [(["email"], "Email is invalid", None)]),
        ({"phone": "abc"}, [(["phone"], "Phone is invalid", None)]),
        ({"email": "a@example.com"}, [(["email"], "Email has already been taken", None)]),
        ({"email": "b@example.com", "locale": "not-a-locale"}, [(["locale"], "Locale is invalid", None)]),
        ({"id": NOBODY, "firstName": "A"}, [(["id"], "Cannot specify ID on creation", None)]),
        (
            {
                "firstName": "A",
                "addresses": [{"id": "gid://shopify/MailingAddress/1?model_name=CustomerAddress"}],
            },
            [(["addresses", "0", "id"], "Cannot specify address ID on creation", None)],
        ),
        (
            {"firstName": "A", "addresses": [BLANK]},
            [(["addresses", "0"], "Customer address cannot be blank.", None)],
        ),
        (
            {"firstName": "A", "addresses": [{"country": "Atlantis"}]},
            [(["addresses", "0", "country"], "Country is invalid", None)],
        ),
    ],
)
def test_create_refused(given: dict[str, Any], errors: list[tuple[list[str] | None, str, None]]) -> None:
    """H1/customer-input-validation-parity, -create-input-id-rejected, -create-rejects-nested-ids, -address-...."""
    shop = TrialShop()
    shop.create({"email": "a@example.com"})
    before = shop.store

    assert shop.create(given) == errors
    assert shop.store is before


def test_create_normalizes_as_customer_set_does() -> None:
    """H1/customer-input-validation-parity, H1/customer-tag-note-limits-parity."""
    shop = TrialShop()

    shop.create(
        {
            "firstName": " ",
            "email": "A b@example.com",
            "note": "",
            "tags": ["x, a"],
            "phone": "+1 613-450-5293",
        }
    )

    customer = shop.only
    assert (customer.first_name, customer.email, customer.note) == (None, "ab@example.com", "")
    assert (customer.tags, customer.phone) == (("a", "x"), "+16134505293")


def test_update_changes_only_what_is_sent() -> None:
    """H1/customer-update-requires-identity#/scenarios/clearEmailWhileNameRemains."""
    shop = TrialShop()
    shop.create({"firstName": "Ada", "email": "a@example.com", "note": "n"})
    before = shop.only

    assert shop.update({"id": before.gid, "email": None}) == []

    assert shop.only == replace(before, email=None, updated_at=LATER)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"firstName": None}, [NO_IDENTITY]),
        ({"taxExempt": None}, [(["taxExempt"], "Tax exempt is of unexpected type NilClass", None)]),
        (
            {"addresses": [{"countryCode": "US", "provinceCode": "ON"}]},
            [(["addresses", "0", "province"], "Province is invalid", None)],
        ),
        (
            {"addresses": [{"id": "gid://shopify/MailingAddress/1?model_name=CustomerAddress"}]},
            [(["addresses", "0", "id"], "Customer address does not exist", None)],
        ),
    ],
)
def test_update_refused(given: dict[str, Any], errors: list[tuple[list[str] | None, str, None]]) -> None:
    """H1/customer-update-requires-identity, H4/customer-update-inline-address-id-semantics; nothing changes."""
    shop = TrialShop()
    shop.create({"firstName": "Ada"})
    before = shop.store

    assert shop.update({"id": shop.only.gid} | given) == errors
    assert shop.store is before


@pytest.mark.parametrize("given", [{"id": NOBODY, "firstName": "A"}, {"firstName": "A"}])
def test_update_of_nobody(given: dict[str, str]) -> None:
    """H1: a deleted customer; without an id assumed alike."""
    assert TrialShop().update(given) == [(["id"], "Customer does not exist", None)]


def test_delete() -> None:
    """H1/customer-delete-parity: the gid comes back, and email and phone are free."""
    shop = TrialShop()
    customer = shop.applied({"email": "a@example.com", "phone": "+16134505293"})

    outcome = customer_delete(shop.store, customer.gid)

    assert outcome.result == customer.gid
    assert outcome.errors == ()
    assert outcome.store.find_by_email("a@example.com") is None
    assert outcome.store.find_by_phone("+16134505293") is None
    assert plain(customer_delete(outcome.store, customer.gid).errors) == [
        (["id"], "Customer can't be found", None)
    ]


def test_delete_with_orders() -> None:
    """H1/customer-delete-blocked-by-orders: a curly apostrophe here."""
    shop = TrialShop()
    customer = shop.applied({"email": "a@example.com"})
    store = shop.store.with_customer(replace(customer, orders=1))

    outcome = customer_delete(store, customer.gid)

    assert outcome.store is store
    assert outcome.result is None
    assert plain(outcome.errors) == [
        (["id"], "Customer can’t be deleted because they have associated orders", None)
    ]


def test_tags_add_and_remove() -> None:
    """Existing casing stays, order is by letters, and case does not matter."""
    shop = TrialShop()
    customer = shop.applied({"firstName": "Ada", "tags": ["VIP"]})

    added = tags_add(shop.store, customer.gid, ["vip", "beta, Alpha"], LATER)
    removed = tags_remove(added.store, customer.gid, ["ALPHA", "unknown"], LATER)

    assert added.result is not None
    assert added.result.tags == ("Alpha", "beta", "VIP")
    assert added.result.updated_at == LATER
    assert removed.result is not None
    assert removed.result.tags == ("beta", "VIP")
    assert removed.store.get(customer.id) == removed.result


def test_tags_add_over_the_limit() -> None:
    """The limit counts all tags together; assumed."""
    shop = TrialShop()
    customer = shop.applied({"firstName": "Ada", "tags": [f"t{n}" for n in range(250)]})

    outcome = tags_add(shop.store, customer.gid, ["one more", "x" * 256], NOW)

    assert plain(outcome.errors) == [
        (["tags"], "Tags cannot be more than 250", None),
        (["tags"], "Tags is too long (maximum is 255 characters)", None),
    ]
    assert outcome.store is shop.store


@pytest.mark.parametrize("call", [tags_add, tags_remove])
def test_tags_of_nobody(call: Callable[..., Outcome[Customer]]) -> None:
    """Assumed to read like customerUpdate."""
    outcome = call(TrialShop().store, NOBODY, ["a"], NOW)

    assert plain(outcome.errors) == [(["id"], "Customer does not exist", None)]


@pytest.mark.parametrize(
    ("call", "sent", "exemptions"),
    [
        (tax_exemptions_add, ["C", "A", "C"], ("B", "A", "C")),
        (tax_exemptions_remove, ["A", "D"], ("B",)),
        (tax_exemptions_replace, ["D", "A", "D"], ("D", "A")),
    ],
)
def test_tax_exemptions(
    call: Callable[..., Outcome[Customer]], sent: list[str], exemptions: tuple[str, ...]
) -> None:
    """H1/customer-{add,remove,replace}-tax-exemptions-parity: distinct, in order."""
    shop = TrialShop()
    customer = shop.applied({"firstName": "Ada", "taxExemptions": ["B", "A"]})

    outcome = call(shop.store, customer.gid, sent, LATER)

    assert outcome.result == replace(customer, tax_exemptions=exemptions, updated_at=LATER)
    assert outcome.store.get(customer.id) == outcome.result


@pytest.mark.parametrize("call", [tax_exemptions_add, tax_exemptions_remove, tax_exemptions_replace])
def test_tax_exemptions_of_nobody(call: Callable[..., Outcome[Customer]]) -> None:
    """H1: with a full stop."""
    outcome = call(TrialShop().store, NOBODY, [], NOW)

    assert plain(outcome.errors) == [(["customerId"], "Customer does not exist.", None)]
