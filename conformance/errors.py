"""The errors that a user of the harness can cause or meet, each with what to do about it.

    ConformanceError
    +-- UsageError              an option, a setting or a file of the user's is wrong     exit code 2
    |   +-- ScenarioError       a scenario file has problems; holds them all
    |   +-- UnknownVersionError an API version that is not bundled
    |   +-- CassetteError       a recording can't be read, written or played again
    |   +-- ResidueError        what was to be written still holds a secret or somebody's data
    +-- TargetError             the target can't give a verdict                           exit code 3
        +-- UnreachableError    no connection, or it broke
        |   +-- LostAnswerError the answer to a write was lost, and the write can't be sent again
        +-- BrokenError         it failed on its own side: 5xx, INTERNAL_SERVER_ERROR, a garbled answer
        +-- UnrecordedError     a replay was asked for what was not recorded
        +-- RefusedError        it answered, but not as an Admin API: wrong token, HTML, a redirect
        |   +-- UnsafeError     nothing is written there: no development store, or nobody said that we may
        +-- ThrottledError      it kept answering THROTTLED until patience ran out
        +-- BudgetError         the run would write more than it may

Anything else that escapes is a bug of ours and keeps its traceback.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class ConformanceError(Exception):
    """A condition that is told to the user in one message, without a traceback.

    Args:
        message: what is wrong, and where.
        hint: what to do about it; shown on a line of its own.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(ConformanceError):
    """An option, a setting or a file given by the user is wrong."""


class ScenarioError(UsageError):
    """A scenario or requirement file has problems; the message lists them all, each with its position."""


class UnknownVersionError(UsageError):
    """An API version that has no bundled schema."""


class CassetteError(UsageError):
    """A recording can't be read, written or played again."""


class ResidueError(UsageError):
    """What was to be written still holds a secret or the data of a person, so that it was not written."""


class TargetError(ConformanceError):
    """The target could not be asked, so there is no verdict about it."""

    exit_code: ClassVar[int] = 3


class UnreachableError(TargetError):
    """No connection to the target, or the connection broke."""


class LostAnswerError(UnreachableError):
    """A write may have been made, its answer was lost, and sending it again could make it twice."""


class BrokenError(TargetError):
    """The target failed on its own side, which says nothing about what it would have answered."""


class UnrecordedError(TargetError):
    """A replay was asked for a call that its cassette does not hold."""


class RefusedError(TargetError):
    """The target answered, but not as a GraphQL Admin API for us (401, HTML, a redirect, ...)."""


class UnsafeError(RefusedError):
    """Nothing may be written to the target: it has not proven to be safe, or nobody has said that we may."""


class ThrottledError(TargetError):
    """The target kept throttling until our patience ran out."""


class JournalError(TargetError):
    """The journal or the count of writes can't be kept, so that nothing more may be written to the target."""


class BudgetError(TargetError):
    """The run would write more than it was allowed to."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None if none is close enough to be meant."""
    names = list(known)
    folded = {name.casefold(): name for name in reversed(names)}
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean "x"?`, or an empty string if no known word is near."""
    name = nearest(word, known)
    return f' Did you mean "{name}"?' if name else ""
