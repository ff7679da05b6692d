"""An endpoint over HTTP."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from tiny_server import tiny_server

from conformance.errors import RefusedError, UnreachableError, UsageError
from conformance.target.endpoint import Endpoint, may_follow
from conformance.versions import bundled
from conformance.wire import NOT_JSON, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.wire import Response

JSON = {"Content-Type": "application/json", "X-Shopify-API-Version": "2026-10"}


def ask(status: int, headers: dict[str, str], body: bytes, request: Request | None = None) -> Response:
    """Return what an endpoint makes of one answer."""
    with (
        tiny_server(lambda _path, _headers, _body: (status, headers, body)) as base,
        Endpoint("tiny", f"{base}/{{version}}") as endpoint,
    ):
        return endpoint.send(request or Request("{ a }"))


def test_a_request_goes_out_to_the_letter() -> None:
    """Path, token, document, variables (null kept, omitted left out) and operation name are sent as given."""
    seen: list[tuple[str, str | None, object]] = []

    def answer(path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        seen.append((path, headers.get("X-Shopify-Access-Token"), json.loads(body)))
        return 200, JSON, b'{"data":{}}'

    request = Request("query  A { a } # as it is", {"input": {"note": None}}, bundled("2026-04"), "A")
    with tiny_server(answer) as base, Endpoint("tiny", f"{base}/x/{{version}}", token="t") as endpoint:
        endpoint.send(request)
    body = {
        "query": "query  A { a } # as it is",
        "variables": {"input": {"note": None}},
        "operationName": "A",
    }
    assert seen == [("/x/2026-04", "t", body)]


def test_a_request_may_name_another_token_another_version_and_headers() -> None:
    """The target's own token, none, a wrong one, or one that its configuration names."""
    seen: list[tuple[str, str | None, str | None]] = []

    def answer(path: str, headers: Mapping[str, str], _body: bytes) -> tuple[int, dict[str, str], bytes]:
        seen.append((path, headers.get("X-Shopify-Access-Token"), headers.get("X-More")))
        return 200, JSON, b'{"data":{}}'

    with (
        tiny_server(answer) as base,
        Endpoint("tiny", f"{base}/{{version}}", token="t", tokens={"read-only": "r"}) as endpoint,
    ):
        for request in (
            Request("{ a }"),
            Request("{ a }", token="none"),
            Request("{ a }", token="wrong"),
            Request("{ a }", token="read-only", asked="2020-01", headers={"X-More": "1"}),
        ):
            endpoint.send(request)
        with pytest.raises(UsageError, match='has no access token "full"'):
            endpoint.send(Request("{ a }", token="full"))
    assert seen == [
        ("/2026-10", "t", None),
        ("/2026-10", None, None),
        ("/2026-10", "a-token-that-nobody-has", None),
        ("/2020-01", "r", "1"),
    ]


def test_an_answer_comes_back_as_it_came_over_the_wire() -> None:
    """Status, headers by lower-case name, body and its value are kept."""
    response = ask(200, JSON, b'{"data": {"a": 1}}')
    assert response.status == 200
    assert response.headers["x-shopify-api-version"] == "2026-10"
    assert response.body == b'{"data": {"a": 1}}'
    assert response.payload == {"data": {"a": 1}}
    assert response.elapsed > 0


@pytest.mark.parametrize(
    ("status", "body", "payload"),
    [
        (200, b'{"errors":[{"message":"no"}]}', {"errors": [{"message": "no"}]}),
        (200, b'{"data":null}', {"data": None}),
        (200, b"{}", {}),
        (200, b"[1]", [1]),
        (200, b"", NOT_JSON),
        (200, b'{"data":{"a":NaN}}', NOT_JSON),
        (200, b"<html>", NOT_JSON),
        (200, b"\xff\xfe", NOT_JSON),
        (401, b'{"errors":"[API] Invalid"}', {"errors": "[API] Invalid"}),
        (502, b"Bad Gateway", NOT_JSON),
    ],
)
def test_whatever_comes_back_is_for_the_judge(status: int, body: bytes, payload: object) -> None:
    """The client raises nothing for an answer, however odd it is."""
    response = ask(status, JSON, body)
    assert (response.status, response.body, response.payload) == (status, body, payload)


