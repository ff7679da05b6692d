"""What a scenario starts from: made through the target's own API, and judged like any other set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from runner_world import World, changed, found, only, operation, play, played, session

from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.wire import Request, Response


def test_given_customers_are_made_in_order_and_can_be_referred_to() -> None:
    """A later one may use what an earlier one got."""
    verdict = play(
        """
        given:
          customers:
            ada: {email: "${unique.email}", firstName: Ada}
            bob: {email: "${unique.email.2}", note: "${ada.id}"}
        read: {id: "${bob.id}"}
        then: {customer: {note: "${ada.id}"}}
        """,
        World(),
    )
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer"]


def test_a_given_customer_that_is_refused_is_a_failure() -> None:
    """What a scenario starts from must be possible; nothing else is played."""
    verdict = play(
        """
        given:
          customers:
            ada: {email: "${unique.email}"}
            bob: {email: foo@}
            eve: {email: "${unique.email.2}"}
        read: {id: "${ada.id}"}
        """,
        World(),
    )
    mismatch = only(verdict)
    assert verdict.status is Status.FAILED
    assert (mismatch.requirements, mismatch.path) == (("create.without-identifier",), "$.data.customerSet")
    assert mismatch.message.endswith('It says: "Email is invalid"')
    assert played(verdict) == ["CustomerSet", "CustomerSet"]


def test_an_identity_in_use_is_no_verdict_on_the_target() -> None:
    """What an earlier run left behind is in the way: nobody's fault but ours."""
    verdict = play(
        """
        given:
          customers:
            ada: {email: "${unique.email}"}
            bob: {email: "${unique.email}"}
        read: {id: "${ada.id}"}
        """,
        World(),
    )
    assert verdict.status is Status.ERRORED
    assert "The target has somebody with the identity that the scenario starts from." in verdict.reason


def test_a_given_definition_that_is_in_use_is_no_verdict_on_the_target() -> None:
    """A definition cannot be made twice, as a world shows that has it already; it says nothing about customerSet."""
    world = World()
    world.ask(
        "mutation M($d: MetafieldDefinitionInput!)"
        " { metafieldDefinitionCreate(definition: $d) { userErrors { message } } }",
        d={"name": "x", "namespace": "own", "key": "erp", "ownerType": "CUSTOMER", "type": "id"},
    )
    verdict = play("given: {definition: {namespace: own, key: erp}}\nread: {id: x}", world)
    assert (verdict.status, found(verdict)) == (Status.ERRORED, [])
    assert verdict.reason.startswith("The target does not make the metafield definition that the scenario")


def test_a_given_definition_without_an_id_is_a_failure() -> None:
    """What the schema promises is missing: told as such."""

    def without_id(request: Request, response: Response) -> Response:
        if operation(request) != "MetafieldDefinitionCreate":
            return response
        return changed(
            response,
            lambda payload: payload["data"]["metafieldDefinitionCreate"]["createdDefinition"].pop("id"),
        )

    verdict = play("given: {definition: {key: erp}}\nread: {id: x}", World(without_id))
    assert verdict.status is Status.FAILED
    assert found(verdict) == [
        ("invariant.response-type", "$.data.metafieldDefinitionCreate.createdDefinition.id")
    ]


@pytest.mark.parametrize(
    ("fault", "mismatch"),
    [
        (
            "addresses-first-only",
            ("invariant.lists-replaced", "$.data.customerSet.customer.addressesV2.nodes"),
        ),
        (
            "exemption-value-dropped",
            ("invariant.lists-replaced", "$.data.customerSet.customer.taxExemptions"),
        ),
    ],
)
def test_what_is_given_is_held_against_the_invariants_too(fault: str, mismatch: tuple[str, str]) -> None:
    """Rather than to find in a later step that something is missing."""
    body = """
        given:
          customers:
            ada:
              email: ${unique.email}
              taxExemptions: [US_DC_RESELLER_EXEMPTION]
              addresses: [{city: Paris}, {city: Rome}]
        read: {id: "${ada.id}"}
        """
    assert found(play(body, World(fault=fault))) == [mismatch]
    assert play(body, World()).status is Status.PASSED


@pytest.mark.parametrize("name", ["customerSet", "metafieldDefinitionCreate"])
@pytest.mark.parametrize(
    ("errors", "said"), [([], ""), ([{"message": "Not today", "path": ["x"]}], ' It says: "Not today"')]
)
def test_what_is_given_and_comes_to_nothing_is_a_failure(name: str, errors: list[Any], said: str) -> None:
    """A payload of null, with top-level errors or without."""

    def empty(_: Request, response: Response) -> Response:
        def change(payload: Any) -> None:
            if name in payload["data"]:
                payload["data"][name] = None
                payload.update({"errors": errors} if errors else {})

        return changed(response, change)

    body = 'given: {definition: {key: erp}, customer: {email: "${unique.email}"}}\nread: {id: x}'
    mismatch = only(play(body, World(empty)))
    assert (mismatch.requirements, mismatch.path) == (("create.without-identifier",), f"$.data.{name}")
    assert mismatch.message == f"What the scenario starts from could not be made.{said}"


def test_a_definition_that_is_refused_is_no_fault_of_customer_set() -> None:
    """A store that has as many as it may have gives no verdict, neither green nor red; the reason says what it said."""

    def full(_: Request, response: Response) -> Response:
        def change(payload: Any) -> None:
            made = payload["data"].get("metafieldDefinitionCreate")
            if made:
                error = {"code": "RESOURCE_TYPE_LIMIT_EXCEEDED", "field": ["definition"], "message": "Enough"}
                made.update({"createdDefinition": None, "userErrors": [error]})

        return changed(response, change)

    verdict = play("given: {definition: {key: erp}}\nread: {id: x}", World(full))
    assert (verdict.status, verdict.mismatches) == (Status.ERRORED, ())
    assert verdict.reason.splitlines()[0] == (
        'The target does not make the metafield definition that the scenario starts from. It says: "Enough"'
    )


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        ({"userErrors": [{"code": None, "field": None, "message": "No"}]}, "invariant.customer-or-errors"),
        ({"customer": {"addressesV2": []}}, "invariant.response-type"),
    ],
)
def test_a_given_customer_that_is_misshapen_is_a_failure(change: dict[str, Any], mismatch: str) -> None:
    """Beside errors that refuse it, or against the schema."""

    def bend(_: Request, response: Response) -> Response:
        def merge(payload: Any) -> None:
            made = payload["data"]["customerSet"]
            made["customer"] |= change.get("customer", {})
            made["userErrors"] = change.get("userErrors", [])

        return changed(response, merge)

    body = 'given: {customer: {email: "${unique.email}", addresses: [{city: Rome}]}}\nread: {id: x}'
    verdict = play(body, World(bend))
    assert {name for name, _ in found(verdict)} == {mismatch}
    assert played(verdict) == ["CustomerSet"]


def test_a_given_customer_with_an_id_of_before_is_caught() -> None:
    """It is a creation like any other."""
    world = World(fault="ids-reused")
    run = session(world)
    body = 'given: {customer: {email: "${unique.email}"}}\ndelete: {id: "${customer.id}"}'
    assert play(body, world, run=run).status is Status.PASSED
    assert found(play(body, world, run=run)) == [
        ("invariant.id-new-on-create", "$.data.customerSet.customer.id")
    ]
