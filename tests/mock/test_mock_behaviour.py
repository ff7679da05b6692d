"""What a shop is like: read from a file, shown and changed below `/__meta/config`, and followed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock
from mock_process import HEADERS, PATH, connected, count, mock_process, request_body

from conformance.cli import main
from conformance.errors import UsageError
from conformance.mock.behaviour import Behaviours
from conformance.mock.behaviour_file import read_behaviours
from conformance.mock.settings import Rates, Settings

if TYPE_CHECKING:
    from pathlib import Path

SHOP = "example.myshopify.com"
OTHER = "other.myshopify.com"
PLAN = "{ shop { currencyCode plan { partnerDevelopment shopifyPlus publicDisplayName } } }"


def behaviours(**section: Any) -> Behaviours:
    """Return what a section for all shops says."""
    return Behaviours().changed("default", section, "test")


def client_of(found: Behaviours, bucket: Rates = PLENTY) -> Client:
    """Return a client of a mock whose shops are like this."""
    return Client(Settings(bucket=bucket, clock=Clock(), behaviours=found))


def config(client: Client, method: str = "GET", shop: str | None = None, section: Any = None) -> Any:
    """Ask `/__meta/config`; return the status and what it says."""
    query = f"?shop={shop}" if shop else ""
    body = b"" if section is None else json.dumps(section).encode()
    reply = client.service.answer(method, f"/__meta/config{query}", {}, body)
    return reply.status, json.loads(reply.body)


def throttle_status(client: Client) -> tuple[int, int]:
    """Return size and restore rate of the bucket."""
    status = client.send("{ shop { id } }")["extensions"]["cost"]["throttleStatus"]
    return status["maximumAvailable"], status["restoreRate"]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("basic", (2000, 100)),
        ("standard", (2000, 100)),
        ("advanced", (4000, 200)),
        ("plus", (20_000, 1000)),
        ("enterprise", (40_000, 2000)),
    ],
)
def test_a_plan_brings_a_bucket(plan: str, expected: tuple[int, int]) -> None:
    """Restore rates are documented; sizes are twenty seconds of them, as recorded for 2000/100."""
    assert throttle_status(client_of(behaviours(plan=plan))) == expected


def test_a_bucket_goes_before_the_plans() -> None:
    """And a shop's own plan goes before a bucket of all shops."""
    found = behaviours(plan="plus", bucket="70/7").changed(OTHER, {"plan": "advanced"}, "test")
    client = client_of(found)
    assert throttle_status(client) == (70, 7)
    client.host = OTHER
    assert throttle_status(client) == (4000, 200)


def test_the_bucket_of_the_settings_holds_where_nothing_is_said() -> None:
    """`--bucket` beside a file that is about something else."""
    assert throttle_status(client_of(behaviours(currency="EUR"), Rates(300, 30))) == (300, 30)


def test_a_shop_says_what_it_is_like() -> None:
    """Plan and currency of `shop`; partnerDevelopment is what tells a development store from a live one."""
    client = client_of(behaviours(plan="plus", currency="EUR", is_development=False))
    assert client.data(PLAN) == {
        "shop": {
            "currencyCode": "EUR",
            "plan": {
                "partnerDevelopment": False,
                "shopifyPlus": True,
                "publicDisplayName": "Shopify Plus",
            },
        }
    }


def test_a_shop_is_a_development_store_unless_told_otherwise(client: Client) -> None:
    """As the store that most recordings are of."""
    assert client.data(PLAN)["shop"]["plan"] == {
        "partnerDevelopment": True,
        "shopifyPlus": False,
        "publicDisplayName": "Development",
    }


def test_amounts_are_in_the_shops_currency() -> None:
    """`amountSpent` of a new customer."""
    client = client_of(behaviours(currency="JPY"))
    id_ = client.create(firstName="A")
    assert client.read(id_, "amountSpent { amount currencyCode }") == {
        "amountSpent": {"amount": "0.0", "currencyCode": "JPY"}
    }


def test_a_customer_speaks_the_shops_language() -> None:
    """The locale of a customer for whom none is given."""
    client = client_of(behaviours(locale="de"))
    assert client.read(client.create(firstName="A"), "locale") == {"locale": "de"}


def test_a_national_number_is_of_the_shops_country() -> None:
    """Of a phone without a country code."""
    client = client_of(behaviours(country="DE"))
    id_ = client.create(phone="030 901820")
    assert client.read(id_, "defaultPhoneNumber { phoneNumber }") == {
        "defaultPhoneNumber": {"phoneNumber": "+4930901820"}
    }


