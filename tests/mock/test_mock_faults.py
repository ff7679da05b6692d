"""Faults: each is a wrong server that differs from the right one where it says it does."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.errors import UsageError
from conformance.mock.faults import FAULTS, find_fault
from conformance.mock.settings import Settings

NAMES = [fault.name for fault in FAULTS]
REQUIREMENTS = Path(__file__).parents[2] / "scenarios" / "requirements.yaml"
SELECTION = (
    "id legacyResourceId firstName lastName displayName email phone note locale state taxExempt taxExemptions tags"
    " numberOfOrders createdAt updatedAt defaultAddress { city } addressesV2(first: 5) { nodes { firstName city"
    " province country } } metafields(first: 5) { nodes { key value } }"
)
OTTAWA = {"address1": "1 King St", "city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"}
TORONTO = {"address1": "2 King St", "city": "Toronto", "countryCode": "CA", "provinceCode": "ON"}
SET = (
    "mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {"
    f" mine: customerSet(identifier: $identifier, input: $input) {{ customer {{ {SELECTION} }}"
    " userErrors { field message code } } }"
)
READ = (
    f"query Read($i: CustomerIdentifierInput!) {{ customerByIdentifier(identifier: $i) {{ {SELECTION} }} }}"
)
DEFINE = (
    'mutation { metafieldDefinitionCreate(definition: {ownerType: CUSTOMER, namespace: "erp", key: "number",'
    ' name: "N", type: "id"}) { createdDefinition { id } } }'
)
ADA = {
    "email": "Ada@Example.com",
    "phone": "+1 (613) 555-0100",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "note": "one  two\nthree",
    "locale": "fr",
    "tags": ["zebra", "ape,bee", "Zebra"],
    "taxExempt": True,
    "taxExemptions": ["US_DC_RESELLER_EXEMPTION", "CA_BC_RESELLER_EXEMPTION"],
    "addresses": [OTTAWA, TORONTO, TORONTO],
}
BY_EMAIL = {"email": "ada@example.com"}
QUICK = {"email": "quick@example.com"}
BY_NUMBER = {"customId": {"namespace": "erp", "key": "number", "value": "1"}}
CALLS: list[tuple[Any, Any]] = [
    (ADA, None),
    (
        {**BY_EMAIL, "tags": ["new"], "addresses": [OTTAWA], "taxExemptions": ["CA_STATUS_CARD_EXEMPTION"]},
        BY_EMAIL,
    ),
    ({**BY_EMAIL, "lastName": "King"}, BY_EMAIL),
    ({**BY_EMAIL, "lastName": "King"}, BY_EMAIL),
    ({"phone": "+16135550100", "tags": None}, {"phone": "+16135550100"}),
    ({**BY_EMAIL, "addresses": None, "note": None}, BY_EMAIL),
    ({**BY_EMAIL, "taxExempt": None}, BY_EMAIL),
    ({**BY_EMAIL, "note": ""}, BY_EMAIL),
    ({**BY_EMAIL, "note": "x" * 300}, BY_EMAIL),
    ({**BY_EMAIL, "note": "x" * 5001, "firstName": "Eve"}, BY_EMAIL),
    ({**BY_EMAIL, "locale": "not-a-locale"}, BY_EMAIL),
    ({"firstName": "x" * 300}, None),
    ({"firstName": "x" * 300, "lastName": "x" * 300}, None),
    ({"email": "foo@"}, None),
    ({"phone": "abc"}, None),
    (BY_EMAIL, None),
    ({"phone": "+16135550100"}, None),
    ({**BY_EMAIL, "tags": [], "addresses": [], "taxExemptions": []}, BY_EMAIL),
    ({"firstName": "Ghost"}, {"id": "gid://shopify/Customer/1"}),
    ({"firstName": "Grace"}, BY_EMAIL),
    ({"email": "grace@example.com"}, BY_EMAIL),
    ({"id": "gid://shopify/Customer/1", **BY_EMAIL}, BY_EMAIL),
    ({**BY_EMAIL}, {"id": "gid://shopify/Customer/1", **BY_EMAIL}),
    ({"firstName": "Emmy", "addresses": [{"countryCode": "US", "provinceCode": "ON"}]}, None),
    ({"firstName": "Emmy"}, BY_NUMBER),
    ({"firstName": "Noether"}, BY_NUMBER),
    ({"firstName": "Noether"}, {"customId": {"key": "undefined", "value": "1"}}),
    ({"firstName": "Tax", "taxExemptions": ["CA_STATUS_CARD_EXEMPTION"]}, None),
    (QUICK, QUICK),
    ({**QUICK, "note": "at once"}, QUICK),
    ({**BY_EMAIL, "taxExempt": True, "note": "exempt"}, BY_EMAIL),
    ({**BY_EMAIL, "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"]}, BY_EMAIL),
    ({**BY_EMAIL, "taxExemptions": ["US_CA_RESELLER_EXEMPTION", "CA_BC_RESELLER_EXEMPTION"]}, BY_EMAIL),
    ({**BY_EMAIL, "taxExemptions": None, "tags": ["kept"]}, BY_EMAIL),
    ({"phone": "+16135550100", "taxExempt": False}, {"phone": "+16135550100"}),
    ({**BY_EMAIL, "tags": ["left"], "note": "x" * 5001}, BY_EMAIL),
    ({"email": "ADA@EXAMPLE.COM"}, {"email": "ADA@EXAMPLE.COM"}),
    ({**BY_EMAIL, "note": "one\nline"}, BY_EMAIL),
    ({"email": "bob@example.com", "taxExempt": True}, None),
]


@cache
def conversation(fault: str | None) -> tuple[str, ...]:
    """Return everything a mock says in a fixed conversation, without request ids."""
    clock = Clock()
    client = Client(Settings(bucket=PLENTY, fault=fault, clock=clock))
    said = []

    def say(document: str, variables: Any = None) -> bytes:
        clock.go_on(0.05)
        reply = client.post(json.dumps({"query": document, "variables": variables}).encode())
        headers = {name: value for name, value in reply.headers.items() if name != "X-Request-Id"}
        said.append(f"{reply.status} {headers} {reply.body.decode()}")
        text: bytes = reply.body
        return text

    say(DEFINE)
    for input_, identifier in CALLS:
        clock.go_on(0 if input_.get("note") == "at once" else 1)
        say(SET, {"input": input_, "identifier": identifier})
        say(READ, {"i": {"emailAddress": "ada@example.com"}})
    made = re.search(r"gid://shopify/Customer/\d+", say(SET, {"input": {"firstName": "Gone"}}).decode())
    if made:
        say(f'mutation {{ customerDelete(input: {{id: "{made[0]}"}}) {{ deletedCustomerId }} }}')
        say(f'{{ customer(id: "{made[0]}") {{ id }} }}')
    say(SET, {"input": {"firstName": "Next"}})
    say("{ nope }")
    say("{ customersCount { count } }")
    return tuple(said)


def test_the_right_server_says_the_same_again() -> None:
    """Else a difference would prove nothing."""
    assert conversation(None) == conversation.__wrapped__(None)


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_breaks_nothing_of_ours(name: str) -> None:
    """A wrong server answers wrongly; it does not break down."""
    for line in conversation(name):
        assert "Cannot return null" not in line
        assert "Traceback" not in line


def test_names_are_unique_and_every_fault_says_what_it_does() -> None:
    """In one sentence."""
    assert len(set(NAMES)) == len(NAMES) >= 30
    for fault in FAULTS:
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", fault.name)
        assert fault.summary.endswith(".")


def test_every_broken_requirement_is_in_the_catalogue() -> None:
    """A fault names the requirement that it breaks."""
    known = set(re.findall(r"^\s*- id: (\S+)", REQUIREMENTS.read_text("utf-8"), re.MULTILINE))
    assert {fault.breaks for fault in FAULTS} <= known


def test_an_unknown_fault_is_told() -> None:
    """With the one that was meant."""
    with pytest.raises(UsageError, match=r'There is no fault "tags-merge"\. Did you mean "tags-merged"'):
        find_fault("tags-merge")


def wrong(name: str) -> Client:
    """Return a client of a mock with a fault."""
    return Client(Settings(bucket=PLENTY, fault=name, clock=Clock()))


def test_merged_addresses_join_the_old_ones() -> None:
    """Instead of replacing them."""
    client = wrong("addresses-merged")
    id_ = client.create(firstName="A", addresses=[OTTAWA])
    nodes = client.set({"addresses": [TORONTO]}, {"id": id_}, "addressesV2(first: 5) { nodes { city } }")
    assert nodes["customer"]["addressesV2"]["nodes"] == [{"city": "Ottawa"}, {"city": "Toronto"}]


def test_a_stale_read_lags_one_change_behind() -> None:
    """And shows the newest state of a customer that is new."""
    client = wrong("stale-read")
    id_ = client.create(firstName="A", note="old")
    client.set({"note": "new"}, {"id": id_})
    assert client.read(id_, "note") == {"note": "old"}


def test_a_partial_write_keeps_the_error_and_the_change() -> None:
    """The error is the right one."""
    client = wrong("partial-write")
    id_ = client.create(firstName="A")
    payload = client.set({"firstName": "B", "email": "foo@"}, {"id": id_})
    assert payload["customer"] is None
    assert payload["userErrors"][0]["field"] == ["input", "email"]
    assert client.read(id_, "firstName") == {"firstName": "B"}


def test_duplicates_of_an_upsert_are_two_customers() -> None:
    """With the same email."""
    client = wrong("email-upsert-duplicates")
    first = client.set(BY_EMAIL, BY_EMAIL)["customer"]["id"]
    second = client.set(BY_EMAIL, BY_EMAIL)["customer"]["id"]
    assert first != second
    assert client.data("{ customersCount { count } }")["customersCount"] == {"count": 2}


def test_a_changed_id_is_the_only_one_that_works() -> None:
    """The old one is nobody's."""
    client = wrong("id-changes")
    old = client.create(firstName="A")
    new = client.set({"note": "x"}, {"id": old})["customer"]["id"]
    assert new != old
    assert client.read(old, "id") is None
    assert client.read(new, "note") == {"note": "x"}


def test_an_index_becomes_a_number() -> None:
    """In the path of a user error."""
    client = wrong("path-index-number")
    payload = client.set({"firstName": "A", "addresses": [{"countryCode": "US", "provinceCode": "ON"}]})
    assert payload["userErrors"][0]["field"] == ["input", "addresses", 0, "province"]


def test_a_web_page_comes_with_status_200() -> None:
    """Like a proxy's login page."""
    reply = wrong("html").post(b'{"query":"{ shop { name } }"}')
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert reply.body.startswith(b"<!doctype html>")


def test_an_unchecked_one_of_takes_the_first_key() -> None:
    """And an empty one creates."""
    client = wrong("one-of-unchecked")
    assert client.set({"firstName": "A", **BY_EMAIL}, {**BY_EMAIL, "id": "gid://shopify/Customer/1"})[
        "customer"
    ]
    assert client.set({"firstName": "A"}, {})["customer"]
