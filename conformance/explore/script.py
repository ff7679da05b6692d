"""Scripts: steps in the words of the scenario language, before anybody has played them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from conformance.match import Matcher
from conformance.scenario.bindings import Reference, Template
from conformance.scenario.model import OMITTED, CallAction, DeleteAction, ReadAction, SetAction
from conformance.scenario.references import split

if TYPE_CHECKING:
    from conformance.scenario.model import Action, Expectation
    from conformance.wire import Json

NAMESPACE: Final = "conformance"
"""Of the metafield definition that a script may start from; what the language takes if a file names none."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a script.

    Attributes:
        verb: `when`, `read`, `delete` or `call`, as in a scenario.
        what: what stands below it in a scenario, as plain JSON; strings may hold `${...}`.
        name: what the customer of the answer is called from then on; empty for none.
        then: what must hold, where that is known without a model.
    """

    verb: str
    what: dict[str, Json]
    name: str = ""
    then: Expectation | None = None

    @property
    def action(self) -> Action:
        """The step as the runner takes it."""
        made: Action = _ACTIONS[self.verb](self.what)
        return made


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two customers that must be alike, by the names under which a script saved them.

    Attributes:
        left: the one that is taken for right.
        right: the one that is judged.
        ignoring: dotted paths of what does not count, such as `addressesV2.nodes.*.id`.
        only: the fields that count; empty for all others.
    """

    left: str
    right: str
    ignoring: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """Steps, and what must be alike in the end.

    Attributes:
        moves: the steps, in order.
        defined: whether it starts with a definition for custom ids, as `given: {definition: ...}` makes one.
        agreements: judged after the last step.
        law: id of the requirement that it is about; empty if it is about none in particular.
    """

    moves: tuple[Move, ...] = ()
    defined: bool = False
    agreements: tuple[Agreement, ...] = field(default=())
    law: str = ""


def live(value: Json) -> Any:
    """Return plain JSON as a tree of the language: strings with `${...}` in them become references."""
    if isinstance(value, str):
        return _text(value) if "${" in value else value
    if isinstance(value, list):
        return [live(item) for item in value]
    if isinstance(value, dict):
        return {key: live(item) for key, item in value.items()}
    return value


@lru_cache(maxsize=4096)
def _text(value: str) -> Any:
    parts = tuple(
        piece if isinstance(piece, str) else Reference(piece, 0, as_text=True) for piece in split(value)
    )
    return parts[0] if len(parts) == 1 else Template(parts)


def plain(value: Any) -> Json:
    """Return a tree of the language as a scenario file writes it; the opposite of `live`, for matchers too."""
    if isinstance(value, Reference | Template):
        return str(value)
    if isinstance(value, Matcher):
        return {value.kind: plain(value.argument)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value.replace("${", "$${") if isinstance(value, str) else value


def _set(what: dict[str, Json]) -> SetAction:
    return SetAction(
        live(what["input"]), live(what.get("identifier", OMITTED)), inline=what.get("inline", False)
    )


def _read(what: dict[str, Json]) -> ReadAction:
    [(by, value)] = what.items()
    return ReadAction(by, live(value))


_ACTIONS: Final[dict[str, Any]] = {
    "when": _set,
    "read": _read,
    "delete": lambda what: DeleteAction(live(what["id"])),
    "call": lambda what: CallAction(
        live(what["document"]), live(what.get("variables", {})), what.get("operationName")
    ),
}
