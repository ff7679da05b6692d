"""Values as a person reads them in one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from conformance.match.matcher import KINDS, MISSING, Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH: Final = 80
"""Characters that a rendered value takes at most."""


def render(value: Any, width: int = WIDTH) -> str:
    """Return `value` as JSON in at most `width` characters, cut with an ellipsis where it is longer.

    A missing key is `(missing)`, a matcher is told in words. The work is bounded by `width`, not by the value.
    """
    text, size = [], 0
    for piece in _pieces(value, width):
        text.append(piece)
        size += len(piece)
        if size > width:
            return "".join(text)[: width - 1] + "…"
    return "".join(text)


def _pieces(value: Any, width: int) -> Iterator[str]:
    if value is MISSING:
        yield "(missing)"
    elif isinstance(value, Matcher):
        yield KINDS[value.kind].describe(value.argument)
    elif isinstance(value, str):
        yield json.dumps(value[: width + 1], ensure_ascii=False)
    elif isinstance(value, dict):
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            yield f"{', ' if index else ''}{json.dumps(str(key), ensure_ascii=False)}: "
            yield from _pieces(item, width)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for index, item in enumerate(value):
            if index:
                yield ", "
            yield from _pieces(item, width)
        yield "]"
    else:
        yield json.dumps(value, default=str)
