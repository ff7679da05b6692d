"""A target behind a counter: how much was asked, when it is enough, and when others should have their turn."""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.errors import TargetError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.wire import Request, Response, Target

_BUDGET: Final = re.compile(r"(\d{1,9})(?:-?(calls|points|s|m|h))\Z")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}

LEFT_TO_OTHERS: Final = 0.5
"""The share of a bucket that exploring leaves for other apps: an explorer has time."""


class SpentError(BaseException):
    """The budget is used up. It passes through hypothesis, which takes an Exception for a failure of what it tries."""


class LostError(BaseException):
    """The target gives no answer any more; likewise.

    Args:
        error: why.
    """

    def __init__(self, error: TargetError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be asked: calls, query cost points or seconds.

    Attributes:
        amount: how many.
        unit: `calls`, `points` or `s`.
    """

    amount: int
    unit: str = "calls"

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read `500-calls`, `2000-points`, `90s`, `5m` or `1h`.

        Raises:
            UsageError: it is none of these, or nothing.
        """
        found = _BUDGET.match(text.strip())
        if not found or not int(found[1]):
            raise UsageError(f'"{text}" is no budget.', hint="Give 500-calls, 2000-points, 90s, 5m or 1h.")
        amount, unit = int(found[1]), found[2]
        return cls(amount * _SECONDS[unit], "s") if unit in _SECONDS else cls(amount, unit)

    def __str__(self) -> str:
        return f"{self.amount} {'seconds' if self.unit == 's' else self.unit}"


class Desk:
    """A target that counts, keeps to a budget and leaves room in the bucket.

    Args:
        target: who is asked.
        budget: how much; None for no end.
        sleep: how to wait; takes seconds.
        clock: seconds since some moment.
        tick: called after each answer.
    """

    def __init__(
        self,
        target: Target,
        budget: Budget | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self._target = target
        self._budget = budget
        self._sleep = sleep
        self._clock = clock
        self._tick = tick
        self._lock = threading.Lock()
        self._began = clock()
        self._free = 0
        self._unanswered: list[Request] = []
        self.name = target.name
        self.is_shopify = target.is_shopify
        self.is_disposable = target.is_disposable
        self.calls = 0
        self.points = 0.0
        self.waited = 0.0

    @property
    def seconds(self) -> float:
        """How long it has been open."""
        return self._clock() - self._began

    @property
    def is_spent(self) -> bool:
        """Whether the budget is used up."""
        if self._budget is None:
            return False
        used = {"calls": self.calls, "points": self.points, "s": self.seconds}
        return used[self._budget.unit] >= self._budget.amount

    @contextmanager
    def overtime(self) -> Iterator[None]:
        """Let calls through, for the length of a with block, that a budget does not end: to tidy up, to make sure."""
        self._free += 1
        try:
            yield
        finally:
            self._free -= 1

    def send(self, request: Request) -> Response:
        """Send one request and count it.

        Raises:
            SpentError: the budget is used up.
            LostError: nobody answers.
        """
        if self.is_spent and not self._free:
            raise SpentError
        try:
            response = self._target.send(request)
        except BaseException as error:
            # Also if the user has had enough while it was on its way: what it made must be looked up.
            with self._lock:
                self._unanswered.append(request)
            if self._free or not isinstance(error, TargetError):
                raise  # whoever tidies up goes on with what is left
            raise LostError(error) from None
        with self._lock:
            self.calls += 1
            pause = self._account(response)
        self._tick()
        if pause:
            self._sleep(pause)
            self.waited += pause
        return response

    def unanswered(self) -> list[Request]:
        """Return the requests whose answers never came, each once."""
        with self._lock:
            found, self._unanswered = self._unanswered, []
        return found

    def _account(self, response: Response) -> float:
        """Count the points of an answer; return how long to wait until others have enough room again."""
        try:
            cost = response.payload["extensions"]["cost"]
            self.points += cost["actualQueryCost"] or 0
            status = cost["throttleStatus"]
            missing = status["maximumAvailable"] * LEFT_TO_OTHERS - status["currentlyAvailable"]
            return float(max(missing, 0.0) / status["restoreRate"])
        except (KeyError, TypeError, ZeroDivisionError):
            return 0.0  # a wrong server may say anything here; that is for the oracle
