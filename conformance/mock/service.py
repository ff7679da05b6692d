"""The mock without a network: a request's parts in, the answer out.

It is deterministic given its clock, and may be called from several threads; each shop answers one at a time.
"""

from __future__ import annotations

import json
import logging
import math
import re
import zlib
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import ConformanceError, UnknownVersionError
from conformance.mock import meta, pages
from conformance.mock.engine import Call, execute
from conformance.mock.faults import find_fault
from conformance.mock.media import PLAIN, RESPONSE, RESPONSE_TYPE, is_unexecuted, preferred
from conformance.mock.mishap_calls import befall
from conformance.mock.mishap_script import HEADER
from conformance.mock.reply import (
    FIXED_HEADERS,
    NOT_ACCEPTABLE,
    NOT_FOUND,
    NOT_JSON,
    OPERATION_NAME_INVALID,
    QUERY_MISSING,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    VARIABLES_INVALID,
    WRONG_SERVICE,
    WRONG_TOKEN,
    RefusedError,
    Reply,
    dump,
    internal_error,
)
from conformance.mock.resolvers.shops import ShopView
from conformance.mock.settings import Settings
from conformance.mock.shop import LogEntry, Shops
from conformance.versions import BUNDLED, ApiVersion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from conformance.mock.faults import Fault
    from conformance.mock.shop import Shop
    from conformance.wire import Json

MOST_BYTES: Final = 10_000_000
"""A longer body is refused."""

_LOG = logging.getLogger("conformance.mock")
_PATH = re.compile(r"/admin/api/(?:(?P<version>[^/]+)/)?graphql(?:\.json)?\Z")
_STRANGE_PATHS: Final = re.compile(r"/admin/(?:graphql\.json|api/[^/]+/api/graphql\.json)\Z")
_FIRST: Final = ApiVersion("2019-04")
_BY_HANDLE: Final = {version.handle: version for version in BUNDLED}
_OLDEST: Final = BUNDLED[0]
_WARNING: Final = "https://shopify.dev/concepts/about-apis/versioning"


class Service:
    """A mock of the Admin API with as many shops as are asked for.

    Args:
        settings: how it is set up.

    Raises:
        UsageError: the settings name a fault or a mishap that there is not, or a state file that can't be used.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._fault = find_fault(self._settings.fault) if self._settings.fault else None
        if self._fault and self._fault.set_up:
            self._settings = self._fault.set_up(self._settings)
        self._shops = Shops(self._settings)
        self._numbers = count(1)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a request; whatever it is, there is an answer and no exception.

        Args:
            method: such as `POST`.
            path: with the query string, if there is one.
            headers: by lower-case name.
            body: as received.
        """
        now = self._settings.clock()
        base = {**FIXED_HEADERS, "X-Request-Id": self._request_id(now)}
        try:
            return self._routed(method, path, headers, body, now, base)
        except RefusedError as refused:
            error = refused.error
            return Reply(error.status, base, dump({"errors": error.errors}), self._delay)
        except ConformanceError as failure:
            # The disk of the state file is full, for example: the shop is as it was, and nothing was acknowledged.
            return Reply(500, base, dump({"errors": str(failure)}), self._delay)
        except Exception:  # noqa: BLE001 - whatever it is
            # A bug of ours looks to the client as one of Shopify's does; whoever runs the mock sees it.
            _LOG.exception("The mock failed at %s %s.", method, path)
            return Reply(200, base, dump(internal_error(base["X-Request-Id"])), self._delay)

    def close(self) -> None:
        """Let go of the state file, if there is one."""
        self._shops.close()

    def _routed(  # noqa: PLR0913, PLR0917 - the parts of one HTTP request
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
        base: dict[str, str],
    ) -> Reply:
        path, _, query = path.partition("?")
        if path.startswith("/__meta"):
            return meta.answer(self._shops, method, path, query, body)
        if method == "GET":
            page = pages.answer(self._shops, path, query, is_token_free=self._settings.token is None)
            if page:
                return page
        return self._graphql(method, path, headers, body, now, base)

    @property
    def _delay(self) -> float:
        return self._settings.latency / 1000

    def _request_id(self, now: datetime) -> str:
        """Return `<uuid>-<unix seconds>` as recorded; the uuid only counts."""
        number = next(self._numbers)
        return f"{number >> 32:08x}-0000-4000-8000-{number & 0xFFFFFFFF:012x}-{int(now.timestamp())}"

    def _graphql(  # noqa: PLR0913, PLR0917 - the parts of one HTTP request
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
        base: dict[str, str],
    ) -> Reply:
        version, is_retired = _version(method, path)
        token = self._token(headers)
        shop = self._shops.get(headers.get("host", ""), token)
        if shop.refusal:
            raise RefusedError(shop.refusal)
        if shop.behaviour.oldest_version != _OLDEST.handle:
            version, is_retired = _fallen_forward(path, version, shop.behaviour.oldest_version)
        media = _media_type(path, version, headers)
        call = _call(version, token, now, body)
        call.wants_costs = headers.get("shopify-graphql-cost-debug") == "1"
        base.update(_caller_headers(shop.domain, token))
        base["X-Shopify-API-Version"] = version.handle
        if is_retired:
            base["X-Shopify-API-Version-Warning"] = _WARNING
        with shop.lock:
            asked = headers.get(HEADER)
            if asked is None and not shop.mishaps.rules:
                return self._answered(shop, call, media, base)
            answer = partial(self._answered, shop, call, media, base)
            return befall(shop, call, asked, Reply(200, base, delay=self._delay), answer, _log_entry)

    def _answered(self, shop: Shop, call: Call, media: str, base: dict[str, str]) -> Reply:
        """Have the shop answer, and remember the call; the caller holds the shop's lock."""
        fault = self._fault
        payload, text = _execute(shop, call, fault)
        deprecated = call.operation.deprecated(call.variables) if call.operation else ""
        if deprecated:
            base["X-Shopify-API-Deprecated-Reason"] = deprecated
        taken = (self._settings.clock() - call.now).total_seconds()
        base["Server-Timing"] = f"processing;dur={round(taken * 1000)}"
        reply = Reply(200, base, text, self._delay)
        if media == RESPONSE:
            base["Content-Type"] = RESPONSE_TYPE
            reply = replace(reply, status=400 if is_unexecuted(payload) else 200)
        if fault and fault.send:
            reply = fault.send(call, payload, reply)
        shop.log.append(_log_entry(call, payload, reply.status))
        return reply

    def _token(self, headers: Mapping[str, str]) -> str:
        token = headers.get("x-shopify-access-token", "").strip()
        wanted = self._settings.token
        if not token and headers.get("authorization", "").lower().startswith("bearer "):
            raise RefusedError(WRONG_SERVICE)
        if not token or (wanted not in {None, token} and token not in self._shops.behaviours.tokens):
            raise RefusedError(WRONG_TOKEN)
        return token


