"""Scripts played on a target, step by step; whatever a run of scenarios would find is found here."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from conformance.explore.marking import marked
from conformance.explore.script import NAMESPACE, Script
from conformance.explore.taxonomy import check_errors
from conformance.match import Matcher, equal_trees
from conformance.oracle.finding import from_differences
from conformance.privacy.redaction import Redactor
from conformance.runner import Session
from conformance.runner.cleanup import clean_up
from conformance.runner.given import set_up
from conformance.runner.stage import Stage
from conformance.runner.steps import perform
from conformance.scenario.bindings import Reference, UnboundError, bind_action
from conformance.scenario.model import OMITTED, CallAction, Case, Expectation, Given, Scenario, Step
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from conformance.explore.desk import Desk
    from conformance.explore.expected import Side
    from conformance.explore.script import Agreement, Move
    from conformance.oracle.finding import Finding
    from conformance.scenario.requirement import Requirement
    from conformance.scenario.unique import Unique
    from conformance.versions import ApiVersion
    from conformance.wire import Exchange, Json

MODEL: Final = "explore.as-modelled"
"""Requirement of a difference that only the comparison with the domain shows."""

SCENARIO: Final = "found/explored"
DEFINITION: Final = {"namespace": NAMESPACE, "key": Reference(("unique", "key"), 0)}
_INDEX: Final = re.compile(r"\[\d+\]")
_VARIED: Final = re.compile(r'"[^"]*"|\d+( elements?)?')
_WHERE_IN_A_TEXT: Final = re.compile(r" from character .*")


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a target was found to be wrong, or to be unlike what was assumed.

    Attributes:
        script: the steps up to the one that showed it.
        finding: what was found.
        thens: what was due after each step.
        unique: the identities that it was played with.
        side_law: id of the requirement that a difference from the side breaks.
        by: which explorer found it.
        calls: how many calls had been made by then.
        redactor: takes out of texts about it what must not be written down; the finding's own are clean already.
    """

    script: Script
    finding: Finding
    thens: tuple[Expectation, ...] = ()
    unique: Unique | None = None
    side_law: str = MODEL
    by: str = ""
    calls: int = 0
    redactor: Redactor = field(default_factory=Redactor, compare=False, repr=False)

    @property
    def requirement(self) -> str:
        """Id of the requirement that is broken: what always holds before the law that the script is about."""
        return self.finding.requirement or self.script.law or self.side_law

    @property
    def proves(self) -> tuple[str, ...]:
        """Ids of all requirements that it speaks against."""
        return tuple(dict.fromkeys(filter(None, (self.requirement, self.script.law))))

    @property
    def signature(self) -> str:
        """What makes two failures the same: requirement, place and kind of step, whatever the values."""
        last = self.script.moves[-1].verb if self.script.moves else "given"
        path = _INDEX.sub("[]", self.finding.path)
        kind = _VARIED.sub("_", _WHERE_IN_A_TEXT.sub("", self.finding.message))
        return f"{self.requirement} {last} {path} {kind}"


class DeviationError(BaseException):
    """A deviation was found. Hypothesis would take an Exception as its own to make smaller, at any price in calls.

    Args:
        deviation: which.
    """

    def __init__(self, deviation: Deviation) -> None:
        super().__init__(deviation.finding.message)
        self.deviation = deviation


class PointlessError(Exception):
    """A script can't be played: a step refers to somebody who is not there."""


@dataclass
class Table:
    """What the explorers of one run share.

    Attributes:
        desk: the target.
        version: the API version to ask for.
        seed: where identities and choices come from.
        requirements: the catalogue, by id.
        side: makes the side that says what is due; called for each script.
        law: id of the requirement that a difference from the side breaks.
        known: signatures of what was found already, which nobody needs to find again.
        scripts: how many have been played.
        cases: how many steps of scripts have been played and judged, the unit in which speed is told.
        wasted: how many scripts in a row ended with something known.
        left_behind: ids of what could not be deleted again.
        met: ids of every customer met so far.
        met_there: the same of a second target.
        secrets: gives credentials in use and the stores' domains, which must not be written down.
    """

    desk: Desk
    version: ApiVersion
    seed: str
    requirements: Mapping[str, Requirement]
    side: Callable[[], Side]
    law: str = MODEL
    known: set[str] = field(default_factory=set)
    scripts: int = 0
    cases: int = 0
    wasted: int = 0
    left_behind: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    met_there: set[str] = field(default_factory=set)
    secrets: Callable[[], tuple[str, ...]] = tuple

    def session(self, desk: Desk | None = None) -> Session:
        """Return a session with the target, or with another, that keeps the run's list of what was left behind."""
        # Two targets may give the same ids, and mean different customers.
        met = self.met if desk is None else self.met_there
        return Session(desk or self.desk, self.requirements, self.seed, met=met, left_behind=self.left_behind)

    def report(self, deviation: Deviation) -> bool:
        """Raise a deviation that is new; tell of one that is known that it is.

        Raises:
            DeviationError: it is new.
        """
        if deviation.signature in self.known:
            self.wasted += 1
            return True
        self.wasted = 0
        raise DeviationError(replace(deviation, calls=self.desk.calls))


