"""After a refusal: everybody reads as before, and nobody new is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.oracle.invariants import refusal_changes_nothing
from conformance.scenario.unique import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.runner.stage import Stage


def nothing_changed(stage: Stage, arguments: Mapping[str, Any]) -> None:
    """Judge that a refused call left no trace.

    Args:
        stage: where; every customer known there is read again.
        arguments: what was refused. An email in it that only this run can have sent must name nobody.
    """
    for customer_id, before in list(stage.known.items()):
        after = stage.read(customer_id)
        stage.find(refusal_changes_nothing(before, after, "$.data.customer"))
    held = {_email(state) for state in stage.known.values()}
    for email in _emails(arguments):
        if email not in held:
            found = stage.read_by("email", email)
            stage.find(refusal_changes_nothing(None, found, "$.data.customerByIdentifier"))
            if found is not None:
                stage.own(found, stage.exchanges[-1].response)


def _email(state: dict[str, Any]) -> str | None:
    held = (state.get("defaultEmailAddress") or {}).get("emailAddress")
    return _folded(held) if isinstance(held, str) else None


def _emails(arguments: Mapping[str, Any]) -> list[str]:
    parts = (arguments.get("identifier"), arguments.get("input"))
    values = [part.get("email") for part in parts if isinstance(part, dict)]
    emails = [
        _folded(value) for value in values if isinstance(value, str) and value.strip().startswith(f"{MARK}+")
    ]
    return list(dict.fromkeys(emails))


def _folded(email: str) -> str:
    return "".join(email.split()).casefold()
