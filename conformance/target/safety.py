"""Proof before writing: a store is written to only if it proves to be for development, is listed, and we were told to.

All three are needed, and whatever can't be read counts as a no. The proof is asked for by the very process that
writes, before its first write, so that no way round a command or a worker leads past it.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from conformance.errors import BudgetError, JournalError, UnsafeError
from conformance.target.journal import discard, make_folder
from conformance.target.permission import (
    BUDGET_OPTION,
    STORES_VARIABLE,
    WRITES_OPTION,
    WRITES_VARIABLE,
)
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conformance.target.account import Account
    from conformance.target.address import Address
    from conformance.target.permission import (
        Budget,
        Permission,
    )
    from conformance.target.writes import Effect
    from conformance.versions import ApiVersion
    from conformance.wire import Response, Target

PROOF: Final = """query ConformanceProof {
  shop { name myshopifyDomain plan { partnerDevelopment } }
}"""

_KINDS: Final = ("mutations", "customers")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a target says of itself, and what speaks against writing to it.

    Attributes:
        domain: the store's own domain, as it says; empty if it says none.
        is_development: whether it says that it is a development store; None if that can't be read.
        objections: why nothing is written, each with what to do about it; empty if we may.
    """

    domain: str
    is_development: bool | None
    objections: tuple[str, ...]


def judge(response: Response, address: Address) -> Proof:
    """Return what an answer to `PROOF` proves."""
    shop = _shop(response)
    domain = shop.get("myshopifyDomain")
    domain = domain.lower() if isinstance(domain, str) else ""
    plan = shop.get("plan")
    said = plan.get("partnerDevelopment") if isinstance(plan, dict) else None
    is_development = said if isinstance(said, bool) else None
    objections = (
        (*_of_plan(is_development), *_of_list(domain, address), *_of_choice(address.permission))
        if address.is_shopify
        else _of_gateway(is_development)
    )
    return Proof(domain, is_development, tuple(objections))


def _shop(response: Response) -> dict[str, Any]:
    """Return the shop of an answer that is right in every way; nothing of one that is not."""
    payload = response.payload
    if response.status != 200 or not isinstance(payload, dict) or payload.get("errors"):
        return {}
    data = payload.get("data")
    shop = data.get("shop") if isinstance(data, dict) else None
    return shop if isinstance(shop, dict) else {}


def _of_plan(is_development: bool | None) -> tuple[str, ...]:  # noqa: FBT001 - a reading, not a switch
    if is_development:
        return ()
    if is_development is None:
        return ("Whether it is a development store can't be read (shop.plan.partnerDevelopment).",)
    return (
        "It says that it is no development store (shop.plan.partnerDevelopment is false): use one that is.",
    )


def _of_list(domain: str, address: Address) -> tuple[str, ...]:
    host = (urlsplit(address.url).hostname or "").lower()
    if not domain:
        return ("Its own domain can't be read (shop.myshopifyDomain), so it can't be looked up on the list.",)
    if domain not in address.permission.stores:
        where = f"asked at {host}, it calls itself {domain}" if host != domain else domain
        listed = f'add stores = ["{domain}"] to [tool.conformance] in pyproject.toml'
        return (f"It is not on the list of stores ({where}): {listed}, or set {STORES_VARIABLE}={domain}.",)
    return ()


def _of_choice(permission: Permission) -> tuple[str, ...]:
    if permission.writes:
        return ()
    ways = f"add {WRITES_OPTION}, set {WRITES_VARIABLE}=1, or say writes = true in the target's table"
    return (f"Nobody has allowed to write: {ways}.",)


def _of_gateway(is_development: bool | None) -> tuple[str, ...]:  # noqa: FBT001
    """A gateway of the user's own needs no proof, but is believed when it says what lies behind it."""
    if is_development is not False:
        return ()
    return (
        "It says that a shop answers there which is no development store (shop.plan.partnerDevelopment is false).",
    )


