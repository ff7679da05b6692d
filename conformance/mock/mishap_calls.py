"""A call that mishaps befall on its way to the shop or back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError
from conformance.mock.mishap_script import HEADER, parse_rule
from conformance.mock.prepare import Operation, prepare
from conformance.mock.reply import HttpError, RefusedError
from conformance.mock.resolvers.mutations import MUTATION_FIELDS
from conformance.mock.resolvers.queries import QUERY_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conformance.mock.engine import Call
    from conformance.mock.mishap_script import Rule
    from conformance.mock.reply import Reply
    from conformance.mock.shop import LogEntry, Shop

FIELDS: Final = (*MUTATION_FIELDS, *QUERY_FIELDS)
"""The root fields that a mishap can be bound to."""


def befall(  # noqa: PLR0913, PLR0917 - a call and what it needs to be answered
    shop: Shop,
    call: Call,
    asked: str | None,
    blank: Reply,
    answer: Callable[[], Reply],
    entry: Callable[[Call, Mapping[str, Any], int], LogEntry],
) -> Reply:
    """Answer a call with what is due to happen to it; the caller holds the shop's lock.

    Args:
        shop: whom it is for; its script goes on.
        call: what is asked.
        asked: the mishap that the request itself asks for, if it does.
        blank: an answer with status 200, the headers and the delay of every answer, and no body.
        answer: has the shop answer and log the call.
        entry: gives the log's entry for a call that the shop is not asked.

    Raises:
        RefusedError: what the request asks for is no mishap.
    """
    operation = _operation(call)
    names = (operation.kind, *(name for _, name in operation.roots)) if operation else ()
    own = _asked_for(asked, names)
    due = shop.mishaps.next(names, is_spoken_for=any(not rule.mishap.adds for rule in own))
    due = [*own, *due]
    reply = next((rule.mishap.instead(blank, rule.amount) for rule in due if rule.mishap.instead), None)
    if reply is None:
        call.is_throttled = any(rule.mishap.throttles for rule in due)
        reply = answer()
    else:
        call.operation = operation
        shop.log.append(entry(call, {}, reply.status))
    for rule in due:
        if rule.mishap.alter:
            reply = rule.mishap.alter(reply, rule.amount)
    if due and shop.log:
        shop.log[-1] = replace(shop.log[-1], mishap=", ".join(rule.text for rule in due))
    return reply


def _operation(call: Call) -> Operation | None:
    """Return the operation that a call runs, as far as there is one."""
    try:
        found = prepare(call.version, call.document).operation(call.operation_name)
    except RecursionError:
        return None
    return found if isinstance(found, Operation) else None


def _asked_for(text: str | None, names: Sequence[str]) -> list[Rule]:
    """Return what a request's header asks for, if it is meant for this operation."""
    if text is None:
        return []
    try:
        rule = parse_rule(text, FIELDS)
    except UsageError as error:
        raise RefusedError(HttpError(400, f"{HEADER}: {error}")) from None
    if rule.turns is not None:
        message = f'{HEADER}: "{text}" counts calls; a header is about the request that has it.'
        raise RefusedError(HttpError(400, f"{message} POST /__meta/mishaps takes scripts that count."))
    return [rule] if rule.counts(names) else []
