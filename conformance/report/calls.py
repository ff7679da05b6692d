"""A case's exchanges in a few words: what was asked, what it cost, which error codes came back."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from conformance.report.wording import shorten
from conformance.verdict import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.verdict import Verdict
    from conformance.wire import Exchange, Json, Response

SERVED: Final = "x-shopify-api-version"
"""The response header that names the version which answered."""

_OPERATION: Final = re.compile(r"\b(query|mutation)\s+(\w+)")
_ROOT_FIELD: Final = re.compile(r"\{\s*(?:\w+\s*:\s*)?(\w+)")


def summed_up(verdict: Verdict) -> Verdict:
    """Return a verdict with what its exchanges come to; one whose exchanges are gone stays as it is."""
    if verdict.calls or not verdict.exchanges:
        return verdict
    codes = dict.fromkeys(code for exchange in verdict.exchanges for code in _codes(exchange.response))
    calls = tuple(_call(exchange) for exchange in verdict.exchanges)
    costs = [call.cost for call in calls if call.cost is not None]
    # A call that asks for another version tells nothing about the one of the run.
    own = [exchange for exchange in verdict.exchanges if not exchange.request.asked]
    served = dict.fromkeys(exchange.response.headers.get(SERVED, "") for exchange in own)
    return replace(
        verdict,
        calls=calls,
        cost=sum(costs) if costs and verdict.cost is None else verdict.cost,
        codes=tuple(codes),
        served=tuple(shorten(handle, 40) for handle in served if handle),
    )


@lru_cache(maxsize=512)
def operation(document: str) -> str:
    """Return in a few words what a document asks: `mutation CustomerSet`, or its first field."""
    found = _OPERATION.search(document)
    if found:
        return shorten(f"{found[1]} {found[2]}", 80)
    field = _ROOT_FIELD.search(document)
    return shorten(field[1], 80) if field else "request"


def _call(exchange: Exchange) -> Call:
    response = exchange.response
    return Call(
        purpose=exchange.purpose,
        name=operation(exchange.request.document),
        status=response.status,
        seconds=response.elapsed,
        cost=_cost(response.payload),
        retries=response.retries,
    )


def _cost(payload: Json) -> int | None:
    """Return the points that an answer says were charged: the actual ones, else those that were asked for."""
    cost = _at(payload, "extensions", "cost")
    for key in ("actualQueryCost", "requestedQueryCost"):
        found = _at(cost, key)
        if type(found) is int and found >= 0:
            return found
    return None


def _at(value: Json, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _codes(response: Response) -> Iterator[str]:
    """Yield the codes of an answer's errors: those of its payloads, and those beside its data."""
    payload = response.payload
    data = _at(payload, "data")
    for root in data.values() if isinstance(data, dict) else ():
        yield from _texts(_at(root, "userErrors"), "code")
    yield from _texts(_at(payload, "errors"), "extensions", "code")


def _texts(entries: Json, *keys: str) -> Iterator[str]:
    for entry in entries if isinstance(entries, list) else ():
        found = _at(entry, *keys)
        if isinstance(found, str) and found:
            yield shorten(found, 80)
