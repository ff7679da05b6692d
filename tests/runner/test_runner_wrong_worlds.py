"""Wrong servers, and the invariant that tells each from a right one without being asked."""

from __future__ import annotations

import pytest
from runner_world import World, found, play

from conformance.verdict import Status

UPDATE = """
    given:
      customer:
        email: ${unique.email}
        firstName: Ada
        note: hello
        tags: [a, b]
        taxExempt: true
        taxExemptions: [CA_BC_RESELLER_EXEMPTION]
        addresses: [{city: Ottawa, countryCode: CA}]
    when: {identifier: {id: "${customer.id}"}, input: {%s}}
"""
CREATION = 'when: {input: {email: "${unique.email}", %s}}'
SET = "$.data.customerSet.customer"


@pytest.mark.parametrize(
    ("fault", "body", "requirement", "path"),
    [
        ("omitted-scalars-nulled", UPDATE % "tags: [c]", "invariant.omitted-unchanged", f"{SET}.note"),
        ("omitted-exempt-reset", UPDATE % "note: x", "invariant.omitted-unchanged", f"{SET}.taxExempt"),
        ("omitted-lists-cleared", UPDATE % "note: x", "invariant.omitted-unchanged", f"{SET}.tags"),
        ("tags-merged", UPDATE % "tags: [c]", "invariant.lists-replaced", f"{SET}.tags"),
        (
            "exemptions-merged",
            UPDATE % "taxExemptions: [US_CA_RESELLER_EXEMPTION]",
            "invariant.lists-replaced",
            f"{SET}.taxExemptions",
        ),
        (
            "addresses-merged",
            UPDATE % "addresses: [{city: Paris, countryCode: FR}]",
            "invariant.lists-replaced",
            f"{SET}.addressesV2.nodes",
        ),
        (
            "addresses-first-only",
            CREATION % "addresses: [{city: Paris}, {city: Rome}]",
            "invariant.lists-replaced",
            f"{SET}.addressesV2.nodes",
        ),
        (
            "addresses-reversed",
            CREATION % "addresses: [{city: Paris}, {city: Rome}]",
            "invariant.lists-replaced",
            f"{SET}.addressesV2.nodes[0].city",
        ),
        ("stale-read", UPDATE % "note: x", "invariant.read-your-write", "$.data.customer.note"),
        ("late-read", CREATION % "note: x", "invariant.read-your-write", "$.data.customer"),
        ("id-changes", UPDATE % "note: x", "invariant.id-stable-on-update", f"{SET}.id"),
        ("boolean-as-text", CREATION % "note: x", "invariant.response-type", f"{SET}.taxExempt"),
        ("nulls-left-out", CREATION % "note: x", "invariant.response-type", f"{SET}.firstName"),
        (
            "user-errors-null",
            CREATION % "note: x",
            "invariant.response-type",
            "$.data.customerSet.userErrors",
        ),
        (
            "cost-too-high",
            CREATION % "note: x",
            "invariant.cost-coherent",
            "$.extensions.cost.actualQueryCost",
        ),
        ("html", CREATION % "note: x", "invariant.response-shape", "$"),
        ("wrapped", CREATION % "note: x", "invariant.response-shape", "$"),
        ("plain-text", CREATION % "note: x", "invariant.http-envelope", "HTTP content-type"),
        ("other-version", CREATION % "note: x", "invariant.version-served", "HTTP x-shopify-api-version"),
    ],
)
def test_a_wrong_server_breaks_an_invariant(fault: str, body: str, requirement: str, path: str) -> None:
    """The scenario itself says nothing about it; the right server passes the same scenario."""
    verdict = play(body, World(fault=fault))
    assert verdict.status is Status.FAILED
    assert (requirement, path) in found(verdict)
    assert play(body, World()).status is Status.PASSED


def test_a_change_that_is_not_declared_is_caught() -> None:
    """What the scenario does not list under `changed` must be as before; the line is that of `changed`."""
    body = UPDATE % "note: x, firstName: Eve"
    verdict = play(body + "    then: {changed: [note]}", World())
    assert [(item.path, item.line) for item in verdict.mismatches] == [
        (f"{SET}.firstName", 17),
        (f"{SET}.displayName", 17),
    ]
    assert play(body + "    then: {changed: [note, firstName]}", World()).status is Status.PASSED


def test_a_declared_change_that_does_not_happen_is_caught() -> None:
    """Short names mean the response's own fields."""
    verdict = play(UPDATE % "note: x" + "    then: {changed: [note, email]}", World())
    assert [(item.path, item.expected) for item in verdict.mismatches] == [
        (f"{SET}.defaultEmailAddress", "another value than before")
    ]


def test_lists_longer_than_what_is_read_are_not_compared() -> None:
    """Of more addresses than fit into the harness's page only the first are seen."""
    many = ", ".join(f"{{address1: {number} King St, city: Ottawa}}" for number in range(1, 52))
    assert play(CREATION % f"addresses: [{many}]", World()).status is Status.PASSED
