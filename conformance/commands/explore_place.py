"""Where exploring goes: the embedded mock, or a target that outlives the run, which is visited as a run of scenarios does."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from conformance.explore import desk
    from conformance.target.address import Address
    from conformance.versions import ApiVersion
    from conformance.visit import Visit
    from conformance.wire import Target

_PLENTY: Final = 999_999_999


class Place:
    """A target to explore that dies with the run: nothing is proven, written down or tidied up.

    Args:
        name: as it was asked for.
        target: who answers.
    """

    outlives = False
    unchecked = ""
    secrets: tuple[str, ...] = ()

    def __init__(self, name: str, target: Target) -> None:
        self.name = name
        self.target = target

    def make_sure(self, version: ApiVersion) -> None:
        """Make sure that it can be explored."""

    def limits(self) -> str:
        """Return in words how much may be written, or nothing."""
        return ""

    def abandoned(self) -> int:
        """Return how many runs were killed here and not swept up after."""
        return 0

    def leave(self, version: ApiVersion, left: Iterable[str]) -> list[str]:
        """Take leave, and return ids of what of ours is still there."""
        del version, left
        return []

    def notes(self) -> list[str]:
        """Return what else to tell of the stay."""
        return []


class Stay(Place):
    """A target over HTTP, by the rules that hold for running scenarios: proof, journal, budget, a last look.

    Args:
        address: where it is and what may be written there.
        visit: the stay.
        folder: where journals lie.
    """

    def __init__(self, address: Address, visit: Visit, folder: Path) -> None:
        self.address = address
        self.visit = visit
        self._folder = folder
        self.outlives = not address.is_disposable
        self.name = address.name

    @property
    def target(self) -> Target:  # type: ignore[override]
        """The connection, opened when it is first asked for."""
        return self.visit.connection

    @property
    def secrets(self) -> tuple[str, ...]:  # type: ignore[override]
        """Credentials, and the store's domain."""
        from conformance.target.profile import domain_of  # noqa: PLC0415 - with what it loads

        return tuple(filter(None, (*self.visit.secrets, domain_of(self.address))))

    @property
    def unchecked(self) -> str:  # type: ignore[override]
        """Why it could not be checked that nothing was left behind; empty if it was."""
        return self.visit.unchecked

    def make_sure(self, version: ApiVersion) -> None:
        """Have it answer a harmless question, and prove that it may be written to.

        Raises:
            TargetError: it does not.
        """
        self.visit.make_sure([version])

    def limits(self) -> str:
        """Return in words how much may be written; nothing if only the run's own budget is a limit."""
        from conformance.target.permission import Budget  # noqa: PLC0415 - with what it loads

        budget = self.address.permission.budget or (Budget() if self.address.is_shopify else None)
        if budget is None:
            return ""
        return f"at most {budget.customers} writes that may create a customer and {budget.mutations} mutations in all"

    def abandoned(self) -> int:
        """Return how many runs were killed here and not swept up after."""
        from conformance.target.journal import FOLDER, records, target_key  # noqa: PLC0415 - with what it loads

        known = records(self._folder / FOLDER, target_key(self.address.url))
        return sum(not record.is_living for record in known)

    def leave(self, version: ApiVersion, left: Iterable[str]) -> list[str]:
        """Look up whatever the journal names; what is still there was left behind."""
        self.visit.keep(self.visit.portable(left))  # type: ignore[arg-type]
        self.visit.check_leaks(version)
        return self.visit.left_behind(left)

    def notes(self) -> list[str]:
        """Return what went on: waits, faults, and whether nothing could be checked."""
        return self.visit.notes()


@contextmanager
def opened(options: argparse.Namespace, name: str, fault: str | None) -> Iterator[Place]:
    """Open a target for the length of a with block.

    Raises:
        UsageError: it is none, or none to explore.
    """
    if name == "mock":
        yield Place(name, _mock(fault))
        return
    if fault:
        raise UsageError(
            "--fault makes the embedded mock a wrong server.",
            hint="Leave --target out, or say --target=mock.",
        )
    if name == "replay":
        raise UsageError(
            "A recording knows only what was recorded.", hint="Explore the mock, a store or a URL."
        )
    from conformance.target.permission import allowing  # noqa: PLC0415 - loads the HTTP client with what follows
    from conformance.target.settings import resolve  # noqa: PLC0415
    from conformance.visit import Visit  # noqa: PLC0415

    folder = Path.cwd()
    found = resolve(name, os.environ, folder)
    allowed = allowing(found.permission, writes=options.allow_writes, budget=options.write_budget or "")
    address = replace(found, permission=allowed)
    # Each target has a run, and so a journal, of its own.
    visit = Visit(
        lambda: address,
        outlives=not address.is_disposable,
        folder=folder,
        run=secrets.token_hex(6),
        worker="",
    )
    try:
        yield Stay(address, visit, folder)
    finally:
        visit.close()


def _mock(fault: str | None) -> Target:
    from conformance.mock.service import Service  # noqa: PLC0415 - loads the engine
    from conformance.mock.settings import Rates, Settings  # noqa: PLC0415
    from conformance.target.in_process import InProcess  # noqa: PLC0415

    # A wrong server may crash, which is what is looked for; its traceback is no news.
    logging.getLogger("conformance.mock").disabled = bool(fault)
    return InProcess(Service(Settings(bucket=Rates(_PLENTY, _PLENTY), fault=fault, log=1)))


def written(place: Place, budget: desk.Budget) -> str:
    """Return in words the most that exploring writes."""
    limits = f", {place.limits()}" if place.limits() else ""
    return f"{budget} and what tidying up takes{limits}"


def plan_lines(place: Place, budget: desk.Budget, version: ApiVersion) -> list[str]:
    """Return what exploring a target might write, in lines; asks it what it is and writes nothing.

    Raises:
        TargetError: it can't be asked.
    """
    from conformance.target.safety import PROOF, judge  # noqa: PLC0415 - with what it loads
    from conformance.wire import Request  # noqa: PLC0415

    lines = [f"Exploring {place.name} would be {written(place, budget)}."]
    lines.append("What it makes bears our mark, stands in a journal before it is sent, and is deleted again.")
    if isinstance(place, Stay):
        told = place.visit.connection.ask(Request(PROOF, version=version))
        objections = judge(told, place.address).objections
        if objections:
            lines += ["As it stands, nothing would be written:", *(f"- {each}" for each in objections)]
    return lines
