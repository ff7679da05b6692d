"""Making sure of a target before a run."""

from __future__ import annotations

import json

import httpx
import pytest
from tiny_server import tiny_server

from conformance.errors import RefusedError, UnsafeError
from conformance.target.address import ADMIN_PATH, Address
from conformance.target.connect import connect, make_sure
from conformance.target.permission import Permission
from conformance.versions import bundled
from conformance.wire import Request

DEV = {
    "data": {
        "shop": {"name": "x", "myshopifyDomain": "x.myshopify.com", "plan": {"partnerDevelopment": True}}
    }
}
ALLOWED = Permission(frozenset({"x.myshopify.com"}), writes=True)


def probe(
    status: int,
    body: bytes,
    *,
    media: str = "application/json",
    served: str = "2026-10",
    is_shopify: bool = False,
) -> None:
    """Make sure of a server that always gives one answer."""
    headers = {"Content-Type": media, "X-Shopify-API-Version": served}
    with tiny_server(lambda _path, _headers, _body: (status, headers, body)) as base:
        address = Address("tiny", base + ADMIN_PATH, is_shopify=is_shopify, permission=ALLOWED)
        with connect(address) as target:
            make_sure(target, [bundled("2026-10")])


def refusal(status: int, body: bytes, **options: object) -> str:
    """Return the message with which a target is refused."""
    with pytest.raises(RefusedError) as caught:
        probe(status, body, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_good_answer_passes() -> None:
    """An endpoint that answers as an Admin API is taken."""
    probe(200, json.dumps(DEV).encode(), is_shopify=True)


def test_a_wrong_token_says_which_variable_to_set() -> None:
    """HTTP 401 is about the token."""
    text = refusal(401, b'{"errors":"[API] Invalid API key or access token"}')
    assert text.startswith(
        "tiny answered HTTP 401: it does not accept the access token.\nSet SHOPIFY_ACCESS_TOKEN"
    )


def test_html_is_shown_for_what_it_is() -> None:
    """A web page in place of an API is named with how it starts."""
    text = refusal(200, b"<!DOCTYPE html><html>", media="text/html")
    assert text.startswith("tiny answered HTTP 200 with text/html, not with JSON: <!DOCTYPE html><html>")


def test_an_unknown_version_is_named() -> None:
    """HTTP 404 is about the version or the address."""
    assert "does not serve API version 2026-10" in refusal(404, b'{"errors":"Not Found"}')


def test_another_served_version_is_named() -> None:
    """A store falls forward from a retired version; a verdict about the asked one would be false."""
    text = refusal(200, json.dumps(DEV).encode(), served="2027-01")
    assert text.startswith("tiny was asked for API version 2026-10 and served 2027-01.")


def test_an_app_without_access_to_customers_is_told() -> None:
    """Every scenario would fail alike, and none of that would be about the target."""
    body = {
        "data": {"shop": {"name": "x", "plan": {"partnerDevelopment": True}}, "customers": None},
        "errors": [
            {"message": "Access denied for customers field.", "extensions": {"code": "ACCESS_DENIED"}}
        ],
    }
    text = refusal(200, json.dumps(body).encode())
    assert text.startswith("tiny does not let this token at customers: Access denied for customers field.\n")


def test_a_store_that_is_not_for_development_is_refused() -> None:
    """The scenarios write customers: never into a shop that sells."""
    body = b'{"data":{"shop":{"name":"x","plan":{"partnerDevelopment":false}}}}'
    assert "It says that it is no development store" in refusal(200, body, is_shopify=True)


SET = 'mutation { customerSet(input: {note: "x"}) { customer { id } userErrors { message } } }'


def moving(after: int) -> tuple[list[str], httpx.MockTransport]:
    """Return the hosts that were written to, and a store that redirects to one that sells after so many answers."""
    written: list[str] = []
    answers = iter(range(100))

    def answer(request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host == "x.myshopify.com" and next(answers) >= after:
            return httpx.Response(307, headers={"Location": f"https://other.myshopify.com{request.url.path}"})
        if b"mutation" in request.content:
            written.append(host)
        shop = {
            "myshopifyDomain": host,
            "plan": {"partnerDevelopment": host == "x.myshopify.com"},
        }
        return httpx.Response(200, json={"data": {"shop": shop, "customerSet": {"userErrors": []}}})

    return written, httpx.MockTransport(answer)


@pytest.mark.parametrize("reads", [0, 1])
def test_a_store_that_a_redirect_leads_to_after_the_proof_has_to_prove_itself(reads: int) -> None:
    """Whether it is a read or a write that is redirected first."""
    written, transport = moving(after=2)
    address = Address("x", f"https://x.myshopify.com{ADMIN_PATH}", "t", is_shopify=True, permission=ALLOWED)
    with connect(address) as target:
        target._endpoint._client._mounts = {}
        target._endpoint._client._transport = transport
        target.send(Request(SET))
        for _ in range(reads):
            target.send(Request("{ shop { name } }"))
        with pytest.raises(RefusedError, match=r"redirects a write to another store|no development store"):
            target.send(Request(SET))
        with pytest.raises(UnsafeError, match=r"other\.myshopify\.com"):
            target.send(Request(SET))
    assert written == ["x.myshopify.com"]
