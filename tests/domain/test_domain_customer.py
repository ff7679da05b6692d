"""Texts, emails, phones, tags and locales of a customer: what is stored, what is refused, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from trial_shop import LATER, TrialShop

from conformance.domain.customer_set import Raised
from conformance.domain.refusal import ResolverError

if TYPE_CHECKING:
    from conformance.domain.customer import Customer


def _stored(given: dict[str, Any]) -> Customer:
    return TrialShop().applied({"email": "a@example.com"} | given)


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        ("firstName", "   ", None),
        ("lastName", "", None),
        ("firstName", " Ada ", "Ada"),
        ("phone", "", None),
        ("note", "", ""),
        ("note", None, None),
        ("note", " kept ", " kept "),
        ("phone", "+1 (613) 450-5293", "+16134505293"),
        ("phone", "+1-613-450-5295", "+16134505295"),
        ("phone", "+12025551283", "+12025551283"),
        ("phone", "+14155551001", "+14155551001"),
        ("phone", "+17169079011", "+17169079011"),
        ("phone", "+18126690839", "+18126690839"),
        ("phone", "+12025550123", "+12025550123"),
        ("phone", "6135551212", "+16135551212"),
        ("phone", "(613)555-1212", "+16135551212"),
    ],
)
def test_stored_scalar(field: str, sent: str | None, stored: str | None) -> None:
    """H1/customer-input-validation-parity#/createScenarios/blankScalarNormalization; H1/customer-phone-normalization."""
    attribute = {"firstName": "first_name", "lastName": "last_name"}.get(field, field)

    assert getattr(_stored({field: sent}), attribute) == stored


@pytest.mark.parametrize(
    "email", ["foo@", "@bar.com", "foo@bar", "foo@@bar.com", "not-an-email", "a b@c", "a,b@c.de"]
)
def test_invalid_email(email: str) -> None:
    """H1/customer-email-normalization#/cases/invalid...; the last two are assumed."""
    assert TrialShop().refusals({"email": email}) == [(["input", "email"], "Email is invalid", "INVALID")]


@pytest.mark.parametrize(
    "email", ["o'hara+tag@example.co.uk", "jürgen@müller.example.com", "A.B-C_D@x-y.example", "1@2.io"]
)
def test_valid_email(email: str) -> None:
    """Usual emails pass, and are stored in lower case (assumed)."""
    assert TrialShop().applied({"email": email}).email == email.lower()


@pytest.mark.parametrize(
    "phone",
    [
        "abc",
        "+1234abcd",
        "+1",
        "+999123456789",
        "+161345045",
        "0123",
        "+1 613 450 5293 x1",
        "450-5293",
        "+16134505293123",
    ],
)
def test_invalid_phone(phone: str) -> None:
    """The first two are recorded (H1/customer-phone-normalization), the others follow from the numbering plans."""
    assert TrialShop().refusals({"phone": phone}) == [(["input", "phone"], "Phone is invalid", "INVALID")]


def test_phone_too_long() -> None:
    """H1/customer-phone-normalization#/tooLong: the length first, then that it is none."""
    assert TrialShop().refusals({"phone": "+" + "1" * 255}) == [
        (["input", "phone"], "Phone is too long (maximum is 255 characters)", "TOO_LONG"),
        (["input", "phone"], "Phone is invalid", "INVALID"),
    ]


def test_names_and_note_too_long() -> None:
    """H1/customer-input-validation-parity#/oversizedNameAndNote: all at once, in this order."""
    given = {"note": "n" * 5001, "lastName": "l" * 256, "firstName": "f" * 256}

    assert TrialShop().refusals(given) == [
        (["input", "firstName"], "First name is too long (maximum is 255 characters)", "TOO_LONG"),
        (["input", "lastName"], "Last name is too long (maximum is 255 characters)", "TOO_LONG"),
        (["input", "note"], "Note is too long (maximum is 5000 characters)", "TOO_LONG"),
    ]


@pytest.mark.parametrize("name", ["firstName", "lastName"])
def test_names_of_255_characters_pass(name: str) -> None:
    """The limit itself is allowed."""
    assert TrialShop().applied({name: "x" * 255}).display_name == "x" * 255


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (["a, b , c"], ("a", "b", "c")),
        (["VIP", "vip"], ("VIP",)),
        (["vip", "VIP"], ("vip",)),
        (["Zulu", "spaced tag", "alpha"], ("alpha", "spaced tag", "Zulu")),
        (["", " ", ",", "x"], ("x",)),
        (["t" * 255], ("t" * 255,)),
        ([], ()),
    ],
)
def test_tags(sent: list[str], stored: tuple[str, ...]) -> None:
    """H1/customer-tag-note-limits-parity, H1/customer-input-validation-parity."""
    assert _stored({"tags": sent}).tags == stored


