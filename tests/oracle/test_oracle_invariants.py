"""Invariants between input, state before, payload and read-back: each with the wrong server it must catch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.oracle import invariants

if TYPE_CHECKING:
    from conformance.oracle.finding import Finding

AT = "$.c"
OTTAWA = {
    "id": "gid://shopify/MailingAddress/1",
    "address1": "1 King St",
    "city": "Ottawa",
    "countryCodeV2": "CA",
}
PARIS = {"id": "gid://shopify/MailingAddress/2", "address1": "2 Rue", "city": "Paris", "countryCodeV2": "FR"}
ADA: dict[str, Any] = {
    "id": "gid://shopify/Customer/1",
    "firstName": "Ada",
    "displayName": "Ada",
    "defaultEmailAddress": {"emailAddress": "ada@example.com"},
    "note": None,
    "tags": ["VIP"],
    "taxExemptions": ["US_CA_RESELLER_EXEMPTION"],
    "updatedAt": "2026-10-01T00:00:00Z",
    "addressesV2": {"nodes": [OTTAWA]},
    "defaultAddress": OTTAWA,
}


def but(**changes: Any) -> dict[str, Any]:
    """Return Ada with some fields changed."""
    return {**ADA, **changes}


def paths(findings: tuple[Finding, ...]) -> list[str]:
    """Return where something was found."""
    return [finding.path for finding in findings]


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"customer": ADA, "userErrors": []}, []),
        ({"customer": None, "userErrors": [{"message": "no"}]}, []),
        ({"customer": ADA, "userErrors": [{"message": "no"}]}, ["$.c.customer"]),
        ({"customer": None, "userErrors": []}, ["$.c.customer"]),
    ],
)
def test_a_customer_excludes_errors(payload: dict[str, Any], found: list[str]) -> None:
    """`customer` is null exactly when there are userErrors."""
    assert paths(invariants.customer_or_errors(payload, AT)) == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (ADA, ADA, []),
        (None, None, []),
        (ADA, but(note="x"), ["$.c.note"]),
        (ADA, but(updatedAt="2026-10-02T00:00:00Z"), ["$.c.updatedAt"]),
        (None, ADA, ["$.c"]),
        (ADA, None, ["$.c"]),
    ],
)
def test_a_refusal_changes_nothing(before: Any, after: Any, found: list[str]) -> None:
    """A partial write, a touched updatedAt, a customer made or lost by a refused call are all found."""
    assert paths(invariants.refusal_changes_nothing(before, after, AT)) == found


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (but(updatedAt="2026-10-02T00:00:00Z"), []),
        (but(updatedAt="2026-09-30T00:00:00Z"), ["$.c.updatedAt"]),
        (ADA, []),
        (but(tags=[]), ["$.c.tags"]),
        (None, ["$.c"]),
        (but(note=""), ["$.c.note"]),
    ],
)
def test_a_read_says_what_the_payload_said(read: Any, found: list[str]) -> None:
    """A stale read-back and null for an empty text are found."""
    assert paths(invariants.read_your_write(ADA, read, AT)) == found


@pytest.mark.parametrize(
    ("sent", "after", "found"),
    [
        ({"note": "x"}, but(note="x", updatedAt="2026-10-02T00:00:00Z"), []),
        ({"firstName": "Eve"}, but(firstName="Eve", displayName="Eve"), []),
        ({"email": "b@example.com"}, but(defaultEmailAddress={"emailAddress": "b@example.com"}), []),
        ({"addresses": []}, but(addressesV2={"nodes": []}, defaultAddress=None), []),
        ({"note": "x"}, but(note="x", firstName=None), ["$.c.firstName"]),
        ({"note": "x"}, but(note="x", tags=[]), ["$.c.tags"]),
        ({"note": "x"}, but(note="x", addressesV2={"nodes": []}), ["$.c.addressesV2.nodes"]),
        ({"tags": []}, but(tags=[], taxExemptions=[]), ["$.c.taxExemptions"]),
        ({"taxExemptions": []}, but(taxExemptions=[], displayName="x"), ["$.c.displayName"]),
    ],
)
def test_what_is_not_sent_stays(sent: dict[str, Any], after: dict[str, Any], found: list[str]) -> None:
    """Fields that follow from a sent one may change with it; all others stay."""
    assert paths(invariants.omitted_unchanged(ADA, after, sent, AT)) == found


@pytest.mark.parametrize(
    ("declared", "after", "found"),
    [
        (["note"], but(note="x"), []),
        (["note"], ADA, ["$.c.note"]),
        (["note"], but(note="x", tags=[]), ["$.c.tags"]),
        (["firstName"], but(firstName="Eve", displayName="Eve"), []),
        ([], but(note="x"), ["$.c.note"]),
    ],
)
def test_the_frame_holds(declared: list[str], after: dict[str, Any], found: list[str]) -> None:
    """What was declared changes, and nothing else does."""
    assert paths(invariants.only_changed(ADA, after, declared, AT)) == found


@pytest.mark.parametrize(
    ("found_id", "expected", "requirement"),
    [
        ("1", "1", []),
        ("2", "1", ["invariant.id-stable-on-update"]),
        ("2", None, []),
        ("1", None, ["invariant.id-new-on-create"]),
    ],
)
def test_ids_are_stable_on_update_and_new_on_create(
    found_id: str, expected: str | None, requirement: list[str]
) -> None:
    """An update that lands on another id, and a create that reuses one, are found."""
    findings = invariants.identity(found_id, expected, {"1"}, AT)
    assert [finding.requirement for finding in findings] == requirement


@pytest.mark.parametrize(
    ("again", "found"),
    [
        (but(updatedAt="2026-10-02T00:00:00Z"), []),
        (
            but(
                addressesV2={"nodes": [{**OTTAWA, "id": "gid://shopify/MailingAddress/9"}]},
                defaultAddress={**OTTAWA, "id": "gid://shopify/MailingAddress/9"},
            ),
            [],
        ),
        (but(tags=["VIP", "VIP"]), ["$.c.tags"]),
        (but(addressesV2={"nodes": [OTTAWA, OTTAWA]}), ["$.c.addressesV2.nodes"]),
        (but(defaultAddress=None), ["$.c.defaultAddress"]),
    ],
)
def test_the_same_set_again_changes_nothing_that_matters(again: dict[str, Any], found: list[str]) -> None:
    """UpdatedAt and address ids may move; an appended tag or address is found."""
    assert paths(invariants.repeat_changes_nothing(ADA, again, AT)) == found


@pytest.mark.parametrize(
    ("sent", "after", "found"),
    [
        ({"tags": ["VIP"]}, ADA, []),
        ({"tags": " b ,A,, a"}, but(tags=["A", "b"]), []),
        ({"tags": ["new"]}, but(tags=["VIP", "new"]), ["$.c.tags"]),
        ({"tags": []}, ADA, ["$.c.tags"]),
        ({"tags": None}, ADA, []),
        ({"taxExemptions": ["X", "X"]}, but(taxExemptions=["X"]), []),
        ({"taxExemptions": ["X"]}, but(taxExemptions=["X", "X"]), ["$.c.taxExemptions"]),
        ({"taxExemptions": ["X"]}, ADA, ["$.c.taxExemptions"]),
        ({"addresses": []}, ADA, ["$.c.addressesV2.nodes"]),
        ({"addresses": [{"address1": " 1 King St ", "countryCode": "CA"}]}, ADA, []),
        ({"addresses": [{"address1": "2 Rue"}]}, ADA, ["$.c.addressesV2.nodes[0].address1"]),
        ({"addresses": [{"countryCode": "FR"}]}, ADA, ["$.c.addressesV2.nodes[0].countryCodeV2"]),
        (
            {"addresses": [{"city": "Paris"}, {"city": "Ottawa"}]},
            but(addressesV2={"nodes": [OTTAWA, PARIS]}),
            ["$.c.addressesV2.nodes[0].city", "$.c.addressesV2.nodes[1].city"],
        ),
        ({"addresses": [{"city": "Ottawa"}, {"city": "Ottawa"}]}, ADA, []),
        (
            {"addresses": [{"city": "Ottawa"}, {"city": "Ottawa"}]},
            but(addressesV2={"nodes": [OTTAWA, OTTAWA]}),
            [],
        ),
        (
            {"addresses": [{"city": "Ottawa"}, {"city": "Ottawa"}]},
            but(addressesV2={"nodes": [OTTAWA, OTTAWA, OTTAWA]}),
            ["$.c.addressesV2.nodes"],
        ),
        (
            {"addresses": [{"address1": " 1 King St "}]},
            but(addressesV2={"nodes": [{**OTTAWA, "address1": " 1 King St "}]}),
            [],
        ),
        ({"tags": ["VIP", "vip"]}, but(tags=["VIP", "vip"]), []),
        ({"tags": ["VIP"]}, but(tags=["VIP", "VIP"]), ["$.c.tags"]),
        ({"taxExemptions": ["X", "X"]}, but(taxExemptions=["X", "X"]), []),
    ],
)
def test_lists_are_what_was_sent(sent: dict[str, Any], after: dict[str, Any], found: list[str]) -> None:
    """Merged, cut, reordered and doubled lists are found; what is stored to the letter or as Shopify folds it is not."""
    assert paths(invariants.lists_replaced(after, sent, AT)) == found
