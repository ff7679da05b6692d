"""Each open question about customerSet has two answers, and a shop gives the one it is told to."""

from __future__ import annotations

from dataclasses import fields

import pytest
from trial_shop import LATER, TrialShop

from conformance.domain.customer_set import Raised
from conformance.domain.readings import CHOICES, Readings

ADA = "ada@example.com"
NOBODY = "gid://shopify/Customer/404"
PRODUCT = "gid://shopify/Product/1"
OTTAWA = {"address1": "10 Set St", "city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"}
NOT_FOUND = [(["input"], "Resource matching the identifier was not found.", "NOT_FOUND")]
MISMATCH = "The identifier value does not match the value of the corresponding field in the input."


def test_every_question_has_its_answers() -> None:
    """The assumed one comes first."""
    assert {field.name: field.default for field in fields(Readings)} == {
        name: answers[0] for name, answers in CHOICES.items()
    }
    assert all(len(answers) == len(set(answers)) == 2 for answers in CHOICES.values())


@pytest.mark.parametrize(
    ("identifier", "given"),
    [
        ({"email": " ADA@example.com"}, {"email": ADA}),
        ({"phone": "+1 (613) 450-5293"}, {"phone": "+16134505293"}),
    ],
)
def test_identifier_compared_normalised(identifier: dict[str, str], given: dict[str, str]) -> None:
    """Spaces, case and separators make a mismatch only if values are compared as sent."""
    assert TrialShop().applied(given, identifier).addresses == ()

    strict = TrialShop(Readings(identifier_compared_normalised=False))
    assert strict.refusals(given, identifier) == [(["input"], MISMATCH, "INPUT_MISMATCH")]
    assert strict.applied(given, given).addresses == ()


def test_noop_bumps_updated_at() -> None:
    """A second set of the same values moves `updatedAt`, or it does not; a change always does."""
    moving, still = TrialShop(), TrialShop(Readings(noop_bumps_updated_at=False))
    for shop in (moving, still):
        shop.applied({"email": ADA, "firstName": "Ada"})
        shop.applied({"email": ADA, "firstName": "Ada"}, {"email": ADA}, LATER)

    assert moving.only.updated_at == LATER
    assert still.only.updated_at == still.only.created_at

    assert still.applied({"email": ADA, "firstName": "Grace"}, {"email": ADA}, LATER).updated_at == LATER


def test_equal_address_keeps_id() -> None:
    """What is sent again with the same content is the same address, or a new one."""
    forgetful, mindful = TrialShop(), TrialShop(Readings(equal_address_keeps_id=True))
    for shop in (forgetful, mindful):
        before = shop.applied({"email": ADA, "addresses": [OTTAWA]}).addresses
        after = shop.applied(
            {"email": ADA, "addresses": [OTTAWA, {"city": "Paris"}]}, {"email": ADA}
        ).addresses
        assert (after[0].id == before[0].id) is (shop is mindful)
        assert after[1].id > before[0].id
        assert [address.city for address in after] == ["Ottawa", "Paris"]


def test_equal_address_keeps_id_once() -> None:
    """An id is given to one entry only, and the first entry is the default wherever it stands."""
    shop = TrialShop(Readings(equal_address_keeps_id=True))
    before = shop.applied({"email": ADA, "addresses": [OTTAWA]}).addresses
    customer = shop.applied(
        {
            "email": ADA,
            "addresses": [{"id": f"gid://shopify/MailingAddress/{before[0].id}", "city": "Oslo"}, OTTAWA],
        },
        {"email": ADA},
    )

    assert [address.city for address in customer.addresses] == ["Oslo", "Ottawa"]
    assert customer.default_address_id == before[0].id != customer.addresses[1].id


def test_email_stored_lower_case() -> None:
    """The case is lost or kept; either way nobody else gets the address, and it is found however it is written."""
    assert TrialShop().applied({"email": "Ada @Example.com"}).email == "ada@example.com"

    shop = TrialShop(Readings(email_stored_lower_case=False))
    ada = shop.applied({"email": "Ada @Example.com"})
    assert ada.email == "Ada@Example.com"
    assert shop.store.find_by_email("aDA@example.com") == ada
    assert shop.refusals({"email": "ADA@EXAMPLE.COM"}) == [
        (["input", "email"], "Email has already been taken", "TAKEN")
    ]
    assert shop.applied({"email": "ADA@example.com"}, {"email": "ada@example.com"}).id == ada.id
    assert shop.applied({"email": "grace@example.com"}, {"id": ada.gid}).id == ada.id
    assert shop.store.find_by_email("ada@example.com") is None


