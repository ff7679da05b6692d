"""Telling a target's bad day from a target's deviation: what is no answer at all is no verdict either.

An answer that the shop has thought about, however wrong, goes to the judge. One that a broken shop, a proxy before
it or a token gave does not: it is raised as a TargetError that says what happened and what to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conformance.errors import BrokenError, RefusedError
from conformance.wire import NOT_JSON

if TYPE_CHECKING:
    from conformance.errors import TargetError
    from conformance.wire import Json, Response

_LAST_WORD: Final = re.compile(r"[^\s\"'<>,;()]*\Z")
_INTERNAL: Final = "INTERNAL_SERVER_ERROR"
_DENIED: Final = "ACCESS_DENIED"
_STATES: Final = {
    402: "the shop is frozen: its bill has to be paid",
    403: "the shop is not available to this app, or access was taken away",
    404: "the shop or this API version is not there any more",
    423: "the shop is locked",
    430: "the shop's defences turned the request away",
}
"""Statuses of a store. Source: https://shopify.dev/docs/api/usage/response-codes"""


def blame(name: str, response: Response, *, is_shopify: bool, is_bold: bool = False) -> TargetError | None:
    """Return why a response is no answer to judge, or None if it is one.

    Args:
        name: how the target is called.
        response: what came.
        is_shopify: whether a store answers, of which more is known than of any other endpoint.
        is_bold: whether the request asked for a refusal: with another token, version or headers than are right.
    """
    if response.status == 200 and b'"errors"' not in response.body and response.payload is not NOT_JSON:
        return None
    if response.status == 401 and not is_bold:
        return RefusedError(
            f"{name} answered HTTP 401: the access token has expired or was revoked.",
            hint="Make a new token, set it in the environment, and run again; `conformance doctor` checks it.",
        )
    codes = _codes(response)
    if codes is None or (response.status >= 500 and codes == {""}):
        # A proxy's "Service unavailable" may come in GraphQL's form; it says nothing of a kind of error.
        return _broken(name, response, is_shopify=(is_shopify or response.status == 430) and not is_bold)
    # What has data, or says of which kind an error is, was thought about by the target, whatever its status.
    if _INTERNAL in codes:
        return BrokenError(
            f"{name} answered INTERNAL_SERVER_ERROR{_request_id(response)}: it failed on its own side.",
            hint="Run the scenario again; if it stays, give Shopify's support the request id.",
        )
    return _denied(name, response) if is_shopify and not is_bold and _DENIED in codes else None


def _broken(name: str, response: Response, *, is_shopify: bool) -> TargetError | None:
    """Return why a response that is no GraphQL at all is no answer, or None where it is for the judge."""
    if response.status >= 500:
        return BrokenError(
            f"{name} answered HTTP {response.status}: it failed on its own side. It said: {start_of(response)}",
            hint="Run the scenario again when the target is well; nothing of this is a verdict on it.",
        )
    if is_shopify and response.status in _STATES:
        return RefusedError(
            f"{name} answered HTTP {response.status}: {_STATES[response.status]}. It said: {start_of(response)}",
            hint="`conformance doctor` checks the store.",
        )
    claims_json = is_shopify or "json" in response.headers.get("content-type", "")
    if response.payload is NOT_JSON and response.status == 200 and claims_json:
        return BrokenError(
            f"{name} sent an answer that is no JSON: {start_of(response)}",
            hint="It was garbled or cut short on the way, or a proxy answered; run the scenario again.",
        )
    return None


def _codes(response: Response) -> frozenset[str] | None:
    """Return the codes of a response's errors, an empty one for an error without; None if it is no GraphQL."""
    payload = response.payload
    errors = payload.get("errors") if isinstance(payload, dict) else None
    if isinstance(payload, dict) and "data" in payload and not errors:
        return frozenset()
    if not isinstance(errors, list) or not errors or not all(isinstance(each, dict) for each in errors):
        return None
    return frozenset(_code(each) for each in errors)


def _code(error: dict[str, Json]) -> str:
    extensions = error.get("extensions")
    return str(extensions.get("code", "")) if isinstance(extensions, dict) else ""


def _denied(name: str, response: Response) -> RefusedError:
    messages = [str(each.get("message")) for each in response.payload["errors"] if _code(each) == _DENIED]
    return RefusedError(
        f"{name} does not let this token do that: {messages[0]}",
        hint="The app needs read_customers, write_customers and approval for protected customer data.",
    )


def _request_id(response: Response) -> str:
    found = response.headers.get("x-request-id")
    return f" (request {found})" if found else ""


def start_of(response: Response, most: int = 80) -> str:
    """Return the first bytes of a body in one line, without a word that is cut: half a token is not known for one."""
    text = response.body[:most].decode("utf-8", "replace")
    if len(response.body) > most:
        text = _LAST_WORD.sub("", text)
    return " ".join(text.split()) or "(nothing)"