def test_readings_of_what_is_not_known_are_switched() -> None:
    """A national number may be invalid as well."""
    client = client_of(behaviours(country="DE", readings={"national_phone_accepted": False}))
    assert client.set({"phone": "030 901820"})["userErrors"][0]["message"] == "Phone is invalid"


def test_a_reset_shop_stays_what_it_is_like() -> None:
    """A reset takes the customers, not the configuration."""
    client = client_of(behaviours(currency="EUR"))
    client.create(firstName="A")
    client.service.answer("POST", "/__meta/reset", {}, b"")
    assert client.data("{ shop { currencyCode } customersCount { count } }") == {
        "shop": {"currencyCode": "EUR"},
        "customersCount": {"count": 0},
    }


def test_a_shop_is_changed_while_it_runs(client: Client) -> None:
    """The customers stay, the bucket is full again, and other shops are what they were."""
    id_ = client.create(firstName="A")
    status, said = config(client, "POST", SHOP, {"plan": "plus", "currency": "EUR"})
    assert (status, said[SHOP]["plan"], said[SHOP]["bucket"]) == (200, "plus", "20000/1000")
    assert throttle_status(client) == (20_000, 1000)
    assert client.read(id_, "amountSpent { currencyCode }") == {"amountSpent": {"currencyCode": "EUR"}}
    client.host = OTHER
    assert client.data("{ shop { currencyCode } }") == {"shop": {"currencyCode": "CAD"}}


def test_a_change_keeps_the_rest_and_a_replacement_does_not(client: Client) -> None:
    """POST changes a section, PUT replaces it."""
    config(client, "POST", SHOP, {"currency": "EUR"})
    assert config(client, "POST", SHOP, {"locale": "de"})[1][SHOP]["currency"] == "EUR"
    replaced = config(client, "PUT", SHOP, {"locale": "fr"})[1][SHOP]
    assert (replaced["locale"], replaced["currency"]) == ("fr", "CAD")


def test_without_a_shop_it_is_about_all(client: Client) -> None:
    """Also about shops that open later; a shop's own section goes first."""
    config(client, "POST", SHOP, {"currency": "EUR"})
    config(client, "POST", None, {"default": {"currency": "JPY", "locale": "ja"}})
    assert client.data("{ shop { currencyCode } }") == {"shop": {"currencyCode": "EUR"}}
    client.host = "later.myshopify.com"
    assert client.data("{ shop { currencyCode } }") == {"shop": {"currencyCode": "JPY"}}
    status, said = config(client)
    assert status == 200
    assert {name: (each["currency"], each["locale"]) for name, each in said.items()} == {
        "default": ("JPY", "ja"),
        SHOP: ("EUR", "ja"),
        "later.myshopify.com": ("JPY", "ja"),
    }


def test_what_is_shown_can_be_sent_back(client: Client) -> None:
    """A section that says everything is a section, and all of them are what a file holds."""
    config(client, "POST", SHOP, {"currency": "EUR"})
    shown = config(client, shop=SHOP)[1]
    assert config(client, "PUT", SHOP, shown[SHOP]) == (200, shown)
    everything = config(client)[1]
    assert config(client, "PUT", None, {}) == (200, {"default": everything["default"]})
    assert config(client, "PUT", None, everything) == (200, everything)


def test_a_section_that_is_wrong_changes_nothing(client: Client) -> None:
    """All problems at once, each with the name that was probably meant."""
    status, said = config(client, "POST", SHOP, {"scops": [], "plan": "advance", "currency": "EUR"})
    assert status == 400
    assert said["error"].splitlines() == [
        "The body has 2 problems:",
        f'  {SHOP}: there is no "scops". Did you mean "scopes"?',
        (
            f'  {SHOP}.plan: "advance" is no plan. Did you mean "advanced"?'
            " There are basic, standard, advanced, plus, enterprise."
        ),
        (
            "A section may say plan, bucket, scopes, protected_data, state, currency, locale, country, search_lag,"
            " is_development, oldest_version, readings."
        ),
    ]
    assert client.data("{ shop { currencyCode } }") == {"shop": {"currencyCode": "CAD"}}


