"""Which customer a set must land on, as far as a scenario can know it."""

from __future__ import annotations

from typing import Any

import pytest
from runner_world import VERSION, World, case, only, play, session

from conformance.runner.stage import Stage
from conformance.verdict import Status

ADA = {
    "id": "gid://shopify/Customer/1",
    "defaultEmailAddress": {"emailAddress": "Ada@example.com", "marketingState": "NOT_SUBSCRIBED"},
    "defaultPhoneNumber": None,
}
BOB = {
    "id": "gid://shopify/Customer/2",
    "defaultEmailAddress": None,
    "defaultPhoneNumber": {"phoneNumber": "+16135550117", "marketingState": "NOT_SUBSCRIBED"},
}
ERP = {"namespace": "own", "key": "erp", "value": "7"}


def expected(identifier: Any, sent: dict[str, Any] | None = None) -> str | None:
    """Return the number of the customer that a set must land on in a scenario that knows Ada and Bob."""
    stage = Stage(session(World()), case("read: {id: x}"), VERSION)
    stage.meet(ADA)
    stage.meet(BOB)
    stage.remember_custom_id({"customId": ERP}, BOB["id"])  # type: ignore[arg-type]
    found = stage.expect_id(identifier, sent or {})
    return found and found.removeprefix("gid://shopify/Customer/")


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ({"id": "gid://shopify/Customer/9"}, "9"),
        ({"email": "Ada@example.com"}, "1"),
        ({"email": "ada@EXAMPLE.com"}, "1"),
        ({"email": " ada @example.com "}, "1"),
        ({"email": "eve@example.com"}, None),
        ({"phone": "+16135550117"}, "2"),
        ({"phone": "+1 (613) 555-0117"}, "2"),
        ({"phone": "+16135550118"}, None),
        ({"customId": ERP}, "2"),
        ({"customId": {**ERP, "value": "8"}}, None),
        ({"customId": {**ERP, "key": "crm"}}, None),
        ({"customId": {**ERP, "namespace": "other"}}, None),
    ],
)
def test_an_identifier_points_at_whom_it_names(identifier: dict[str, Any], number: str | None) -> None:
    """By id whether known or not, else whoever holds it; spelling does not count (recorded). None is somebody new."""
    assert expected(identifier) == number


@pytest.mark.parametrize("identifier", [None, "OMITTED"])
def test_without_an_identifier_the_input_s_id_counts(identifier: Any) -> None:
    """It is deprecated, and still names whom to update."""
    assert expected(identifier, {"id": "gid://shopify/Customer/1"}) == "1"
    assert expected(identifier, {"email": "Ada@example.com"}) is None


def test_a_custom_id_of_a_deleted_customer_names_nobody() -> None:
    """Whoever held it is not known any more."""
    stage = Stage(session(World()), case("read: {id: x}"), VERSION)
    stage.remember_custom_id({"customId": ERP}, "gid://shopify/Customer/2")
    assert stage.expect_id({"customId": ERP}, {}) is None


GIVEN = 'given: {definition: {key: erp}, customer: {email: "${unique.email}", phone: "${unique.phone}"}}\n'
BY = {
    "id": 'when: {identifier: {id: "${customer.id}"}, input: {note: x}}',
    "input-id": 'when: {input: {id: "${customer.id}", note: x}}',
    "email": 'when: {identifier: {email: "${unique.email}"}, input: {email: "${unique.email}"}}',
    "phone": 'when: {identifier: {phone: "${unique.phone}"}, input: {phone: "${unique.phone}"}}',
}


@pytest.mark.parametrize("by", BY)
def test_an_update_that_changes_the_id_is_caught(by: str) -> None:
    """Whichever way the customer was named."""
    verdict = play(GIVEN + BY[by], World(fault="id-changes"))
    first = verdict.mismatches[0]
    assert first.requirements == ("invariant.id-stable-on-update",)
    assert first.path == "$.data.customerSet.customer.id"
    assert play(GIVEN + BY[by], World()).status is Status.PASSED


def test_an_upsert_by_a_custom_id_that_makes_a_duplicate_is_caught() -> None:
    """The second upsert must land on whom the first one made."""
    body = """
        given: {definition: {key: erp}}
        steps:
          - when: &upsert
              identifier: {customId: {namespace: "${definition.namespace}", key: erp, value: "7"}}
              input: {firstName: Ada}
          - when:
              identifier: {customId: {namespace: "${definition.namespace}", key: erp, value: "7"}}
              input: {firstName: Ada, note: again}
        """.replace("&upsert", "")
    mismatch = play(body, World(fault="custom-id-upsert-duplicates")).mismatches[0]
    assert mismatch.requirements == ("invariant.id-stable-on-update",)
    assert play(body, World()).status is Status.PASSED


def test_the_id_of_somebody_deleted_is_not_new() -> None:
    """An id that was met before, in whatever scenario of the run, is never given again."""
    world = World(fault="ids-reused")
    run = session(world)
    delete = """
        given: {customer: {email: "${unique.email}"}}
        delete: {id: "${customer.id}"}
        """
    assert play(delete, world, run=run).status is Status.PASSED
    mismatch = only(play('when: {input: {email: "${unique.email}"}}', world, run=run))
    assert mismatch.requirements == ("invariant.id-new-on-create",)
    assert mismatch.path == "$.data.customerSet.customer.id"