@lru_cache(maxsize=1024)
def _caller_headers(domain: str, token: str) -> Mapping[str, str]:
    """Return the headers that tell shop and app apart; their names are recorded, the numbers are the mock's own."""
    app = zlib.crc32(token.encode("utf-8", "replace"))
    return {
        "X-ShopId": str(ShopView(domain).number),
        "X-Stats-UserId": "",
        "X-Stats-ApiClientId": str(app),
        "X-Stats-ApiPermissionId": str(zlib.crc32(domain.encode("utf-8", "replace"), app)),
    }


def _version(method: str, path: str) -> tuple[ApiVersion, bool]:
    """Return the version that answers a path, and whether it does so in place of a retired one.

    Raises:
        RefusedError: the path is no GraphQL endpoint, or its version never was.
    """
    if _STRANGE_PATHS.match(path):
        raise RefusedError(NOT_ACCEPTABLE)
    found = _PATH.match(path)
    if found is None or method != "POST":
        # What a store answers to a GET is not known; a path without a route for the method is not found.
        raise RefusedError(NOT_FOUND)
    handle = found["version"]
    if handle is None:
        return _OLDEST, False
    if handle in _BY_HANDLE:
        return _BY_HANDLE[handle], False
    asked = _dated(handle)
    if asked is None or not _FIRST <= asked < _OLDEST:
        raise RefusedError(NOT_FOUND)
    return _OLDEST, True


def _fallen_forward(path: str, version: ApiVersion, oldest: str) -> tuple[ApiVersion, bool]:
    """Return what `_version` does, for a shop that has retired more versions."""
    supported = _BY_HANDLE[oldest]
    if version >= supported:
        return version, False
    return supported, not path.startswith("/admin/api/graphql")


def _dated(handle: str) -> ApiVersion | None:
    try:
        return ApiVersion(handle)
    except UnknownVersionError:
        return None


def _media_type(path: str, version: ApiVersion, headers: Mapping[str, str]) -> str:
    """Return the media type to answer with.

    Raises:
        RefusedError: the body is no JSON by its type, or the client takes none of what there is.
    """
    content = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content != PLAIN:
        raise RefusedError(UNSUPPORTED_MEDIA_TYPE)
    wanted = preferred(headers.get("accept", ""))
    if wanted is None:
        raise RefusedError(NOT_ACCEPTABLE)
    # The changelog leaves the unstable version out, and the old path as it was.
    return PLAIN if path.endswith(".json") or not version.is_stable else wanted


def _call(version: ApiVersion, token: str, now: datetime, body: bytes) -> Call:
    """Return the GraphQL request in a body.

    Raises:
        RefusedError: it holds none.
    """
    if len(body) > MOST_BYTES:
        raise RefusedError(TOO_LARGE)
    payload = _decoded(body)
    if not isinstance(payload, dict):
        raise RefusedError(QUERY_MISSING)
    document, variables = payload.get("query"), payload.get("variables")
    name = payload.get("operationName")
    if not isinstance(document, str):
        raise RefusedError(QUERY_MISSING)
    if variables is not None and not isinstance(variables, dict):
        raise RefusedError(VARIABLES_INVALID)
    if name is not None and not isinstance(name, str):
        raise RefusedError(OPERATION_NAME_INVALID)
    return Call(version, token, now, document, variables or {}, name, len(body))


def _decoded(body: bytes) -> Json:
    try:
        return _DECODER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError):
        raise RefusedError(NOT_JSON) from None


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        message = f"{text} is beyond every number we could answer with"
        raise ValueError(message)
    return number


def _no_constant(name: str) -> Json:
    message = f"{name} is not JSON"
    raise ValueError(message)


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
"""What `json.loads` would make anew for each body."""


def _execute(shop: Shop, call: Call, fault: Fault | None) -> tuple[dict[str, Any], bytes]:
    """Return the answer, and its text."""
    try:
        payload = execute(shop, call, fault)
        if fault and fault.answer:
            payload = fault.answer(call, deepcopy(payload))
        return payload, dump(payload)
    except RecursionError:
        # What Shopify says about a document or a value this deep is not known.
        payload = {"errors": [{"message": "The request is nested too deeply."}]}
        return payload, dump(payload)


def _log_entry(call: Call, payload: Mapping[str, Any], status: int) -> LogEntry:
    operation = call.operation
    errors = payload.get("errors")
    return LogEntry(
        call.now,
        call.version.handle,
        f"{operation.kind} {operation.name}".strip() if operation else "",
        status,
        len(errors) if isinstance(errors, list) else 0,
        call.cost,
        call.document,
        call.variables,
        size=call.size,
    )
