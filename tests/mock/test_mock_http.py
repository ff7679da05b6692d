"""The HTTP side: paths, versions, tokens, media types, bodies, headers."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client

from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from mock_client import Clock

SHOP = b'{"query":"{ shop { name } }"}'
WRONG_TOKEN = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
MISSING_QUERY = {"errors": {"query": "Required parameter missing or invalid"}}


def ask(
    client: Client, path: str, method: str = "POST", body: bytes = SHOP, **headers: str
) -> tuple[int, Any]:
    """Send a request and return status and decoded body."""
    reply = client.service.answer(method, path, client.headers(**headers), body)
    return reply.status, json.loads(reply.body)


def test_an_answer_has_shopifys_headers(client: Client) -> None:
    """Recorded with an answer of 2025-10; the request id ends with the time."""
    headers = client.post(SHOP).headers
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["X-Shopify-API-Version"] == "2026-04"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-1795435200", headers["X-Request-Id"])
    assert client.post(SHOP).headers["X-Request-Id"] != headers["X-Request-Id"]


def test_an_answer_tells_of_the_machines_behind_it(client: Client) -> None:
    """Logged with an answer of 2025-10: x-dc, server-timing, and max-age=7889238; the clock of the test stands still."""
    headers = client.post(SHOP).headers
    assert headers["X-DC"]
    assert headers["Server-Timing"] == "processing;dur=0"
    assert headers["Strict-Transport-Security"] == "max-age=7889238"


@pytest.mark.parametrize("asked", ["2019-04", "2025-01", "2025-07"])
def test_a_retired_version_is_answered_by_the_oldest(client: Client, asked: str) -> None:
    """Fall-forward: the served version in a header, and a warning."""
    reply = client.service.answer("POST", f"/admin/api/{asked}/graphql.json", client.headers(), SHOP)
    assert reply.status == 200
    assert reply.headers["X-Shopify-API-Version"] == "2025-10"
    assert (
        reply.headers["X-Shopify-API-Version-Warning"] == "https://shopify.dev/concepts/about-apis/versioning"
    )


def test_no_version_is_the_oldest_without_a_warning(client: Client) -> None:
    """`/admin/api/graphql.json`."""
    reply = client.service.answer("POST", "/admin/api/graphql.json", client.headers(), SHOP)
    assert reply.headers["X-Shopify-API-Version"] == "2025-10"
    assert "X-Shopify-API-Version-Warning" not in reply.headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/admin/api/2022-06/graphql.json",
        "/admin/api/2018-10/graphql.json",
        "/admin/api/2027-01/graphql.json",
        "/admin/api/2026-4/graphql.json",
        "/admin/api//graphql.json",
        "/admin/api/2026-04/products.json",
        "/admin/api/2026-04/graphql.json/",
    ],
)
def test_what_never_was_is_not_found(client: Client, path: str) -> None:
    """404 with the body that is reported for it."""
    assert ask(client, path) == (404, {"errors": "Not Found"})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_only_post_has_a_route(client: Client, method: str) -> None:
    """What a store answers to others is not known; here it is 404."""
    assert ask(client, "/admin/api/2026-04/graphql.json", method) == (404, {"errors": "Not Found"})


@pytest.mark.parametrize("path", ["/admin/graphql.json", "/admin/api/2019-04/api/graphql.json"])
def test_half_right_paths_are_not_acceptable(client: Client, path: str) -> None:
    """406, as reported by client libraries."""
    assert ask(client, path) == (406, {"errors": "Not Acceptable"})


def test_a_token_must_be_there(client: Client) -> None:
    """401; a password for the whole store, as private apps had it, is none."""
    client.token = ""
    path = "/admin/api/2026-04/graphql.json"
    assert ask(client, path) == (401, WRONG_TOKEN)
    assert ask(client, path, authorization="Basic dG9rZW46") == (401, WRONG_TOKEN)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_bearer_token_is_of_another_service(client: Client, scheme: str) -> None:
    """401 with its own text, as notes beside the recordings have it; beside an access token it does not count."""
    path = "/admin/api/2026-04/graphql.json"
    assert ask(client, path, authorization=f"{scheme} token")[0] == 200
    client.token = ""
    expected = (401, {"errors": "[API] Service is not valid for authentication"})
    assert ask(client, path, authorization=f"{scheme} token") == expected


def test_a_token_must_be_the_right_one_if_there_is_one(clock: Clock) -> None:
    """The setting lets only one in."""
    path = "/admin/api/2026-04/graphql.json"
    client = Client(Settings(token="secret", clock=clock))
    assert ask(client, path) == (401, WRONG_TOKEN)
    client.token = "secret"
    assert ask(client, path)[0] == 200


@pytest.mark.parametrize(
    "media", ["", "text/plain", "application/graphql", "application/x-www-form-urlencoded"]
)
def test_a_body_must_be_json_by_its_type(client: Client, media: str) -> None:
    """415 since 2025-01 (documented)."""
    path = "/admin/api/2026-04/graphql.json"
    assert ask(client, path, content_type=media) == (415, {"errors": "Unsupported Media Type"})
    assert ask(client, path, content_type="Application/JSON; charset=utf-8")[0] == 200


def test_json_must_be_acceptable(client: Client) -> None:
    """406 if the client wants something else; most say nothing or anything."""
    path = "/admin/api/2026-04/graphql.json"
    assert ask(client, path, accept="text/html") == (406, {"errors": "Not Acceptable"})
    for accept in (
        "*/*",
        "application/json",
        "text/html, application/*;q=0.8",
        "application/graphql-response+json",
    ):
        assert ask(client, path, accept=accept)[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b'{"query": NaN}',
        b'{"query":"{ shop { name } }","variables":{"x":1e999}}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_is_a_bad_request(client: Client, body: bytes) -> None:
    """400, the only reason for it with GraphQL (documented)."""
    assert ask(client, "/admin/api/2026-04/graphql.json", body=body) == (400, {"errors": "Bad Request"})


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"{}", b'{"query":null}', b'{"query":["x"]}'])
def test_a_body_without_a_query_misses_a_parameter(client: Client, body: bytes) -> None:
    """400 with the body of Shopify's reference."""
    assert ask(client, "/admin/api/2026-04/graphql.json", body=body) == (400, MISSING_QUERY)


