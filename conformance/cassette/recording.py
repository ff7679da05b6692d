"""What vcrpy took down over HTTP, brought together with what a case knows of it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from conformance.cassette.matching import key
from conformance.wire import Exchange, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from conformance.cassette.matching import Key


Call = tuple[Any, "Mapping[str, Any]"]
"""A request and a response as vcrpy has them."""


def exchanges(recorded: Iterable[Call], told: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Return the exchanges of a case, in the order of the wire: its requests, with the answers that vcrpy took down.

    What the case was not told of is left out: an answer that throttled was waited out and asked for again, a question of
    the harness' own is none of the scenario's. Which token a request sent, by name, and which headers, the case knows.

    Args:
        recorded: what went over the wire.
        told: what the case sent and was answered.
    """
    waiting: defaultdict[tuple[Key, bytes], list[Exchange]] = defaultdict(list)
    for exchange in told:
        waiting[_sign(exchange.request, exchange.response)].append(exchange)
    return tuple(_matched(recorded, waiting))


def _matched(
    recorded: Iterable[Call], waiting: Mapping[tuple[Key, bytes], list[Exchange]]
) -> Iterator[Exchange]:
    for sent, answer in recorded:
        body = _decoded(sent.body)
        if isinstance(body, dict) and "query" in body:
            response = _response(answer)
            request = Request(
                body["query"], body.get("variables") or {}, operation_name=body.get("operationName")
            )
            found = waiting[_sign(request, response)]
            if found:
                yield Exchange(found.pop(0).request, response)


def _sign(request: Request, response: Response) -> tuple[Key, bytes]:
    """Return what a call on the wire and one of the case have in common: its body, and that of its answer."""
    bare = Request(request.document, request.variables, operation_name=request.operation_name)
    return key(bare), response.body


def _decoded(body: bytes | str | None) -> Any:
    try:
        return json.loads(body or "")
    except ValueError:
        return None


def _response(answer: Mapping[str, Any]) -> Response:
    content = answer["body"].get("string", b"")
    body = content.encode() if isinstance(content, str) else bytes(content)
    headers = {
        name.lower(): ", ".join(values) if isinstance(values, list) else str(values)
        for name, values in answer["headers"].items()
    }
    return Response(answer["status"]["code"], headers, body)
