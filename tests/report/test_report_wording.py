"""Words and values in sentences."""

from __future__ import annotations

import pytest

from conformance.report.wording import (
    duration,
    listing,
    plural,
    printable,
    shorten,
    shorten_pair,
    time_left,
)
from conformance.verdict import Known


def test_plural() -> None:
    """One is singular, none and many are plural."""
    assert [plural(number, "case") for number in (0, 1, 2, 1200)] == [
        "0 cases",
        "1 case",
        "2 cases",
        "1,200 cases",
    ]
    assert plural(2, "mismatch", "mismatches") == "2 mismatches"


def test_listing() -> None:
    """Names are joined by commas and one `and`."""
    assert [listing(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0.00 s"), (2.417, "2.42 s"), (12.34, "12.3 s"), (185.2, "3 min 5 s"), (119.7, "2 min 0 s")],
)
def test_duration(seconds: float, text: str) -> None:
    """A duration has three digits, or minutes."""
    assert duration(seconds) == text


def test_shorten() -> None:
    """A text that fits stays, a longer one ends in an ellipsis at the limit."""
    assert shorten("abcde", 5) == "abcde"
    assert shorten("abcdef", 5) == "abcd…"
    assert shorten("a\nb", 5) == "a\\nb"


def test_shorten_pair_keeps_short_values() -> None:
    """Values that fit are not touched, however alike they are."""
    assert shorten_pair("aaaaaaaaaaaaaaaaaaaaX", "aaaaaaaaaaaaaaaaaaaaY", 40) == (
        "aaaaaaaaaaaaaaaaaaaaX",
        "aaaaaaaaaaaaaaaaaaaaY",
    )


def test_shorten_pair_shows_where_a_value_ends() -> None:
    """One value that is the beginning of the other is cut before its end."""
    assert shorten_pair("a" * 50, "a" * 50 + "!", 20) == ("…aaaaaaaaaaaa", "…aaaaaaaaaaaa!")


def test_printable_keeps_letters_of_every_script() -> None:
    """Only what can't be seen is escaped."""
    assert printable("Zoë 山田 ✓\u00a0\u200b\t", "\t") == "Zoë 山田 ✓\\xa0\\u200b\t"


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, "no end"), (17, "17 days"), (1, "1 day"), (0, "today"), (-1, "expired 1 day ago")],
)
def test_time_left(days: int | None, words: str) -> None:
    """How long a known failure is excused, down to its last day and beyond."""
    assert time_left(Known("r", "o", days_left=days)) == words
