"""What a target does differently from a recording, by meaning: ids, times and generated identities aside."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse

from conformance.cassette.matching import normal_document
from conformance.privacy.identity import GID, PHONE, is_generated
from conformance.privacy.protected import CURSORS, KEPT_HEADERS
from conformance.privacy.redaction import Redactor
from conformance.scenario.unique import MARK
from conformance.wire import NOT_JSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.cassette.model import Cassette
    from conformance.wire import Exchange, Json, Request

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_MARK: Final = re.compile(rf"({MARK}(?:\+|_|-tag-|-| ))[0-9a-f]{{16}}", re.IGNORECASE)
_UUID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-\d+)?\b")
_LITERAL: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_BARE_ID: Final = re.compile(r"\d{5,}")
_COMPARED_HEADERS: Final = KEPT_HEADERS - {"date", "x-shopify-api-version"}
_PASSING: Final = frozenset({"throttleStatus"})
"""Keys of what is different each time and says nothing."""

_OF_ALL: Final = frozenset({"customers", "customersCount"})
"""Root fields whose answer depends on who else is there, unless they look for somebody of ours."""

_ABSENT: Final = "nothing"
_EVERYBODY: Final = "(who is there)"
_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was recorded.

    Attributes:
        call: which call of the case, from 1.
        operation: what the call is named.
        path: JSON path in the answer, `status`, a header's name, or `call` where another call was due.
        recorded: what was recorded, rendered.
        now: what is the case now, rendered.
    """

    call: int
    operation: str
    path: str
    recorded: str
    now: str


def compare(
    cassette: Cassette, live: Sequence[Exchange], secrets: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """Return what is different now from what a cassette holds.

    Args:
        cassette: the recording.
        live: what was sent and answered now, in order; calls after the recorded ones are left aside.
        secrets: credentials in use.
    """
    redactor = Redactor(secrets)
    redactor.learn(live)
    now = [redactor.exchange(exchange) for exchange in live]
    return tuple(_compare(cassette.exchanges, now))


def _compare(recorded: Sequence[Exchange], live: Sequence[Exchange]) -> Iterator[Difference]:
    was, now = _Meaning(), _Meaning()
    differs = False
    for number, exchange in enumerate(recorded, 1):
        name = _name(exchange)
        other = live[number - 1] if number <= len(live) else None
        if other is None or _document(exchange) != _document(other):
            # After another answer, the case ends early.
            if not differs:
                yield Difference(number, name, "call", name, _name(other) if other else "none")
            return
        was.meet(exchange.request.variables)
        now.meet(other.request.variables)
        for path, before, after in _answers(was.of(exchange), now.of(other)):
            differs = True
            yield Difference(number, name, path, before, after)


def _document(exchange: Exchange) -> str:
    """Return a document as it is compared: whatever identities and ids are written into it."""
    return _LITERAL.sub('""', normal_document(exchange.request.document))


def _name(exchange: Exchange) -> str:
    words = re.search(r"\b(?:query|mutation)\s+(\w+)", exchange.request.document)
    return exchange.request.operation_name or (words[1] if words else "an anonymous call")


class _Meaning:
    """Values with what differs each time replaced by which one of its kind it is, in the order of appearance."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._numbers: dict[str, str] = {}

    def meet(self, variables: Any) -> None:
        """Number the ids in what is sent as well, so that both sides count alike."""
        self._value(json.loads(json.dumps(variables, default=dict)), "")

    def of(self, exchange: Exchange) -> dict[str, Json]:
        """Return an answer's status, headers and body as they are compared."""
        response = exchange.response
        body = response.body.decode("utf-8", "replace") if response.payload is NOT_JSON else response.payload
        body = _without(body, _about_all(exchange.request))
        headers = {name: value for name, value in response.headers.items() if name in _COMPARED_HEADERS}
        return {"status": response.status, "headers": headers, "$": self._value(body, "")}

    def _value(self, value: Json, key: str) -> Json:
        if isinstance(value, dict):
            return {name: self._value(item, name) for name, item in value.items() if name not in _PASSING}
        if isinstance(value, list):
            return [self._value(item, key) for item in value]
        return self._text(value, key) if isinstance(value, str) else value

    def _text(self, text: str, key: str) -> str:
        if key in CURSORS:
            return "(a cursor)"
        if PHONE.fullmatch(text) and is_generated(text):
            return self._ids.setdefault(text, f"(phone {len(self._ids) + 1})")
        found = GID.sub(self._gid, text)
        if _BARE_ID.fullmatch(found) and found in self._numbers:
            return self._numbers[found]
        found = _MARK.sub(r"\1(mark)", found)
        return _UUID.sub("(uuid)", _TIME.sub("(time)", found))

    def _gid(self, match: re.Match[str]) -> str:
        name = self._ids.setdefault(match[0], f"({match[1]} {len(self._ids) + 1})")
        self._numbers[match[2]] = name
        return name


def _about_all(request: Request) -> frozenset[str]:
    """Return keys of an answer's data whose values depend on who else is there."""
    if MARK in request.document or MARK in json.dumps(request.variables, default=dict):
        return frozenset()
    try:
        definitions = parse(request.document, no_location=True).definitions
    except (GraphQLError, RecursionError):
        return frozenset()
    return frozenset(
        (field.alias or field.name).value
        for operation in definitions
        if isinstance(operation, OperationDefinitionNode)
        for field in operation.selection_set.selections
        if isinstance(field, FieldNode) and field.name.value in _OF_ALL
    )


def _without(body: Json, keys: frozenset[str]) -> Json:
    """Return an answer without what these keys hold, if it is there, and without what looking it up cost."""
    if not (keys and isinstance(body, dict) and isinstance(body.get("data"), dict)):
        return body
    data = {
        key: _EVERYBODY if key in keys and value is not None else value for key, value in body["data"].items()
    }
    told = body.get("extensions")
    if not (isinstance(told, dict) and isinstance(told.get("cost"), dict)):
        return {**body, "data": data}
    cost = {name: value for name, value in told["cost"].items() if name != "actualQueryCost"}
    return {**body, "data": data, "extensions": {**told, "cost": cost}}


def _answers(was: Json, now: Json) -> Iterator[tuple[str, str, str]]:
    if was["status"] != now["status"]:
        yield "status", str(was["status"]), str(now["status"])
    yield from _parted(was["headers"], now["headers"], "header")
    yield from _parted(was["$"], now["$"], "$")


def _parted(was: Json, now: Json, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*was, *now)):
            if name in was and name in now:
                yield from _parted(was[name], now[name], f"{path}.{name}")
            else:
                yield f"{path}.{name}", _shown(was, name), _shown(now, name)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for index, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _parted(one, other, f"{path}[{index}]")
    elif json.dumps(was) != json.dumps(now):
        yield path, _rendered(was), _rendered(now)


def _shown(tree: dict[str, Json], name: str) -> str:
    return _rendered(tree[name]) if name in tree else _ABSENT


def _rendered(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
