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
from conformance.explore.player import Player
from conformance.explore.script import NAMESPACE, Move

if TYPE_CHECKING:
    from conformance.explore.player import Table

_PICK = st.integers(0, 11)
_INLINE = st.sampled_from((False, False, False, False, False, False, True))
_ODD = st.sampled_from(("right", "right", "right", "right", "right", "missing", "other", "id-too"))


def machine_for(table: Table, side: Any = None) -> type[RuleBasedStateMachine]:
    """Return the state machine that explores what stands on a table, for `run_state_machine_as_test`.

    Args:
        table: where.
        side: makes the side that says what is due beside the domain; None takes the domain's word.
    """
    given = strategies.inputs(table.version)

    class Exploration(RuleBasedStateMachine):
        """Sets by no identifier and by each kind of identifier, deletions, reads, and calls that the schema forbids."""

        def __init__(self) -> None:
            super().__init__()
            self.domain = DomainSide()
            self.player: Player | None = None
            self.over = False
            # Not bundles of hypothesis', whose empty ones cost as much to pass over as a step to play.
            self.people: list[str] = []
            self.ghosts: list[str] = []
            self.made = 0

        @initialize(defined=st.sampled_from((False, False, True)))
        def begin(self, defined: bool) -> None:  # noqa: FBT001 - hypothesis passes by name
            """Start with a definition for custom ids or without."""
            judge = side() if side else self.domain
            self.defined = defined
            self.player = Player(table, judge, defined=defined)
            if side:
                self.domain.begin(self.player.stage.scope, defined=defined)
            self._end(self.player.start())

        @rule(given=given, inline=_INLINE)
        def create(self, given: dict[str, Any], inline: bool) -> None:  # noqa: FBT001 - likewise
            """Without an identifier somebody new is made."""
            self._set({"input": given}, inline=inline)

        @rule(pick=_PICK, given=given, odd=_ODD, deep=st.booleans())
        def update(self, pick: int, given: dict[str, Any], odd: str, deep: bool) -> None:  # noqa: FBT001 - likewise
            """By id the customer changes in what is sent and in nothing else; an address may be named by its id."""
            who = _one(self.people, pick)
            if not who:
                return
            if deep and given.get("addresses") and self._has_addresses(who):
                first, *rest = given["addresses"]
                given = {**given, "addresses": [{**first, "id": f"${{{who}.addresses.0.id}}"}, *rest]}
            if odd == "other":  # the deprecated way to name somebody
                self._set({"input": {**given, "id": f"${{{who}.id}}"}}, name=who)
            else:
                self._by({"id": f"${{{who}.id}}"}, given, odd, who)

        @rule(number=strategies.NUMBERS, given=given, odd=_ODD, spelling=_PICK)
        def upsert_by_email(self, number: int, given: dict[str, Any], odd: str, spelling: int) -> None:
            """By email whoever has it changes, or somebody is made who does."""
            self._contact("email", number, given, odd, _spelled("email", number, spelling))

        @rule(number=strategies.NUMBERS, given=given, odd=_ODD, spelling=_PICK)
        def upsert_by_phone(self, number: int, given: dict[str, Any], odd: str, spelling: int) -> None:
            """By phone likewise."""
            self._contact("phone", number, given, odd, _spelled("phone", number, spelling))

        @rule(number=strategies.NUMBERS, given=given, odd=_ODD)
        def upsert_by_custom_id(self, number: int, given: dict[str, Any], odd: str) -> None:
            """By custom id likewise, if there is a definition; else the call fails as a whole."""
            key = "${definition.key}" if self.defined and odd != "missing" else "${unique.key.9}"
            who = {"namespace": NAMESPACE, "key": key, "value": strategies.value(number)}
            found = self.domain.who("customId", strategies.value(number)) if self.defined else None
            self._by({"customId": who}, given, odd, self.domain.person(found))

        @rule(pick=_PICK, note=st.sampled_from(("once more", "")))
        def again(self, pick: int, note: str) -> None:
            """A short set, and the same again."""
            who = _one(self.people, pick)
            if who:
                move = Move("when", {"identifier": {"id": f"${{{who}.id}}"}, "input": {"note": note}}, who)
                self._step(move)
                self._step(move)

        @rule(pick=_PICK)
        def delete(self, pick: int) -> None:
            """Who is deleted is gone, and their email and phone are free again."""
            who = _one(self.people, pick)
            if who:
                self.people.remove(who)
                self.ghosts.append(who)
                self._step(Move("delete", {"id": f"${{{who}.id}}"}))

        @rule(pick=_PICK, verb=st.sampled_from(("when", "read", "delete")))
        def haunt(self, pick: int, verb: str) -> None:
            """Nobody has the id of somebody who was deleted."""
            who = _one(self.ghosts, pick)
            if who:
                named = {"id": f"${{{who}.id}}"}
                what = {"identifier": named, "input": {"note": "boo"}} if verb == "when" else named
                self._step(Move(verb, what))

        @rule(given=given)
        def nobody(self, given: dict[str, Any]) -> None:
            """An id that nobody ever had creates nobody."""
            self._step(Move("when", {"identifier": {"id": "${gid.unknown}"}, "input": given}))

        @rule(number=strategies.NUMBERS, by=st.sampled_from(("email", "phone", "customId")), spelling=_PICK)
        def look_up(self, number: int, by: str, spelling: int) -> None:
            """By identifier whoever has it is found."""
            if by != "customId":
                self._step(Move("read", {by: _spelled(by, number, spelling)}))
            elif self.defined:
                value = strategies.value(number)
                who = {"namespace": NAMESPACE, "key": "${definition.key}", "value": value}
                self._step(Move("read", {by: who}))

        @rule(pick=_PICK)
        def look_at(self, pick: int) -> None:
            """By id the customer is found."""
            who = _one(self.people, pick)
            if who:
                self._step(Move("read", {"id": f"${{{who}.id}}"}))

        @rule(move=BROKEN)
        def break_schema(self, move: Move) -> None:
            """A call that the schema forbids never reaches the mutation."""
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
            if self.over:
                return
            if not name:
                self.made += 1
            name = name or f"c{self.made}"
            self._step(Move("when", {**what, "inline": True} if inline else what, name))
            if name in self.domain.names and name not in self.people:
                self.people.append(name)

        def _has_addresses(self, who: str) -> bool:
            number = self.domain.names.get(who)
            found = self.domain.store.get(number) if number is not None else None
            return bool(found and found.addresses)

        def _step(self, move: Move) -> None:
            if self.over or self.player is None:
                return
            if side:
                self.domain.expect(move)
            self._end(self.player.play(move))

        def _end(self, found: Any) -> None:
            if found is not None:
                self.over = table.report(found)

    return Exploration


def _one(names: list[str], pick: int) -> str:
    return names[pick % len(names)] if names else ""


def _spelled(kind: str, number: int, spelling: int) -> str:
    found = strategies.spellings(kind, number)
    return found[spelling % len(found)]
