"""Hypothesis plays sets on a target and on the model, and compares the two after each step.

It takes a target of any kind, but makes customers with a handful of emails and phones of its own: play it on a
shop that is there for nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from conformance.errors import TargetError
from conformance.explore.model import Model
from conformance.explore.strategies import EMAIL, PHONE, inputs
from conformance.versions import NEWEST_STABLE
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.versions import ApiVersion
    from conformance.wire import Target

_ADDRESS: Final = "firstName lastName company address1 city zip country countryCodeV2 provinceCode"
_SHOWN: Final = (
    "firstName lastName email phone note taxExempt taxExemptions tags"
    f" defaultAddress {{ {_ADDRESS} }} addressesV2(first: 10) {{ nodes {{ {_ADDRESS} }} }}"
)
_SET: Final = (
    "mutation($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {"
    " customerSet(identifier: $identifier, input: $input) {"
    f" customer {{ id {_SHOWN} }} userErrors {{ message }} }} }}"
)
_READ: Final = f"query($id: ID!) {{ customer(id: $id) {{ {_SHOWN} }} }}"
_DELETE: Final = (
    "mutation($id: ID!) { customerDelete(input: {id: $id}) { deletedCustomerId userErrors { message } } }"
)


class DeviationError(AssertionError):
    """Raised where target and model differ."""


def _same(what: str, actual: Any, expected: Any) -> None:
    if actual != expected:
        raise DeviationError(f"{what}: the target says {actual!r}, the model {expected!r}")


class Exploration(RuleBasedStateMachine):
    """Sets by no identifier, by id, by email and by phone, deletions, and what is there afterwards."""

    customers: Bundle[int] = Bundle("customers")

    def __init__(self, target: Target, version: ApiVersion = NEWEST_STABLE) -> None:
        super().__init__()
        self._target = target
        self._version = version
        self._model = Model()
        self._ids: dict[int, str] = {}
        self._next = 0

    @rule(target=customers, given=inputs())
    def create(self, given: dict[str, Any]) -> Any:
        """Without an identifier somebody new is made."""
        return self._set(None, given, existing=None)

    @rule(key=customers, given=inputs())
    def update(self, key: int, given: dict[str, Any]) -> None:
        """By id the customer changes in what is sent and in nothing else."""
        self._set({"id": self._ids[key]}, given, existing=key)

    @rule(target=customers, email=EMAIL, given=inputs(email=st.nothing()))
    def upsert_by_email(self, email: str, given: dict[str, Any]) -> Any:
        """By email whoever has it changes, or somebody is made who does."""
        existing = self._model.holder("email", email)
        return self._set({"email": email}, {**given, "email": email}, existing=existing)

    @rule(target=customers, phone=PHONE, given=inputs())
    def upsert_by_phone(self, phone: str, given: dict[str, Any]) -> Any:
        """By phone likewise."""
        existing = self._model.holder("phone", phone)
        return self._set({"phone": phone}, {**given, "phone": phone}, existing=existing)

    @rule(key=consumes(customers))
    def delete(self, key: int) -> None:
        """Who is deleted is gone, and their email and phone are free again."""
        if key in self._model.customers:
            payload = self._send(_DELETE, {"id": self._ids[key]})["customerDelete"]
            _same("customerDelete", payload, {"deletedCustomerId": self._ids[key], "userErrors": []})
            del self._model.customers[key]
        _same("a deleted customer", self._read(key), None)

    @invariant()
    def everybody_is_as_the_model_says(self) -> None:
        """After each step every customer reads as the model has them."""
        for key, expected in self._model.customers.items():
            _same(self._ids[key], self._read(key), expected)

    def teardown(self) -> None:
        """Delete whoever is left."""
        for id_ in self._ids.values():
            self._send(_DELETE, {"id": id_})

    def _set(self, identifier: dict[str, str] | None, given: dict[str, Any], existing: int | None) -> Any:
        """Set on both sides and compare; return the customer's key if there is a new one."""
        payload = self._send(_SET, {"identifier": identifier, "input": given})["customerSet"]
        messages = [error["message"] for error in payload["userErrors"]]
        if existing is not None and existing not in self._model.customers:
            _same("an unknown id", messages, ["Resource matching the identifier was not found."])
            return multiple()
        key = self._next
        refused = self._model.set(key, given, existing)
        _same("userErrors", messages, refused)
        if refused:
            _same("the customer of a refused set", payload["customer"], None)
            return multiple()
        id_ = payload["customer"].pop("id")
        owner = key if existing is None else existing
        _same("the payload", _flat(payload["customer"]), self._model.customers[owner])
        if existing is not None:
            _same("the id", id_, self._ids[existing])
            return multiple()
        _same("a new id among those known", id_ in self._ids.values(), False)  # noqa: FBT003 - a value to compare
        self._ids[key] = id_
        self._next += 1
        return key

    def _read(self, key: int) -> dict[str, Any] | None:
        customer = self._send(_READ, {"id": self._ids[key]})["customer"]
        return None if customer is None else _flat(customer)

    def _send(self, document: str, variables: dict[str, Any]) -> Any:
        payload = self._target.send(Request(document, variables, self._version)).payload
        if not isinstance(payload, dict) or payload.get("errors") or not payload.get("data"):
            raise TargetError(f"{self._target.name} answered a valid request with {payload!r:.300}.")
        return payload["data"]


def _flat(customer: dict[str, Any]) -> dict[str, Any]:
    """Return a customer as the model has them."""
    customer["addresses"] = customer.pop("addressesV2")["nodes"]
    return customer


def exploration_of(
    open_target: Callable[[], Target], version: ApiVersion = NEWEST_STABLE
) -> type[Exploration]:
    """Return the exploration of a target, for `hypothesis.stateful.run_state_machine_as_test`.

    Args:
        open_target: gives the target, once for each sequence of steps; one that lives on is given again.
        version: the API version to ask for.
    """

    class _Exploration(Exploration):
        def __init__(self) -> None:
            super().__init__(open_target(), version)

    return _Exploration
