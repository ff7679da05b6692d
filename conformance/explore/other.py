"""Another target as the side to compare with: it takes the same steps, and what it answers is due of the first."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from conformance.explore.player import DEFINITION, SCENARIO, PointlessError
from conformance.runner.cleanup import clean_up
from conformance.runner.given import set_up
from conformance.runner.stage import Stage, as_state, root, roots
from conformance.runner.steps import perform
from conformance.scenario.bindings import UnboundError
from conformance.scenario.model import OMITTED, Case, Expectation, Given, ReadAction, Scenario, Step
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conformance.explore.desk import Desk
    from conformance.explore.player import Table
    from conformance.explore.script import Move
    from conformance.scenario.bindings import Scope
    from conformance.wire import Exchange, Json

OTHER: Final = "explore.as-other"

_OWN: Final = frozenset({"id", "legacyResourceId", "createdAt", "updatedAt", "amountSpent"})
"""What two shops may have different and mean the same: ids, times and the currency."""


class OtherSide:
    """A second target that plays along.

    Args:
        table: where the first one stands.
        desk: the second target.
        finish: told of each side that has begun, so that what it made is deleted in the end.
    """

    def __init__(self, table: Table, desk: Desk, finish: Callable[[OtherSide], None]) -> None:
        self._table = table
        self._desk = desk
        self._finish = finish
        self._stage: Stage | None = None

    def begin(self, scope: Scope, *, defined: bool) -> None:
        """Start with the same generated identities."""
        given = Given(definition=DEFINITION) if defined else Given()
        scenario = Scenario(SCENARIO, "found", "", (), Evidence.ASSUMED, (), given=given)
        session = self._table.session(self._desk)
        self._stage = Stage(session, Case(scenario, scope.unique.label), self._table.version)
        self._finish(self)
        set_up(self._stage)

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What was said there."""
        return () if self._stage is None else self._stage.exchanges

    @property
    def stage(self) -> Stage:
        """Where the second target's side of the script is."""
        if self._stage is None:
            raise RuntimeError("a side is asked before its script has begun")
        return self._stage

    def finish(self) -> None:
        """Delete what the script made there."""
        if self._stage is not None:
            self._stage.unanswered += self._desk.unanswered()
            with self._desk.overtime():
                clean_up(self._stage)

    def expect(self, move: Move) -> Expectation:
        """Take a step there, and return what was answered as what is due.

        What the oracle would find fault with there does not count: the two are compared, not judged.
        """
        if move.then is not None:
            return move.then
        stage = self.stage
        at = len(stage.exchanges)
        save = ((move.name, ("customer",)),) if move.name else ()
        with suppress(UnboundError):  # if it refused, there is nobody to name
            perform(stage, Step(move.action, Expectation(), save=save))
        stage.findings.clear()
        if len(stage.exchanges) == at:
            raise PointlessError(f"{move.what} refers to somebody whom {self._desk.name} refused to make")
        response = stage.exchanges[at].response
        if isinstance(move.action, ReadAction):
            return Expectation(customer=_meaning(next(iter(roots(response).values()), None)))
        return _answered(
            response.payload, root(response, "customerSet"), root(response, "customerDelete"), move
        )


def _answered(payload: Json, written: Json, deleted: Json, move: Move) -> Expectation:
    errors = payload.get("errors") if isinstance(payload, dict) else None
    if errors:
        return Expectation(errors=[_kind(error) for error in errors])
    answer = written if isinstance(written, dict) else deleted
    refused = answer.get("userErrors") if isinstance(answer, dict) else None
    if refused:
        return Expectation(user_errors=refused)
    if move.verb == "delete":
        return Expectation()
    customer = _meaning(written.get("customer")) if isinstance(written, dict) else None
    return Expectation(customer=customer if customer is not None else OMITTED)


def _kind(error: Any) -> dict[str, Any]:
    """Return of a top-level error what has a meaning: its kind and its place."""
    extensions = error.get("extensions") if isinstance(error, dict) else None
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return {"extensions": {"code": code}} if code else {}


def _meaning(customer: Json) -> Any:
    """Return what a customer means: all but what each shop has of its own."""
    if as_state(customer) is None:
        return None
    kept = {key: value for key, value in customer.items() if key not in _OWN}
    return _without_ids(kept)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    return [_without_ids(item) for item in value] if isinstance(value, list) else value
