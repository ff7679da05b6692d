"""Wrong servers that look customers up, or delete them, in the wrong way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.store import STEP
from conformance.mock.faults.bend import everywhere, objects
from conformance.mock.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.engine import Call
    from conformance.mock.faults.fault import Answer

_OBJECT = dict[str, Any]


def _roots(call: Call, payload: _OBJECT, field: str) -> Iterator[tuple[_OBJECT, str]]:
    """Yield `data` and the key of each root field of that name that is there."""
    data = payload.get("data")
    if call.operation is None or not isinstance(data, dict):
        return
    for key, name in call.operation.roots:
        if name == field and key in data:
            yield data, key


def _blind(key: str) -> Answer:
    """Return what finds nobody by a key of CustomerIdentifierInput."""

    def bent(call: Call, payload: _OBJECT) -> _OBJECT:
        identifier = call.variables.get("identifier")
        if isinstance(identifier, dict) and key in identifier:
            for data, root in _roots(call, payload, "customerByIdentifier"):
                data[root] = None
        return payload

    return bent


def _blind_node(call: Call, payload: _OBJECT) -> _OBJECT:
    for data, root in _roots(call, payload, "node"):
        data[root] = None
    return payload


def _tagless(call: Call, payload: _OBJECT) -> _OBJECT:
    for data, root in _roots(call, payload, "customer"):
        if data[root] and "tags" in data[root]:
            data[root]["tags"] = []
    return payload


def _nobody_is_an_error(call: Call, payload: _OBJECT) -> _OBJECT:
    for field in ("customer", "customerByIdentifier"):
        for data, root in _roots(call, payload, field):
            if data[root] is None and "errors" not in payload:
                error = {"message": "Customer not found", "path": [root], "extensions": {"code": "NOT_FOUND"}}
                payload["errors"] = [error]
    return payload


def _next_of_nothing(_call: Call, payload: _OBJECT) -> _OBJECT:
    for found in objects(payload.get("data")):
        if found.get("nodes") == [] and "hasNextPage" in found.get("pageInfo", {}):
            found["pageInfo"]["hasNextPage"] = True
    return payload


def _deleted(before: Store, after: Store) -> list[Customer]:
    if len(before.customers) <= len(after.customers):
        return []
    return [each for number, each in before.customers.items() if number not in after.customers]


def _contacts_kept(before: Store, after: Store) -> Store:
    for gone in _deleted(before, after):
        if gone.email:
            after = replace(after, by_email=after.by_email.insert(gone.email.lower(), gone.id))
        if gone.phone:
            after = replace(after, by_phone=after.by_phone.insert(gone.phone, gone.id))
    return after


def _next_deleted_too(before: Store, after: Store) -> Store:
    for gone in _deleted(before, after):
        if after.get(gone.id + STEP):
            after = after.without_customer(gone.id + STEP)
    return after


LOOKUPS: Final = (
    Fault(
        "read-by-id-without-tags",
        "`customer(id:)` shows no tags.",
        "read.by-id",
        answer=_tagless,
    ),
    Fault("blind-by-email", "A read by email finds nobody.", "read.by-email", answer=_blind("emailAddress")),
    Fault("blind-by-phone", "A read by phone finds nobody.", "read.by-phone", answer=_blind("phoneNumber")),
    Fault(
        "blind-by-custom-id",
        "A read by custom id finds nobody.",
        "read.by-custom-id",
        answer=_blind("customId"),
    ),
    Fault(
        "blind-by-identifier-id",
        "A read by identifier finds nobody by an id.",
        "read.by-identifier-id",
        answer=_blind("id"),
    ),
    Fault("blind-node", "`node` finds no customer.", "read.node", answer=_blind_node),
    Fault(
        "nobody-is-an-error",
        "A read that matches nobody is an error.",
        "read.nobody",
        answer=_nobody_is_an_error,
    ),
    Fault(
        "empty-page-has-a-next",
        "A connection without nodes says that there are more pages.",
        "read.empty-connection",
        answer=_next_of_nothing,
    ),
    Fault(
        "legacy-id-of-its-own",
        "`legacyResourceId` is not the number of the id.",
        "read.legacy-id",
        answer=everywhere("legacyResourceId", lambda number: str(int(number) + 1)),
    ),
    Fault(
        "one-page-only",
        "There is never a next page.",
        "read.address-pages",
        answer=everywhere("hasNextPage", lambda _: False),
    ),
    Fault(
        "typename-of-its-own",
        "Payload types have names that are not the schema's.",
        "response.typename",
        answer=everywhere("__typename", lambda name: name.replace("CustomerSet", "SetCustomer")),
    ),
    Fault(
        "deleted-contact-in-use",
        "The email and the phone of a deleted customer stay in use.",
        "delete.frees-identity",
        commit=_contacts_kept,
    ),
    Fault(
        "next-deleted-too",
        "With a customer the one that was created next is deleted.",
        "delete.no-others",
        commit=_next_deleted_too,
    ),
)
