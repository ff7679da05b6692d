"""A history for people and programs: as text, as Markdown, as JSON."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from conformance.report.history import portless
from conformance.report.markdown import code, prose
from conformance.report.wording import duration, listing, plural, printable, shorten
from conformance.verdict import Status, item_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.report.history import History, Point, Track

_MOST: Final = 30
_WIDTH: Final = 90
LEGEND: Final = (
    "✓ passed  ✕ failed  ~ passed when tried again  ◆ discovery  ! errored  – not applicable  · not run"
)

_HEAD: Final = (
    "run",
    "target",
    "API",
    "outcome",
    "passed",
    "failed",
    "known",
    "flaky",
    "errored",
    "points",
    "took",
)
_COUNTS_FROM: Final = 4


def text_lines(history: History) -> list[str]:
    """Return the history as lines for a terminal: the trend, then what is flaky."""
    rows = [_HEAD, *map(_row, history.points)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [_aligned(row, widths) for row in rows]
    lines += ["", trend(history)]
    if history.flaky:
        lines += ["", f"flaky ({len(history.flaky):,})"]
        lines += [f"  {_flaky(track)}" for track in history.flaky[:_MOST]]
        more = len(history.flaky) - _MOST
        lines += [f"  … and {more:,} more"] if more > 0 else []
        lines += [f"  {LEGEND}"]
    return [*lines, "", *verdict(history)]


def trend(history: History) -> str:
    """Return in a sentence how the newest run differs from the last one before it of the same targets and versions."""
    *earlier, after = history.points
    whose = f" of {after.target}, {listing(after.versions)}" if _kinds(history) > 1 else ""
    before = next((each for each in reversed(earlier) if _kind(each) == _kind(after)), None)
    if before is None:
        return f"One run{whose} is no trend yet."
    said = [f"{_change(before, after, status)} {status}" for status in (Status.PASSED, Status.FAILED)]
    cost = ""
    if before.cost is not None and after.cost is not None:
        cost = f", {after.cost - before.cost:+,} points" if after.cost != before.cost else ", the same cost"
    return f"The newest run{whose} beside the one before: {', '.join(said)}{cost}."


def _kind(point: Point) -> tuple[str, tuple[str, ...]]:
    return portless(point.target), point.versions


def _kinds(history: History) -> int:
    return len({_kind(point) for point in history.points})


def verdict(history: History) -> list[str]:
    """Return what to do, in sentences."""
    unlisted = [track for track in history.flaky if not track.listed]
    runs = plural(len(history.points), "run")
    lines = [
        f"{runs}: {plural(len(history.flaky), 'flaky case')}, {len(unlisted):,} of them not listed as such."
    ]
    if history.calm:
        names = listing([f'"{name}"' for name in history.calm])
        lines.append(f"Listed as flaky, and steady in all of these runs: {names}.")
    return lines


def _change(before: Point, after: Point, status: Status) -> str:
    return f"{after.statuses[status] - before.statuses[status]:+,}"


def _row(point: Point) -> tuple[str, ...]:
    return (
        f"{point.started.astimezone(UTC):%Y-%m-%d %H:%M}",
        shorten(point.target, 30),
        shorten(_versions(point.versions), 24),
        point.outcome.value,
        f"{point.statuses[Status.PASSED]:,}",
        f"{point.statuses[Status.FAILED] - point.known:,}",
        f"{point.known:,}",
        f"{point.flaked:,}",
        f"{point.statuses[Status.ERRORED]:,}",
        "·" if point.cost is None else f"{point.cost:,}",
        duration(point.seconds),
    )


def _versions(versions: Sequence[str]) -> str:
    return ", ".join(versions) if len(versions) < 3 else f"{versions[0]} to {versions[-1]}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if column < _COUNTS_FROM else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _name(track: Track) -> str:
    return f"{item_id(track.scenario, track.version)} on {track.target}"


def _flaky(track: Track) -> str:
    listed = "" if track.listed else ", not listed"
    return f"{track.signs}  {track.rate:>4.0%}  {shorten(_name(track), _WIDTH)}{listed}"


def markdown(history: History) -> str:
    """Return the history as Markdown."""
    parts = [
        f"## {prose(verdict(history)[0])}",
        "",
        *(f"- {prose(line)}" for line in (trend(history), *verdict(history)[1:])),
        "",
        f"| {' | '.join(_HEAD)} |",
        f"|{' --- |' * _COUNTS_FROM}{' ---: |' * (len(_HEAD) - _COUNTS_FROM)}",
        *(f"| {' | '.join(map(prose, _row(point)))} |" for point in history.points[-_MOST:]),
    ]
    if history.flaky:
        parts += ["", "### Flaky", ""]
        parts += [
            f"- {code(track.signs)} {track.rate:.0%} {code(printable(_name(track)))}"
            f"{'' if track.listed else ', not listed'}"
            for track in history.flaky[:_MOST]
        ]
        parts += ["", prose(LEGEND)]
    return "\n".join(parts) + "\n"


def dumps(history: History) -> str:
    """Return the history as JSON text: runs, and cases that turned or flaked."""
    plain: dict[str, Any] = {
        "format": "conformance-history",
        "version": 1,
        "runs": [
            {
                "started": point.started.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "target": point.target,
                "apiVersions": list(point.versions),
                "outcome": point.outcome.value,
                "cases": {status.value: count for status, count in point.statuses.items()},
                "known": point.known,
                "flaked": point.flaked,
                "cost": point.cost,
                "seconds": point.seconds,
            }
            for point in history.points
        ],
        "cases": [
            {
                "scenario": track.scenario,
                "apiVersion": track.version,
                "target": track.target,
                "isFlaky": track.is_flaky,
                "isListed": track.listed,
                "flips": track.flips,
                "flaked": track.flaked,
                "rate": round(track.rate, 4),
                "statuses": [None if end is None else end.status.value for end in track.ends],
            }
            for track in history.tracks
            if track.flips or track.flaked
        ],
        "calm": list(history.calm),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
