"""How a mock is set up: the options of `conformance mock`, as one value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conformance.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conformance.mock.behaviour import Behaviours

_RATES = re.compile(r"(\d{1,9})/(\d{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Rates:
    """The leaky bucket of an app on a shop: how many points it holds, and how many flow back a second.

    The default is what a development store was recorded with (2026-04).
    """

    size: int = 2000
    restore: int = 100

    @classmethod
    def parse(cls, text: str) -> Rates:
        """Read `2000/100`, size before restore rate.

        Raises:
            UsageError: the text is not two whole numbers above zero.
        """
        found = _RATES.match(text.strip())
        if not found or not int(found[1]) or not int(found[2]):
            raise UsageError(
                f'"{text}" is not a bucket.', hint="Give its size and its restore rate, such as 2000/100."
            )
        return cls(int(found[1]), int(found[2]))


def wall_clock() -> datetime:
    """Return the time of the computer's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a mock is told before it starts.

    Attributes:
        token: the only access token that is let in; None lets any in.
        bucket: the rates of every app on every shop of which `behaviours` says nothing about bucket and plan.
        latency: milliseconds that every answer is held back.
        fault: the name of the deliberate deviation to show; None for none.
        clock: where the time comes from, in UTC.
        log: how many of the latest requests each shop remembers.
        mishaps: what goes wrong between client and shop, and when, such as `lost@customerSet#3`.
        state: the file that keeps the shops' state over a restart; None keeps it in memory alone.
        behaviours: what each shop is like; None if they are all as a development store was recorded.
    """

    token: str | None = None
    bucket: Rates = Rates()
    latency: int = 0
    fault: str | None = None
    clock: Callable[[], datetime] = wall_clock
    log: int = 500
    mishaps: tuple[str, ...] = ()
    state: Path | None = None
    behaviours: Behaviours | None = None
