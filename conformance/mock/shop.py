"""The mock's shops: what is in them, who may ask how much, and what was asked."""

from __future__ import annotations

import re
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.store import Store
from conformance.errors import UsageError
from conformance.mock.access import access_of
from conformance.mock.behaviour import DEVELOPMENT_STORE, Behaviours
from conformance.mock.mishap_calls import FIELDS
from conformance.mock.mishap_script import Progress, parse_script
from conformance.mock.reply import REFUSALS, TOO_MANY_SHOPS, RefusedError
from conformance.mock.request_log import RequestLog
from conformance.mock.search_lag import SearchIndex
from conformance.mock.shop_address import of_token
from conformance.mock.throttle import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from conformance.mock.behaviour import Behaviour
    from conformance.mock.mishap_script import Rule
    from conformance.mock.settings import Settings
    from conformance.mock.state_file import StateFile

_DOMAIN = re.compile(r"([a-z0-9][a-z0-9-]{0,99}\.myshopify\.com)(?::\d+)?\Z", re.IGNORECASE)
SUFFIX: Final = ".myshopify.com"
MOST_SHOPS: Final = 10_000
MOST_BUCKETS: Final = 1_000
"""Apps that a shop keeps count of; beyond, the one it met first starts over with a full bucket."""


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
        mishap: what befell it on the way; empty if nothing did.
        size: bytes of its body.
    """

    at: datetime
    version: str
    operation: str
    status: int
    errors: int
    cost: int | None
    document: str
    variables: Any
    mishap: str = ""
    size: int = 0


class Shop:
    """One shop; whoever changes it holds its lock.

    Attributes:
        domain: such as `example.myshopify.com`.
        store: its customers.
        previous: its customers before the latest change.
        mishaps: the script of what goes wrong, and how far it is.
        log: the latest requests, oldest first.
        lock: for all of it.
        behaviour: what the shop is like; `behave` changes it.
        access: what the app may do; None if it may do everything.
        refusal: how every request is answered; None if they are let in.
        index: what a search sees; None if that is always the store.
    """

    behaviour = DEVELOPMENT_STORE

    def __init__(
        self, domain: str, settings: Settings, script: tuple[Rule, ...] = (), state: StateFile | None = None
    ) -> None:
        self.domain = domain
        self.lock = RLock()
        self._settings = settings
        self._state = state
        self._buckets: dict[str, Bucket] = {}
        self._start(script)

    def _start(self, script: tuple[Rule, ...]) -> None:
        self.hold(self.empty_store())
        self.log = RequestLog(self._settings.log)
        self._buckets = {}
        self.mishaps = Progress(script)

    def empty_store(self) -> Store:
        """Return what the shop holds before anything is put into it."""
        return Store.empty(seed=zlib.crc32(self.domain.encode()) % 10_000)

    def reset(self, script: tuple[Rule, ...] = ()) -> None:
        """Make the shop as it was when it was opened, with this script of mishaps.

        Raises:
            StateFileError: the state can't be kept; nothing has changed.
        """
        if self._state:
            self._state.replace({self.domain: self.empty_store()})
        self._start(script)

    def behave(self, behaviour: Behaviour) -> None:
        """Be like this from now on, and until it is said otherwise; the buckets of all apps are full again."""
        self.behaviour = behaviour
        self.access = access_of(behaviour)
        self.refusal = REFUSALS.get(behaviour.state)
        self._buckets = {}
        self.hold(self.store)

    def hold(self, store: Store) -> None:
        """Take this state, which is kept already if it has to be."""
        behaviour = self.behaviour
        store = replace(
            store,
            locale=behaviour.locale,
            currency=behaviour.currency,
            country=behaviour.country,
            readings=behaviour.readings,
        )
        self.store = self.previous = self._state.watched(store) if self._state else store
        self.index = SearchIndex(self.store, behaviour.search_lag) if behaviour.search_lag else None

    def commit(self, store: Store) -> None:
        """Take the state after a change, once it is kept.

        Raises:
            StateFileError: it can't be kept; nothing has changed.
        """
        if self._state:
            store = self._state.commit(self.domain, store)
        self.previous, self.store = self.store, store
        if self.index:
            self.index.written(store, self._settings.clock().timestamp())

    def bucket(self, token: str, now: float) -> Bucket:
        """Return the bucket of the app that has this access token."""
        bucket = self._buckets.get(token)
        if bucket is None:
            if len(self._buckets) >= MOST_BUCKETS:
                del self._buckets[next(iter(self._buckets))]
            bucket = self._buckets[token] = Bucket(self.behaviour.rates, now)
        return bucket

    def empty_bucket(self, now: float) -> Bucket:
        """Return a bucket of which an app has used everything; it is no app's."""
        bucket = Bucket(self.behaviour.rates, now)
        bucket.take(self.behaviour.rates.size, now)
        return bucket


