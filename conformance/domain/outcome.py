"""What a mutation beside customerSet answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from conformance.domain.refusal import ResolverError, UserError
    from conformance.domain.store import Store

R = TypeVar("R")


class Outcome(NamedTuple, Generic[R]):
    """What a neighbour of customerSet answers.

    Attributes:
        store: the state afterwards; the same object as before if there are errors.
        result: what the mutation returns; None if there are errors, but for the one mutation that shows its customer
            all the same.
        errors: why it refused, in the shop's order; empty if it did not.
        raised: an error at the top level, instead of a payload.
    """

    store: Store
    result: R | None
    errors: tuple[UserError, ...] = ()
    raised: ResolverError | None = None
