"""A GraphQL request against a shop: from its JSON to the JSON of the answer.

In Shopify's order: syntax, static validation, which operation, variables, cost, throttle, sizes of lists, and
only then execution. Up to the variables an answer holds `errors` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from conformance.mock.cost import charged, total
from conformance.mock.errors import static_error
from conformance.mock.prepare import Operation, prepare
from conformance.mock.resolvers import RESOLVERS
from conformance.mock.resolvers.context import Context
from conformance.mock.resolvers.payloads import MUTATION
from conformance.mock.resolvers.queries import QUERY
from conformance.mock.throttle import MOST_FOR_ONE_QUERY
from conformance.mock.variables import coerce_variables
from conformance.mock.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from conformance.domain.customer import Customer
    from conformance.mock.cost import Cost
    from conformance.mock.errors import Error, PathKey
    from conformance.mock.faults import Fault
    from conformance.mock.plan import Plan
    from conformance.mock.shop import Shop
    from conformance.mock.throttle import Bucket
    from conformance.versions import ApiVersion
    from conformance.wire import Json

MOST_ENTRIES: Final = 250
"""Entries that a list in the input may have (documented)."""

_LIMITS: Final = "https://shopify.dev/api/usage/rate-limits"
_TOO_EXPENSIVE: Final = """\
Query cost is {cost}, which exceeds the single query max cost limit ({limit}).

See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the
cost of a query is calculated.

To query larger amounts of data with fewer limits, bulk operations should be used instead.
See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.
"""


@dataclass(slots=True)
class Call:
    """A GraphQL request, and what was found out about it on the way.

    Attributes:
        version: the API version that answers.
        token: the access token of the app that asks.
        now: when it arrived.
        document: the GraphQL text.
        variables: as sent.
        operation_name: which operation of the document to run, if it says so.
        size: bytes of the body.
        operation: the one that is run; None as long as none is.
        cost: what it was charged; None if it was not.
        wants_costs: whether the answer shows what each field costs.
        is_throttled: whether to answer as if the app's bucket were empty.
    """

    version: ApiVersion
    token: str
    now: datetime
    document: str
    variables: Mapping[str, Json]
    operation_name: str | None
    size: int = 0
    operation: Operation | None = field(default=None, init=False)
    cost: int | None = field(default=None, init=False)
    wants_costs: bool = field(default=False, init=False)
    is_throttled: bool = field(default=False, init=False)


def execute(shop: Shop, call: Call, fault: Fault | None) -> dict[str, Any]:
    """Answer a request; the caller holds the shop's lock.

    Args:
        shop: whom it is for; its state and bucket change.
        call: what is asked; it learns its operation and cost.
        fault: a deviation to show.
    """
    document = fault.document(call.document) if fault and fault.document else call.document
    prepared = prepare(call.version, document)
    if prepared.errors:
        return {"errors": list(prepared.errors)}
    operation = prepared.operation(call.operation_name)
    if not isinstance(operation, Operation):
        return {"errors": [operation]}
    call.operation = operation
    variables: Mapping[str, Any]
    variables, errors = coerce_variables(operation.variables, call.variables)
    if fault and fault.variables:
        variables, errors = fault.variables(variables, errors)
    if errors:
        return {"errors": errors}
    plan, costs = operation.compiled(variables, shop.access)
    requested = total(costs, variables)
    if requested > MOST_FOR_ONE_QUERY:
        return {"errors": [_too_expensive(requested)]}
    now = call.now.timestamp()
    charge = _Charge(shop.empty_bucket(now) if call.is_throttled else shop.bucket(call.token, now), requested)
    if not charge.bucket.take(requested, now):
        return _throttled(charge)
    return _answer(shop, call, _Bound(plan, costs, variables), charge, fault)


class _Bound(NamedTuple):
    """A compiled operation and the variables to run it with."""

    plan: Plan
    costs: tuple[Cost, ...]
    variables: Mapping[str, Any]


class _Charge(NamedTuple):
    """What was taken from which bucket."""

    bucket: Bucket
    requested: int

    def settled(self, actual: int) -> dict[str, Any]:
        """Refund what was not used, and return `extensions.cost`."""
        self.bucket.give_back(self.requested - actual)
        return self.shown(actual)

    def shown(self, actual: int | None) -> dict[str, Any]:
        """Return `extensions.cost`."""
        return {
            "requestedQueryCost": self.requested,
            "actualQueryCost": actual,
            "throttleStatus": self.bucket.status(),
        }


def _answer(shop: Shop, call: Call, bound: _Bound, charge: _Charge, fault: Fault | None) -> dict[str, Any]:
    oversized = list(_oversized(bound))
    if fault and fault.sizes:
        oversized = fault.sizes(oversized)
    if oversized:
        call.cost = charged(bound.costs, None, bound.variables)
        return {"errors": oversized, "extensions": {"cost": charge.settled(call.cost)}}
    context = _context(shop, call, fault)
    root = MUTATION if call.operation and call.operation.kind == "mutation" else QUERY
    outcome = bound.plan.run(context, bound.variables, RESOLVERS, root)
    if context.store is not shop.store:
        after = fault.commit(shop.store, context.store) if fault and fault.commit else context.store
        shop.commit(after)
    call.cost = charged(bound.costs, outcome.data, bound.variables)
    answer: dict[str, Any] = {"errors": outcome.errors} if outcome.errors else {}
    answer["data"] = outcome.data
    answer["extensions"] = {"cost": charge.settled(call.cost)}
    if call.wants_costs and call.operation:
        answer["extensions"]["cost"]["fields"] = call.operation.cost_fields(bound.variables)
    if context.searches:
        answer["extensions"]["search"] = context.searches
    return answer


def _context(shop: Shop, call: Call, fault: Fault | None) -> Context:
    context = Context(shop.store, call.version, call.now, shop.domain, write, _as_it_is, shop.behaviour)
    if shop.index:
        context.searched = shop.index.found(call.now.timestamp())
    if fault and fault.write:
        context.write = fault.write
    if fault and fault.read:
        context.seen = partial(fault.read, shop.previous)
    return context


def _as_it_is(customer: Customer) -> Customer | None:
    return customer


def _oversized(bound: _Bound) -> Iterator[Error]:
    """Yield an error for each list in the arguments that is too long; recorded on other mutations."""
    for node, key, arguments in bound.plan.root_arguments(bound.variables):
        for path, size in _long_lists(arguments, (key,)):
            message = f"The input array size of {size} is greater than the maximum allowed of {MOST_ENTRIES}."
            yield static_error(message, (node,), path, {"code": "MAX_INPUT_SIZE_EXCEEDED"})


def _long_lists(value: Any, path: tuple[PathKey, ...]) -> Iterator[tuple[tuple[PathKey, ...], int]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list | dict):
                yield from _long_lists(inner, (*path, key))
    elif isinstance(value, list):
        if len(value) > MOST_ENTRIES:
            yield path, len(value)
        else:
            for index, inner in enumerate(value):
                if isinstance(inner, list | dict):
                    yield from _long_lists(inner, (*path, index))


def _too_expensive(cost: int) -> Error:
    return {
        "message": _TOO_EXPENSIVE.format(cost=cost, limit=MOST_FOR_ONE_QUERY),
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": cost,
            "maxCost": MOST_FOR_ONE_QUERY,
            "documentation": _LIMITS,
        },
    }


def _throttled(charge: _Charge) -> dict[str, Any]:
    # Documented for the sibling API; that `data` is absent and the link is there is assumed.
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": _LIMITS}}
    return {"errors": [error], "extensions": {"cost": charge.shown(None)}}
