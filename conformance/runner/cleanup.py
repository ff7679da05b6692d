"""Deleting what a scenario created, from a target that outlives the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.errors import TargetError
from conformance.runner import documents
from conformance.wire import Request

if TYPE_CHECKING:
    from conformance.runner.stage import Stage


def clean_up(stage: Stage) -> None:
    """Delete the scenario's customers and definitions, and note in the session what could not be deleted.

    Nothing of it is judged, and nothing is deleted from a disposable target.
    """
    if stage.session.target.is_disposable:
        return
    for customer_id in stage.created:
        done = _ask(stage, documents.CUSTOMER_DELETE, {"input": {"id": customer_id}}, "deletedCustomerId")
        if not done:
            stage.session.left_behind.append(customer_id)
    for definition in stage.definitions:
        if not _ask(stage, documents.DEFINITION_DELETE, {"id": definition}, "deletedDefinitionId"):
            stage.session.left_behind.append(definition)


def _ask(stage: Stage, document: str, variables: dict[str, Any], due: str) -> bool:
    try:
        payload = stage.session.target.send(Request(document, variables, stage.version)).payload
    except TargetError:
        return False
    data = payload.get("data") if isinstance(payload, dict) else None
    results = [value for value in data.values() if isinstance(value, dict)] if isinstance(data, dict) else []
    return any(result.get(due) for result in results)
