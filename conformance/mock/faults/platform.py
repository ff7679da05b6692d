"""Wrong servers whose platform is wrong: access, throttling, introspection, search, orders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.command import ByEmail, ByPhone
from conformance.mock.faults.bend import everywhere, saving
from conformance.mock.faults.fault import Fault
from conformance.mock.shop_address import of_token
from conformance.mock.writing import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.engine import Call
    from conformance.mock.faults.fault import SetUp
    from conformance.mock.reply import Reply
    from conformance.mock.settings import Settings
    from conformance.mock.writing import Written

_OBJECT = dict[str, Any]
_STARVED: Final = "starved"


def _any_token(settings: Settings) -> Settings:
    return replace(settings, token=None)


def _token_may(token: str, given: Mapping[str, Any]) -> SetUp:
    """Return what treats one app otherwise; nothing given is an app that may do everything."""

    def bent(settings: Settings) -> Settings:
        behaviours = settings.behaviours
        if behaviours is None:
            return settings
        sections = {**behaviours.sections, of_token(token): dict(given)}
        return replace(settings, behaviours=replace(behaviours, sections=sections))

    return bent


def _codes(payload: _OBJECT) -> list[Any]:
    return [error.get("extensions", {}).get("code") for error in payload.get("errors", ())]


def _throttled_is_429(_call: Call, payload: _OBJECT, reply: Reply) -> Reply:
    return replace(reply, status=429) if "THROTTLED" in _codes(payload) else reply


def _throttled_too_late(call: Call, payload: _OBJECT) -> _OBJECT:
    if call.token == _STARVED and call.operation and call.operation.kind == "mutation":
        return {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
    return payload


def _rate_left_out(_call: Call, payload: _OBJECT) -> _OBJECT:
    payload.get("extensions", {}).get("cost", {}).get("throttleStatus", {}).pop("restoreRate", None)
    return payload


def _limit_recoded(_call: Call, payload: _OBJECT) -> _OBJECT:
    for error in payload.get("errors", ()):
        if error.get("extensions", {}).get("code") == "MAX_COST_EXCEEDED":
            error["extensions"]["code"] = "QUERY_TOO_COMPLEX"
    return payload


def _nothing_found(call: Call, payload: _OBJECT) -> _OBJECT:
    data = payload.get("data")
    for key, name in call.operation.roots if call.operation and isinstance(data, dict) else ():
        if data and name == "customers" and data.get(key) and "nodes" in data[key]:
            data[key]["nodes"] = []
    return payload


def _malformed_contact_taken(store: Store, command: CustomerSet, now: datetime) -> Written:
    is_contact = isinstance(command.identifier, ByEmail | ByPhone)
    return write(store, command, now, ("email.invalid", "phone.invalid") if is_contact else ())


def _one_country_lost(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    lost = {"AX"}
    addresses = (
        replace(each, country=None, country_code=None) if each.country_code in lost else each
        for each in now.addresses
    )
    return replace(now, addresses=tuple(addresses))


def _orders_uncounted(before: Store, after: Store) -> Store:
    for number, customer in after.customers.items():
        if customer.orders and before.get(number) is not customer:
            after = after.with_customer(replace(customer, orders=0))
    return after


PLATFORM: Final = (
    Fault("any-token", "Any access token is taken.", "access.token-checked", set_up=_any_token),
    Fault(
        "scopes-unchecked",
        "An app that may only read writes.",
        "access.write-scope",
        set_up=_token_may("read-only", {}),
    ),
    Fault(
        "read-scope-ignored",
        "An app that may only read may not read.",
        "access.read-scope",
        set_up=_token_may("read-only", {"scopes": ()}),
    ),
    Fault(
        "protected-data-shown",
        "An app without approval sees customers.",
        "access.protected-data",
        set_up=_token_may("unapproved", {}),
    ),
    Fault(
        "input-field-not-listed",
        "Introspection leaves out the last field of an input type.",
        "version.input-unchanged",
        answer=everywhere("inputFields", lambda fields: fields[:-1] if fields else fields),
    ),
    Fault(
        "country-lost",
        "One country is taken and not stored.",
        "address.country-codes",
        write=saving(_one_country_lost),
    ),
    Fault("search-finds-nobody", "A search finds nobody.", "read.search-in-the-end", answer=_nothing_found),
    Fault(
        "malformed-contact-taken",
        "An identifier may be any text, and so may the field that corresponds to it.",
        "identify.malformed-contact",
        rule="email.invalid",
        write=_malformed_contact_taken,
    ),
    Fault(
        "orders-uncounted",
        "A customer with orders can be deleted.",
        "delete.orders-kept",
        commit=_orders_uncounted,
    ),
    Fault("throttled-429", "A throttled call has status 429.", "throttle.http-200", send=_throttled_is_429),
    Fault(
        "throttled-too-late",
        "A write is done before it is throttled.",
        "throttle.writes-nothing",
        set_up=_token_may(_STARVED, {}),
        answer=_throttled_too_late,
    ),
    Fault(
        "restore-rate-left-out",
        "The bucket's restore rate is not told.",
        "throttle.status-told",
        answer=_rate_left_out,
    ),
    Fault(
        "bucket-ignored",
        "A call may cost more than the bucket holds.",
        "cost.fits-the-bucket",
        set_up=_token_may(_STARVED, {}),
    ),
    Fault(
        "query-limit-renamed",
        "A query over the limit has another error code.",
        "cost.single-query-limit",
        answer=_limit_recoded,
    ),
)
