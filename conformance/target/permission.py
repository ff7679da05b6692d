"""What a user allows us to write, and where: the allow-list of stores, the opt-in, and the budget of a run."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STORES_VARIABLE: Final = "CONFORMANCE_STORES"
WRITES_VARIABLE: Final = "CONFORMANCE_ALLOW_WRITES"
BUDGET_OPTION: Final = "--write-budget"
PLAN_OPTION: Final = "--plan-only"
WRITES_OPTION: Final = "--allow-writes"

_DOMAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", re.IGNORECASE)
_AMOUNTS: Final = re.compile(r"(\d{1,9})/(\d{1,9})")
_BUDGET_KEYS: Final = ("customers", "mutations")


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one run may write, all its workers together.

    Attributes:
        customers: writes that may create customers.
        mutations: mutations of any kind, deletions included.
    """

    customers: int = 2500
    mutations: int = 10_000

    def __str__(self) -> str:
        return f"{self.customers}/{self.mutations}"

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read `1000/5000`, customers before mutations.

        Raises:
            UsageError: the text is not two whole numbers.
        """
        found = _AMOUNTS.fullmatch(text.strip())
        if not found:
            raise UsageError(
                f'"{text}" is no write budget.',
                hint=f"Give customers and mutations, such as {BUDGET_OPTION}=1000/5000.",
            )
        return cls(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Permission:
    """What may be written.

    Attributes:
        stores: domains of the stores on the allow-list, in lower case.
        writes: whether writing was opted into.
        budget: how much a run may write; None for the usual: a store's is limited, a gateway's is not.
    """

    stores: frozenset[str] = frozenset()
    writes: bool = False
    budget: Budget | None = None


NOTHING: Final = Permission()


def add_options(add: Callable[..., Any]) -> None:
    """Add the options that say what a run may write, to pytest's parser or to our own."""
    add(
        WRITES_OPTION,
        action="store_true",
        help="allow writing to a store that proves to be for development and is on the list of stores",
    )
    add(
        BUDGET_OPTION,
        metavar="CUSTOMERS/MUTATIONS",
        help=f"how much a run may write (default on stores: {Budget()})",
    )
    add(
        PLAN_OPTION,
        action="store_true",
        help="write nothing: list what would be written, what it costs and how long it takes",
    )


def read_permission(
    configured: Mapping[str, Any], environment: Mapping[str, str], table: Mapping[str, Any], where: str
) -> Permission:
    """Return what configuration and environment allow.

    Args:
        configured: the table `[tool.conformance]`.
        environment: where the variables are.
        table: the target's own table, if it has one.
        where: how messages call it.

    Raises:
        UsageError: a value is none.
    """
    given = configured.get("stores", [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise UsageError(
            "[tool.conformance] stores is no list of stores.", hint='stores = ["my-dev-store.myshopify.com"]'
        )
    listed = [*given, *filter(None, re.split(r"[\s,]+", environment.get(STORES_VARIABLE, "")))]
    writes = table.get("writes", False)
    if not isinstance(writes, bool):
        raise UsageError(f"{where}: writes is neither true nor false.")
    told = environment.get(WRITES_VARIABLE, "").strip()
    if told not in {"", "0", "1"}:
        raise UsageError(
            f'{WRITES_VARIABLE} is "{told}".', hint="1 allows writing to the stores on the list."
        )
    return Permission(frozenset(map(domain, listed)), writes or told == "1", _budget(table, where))


def domain(name: str) -> str:
    """Return a store's domain in lower case; a handle alone is a store of myshopify.com.

    Raises:
        UsageError: it is neither.
    """
    full = name.strip().lower()
    full = full if "." in full else f"{full}.myshopify.com"
    if not _DOMAIN.fullmatch(full):
        raise UsageError(
            f'"{name}" on the list of stores is no store.',
            hint="A store is named by its own domain, such as my-dev-store.myshopify.com.",
        )
    return full


def allowing(permission: Permission, *, writes: bool, budget: str) -> Permission:
    """Return a permission with what the options of a run say.

    Raises:
        UsageError: the budget is none.
    """
    found = replace(permission, writes=True) if writes else permission
    return replace(found, budget=Budget.parse(budget)) if budget else found


def _budget(table: Mapping[str, Any], where: str) -> Budget | None:
    given = table.get("budget")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise UsageError(
            f"{where}: budget is no table.", hint="budget = {customers = 2500, mutations = 10000}"
        )
    for key, value in given.items():
        if key not in _BUDGET_KEYS:
            raise UsageError(f'{where}: budget has no "{key}".{did_you_mean(key, _BUDGET_KEYS)}')
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise UsageError(f"{where}: budget.{key} is no whole number.")
    return Budget(**given)
