"""What a development store answered to customerSet, recorded in 2026, is what the domain answers.

Each test names its recording: SDP is github.com/airhorns/shopify-draft-proxy, fixtures/conformance; H4 and H1 are the
customer fixtures of API versions 2026-04 and 2025-01 there.
"""

from __future__ import annotations

from typing import Any

import pytest
from trial_shop import LATER, TrialShop

from conformance.domain.customer_set import Applied
from conformance.domain.neighbours import customer_delete

OTTAWA = {
    "address1": "10 Set St",
    "city": "Ottawa",
    "countryCode": "CA",
    "provinceCode": "ON",
    "zip": "K1A 0B1",
}
TORONTO = {
    "address1": "21 Set St",
    "city": "Toronto",
    "countryCode": "CA",
    "provinceCode": "ON",
    "zip": "M5H 2N3",
}
FULL = {
    "email": "create@example.com",
    "firstName": "Hermes",
    "lastName": "SetCreate",
    "locale": "en",
    "note": "customerSet create parity probe",
    "phone": "+17169079011",
    "tags": ["set", "create"],
    "taxExempt": True,
    "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"],
}
REQUIRED = "The input field corresponding to the identifier is required."
MISMATCH = "The identifier value does not match the value of the corresponding field in the input."
NOT_FOUND = (["input"], "Resource matching the identifier was not found.", "NOT_FOUND")
NOT_ALLOWED = (["input"], "The id field is not allowed if identifier is provided.", "ID_NOT_ALLOWED")
TAKEN_EMAIL = (["input", "email"], "Email has already been taken", "TAKEN")
NO_IDENTITY = (["input"], "A name, phone number, or email address must be present", None)
UNKNOWN = "gid://shopify/Customer/999999999999999"


def test_create_without_identifier() -> None:
    """H4/customer-set-parity#/mutation: every field of a new customer."""
    customer = TrialShop().applied(FULL)

    assert customer.display_name == "Hermes SetCreate"
    assert customer.email == "create@example.com"
    assert customer.phone == "+17169079011"
    assert customer.note == "customerSet create parity probe"
    assert customer.locale == "en"
    assert customer.tags == ("create", "set")
    assert customer.tax_exempt
    assert customer.tax_exemptions == ("CA_BC_RESELLER_EXEMPTION",)
    assert customer.addresses == ()
    assert customer.default_address is None
    assert customer.created_at.isoformat() == "2026-04-26T02:04:39+00:00"
    assert customer.updated_at == customer.created_at


def test_update_by_id() -> None:
    """H4/customer-set-parity#/update: what is sent replaces, lists as a whole, and the rest stays."""
    shop = TrialShop()
    before = shop.applied(FULL)
    given = {"lastName": "SetUpdated", "tags": ["set", "updated"], "taxExempt": False, "taxExemptions": []}

    after = shop.applied(given | {"addresses": [OTTAWA]}, {"id": before.gid}, LATER)

    assert after.id == before.id
    assert (after.first_name, after.last_name, after.phone) == ("Hermes", "SetUpdated", "+17169079011")
    assert after.tags == ("set", "updated")
    assert not after.tax_exempt
    assert after.tax_exemptions == ()
    assert after.default_address == after.addresses[0]
    assert after.addresses[0].province == "Ontario"
    assert after.addresses[0].country == "Canada"
    assert after.addresses[0].formatted_area == "Ottawa ON, Canada"
    assert after.created_at == before.created_at
    assert after.updated_at.isoformat() == "2026-04-26T02:05:00+00:00"


def test_upsert_by_unknown_email_creates() -> None:
    """H4/customer-set-parity#/upsert; H4/customer-set-email-upsert-when-id-absent."""
    answer = TrialShop().set({"email": "a@example.com", "firstName": "Hermes"}, {"email": "a@example.com"})

    assert isinstance(answer, Applied)
    assert answer.created
    assert answer.customer.email == "a@example.com"


def test_upsert_by_known_email_updates() -> None:
    """H4/customer-set-parity#/updateByEmail: the id stays."""
    shop = TrialShop()
    before = shop.applied(FULL)

    answer = shop.set({"email": "create@example.com", "lastName": "Updated"}, {"email": "create@example.com"})

    assert isinstance(answer, Applied)
    assert not answer.created
    assert answer.customer.id == before.id
    assert answer.customer.last_name == "Updated"


