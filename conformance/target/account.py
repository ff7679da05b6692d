"""What a connection went through: points, waits, faults, writes. Counted here, told by the report."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from conformance.report.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass
class Account:
    """Counts of one process, which several threads add to.

    Attributes:
        requests: answers that came.
        points: what the target says they have cost.
        throttled: answers that were a throttle.
        waited: seconds spent waiting for the bucket, all threads together.
        again: requests that were sent again after a fault.
        faults: network faults and failures of the target's own.
        customers: writes that may have created a customer.
        mutations: mutations sent, again or not.
        held: writes that were held back because the budget was spent.
    """

    requests: int = 0
    points: int = 0
    throttled: int = 0
    waited: float = 0.0
    again: int = 0
    faults: int = 0
    customers: int = 0
    mutations: int = 0
    held: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, **amounts: float) -> None:
        """Add to counts, by their names."""
        with self._lock:
            for name, amount in amounts.items():
                setattr(self, name, getattr(self, name) + amount)

    def plain(self) -> dict[str, float]:
        """Return the counts by name, as a worker sends them."""
        return {each.name: getattr(self, each.name) for each in fields(self) if not each.name.startswith("_")}


def total(accounts: Iterable[Mapping[str, float]]) -> Account:
    """Return the sum of the accounts of several workers."""
    found = Account()
    for each in accounts:
        found.add(**each)
    return found


def remarks(account: Account) -> list[str]:
    """Return what a reader of the report should know, in sentences; nothing where all went smoothly."""
    told = []
    if account.throttled or account.waited >= 1:
        told.append(
            f"The target's bucket was waited for: {account.waited:.0f} s in all, over"
            f" {plural(account.requests, 'request')}; {plural(account.throttled, 'answer')} said THROTTLED or 429."
        )
    if account.faults:
        told.append(
            f"{plural(account.faults, 'answer')} did not come or told of a failure of the target's own;"
            f" {plural(account.again, 'request')} went out again."
        )
    return told
