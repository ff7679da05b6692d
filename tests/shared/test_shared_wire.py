"""Requests and responses as values."""

from __future__ import annotations

import pytest

from conformance.versions import ApiVersion
from conformance.wire import NOT_JSON, Request, Response, decode


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"data": {"a": [1, 2.5, true, null, "x"]}}', {"data": {"a": [1, 2.5, True, None, "x"]}}),
        (b"null", None),
        (b" [] ", []),
        ('"\u00f8 \u82b1 \U0001f600"'.encode(), "ø 花 😀"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"12345678901234567890", 12345678901234567890),
    ],
)
def test_json_is_decoded(body: bytes, value: object) -> None:
    """Every kind of value."""
    assert decode(body) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"{} {}",
        b"\xff\xfe{}",
        b'"\xe9"',
        b"NaN",
        b'{"a": Infinity}',
        b"[-Infinity]",
        b"'x'",
        b"{'a': 1}",
        b"[" * 100_000,
        b"1" * 5000,
    ],
)
def test_what_is_no_json_is_told_apart_from_null(body: bytes) -> None:
    """Not even what other decoders let pass (RFC 8259, section 6), and however deep it is nested."""
    assert decode(body) is NOT_JSON


def test_the_payload_of_a_response_is_decoded_once() -> None:
    """Asked again, it is the same object."""
    response = Response(200, {}, b'{"data": {}}')
    assert response.payload == {"data": {}}
    assert response.payload is response.payload


def test_equal_responses_are_equal_whether_decoded_or_not() -> None:
    """The decoded payload is no part of the value."""
    one, other = Response(200, {"a": "b"}, b"[]", 0.5), Response(200, {"a": "b"}, b"[]", 0.5)
    assert one.payload == []
    assert one == other


def test_a_request_asks_the_newest_stable_version_unless_told() -> None:
    """Without variables and operation name."""
    request = Request("{ shop { id } }")
    assert (request.version, request.variables, request.operation_name) == (ApiVersion("2026-10"), {}, None)


def test_requests_do_not_share_their_variables() -> None:
    """Each has a mapping of its own."""
    assert Request("a").variables is not Request("b").variables


def test_not_json_has_a_name() -> None:
    """For whoever prints it."""
    assert repr(NOT_JSON) == "NOT_JSON"