@pytest.mark.parametrize("field", ["variables", "operationName"])
def test_a_parameter_of_the_wrong_kind_is_named(client: Client, field: str) -> None:
    """In the same form."""
    body = json.dumps({"query": "{ shop { name } }", field: [1]}).encode()
    expected = {"errors": {field: "Required parameter missing or invalid"}}
    assert ask(client, "/admin/api/2026-04/graphql.json", body=body) == (400, expected)


def test_a_body_may_not_be_endless(client: Client) -> None:
    """413 above ten million bytes."""
    assert ask(client, "/admin/api/2026-04/graphql.json", body=b" " * 10_000_001)[0] == 413


def test_null_parameters_count_as_none(client: Client) -> None:
    """As clients send them."""
    body = b'{"query":"{ shop { name } }","variables":null,"operationName":null,"extensions":{}}'
    assert ask(client, "/admin/api/2026-04/graphql.json", body=body)[0] == 200


def test_latency_holds_answers_back(clock: Clock) -> None:
    """The shell waits; refusals are held back as well."""
    client = Client(Settings(bucket=PLENTY, latency=250, clock=clock))
    assert client.post(SHOP).delay == 0.25
    assert client.post(b"{").delay == 0.25


def test_any_text_is_stored_and_answered(client: Client) -> None:
    """Emoji, control characters, right-to-left marks, half a surrogate pair."""
    for note in ("naïve 🦄 \u202e", "a\u0000b", "\ud800", "\U0010ffff"):
        id_ = client.create(firstName="A", note=note)
        assert client.read(id_, "note") == {"note": note}


def test_depth_is_no_way_to_break_in(client: Client) -> None:
    """A document or a value that is nested thousands of levels deep gets an answer."""
    deep = "{ shop " * 3000 + "{ id }" + " }" * 3000
    assert client.send(deep)["errors"]
    assert client.send("{ customers(first: 1, query: " + "[" * 3000 + "]" * 3000 + ") { nodes { id } } }")[
        "errors"
    ]
    value: Any = "x"
    for _ in range(900):
        value = [value]
    document = "mutation M($i: CustomerSetInput!) { customerSet(input: $i) { customer { id } } }"
    assert client.send(document, {"i": {"note": value}})["errors"]


def test_garbage_gets_an_answer_and_no_server_error(client: Client) -> None:
    """Two thousand requests with damaged paths, headers and bodies."""
    noise = random.Random(7)  # noqa: S311 - not for secrets
    whole = json.dumps(
        {
            "query": "mutation M($i: CustomerSetInput!) { customerSet(input: $i) { customer { id } userErrors { field } } }",
            "variables": {
                "i": {"email": "a@example.com", "tags": ["a"], "addresses": [{"countryCode": "CA"}]}
            },
        }
    ).encode()
    for _ in range(2000):
        body = bytearray(whole)
        for _ in range(noise.randrange(4)):
            at = noise.randrange(len(body))
            body[at : at + noise.randrange(3)] = noise.randbytes(noise.randrange(3))
        path = noise.choice(
            ["/admin/api/2026-04/graphql.json", "/admin/api/%00/graphql.json", "/__meta/x?%%", "//"]
        )
        headers = client.headers() | noise.choice(
            [{}, {"content-type": "x"}, {"host": "\x00"}, {"accept": "\xff"}]
        )
        reply = client.service.answer(noise.choice(["POST", "POST", "GET"]), path, headers, bytes(body))
        assert reply.status < 500
        json.loads(reply.body)
