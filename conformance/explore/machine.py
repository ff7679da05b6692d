"""Hypothesis plays sets, deletions and reads on a target and on the domain side by side, and compares after each step.

The target is the arbiter: on our mock a difference is a bug of ours, on a store it is a discovery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from conformance.explore import strategies
from conformance.explore.broken import BROKEN
from conformance.explore.expected import DomainSide
from conformance.explore.player import Player, PointlessError
from conformance.explore.script import NAMESPACE, Move

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from conformance.explore.player import Table

_PICK = st.integers(0, 11)
_INLINE = st.sampled_from((False, False, False, False, False, False, True))
_ODD = st.sampled_from(("right", "right", "right", "right", "right", "missing", "other", "id-too"))
_UNKNOWN = {"id": "${gid.unknown}"}
_NOBODY = st.sampled_from(
    (
        Move("when", {"identifier": _UNKNOWN, "input": {"note": "boo", "firstName": "Ghost"}}),
        Move("when", {"identifier": _UNKNOWN, "input": {"note": "boo", "firstName": "Ghost"}}),
        Move("read", _UNKNOWN),
        Move("delete", _UNKNOWN),
    )
)
_STRAY = st.integers(0, 3).flatmap(lambda at: _NOBODY if at < 2 else BROKEN)


@st.composite
def _input(draw: DrawFn) -> dict[str, Any]:
    """Draw an input for the API version of the table that the machine plays on."""
    machine = draw(st.runner())
    return draw(strategies.inputs(machine.table.version))


_GIVEN = _input()


class Exploration(RuleBasedStateMachine):
    """Sets by no identifier and by each kind of identifier, deletions, reads, and calls that the schema forbids.

    Attributes:
        table: where it is played.
    """

    table: Table

    def __init__(self) -> None:
        super().__init__()
        self.side = self.table.side()
        # Beside another target the domain goes along, only to know who is who.
        self.domain = self.side if isinstance(self.side, DomainSide) else DomainSide()
        self.player: Player | None = None
        self.over = False
        # Not bundles of hypothesis', whose empty ones cost as much to pass over as a step to play.
        self.people: list[str] = []
        self.ghosts: list[str] = []
        self.made = 0

    @initialize(defined=st.sampled_from((True, False)))
    def begin(self, defined: bool) -> None:  # noqa: FBT001 - hypothesis passes by name
        """Start with a definition for custom ids or without."""
        self.defined = defined
        self.player = Player(self.table, self.side, defined=defined)
        if self.side is not self.domain:
            self.domain.begin(self.player.stage.scope, defined=defined)
        self._end(self.player.start())

    @rule(given=_GIVEN, inline=_INLINE)
    def create(self, given: dict[str, Any], inline: bool) -> None:  # noqa: FBT001 - likewise
        """Without an identifier somebody new is made."""
        self._set({"input": given}, inline=inline)

    @rule(pick=_PICK, given=_GIVEN, odd=_ODD, deep=st.booleans())
    def update(self, pick: int, given: dict[str, Any], odd: str, deep: bool) -> None:  # noqa: FBT001 - likewise
        """By id the customer changes in what is sent and in nothing else; an address may be named by its id."""
        who = self._somebody(pick)
        if deep and given.get("addresses") and self._has_addresses(who):
            first, *rest = given["addresses"]
            given = {**given, "addresses": [{**first, "id": f"${{{who}.addresses.0.id}}"}, *rest]}
        if odd == "other":  # the deprecated way to name somebody
            self._set({"input": {**given, "id": f"${{{who}.id}}"}}, name=who)
        else:
            self._by({"id": f"${{{who}.id}}"}, given, odd, who)

    @rule(number=strategies.NUMBERS, given=_GIVEN, odd=_ODD, spelling=_PICK)
    def upsert_by_email(self, number: int, given: dict[str, Any], odd: str, spelling: int) -> None:
        """By email whoever has it changes, or somebody is made who does."""
        self._contact("email", number, given, odd, _spelled("email", number, spelling))

    @rule(number=strategies.NUMBERS, given=_GIVEN, odd=_ODD, spelling=_PICK)
    def upsert_by_phone(self, number: int, given: dict[str, Any], odd: str, spelling: int) -> None:
        """By phone likewise."""
        self._contact("phone", number, given, odd, _spelled("phone", number, spelling))

    @rule(number=strategies.NUMBERS, given=_GIVEN, odd=_ODD)
    def upsert_by_custom_id(self, number: int, given: dict[str, Any], odd: str) -> None:
        """By custom id likewise, if there is a definition; else the call fails as a whole."""
        key = "${definition.key}" if self.defined and odd != "missing" else "${unique.key.9}"
        who = {"namespace": NAMESPACE, "key": key, "value": strategies.value(number)}
        found = self.domain.who("customId", strategies.value(number)) if self.defined else None
        self._by({"customId": who}, given, odd, self.domain.person(found))

    @rule(pick=_PICK, note=st.sampled_from(("once more", "")))
    def again(self, pick: int, note: str) -> None:
        """A short set, and the same again."""
        who = self._somebody(pick)
        move = Move("when", {"identifier": {"id": f"${{{who}.id}}"}, "input": {"note": note}}, who)
        self._step(move)
        self._step(move)

    @rule(number=strategies.NUMBERS, kind=st.sampled_from(("email", "phone")), spelling=_PICK)
    def clash(self, number: int, kind: str, spelling: int) -> None:
        """Nobody gets an email or a phone that somebody has, however it is spelled."""
        if self.domain.who(kind, _spelled(kind, number, 0)) is None:
            self._set({"input": {"firstName": "Grace", kind: _spelled(kind, number, 0)}})
        taken = {"firstName": "Ada", kind: _spelled(kind, number, spelling)}
        if spelling % 2:
            self._set({"input": taken})
        else:
            other = "phone" if kind == "email" else "email"
            free = number % strategies.PEOPLE + 1
            self._contact(other, free, taken, "right", _spelled(other, free, 0))

    @rule(pick=_PICK)
    def delete(self, pick: int) -> None:
        """Who is deleted is gone, and their email and phone are free again."""
        who = self._somebody(pick)
        if who in self.people:
            self.people.remove(who)
            self.ghosts.append(who)
        self._step(Move("delete", {"id": f"${{{who}.id}}"}))

    @rule(number=strategies.NUMBERS, by=st.sampled_from(("id", "email", "phone", "customId")), pick=_PICK)
    def look(self, number: int, by: str, pick: int) -> None:
        """Whoever has an id or an identifier is found by it."""
        if by == "id":
            self._step(Move("read", {"id": f"${{{self._somebody(pick)}.id}}"}))
        elif by != "customId":
            self._step(Move("read", {by: _spelled(by, number, pick)}))
        elif self.defined:
            value = strategies.value(number)
            who = {"namespace": NAMESPACE, "key": "${definition.key}", "value": value}
            self._step(Move("read", {by: who}))

    @rule(move=_STRAY, pick=_PICK)
    def stray(self, move: Move, pick: int) -> None:
        """Nobody has the id of a deleted customer, or one that was never given; what is against the schema is refused."""
        if move.verb != "call" and self.ghosts:
            named = {"id": f"${{{self.ghosts[pick % len(self.ghosts)]}.id}}"}
            what = {"identifier": named, "input": move.what["input"]} if move.verb == "when" else named
            move = Move(move.verb, what)
        self._step(move)

    def teardown(self) -> None:
        """Delete what was made."""
        if self.player is not None:
            self.player.finish()

    def _contact(self, key: str, number: int, given: dict[str, Any], odd: str, spelled: str) -> None:
        who = self.domain.person(self.domain.who(key, spelled))
        other = number % strategies.PEOPLE + 1 if odd == "other" else number
        sent = {name: value for name, value in given.items() if name != key}
        if odd != "missing":
            sent[key] = _spelled(key, other, 0)
        self._by({key: spelled}, sent, odd, who)

    def _by(self, identifier: dict[str, Any], given: dict[str, Any], odd: str, who: str) -> None:
        sent = {**given, "id": "${gid.unknown}"} if odd == "id-too" else given
        self._set({"identifier": identifier, "input": sent}, name=who)

    def _set(self, what: dict[str, Any], name: str = "", *, inline: bool = False) -> None:
        """Send a set about somebody who has a name, or about somebody new, who gets one unless it is refused."""
        if self.over or self.player is None:
            return
        if not name:
            self.made += 1
        name = name or f"c{self.made}"
        self._step(Move("when", {**what, "inline": True} if inline else what, name))
        if name in self.domain.names and name not in self.people:
            self.people.append(name)

    def _somebody(self, pick: int) -> str:
        """Return the name of one who is there; if nobody is, somebody is made."""
        if not self.people:
            self._set({"input": {"firstName": "Ada", "email": strategies.email(1), "tags": ["VIP"]}})
        return self.people[pick % len(self.people)] if self.people else f"c{self.made}"

    def _has_addresses(self, who: str) -> bool:
        number = self.domain.names.get(who)
        found = self.domain.store.get(number) if number is not None else None
        return bool(found and found.addresses)

    def _step(self, move: Move) -> None:
        if self.over or self.player is None:
            return
        try:
            if self.side is not self.domain:
                self.domain.expect(move)
            self._end(self.player.play(move))
        except PointlessError:
            self.over = True  # the domain took somebody for made whom the target refused

    def _end(self, found: Any) -> None:
        if found is not None:
            self.over = self.table.report(found)


def machine_for(table: Table) -> type[Exploration]:
    """Return the state machine that explores what stands on a table, for `run_state_machine_as_test`."""

    class _Exploration(Exploration):
        pass

    _Exploration.table = table
    return _Exploration


def _spelled(kind: str, number: int, spelling: int) -> str:
    found = strategies.spellings(kind, number)
    return found[spelling % len(found)]
