"""Words and values in sentences: plurals, lists of names, values cut to fit a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.verdict import Known

_CONTEXT: Final = 12
"""How many equal characters to keep before the first difference of two long values."""


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Return `1 case` or `2 cases`; `nouns` is the plural where an s does not make it."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def listing(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def printable(text: str, keep: str = "") -> str:
    r"""Return the text with characters that a terminal would act on, or hide, as escapes such as `\x1b`.

    Args:
        text: any text, perhaps from a hostile server.
        keep: characters to leave alone, such as a newline.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def shorten(text: str, limit: int) -> str:
    """Return the text on one line, printable, at most `limit` characters long, cut with an ellipsis."""
    line = printable(text[: limit + 1])
    return line if len(line) <= limit and len(text) <= limit else f"{line[: limit - 1]}…"


def shorten_pair(expected: str, actual: str, limit: int) -> tuple[str, str]:
    """Return two values, each cut to `limit` characters so that their first difference can still be seen."""
    pairs = enumerate(zip(expected, actual, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(expected), len(actual)))
    skip = same - _CONTEXT
    if max(len(expected), len(actual)) <= limit or same <= limit - _CONTEXT or skip <= 0:
        return shorten(expected, limit), shorten(actual, limit)
    return shorten(f"…{expected[skip:]}", limit), shorten(f"…{actual[skip:]}", limit)


def duration(seconds: float) -> str:
    """Return a duration for people: `0.42 s`, `12.3 s`, or `3 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def time_left(known: Known) -> str:
    """Return how long a known failure is excused: `12 days`, `today`, `expired 3 days ago`, or `no end`."""
    if known.days_left is None:
        return "no end"
    if known.days_left < 0:
        return f"expired {plural(-known.days_left, 'day')} ago"
    return plural(known.days_left, "day") if known.days_left else "today"
