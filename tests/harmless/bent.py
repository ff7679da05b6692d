"""The embedded shop behind something that changes its answers without changing what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.reply import Reply


class Answering(Protocol):
    """A service without a network."""

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a request."""


class Bent:
    """Stands before a service and changes the JSON of its answers.

    Args:
        inner: the service.
        bend: what becomes of a body.
        write: how it is written.
    """

    def __init__(
        self,
        inner: Answering,
        bend: Callable[[Any], Any] = lambda body: body,
        write: Callable[[Any], str] = json.dumps,
    ) -> None:
        self._inner, self._bend, self._write = inner, bend, write

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a request in another way."""
        reply = self._inner.answer(method, path, headers, body)
        return replace(reply, body=self._write(self._bend(json.loads(reply.body))).encode())


def other_key_order(value: Any) -> Any:
    """Return JSON whose objects have their keys the other way round."""
    if isinstance(value, dict):
        return {key: other_key_order(inner) for key, inner in reversed(value.items())}
    return [other_key_order(inner) for inner in value] if isinstance(value, list) else value


def extra_extensions(body: Any) -> Any:
    """Return an answer with more in `extensions` than there was, its own and those of its errors."""
    if isinstance(body.get("errors"), str):
        return body  # of an answer that is no GraphQL result, such as a 401
    extra: dict[str, Any] = {"traceId": "00-4bf92f3577b34da6", "search": [], "warnings": None}
    errors = [
        {**error, "extensions": {**error.get("extensions", {}), "traceId": "1"}}
        for error in body.get("errors", ())
    ]
    return {
        **body,
        **({"errors": errors} if errors else {}),
        "extensions": {**extra, **body.get("extensions", {})},
    }


def pretty(body: Any) -> str:
    """Return JSON with spaces, line breaks and characters as they are."""
    return "\r\n" + json.dumps(body, indent=4, ensure_ascii=False, separators=(" ,", " : ")) + "\n"


def escaped(body: Any) -> str:
    """Return JSON with every slash and every character beyond ASCII escaped."""
    return json.dumps(body).replace("/", "\\/")
