"""Which calls are the same, and which recorded call is nearest to one that was not recorded.

A call is its normalised document, its operation name, its variables, the API version, the name of its access token and the
headers that the scenario sets.
White space, comments and the order of keys do not count; where the target lives and what the token is do not either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from graphql import GraphQLError, strip_ignored_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.wire import Json, Request

Key = tuple[str, str, str, str, str, str]

_ABSENT: Final = object()
_MOST: Final = 5
_WIDTH: Final = 60


@lru_cache(1024)
def normal_document(text: str) -> str:
    """Return a document without what GraphQL ignores; one that can't be read stays as it is."""
    try:
        return strip_ignored_characters(text)
    except (GraphQLError, RecursionError):
        return text


def key(request: Request) -> Key:
    """Return what two requests have in common exactly if they are the same call."""
    return (
        normal_document(request.document),
        request.operation_name or "",
        json.dumps(request.variables, sort_keys=True, default=dict),
        request.asked or request.version.handle,
        request.token,
        _headers(request),
    )


def _headers(request: Request) -> str:
    return ", ".join(sorted(f"{name.lower()}: {value}" for name, value in request.headers.items()))


@dataclass(frozen=True, slots=True)
class Nearest:
    """The recorded call most like one that was not recorded.

    Attributes:
        index: its place among the recorded ones, from 0.
        differences: what parts the two, one line each.
    """

    index: int
    differences: tuple[str, ...]


def nearest(request: Request, recorded: Sequence[Request]) -> Nearest | None:
    """Return the nearest recorded call with what parts it from the request; None if nothing is recorded."""
    if not recorded:
        return None
    index = max(range(len(recorded)), key=lambda number: _likeness(request, recorded[number]))
    return Nearest(index, tuple(_differences(recorded[index], request)))


def _likeness(one: Request, other: Request) -> float:
    documents = SequenceMatcher(
        None, normal_document(one.document), normal_document(other.document), autojunk=False
    )
    parted = sum(1 for _ in _parted(_plain(other.variables), _plain(one.variables), "$"))
    return 10 * documents.quick_ratio() - min(parted, 9)


def _plain(variables: object) -> Json:
    return json.loads(json.dumps(variables, default=dict))


def _differences(recorded: Request, request: Request) -> Iterator[str]:
    facts = (
        ("API version", recorded.asked or recorded.version.handle, request.asked or request.version.handle),
        ("operation name", recorded.operation_name, request.operation_name),
        ("headers", _headers(recorded) or "none", _headers(request) or "none"),
        ("access token", recorded.token or "the target's own", request.token or "the target's own"),
    )
    for name, was, now in facts:
        if was != now:
            yield f"{name}: recorded {was}, now {now}"
    if normal_document(recorded.document) != normal_document(request.document):
        yield from _document_lines(recorded.document, request.document)
    found = [
        f"{path}: recorded {_shown(was)}, now {_shown(now)}"
        for path, was, now in _parted(_plain(recorded.variables), _plain(request.variables), "$")
    ]
    yield from found[:_MOST]
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST} more differences"


def _document_lines(was: str, now: str) -> Iterator[str]:
    lines = unified_diff(was.splitlines(), now.splitlines(), lineterm="", n=0)
    changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    for line in changed[:_MOST]:
        yield f"document: {line[0]} {line[1:].strip()[:_WIDTH]}"
    if len(changed) > _MOST:
        yield f"document: and {len(changed) - _MOST} more lines"


def _parted(was: Json, now: Json, path: str) -> Iterator[tuple[str, object, object]]:
    """Yield where two JSON values differ: path, first and second value; _ABSENT stands for a missing one."""
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*was, *now)):
            yield from _parted(was.get(name, _ABSENT), now.get(name, _ABSENT), f"{path}.{name}")
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for index, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _parted(one, other, f"{path}[{index}]")
    elif was is _ABSENT or now is _ABSENT or json.dumps(was) != json.dumps(now):
        yield path, was, now


def _shown(value: object) -> str:
    if value is _ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
