"""A shop that keeps its state between calls, so that a test reads like a story."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from conformance.domain.command import DefinitionInput, customer_input, customer_set_command
from conformance.domain.customer_set import Applied, Refused, customer_set
from conformance.domain.definitions import metafield_definition_create
from conformance.domain.neighbours import customer_create, customer_update
from conformance.domain.readings import ASSUMED
from conformance.domain.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.domain.customer import Customer
    from conformance.domain.customer_set import Raised
    from conformance.domain.readings import Readings
    from conformance.domain.refusal import UserError

NOW = datetime(2026, 4, 26, 2, 4, 39, 500_000, tzinfo=UTC)
LATER = datetime(2026, 4, 26, 2, 5, 0, tzinfo=UTC)

Path = list[str] | None


class TrialShop:
    """Calls mutations with GraphQL-shaped input and remembers the store.

    Args:
        readings: the answers to what is not known of Shopify.

    Attributes:
        store: the state after the last call that was applied.
    """

    def __init__(self, readings: Readings = ASSUMED) -> None:
        self.store = Store.empty(readings=readings)

    def set(
        self, given: Mapping[str, Any], identifier: Mapping[str, Any] | None = None, now: datetime = NOW
    ) -> Applied | Refused | Raised:
        """Call customerSet."""
        answer = customer_set(self.store, customer_set_command(identifier, given), now)
        if isinstance(answer, Applied):
            self.store = answer.store
        return answer

    def applied(
        self, given: Mapping[str, Any], identifier: Mapping[str, Any] | None = None, now: datetime = NOW
    ) -> Customer:
        """Call customerSet, which must succeed."""
        answer = self.set(given, identifier, now)
        assert isinstance(answer, Applied), answer
        return answer.customer

    def refusals(
        self, given: Mapping[str, Any], identifier: Mapping[str, Any] | None = None
    ) -> list[tuple[Path, str, str | None]]:
        """Call customerSet, which must be refused; return field, message and code of each error."""
        answer = self.set(given, identifier)
        assert isinstance(answer, Refused), answer
        return plain(answer.errors)

    def create(self, given: Mapping[str, Any]) -> list[tuple[Path, str, str | None]]:
        """Call customerCreate; return its errors."""
        outcome = customer_create(self.store, customer_input(given), NOW)
        self.store = outcome.store
        return plain(outcome.errors)

    def update(self, given: Mapping[str, Any]) -> list[tuple[Path, str, str | None]]:
        """Call customerUpdate; return its errors."""
        outcome = customer_update(self.store, customer_input(given), LATER)
        self.store = outcome.store
        return plain(outcome.errors)

    def define(self, key: str, type_name: str = "id", namespace: str = "custom") -> None:
        """Create a metafield definition for customers."""
        outcome = metafield_definition_create(
            self.store, DefinitionInput(key, "A name", type_name, namespace)
        )
        assert outcome.result, outcome.errors
        self.store = outcome.store

    @property
    def only(self) -> Customer:
        """The one customer that there is."""
        [customer] = self.store.customers.values()
        return customer


def plain(errors: tuple[UserError, ...]) -> list[tuple[Path, str, str | None]]:
    """Return field, message and code of each error, with lists as JSON has them."""
    return [
        (error.field if error.field is None else list(error.field), error.message, error.code)
        for error in errors
    ]
