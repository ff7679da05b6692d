"""Our mark on whoever a script may make: a run that is killed in the middle leaves nobody whom a sweep can't tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from conformance.explore.script import Move

TAG: Final = "${unique.tag}"
NAME: Final = "${unique.name}"
_GENERATED: Final = "${unique."
_TOLD_BY: Final = ("email", "phone", "firstName", "lastName", "tags")
"""Fields in which a sweep looks for marks."""


def marked(move: Move) -> Move:
    """Return a step that makes nobody without a mark.

    A set that may make somebody, and says nothing that was generated of them, says a tag of ours, which changes least:
    somebody who is known by tags alone is refused with it and without it.
    """
    given = move.what.get("input")
    if move.verb != "when" or not isinstance(given, dict) or not _needs_mark(move.what, given):
        return move
    tags = given.get("tags")
    # A reference to a list of just so many tags can't take one more.
    mark: dict[str, Any] = {"lastName": NAME} if isinstance(tags, str) else {"tags": [*(tags or ()), TAG]}
    return replace(move, what={**move.what, "input": {**given, **mark}})


def _needs_mark(what: dict[str, Any], given: dict[str, Any]) -> bool:
    identifier = what.get("identifier")
    by_id = "id" in given or (isinstance(identifier, dict) and "id" in identifier)
    told = [given.get(name) for name in _TOLD_BY]
    return not by_id and _GENERATED not in repr([identifier, told])
