"""Wrong servers that do the right thing and tell it wrong: reads, JSON, HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.mock.faults.bend import everywhere, objects
from conformance.mock.faults.fault import Fault
from conformance.mock.reply import JSON_TYPE, dump
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.engine import Call
    from conformance.mock.faults.fault import Answer, Send
    from conformance.mock.reply import Reply

_OBJECT = dict[str, Any]


def _in_customers(change: Callable[[_OBJECT], None]) -> Answer:
    """Return what changes every object that looks like a customer: it has an id and a name or a display name."""

    def bent(_call: Call, payload: _OBJECT) -> _OBJECT:
        for found in list(objects(payload.get("data"))):
            if "id" in found and ("displayName" in found or "taxExempt" in found):
                change(found)
        return payload

    return bent


def _nulls_left_out(customer: _OBJECT) -> None:
    for key in [key for key, value in customer.items() if value is None]:
        del customer[key]


def _extra(customer: _OBJECT) -> None:
    customer["internalVersion"] = 3


def _turned(name: Any) -> Any:
    return " ".join(reversed(name.split(" "))) if isinstance(name, str) else name


def _numbers_in_path(field: Any) -> Any:
    if not isinstance(field, list):
        return field
    return [int(step) if isinstance(step, str) and step.isdigit() else step for step in field]


def _filled(address: Any) -> Any:
    if address is None:
        return None
    plain = {key: "" for key in ("address2", "company", "zip") if key in address and address[key] is None}
    return {**address, **plain}


def _data_dropped(_call: Call, payload: _OBJECT) -> _OBJECT:
    if payload.get("errors"):
        payload.pop("data", None)
    return payload


def _data_added(_call: Call, payload: _OBJECT) -> _OBJECT:
    if payload.get("errors"):
        payload.setdefault("data", None)
    return payload


def _extensions_dropped(_call: Call, payload: _OBJECT) -> _OBJECT:
    for error in payload.get("errors", ()):
        error.pop("extensions", None)
    return payload


def _aliases_ignored(call: Call, payload: _OBJECT) -> _OBJECT:
    data = payload.get("data")
    if isinstance(data, dict) and call.operation:
        names = dict(call.operation.roots)
        payload["data"] = {names.get(key, key): value for key, value in data.items()}
    return payload


def _cost(change: Callable[[_OBJECT], None]) -> Answer:
    def bent(_call: Call, payload: _OBJECT) -> _OBJECT:
        cost = payload.get("extensions", {}).get("cost")
        if cost:
            change(cost)
        return payload

    return bent


def _too_much(cost: _OBJECT) -> None:
    cost["actualQueryCost"] = cost["requestedQueryCost"] + 5


def _overfull(cost: _OBJECT) -> None:
    status = cost["throttleStatus"]
    status["currentlyAvailable"] = status["maximumAvailable"] + 1


def _flat_rate(cost: _OBJECT) -> None:
    cost["requestedQueryCost"] = cost["actualQueryCost"] = 1


def _stale(previous: Store, customer: Customer) -> Customer | None:
    return previous.get(customer.id) or customer


def _unseen(previous: Store, customer: Customer) -> Customer | None:
    return previous.get(customer.id)


def _html(_call: Call, _payload: _OBJECT, reply: Reply) -> Reply:
    page = b"<!doctype html><title>Log in</title><h1>Log in to your store</h1>"
    return replace(reply, headers={**reply.headers, "Content-Type": "text/html; charset=utf-8"}, body=page)


def _has_user_errors(payload: _OBJECT) -> bool:
    return any(found.get("userErrors") for found in objects(payload.get("data")))


def _status(status: int, applies: Callable[[_OBJECT], bool]) -> Send:
    def bent(_call: Call, payload: _OBJECT, reply: Reply) -> Reply:
        return replace(reply, status=status) if applies(payload) else reply

    return bent


def _other_version(call: Call, _payload: _OBJECT, reply: Reply) -> Reply:
    other = BUNDLED[0] if call.version != BUNDLED[0] else BUNDLED[1]
    return replace(reply, headers={**reply.headers, "X-Shopify-API-Version": other.handle})


def _plain_text(_call: Call, _payload: _OBJECT, reply: Reply) -> Reply:
    return replace(
        reply, headers={**reply.headers, "Content-Type": JSON_TYPE.replace("application/json", "text/plain")}
    )


def _wrapped(_call: Call, payload: _OBJECT, reply: Reply) -> Reply:
    return replace(reply, body=dump([payload]))


ANSWERS: Final = (
    Fault(
        "stale-read",
        "A look-up shows customers as they were before the latest change.",
        "invariant.read-your-write",
        read=_stale,
    ),
    Fault(
        "late-read",
        "A look-up does not find a customer that was created by the latest call.",
        "invariant.read-your-write",
        read=_unseen,
    ),
    Fault(
        "display-name-turned",
        "displayName has the last name first.",
        "name.display",
        answer=everywhere("displayName", _turned),
    ),
    Fault(
        "path-index-number",
        "List indexes in paths of user errors are numbers.",
        "invariant.response-type",
        answer=everywhere("field", _numbers_in_path),
    ),
    Fault(
        "user-errors-null",
        "`userErrors` is null if there are none.",
        "invariant.response-type",
        answer=everywhere("userErrors", lambda errors: errors or None),
    ),
    Fault(
        "boolean-as-text",
        "`taxExempt` is a text.",
        "invariant.response-type",
        answer=everywhere("taxExempt", lambda value: str(value).lower()),
    ),
    Fault(
        "count-as-number",
        "`numberOfOrders` is a number.",
        "invariant.response-type",
        answer=everywhere("numberOfOrders", int),
    ),
    Fault(
        "legacy-id-as-number",
        "`legacyResourceId` is a number.",
        "invariant.response-type",
        answer=everywhere("legacyResourceId", int),
    ),
    Fault(
        "enum-lower-case",
        "`state` is in lower case.",
        "invariant.response-type",
        answer=everywhere("state", lambda value: value.lower()),
    ),
    Fault(
        "time-without-zone",
        "`updatedAt` has no time zone.",
        "invariant.response-type",
        answer=everywhere("updatedAt", lambda value: value.rstrip("Z")),
    ),
    Fault(
        "empty-list-as-null",
        "An empty list of tags is null.",
        "invariant.response-type",
        answer=everywhere("tags", lambda tags: tags or None),
    ),
    Fault(
        "list-as-text",
        "Tags are one text with commas.",
        "invariant.response-type",
        answer=everywhere("tags", ", ".join),
    ),
    Fault(
        "plain-ids",
        "Ids are numbers without `gid://shopify/...`.",
        "invariant.response-type",
        answer=everywhere("id", lambda value: value.rsplit("/", 1)[-1]),
    ),
    Fault(
        "nulls-left-out",
        "Fields of a customer that are null are left out.",
        "invariant.response-type",
        answer=_in_customers(_nulls_left_out),
    ),
    Fault(
        "default-address-filled",
        "The default address has an empty text where it holds nothing.",
        "address.default-first",
        answer=everywhere("defaultAddress", _filled),
    ),
    Fault(
        "extra-key",
        "A customer has a field that was not asked for.",
        "invariant.response-type",
        answer=_in_customers(_extra),
    ),
    Fault(
        "aliases-ignored",
        "Root fields are called by their names, not by their aliases.",
        "response.aliases",
        answer=_aliases_ignored,
    ),
    Fault(
        "data-dropped",
        "Beside an error of a field there is no `data`.",
        "upsert.custom-id-definition-error",
        answer=_data_dropped,
    ),
    Fault(
        "data-null-added",
        "A request that the schema forbids gets `data: null`.",
        "schema.no-data",
        answer=_data_added,
    ),
    Fault(
        "error-codes-dropped",
        "Top-level errors have no extensions.",
        "schema.undefined-field",
        answer=_extensions_dropped,
    ),
    Fault(
        "cost-too-high",
        "The actual cost is higher than the requested one.",
        "invariant.cost-coherent",
        answer=_cost(_too_much),
    ),
    Fault(
        "cost-without-status",
        "The cost says nothing about the bucket.",
        "invariant.cost-coherent",
        answer=_cost(lambda cost: cost.pop("throttleStatus")),
    ),
    Fault(
        "bucket-overfull",
        "More points are available than the bucket holds.",
        "invariant.cost-coherent",
        answer=_cost(_overfull),
    ),
    Fault("cost-flat", "Every request costs one point.", "cost.mutation", answer=_cost(_flat_rate)),
    Fault("html", "Every answer is a web page, with status 200.", "invariant.http-envelope", send=_html),
    Fault("plain-text", "The JSON is labelled as plain text.", "invariant.http-envelope", send=_plain_text),
    Fault("wrapped", "The response is wrapped in a list.", "invariant.response-shape", send=_wrapped),
    Fault(
        "status-of-user-errors",
        "User errors have status 422.",
        "error.http-ok",
        send=_status(422, _has_user_errors),
    ),
    Fault(
        "status-of-errors",
        "Top-level errors have status 500.",
        "invariant.http-envelope",
        send=_status(500, lambda payload: "errors" in payload),
    ),
    Fault(
        "other-version",
        "Another API version answers than was asked for.",
        "invariant.version-served",
        send=_other_version,
    ),
)
