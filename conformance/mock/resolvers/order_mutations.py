"""The fields of Mutation for orders, in the smallest form that says what became of their customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.domain.orders import OrderInput, order_cancel, order_create, order_delete
from conformance.mock.resolvers.payloads import check_modelled, job, not_modelled, taken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.resolvers.context import Context
    from conformance.mock.resolvers.payloads import MutationRoot, Payload

# What changes nothing that can be read here is taken: prices and quantities of lines, receipts, restocking.
_ORDER: Final = (
    "billingAddress",
    "buyerAcceptsMarketing",
    "closedAt",
    "companyLocationId",
    "customAttributes",
    "discountCode",
    "financialStatus",
    "fulfillment",
    "fulfillmentStatus",
    "metafields",
    "name",
    "phone",
    "poNumber",
    "presentmentCurrency",
    "processedAt",
    "referringSite",
    "shippingAddress",
    "shippingLines",
    "sourceIdentifier",
    "sourceName",
    "sourceUrl",
    "taxLines",
    "taxesIncluded",
    "transactions",
    "userId",
)
_LINE: Final = (
    "fulfillmentService",
    "giftCard",
    "productId",
    "properties",
    "taxLines",
    "variantId",
    "weight",
)


def _create(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    given = arguments["order"]
    check_modelled("OrderCreateOrderInput", given, _ORDER)
    lines = given.get("lineItems") or ()
    for line in lines:
        check_modelled("OrderCreateLineItemInput", line, _LINE)
    customer_gid, path = _customer(given)
    wanted = OrderInput(
        customer_gid=customer_gid,
        customer_path=path,
        lines=len(lines),
        email=given.get("email"),
        currency=given.get("currency"),
        note=given.get("note"),
        tags=tuple(given.get("tags") or ()),
        is_test=bool(given.get("test")),
    )
    return taken(context, order_create(context.store, wanted, context.now), "order")


def _customer(given: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the gid of the customer that an order is for, and where the input names it."""
    by_id, customer = given.get("customerId"), given.get("customer") or {}
    if by_id and customer:
        raise not_modelled("OrderCreateOrderInput.customer beside customerId")
    if by_id:
        return by_id, ("customerId",)
    check_modelled("OrderCreateCustomerInput", customer, ("toUpsert",))
    associated = customer.get("toAssociate") or {}
    if not associated.get("id"):
        raise not_modelled("an order of nobody; name a customer by id")
    return associated["id"], ("customer", "toAssociate", "id")


def _cancel(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    check_modelled("orderCancel", arguments, ("refund", "refundMethod"))
    gid = arguments["orderId"]
    payload = taken(
        context, order_cancel(context.store, gid, arguments.get("staffNote"), context.now), "order"
    )
    started = payload["order"] and job(context, f"cancel/{gid}")
    errors = payload["userErrors"]
    return {
        "job": started,
        "jobResult": started and {**started, "errors": ()},
        "orderCancelUserErrors": errors,
        "userErrors": errors,
    }


def _delete(_root: MutationRoot, context: Context, arguments: Mapping[str, Any]) -> Payload:
    return taken(context, order_delete(context.store, arguments["orderId"]), "deletedId")


ORDER_MUTATIONS: Final[Mapping[str, Callable[[MutationRoot, Context, Mapping[str, Any]], Payload]]] = {
    "orderCreate": _create,
    "orderCancel": _cancel,
    "orderDelete": _delete,
}
