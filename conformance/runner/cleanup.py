"""Deleting what a scenario created, from a target that outlives the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.errors import TargetError
from conformance.runner import documents
from conformance.runner.stage import as_state, roots
from conformance.target.marks import marks_of
from conformance.target.steady import identifiers
from conformance.target.writes import effect_of
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.runner.stage import Stage
    from conformance.wire import Response


def clean_up(stage: Stage) -> None:
    """Delete the scenario's customers and definitions, and note in the session what was not deleted.

    Nothing of it is judged, and nothing is deleted from a disposable target. A customer who was there before the run
    is not deleted either: an upsert may have met one, or a wrong server may have answered with one.
    """
    if stage.session.target.is_disposable:
        return
    _look_up(stage, stage.unanswered)
    named = dict(stage.created)
    stayed = [each for each in named.items() if not _is_removed(stage, *each)]
    if stayed or (stage.findings and not named):
        # A wrong server may have answered with somebody else's id: who was really made is found by what was sent.
        _look_up(stage, [each.request for each in stage.exchanges if effect_of(each.request).makes])
        for customer_id, told in stage.created.items():
            if customer_id not in named:
                _is_removed(stage, customer_id, told)
    for definition in stage.definitions:
        if not _done(stage, documents.DEFINITION_DELETE, {"id": definition}, "deletedDefinitionId"):
            stage.session.left_behind.append(definition)


def _is_removed(stage: Stage, customer_id: str, told: bool | None) -> bool:  # noqa: FBT001 - as it was noted
    """Delete a customer if that is one of ours; if it is still there, note that it was left behind."""
    # A server that has shown to be wrong may have been so about whom it made.
    is_ours = (told and not stage.findings) or _is_made_here(stage, customer_id)
    deletion = {"input": {"id": customer_id}}
    is_gone = bool(is_ours) and _done(stage, documents.CUSTOMER_DELETE, deletion, "deletedCustomerId")
    if not is_gone:
        stage.session.left_behind.append(customer_id)
    return is_gone


def _look_up(stage: Stage, writes: Iterable[Request]) -> None:
    """Find whom writes may have made that no answer named."""
    asked = {repr(each): each for request in writes for each in identifiers(marks_of(request))}
    for identifier in asked.values():
        response = _ask(stage, documents.customer_by_identifier(metafields=False), {"identifier": identifier})
        customer = as_state(roots(response).get("customerByIdentifier")) if response else None
        if response and customer is not None:
            stage.own(customer, response)


def _is_made_here(stage: Stage, customer_id: str) -> bool | None:
    response = _ask(stage, documents.customer_by_id(metafields=False), {"id": customer_id})
    customer = roots(response).get("customer") if response else None
    if response is None or not isinstance(customer, dict):
        return None
    return stage.is_made_here(customer, response, is_read=True)


def _done(stage: Stage, document: str, variables: dict[str, Any], due: str) -> bool:
    response = _ask(stage, document, variables)
    if response is None and "input" in variables:
        # The answer to a deletion may be lost as well: it is sent again if the customer can still be read.
        read = _ask(stage, documents.customer_by_id(metafields=False), {"id": variables["input"]["id"]})
        if read is not None and _is_gone(read):
            return True
        response = _ask(stage, document, variables) if read is not None else None
    results = roots(response).values() if response else ()
    return any(isinstance(result, dict) and result.get(due) for result in results)


def _is_gone(read: Response) -> bool:
    found = roots(read)
    return "customer" in found and found["customer"] is None


def _ask(stage: Stage, document: str, variables: dict[str, Any]) -> Response | None:
    try:
        return stage.session.target.send(Request(document, variables, stage.version))
    except TargetError:
        return None
