"""Addresses: countries and provinces, texts and phones, ids, names and defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from trial_shop import TrialShop

from conformance.domain.customer import ADDRESS, gid

if TYPE_CHECKING:
    from conformance.domain.customer import Address

ONTARIO = {"countryCode": "CA", "provinceCode": "ON"}


def _address(given: dict[str, Any]) -> Address:
    [address] = (
        TrialShop().applied({"firstName": "Ada", "lastName": "Lovelace", "addresses": [given]}).addresses
    )
    return address


def _refused(given: dict[str, Any]) -> list[tuple[str, str]]:
    errors = TrialShop().refusals({"firstName": "Ada", "addresses": [{"city": "Fine"}, given]})
    assert all(error[0] is not None and error[0][:3] == ["input", "addresses", "1"] for error in errors)
    return [((error[0] or [])[-1], error[1]) for error in errors]


@pytest.mark.parametrize(
    ("given", "country", "province", "area"),
    [
        (ONTARIO | {"city": "Ottawa"}, ("Canada", "CA"), ("Ontario", "ON"), "Ottawa ON, Canada"),
        ({"countryCode": "CA", "provinceCode": "QC"}, ("Canada", "CA"), ("Quebec", "QC"), "QC, Canada"),
        (
            {"countryCode": "US", "country": "Canada", "provinceCode": "CA", "city": "San Francisco"},
            ("United States", "US"),
            ("California", "CA"),
            "San Francisco CA, United States",
        ),
        (
            {"countryCode": "US", "country": "Canada", "city": "San Francisco"},
            ("United States", "US"),
            (None, None),
            "San Francisco, United States",
        ),
        (
            {"countryCode": "SG", "provinceCode": "ON", "city": "Singapore"},
            ("Singapore", "SG"),
            (None, None),
            "Singapore",
        ),
        ({"countryCode": "DK", "city": "Copenhagen"}, ("Denmark", "DK"), (None, None), "Copenhagen, Denmark"),
        ({"countryCode": "CA"}, ("Canada", "CA"), (None, None), "Canada"),
        ({"city": "Nowhere"}, (None, None), (None, None), "Nowhere"),
        ({}, (None, None), (None, None), None),
    ],
)
def test_recorded_place(
    given: dict[str, str],
    country: tuple[str | None, str | None],
    province: tuple[str | None, str | None],
    area: str | None,
) -> None:
    """H1/customer-address-country-province-validation, H4/customer-set-parity, H1/customer-metafields-erasure-...."""
    address = _address(given)

    assert (address.country, address.country_code) == country
    assert (address.province, address.province_code) == province
    assert address.formatted_area == area


@pytest.mark.parametrize(
    ("given", "country_code", "province_code"),
    [
        ({"country": "Canada", "province": "Ontario"}, "CA", "ON"),
        ({"country": "canada", "province": "on"}, "CA", "ON"),
        ({"country": "Czechia"}, "CZ", None),
        ({"countryCode": "CA", "province": "Ontario", "provinceCode": "QC"}, "CA", "QC"),
        ({"countryCode": "CA", "provinceCode": " "}, "CA", None),
        ({"provinceCode": "ON"}, None, None),
        ({"countryCode": "JP", "provinceCode": "JP-13"}, "JP", "JP-13"),
    ],
)
def test_place_by_name_or_code(
    given: dict[str, str], country_code: str | None, province_code: str | None
) -> None:
    """A code wins over a name; without a country there is no province."""
    address = _address(given)

    assert (address.country_code, address.province_code) == (country_code, province_code)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"country": "Atlantis"}, [("country", "Country is invalid")]),
        ({"countryCode": "ZZ", "provinceCode": "ZZ"}, [("country", "Country is invalid")]),
        ({"countryCode": "US", "provinceCode": "ON"}, [("province", "Province is invalid")]),
        (
            ONTARIO | {"address1": "x" * 256},
            [("address1", "Address1 is too long (maximum is 255 characters)")],
        ),
        (ONTARIO | {"city": "<script>"}, [("city", "City cannot contain HTML tags")]),
        (ONTARIO | {"city": "https://evil.example"}, [("city", "City cannot contain URL")]),
        (ONTARIO | {"zip": "H0H 0H0 https://x"}, [("zip", "Zip cannot contain URL")]),
        (ONTARIO | {"phone": "<a>+1 613"}, [("phone", "Phone cannot contain HTML tags")]),
        (ONTARIO | {"address1": "100 Main 😀"}, [("address1", "Address1 cannot contain emojis")]),
        (
            {"countryCode": "US", "provinceCode": "ON", "company": "<b>☎", "lastName": "l" * 256},
            [
                ("lastName", "Last name is too long (maximum is 255 characters)"),
                ("company", "Company cannot contain HTML tags"),
                ("company", "Company cannot contain emojis"),
                ("province", "Province is invalid"),
            ],
        ),
    ],
)
def test_refused(given: dict[str, str], errors: list[tuple[str, str]]) -> None:
    """H1/customer-address-input-validation, H1/customer-address-country-province-validation; the last is assumed."""
    assert _refused(given) == errors


@pytest.mark.parametrize(
    "text", ["x" * 255, "a < b > c", "www.example.com", "Straße № 5 – ½", "O'Hara & Sons (1st)", "東京都"]
)
def test_ordinary_text_passes(text: str) -> None:
    """Nothing that is merely unusual is refused."""
    assert _address({"address1": text}).address1 == text


@pytest.mark.parametrize(
    ("given", "phone"),
    [
        ({"phone": " +14155550123 "}, "+14155550123"),
        ({"phone": "+1 (613) 450-4538"}, "+16134504538"),
        ({"phone": "450-4538", "countryCode": "CA"}, "+14504538"),
        ({"phone": "450-4538"}, "450-4538"),
        ({"phone": "not a phone"}, "not a phone"),
        ({"phone": " "}, None),
    ],
)
def test_phone(given: dict[str, str], phone: str | None) -> None:
    """H1/customer-address-input-validation: never invalid; E.164 if it can be read, else as it was sent."""
    assert _address(given).phone == phone


def test_texts_are_trimmed_and_zip_is_not_judged() -> None:
    """H1/customer-address-input-validation#/addressCreateTrimmedSuccess; H1/customer-address-lifecycle."""
    address = _address(ONTARIO | {"address1": " 100 Main ", "address2": "", "zip": " not-a-postal-code "})

    assert (address.address1, address.address2, address.zip) == ("100 Main", None, "not-a-postal-code")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "Ada Lovelace"),
        ({"firstName": " ", "lastName": None}, "Ada Lovelace"),
        ({"firstName": "Trim", "lastName": "Create"}, "Trim Create"),
        ({"firstName": "Trim"}, "Trim Lovelace"),
    ],
)
def test_names_come_from_the_customer(given: dict[str, str], name: str) -> None:
    """H1/customer-address-input-validation#/addressCreateBlankAccepted; each name by itself is assumed."""
    assert _address(given).name == name


