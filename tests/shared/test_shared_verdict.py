"""Verdicts and the words in them."""

from __future__ import annotations

import pytest

from conformance.verdict import Evidence, Level, Status, Verdict, item_id


def test_levels_are_ranked_by_how_binding_they_are() -> None:
    """MUST comes first."""
    assert [(level, level.rank) for level in Level] == [("MUST", 0), ("SHOULD", 1), ("MAY", 2)]


def test_the_words_of_the_reports() -> None:
    """They are part of report.json."""
    assert [*Evidence] == ["documented", "observed", "assumed"]
    assert [*Status] == ["passed", "failed", "discovery", "errored", "not applicable"]


@pytest.mark.parametrize(
    ("scenario", "item"),
    [
        ("tax/exempt-is-stored", "tax/exempt-is-stored[2026-10]"),
        ("tax/exempt-is-stored[true]", "tax/exempt-is-stored[true-2026-10]"),
        ("name/stored[a]b]", "name/stored[a]b-2026-10]"),
    ],
)
def test_an_item_is_called_as_pytest_calls_it(scenario: str, item: str) -> None:
    """Case and version in one pair of brackets."""
    assert item_id(scenario, "2026-10") == item


def test_a_verdict_is_called_as_its_item() -> None:
    """By scenario, case and version."""
    verdict = Verdict("a/b[c]", "2026-10", "a", "B", (), Level.MAY, Evidence.ASSUMED, Status.PASSED)
    assert verdict.id == "a/b[c-2026-10]"
    assert (verdict.mismatches, verdict.exchanges, verdict.reason) == ((), (), "")