class Guard:
    """Lets writes through once the target has proven to be safe, and as long as the budget lasts.

    Args:
        target: what is asked for the proof.
        address: the target's.
        tally: counts the writes of all processes of the run.
        host: gives where a request goes to; another host, after a redirect, has to prove itself as well.
    """

    def __init__(
        self, target: Target, address: Address, tally: Tally, host: Callable[[Request], str] = lambda _: ""
    ) -> None:
        self._target = target
        self._address = address
        self._tally = tally
        self._lock = threading.Lock()
        self._host = host
        self._safe: set[str] = set()

    def admit(self, effect: Effect, version: ApiVersion, asked: str = "") -> None:
        """Let a write through.

        Raises:
            UnsafeError: the target has not proven to be safe.
            BudgetError: the run has written what it may.
            TargetError: the target can't be asked.
        """
        self.make_safe(version, asked)
        self._tally.count(effect)

    def make_safe(self, version: ApiVersion, asked: str = "") -> None:
        """Have the target prove, once for each host that answers for it, that it may be written to.

        Raises:
            UnsafeError: it does not.
            TargetError: it can't be asked.
        """
        with self._lock:
            proof = Request(PROOF, version=version, asked=asked)
            if self._host(proof) not in self._safe:
                insist(self._address.name, judge(self._target.send(proof), self._address))
                self._safe.add(self._host(proof))


def insist(name: str, proof: Proof) -> None:
    """Refuse a target that may not be written to.

    Raises:
        UnsafeError: with every objection.
    """
    if proof.objections:
        listed = "\n".join(f"- {each}" for each in proof.objections)
        raise UnsafeError(f"Nothing is written to {name}:\n{listed}")


@dataclass
class Tally:
    """How much a run has written, counted by all of its processes together.

    Each write is one byte at the end of a file that they share: what one appends, the system counts for all.

    Attributes:
        budget: how much it may write; None for as much as it likes.
        folder: where the files are.
        run: what the processes of the run have in common.
        account: where this process counts its own.
    """

    budget: Budget | None
    folder: Path
    run: str
    account: Account
    _files: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, effect: Effect) -> None:
        """Count a write before it is sent. A deletion is always let through, for it gives back what was taken.

        Raises:
            BudgetError: there is nothing left of the budget; it must not be sent.
        """
        if self.budget:
            self._take("mutations", self.budget.mutations, is_free=effect.deletes)
            if effect.customers:
                self._take("customers", self.budget.customers)
        self.account.add(mutations=1, customers=effect.customers)

    def _take(self, kind: str, most: int, *, is_free: bool = False) -> None:
        try:
            with self._lock:
                if kind not in self._files:
                    make_folder(self.folder)
                    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
                    path = self.folder / f"{self.run}.{kind}"
                    self._files[kind] = os.open(path, flags, 0o600)
                os.write(self._files[kind], b".")
                used = os.fstat(self._files[kind]).st_size
        except OSError as error:
            raise JournalError(
                f"The writes can't be counted in {self.folder}: {error.strerror}.",
                hint="Make room there, or start the run in a folder that can be written to.",
            ) from None
        if used > most and not is_free:
            self.account.add(held=1)
            what = "writes that may create a customer" if kind == "customers" else "mutations"
            raise BudgetError(
                f"The run has spent its budget of {most} {what}; nothing more is written.",
                hint=f"{BUDGET_OPTION}=CUSTOMERS/MUTATIONS or `budget` in the target's table gives more"
                f" (now {self.budget}); --plan-only says how many a run needs.",
            )

    def close(self, *, is_last: bool) -> None:
        """Close the files; who closes last takes them away."""
        for descriptor in self._files.values():
            os.close(descriptor)
        self._files.clear()
        if is_last:
            for path in tally_files(self.folder, self.run):
                discard(path)


def tally_files(folder: Path, run: str) -> tuple[Path, ...]:
    """Return the files in which a run counts, by kind of write."""
    return tuple(folder / f"{run}.{kind}" for kind in _KINDS)