def test_names_of_the_same_call_count() -> None:
    """An address gets the names that the call gives the customer."""
    shop = TrialShop()
    customer = shop.applied({"firstName": "Ada"})

    [address] = shop.applied(
        {"firstName": "Augusta", "addresses": [{"city": "London"}]}, {"id": customer.gid}
    ).addresses

    assert address.name == "Augusta"


def test_known_id_changes_in_place() -> None:
    """H4/customer-update-inline-address-id-semantics#/updateInPlace: omitted fields stay, unlisted addresses go."""
    shop = TrialShop()
    given = ONTARIO | {
        "city": "Toronto",
        "company": "Target Co",
        "lastName": "Target",
        "phone": "+14155550122",
    }
    before = shop.applied({"firstName": "Hermes", "addresses": [{"address1": "100 Removed St"}, given]})
    target = before.addresses[1]

    after = shop.applied(
        {"addresses": [{"id": gid(ADDRESS, target.id), "address1": "999 Bryant St"}]}, {"id": before.gid}
    )

    [address] = after.addresses
    assert address.id == target.id
    assert address.address1 == "999 Bryant St"
    assert (address.city, address.company, address.phone) == ("Toronto", "Target Co", "+14155550122")
    assert (address.province, address.name) == ("Ontario", "Hermes Target")
    assert after.default_address == address


def test_known_id_keeps_its_lack_of_a_name() -> None:
    """Names come from the customer for new addresses only (assumed)."""
    shop = TrialShop()
    before = shop.applied({"email": "ada@example.com", "addresses": [{"city": "London"}]})
    entry = {"id": gid(ADDRESS, before.addresses[0].id), "city": "Paris"}

    [address] = shop.applied({"firstName": "Ada", "addresses": [entry]}, {"id": before.gid}).addresses

    assert (address.city, address.name) == ("Paris", None)


