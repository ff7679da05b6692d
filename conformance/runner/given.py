"""What a scenario starts from, made through the target's own API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.errors import RefusedError
from conformance.match import render
from conformance.oracle.finding import GIVEN, Finding
from conformance.oracle.invariants import customer_or_errors, identity
from conformance.oracle.judge import said
from conformance.runner import documents
from conformance.runner.stage import as_state, root
from conformance.scenario.bindings import bind

if TYPE_CHECKING:
    from conformance.runner.stage import Stage


def set_up(stage: Stage) -> None:
    """Create the scenario's definition and customers and bind their names.

    That a customer is refused is a finding, for that must be possible on every target. That a definition is refused says
    nothing about customerSet: an app may have as many as it is allowed.

    Raises:
        RefusedError: the definition is refused, or somebody else has a customer's identity.
        TargetError: there is no answer to judge.
    """
    given = stage.case.scenario.given
    if given.definition is not None:
        _define(stage, bind(given.definition, stage.scope))
    for name, template in given.customers:
        if stage.findings:
            return
        _create(stage, name, bind(template, stage.scope))


def _define(stage: Stage, definition: dict[str, str]) -> None:
    wanted = {"name": "Conformance", "ownerType": "CUSTOMER", "type": "id", **definition}
    response = stage.send(documents.DEFINITION_CREATE, {"definition": wanted})
    payload = root(response, "metafieldDefinitionCreate")
    made = payload.get("createdDefinition") if isinstance(payload, dict) else None
    if not isinstance(made, dict) or "id" not in made:
        errors = payload.get("userErrors") if isinstance(payload, dict) else None
        if errors and not stage.findings:
            raise RefusedError(
                f"The target does not make the metafield definition that the scenario starts from.{said(errors)}",
                hint="Delete definitions that nobody needs, or leave such scenarios out with -k.",
            )
        _refused(stage, "metafieldDefinitionCreate", payload)
        return
    stage.definitions.append(made["id"])
    stage.scope = stage.scope.naming({"definition": made})


def _create(stage: Stage, name: str, sent: dict[str, Any]) -> None:
    response = stage.send(documents.customer_set(metafields=stage.metafields), {"input": sent})
    payload = root(response, "customerSet")
    customer = as_state(payload.get("customer")) if isinstance(payload, dict) else None
    if customer is None:
        _refused(stage, "customerSet", payload)
        return
    at = "$.data.customerSet"
    stage.find(customer_or_errors(payload, at))
    stage.find(identity(customer["id"], None, stage.session.met, f"{at}.customer"))
    if not stage.findings:
        stage.judge_lists(customer, sent, f"{at}.customer")
    stage.meet(customer)
    stage.scope = stage.scope.naming({name: customer})


def _is_taken(errors: Any) -> bool:
    """Return whether nothing but an identity in use stood in the way, which says nothing about the target."""
    return (
        isinstance(errors, list)
        and bool(errors)
        and all(
            isinstance(error, dict) and str(error.get("message")).endswith("has already been taken")
            for error in errors
        )
    )


def _refused(stage: Stage, field: str, payload: Any) -> None:
    if not stage.findings:
        found = payload if payload is not None else stage.exchanges[-1].response.payload
        errors = found.get("userErrors", found.get("errors")) if isinstance(found, dict) else None
        if _is_taken(errors):
            raise RefusedError(
                f"The target has somebody with the identity that the scenario starts from.{said(errors)}",
                hint="Run with another --seed, or delete what an earlier run left behind.",
            )
        message = f"What the scenario starts from could not be made.{said(errors)}"
        stage.find([Finding(f"$.data.{field}", "success", render(found), message, GIVEN)])
