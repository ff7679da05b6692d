"""The domain beside a target: it takes the same steps, and says what each should answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from conformance.domain.command import DefinitionInput, customer_set_command
from conformance.domain.customer_set import Applied, Raised, customer_set
from conformance.domain.definitions import metafield_definition_create
from conformance.domain.neighbours import customer_delete
from conformance.domain.readings import ASSUMED, CHOICES, Readings
from conformance.domain.store import Store
from conformance.explore.script import NAMESPACE, live
from conformance.match import Matcher
from conformance.scenario.bindings import Reference, bind, bind_action
from conformance.scenario.model import OMITTED, DeleteAction, Expectation, ReadAction, SetAction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.domain.customer import Address, Customer
    from conformance.explore.script import Move
    from conformance.scenario.bindings import Scope
    from conformance.wire import Exchange

__all__ = ["ASSUMED", "DomainSide", "Readings", "Side", "alternatives", "shown"]

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Times are the target's own affair, so that the domain's clock stands still."""

MOST_ENTRIES: Final = 250
"""Of a list in an input, beyond which the mutation is not reached (documented: API limits; recorded on other mutations)."""


class Side(Protocol):
    """Whoever says what a target should answer."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What was said by whom it learns from; nothing if it knows by itself."""

    def begin(self, scope: Scope, *, defined: bool) -> None:
        """Start a script, with the same generated identities as the target's."""

    def expect(self, move: Move) -> Expectation:
        """Take a step, and return what is due of the target's answer to it."""


def alternatives(readings: Readings) -> Iterator[tuple[Readings, str]]:
    """Yield what is one answer away from some readings, with that answer in words."""
    for name, choices in CHOICES.items():
        for choice in choices:
            if choice != getattr(readings, name):
                changed: dict[str, Any] = {name: choice}
                yield replace(readings, **changed), f"{name} is {choice}"


