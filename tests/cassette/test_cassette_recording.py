"""What vcrpy took down, brought together with what a case was told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from conformance.cassette.recording import exchanges
from conformance.wire import Exchange, Request, Response

READ = Request("query One { shop { id } }", token="starved", headers={"Cost-Debug": "1"})
SET = Request("mutation Two($a: Int) { a(b: $a) { id } }", {"a": 1}, operation_name="Two")


@dataclass
class Sent:
    """A request as vcrpy has it, as far as it counts."""

    body: bytes


def call(body: Any, answer: bytes, status: int = 200) -> tuple[Any, dict[str, Any]]:
    """Return what vcrpy took down of one call."""
    response = {
        "status": {"code": status, "message": "OK"},
        "headers": {"Content-Type": ["application/json"], "Vary": ["a", "b"]},
        "body": {"string": answer},
    }
    return Sent(json.dumps(body).encode()), response


def told(request: Request, answer: bytes) -> Exchange:
    """Return an exchange as a case saw it."""
    return Exchange(request, Response(200, {}, answer))


def test_a_request_is_the_cases_and_the_answer_is_the_wires() -> None:
    """Token by name and headers come from the case, headers of the answer from vcrpy, in the order of the wire."""
    recorded = [
        call({"query": SET.document, "variables": {"a": 1}, "operationName": "Two"}, b'{"data":2}'),
        call({"query": READ.document}, b'{"data":1}'),
    ]
    found = exchanges(recorded, [told(READ, b'{"data":1}'), told(SET, b'{"data":2}')])
    assert [each.request for each in found] == [SET, READ]
    assert found[0].response == Response(
        200, {"content-type": "application/json", "vary": "a, b"}, b'{"data":2}'
    )


def test_a_throttle_that_was_waited_out_is_left_out() -> None:
    """The case was told of the answer that came after it."""
    body = {"query": READ.document}
    recorded = [call(body, b'{"errors":["THROTTLED"]}'), call(body, b'{"data":1}')]
    assert [each.response.body for each in exchanges(recorded, [told(READ, b'{"data":1}')])] == [
        b'{"data":1}'
    ]


def test_a_throttle_that_the_case_is_about_is_kept() -> None:
    """It was told of it."""
    body = {"query": READ.document}
    found = exchanges([call(body, b'{"errors":["THROTTLED"]}')], [told(READ, b'{"errors":["THROTTLED"]}')])
    assert len(found) == 1


def test_what_is_no_call_of_the_case_is_left_out() -> None:
    """Such as fetching a token, which must not be recorded at all."""
    recorded = [call({"client_secret": "x"}, b'{"access_token":"y"}'), call("no JSON object", b"{}")]
    assert exchanges(recorded, [told(READ, b"{}")]) == ()


def test_each_call_is_taken_once() -> None:
    """The same call with the same answer, twice on the wire and once in the case."""
    body = {"query": READ.document}
    recorded = [call(body, b"{}"), call(body, b"{}")]
    assert len(exchanges(recorded, [told(READ, b"{}")])) == 1
