"""Deleting what a scenario created, from a target that outlives the run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import TargetError
from conformance.runner import documents
from conformance.runner.stage import roots
from conformance.wire import Request

if TYPE_CHECKING:
    from conformance.runner.stage import Stage
    from conformance.wire import Json

_GRACE: Final = timedelta(days=1)
"""How far the target's clock may be behind ours, or in another zone that it does not tell."""


def clean_up(stage: Stage) -> None:
    """Delete the scenario's customers and definitions, and note in the session what was not deleted.

    Nothing of it is judged, and nothing is deleted from a disposable target. A customer who was there before the run
    is not deleted either: an upsert may have met one, or a wrong server may have answered with one.
    """
    if stage.session.target.is_disposable:
        return
    for customer_id, made in stage.created.items():
        deletion = {"input": {"id": customer_id}}
        if not _is_of_this_run(stage, customer_id, made) or not _ask(
            stage, documents.CUSTOMER_DELETE, deletion, "deletedCustomerId"
        ):
            stage.session.left_behind.append(customer_id)
    for definition in stage.definitions:
        if not _ask(stage, documents.DEFINITION_DELETE, {"id": definition}, "deletedDefinitionId"):
            stage.session.left_behind.append(definition)


def _is_of_this_run(stage: Stage, customer_id: str, made: Json) -> bool:
    reading = documents.customer_by_id(metafields=False)
    try:
        at = datetime.fromisoformat(made or _ask(stage, reading, {"id": customer_id}, "createdAt"))
    except (TypeError, ValueError):
        return False
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) > stage.session.began - _GRACE


def _ask(stage: Stage, document: str, variables: dict[str, Any], key: str) -> Json:
    """Return what stands under a key of the answer's root field; None if there is no such answer."""
    try:
        response = stage.session.target.send(Request(document, variables, stage.version))
    except TargetError:
        return None
    results = [value for value in roots(response).values() if isinstance(value, dict)]
    return results[0].get(key) if results else None
