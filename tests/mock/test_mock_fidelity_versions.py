"""What each bundled version has of customerSet and around it: Shopify's reference and changelog, by introspection."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSIONS = [version.handle for version in BUNDLED]
WARNING = "https://shopify.dev/concepts/about-apis/versioning"
KEPT = (
    "CustomerSetInput",
    "CustomerSetIdentifiers",
    "CustomerSetUserError",
    "CustomerSetUserErrorCode",
    "CustomerSetPayload",
    "MailingAddressInput",
    "UniqueMetafieldValueInput",
    "CountryCode",
)
TYPE = """
query Type($name: String!) {
  __type(name: $name) {
    fields(includeDeprecated: true) { name isDeprecated args { name } type { name kind ofType { name kind } } }
    inputFields(includeDeprecated: true) { name isDeprecated type { name kind ofType { name kind } } }
    enumValues { name }
  }
}
"""


@cache
def _type(version: str, name: str) -> Any:
    return Client(version=version).data(TYPE, {"name": name})["__type"]


def _names(entries: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(entry["name"] for entry in entries)


def _fields(version: str, name: str) -> list[str]:
    return _names(_type(version, name)["fields"])


@pytest.mark.parametrize("name", KEPT)
def test_the_types_of_customer_set_are_the_same_everywhere(name: str) -> None:
    """Nothing of them has changed from 2025-10 to unstable."""
    first = _type(VERSIONS[0], name)

    assert first
    assert all(_type(version, name) == first for version in VERSIONS[1:])


def test_the_arguments_of_customer_set_are_the_same_everywhere() -> None:
    """`identifier` and `input`."""
    for version in VERSIONS:
        [field] = [each for each in _type(version, "Mutation")["fields"] if each["name"] == "customerSet"]
        assert _names(field["args"]) == ["identifier", "input"]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_customer_set_takes(version: str) -> None:
    """No metafields, no marketing consent, no multipass identifier."""
    assert _names(_type(version, "CustomerSetInput")["inputFields"]) == [
        "addresses",
        "email",
        "firstName",
        "id",
        "lastName",
        "locale",
        "note",
        "phone",
        "tags",
        "taxExempt",
        "taxExemptions",
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_only_customer_set_takes_an_identifier(version: str) -> None:
    """Upserts by custom id: of the mutations around customers, customerSet alone."""
    takes = [
        each["name"]
        for each in _type(version, "Mutation")["fields"]
        if each["name"].startswith("customer") and "identifier" in _names(each["args"])
    ]

    assert takes == ["customerSet"]


@pytest.mark.parametrize("version", VERSIONS)
def test_codes_of_customer_set(version: str) -> None:
    """CustomerSetUserErrorCode has twelve values."""
    assert _names(_type(version, "CustomerSetUserErrorCode")["enumValues"]) == [
        "BLANK",
        "ID_NOT_ALLOWED",
        "INCLUSION",
        "INPUT_MISMATCH",
        "INVALID",
        "METAFIELD_MISMATCH",
        "MISSING_FIELD_REQUIRED",
        "NOT_FOUND",
        "PRESENT",
        "TAKEN",
        "TOO_LONG",
        "TOO_SHORT",
    ]


DEPRECATED = {
    ("Customer", "fields"): [
        "addresses",
        "email",
        "emailMarketingConsent",
        "hasTimelineComment",
        "market",
        "metafieldDefinitions",
        "phone",
        "smsMarketingConsent",
        "unsubscribeUrl",
        "validEmailAddress",
    ],
    ("MailingAddress", "fields"): ["countryCode"],
    ("MailingAddressInput", "inputFields"): ["country", "id", "province"],
    ("CustomerInput", "inputFields"): ["addresses"],
    ("CustomerSetInput", "inputFields"): ["id"],
}


@pytest.mark.parametrize(("place", "expected"), DEPRECATED.items(), ids=[name for name, _ in DEPRECATED])
def test_what_is_deprecated(place: tuple[str, str], expected: list[str]) -> None:
    """In every version: fields of a customer that have successors, and input that has a better form."""
    name, kind = place

    for version in VERSIONS:
        assert _names(each for each in _type(version, name)[kind] if each["isDeprecated"]) == expected


CAME = [
    ("2026-04", "MetafieldCapabilityCreateInput", "analyticsQueryable"),
    ("2026-04", "MetafieldCapabilityCreateInput", "cartToOrderCopyable"),
    ("2026-07", "Customer", "identityProviderSubjects"),
    ("2026-07", "Customer", "taxSettings"),
    ("2026-07", "CustomerPhoneNumber", "whatsAppMarketingConsent"),
    ("2026-07", "CustomerInput", "whatsAppMarketingConsent"),
    ("2026-10", "CustomerPhoneNumber", "smsMarketingConsent"),
    ("unstable", "Customer", "metafieldsByIdentifiers"),
    ("unstable", "TaxExemption", "AUSTRALIA_RESELLER_EXEMPTION"),
    ("unstable", "MetafieldDefinitionCreateUserErrorCode", "DISALLOWED_OWNER_TYPE"),
]


@pytest.mark.parametrize(("since", "name", "member"), CAME)
def test_what_came_later(since: str, name: str, member: str) -> None:
    """Not there in the versions before, and there in all that follow."""
    for version in VERSIONS:
        found = _type(version, name)
        members = _names(found["fields"] or found["inputFields"] or found["enumValues"])
        assert (member in members) is (VERSIONS.index(version) >= VERSIONS.index(since))


def test_number_of_tax_exemptions() -> None:
    """74 in every stable version, one more in the unstable one."""
    counts = {version: len(_type(version, "TaxExemption")["enumValues"]) for version in VERSIONS}

    assert counts == {version: 75 if version == "unstable" else 74 for version in VERSIONS}


def test_idempotent_is_taken_by_customer_set_and_does_nothing() -> None:
    """The directive may stand at any field from 2026-01 on; customerSet is not on the list of what heeds it."""
    document = 'mutation { customerSet(input: {firstName: "A"}) @idempotent(key: "k") { customer { id } userErrors { message } } }'
    client = Client(version="2026-04")

    first, second = (client.data(document)["customerSet"] for _ in range(2))

    assert first["userErrors"] == second["userErrors"] == []
    assert first["customer"]["id"] != second["customer"]["id"]


@pytest.mark.parametrize(
    ("path", "served", "warning"),
    [
        ("/admin/api/2024-01/graphql.json", "2026-01", WARNING),
        ("/admin/api/2025-10/graphql.json", "2026-01", WARNING),
        ("/admin/api/2025-10/graphql", "2026-01", WARNING),
        ("/admin/api/graphql.json", "2026-01", None),
        ("/admin/api/2026-01/graphql.json", "2026-01", None),
        ("/admin/api/2026-10/graphql.json", "2026-10", None),
        ("/admin/api/unstable/graphql.json", "unstable", None),
    ],
)
def test_a_shop_may_have_retired_more_versions(path: str, served: str, warning: str | None) -> None:
    """Clients of November 2026 know 2026-01 and later: 2025-10 falls forward if the shop is told so."""
    client = _retiring()
    reply = client.service.answer("POST", path, client.headers(), b'{"query": "{ shop { id } }"}')

    assert reply.status == 200
    assert reply.headers["X-Shopify-API-Version"] == served
    assert reply.headers.get("X-Shopify-API-Version-Warning") == warning


def test_a_retired_version_is_not_supported() -> None:
    """`publicApiVersions` says so."""
    listed = _retiring().data("{ publicApiVersions { handle supported } }")["publicApiVersions"]

    assert {each["handle"]: each["supported"] for each in listed} == {
        "2025-10": False,
        "2026-01": True,
        "2026-04": True,
        "2026-07": True,
        "2026-10": True,
        "unstable": False,
    }


def _retiring() -> Client:
    behaviours = Behaviours().changed("default", {"oldest_version": "2026-01"}, "a test")
    return Client(Settings(bucket=PLENTY, clock=Clock(), behaviours=behaviours))


def test_what_shops_gained_and_lost() -> None:
    """DraftOrders until 2026-01, shopAddress from then on, analyticsAnnotations from 2026-10."""
    wanted = ("draftOrders", "shopAddress", "analyticsAnnotations")
    found = {version: [name for name in wanted if name in _fields(version, "Shop")] for version in VERSIONS}

    assert found == {
        "2025-10": ["draftOrders"],
        "2026-01": ["shopAddress"],
        "2026-04": ["shopAddress"],
        "2026-07": ["shopAddress"],
        "2026-10": ["shopAddress", "analyticsAnnotations"],
        "unstable": ["shopAddress", "analyticsAnnotations"],
    }


def test_a_shop_answers_them() -> None:
    """It has no drafts and no annotations, and of its address only the country is known."""
    empty = {"nodes": [], "pageInfo": {"hasNextPage": False}}
    selection = "(first: 5) { nodes { id } pageInfo { hasNextPage } }"
    assert Client(version="2025-10").data(f"{{ shop {{ draftOrders{selection} }} }}") == {
        "shop": {"draftOrders": empty}
    }
    newer = Client(version="2026-10")
    address = "shopAddress { address1 city countryCodeV2 formatted coordinatesValidated }"
    assert newer.data(f"{{ shop {{ analyticsAnnotations{selection} {address} }} }}") == {
        "shop": {
            "analyticsAnnotations": empty,
            "shopAddress": {
                "address1": None,
                "city": None,
                "countryCodeV2": "CA",
                "formatted": ["Canada"],
                "coordinatesValidated": False,
            },
        }
    }


def test_operations_that_came_later() -> None:
    """CustomerWhatsAppMarketingConsentUpdate from 2026-07, customerByAccessToken in unstable alone."""
    consent = [v for v in VERSIONS if "customerWhatsAppMarketingConsentUpdate" in _fields(v, "Mutation")]
    token = [v for v in VERSIONS if "customerByAccessToken" in _fields(v, "QueryRoot")]
    assert (consent, token) == (["2026-07", "2026-10", "unstable"], ["unstable"])

    assert Client(version="unstable").data('{ customerByAccessToken(customerAccessToken: "x") { id } }') == {
        "customerByAccessToken": None
    }
    answer = Client(version="2026-07").send(
        'mutation { customerWhatsAppMarketingConsentUpdate(input: {customerId: "gid://shopify/Customer/1",'
        " whatsAppMarketingConsent: {state: SUBSCRIBED}}) { userErrors { message } } }"
    )
    assert answer["data"] == {"customerWhatsAppMarketingConsentUpdate": None}
    assert answer["errors"][0]["extensions"] == {"code": "NOT_MODELLED"}
