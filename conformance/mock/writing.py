"""What customerSet leaves behind and what it answers, as one value that a fault can bend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from conformance.domain.customer_set import Applied, Raised, customer_set

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from conformance.domain.command import CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.refusal import ResolverError, UserError
    from conformance.domain.store import Store


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of a customerSet call.

    Attributes:
        store: the state afterwards; of a refused call the one before.
        customer: the payload's customer.
        errors: the payload's user errors; None answers null.
        raised: an error at the top level, instead of a payload.
    """

    store: Store
    customer: Customer | None
    errors: tuple[UserError, ...] | None = ()
    raised: ResolverError | None = None


Write: TypeAlias = "Callable[[Store, CustomerSet, datetime], Written]"


def write(store: Store, command: CustomerSet, now: datetime, unchecked: Collection[str] = ()) -> Written:
    """Do what the domain says, without the rules whose ids are in `unchecked`."""
    result = customer_set(store, command, now, unchecked=unchecked)
    if isinstance(result, Applied):
        return Written(result.store, result.customer)
    if isinstance(result, Raised):
        return Written(store, None, raised=result.error)
    return Written(store, None, result.errors)