def test_upsert_by_phone() -> None:
    """H4/customer-set-parity#/phoneUpsert, #/phoneUpdate: created, then changed; there is no email."""
    shop = TrialShop()
    given = {"phone": "+17169079013", "tags": ["set", "phone"]}

    created = shop.applied(given | {"lastName": "SetPhone"}, {"phone": "+17169079013"})
    updated = shop.applied(given | {"lastName": "SetPhoneUpdated"}, {"phone": "+17169079013"})

    assert created.email is None
    assert updated.id == created.id
    assert updated.last_name == "SetPhoneUpdated"


def test_empty_address_list_clears() -> None:
    """H4/customer-set-parity#/clearAddresses."""
    shop = TrialShop()
    shop.applied(FULL | {"addresses": [OTTAWA]})

    after = shop.applied({"email": "create@example.com", "addresses": []}, {"id": shop.only.gid})

    assert after.addresses == ()
    assert after.default_address is None
    assert after.tags == ("create", "set")


def test_address_list_replaces() -> None:
    """H4/customer-set-parity#/multiAddressReplacement: input order, new ids, the first is the default."""
    shop = TrialShop()
    before = shop.applied(FULL | {"addresses": [OTTAWA]})

    after = shop.applied({"addresses": [OTTAWA | {"zip": "K1A 0B2"}, TORONTO]}, {"id": before.gid})

    assert [address.city for address in after.addresses] == ["Ottawa", "Toronto"]
    assert after.addresses[0].id > before.addresses[0].id
    assert after.addresses[1].id - after.addresses[0].id == 32768
    assert after.default_address == after.addresses[0]


def test_null_address_list_changes_nothing() -> None:
    """H4/customer-set-parity#/validation/nullAddressList."""
    shop = TrialShop()
    before = shop.applied(FULL | {"addresses": [OTTAWA]})

    after = shop.applied({"addresses": None}, {"id": before.gid})

    assert after.addresses == before.addresses
    assert after.default_address_id == before.default_address_id


def test_equal_addresses_become_one() -> None:
    """H1/customer-address-lifecycle#/validations/customerSetValidAddresses."""
    customer = TrialShop().applied(FULL | {"addresses": [OTTAWA, dict(OTTAWA)]})

    assert len(customer.addresses) == 1


@pytest.mark.parametrize(
    "blank", [{}, {"address1": " ", "address2": " ", "city": " ", "company": " ", "zip": " ", "phone": " "}]
)
def test_blank_address_is_accepted(blank: dict[str, str]) -> None:
    """H1/customer-address-lifecycle#/validations/customerSetBlankAddresses, H1/customer-address-input-validation."""
    shop = TrialShop()
    before = shop.applied({"email": "a@example.com", "addresses": [OTTAWA]})

    [address] = shop.applied({"addresses": [blank]}, {"id": before.gid}).addresses

    assert (address.address1, address.city, address.province, address.country, address.zip) == (None,) * 5
    assert address.formatted_area is None
    assert shop.only.default_address == address


def test_province_of_another_country() -> None:
    """H1/customer-address-country-province-validation#/customerSetWrongProvinceCountry."""
    shop = TrialShop()
    customer = shop.applied(FULL)

    refused = shop.refusals(
        {"addresses": [{"countryCode": "US", "provinceCode": "ON"}]}, {"id": customer.gid}
    )

    assert refused == [(["input", "addresses", "0", "province"], "Province is invalid", "INVALID")]


