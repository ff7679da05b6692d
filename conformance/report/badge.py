"""A badge: the verdict in two words, as data for a shields endpoint and as SVG; grey when the run is old.

A badge is a file and can't grow old by itself: whoever shows one renders it again from report.json now and then.
Source: https://shields.io/badges/endpoint-badge
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from conformance.report.model import Outcome, RequirementStatus
from conformance.report.summary import summarize, tested
from conformance.report.wording import listing, plural
from conformance.verdict import Level

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.report.model import Run

STALE_AFTER: Final = 30
"""Days after which a verdict is no news any more, unless told otherwise."""

_LABEL: Final = "customerSet"
_GREEN, _YELLOW, _RED, _GREY = "#2c7a3f", "#8a6100", "#b3231b", "#6b7280"
"""Dark enough for white text (WCAG 2.2, contrast 4.5 to 1)."""

_WIDE: Final = frozenset("mwMWGOQ@%—")
_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] 1-")


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says.

    Attributes:
        message: its right half.
        color: as #rrggbb.
        is_stale: whether the run is older than it may be.
    """

    message: str
    color: str
    is_stale: bool


def badge(run: Run, now: datetime, stale_after: int = STALE_AFTER) -> Badge:
    """Return what the badge of a run says at a time.

    Args:
        run: the run.
        now: an aware time.
        stale_after: days for which the verdict counts.
    """
    message, color = _verdict(run)
    age = (now - run.started).days
    if age > stale_after:
        return Badge(f"{message}, {plural(age, 'day')} ago", _GREY, is_stale=True)
    return Badge(message, color, is_stale=False)


def _verdict(run: Run) -> tuple[str, str]:
    summary = summarize(run)
    where = f" {listing(run.versions)}" if len(run.versions) == 1 else ""
    must, should = summary.levels[Level.MUST], summary.levels[Level.SHOULD]
    if summary.outcome is Outcome.NO_VERDICT:
        return "no verdict", _GREY
    if summary.outcome is Outcome.NOT_CONFORMANT:
        return f"{must[RequirementStatus.FAILED]} of {tested(must)} MUST broken{where}", _RED
    if should[RequirementStatus.FAILED]:
        return f"conformant{where}, {should[RequirementStatus.FAILED]} SHOULD broken", _YELLOW
    return f"conformant{where}", _GREEN


def endpoint(shown: Badge) -> str:
    """Return the JSON that a shields endpoint badge is made from."""
    plain = {
        "schemaVersion": 1,
        "label": _LABEL,
        "message": shown.message,
        "color": shown.color,
        "isError": shown.color == _RED,
    }
    return json.dumps(plain, indent=2) + "\n"


def svg(shown: Badge) -> str:
    """Return the badge as an SVG image that loads nothing."""
    left, right = _width(_LABEL), _width(shown.message)
    text = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" role="img" aria-label="{label}: {message}">'
        "<title>{label}: {message}</title>"
        '<clipPath id="r"><rect width="{total}" height="20" rx="3"/></clipPath>'
        '<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#3d444d"/>'
        '<rect x="{left}" width="{right}" height="20" fill="{color}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        '<text x="{left_middle}" y="14" textLength="{left_text}">{label}</text>'
        '<text x="{right_middle}" y="14" textLength="{right_text}">{message}</text></g></svg>\n'
    )
    return text.format(
        total=left + right,
        left=left,
        right=right,
        left_middle=left / 2,
        right_middle=left + right / 2,
        left_text=left - 12,
        right_text=right - 12,
        label=_LABEL,
        message=shown.message,
        color=shown.color,
    )


def _width(text: str) -> int:
    """Return how wide a half is that holds a text in Verdana at 11 px, near enough for textLength to mend the rest."""
    return 12 + round(sum(9.5 if char in _WIDE else 4.4 if char in _NARROW else 6.9 for char in text))


def files(run: Run, now: datetime, stale_after: int = STALE_AFTER) -> dict[str, str]:
    """Return the files of a run's badge by name."""
    shown = badge(run, now.astimezone(UTC), stale_after)
    return {"badge.json": endpoint(shown), "badge.svg": svg(shown)}