def test_nobody_listening_is_unreachable() -> None:
    """The message names the target, the cause and the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        Endpoint("nobody", f"http://127.0.0.1:{port}/x") as endpoint,
        pytest.raises(UnreachableError) as caught,
    ):
        endpoint.send(Request("{ a }"))
    assert "nobody did not answer" in caught.value.message
    assert f"http://127.0.0.1:{port}/x" in caught.value.hint


def test_an_answer_that_never_comes_is_unreachable() -> None:
    """Waiting ends with the time limit."""
    release = threading.Event()

    def answer(_path: str, _headers: Mapping[str, str], _body: bytes) -> tuple[int, dict[str, str], bytes]:
        release.wait(5)
        return 200, JSON, b"{}"

    with tiny_server(answer) as base, Endpoint("slow", base, timeout=0.1) as endpoint:
        with pytest.raises(UnreachableError, match="slow did not answer: no answer in time"):
            endpoint.send(Request("{ a }"))
        release.set()


def test_threads_get_their_own_answers() -> None:
    """Requests that are sent at once do not mix up what comes back."""

    def answer(_path: str, _headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        return 200, JSON, json.dumps({"data": json.loads(body)["variables"]}).encode()

    with tiny_server(answer) as base, Endpoint("tiny", base) as endpoint, ThreadPoolExecutor(8) as pool:
        requests = [Request("{ a }", {"n": number}) for number in range(64)]
        found = [response.payload for response in pool.map(endpoint.send, requests)]
    assert found == [{"data": {"n": number}} for number in range(64)]


def test_all_versions_share_one_client() -> None:
    """And so its connections."""
    seen: list[str] = []

    def answer(path: str, headers: Mapping[str, str], _body: bytes) -> tuple[int, dict[str, str], bytes]:
        seen.append(f"{path} {headers.get('X-Shopify-Access-Token')}")
        return 200, JSON, b'{"data":{}}'

    with tiny_server(answer) as base, Endpoint("tiny", f"{base}/{{version}}", token="t") as endpoint:
        for handle in ("2026-10", "2026-07", "2026-10"):
            endpoint.send(Request("{ a }", version=bundled(handle)))
        clients = {id(session.transport.client) for session in endpoint._sessions.values()}
    assert seen == ["/2026-10 t", "/2026-07 t", "/2026-10 t"]
    assert len(clients) == 1


@pytest.mark.parametrize(
    ("there", "allowed"),
    [
        ("https://new-name.myshopify.com/admin/api/2026-10/graphql.json", True),
        ("https://old.myshopify.com/elsewhere", True),
        ("/elsewhere", True),
        ("http://new-name.myshopify.com/admin", False),
        ("https://new-name.myshopify.com:8443/admin", False),
        ("https://user@new-name.myshopify.com/admin", False),
        ("https://evil.example/admin", False),
        ("https://myshopify.com.evil.example/admin", False),
        ("https://evilmyshopify.com/admin", False),
        ("https://a.b.myshopify.com/admin", False),
        ("//evil.example/admin", False),
    ],
)
def test_a_redirect_is_followed_within_myshopify_com_alone(there: str, *, allowed: bool) -> None:
    """A shop may have got another domain; its token goes nowhere else."""
    here = "https://old.myshopify.com/admin/api/2026-10/graphql.json"
    assert may_follow(here, urljoin(here, there)) is allowed


def test_an_address_of_ones_own_leads_to_no_store() -> None:
    """A gateway that counts as a store may redirect within itself."""
    here = "http://127.0.0.1:8000/admin"
    assert may_follow(here, "http://127.0.0.1:8000/other")
    assert not may_follow(here, "https://some.myshopify.com/admin")


def test_a_token_does_not_follow_a_redirect_elsewhere() -> None:
    """The other server is not even asked."""
    asked: list[str] = []

    def elsewhere(path: str, _headers: Mapping[str, str], _body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append(path)
        return 200, JSON, b'{"data":{}}'

    with tiny_server(elsewhere) as evil:
        moved = {**JSON, "Location": f"{evil}/x"}
        with (
            tiny_server(lambda *_: (308, moved, b"")) as base,
            Endpoint("shop", base, token="t", is_shopify=True) as endpoint,
            pytest.raises(
                RefusedError, match=r"shop redirects to 127\.0\.0\.1:\d+, and a store's token goes"
            ),
        ):
            endpoint.send(Request("{ a }"))
    assert asked == []


def test_a_redirect_of_the_same_host_is_followed_with_the_body() -> None:
    """And the next request goes there at once."""
    asked: list[tuple[str, object]] = []

    def answer(path: str, _headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append((path, json.loads(body)))
        if path == "/old":
            return 301, {**JSON, "Location": "/new"}, b""
        return 200, JSON, b'{"data":{}}'

    with tiny_server(answer) as base, Endpoint("shop", f"{base}/old", is_shopify=True) as endpoint:
        assert [endpoint.send(Request("{ a }")).status for _ in range(2)] == [200, 200]
    assert asked == [(path, {"query": "{ a }"}) for path in ("/old", "/new", "/new")]


def test_a_redirect_of_a_gateway_is_for_the_judge() -> None:
    """It is an answer like any other."""
    assert ask(302, {**JSON, "Location": "/new"}, b"").status == 302
