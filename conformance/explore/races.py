"""Races: calls at the same time, whose answers and traces must be those of the same calls in some order.

The domain plays every order; there are few, as few calls race. What a race leaves is read afterwards.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from conformance.explore import strategies
from conformance.explore.expected import DomainSide
from conformance.explore.player import playing
from conformance.explore.script import Move, Script, live
from conformance.match import compare
from conformance.oracle.finding import Finding
from conformance.runner import documents
from conformance.runner.stage import root
from conformance.scenario.bindings import bind, bind_action
from conformance.scenario.model import OMITTED, DeleteAction, SetAction
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from hypothesis.strategies import DrawFn

    from conformance.explore.desk import Desk
    from conformance.explore.player import Deviation, Player, Table
    from conformance.runner.stage import Stage
    from conformance.scenario.model import Expectation
    from conformance.versions import ApiVersion
    from conformance.wire import Response

LAW: Final = "law.some-order"
UNORDERED: Final = "No order of the calls has this outcome; the nearest differs in one place."
MOST: Final = 4
"""Calls that race: of four there are 24 orders."""


@dataclass(frozen=True, slots=True)
class Race:
    """What is there before, and what is sent at once.

    Attributes:
        before: played one after the other.
        calls: sent at the same time, each by a set or a deletion.
        reads: how the traces are looked up afterwards.
    """

    before: tuple[Move, ...]
    calls: tuple[Move, ...]
    reads: tuple[Move, ...]


@st.composite
def races(draw: DrawFn, version: ApiVersion) -> Race:
    """Draw a race of one of three kinds: upserts of one identity, a set against a deletion, updates of different fields."""
    right = strategies.valid(version, contacts=False)
    kind = draw(st.sampled_from(("upserts", "upserts", "deletion", "updates")))
    if kind == "upserts":
        key = draw(st.sampled_from(("email", "phone")))
        count = draw(st.integers(2, MOST))
        spelled = [draw(st.sampled_from(strategies.spellings(key, 1))) for _ in range(count)]
        calls = [
            Move("when", {"identifier": {key: each}, "input": {**draw(right), key: each}}) for each in spelled
        ]
        return Race((), tuple(calls), (Move("read", {key: spelled[0]}),))
    before = Move("when", {"input": {**draw(right), "email": strategies.email(1)}}, "ada")
    named = {"id": "${ada.id}"}
    if kind == "deletion":
        calls = [Move("when", {"identifier": named, "input": draw(right)}), Move("delete", named)]
    else:
        names = draw(st.permutations(("note", "firstName", "taxExempt", "tags", "locale")))
        values = strategies.fields(version, contacts=False)
        calls = [
            Move("when", {"identifier": named, "input": {name: draw(values[name])}})
            for name in names[: draw(st.integers(2, MOST))]
        ]
    return Race((before,), tuple(calls), (Move("read", named),))


def run(table: Table, race: Race) -> Deviation | None:
    """Run a race, and return what is wrong with its outcome."""
    with playing(table, None, law=LAW) as player:
        found = player.start()
        for move in race.before:
            found = found or player.play(move)
        return found or _raced(table, race, player)


def _raced(table: Table, race: Race, player: Player) -> Deviation | None:
    stage = player.stage
    table.cases += len(race.calls)
    requests = [_request(stage, move) for move in race.calls]
    responses = _at_once(table.desk, stage, requests)
    told: list[Any] = [_told(response, move) for response, move in zip(responses, race.calls, strict=True)]
    told += [_read(stage, move) for move in race.reads]
    orders = list(_orders(race, stage))
    if not stage.findings and not any(_fits(told, due) for due in orders):
        closest = min(
            orders, key=lambda due: sum(not _one_fits(*pair) for pair in zip(told, due, strict=True))
        )
        at, (actual, due) = next(
            (at, pair) for at, pair in enumerate(zip(told, closest, strict=True)) if not _one_fits(*pair)
        )
        place = f"call {at + 1} of {len(race.calls)}" if at < len(race.calls) else "the read afterwards"
        [first, *_] = compare(due, actual, "$")
        due_there = f"{place}: {first.expected} at {first.path}"
        stage.find([Finding("$", due_there, first.actual, UNORDERED, LAW)])
    if not stage.findings:
        return None
    return player.deviation(Script((*race.before, *race.calls, *race.reads), law=LAW))


def _at_once(desk: Desk, stage: Stage, requests: list[Request]) -> list[Response]:
    answers: list[Future[Response]] = []
    try:
        with ThreadPoolExecutor(max_workers=len(requests)) as pool:
            answers += [pool.submit(desk.send, request) for request in requests]
    finally:
        # Whoever was made must be known, also if one call has no answer or the user has had enough.
        wait(answers)
        for request, answer in zip(requests, answers, strict=False):
            if answer.exception() is None:
                stage.take(request, answer.result())
    return [answer.result() for answer in answers]


def _request(stage: Stage, move: Move) -> Request:
    action = bind_action(move.action, stage.scope)
    if isinstance(action, DeleteAction):
        return Request(documents.CUSTOMER_DELETE, {"input": {"id": action.id}}, stage.version)
    assert isinstance(action, SetAction)  # noqa: S101 - races are made of these two
    identifier = {} if action.identifier is OMITTED else {"identifier": action.identifier}
    return Request(
        documents.customer_set(metafields=False), {**identifier, "input": action.input}, stage.version
    )


def _told(response: Response, move: Move) -> Any:
    payload = root(response, "customerDelete" if move.verb == "delete" else "customerSet")
    if not isinstance(payload, dict):
        return payload
    if move.verb == "delete":
        return {
            "deleted": payload.get("deletedCustomerId") is not None,
            "userErrors": payload.get("userErrors"),
        }
    return {"customer": payload.get("customer"), "userErrors": payload.get("userErrors")}


def _read(stage: Stage, move: Move) -> Any:
    [(by, value)] = bind({**live(move.what)}, stage.scope).items()
    return stage.read(value) if by == "id" else stage.read_by(by, value)


def _orders(race: Race, stage: Stage) -> Iterator[list[Any]]:
    """Yield what the answers and the reads would be in each order, by the domain."""
    for order in permutations(range(len(race.calls))):
        side = DomainSide()
        side.begin(replace(stage.scope, names={}), defined=False)
        for move in race.before:
            side.expect(move)
        due: list[Any] = [None] * len(race.calls)
        for at in order:
            due[at] = _due(side.expect(race.calls[at]), race.calls[at])
        yield due + [side.expect(move).customer for move in race.reads]


def _due(then: Expectation, move: Move) -> Any:
    errors = [] if then.user_errors is OMITTED else then.user_errors
    if move.verb == "delete":
        return {"deleted": not errors, "userErrors": errors}
    return {"customer": None if errors else then.customer, "userErrors": errors}


def _fits(told: list[Any], due: list[Any]) -> bool:
    return all(_one_fits(*pair) for pair in zip(told, due, strict=True))


def _one_fits(actual: Any, due: Any) -> bool:
    return not compare(due, actual, "$")
