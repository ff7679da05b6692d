"""The mock's shops: what is in them, who may ask how much, and what was asked."""

from __future__ import annotations

import re
import zlib
from collections import deque
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.store import Store
from conformance.mock.throttle import Bucket

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.mock.settings import Settings

_DOMAIN = re.compile(r"([a-z0-9][a-z0-9-]*\.myshopify\.com)(?::\d+)?\Z", re.IGNORECASE)
SUFFIX: Final = ".myshopify.com"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A request that a shop answered.

    Attributes:
        at: when it arrived.
        version: the API version that answered.
        operation: kind and name of the operation, as far as they were found out.
        status: HTTP status of the answer.
        errors: how many entries `errors` had.
        cost: the actual cost; None if nothing was charged.
        document: the GraphQL text.
        variables: as sent.
    """

    at: datetime
    version: str
    operation: str
    status: int
    errors: int
    cost: int | None
    document: str
    variables: Any


class Shop:
    """One shop; whoever changes it holds its lock.

    Attributes:
        domain: such as `example.myshopify.com`.
        store: its customers.
        previous: its customers before the latest change.
        log: the latest requests, oldest first.
        lock: for all of it.
    """

    def __init__(self, domain: str, settings: Settings) -> None:
        self.domain = domain
        self.lock = RLock()
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Make the shop as it was when it was opened."""
        self.store = self.previous = Store.empty(seed=zlib.crc32(self.domain.encode()) % 10_000)
        self.log: deque[LogEntry] = deque(maxlen=self._settings.log)
        self._buckets: dict[str, Bucket] = {}

    def bucket(self, token: str, now: float) -> Bucket:
        """Return the bucket of the app that has this access token."""
        bucket = self._buckets.get(token)
        if bucket is None:
            bucket = self._buckets[token] = Bucket(self._settings.bucket, now)
        return bucket


class Shops:
    """All shops of a mock; a shop opens when it is first asked for something."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_domain: dict[str, Shop] = {}
        self._lock = RLock()

    def get(self, host: str, token: str) -> Shop:
        """Return the shop at this host; for a host that is no shop's, the one of the access token."""
        match = _DOMAIN.match(host)
        domain = (
            match[1].lower() if match else f"shop-{zlib.crc32(token.encode('utf-8', 'replace')):08x}{SUFFIX}"
        )
        shop = self._by_domain.get(domain)
        if shop is None:
            with self._lock:
                shop = self._by_domain.setdefault(domain, Shop(domain, self._settings))
        return shop

    def named(self, domain: str) -> Shop | None:
        """Return the shop with this address, if it is open."""
        return self._by_domain.get(domain)

    def all(self) -> list[Shop]:
        """Return all shops that are open, in order of opening."""
        with self._lock:
            return list(self._by_domain.values())
