"""An app's own credentials buy a token, and a new one when it has expired."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import httpx
import pytest
from tiny_server import tiny_server

from conformance.errors import RefusedError, UnreachableError
from conformance.target.address import ADMIN_PATH, Address, Grant
from conformance.target.endpoint import Endpoint
from conformance.target.grant import ClientCredentials
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = {"Content-Type": "application/json"}
GRANT = Grant("the-id", "the-secret")


class Store:
    """Gives tokens, and takes only the latest that it gave."""

    def __init__(self, *, lasting: int = 86_399) -> None:
        self.forms: list[dict[str, list[str]]] = []
        self.tokens: list[str | None] = []
        self.lasting = lasting
        self.revoked = False

    def __call__(
        self, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer a request."""
        if path == "/admin/oauth/access_token":
            self.forms.append(parse_qs(body.decode()))
            self.revoked = False
            given = {"access_token": f"token-{len(self.forms)}", "scope": "x", "expires_in": self.lasting}
            return 200, JSON, json.dumps(given).encode()
        self.tokens.append(headers.get("X-Shopify-Access-Token"))
        if self.revoked or self.tokens[-1] != f"token-{len(self.forms)}":
            return 401, JSON, b'{"errors":"[API] Invalid"}'
        return 200, JSON, b'{"data":{}}'


def test_a_token_is_bought_once_and_sent_with_each_request() -> None:
    """With the form that the reference shows."""
    store = Store()
    with tiny_server(store) as base, Endpoint.at(Address("shop", base + ADMIN_PATH, grant=GRANT)) as endpoint:
        assert [endpoint.send(Request("{ a }")).status for _ in range(3)] == [200, 200, 200]
        assert endpoint.secrets == ("token-1",)
    assert store.tokens == ["token-1"] * 3
    assert store.forms == [
        {"grant_type": ["client_credentials"], "client_id": ["the-id"], "client_secret": ["the-secret"]}
    ]


def test_a_token_that_was_revoked_is_bought_anew() -> None:
    """What a 401 refused was not done, so it is sent again."""
    store = Store()
    with tiny_server(store) as base, Endpoint.at(Address("shop", base + ADMIN_PATH, grant=GRANT)) as endpoint:
        endpoint.send(Request("{ a }"))
        store.revoked = True
        assert endpoint.send(Request("{ a }")).status == 200
    assert store.tokens == ["token-1", "token-1", "token-2"]


def test_a_token_that_will_expire_is_bought_anew() -> None:
    """A minute before its end."""
    now, asked = [0.0], Store()
    with tiny_server(asked) as base, httpx.Client(trust_env=False) as client:
        source = ClientCredentials("shop", base + ADMIN_PATH, GRANT, clock=lambda: now[0])
        tokens = []
        for now[0] in (0.0, 86_338.0, 86_340.0):
            tokens.append(source.token(client))
    assert tokens == ["token-1", "token-1", "token-2"]
    assert source.secrets == ("token-1", "token-2")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"error":"invalid_request"}'),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b'{"access_token":"","expires_in":1}'),
        (403, b'{"access_token":"t","expires_in":1}'),
    ],
)
def test_an_app_that_gets_no_token_is_told_why(status: int, body: bytes) -> None:
    """The secret stands in no message."""
    with (
        tiny_server(lambda *_: (status, JSON, body)) as base,
        Endpoint.at(Address("shop", base + ADMIN_PATH, grant=GRANT)) as endpoint,
        pytest.raises(RefusedError, match="shop gave no access token") as caught,
    ):
        endpoint.send(Request("{ a }"))
    assert f"HTTP {status}" in caught.value.message
    assert "the-secret" not in str(caught.value)


def test_a_store_that_does_not_answer_is_unreachable() -> None:
    """As it is with any request."""
    with (
        Endpoint.at(Address("shop", "http://127.0.0.1:1" + ADMIN_PATH, grant=GRANT)) as endpoint,
        pytest.raises(UnreachableError, match="shop gave no access token"),
    ):
        endpoint.send(Request("{ a }"))