class Shops:
    """All shops of a mock; a shop opens when it is first asked for something."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_domain: dict[str, Shop] = {}
        self._lock = RLock()
        self.behaviours = settings.behaviours or Behaviours()
        self._script = self.script = parse_script(settings.mishaps, FIELDS)
        self._state = _state_file(settings)
        if self._state:
            self._load(self._state)

    def _load(self, state: StateFile) -> None:
        try:
            for domain in state.domains():
                shop = self.open(domain)
                shop.hold(state.load(domain, shop.empty_store()))
        except UsageError:
            state.close()
            raise

    def close(self) -> None:
        """Let go of the state file, if there is one."""
        if self._state:
            self._state.close()

    def reset(self, shop: Shop | None = None) -> None:
        """Make one shop, or all that are or will be open, as they were when the mock started.

        Raises:
            StateFileError: the state can't be kept.
        """
        if shop is None:
            self.script = self._script
        for each in self.all() if shop is None else [shop]:
            with each.lock:
                each.reset(self._script)

    def restore(self, stores: Mapping[str, Store]) -> None:
        """Put states in place of those that shops have; their logs and buckets stay.

        Raises:
            StateFileError: they can't be kept; nothing has changed.
        """
        shops = [self.open(domain) for domain in sorted(stores)]
        with ExitStack() as locks:
            for shop in shops:
                locks.enter_context(shop.lock)
            if self._state:
                self._state.replace(stores)
            for shop in shops:
                shop.hold(stores[shop.domain])

    def get(self, host: str, token: str) -> Shop:
        """Return the shop at this host; for a host that is no shop's, the one of the access token.

        Raises:
            RefusedError: it is not open, and too many are.
        """
        match = _DOMAIN.match(host)
        domain = match[1].lower() if match else of_token(token)
        shop = self._by_domain.get(domain)
        if shop is None:
            if len(self._by_domain) >= MOST_SHOPS:
                raise RefusedError(TOO_MANY_SHOPS)
            shop = self.open(domain)
        return shop

    def empty_store(self, domain: str) -> Store:
        """Return what a shop holds before anything is put into it; it need not be open.

        Raises:
            UsageError: this is no address of a shop.
        """
        _check(domain)
        return (self._by_domain.get(domain) or Shop(domain, self._settings)).empty_store()

    def open(self, domain: str) -> Shop:
        """Return the shop with this address; it is opened if it is not open yet.

        Raises:
            UsageError: this is no address of a shop.
        """
        _check(domain)
        with self._lock:
            shop = self._by_domain.get(domain)
            if shop is None:
                shop = Shop(domain, self._settings, self.script, self._state)
                shop.behave(self.behaviour_of(domain))
                self._by_domain[domain] = shop
        return shop

    def behave(self, change: Callable[[Behaviours], Behaviours]) -> None:
        """Change what shops are like, also those that open later."""
        with self._lock:
            self.behaviours = change(self.behaviours)
            for shop in self._by_domain.values():
                with shop.lock:
                    wanted = self.behaviour_of(shop.domain)
                    if wanted != shop.behaviour:
                        shop.behave(wanted)

    def behaviour_of(self, domain: str) -> Behaviour:
        """Return what the shop with this address is or will be like."""
        return self.behaviours.of(domain, self._settings.bucket)

    def named(self, domain: str) -> Shop | None:
        """Return the shop with this address, if it is open."""
        return self._by_domain.get(domain)

    def all(self) -> list[Shop]:
        """Return all shops that are open, in order of opening."""
        with self._lock:
            return list(self._by_domain.values())


def _check(domain: str) -> None:
    found = _DOMAIN.match(domain)
    if not found or found[1] != domain or domain != domain.lower():
        raise UsageError(f'"{domain}" is not an address of a shop, such as example{SUFFIX}.')


def _state_file(settings: Settings) -> StateFile | None:
    if settings.state is None:
        return None
    from conformance.mock.state_file import StateFile  # noqa: PLC0415 - loads SQLite, which few mocks need

    return StateFile(settings.state)