REFUSALS: list[tuple[str, dict[str, Any] | None, dict[str, Any], list[tuple[list[str], str, str | None]]]] = [
    ("H4/customer-set-parity#/validation/missingIdentity", None, {"email": ""}, [NO_IDENTITY]),
    (
        "H4/customer-set-parity#/validation/unknownIdWithCode",
        {"id": UNKNOWN},
        {"firstName": "Ghost"},
        [NOT_FOUND],
    ),
    (
        "H4/customer-set-parity#/validation/idNotAllowed/byId",
        {"id": UNKNOWN},
        {"id": UNKNOWN, "firstName": "A"},
        [NOT_ALLOWED],
    ),
    (
        "H4/customer-set-parity#/validation/idNotAllowed/byEmail",
        {"email": "new@example.com"},
        {"id": UNKNOWN, "email": "new@example.com"},
        [NOT_ALLOWED],
    ),
    (
        "H4/customer-set-parity#/validation/idNotAllowed/byPhone",
        {"phone": "+17169079019"},
        {"id": UNKNOWN, "phone": "+17169079019"},
        [NOT_ALLOWED],
    ),
    (
        "H4/customer-set-parity#/validation/idNotAllowed/byCustomId, without a definition",
        {"customId": {"namespace": "custom", "key": "external_id", "value": "1"}},
        {"id": UNKNOWN, "firstName": "A"},
        [NOT_ALLOWED],
    ),
    (
        "H4/customer-set-parity#/validation/duplicateEmail",
        None,
        {"email": "create@example.com", "firstName": "Hermes"},
        [TAKEN_EMAIL],
    ),
    (
        "H4/customer-set-parity#/validation/duplicatePhone",
        None,
        {"phone": "+17169079011", "firstName": "Hermes"},
        [(["input", "phone"], "Phone has already been taken", "TAKEN")],
    ),
    (
        "H4/customer-set-parity#/validation/missingIdentifierEmail",
        {"email": "create@example.com"},
        {"firstName": "Hermes"},
        [(["input"], REQUIRED, "MISSING_FIELD_REQUIRED")],
    ),
    (
        "H4/customer-set-parity#/validation/mismatchedIdentifierEmail",
        {"email": "create@example.com"},
        {"email": "other@example.com", "firstName": "Hermes"},
        [(["input"], MISMATCH, "INPUT_MISMATCH")],
    ),
    (
        "H1/customer-email-normalization#/cases/customerSetDuplicate",
        None,
        {"email": "Cre a te@example.com "},
        [TAKEN_EMAIL],
    ),
    (
        "H1/customer-email-normalization#/cases/customerSetInvalid",
        None,
        {"email": "foo@"},
        [(["input", "email"], "Email is invalid", "INVALID")],
    ),
    (
        "H1/customer-email-normalization#/cases/customerSetTooLong",
        None,
        {"email": "a" * 250 + "@example.com"},
        [
            (["input", "email"], "Email is too long (maximum is 255 characters)", "TOO_LONG"),
            (["input", "email"], "Email is invalid", "INVALID"),
        ],
    ),
    (
        "H1/customer-phone-normalization#/setInvalid",
        {"email": "new@example.com"},
        {"email": "new@example.com", "phone": "+1234abcd"},
        [(["input", "phone"], "Phone is invalid", "INVALID")],
    ),
]


@pytest.mark.parametrize(
    ("identifier", "given", "errors"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS]
)
def test_refusal(
    identifier: dict[str, Any] | None,
    given: dict[str, Any],
    errors: list[tuple[list[str], str, str | None]],
) -> None:
    """A call beside the customer of FULL and another gives these errors, and leaves the store as it is."""
    shop = TrialShop()
    shop.applied(FULL)
    shop.applied({"email": "other@example.com"})
    before = shop.store

    assert shop.refusals(given, identifier) == errors
    assert shop.store is before


def test_id_of_a_deleted_customer() -> None:
    """H4/customer-set-parity#/validation/deletedIdentifier."""
    shop = TrialShop()
    customer = shop.applied(FULL)
    shop.store = customer_delete(shop.store, customer.gid).store

    assert shop.refusals({"firstName": "Hermes"}, {"id": customer.gid}) == [NOT_FOUND]


def test_all_fields_null() -> None:
    """H4/customer-set-parity#/validation/nullableUpdate: the type of taxExempt is all that is reported."""
    shop = TrialShop()
    customer = shop.applied(FULL)
    names = (
        "email",
        "firstName",
        "lastName",
        "locale",
        "note",
        "phone",
        "tags",
        "taxExempt",
        "taxExemptions",
    )

    refused = shop.refusals(dict.fromkeys(names), {"id": customer.gid})

    assert refused == [(["input", "taxExempt"], "Tax exempt is of unexpected type NilClass", None)]


def test_spaces_in_an_email_are_removed() -> None:
    """H1/customer-email-normalization#/cases/customerSetSanitized."""
    assert TrialShop().applied({"email": " nor mal@exam ple.com "}).email == "normal@example.com"


def test_note_too_long() -> None:
    """H1/customer-tag-note-limits-parity#/tooLongNoteSet: 5000 characters pass, 5001 do not."""
    shop = TrialShop()
    customer = shop.applied(FULL)

    assert shop.applied({"note": "N" * 5000}, {"id": customer.gid}).note == "N" * 5000
    assert shop.refusals({"note": "N" * 5001}, {"id": customer.gid}) == [
        (["input", "note"], "Note is too long (maximum is 5000 characters)", "TOO_LONG")
    ]
