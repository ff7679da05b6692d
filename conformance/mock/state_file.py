"""The state of all shops in an SQLite file, so that it survives the mock.

A change is on the disk before it is acknowledged: each commit is a transaction, written through to the disk, of what
changed and nothing else. While a mock runs, the file is its own.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

from rpds import HashTrieSet

from conformance.domain.customer import Customer, MetafieldDefinition
from conformance.domain.store import Numbers, Store
from conformance.errors import ConformanceError, UsageError
from conformance.mock.records import Contents, contents, filled, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT: Final = 2
"""Version of the tables below; a mock reads files up to its own."""

_OURS: Final = 0x636F6E66
"""SQLite's application_id of our files: `conf`."""

_TABLES: Final = (
    """CREATE TABLE shops (
        domain TEXT PRIMARY KEY, customer INTEGER, address INTEGER, metafield INTEGER, definition INTEGER,
        orders INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
    "CREATE TABLE customers (domain TEXT, id INTEGER, record TEXT, PRIMARY KEY (domain, id)) WITHOUT ROWID",
    "CREATE TABLE definitions (domain TEXT, id INTEGER, record TEXT, PRIMARY KEY (domain, id)) WITHOUT ROWID",
)
_ORDERS: Final = "ALTER TABLE shops ADD COLUMN orders INTEGER NOT NULL DEFAULT 0"
"""What format 2 has beyond format 1."""

_NOTHING: Final[HashTrieSet[int]] = HashTrieSet()
_PATIENCE: Final = 1.0
"""Seconds that another mock gets to let go of the file."""


class StateFileError(ConformanceError):
    """A change can't be kept, and so has not been made."""


@dataclass(frozen=True, slots=True)
class WatchedStore(Store):
    """A store that remembers which customers and definitions have changed since the latest commit, by id."""

    customers_changed: HashTrieSet[int] = _NOTHING
    definitions_changed: HashTrieSet[int] = _NOTHING

    # With slots there are two classes of this name, so that a bare super() finds the wrong one.
    def with_customer(self, customer: Customer, numbers: Numbers | None = None) -> Store:
        """See Store."""
        return _noted(Store.with_customer(self, customer, numbers), customer=customer.id)

    def without_customer(self, number: int) -> Store:
        """See Store."""
        return _noted(Store.without_customer(self, number), customer=number)

    def with_definition(self, definition: MetafieldDefinition, numbers: Numbers | None = None) -> Store:
        """See Store."""
        return _noted(Store.with_definition(self, definition, numbers), definition=definition.id)

    def without_definition(self, definition: MetafieldDefinition) -> Store:
        """See Store."""
        return _noted(Store.without_definition(self, definition), definition=definition.id)


def _noted(store: Store, *, customer: int | None = None, definition: int | None = None) -> WatchedStore:
    after = cast("WatchedStore", store)
    customers, definitions = after.customers_changed, after.definitions_changed
    return replace(
        after,
        customers_changed=customers if customer is None else customers.insert(customer),
        definitions_changed=definitions if definition is None else definitions.insert(definition),
    )


class StateFile:
    """The open file; may be used from several threads.

    Args:
        path: of the file, which is made if there is none.

    Raises:
        UsageError: it is no such file, another mock uses it, it is of a newer version, or can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        connection = None
        try:
            connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            _prepare(connection, path)
        except (sqlite3.Error, UsageError) as error:
            if connection:
                connection.close()
            raise error if isinstance(error, UsageError) else _unusable(path, error) from None
        self._connection = connection

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def domains(self) -> list[str]:
        """Return the shops that the file knows."""
        return [domain for (domain,) in self._rows("SELECT domain FROM shops ORDER BY domain")]

    def load(self, domain: str, empty: Store) -> Store:
        """Return what the file has of a shop, put into an empty store.

        Raises:
            UsageError: the file holds something that was not written by a mock.
        """
        [numbers] = self._rows(
            "SELECT customer, address, metafield, definition, orders FROM shops WHERE domain = ?", domain
        )
        query = "SELECT record FROM {} WHERE domain = ? ORDER BY id"
        definitions = self._records(query.format("definitions"), domain, MetafieldDefinition)
        customers = self._records(query.format("customers"), domain, Customer)
        return filled(empty, Contents(Numbers(*numbers), definitions, customers))

    def watched(self, store: Store) -> WatchedStore:
        """Return a store whose changes from now on `commit` can tell."""
        return WatchedStore(**{each.name: getattr(store, each.name) for each in fields(Store)})

    def commit(self, domain: str, after: Store) -> Store:
        """Keep a change.

        Args:
            domain: whose it is.
            after: the state that it became, derived from a watched store.

        Returns:
            the state after it, from which the next change starts.

        Raises:
            StateFileError: it can't be written; nothing has changed.
        """
        if not isinstance(after, WatchedStore):
            message = "only changes to a watched store can be told"
            raise TypeError(message)
        definitions = {each.id: each for each in after.definitions.values()}
        with self._transaction() as cursor:
            _write_numbers(cursor, domain, after.numbers)
            for number in after.customers_changed:
                _write(cursor, "customers", domain, number, after.customers.get(number))
            for number in after.definitions_changed:
                _write(cursor, "definitions", domain, number, definitions.get(number))
        return replace(after, customers_changed=_NOTHING, definitions_changed=_NOTHING)

    def replace(self, stores: Mapping[str, Store]) -> None:
        """Keep these states of shops in place of what there was, all of them or none.

        Raises:
            StateFileError: they can't be written; nothing has changed.
        """
        with self._transaction() as cursor:
            for domain, store in stores.items():
                held = contents(store)
                _write_numbers(cursor, domain, held.numbers)
                for table, values in (("customers", held.customers), ("definitions", held.definitions)):
                    cursor.execute(f"DELETE FROM {table} WHERE domain = ?", (domain,))  # noqa: S608 - our own names
                    for value in values:
                        _write(cursor, table, domain, value.id, value)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        with self._lock:
            cursor = self._connection.cursor()
            try:
                cursor.execute("BEGIN IMMEDIATE")
                yield cursor
                cursor.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.rollback()
                if not isinstance(error, sqlite3.Error):
                    raise
                raise StateFileError(f"The state file {self._path} can't be written: {error}.") from None

    def _rows(self, query: str, *values: str) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from None

    def _records(self, query: str, domain: str, class_: type[Any]) -> tuple[Any, ...]:
        try:
            rows = [json.loads(text) for (text,) in self._rows(query, domain)]
            return tuple(from_json(class_, row, class_.__name__) for row in rows)
        except (ValueError, UsageError) as error:
            raise UsageError(f"The state file {self._path} is damaged, in {domain}: {error}") from None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Take hold of the file, and make its tables if it is new. Nothing is written to a file that is not ours."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    [(owner,)] = connection.execute("PRAGMA application_id")
    [(version,)] = connection.execute("PRAGMA user_version")
    [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_master")
    is_new = not (owner or version or tables)
    if owner != _OURS and not is_new:
        raise UsageError(
            f"{path} is a database, but not a state file of this mock.",
            hint="Name another file, or a new one.",
        )
    if version > FORMAT:
        raise UsageError(
            f"The state file {path} is of a newer version: its format is {version}, and this mock knows {FORMAT}.",
            hint="Update conformance, or name another file.",
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # The lock is taken by the first write, and kept.
    connection.execute("BEGIN EXCLUSIVE")
    if is_new:
        for table in _TABLES:
            connection.execute(table)
        connection.execute(f"PRAGMA application_id = {_OURS}")
    elif version < FORMAT:
        connection.execute(_ORDERS)
    if version < FORMAT:
        connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")


def _unusable(path: Path, error: sqlite3.Error) -> UsageError:
    name = getattr(error, "sqlite_errorname", "")
    for start, (message, hint) in _REASONS.items():
        if name.startswith(start):
            return UsageError(f"The state file {path} {message}.", hint=hint)
    return UsageError(f"The state file {path} can't be used: {error}.")


_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "SQLITE_NOTADB": ("is no SQLite database", "Name another file, or a new one."),
    "SQLITE_BUSY": ("is in use", "Another mock has it; each needs a file of its own."),
    "SQLITE_CANTOPEN": ("can't be opened", "Its folder must be there, and let files be made."),
    "SQLITE_READONLY": ("can't be written", "Make it and its folder writable, or name another file."),
    "SQLITE_CORRUPT": ("is damaged", "Restore it from a copy, or name a new file."),
}


def _write_numbers(cursor: sqlite3.Cursor, domain: str, numbers: Numbers) -> None:
    cursor.execute(
        "INSERT OR REPLACE INTO shops VALUES (?, ?, ?, ?, ?, ?)",
        (
            domain,
            numbers.customer,
            numbers.address,
            numbers.metafield,
            numbers.definition,
            numbers.order,
        ),
    )


def _write(cursor: sqlite3.Cursor, table: str, domain: str, number: int, value: Any) -> None:
    """Put a value in place of the one with its id, or take that one out if the value is None."""
    if value is None:
        cursor.execute(f"DELETE FROM {table} WHERE domain = ? AND id = ?", (domain, number))  # noqa: S608 - our own names
    else:
        record = json.dumps(to_json(value), separators=(",", ":"))
        cursor.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", (domain, number, record))  # noqa: S608 - likewise
