"""A shop's state as JSON and back: for the state file, and for snapshots that anybody may have edited."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeVar, cast

from conformance.domain.customer import Address, Customer, Metafield, MetafieldDefinition, Order
from conformance.domain.orders import FIRST_NUMBER
from conformance.domain.store import Numbers
from conformance.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from conformance.domain.store import Store
    from conformance.wire import Json

T = TypeVar("T")

_MOST: Final = 2**62
"""The highest id, far from where 64 bits end."""
_MOST_ORDERS: Final = 2**31
"""Orders of a shop, whose ids stay below the highest one."""


class Contents(NamedTuple):
    """What is in a shop, in ascending order of ids."""

    numbers: Numbers
    definitions: tuple[MetafieldDefinition, ...]
    customers: tuple[Customer, ...]


def contents(store: Store) -> Contents:
    """Return what is in a store."""
    definitions = sorted(store.definitions.values(), key=lambda each: each.id)
    return Contents(
        store.numbers, tuple(definitions), tuple(each for _, each in sorted(store.customers.items()))
    )


def to_json(value: Any) -> Json:
    """Return a domain value as JSON: objects by field name, times in ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple) and not hasattr(value, "_asdict"):
        return [to_json(item) for item in value]
    if isinstance(value, Contents):
        return {name: to_json(item) for name, item in value._asdict().items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: to_json(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def from_json(class_: type[T], value: Json, where: str) -> T:
    """Return the domain value that `to_json` wrote; a field with a default may be missing.

    Args:
        class_: Customer, Address, Metafield, MetafieldDefinition, Order or Numbers.
        value: a JSON object.
        where: how to call it in a message, such as `customers[3]`.

    Raises:
        UsageError: it is none; the message says where, and what is expected.
    """
    if not isinstance(value, dict):
        _refuse(where, value, "an object")
    known = _fields(cast("Hashable", class_))
    for name in value:
        if name not in known:
            raise UsageError(f"{where} has a field {name} that is not known.{did_you_mean(name, known)}")
    given = {}
    for name, (read, is_required) in known.items():
        if name in value:
            given[name] = read(value[name], f"{where}.{name}")
        elif is_required:
            raise UsageError(f"{where} lacks {name}.")
    return class_(**given)


def contents_from(value: Json, where: str) -> Contents:
    """Return what is in a shop, from JSON.

    Raises:
        UsageError: it is not what `to_json` writes.
    """
    if not isinstance(value, dict) or sorted(value) != ["customers", "definitions", "numbers"]:
        _refuse(where, value, "an object with numbers, definitions and customers")
    return Contents(
        from_json(Numbers, value["numbers"], f"{where}.numbers"),
        _many(MetafieldDefinition, value["definitions"], f"{where}.definitions"),
        _many(Customer, value["customers"], f"{where}.customers"),
    )


def filled(empty: Store, held: Contents) -> Store:
    """Return a store with this in it, which is taken to be consistent.

    Args:
        empty: gives everything else, such as the shop's country.
        held: what goes in.
    """
    store = replace(empty, numbers=held.numbers)
    for definition in held.definitions:
        store = store.with_definition(definition)
    for customer in held.customers:
        store = store.with_customer(customer)
    return store


def checked(empty: Store, held: Contents, where: str) -> Store:
    """Return a store with this in it, if a shop could be in that state; see `filled`.

    Raises:
        UsageError: an id, an email, a phone or a unique value is there twice, an id is yet to be given away, or a
            key is not in the form that look-ups expect.
    """
    _check_ids(held, where)
    for customer in held.customers:
        if bool(customer.addresses) != bool(customer.default_address):
            raise UsageError(
                f"{where}: the default address of customer {customer.id} is none of its addresses."
            )
    _check_orders(held, where)
    store = filled(empty, held)
    if len(store.definitions) != len(held.definitions):
        raise UsageError(f"{where}: two definitions have the same owner type, namespace and key.")
    for customer in held.customers:
        for key, found in _found_by(store, customer):
            if found is None:
                raise UsageError(
                    f'{where}: "{key}" of customer {customer.id} is not in the form that look-ups know.'
                )
            if found != customer.id:
                raise UsageError(f'{where}: "{key}" is that of customers {customer.id} and {found}.')
    return store


def _found_by(store: Store, customer: Customer) -> Iterator[tuple[str, int | None]]:
    """Yield what the customer alone may have, and whom a look-up finds by it."""
    if customer.email is not None:
        by_email = store.find_by_email(customer.email)
        yield customer.email, by_email.id if by_email else None
    if customer.phone is not None:
        by_phone = store.find_by_phone(customer.phone)
        yield customer.phone, by_phone.id if by_phone else None
    for key in store.unique_keys(customer):
        yield "/".join(key), store.by_custom_id.get(key)


def _check_ids(held: Contents, where: str) -> None:
    owned: dict[str, list[int]] = {
        "customer": [each.id for each in held.customers],
        "address": [address.id for each in held.customers for address in each.addresses],
        "metafield": [metafield.id for each in held.customers for metafield in each.metafields],
        "definition": [each.id for each in held.definitions],
    }
    for kind, ids in owned.items():
        following = getattr(held.numbers, kind)
        if following > _MOST:
            raise UsageError(f"{where}: numbers.{kind}, {following}, is beyond {_MOST}.")
        if len(set(ids)) != len(ids):
            raise UsageError(f"{where}: two {kind} ids are the same.")
        if ids and max(ids) >= following:
            raise UsageError(
                f"{where}: {kind} {max(ids)} is not below numbers.{kind}, the next id, {following}."
            )
        if min(ids, default=following) < 1:
            raise UsageError(f"{where}: a {kind} id is below 1.")


def _check_orders(held: Contents, where: str) -> None:
    """Refuse orders that a shop could not have: twice the same, of somebody else, more than are counted."""
    if not 0 <= held.numbers.order <= _MOST_ORDERS:
        raise UsageError(f"{where}: numbers.order, {held.numbers.order}, is not from 0 to {_MOST_ORDERS}.")
    listed = [order for each in held.customers for order in each.placed]
    if len({order.id for order in listed}) != len(listed):
        raise UsageError(f"{where}: two order ids are the same.")
    following = FIRST_NUMBER + held.numbers.order
    for each in held.customers:
        if len(each.placed) > each.orders:
            raise UsageError(f"{where}: customer {each.id} has more orders than {each.orders}.")
        for order in each.placed:
            if order.customer != each.id:
                raise UsageError(f"{where}: order {order.id} of customer {each.id} says {order.customer}.")
            if not FIRST_NUMBER <= order.number < following:
                raise UsageError(
                    f"{where}: order {order.id} is number {order.number}, and numbers.order leads to {following}."
                )


def _refuse(where: str, value: Json, expected: str) -> NoReturn:
    shown = repr(value)
    raise UsageError(f"{where} is {shown if len(shown) <= 40 else shown[:40] + '...'}, not {expected}.")


def _many(class_: type[T], value: Json, where: str) -> tuple[T, ...]:
    if not isinstance(value, list):
        _refuse(where, value, "a list")
    return tuple(from_json(class_, item, f"{where}[{index}]") for index, item in enumerate(value))


@dataclass(frozen=True, slots=True)
class _Scalar:
    """Reads a JSON value of one Python type."""

    type_: type
    expected: str
    is_optional: bool = False

    def __call__(self, value: Json, where: str) -> Any:
        if value is None and self.is_optional:
            return None
        # True is an int to Python, and not to JSON.
        if not isinstance(value, self.type_) or (isinstance(value, bool) and self.type_ is not bool):
            _refuse(where, value, self.expected)
        return value


def _texts(value: Json, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _refuse(where, value, "a list of texts")
    return tuple(value)


def _moment(value: Json, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is None:
        _refuse(where, value, "a time with its zone, such as 2026-11-23T12:00:00+00:00")
    return found.astimezone(UTC)


_READERS: Final[Mapping[str, Callable[[Json, str], Any]]] = {
    "int": _Scalar(int, "a whole number"),
    "int | None": _Scalar(int, "a whole number or null", is_optional=True),
    "str": _Scalar(str, "a text"),
    "str | None": _Scalar(str, "a text or null", is_optional=True),
    "bool": _Scalar(bool, "true or false"),
    "datetime": _moment,
    "datetime | None": lambda value, where: None if value is None else _moment(value, where),
    "tuple[str, ...]": _texts,
    "tuple[Address, ...]": partial(_many, Address),
    "tuple[Metafield, ...]": partial(_many, Metafield),
    "tuple[Order, ...]": partial(_many, Order),
}
"""By the annotation of a field in the domain."""


@cache
def _fields(class_: Hashable) -> Mapping[str, tuple[Callable[[Json, str], Any], bool]]:
    """Return by name how each field of a domain class is read, and whether it must be there."""
    return {
        each.name: (_READERS[str(each.type)], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(cast("type[Customer]", class_))
    }
