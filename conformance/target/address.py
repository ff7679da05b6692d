"""Where a target lives, and what its address says of it: a store or not, this machine or not, with a token or without."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from unicodedata import normalize
from urllib.parse import unquote, urlsplit, urlunsplit

from conformance.errors import UsageError
from conformance.target.patience import PATIENCE
from conformance.target.permission import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.target.permission import Permission

STORE_VARIABLE: Final = "SHOPIFY_STORE"
TOKEN_VARIABLE: Final = "SHOPIFY_ACCESS_TOKEN"  # noqa: S105 - the name of a variable, not a token
ADMIN_PATH: Final = "/admin/api/{version}/graphql.json"

LOCAL_TOKEN: Final = "made-up-token"  # noqa: S105 - opens nothing
"""What is sent to this very machine if no token is set: a mock wants one, and takes any."""

MOCK_TOKENS: Final = {name: name for name in ("read-only", "unapproved", "basic-plan", "starved")}
"""Further access tokens of the embedded mock by name: of apps that may only read, see nobody, see no personal data, have
a tiny bucket."""

WRONG_TOKEN: Final = "a-token-that-nobody-has"  # noqa: S105 - opens nothing
"""What a request sends that asks for a wrong token."""

TIMEOUT: Final = 30.0
"""Seconds to wait for an answer if nothing else is said."""

_STORE = re.compile(r"[a-z0-9][a-z0-9-]*\Z", re.IGNORECASE)
_HOST = re.compile(r"([\w-]+(\.[\w-]+)+\.?|\[[0-9a-f:]+\])(:\d+)?\Z", re.IGNORECASE)
_ADMIN: Final = "admin.shopify.com"


@dataclass(frozen=True, slots=True)
class Grant:
    """An app's own credentials, which buy an access token that lasts a day.

    Source: https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
    """

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send, and as whom.

    Attributes:
        name: how reports call the target.
        url: the endpoint, with `{version}` where the API version stands.
        token: the access token; None to send none.
        tokens: further access tokens by name, of apps that may do less.
        is_shopify: whether a store answers there, which must prove that it may be written to.
        is_disposable: whether what we create may be left behind.
        grant: credentials to get a token with; None if there is a token, or none is needed.
        timeout: seconds to wait for an answer.
        patience: seconds that one request may wait for the bucket.
        permission: what may be written there.
    """

    name: str
    url: str
    token: str | None = None
    is_shopify: bool = False
    is_disposable: bool = False
    grant: Grant | None = None
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    permission: Permission = NOTHING
    tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Credentials that nobody must read in what is written."""
        own = (self.token, self.grant.client_secret if self.grant else None, *self.tokens.values())
        return tuple(secret for secret in own if secret)

    @property
    def own_tokens(self) -> frozenset[str] | None:
        """Names of further tokens; None if no token is the target's own, so that no other one is wrong there.

        The made-up token opens any mock; beside further tokens it is one of those that a mock tells apart.
        """
        is_own = bool(self.grant) or bool(self.token and (self.token != LOCAL_TOKEN or self.tokens))
        return frozenset(self.tokens) if is_own else None


def store_host(store: str) -> str:
    """Return the host that a handle, a domain, a URL or the address of a store's admin names.

    Raises:
        UsageError: none of those.
    """
    text = store.strip("'\"` ")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        pages = parts.path.strip("/").split("/")
        named = pages[1] if parts.hostname == _ADMIN and pages[0] == "store" and pages[1:] else parts.netloc
    except ValueError:
        named = ""
    if _STORE.match(named):
        return f"{named}.myshopify.com"
    if named != _ADMIN and ("@" in named or _HOST.match(named)):
        return named
    raise UsageError(
        f"{STORE_VARIABLE} names no store: {text!r}.", hint="It is like my-dev-store.myshopify.com."
    )


def from_url(
    name: str, url: str, token: str | None, *, disposable: bool = False, is_store: bool = False
) -> Address:
    """Return the address of a target by its URL; one without a path gets that of the Admin API.

    Args:
        name: how reports call the target.
        url: http or https; `{version}` stands for the API version.
        token: the access token; without one, this very machine is sent a made-up one.
        disposable: whether what we create may be left behind.
        is_store: whether it is a store, or as safe as one; `*.myshopify.com` always is.

    Raises:
        UsageError: it is no URL, holds credentials, or would send a store's token over plain http.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise UsageError(
            f'"{url}" is not a URL: {error}.', hint="A target URL is like http://127.0.0.1:8000."
        ) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(
            f'"{url}" is not a URL of a target.', hint="A target URL is like http://127.0.0.1:8000."
        )
    if parts.username or parts.password:
        raise UsageError(
            f"The URL of the target {host} holds credentials.",
            hint=f"Set {TOKEN_VARIABLE} in the environment instead.",
        )
    is_store = is_store or _plain_host(host).endswith(".myshopify.com")
    if is_store and parts.scheme != "https" and not is_loopback(host):
        raise UsageError(
            f"The store {host} is to be asked over plain http, where anybody on the way can read its token.",
            hint=f"Use https://{parts.netloc}.",
        )
    path = parts.path if parts.path.strip("/") else ADMIN_PATH
    address = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    if not token and is_loopback(host):
        token = LOCAL_TOKEN
    return Address(name, address, token or None, is_shopify=is_store, is_disposable=disposable)


def _plain_host(host: str) -> str:
    """Return a host without the ways to write it that lead to the same place: a dot at the end, other dots, `%2e`."""
    return normalize("NFKC", unquote(host)).replace("\u3002", ".").rstrip(".").lower()


def is_loopback(host: str) -> bool:
    """Tell whether a host is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
