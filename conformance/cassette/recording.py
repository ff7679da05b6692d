"""What vcrpy is told: which calls are the same, what never gets into a cassette, and what one is called.

Host and token are not part of a call, so that a recording of one store replays anywhere; the body is, for all
GraphQL calls go to the same path.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.wire import Json

SEED: Final = "cassette"
"""Where generated identities come from in runs that record or replay, so that both send the same."""

HIDDEN_HOST: Final = "recorded.myshopify.com"

_KEPT_HEADERS: Final = frozenset({"content-type", "x-shopify-api-version", "retry-after"})
_SENT_HEADERS: Final = frozenset({"content-type", "accept"})
_KEY: Final = "conformance_key"
_UNSAFE = re.compile(r"[^A-Za-z0-9._@+=-]+")


def same_call(one: Any, other: Any) -> None:
    """Judge for vcrpy whether two requests are the same call; it is told by an AssertionError that they are not.

    Each request's key is worked out once, for a replay compares each call with every recorded one.
    """
    if _key(one) != _key(other):
        raise AssertionError


def _key(request: Any) -> tuple[str, str, str]:
    found = getattr(request, _KEY, None)
    if found is None:
        found = (request.method, urlsplit(request.uri).path, _canonical(request.body))
        setattr(request, _KEY, found)
    key: tuple[str, str, str] = found
    return key


def _canonical(body: bytes | str | None) -> str:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    try:
        value: Json = json.loads(text)
    except ValueError:
        return text
    return json.dumps(value, sort_keys=True)


def hide_request(request: Any) -> Any:
    """Return a request as it is recorded: without the store's address and without any header that could tell a secret."""
    parts = urlsplit(request.uri)
    request.uri = parts._replace(scheme="https", netloc=HIDDEN_HOST).geturl()
    request.headers = {
        name: value for name, value in request.headers.items() if name.lower() in _SENT_HEADERS
    }
    return request


def hide_response(response: dict[str, Any]) -> dict[str, Any] | None:
    """Return a response as it is recorded; None leaves a throttled one out, for a replay has nothing to wait for."""
    if response["status"]["code"] == 429 or b'"THROTTLED"' in _bytes(response["body"]):
        return None
    headers: Mapping[str, Any] = response["headers"]
    kept = {name: value for name, value in headers.items() if name.lower() in _KEPT_HEADERS}
    return {**response, "headers": kept}


def _bytes(body: Mapping[str, Any]) -> bytes:
    content = body.get("string", b"")
    return content.encode() if isinstance(content, str) else bytes(content)


def file_name(case: str) -> str:
    """Return what the cassette of a case is called, without its suffix: its id, with only safe characters."""
    return _UNSAFE.sub("_", case)[:200]
