"""When mishaps happen: rules such as `lost@customerSet#3`, and the count of calls that they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError, did_you_mean
from conformance.mock.mishaps import find_mishap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance.mock.mishaps import Mishap

_FORM: Final = "NAME[:AMOUNT][@FIELD][#WHICH]"
GRAMMAR: Final = f"""
{_FORM}
  @FIELD  only calls with this root field count, such as @customerSet, or of this kind: @query, @mutation
  #WHICH  which of the calls that count, in each shop: #3 the third, #2-4, #3+ from the third on, #/5 every fifth;
          without it all, but for throttle-once, which is for the first"""
"""How mishaps are asked for, in full."""

HEADER: Final = "x-conformance-mishap"

_RULE: Final = re.compile(
    r"(?P<name>[^:@#]*)(?::(?P<amount>[^@#]*))?(?:@(?P<field>[^#]*))?(?:#(?P<which>.*))?", re.DOTALL
)
_WHICH: Final = re.compile(r"(?P<first>\d{1,9})(?:(?P<open>\+)|-(?P<last>\d{1,9}))?|/(?P<every>\d{1,9})")
_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_AMOUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
_KINDS: Final = ("query", "mutation")
_HINT: Final = (
    f"A mishap is asked for as {_FORM}: lost@customerSet#3 loses the answer of the third customerSet call;"
    " #2-4, #3+ and #/5 (every fifth) are possible, too."
)


@dataclass(frozen=True, slots=True)
class Turns:
    """Which of the calls that count: `first`, and every `step`-th after it up to `last`."""

    first: int = 1
    last: int | None = None
    step: int = 1

    def has(self, number: int) -> bool:
        """Return whether the call with this number, counted from 1, is one of them."""
        return (
            number >= self.first
            and (self.last is None or number <= self.last)
            and (number - self.first) % self.step == 0
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A mishap, and the calls that it befalls.

    Attributes:
        text: as it was asked for.
        mishap: what happens.
        amount: its number, if it takes one.
        field: only calls with this root field count, or of this kind (`query`, `mutation`); None for all.
        turns: which of them; None if nothing was said about that.
    """

    text: str
    mishap: Mishap
    amount: int | None
    field: str | None
    turns: Turns | None

    def counts(self, names: Iterable[str]) -> bool:
        """Return whether a call with these root fields and this kind counts."""
        return self.field is None or self.field in names

    def is_due(self, number: int) -> bool:
        """Return whether it happens on the call with this number among those that count."""
        turns = self.turns or (_FIRST if self.mishap.is_once else _ALL)
        return turns.has(number)


_ALL: Final = Turns()
_FIRST: Final = Turns(last=1)


def parse_script(texts: Iterable[str], fields: Iterable[str]) -> tuple[Rule, ...]:
    """Read rules.

    Args:
        texts: such as `lost@customerSet#3`.
        fields: the root fields that there are.

    Raises:
        UsageError: one of them is none; the message says what is wrong with it, and names what is near.
    """
    known = tuple(fields)
    return tuple(parse_rule(text, known) for text in texts)


@lru_cache(maxsize=256)
def parse_rule(text: str, fields: tuple[str, ...]) -> Rule:
    """Read one rule; see `parse_script`."""
    found = _RULE.fullmatch(text.strip())
    if found is None or not found["name"]:
        raise UsageError(f'"{text}" is not a mishap.', hint=_HINT)
    mishap = find_mishap(found["name"])
    amount, field, which = found["amount"], found["field"], found["which"]
    return Rule(
        text.strip(),
        mishap,
        _amount(text, mishap, amount),
        None if field is None else _field(text, field, fields),
        None if which is None else _turns(text, which),
    )


def _amount(text: str, mishap: Mishap, given: str | None) -> int | None:
    if mishap.amount is None:
        if given is not None:
            raise UsageError(f'In "{text}", {mishap.name} takes no number.', hint=_HINT)
        return None
    if given is None:
        return mishap.amount.default
    if not _AMOUNT.fullmatch(given) or int(given) > mishap.amount.most:
        raise UsageError(
            f'In "{text}", "{given}" is not a number of {mishap.amount.unit} from 0 to {mishap.amount.most}.',
            hint=f"For example {mishap.name}:{mishap.amount.default or 100}.",
        )
    return int(given)


def _field(text: str, given: str, fields: Sequence[str]) -> str:
    known = (*_KINDS, *fields)
    if given in known:
        return given
    if not _NAME.fullmatch(given):
        raise UsageError(f'In "{text}", "{given}" is not a field.', hint=_HINT)
    raise UsageError(
        f'In "{text}", there is no root field "{given}".{did_you_mean(given, known)}',
        hint=f"After @ stands one of: {', '.join(known)}.",
    )


def _turns(text: str, given: str) -> Turns:
    found = _WHICH.fullmatch(given)
    if found is None:
        raise UsageError(f'In "{text}", "{given}" does not say which calls.', hint=_HINT)
    first = int(found["every"] or found["first"])
    if found["every"]:
        turns = Turns(first, None, max(first, 1))
    elif found["open"]:
        turns = Turns(first)
    else:
        turns = Turns(first, int(found["last"] or first))
    if first < 1 or (turns.last is not None and turns.last < first):
        raise UsageError(f'In "{text}", "{given}" is no call at all: they are counted from 1.', hint=_HINT)
    return turns


class Progress:
    """How far a shop is in a script; whoever uses it holds the shop's lock.

    Attributes:
        rules: the script.
        calls: how many calls counted, by rule.
        happened: how often each rule's mishap took place.
    """

    __slots__ = ("calls", "happened", "rules")

    def __init__(self, rules: tuple[Rule, ...] = ()) -> None:
        self.rules = rules
        self.calls = [0] * len(rules)
        self.happened = [0] * len(rules)

    def next(self, names: Sequence[str], *, is_spoken_for: bool = False) -> list[Rule]:
        """Count a call and return what happens to it: the first that is due, and those that add to others.

        Args:
            names: the call's root fields and its kind.
            is_spoken_for: whether the request asked for a mishap of its own, so that only what adds happens.
        """
        due: list[Rule] = []
        for index, rule in enumerate(self.rules):
            if not rule.counts(names):
                continue
            self.calls[index] += 1
            if not rule.is_due(self.calls[index]):
                continue
            if not rule.mishap.adds:
                if is_spoken_for:
                    continue
                is_spoken_for = True
            self.happened[index] += 1
            due.append(rule)
        return due
