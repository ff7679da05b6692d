"""A response body as lines to read, with those marked that a mismatch points at."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.report.wording import plural, printable
from conformance.wire import NOT_JSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from conformance.wire import Json, Response

MOST_LINES: Final = 400
_BEFORE: Final = 20
"""How many lines to show before the first marked one, if the body is too long to be shown whole."""
_MOST_CHARACTERS: Final = 20_000
_LONGEST_LINE: Final = 2_000

_TOKEN: Final = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[\]]+)')

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a body.

    Attributes:
        text: as shown, indented.
        marked: whether a mismatch points at it.
        note: what a mismatch expected here; empty on all but its first line.
    """

    text: str
    marked: bool = False
    note: str = ""


def parse_path(path: str) -> Path | None:
    """Return the keys and indexes of a JSON path such as `$.data.nodes[0].id`; None if it is no JSON path."""
    if not path.startswith("$"):
        return None
    return tuple(
        next(group for group in match.groups() if group is not None) for match in _TOKEN.finditer(path[1:])
    )


def lines(response: Response, notes: Mapping[str, str]) -> tuple[Line, ...]:
    """Return a response body for reading: pretty JSON, or its text as it came.

    Args:
        response: the response.
        notes: what was expected, by the JSON path where something else was found.
    """
    try:
        payload = response.payload
        found = None if payload is NOT_JSON else list(_pretty(payload, (), "", ""))
    except RecursionError:
        found = None
    if found is None:
        return _raw(response.body)
    return _window(_marked(found, notes))


def _raw(body: bytes) -> tuple[Line, ...]:
    text = body.decode("utf-8", "backslashreplace")
    shown = [Line(printable(line, "\t")) for line in text[:_MOST_CHARACTERS].split("\n")] if text else []
    if len(text) > _MOST_CHARACTERS:
        shown.append(Line(f"… and {plural(len(text) - _MOST_CHARACTERS, 'more character')}"))
    return tuple(shown)


def _pretty(value: Json, path: Path, lead: str, tail: str) -> Iterator[tuple[str, Path]]:
    """Yield the lines of a JSON value, each with the path of what it shows."""
    indent = "  " * len(path)
    if not isinstance(value, dict | list) or not value:
        yield f"{indent}{lead}{json.dumps(value, ensure_ascii=False)}{tail}", path
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield f"{indent}{lead}{opening}", path
    last = len(value) - 1
    if isinstance(value, dict):
        for index, (key, item) in enumerate(value.items()):
            name = f"{json.dumps(key, ensure_ascii=False)}: "
            yield from _pretty(item, (*path, key), name, "," if index < last else "")
    else:
        for index, item in enumerate(value):
            yield from _pretty(item, (*path, str(index)), "", "," if index < last else "")
    yield f"{indent}{closing}{tail}", path


def _marked(found: Sequence[tuple[str, Path]], notes: Mapping[str, str]) -> list[Line]:
    """Mark what the paths point at; where there is no such thing, mark what would hold it."""
    known = {path for _, path in found}
    texts: dict[Path, str] = {}
    for written, note in notes.items():
        path = parse_path(written)
        while path and path not in known:
            path = path[:-1]
        if path:
            texts.setdefault(path, note)
    exact = {path for path in map(parse_path, notes) if path}
    shown = []
    for text, path in found:
        is_inside = any(path[: len(mark)] == mark for mark in exact)
        marked = is_inside or path in texts
        line = printable(text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…")
        shown.append(Line(line, marked, texts.pop(path, "") if marked else ""))
    return shown


def _window(found: Sequence[Line]) -> tuple[Line, ...]:
    if len(found) <= MOST_LINES:
        return tuple(found)
    first = next((index for index, line in enumerate(found) if line.marked), 0)
    start = min(max(0, first - _BEFORE), len(found) - MOST_LINES)
    end = start + MOST_LINES
    above = [Line(f"… {plural(start, 'line')} above")] if start else []
    below = [Line(f"… {plural(len(found) - end, 'line')} below")] if end < len(found) else []
    return (*above, *found[start:end], *below)


def as_json(value: Json) -> str:
    """Return a value as JSON to read: on several lines, printable."""
    return printable(json.dumps(value, ensure_ascii=False, indent=2), "\n")


def header_lines(headers: Mapping[str, str], wrong: Iterable[str]) -> tuple[Line, ...]:
    """Return response headers, one a line, marking those named in `wrong`."""
    names = frozenset(wrong)
    return tuple(
        Line(printable(f"{name}: {value}"), name in names) for name, value in sorted(headers.items())
    )
