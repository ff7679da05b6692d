"""A run's stay at its target: the connection, its journal, what it went through, and what it left behind."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Final

from conformance.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from conformance.target.address import Address
    from conformance.target.connect import Connection, Logbook
    from conformance.target.journal import Record
    from conformance.versions import ApiVersion

LEFT_BEHIND: Final = "leftBehind"
_ACCOUNT: Final = "account"


class Visit:
    """What one process of a run has to do with its target; the one that gathers verdicts gathers this as well.

    Args:
        address: gives the target's address when it is first needed.
        outlives: whether the target outlives the run, so that there is a journal.
        folder: where the journals' folder is.
        run: what all processes of the run have in common.
        worker: which of them this is; empty for the one that ends last.
    """

    def __init__(
        self,
        address: Callable[[], Address],
        *,
        outlives: bool,
        folder: Path,
        run: str,
        worker: str,
    ) -> None:
        self._address = address
        self._outlives = outlives
        self._folder = folder
        self._run = run
        self._worker = worker
        self._open = ExitStack()
        self._sure = False
        self._left: dict[str, None] = {}
        self._accounts: dict[str, Mapping[str, float]] = {}
        self.unchecked = ""

    @cached_property
    def connection(self) -> Connection:
        """The target as the run speaks to it; opened when it is first needed."""
        from conformance.target.connect import connect  # noqa: PLC0415 - loads the HTTP client

        return self._open.enter_context(connect(self._address(), self._logbook))

    @property
    def _is_open(self) -> bool:
        return "connection" in self.__dict__

    @property
    def _logbook(self) -> Logbook | None:
        if not self._outlives:
            return None
        from conformance.target.connect import Logbook  # noqa: PLC0415
        from conformance.target.journal import FOLDER  # noqa: PLC0415

        return Logbook(self._folder / FOLDER, self._run, self._worker)

    def make_sure(self, versions: Sequence[ApiVersion]) -> None:
        """Ask the target a harmless question before the run, once, and have it prove that it may be written to.

        Raises:
            TargetError: it does not answer, or not as an Admin API for us, or nothing may be written to it.
        """
        if self._sure:
            return
        from conformance.target.connect import make_sure  # noqa: PLC0415 - loads the HTTP client

        make_sure(self.connection, versions)
        self._sure = True

    def check_leaks(self, version: ApiVersion) -> None:
        """At the end of a run, look up whatever its journals name; what is still there was left behind."""
        if not (self._outlives and self._is_open):
            return
        from conformance.runner.sweep import find_by_journal  # noqa: PLC0415 - only where something may be left
        from conformance.target.journal import discard  # noqa: PLC0415

        try:
            mine = self._journals()
            found = find_by_journal(self.connection, version, mine) if mine else None
        except TargetError as error:
            self.unchecked = f"Whether anything was left behind could not be checked: {error.message}"
            return
        if found and found.strays:
            self._left.update(dict.fromkeys(stray.id or stray.shown for stray in found.strays))
            return
        for each in mine:
            discard(each.path)

    def _journals(self) -> list[Record]:
        from conformance.target.journal import FOLDER, records, target_key  # noqa: PLC0415

        every = records(self._folder / FOLDER, target_key(self._address().url))
        return [each for each in every if each.run == self._run]

    def portable(self, left: Iterable[str]) -> dict[str, object]:
        """Return what a worker tells with each verdict, for it has no other way to tell: what it left so far, and so on."""
        account = self.connection.account.plain() if self._is_open else {}
        # A run may have several targets, each with a stay of its own.
        whose = f"{self._worker} {self._address().url}" if self._is_open else self._worker
        return {LEFT_BEHIND: list(left), _ACCOUNT: {whose: account}}

    def keep(self, plain: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
        """Take what a worker, or this process, told with a verdict."""
        self._left.update(dict.fromkeys(plain[LEFT_BEHIND]))
        self._accounts.update(plain[_ACCOUNT])

    @property
    def is_spent(self) -> bool:
        """Whether a write was held back, by this process or a worker, because the run has written what it may."""
        return any(account.get("held") for account in self._accounts.values())

    def left_behind(self, own: Iterable[str]) -> list[str]:
        """Return ids of what was not deleted, by this process (`own`) or a worker, and of what the last look found."""
        return list(dict.fromkeys((*self._left, *own)))

    def notes(self) -> list[str]:
        """Return what a reader of the report should know of the stay, in sentences."""
        from conformance.target.account import remarks, total  # noqa: PLC0415

        unchecked = [self.unchecked] if self.unchecked else []
        return [*unchecked, *remarks(total(self._accounts.values()))]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Credentials that nobody must read in a report."""
        got = self.connection.secrets if self._is_open else ()
        return (*self._address().secrets, *got)

    def close(self) -> None:
        """Close the connection and the journal."""
        self._open.close()
