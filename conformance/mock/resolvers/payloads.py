"""What the fields of Mutation share: from the domain's answer to a payload, and what is not modelled."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from conformance.mock.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from conformance.domain.outcome import Outcome
    from conformance.mock.resolvers.context import Context

Payload = dict[str, Any]


class MutationRoot:
    """The source of the fields of Mutation."""


MUTATION: Final = MutationRoot()


def taken(context: Context, outcome: Outcome[Any], name: str) -> Payload:
    """Put what a neighbour made of the store in place, and return its payload.

    Args:
        context: of the request.
        outcome: what the domain says.
        name: of the payload's field that holds the result.

    Raises:
        FieldError: the mutation has failed as a whole.
    """
    if outcome.raised is not None:
        raise FieldError(outcome.raised.message, outcome.raised.code)
    context.store = outcome.store
    return {name: outcome.result, "userErrors": outcome.errors}


def job(context: Context, name: str) -> Payload:
    """Return the job that does what was asked for; `name` tells it from the shop's other ones.

    A store's job is not done yet when the answer goes out (recorded). Here all is done by then.
    """
    return {
        "id": f"gid://shopify/Job/{uuid.uuid5(uuid.NAMESPACE_URL, f'{context.domain}/{name}')}",
        "done": False,
    }


def check_modelled(type_name: str, given: Mapping[str, Any], names: Collection[str]) -> None:
    """Refuse an input that says something which the mock would drop.

    Args:
        type_name: of the input.
        given: its value.
        names: of the fields that are not modelled; null and false say nothing.

    Raises:
        FieldError: it says one of them; code NOT_MODELLED.
    """
    for name in names:
        if given.get(name):
            raise not_modelled(f"{type_name}.{name}")


def not_modelled(what: str) -> FieldError:
    """Return the error for something that Shopify has and the mock has not."""
    return FieldError(f"This mock does not model {what}.", "NOT_MODELLED")
