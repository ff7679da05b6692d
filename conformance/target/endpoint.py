"""An Admin API endpoint over HTTP, spoken to through gql: one open session a version, one connection pool for all.

The response is kept as it came over the wire, for gql's own result has lost the status, and whether a key was
absent or null.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import httpx
from gql import Client, GraphQLRequest
from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportProtocolError,
    TransportServerError,
)
from gql.transport.httpx import HTTPXTransport
from graphql import DocumentNode

from conformance.errors import UnreachableError, UsageError
from conformance.target.settings import WRONG_TOKEN
from conformance.wire import Response, decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from gql.client import SyncClientSession

    from conformance.wire import Request

_NO_DOCUMENT = DocumentNode(definitions=())
_TOKEN_HEADER = "X-Shopify-Access-Token"  # noqa: S105 - the name of a header, not a token


class _Prepared(GraphQLRequest):
    """A gql request whose text is sent to the letter: neither parsed nor printed again on each call."""

    def __init__(self, request: Request) -> None:
        super().__init__(_NO_DOCUMENT)
        self._request = request

    @property
    def payload(self) -> dict[str, Any]:
        body: dict[str, Any] = {"query": self._request.document}
        if self._request.variables:
            body["variables"] = self._request.variables
        if self._request.operation_name is not None:
            body["operationName"] = self._request.operation_name
        return body


_Door: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
"""Handle of the version, name of the token, further headers: what a session of gql has of its own."""


class _Last(threading.local):
    """The response that this thread received last."""

    response: httpx.Response | None = None
    payload: Any = None


class Endpoint:
    """A target that is reached over HTTP.

    Args:
        name: how reports call it.
        url: the endpoint's address, with `{version}` where the API version stands.
        token: value of X-Shopify-Access-Token; None sends no such header.
        tokens: further values of it by name, for requests that name one.
        is_shopify: whether a real store answers.
        is_disposable: whether what we create may be left behind.
        timeout: seconds to wait for a connection, and for each answer.
    """

    def __init__(  # noqa: PLR0913 - each is a property of the endpoint
        self,
        name: str,
        url: str,
        *,
        token: str | None = None,
        tokens: Mapping[str, str] | None = None,
        is_shopify: bool = False,
        is_disposable: bool = False,
        timeout: float = 30.0,
    ) -> None:
        self.name = name
        self.url = url
        self.is_shopify = is_shopify
        self.is_disposable = is_disposable
        self._last = _Last()
        self._closing = ExitStack()
        self._opening = threading.Lock()
        self._tokens = {"": token, "none": None, "wrong": WRONG_TOKEN, **(tokens or {})}
        self._sessions: dict[_Door, SyncClientSession] = {}
        self._options: dict[str, Any] = {
            "timeout": timeout,
            # Loading the trusted certificates takes 20 ms a client, for nothing where there is no TLS.
            "verify": httpx.create_ssl_context() if url.startswith("https:") else False,
            "event_hooks": {"response": [self._keep]},
            "limits": httpx.Limits(max_connections=64, max_keepalive_connections=64),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._closing.close()
        self._sessions.clear()

    def send(self, request: Request) -> Response:
        """Send one request and return what came back, whatever its status.

        Raises:
            UnreachableError: no connection, a broken one, or no answer in time.
        """
        door = (request.asked or request.version.handle, request.token, tuple(request.headers.items()))
        session = self._sessions.get(door) or self._open(door)
        self._last.response = self._last.payload = None
        began = time.perf_counter()
        try:
            session.transport.execute(_Prepared(request))
        except (TransportServerError, TransportProtocolError):
            pass  # gql's words for a status of 400 or more and for no GraphQL result: both are for the judge
        except TransportConnectionFailed as error:
            if _is_unrecorded(error):
                raise UnreachableError(
                    "The cassette holds no such call.",
                    hint="Record the scenario anew: --target=devstore --record-mode=rewrite.",
                ) from None
            raise UnreachableError(
                f"{self.name} did not answer: {_reason(error)}.",
                hint=f"Is something listening at {self.address(door[0])}?",
            ) from error
        return self._received(time.perf_counter() - began)

    def address(self, version: str) -> str:
        """Return the URL that requests for the version with this handle go to."""
        return self.url.replace("{version}", version)

    def _open(self, door: _Door) -> SyncClientSession:
        """Return the session for a version's handle, the name of a token and further headers.

        Raises:
            UsageError: the target has no token of that name.
        """
        version, name, further = door
        if name not in self._tokens:
            raise UsageError(
                f'{self.name} has no access token "{name}".',
                hint=f'Name a variable: [tool.conformance.targets.<name>.tokens] {name} = "VARIABLE".',
            )
        token = self._tokens[name]
        with self._opening:
            if door not in self._sessions:
                transport = HTTPXTransport(
                    self.address(version),
                    headers={**({_TOKEN_HEADER: token} if token else {}), **dict(further)},
                    json_deserialize=self._decode,
                    **self._options,
                )
                self._sessions[door] = self._closing.enter_context(Client(transport=transport))
            return self._sessions[door]

    def _keep(self, response: httpx.Response) -> None:
        response.read()
        self._last.response = response

    def _decode(self, body: bytes) -> Any:
        self._last.payload = decode(body)
        if not isinstance(self._last.payload, dict):
            raise ValueError(body)  # noqa: TRY004 - gql expects what json.loads raises
        return self._last.payload

    def _received(self, elapsed: float) -> Response:
        raw = self._last.response
        if raw is None:
            raise UnreachableError(f"{self.name} closed the connection without an answer.")
        response = Response(raw.status_code, dict(raw.headers), raw.content, elapsed)
        if isinstance(self._last.payload, dict):
            response.__dict__["payload"] = self._last.payload
        return response


def _reason(error: TransportConnectionFailed) -> str:
    cause = error.__cause__
    if isinstance(cause, httpx.TimeoutException):
        return "no answer in time"
    return str(cause or error).rstrip(".") or type(cause).__name__


def _is_unrecorded(error: TransportConnectionFailed) -> bool:
    """Return whether a replay was asked for what was not recorded.

    vcrpy is loaded only in runs that use cassettes, so its error is told by its name.
    """
    kinds = type(error.__cause__).__mro__
    return any(kind.__name__ == "CannotOverwriteExistingCassetteException" for kind in kinds)
