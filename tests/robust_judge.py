"""What every answer must be, whatever was asked: our own checks, for stock ones misjudge an API like Shopify's.

schemathesis' pass `userErrors: null`, and take a legitimate NOT_FOUND for a failure of the server.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conformance.oracle.envelope import check_envelope
from conformance.schema.response import response_checker
from conformance.versions import NEWEST_STABLE
from conformance.wire import NOT_JSON, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.mock.reply import Reply


def judge(reply: Reply, document: str | None = None, variables: Mapping[str, Any] | None = None) -> Any:
    """Judge an answer of the GraphQL endpoint and return its JSON.

    Args:
        reply: the answer.
        document: what was asked; None if the answer's data is not to be held against it.
        variables: sent along.
    """
    headers = {name.lower(): value for name, value in reply.headers.items()}
    response = Response(reply.status, headers, reply.body)
    assert reply.status < 500, reply
    assert response.payload is not NOT_JSON, reply.body[:500]
    assert isinstance(response.payload, dict), reply.body[:500]
    assert check_envelope(response, NEWEST_STABLE, status=None) == (), reply.body[:2000]
    if document is not None and reply.status == 200:
        payload = response.payload
        checker = response_checker(NEWEST_STABLE, document)
        problems = checker.check(
            payload.get("data"), errors_present="errors" in payload, variables=variables or {}
        )
        assert problems == (), (document, json.dumps(payload)[:2000])
    return response.payload


def judge_http(received: bytes) -> list[int]:
    """Judge everything that a connection answered and return the statuses.

    Bodies are JSON, but for pages and their assets, which say so; each is as long as its header says.
    """
    statuses = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = lines[0].split(" ")
        assert version == "HTTP/1.1", lines
        statuses.append(int(status))
        assert int(status) < 500, received[:1000]
        if status == "100":
            received = rest
            continue
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        length = int(headers["content-length"])
        body, received = rest[:length], rest[length:]
        if body and headers["content-type"].startswith("application/json"):
            json.loads(body)
        assert b"Traceback" not in body
    return statuses