class Player:
    """One script on its way.

    Args:
        table: where it is played.
        side: says what is due; None leaves it to the moves themselves and to what always holds.
        defined: whether the script starts with a definition for custom ids.
        law: the requirement that the script is about.
    """

    def __init__(self, table: Table, side: Side | None, *, defined: bool = False, law: str = "") -> None:
        self._table = table
        self._side = side
        self._moves: list[Move] = []
        self._thens: list[Expectation] = []
        self._defined = defined
        self._law = law
        self._heard = 0
        table.scripts += 1
        given = Given(definition=DEFINITION) if defined else Given()
        scenario = Scenario(SCENARIO, "found", "", (), Evidence.ASSUMED, (), given=given)
        self.stage = Stage(table.session(), Case(scenario, str(table.scripts)), table.version)
        if side is not None:
            side.begin(self.stage.scope, defined=defined)

    def start(self) -> Deviation | None:
        """Make what the script starts from."""
        set_up(self.stage)
        return self._judged()

    def play(self, move: Move) -> Deviation | None:
        """Take one step, and return what is wrong with the answer.

        Raises:
            PointlessError: it refers to somebody who is not there.
        """
        move = move if self._table.desk.is_disposable else marked(move)
        self._moves.append(move)
        self._table.cases += 1
        try:
            then = move.then or (self._side.expect(move) if self._side else Expectation())
            succeeds = then.user_errors in (OMITTED, []) and not then.expects_errors
            save = ((move.name, ("customer",)),) if move.name and succeeds else ()
            self._thens.append(then)
            perform(self.stage, Step(move.action, then, save=save))
        except UnboundError as error:
            raise PointlessError(str(error)) from None
        return self._judged()

    def ask(self, move: Move, judge: Callable[[Exchange], Iterable[Finding]]) -> Deviation | None:
        """Send a document whose answer may be data or errors, and return what is wrong with it by a judge.

        What was due of it is only known afterwards: errors if there were some.
        """
        self._moves.append(move)
        self._table.cases += 1
        action = bind_action(move.action, self.stage.scope)
        assert isinstance(action, CallAction)  # noqa: S101 - documents are sent by `call` only
        self.stage.send(str(action.document), {})
        exchange = self.stage.exchanges[-1]
        self.stage.find(judge(exchange))
        self._thens.append(_whatever(exchange.response.payload))
        return self._judged()

    def _taxed(self) -> None:
        """Judge the errors and the cost of what was said since the last step; a run of scenarios leaves that to them."""
        while self._heard < len(self.stage.exchanges):
            for finding in check_errors(self.stage.exchanges[self._heard]):
                self.stage.findings.append((finding, self._heard))
            self._heard += 1

    def agree(self, agreement: Agreement) -> Deviation | None:
        """Judge that two customers are alike."""
        names = self.stage.scope.names
        left, right = names.get(agreement.left), names.get(agreement.right)
        if not isinstance(left, dict) or not isinstance(right, dict):
            raise PointlessError(f"{agreement.left} or {agreement.right} is not there")
        if agreement.only:
            left, right = ({name: each.get(name) for name in agreement.only} for each in (left, right))
        differences = equal_trees(left, right, agreement.ignoring, path="$.data.customer")
        lead = f"{agreement.right} is not as {agreement.left}: "
        self.stage.find(from_differences(differences, self._law, lead))
        return self._judged()

    def finish(self) -> None:
        """Delete what the script made, from a target that outlives it."""
        self.stage.unanswered += self._table.desk.unanswered()
        with self._table.desk.overtime():
            clean_up(self.stage)

    def _judged(self) -> Deviation | None:
        self._taxed()
        if not self.stage.findings:
            return None
        script = Script(tuple(self._moves), self._defined, law=self._law)
        return self.deviation(script, tuple(self._thens))

    def deviation(self, script: Script, thens: tuple[Expectation, ...] = ()) -> Deviation:
        """Return the first thing that was found, as it may be told and written down."""
        redactor = Redactor(self._table.secrets())
        redactor.learn((*(self._side.exchanges if self._side else ()), *self.stage.exchanges))
        finding, _ = self.stage.findings[0]
        clean = replace(
            finding,
            expected=redactor.text(finding.expected),
            actual=redactor.text(finding.actual),
            message=redactor.text(finding.message),
        )
        return Deviation(script, clean, thens, self.stage.scope.unique, self._table.law, redactor=redactor)


def _whatever(payload: Json) -> Expectation:
    """Return what holds of an answer for certain: that it has errors if it does."""
    data = payload.get("data") if isinstance(payload, dict) else None
    roots = data.values() if isinstance(data, dict) else ()
    refused = any(isinstance(root, dict) and root.get("userErrors") for root in roots)
    whatever = Matcher("any", argument=True)
    return Expectation(
        errors=whatever if isinstance(payload, dict) and "errors" in payload else OMITTED,
        user_errors=whatever if refused else OMITTED,
    )


def play(table: Table, script: Script, side: Side | None) -> Deviation | None:
    """Play a whole script and return the first thing that is wrong.

    Raises:
        PointlessError: a step refers to somebody who is not there.
    """
    with playing(table, side, defined=script.defined, law=script.law) as player:
        found = player.start()
        for move in script.moves:
            found = found or player.play(move)
        for agreement in script.agreements:
            found = found or player.agree(agreement)
        return found and replace(found, script=replace(found.script, agreements=script.agreements))


@contextmanager
def playing(table: Table, side: Side | None, *, defined: bool = False, law: str = "") -> Iterator[Player]:
    """Give a player that tidies up after itself."""
    player = Player(table, side, defined=defined, law=law)
    try:
        yield player
    finally:
        player.finish()
