"""How old a customer is by the target's own times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conformance.runner.age import age
from conformance.wire import Response

NOON = {"createdAt": "2026-11-23T12:00:00Z", "updatedAt": "2026-11-23T12:00:05Z"}


@pytest.mark.parametrize(
    ("customer", "date", "seconds"),
    [
        (NOON, "", 5),
        (NOON, "Mon, 23 Nov 2026 12:00:30 GMT", 30),
        (NOON, "Mon, 23 Nov 2026 12:00:30 -0000", 30),
        (NOON, "Mon, 23 Nov 2026 13:00:30 +0100", 30),
        (NOON, "yesterday", 5),
        ({**NOON, "createdAt": "2026-11-23T13:00:00+01:00"}, "", 5),
        ({**NOON, "createdAt": "2026-11-23T12:00:00"}, "", 5),
        ({"createdAt": NOON["createdAt"]}, "Mon, 23 Nov 2026 12:00:30 GMT", 30),
        ({"createdAt": NOON["createdAt"]}, "", None),
        ({"updatedAt": NOON["updatedAt"]}, "Mon, 23 Nov 2026 12:00:30 GMT", None),
        ({}, "", None),
        ({**NOON, "createdAt": "noon"}, "", None),
        ({**NOON, "createdAt": 12}, "", None),
        ({**NOON, "createdAt": None}, "", None),
    ],
)
def test_the_age_is_what_an_answer_tells(customer: dict[str, Any], date: str, seconds: int | None) -> None:
    """From creation to the answer's Date header, else to the last change; a time without a zone counts as UTC."""
    headers = {"date": date} if date else {}
    found = age(customer, Response(200, headers, b"{}"))
    assert found == (None if seconds is None else timedelta(seconds=seconds))