def test_unknown_id() -> None:
    """H4/customer-update-inline-address-id-semantics#/unknownId, with the path of customerSet assumed."""
    shop = TrialShop()
    customer = shop.applied({"firstName": "Ada"})
    entry = {
        "id": "gid://shopify/MailingAddress/1783104948159999999?model_name=CustomerAddress",
        "city": "<b>",
    }

    assert shop.refusals({"addresses": [entry]}, {"id": customer.gid}) == [
        (["input", "addresses", "0", "id"], "Customer address does not exist", "NOT_FOUND")
    ]


def test_id_on_creation() -> None:
    """H1/customer-create-rejects-nested-ids, assumed for customerSet."""
    assert _refused({"id": "gid://shopify/MailingAddress/1?model_name=CustomerAddress"}) == [
        ("id", "Cannot specify address ID on creation")
    ]


def test_new_beside_known() -> None:
    """Addresses stand by ascending id, the first entry of the list is the default (assumed for such a mixture)."""
    shop = TrialShop()
    before = shop.applied({"firstName": "Ada", "addresses": [{"city": "Old"}]})
    kept = {"id": gid(ADDRESS, before.addresses[0].id)}

    after = shop.applied({"addresses": [{"city": "New"}, kept]}, {"id": before.gid})

    assert [address.city for address in after.addresses] == ["Old", "New"]
    assert after.default_address == after.addresses[1]


def test_moving_to_a_country_without_that_province() -> None:
    """The province that stays must be in the new country (assumed)."""
    shop = TrialShop()
    before = shop.applied({"firstName": "Ada", "addresses": [ONTARIO]})
    entry = {"id": gid(ADDRESS, before.addresses[0].id), "countryCode": "US"}

    assert [error[1] for error in shop.refusals({"addresses": [entry]}, {"id": before.gid})] == [
        "Province is invalid"
    ]
    [address] = shop.applied({"addresses": [entry | {"provinceCode": None}]}, {"id": before.gid}).addresses
    assert (address.country, address.province) == ("United States", None)


def test_sending_the_same_addresses_again_gives_new_ids() -> None:
    """No recording keeps an id by equal content; assumed."""
    shop = TrialShop()
    first = shop.applied({"firstName": "Ada", "addresses": [ONTARIO]})

    again = shop.applied({"addresses": [ONTARIO]}, {"id": first.gid})

    assert again.addresses[0].id > first.addresses[0].id


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (
            {
                "company": "Acme",
                "address1": "1 Main St",
                "address2": "Unit 2",
                "city": "Ottawa",
                "zip": "K1A 0B1",
            }
            | ONTARIO,
            ("Acme", "1 Main St", "Unit 2", "Ottawa ON K1A 0B1", "Canada"),
        ),
        (
            {
                "address1": "63 Renmin Lu",
                "city": "Qingdao Shi",
                "zip": "266033",
                "provinceCode": "SD",
                "countryCode": "CN",
            },
            ("63 Renmin Lu Qingdao Shi", "266033 Shandong", "China"),
        ),
        (
            {"address1": "Catorce Ote. 888", "city": "Talca", "provinceCode": "ML", "countryCode": "CL"},
            ("Catorce Ote. 888", "Talca", "Maule", "Chile"),
        ),
        (
            {
                "address1": "柏町２丁目",
                "city": "立川市",
                "provinceCode": "JP-13",
                "countryCode": "JP",
                "zip": "190-0004",
            },
            ("Japan 〒190-0004", "Tōkyō 立川市", "柏町２丁目"),
        ),
        (
            {"address1": "Bukkocho", "city": "Yokohama", "provinceCode": "JP-14", "countryCode": "JP"},
            ("Bukkocho", "Yokohama Kanagawa", "Japan"),
        ),
        ({"city": "Montevideo", "zip": "11000", "countryCode": "UY"}, ("11000 Montevideo", "Uruguay")),
        (
            {"address1": "10 Downing St", "city": "London", "countryCode": "GB"},
            ("10 Downing St", "London", "United Kingdom"),
        ),
        ({}, ()),
    ],
)
def test_formatted(given: dict[str, str], lines: tuple[str, ...]) -> None:
    """The examples are those of the tests of Shopify's address library; that the API agrees is assumed."""
    assert _address(given).formatted() == lines


def test_formatted_with_name_without_company() -> None:
    """The two arguments of `formatted`."""
    address = _address({"company": "Acme", "address1": "1 Main St", "countryCode": "CA"})

    assert address.formatted(with_name=True, with_company=False) == ("Ada Lovelace", "1 Main St", "Canada")