def test_tags_null_clears() -> None:
    """Null means omitted, or none; it says nothing about exemptions."""
    given = {"email": ADA, "tags": ["vip"], "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"]}
    keeping, clearing = TrialShop(), TrialShop(Readings(tags_null_clears=True))
    for shop in (keeping, clearing):
        shop.applied(given)
        shop.applied({"email": ADA, "tags": None, "taxExemptions": None}, {"email": ADA})

    assert keeping.only.tags == ("vip",)
    assert clearing.only.tags == ()
    assert clearing.only.tax_exemptions == ("CA_BC_RESELLER_EXEMPTION",)


def test_tax_exemptions_null_clears() -> None:
    """Null means omitted, or none; it says nothing about tags."""
    given = {"email": ADA, "tags": ["vip"], "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"]}
    keeping, clearing = TrialShop(), TrialShop(Readings(tax_exemptions_null_clears=True))
    for shop in (keeping, clearing):
        shop.applied(given)
        shop.applied({"email": ADA, "tags": None, "taxExemptions": None}, {"email": ADA})

    assert keeping.only.tax_exemptions == ("CA_BC_RESELLER_EXEMPTION",)
    assert clearing.only.tax_exemptions == ()
    assert clearing.only.tags == ("vip",)


def test_unknown_input_id() -> None:
    """The deprecated id of nobody is refused as that of the identifier is, or as customerUpdate does it."""
    assert TrialShop().refusals({"id": NOBODY}) == NOT_FOUND

    other = TrialShop(Readings(unknown_input_id="customerUpdate"))
    assert other.refusals({"id": NOBODY}) == [(["input", "id"], "Customer does not exist", "NOT_FOUND")]
    assert other.refusals({"firstName": "Ada"}, {"id": NOBODY}) == NOT_FOUND


def test_foreign_id() -> None:
    """The id of a product fails as a whole, or is one that matches nobody."""
    raised = TrialShop().set({}, {"id": PRODUCT})
    assert isinstance(raised, Raised)
    assert (raised.error.message, raised.error.code) == (f"Invalid id: {PRODUCT}", "RESOURCE_NOT_FOUND")

    assert TrialShop(Readings(foreign_id="not-found")).refusals({}, {"id": PRODUCT}) == NOT_FOUND


def test_blank_address_on_create() -> None:
    """A new customer may have a blank address or may not; an existing one always may (recorded)."""
    blank = {"email": ADA, "addresses": [{"city": " "}]}
    assert len(TrialShop(Readings(blank_address_on_create="accepted")).applied(blank).addresses) == 1

    shop = TrialShop(Readings(blank_address_on_create="refused"))
    assert shop.refusals(blank) == [(["input", "addresses", "0"], "Customer address cannot be blank.", None)]
    shop.applied({"email": ADA})
    assert len(shop.applied(blank, {"email": ADA}).addresses) == 1


def test_address_names_inherited() -> None:
    """An address without a name has the customer's, or none."""
    given = {"firstName": "Ada", "addresses": [OTTAWA]}

    assert TrialShop().applied(given).addresses[0].name == "Ada"
    assert TrialShop(Readings(address_names_inherited=False)).applied(given).addresses[0].name is None


def test_national_phone_accepted() -> None:
    """A number without its country is one of the shop's, or none; with it it always counts."""
    assert TrialShop().applied({"phone": "613-450-5293"}).phone == "+16134505293"

    shop = TrialShop(Readings(national_phone_accepted=False))
    assert shop.refusals({"phone": "613-450-5293"}) == [(["input", "phone"], "Phone is invalid", "INVALID")]
    assert shop.applied({"phone": "+1 613-450-5293"}).phone == "+16134505293"


def test_validation_codes() -> None:
    """Errors of fields have codes, or only the recorded two are ever set."""
    shop = TrialShop(Readings(validation_codes=False))

    assert shop.refusals({"email": "foo@"}) == [(["input", "email"], "Email is invalid", None)]
    assert shop.refusals({}, {"email": ADA}) == [
        (["input"], "The input field corresponding to the identifier is required.", None)
    ]
    assert shop.refusals({"firstName": "Ada"}, {"id": NOBODY}) == NOT_FOUND
    assert TrialShop().refusals({"email": "foo@"}) == [(["input", "email"], "Email is invalid", "INVALID")]
