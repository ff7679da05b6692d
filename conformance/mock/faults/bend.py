"""Ways to bend a customerSet call and its answer, from which faults are made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.domain.command import UNSET
from conformance.domain.identifier import request
from conformance.mock.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.engine import Call
    from conformance.mock.faults.fault import Answer
    from conformance.mock.writing import Write, Written


def existing(store: Store, command: CustomerSet) -> Customer | None:
    """Return whom a call is about, or None if it is about nobody yet."""
    return request(store, command).customer


def given(value: Any) -> bool:
    """Whether an input field was sent with a value; null and omitted are none."""
    return value is not UNSET and value is not None


def with_input(change: Callable[[CustomerInput], CustomerInput]) -> Write:
    """Return a customerSet that changes the input before it looks at it."""

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        return write(store, replace(command, input=change(command.input)), now)

    return bent


def on_update(change: Callable[[CustomerInput], CustomerInput]) -> Write:
    """Return a customerSet that changes the input of calls that update somebody."""

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        if existing(store, command) is not None:
            command = replace(command, input=change(command.input))
        return write(store, command, now)

    return bent


def saving(change: Callable[[Customer | None, CustomerInput, Customer], Customer]) -> Write:
    """Return a customerSet that saves something else than it should.

    Args:
        change: gives what is saved, from the customer before (None if created), the input and the right result.
    """

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        was = existing(store, command)
        written = write(store, command, now)
        if written.customer is None:
            return written
        saved = change(was, command.input, written.customer)
        return replace(written, store=written.store.with_customer(saved), customer=saved)

    return bent


def refusing(change: Callable[[Store, CustomerSet, Written, datetime], Written]) -> Write:
    """Return a customerSet that answers otherwise when it should refuse with user errors."""

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        written = write(store, command, now)
        return change(store, command, written, now) if written.errors else written

    return bent


def retrying(code: str, change: Callable[[Store, CustomerSet], CustomerSet]) -> Write:
    """Return a customerSet that does not refuse with `code`, but does what the changed call asks."""

    def bent(store: Store, command: CustomerSet, now: datetime) -> Written:
        written = write(store, command, now)
        if any(error.code == code for error in written.errors or ()):
            return write(store, change(store, command), now)
        return written

    return bent


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value, outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in list(value.values()):
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def everywhere(key: str, change: Callable[[Any], Any]) -> Answer:
    """Return what changes the values of a key, wherever it stands in `data`."""

    def bent(_call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        for found in objects(payload.get("data")):
            if key in found:
                found[key] = change(found[key])
        return payload

    return bent