@pytest.mark.parametrize("body", [b"", b"plan: plus", b"[]", b'"plus"', b'{"plan": "plus"}'])
def test_a_body_that_is_no_section_is_told(client: Client, body: bytes) -> None:
    """It must be a JSON object."""
    assert client.service.answer("POST", "/__meta/config", {}, body).status == 400


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"plan": None}, '"none" is no plan'),
        ({"bucket": "2000"}, '"2000" is not a bucket. Give its size and its restore rate, such as 2000/100.'),
        ({"scopes": ["reed_customers"]}, 'no access scope. Did you mean "read_customers"?'),
        ({"scopes": 5}, "expected a list of access scopes, such as [read_customers, write_customers]."),
        ({"protected_data": "level_3"}, '"level_3" is no level of protected customer data.'),
        ({"state": "frosen"}, '"frosen" is no state of a shop. Did you mean "frozen"?'),
        ({"currency": "EURO"}, '"EURO" is no currency. Did you mean "EUR"?'),
        ({"locale": "klingon"}, '"klingon" is no locale, such as en or pt-BR.'),
        ({"country": "Canada"}, '"Canada" is no country.'),
        ({"search_lag": -1}, '"-1" is no time in seconds, from 0 to 86400.'),
        ({"search_lag": "soon"}, '"soon" is no time in seconds'),
        ({"search_lag": True}, '"true" is no time in seconds'),
        ({"is_development": "perhaps"}, '"perhaps" is neither true nor false.'),
        ({"readings": {"tags_nul_clears": True}}, 'Did you mean "tags_null_clears"?'),
        ({"readings": {"foreign_id": "shrug"}}, 'foreign_id is raised or not-found, not "shrug".'),
        ({"readings": []}, "expected names and values, such as validation_codes: false."),
    ],
)
def test_a_value_that_is_none_is_told(section: dict[str, Any], message: str) -> None:
    """With what one would be."""
    with pytest.raises(UsageError) as caught:
        behaviours(**section)
    assert message in str(caught.value)


def test_a_file_has_sections(tmp_path: Path) -> None:
    """YAML; a country that YAML takes for a truth value, and scopes as an app's own configuration has them."""
    path = tmp_path / "shops.yaml"
    path.write_text(
        f"default:\n  country: NO\n  scopes: read_customers, write_customers\n{SHOP}:\n"
        "  plan: plus\n  search_lag: 1.5\n  is_development: false\n  readings: {validation_codes: false}\n"
    )
    found = read_behaviours(path).of(SHOP)
    assert (found.country, found.scopes) == ("NO", ("read_customers", "write_customers"))
    assert (found.plan, found.search_lag, found.is_development) == ("plus", 1.5, False)
    assert found.readings.validation_codes is False


def test_a_file_may_be_json(tmp_path: Path) -> None:
    """JSON is YAML."""
    path = tmp_path / "shops.json"
    path.write_text(json.dumps({"default": {"plan": "advanced", "bucket": None, "is_development": False}}))
    found = read_behaviours(path).of(SHOP)
    assert (found.rates, found.is_development) == (Rates(4000, 200), False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("default: {plan: plus", "shops.yaml:1:21 is no YAML: "),
        ("plus", "shops.yaml holds no sections."),
        ("", "shops.yaml holds no sections."),
        ("defalt: {plan: plus}", 'Did you mean "default"?'),
        ("Example.com: {plan: plus}", '"Example.com" is neither default nor the address of a shop'),
        ("default: plus", "default: expected names and values, such as plan: plus."),
        ("default: {paln: plus}", 'default: there is no "paln". Did you mean "plan"?'),
    ],
)
def test_a_file_that_is_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    """Where, what and what to do."""
    path = tmp_path / "shops.yaml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_behaviours(path)
    assert message in str(caught.value)


def test_the_command_refuses_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one message, before anything is served."""
    assert main(["mock", "--config", "nowhere.yaml", "--port", "0"]) == 2
    assert capsys.readouterr().err == "conformance: Can't read nowhere.yaml: No such file or directory.\n"


def test_a_server_is_started_with_a_file(tmp_path: Path) -> None:
    """`conformance mock --config FILE`; what was changed while it ran is not what it starts with again."""
    path = tmp_path / "shops.yaml"
    path.write_text("default: {plan: plus}\n")
    state = tmp_path / "shops.db"
    with mock_process("--config", str(path), "--state", str(state)) as (_, port):
        with connected(port) as connection:
            connection.request("POST", "/__meta/config", '{"default": {"currency": "EUR"}}')
            assert connection.getresponse().status == 200
        with connected(port) as connection:
            connection.request("POST", PATH, request_body(), HEADERS)
            cost = json.loads(connection.getresponse().read())["extensions"]["cost"]
        assert cost["throttleStatus"]["maximumAvailable"] == 20_000
        assert count(port) == 1
    with mock_process("--config", str(path), "--state", str(state)) as (_, port):
        assert count(port) == 1
        with connected(port) as connection:
            connection.request("GET", f"/__meta/config?shop={SHOP}")
            said = json.loads(connection.getresponse().read())[SHOP]
    assert (said["plan"], said["currency"]) == ("plus", "CAD")
