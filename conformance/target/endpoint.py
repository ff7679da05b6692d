"""An Admin API endpoint over HTTP, spoken to through gql: one open session a version, one HTTP client for all.

The response is kept as it came over the wire, for gql's own result has lost the status, and whether a key was
absent or null.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpx
from gql import Client, GraphQLRequest
from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportProtocolError,
    TransportServerError,
)
from gql.transport.httpx import HTTPXTransport
from graphql import DocumentNode

from conformance.errors import RefusedError, UnreachableError, UsageError
from conformance.target.address import TIMEOUT, WRONG_TOKEN
from conformance.target.grant import ClientCredentials
from conformance.target.writes import effect_of
from conformance.wire import Response, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from gql.client import SyncClientSession

    from conformance.target.address import Address
    from conformance.wire import Request

_CONNECT: Final = 10.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 3
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


class _Shared(HTTPXTransport):
    """A gql transport on a client that it neither opens nor closes."""

    def __init__(self, url: str, client: httpx.Client, decode_body: Callable[[bytes], Any]) -> None:
        super().__init__(url, json_deserialize=decode_body)
        self._shared = client

    def connect(self) -> None:
        self.client = self._shared

    def close(self) -> None:
        self.client = None


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
        timeout: seconds to wait for each answer; a connection is waited for 10 seconds at most.
        credentials: where to get a token, if none is given.
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
        timeout: float = TIMEOUT,
        credentials: ClientCredentials | None = None,
    ) -> None:
        self.name = name
        self.url = url
        self.is_shopify = is_shopify
        self.is_disposable = is_disposable
        self._last = _Last()
        self._closing = ExitStack()
        self._opening = threading.Lock()
        self._sessions: dict[str, SyncClientSession] = {}
        self._addresses: dict[str, str] = {}
        self._tokens = {"": token, "none": None, "wrong": WRONG_TOKEN, **(tokens or {})}
        self._credentials = credentials
        self._client = self._closing.enter_context(
            httpx.Client(
                timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT)),
                # Loading the trusted certificates takes 20 ms a client, for nothing where there is no TLS.
                verify=httpx.create_ssl_context() if url.startswith("https:") else False,
                event_hooks={"response": [self._keep]},
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            )
        )

    @classmethod
    def at(cls, address: Address) -> Self:
        """Return the endpoint at an address."""
        grant = address.grant
        return cls(
            address.name,
            address.url,
            token=address.token,
            tokens=address.tokens,
            is_shopify=address.is_shopify,
            is_disposable=address.is_disposable,
            timeout=address.timeout,
            credentials=ClientCredentials(address.name, address.url, grant) if grant else None,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Tokens that were got with the app's own credentials."""
        return self._credentials.secrets if self._credentials else ()

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
            RefusedError: it redirects to where it must not, or a write to another store.
        """
        response = self._send(request)
        if response.status == 401 and self._credentials and not request.token:
            # A refused token did nothing, so that the request may be sent again with a new one.
            self._tokens[""] = self._credentials.token(self._client, renew=True)
            response = self._send(request)
        for _ in range(_MOST_REDIRECTS):
            if not (self.is_shopify and response.status in _REDIRECTS):
                break
            left = self.host(request)
            self._follow(_handle(request), response.headers.get("location", ""))
            if self.host(request) != left and effect_of(request).is_write:
                raise RefusedError(
                    f"{self.name} redirects a write to another store, which has not proven that it may be written to.",
                    hint="Set the store's own domain, the one that it redirects to.",
                )
            response = self._send(request)
        return response

    def _headers(self, request: Request) -> dict[str, str]:
        """Return the headers that a request has of its own.

        Raises:
            UsageError: the target has no token of the name that it asks for.
        """
        name = request.token
        if name not in self._tokens:
            raise UsageError(
                f'{self.name} has no access token "{name}".',
                hint=f'Name a variable: [tool.conformance.targets.<name>.tokens] {name} = "VARIABLE".',
            )
        if not name and self._credentials:
            self._tokens[""] = self._credentials.token(self._client)
        token = self._tokens[name]
        return {**({_TOKEN_HEADER: token} if token else {}), **request.headers}

    def _follow(self, version: str, location: str) -> None:
        """Take another address of the same store from now on.

        Raises:
            RefusedError: it is none; the token goes nowhere else.
        """
        here = self.address(version)
        there = urljoin(here, location)
        if not may_follow(here, there):
            raise RefusedError(
                f"{self.name} redirects to {urlsplit(there).netloc or '(nowhere)'}, and a store's token goes to"
                " https://*.myshopify.com alone.",
                hint="Set the store's own domain, the one that ends in .myshopify.com.",
            )
        with self._opening:
            self._addresses[version] = there
            self._sessions.pop(version, None)

    def _send(self, request: Request) -> Response:
        version = _handle(request)
        session = self._sessions.get(version) or self._open(version)
        headers = self._headers(request)
        self._last.response = self._last.payload = None
        began = time.perf_counter()
        try:
            session.transport.execute(_Prepared(request), extra_args={"headers": headers})
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
                hint=f"Is something listening at {self.address(version)}?",
            ) from error
        return self._received(time.perf_counter() - began)

    def host(self, request: Request) -> str:
        """Return the host and port that a request goes to, where redirects lead to that were followed before."""
        return urlsplit(self.address(_handle(request))).netloc.lower()

    def address(self, version: str) -> str:
        """Return the URL that requests for the version with this handle go to."""
        return self._addresses.get(version) or self.url.replace("{version}", version)

    def _open(self, version: str) -> SyncClientSession:
        with self._opening:
            if version not in self._sessions:
                transport = _Shared(self.address(version), self._client, self._decode)
                self._sessions[version] = self._closing.enter_context(Client(transport=transport))
            return self._sessions[version]

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


def _handle(request: Request) -> str:
    return request.asked or request.version.handle


def may_follow(here: str, there: str) -> bool:
    """Return whether a redirect stays with the store: at the same host and port, or at another of its domains."""
    old, new = urlsplit(here), urlsplit(there)
    if (old.scheme, old.netloc) == (new.scheme, new.netloc):
        return True
    host = (new.hostname or "").lower()
    return (
        new.scheme == "https"
        and new.port in {None, 443}
        and new.username is None
        and host.endswith(".myshopify.com")
        and host.count(".") == 2
        and (old.hostname or "").lower().endswith(".myshopify.com")
    )


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
