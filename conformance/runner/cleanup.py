"""Deleting what a scenario created, from a target that outlives the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.errors import TargetError
from conformance.runner import documents
from conformance.runner.age import OLDEST, age
from conformance.runner.stage import roots
from conformance.wire import Request

if TYPE_CHECKING:
    from datetime import timedelta

    from conformance.runner.stage import Stage
    from conformance.wire import Response


def clean_up(stage: Stage) -> None:
    """Delete the scenario's customers and definitions, and note in the session what was not deleted.

    Nothing of it is judged, and nothing is deleted from a disposable target. A customer who was there before the run
    is not deleted either: an upsert may have met one, or a wrong server may have answered with one.
    """
    if stage.session.target.is_disposable:
        return
    for customer_id, told in stage.created.items():
        how_old = _age(stage, customer_id) if told is None else told
        deletion = {"input": {"id": customer_id}}
        if (
            how_old is None
            or how_old >= OLDEST
            or not _done(stage, documents.CUSTOMER_DELETE, deletion, "deletedCustomerId")
        ):
            stage.session.left_behind.append(customer_id)
    for definition in stage.definitions:
        if not _done(stage, documents.DEFINITION_DELETE, {"id": definition}, "deletedDefinitionId"):
            stage.session.left_behind.append(definition)


def _age(stage: Stage, customer_id: str) -> timedelta | None:
    response = _ask(stage, documents.customer_by_id(metafields=False), {"id": customer_id})
    customer = roots(response).get("customer") if response else None
    return age(customer, response) if response and isinstance(customer, dict) else None


def _done(stage: Stage, document: str, variables: dict[str, Any], due: str) -> bool:
    response = _ask(stage, document, variables)
    results = roots(response).values() if response else ()
    return any(isinstance(result, dict) and result.get(due) for result in results)


def _ask(stage: Stage, document: str, variables: dict[str, Any]) -> Response | None:
    try:
        return stage.session.target.send(Request(document, variables, stage.version))
    except TargetError:
        return None