class DomainSide:
    """The pure domain as the side to compare with.

    Args:
        readings: the answers to what is not known of Shopify.

    Attributes:
        names: the domain's number of a customer, by the name under which the script saved them.
        store: what the shop should hold.
    """

    def __init__(self, readings: Readings = ASSUMED) -> None:
        self._readings = readings
        self.store = Store.empty(readings=readings)
        self.names: dict[str, int] = {}
        self._scope: Scope | None = None
        self._defined = False
        self._changed = ""

    def begin(self, scope: Scope, *, defined: bool) -> None:
        """Start with an empty shop."""
        self.store = Store.empty(readings=self._readings)
        self.names = {}
        self._scope = scope
        self._defined = defined
        self._changed = ""
        if defined:
            key = scope.unique.get("key")
            self.store = metafield_definition_create(
                self.store, DefinitionInput(key, "Conformance", "id", NAMESPACE)
            ).store
            self._scope = scope.naming({"definition": {"namespace": NAMESPACE, "key": key}})

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """Nothing was said."""
        return ()

    @property
    def scope(self) -> Scope:
        """What `${...}` stands for here: customers by their names, with the domain's own ids."""
        if self._scope is None:
            raise RuntimeError("a side is asked before its script has begun")
        return self._scope

    def expect(self, move: Move) -> Expectation:
        """Do what a step asks, and return what is due of the target."""
        action = bind_action(move.action, self.scope)
        match action:
            case SetAction():
                return self._set(action, move.name)
            case ReadAction():
                return Expectation(customer=self._read(action))
            case DeleteAction():
                return self._delete(action, move)
            case _:
                return move.then or Expectation()

    def _set(self, action: SetAction, name: str) -> Expectation:
        if any(isinstance(value, list) and len(value) > MOST_ENTRIES for value in action.input.values()):
            return Expectation(errors=[{"extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"}}])
        identifier = None if action.identifier is OMITTED else action.identifier
        answer = customer_set(self.store, customer_set_command(identifier, action.input), NOW)
        if isinstance(answer, Raised):
            error = {"message": answer.error.message, "extensions": {"code": answer.error.code}}
            return Expectation(errors=[{**error, "path": ["customerSet"]}])
        if not isinstance(answer, Applied):
            return Expectation(
                user_errors=[
                    {
                        "code": error.code,
                        "field": list(error.field) if error.field else None,
                        "message": error.message,
                    }
                    for error in answer.errors
                ]
            )
        self.store = answer.store
        tree = self._shown(answer.customer)
        if name:
            if name in self.names:
                before = Reference((name, "updatedAt"), 0)
                tree["updatedAt"] = Matcher("not", Matcher("before", before))
            elif self._changed and answer.created:
                # No clock but the target's own: who is made now was not made before the last change.
                tree["createdAt"] = Matcher(
                    "not", Matcher("before", Reference((self._changed, "updatedAt"), 0))
                )
            self._changed = name
            self.call(name, answer.customer)
        return Expectation(customer=tree)

    def call(self, name: str, customer: Customer) -> None:
        """Give a customer a name, which steps may refer to from then on."""
        self.names[name] = customer.id
        addresses = [{"id": address_gid(each)} for each in customer.addresses]
        self._scope = self.scope.naming(
            {
                name: {
                    "id": customer.gid,
                    "updatedAt": "2026-01-01T00:00:00Z",
                    "addressesV2": {"nodes": addresses},
                }
            }
        )

    def _read(self, action: ReadAction) -> Any:
        value = action.value
        match action.by:
            case "id":
                found = self._by_gid(str(value))
            case "email":
                found = self.store.find_by_email(value)
            case "phone":
                found = self.store.find_by_phone(value)
            case _:
                found = self.store.find_by_custom_id(value.get("namespace"), value["key"], value["value"])
        return None if found is None else self._shown(found)

    def _shown(self, customer: Customer) -> dict[str, Any]:
        return shown(customer, metafields=self._defined)

    def _by_gid(self, gid: str) -> Customer | None:
        return next((each for each in self.store.customers.values() if each.gid == gid), None)

    def _delete(self, action: DeleteAction, move: Move) -> Expectation:
        outcome = customer_delete(self.store, action.id)
        self.store = outcome.store
        if outcome.errors:
            [error] = outcome.errors
            return Expectation(
                user_errors=[{"field": list(error.field or ()), "message": error.message}], deleted=None
            )
        return Expectation(deleted=live(move.what["id"]))

    def person(self, customer: Customer | None) -> str:
        """Return the name of a customer, or an empty text."""
        return next((name for name, number in self.names.items() if customer and number == customer.id), "")

    def who(self, key: str, value: str) -> Customer | None:
        """Return who has an email, phone or custom id now, as a script writes it."""
        bound = bind(live(value), self.scope)
        match key:
            case "email":
                return self.store.find_by_email(bound)
            case "phone":
                return self.store.find_by_phone(bound)
        return self.store.find_by_custom_id(NAMESPACE, self.scope.unique.get("key"), bound)


def address_gid(address: Address) -> str:
    """Return an address's global id, as `addresses` takes it."""
    return f"gid://shopify/MailingAddress/{address.id}?model_name=CustomerAddress"


def shown(customer: Customer, *, metafields: bool = False) -> dict[str, Any]:
    """Return what a target should show of a customer: all that the harness selects but ids, times and the currency."""
    told = [
        {"namespace": each.namespace, "key": each.key, "type": each.type, "value": each.value}
        for each in customer.metafields
    ]
    email = customer.email and {"emailAddress": customer.email, "marketingState": "NOT_SUBSCRIBED"}
    phone = customer.phone and {"phoneNumber": customer.phone, "marketingState": "NOT_SUBSCRIBED"}
    default = customer.default_address
    return {
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "displayName": customer.display_name,
        "defaultEmailAddress": email,
        "defaultPhoneNumber": phone,
        "note": customer.note,
        "locale": customer.locale,
        "state": "DISABLED",
        "verifiedEmail": True,
        "taxExempt": customer.tax_exempt,
        "taxExemptions": list(customer.tax_exemptions),
        "tags": list(customer.tags),
        "canDelete": True,
        "numberOfOrders": "0",
        "defaultAddress": None if default is None else _address(default),
        "addressesV2": {"nodes": [_address(each) for each in customer.addresses]},
        **({"metafields": {"nodes": told}} if metafields else {}),
    }


def _address(address: Address) -> dict[str, Any]:
    return {
        "firstName": address.first_name,
        "lastName": address.last_name,
        "name": address.name,
        "company": address.company,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "province": address.province,
        "provinceCode": address.province_code,
        "country": address.country,
        "countryCodeV2": address.country_code,
        "zip": address.zip,
        "phone": address.phone,
        "formattedArea": address.formatted_area,
    }