def test_too_many_tags() -> None:
    """H1/customer-tag-note-limits-parity#/tooManyTags: 251 in one entry; 250 pass."""
    shop = TrialShop()
    many = ",".join(f"tag-{n}" for n in range(251))

    assert shop.refusals({"firstName": "A", "tags": [many]}) == [
        (["input", "tags"], "Tags cannot be more than 250", None)
    ]
    assert len(shop.applied({"firstName": "A", "tags": [many.removesuffix(",tag-250")]}).tags) == 250


def test_tag_too_long() -> None:
    """H1/customer-input-validation-parity: the limit of a tag is 255."""
    assert TrialShop().refusals({"firstName": "A", "tags": ["t" * 256]}) == [
        (["input", "tags"], "Tags is too long (maximum is 255 characters)", "TOO_LONG")
    ]


@pytest.mark.parametrize("field", ["tags", "taxExemptions", "addresses", "locale"])
def test_null_list_or_locale_changes_nothing(field: str) -> None:
    """Recorded for addresses; assumed for the others."""
    shop = TrialShop()
    given = {
        "email": "a@example.com",
        "tags": ["x"],
        "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"],
        "addresses": [{"city": "Ottawa"}],
        "locale": "fr",
    }
    before = shop.applied(given)

    assert shop.applied({field: None}, {"id": before.gid}) == before


def test_tax_exemptions_are_distinct_in_order() -> None:
    """H1/customer-replace-tax-exemptions-parity; assumed for customerSet."""
    sent = ["US_CA_RESELLER_EXEMPTION", "CA_BC_RESELLER_EXEMPTION", "US_CA_RESELLER_EXEMPTION"]

    assert _stored({"taxExemptions": sent}).tax_exemptions == (
        "US_CA_RESELLER_EXEMPTION",
        "CA_BC_RESELLER_EXEMPTION",
    )


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("en", "en"), ("fr", "fr"), ("pt-BR", "pt-BR"), ("zh-TW", "zh-TW"), ("DE-at", "de-AT")],
)
def test_locale(sent: str, stored: str) -> None:
    """Languages of Shopify's LanguageCode pass, with a country or without."""
    assert _stored({"locale": sent}).locale == stored


@pytest.mark.parametrize("locale", ["not-a-locale", "xx", "en-ZZ", "english"])
def test_invalid_locale(locale: str) -> None:
    """H1/customer-input-validation-parity#/createScenarios/invalidLocale for the first."""
    assert TrialShop().refusals({"firstName": "A", "locale": locale}) == [
        (["input", "locale"], "Locale is invalid", "INVALID")
    ]


def test_locale_of_a_new_customer() -> None:
    """Without a locale it is the shop's."""
    assert _stored({}).locale == "en"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"firstName": "Ada", "lastName": "Lovelace", "email": "a@example.com"}, "Ada Lovelace"),
        ({"lastName": "Lovelace", "phone": "+14158103301"}, "Lovelace"),
        ({"email": "a@example.com", "phone": "+14158103301"}, "a@example.com"),
        ({"phone": "+14158103301"}, "+1 415-810-3301"),
    ],
)
def test_display_name(given: dict[str, str], name: str) -> None:
    """H1/customer-update-requires-identity: name, else email, else phone in international form."""
    assert TrialShop().applied(given).display_name == name


@pytest.mark.parametrize("field", ["firstName", "lastName", "email", "phone"])
def test_one_identity_is_enough_and_the_last_stays(field: str) -> None:
    """H1/customer-create-name-identity, H1/customer-update-requires-identity."""
    shop = TrialShop()
    value = {"email": "a@example.com", "phone": "+14158103301"}.get(field, "Ada")
    customer = shop.applied({field: value})
    before = shop.store

    assert shop.refusals({field: None}, {"id": customer.gid}) == [
        (["input"], "A name, phone number, or email address must be present", None)
    ]
    assert shop.store is before


