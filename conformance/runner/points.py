"""What a scenario cost its target, in the points in which Shopify meters queries.

Source: https://shopify.dev/docs/api/usage/limits, `extensions.cost` of a response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.wire import Exchange, Json


def points(exchanges: Sequence[Exchange]) -> int | None:
    """Return the points that all exchanges cost together; None if no answer tells any.

    What counts is the actual cost, and the requested one where the target did not run the query.
    """
    found = [
        cost for cost in (_cost(exchange.response.payload) for exchange in exchanges) if cost is not None
    ]
    return sum(found) if found else None


def _cost(payload: Json) -> int | None:
    extensions = payload.get("extensions") if isinstance(payload, dict) else None
    cost = extensions.get("cost") if isinstance(extensions, dict) else None
    if not isinstance(cost, dict):
        return None
    return next(
        (
            value
            for value in (cost.get("actualQueryCost"), cost.get("requestedQueryCost"))
            if type(value) is int and value >= 0
        ),
        None,
    )
