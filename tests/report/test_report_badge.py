"""Badges."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from report_samples import failing_run, mismatch, row, run, verdict

from conformance.report import badge
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from conformance.report.model import Run

THEN = datetime(2026, 11, 23, 12, 0, 5, 250_000, tzinfo=UTC)
PASSING = run(verdict("a", "a"), requirements=(row("a"),))
SHOULD = run(
    verdict("a", "a"),
    verdict("b", "b", status=Status.FAILED, mismatches=(mismatch("b", level=Level.SHOULD),)),
    requirements=(row("a"), row("b", Level.SHOULD)),
)


@pytest.mark.parametrize(
    ("example", "message", "color"),
    [
        (PASSING, "conformant 2026-10", "#2c7a3f"),
        (failing_run(), "1 of 2 MUST broken 2026-10", "#b3231b"),
        (SHOULD, "conformant 2026-10, 1 SHOULD broken", "#8a6100"),
        (run(), "no verdict", "#6b7280"),
    ],
)
def test_badge_says_the_verdict(example: Run, message: str, color: str) -> None:
    """Green only for what is conformant, grey for what is not known."""
    assert badge.badge(example, THEN) == badge.Badge(message, color, is_stale=False)


def test_badge_turns_grey_when_the_run_is_old() -> None:
    """Up to its last day it has its colour; then it is grey and says how old it is."""
    fresh = badge.badge(PASSING, THEN + timedelta(days=30), 30)
    stale = badge.badge(PASSING, THEN + timedelta(days=31), 30)
    assert (fresh.color, fresh.is_stale) == ("#2c7a3f", False)
    assert stale == badge.Badge("conformant 2026-10, 31 days ago", "#6b7280", is_stale=True)


def test_endpoint_is_what_shields_takes() -> None:
    """The five keys of an endpoint badge; a failure is an error to it."""
    plain = json.loads(badge.endpoint(badge.badge(failing_run(), THEN)))
    assert plain == {
        "schemaVersion": 1,
        "label": "customerSet",
        "message": "1 of 2 MUST broken 2026-10",
        "color": "#b3231b",
        "isError": True,
    }


def test_svg_is_an_image_with_words() -> None:
    """It is well-formed, loads nothing, and tells a screen reader what it shows."""
    text = badge.svg(badge.Badge("a < b & c", "#2c7a3f", is_stale=False))
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.get("aria-label") == "customerSet: a < b & c"
    assert [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")] == [
        "customerSet",
        "a < b & c",
    ]
    assert "href" not in text