def test_null_clears_while_another_identity_remains() -> None:
    """H1/customer-update-requires-identity#/scenarios/clearEmailWhileNameRemains; assumed for customerSet."""
    shop = TrialShop()
    customer = shop.applied(
        {"firstName": "Ada", "email": "a@example.com", "phone": "+14158103301", "note": "n"}
    )

    after = shop.applied({"email": None, "phone": None, "note": None}, {"id": customer.gid})

    assert (after.email, after.phone, after.note) == (None, None, None)
    assert shop.applied({"email": "a@example.com"}).id != after.id


def test_own_email_and_phone_are_not_taken() -> None:
    """Sending again what the customer has is no conflict."""
    shop = TrialShop()
    given = {"email": "a@example.com", "phone": "+14158103301"}
    customer = shop.applied(given)

    assert shop.applied(given, {"id": customer.gid}).id == customer.id


def test_several_fields_wrong_at_once() -> None:
    """Errors of all fields are reported together; the order between fields is assumed."""
    shop = TrialShop()
    shop.applied({"email": "a@example.com"})
    given = {"email": "A@example.com", "phone": "abc", "locale": "xx", "addresses": [{"country": "Atlantis"}]}

    assert [error[0] for error in shop.refusals(given)] == [
        ["input", "email"],
        ["input", "phone"],
        ["input", "locale"],
        ["input", "addresses", "0", "country"],
    ]


def test_null_tax_exempt_hides_all_other_errors() -> None:
    """Recorded beside an identity error; assumed beside those of addresses."""
    given = {"taxExempt": None, "email": "broken", "addresses": [{"country": "Atlantis"}]}

    assert TrialShop().refusals(given) == [
        (["input", "taxExempt"], "Tax exempt is of unexpected type NilClass", None)
    ]


def test_explicit_null_identifier_creates() -> None:
    """The argument is nullable, so null is the same as none."""
    assert TrialShop().applied({"firstName": "Ada"}, None).first_name == "Ada"


def test_deprecated_input_id_updates() -> None:
    """`input.id` is deprecated, but still names whom to change."""
    shop = TrialShop()
    customer = shop.applied({"firstName": "Ada"})

    assert shop.applied({"id": customer.gid, "lastName": "Lovelace"}).display_name == "Ada Lovelace"


def test_deprecated_input_id_of_nobody() -> None:
    """Assumed: like an unknown identifier.id."""
    assert TrialShop().refusals({"id": "gid://shopify/Customer/1", "firstName": "Ada"}) == [
        (["input"], "Resource matching the identifier was not found.", "NOT_FOUND")
    ]


def test_id_of_another_type() -> None:
    """Assumed, as recorded on other mutations: the mutation fails as a whole."""
    answer = TrialShop().set({"firstName": "Ada"}, {"id": "gid://shopify/Product/1"})

    assert answer == Raised(ResolverError("Invalid id: gid://shopify/Product/1", "RESOURCE_NOT_FOUND"))


def test_identifier_and_input_are_compared_normalized() -> None:
    """Assumed: case, spaces and separators make no mismatch."""
    shop = TrialShop()
    created = shop.applied({"email": "A@Example.com", "phone": "+16134505293"}, {"email": " a@example.COM"})

    updated = shop.applied({"phone": "+1 (613) 450-5293", "note": "n"}, {"phone": "+1-613-450-5293"})

    assert updated.id == created.id


@pytest.mark.parametrize(
    ("identifier", "given", "code"),
    [
        ({"phone": "+16134505293"}, {"firstName": "Ada"}, "MISSING_FIELD_REQUIRED"),
        ({"phone": "+16134505293"}, {"phone": "+16134505294"}, "INPUT_MISMATCH"),
        ({"email": "a@example.com"}, {"email": None, "firstName": "Ada"}, "MISSING_FIELD_REQUIRED"),
    ],
)
def test_identifier_needs_its_field(identifier: dict[str, str], given: dict[str, Any], code: str) -> None:
    """For phone and null assumed to be as recorded for an omitted email."""
    [(field, _, found)] = TrialShop().refusals(given, identifier)

    assert (field, found) == (["input"], code)


def test_email_of_an_upsert_can_be_free_again() -> None:
    """After an email has changed, an upsert by the old one makes somebody new."""
    shop = TrialShop()
    old = shop.applied({"email": "old@example.com"})
    shop.applied({"email": "new@example.com"}, {"id": old.gid}, LATER)

    assert shop.applied({"email": "old@example.com"}, {"email": "old@example.com"}).id != old.id
