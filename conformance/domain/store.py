"""The customers of one shop and the indexes that keep them unique; every change gives a new store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from rpds import HashTrieMap

from conformance.domain import normalize
from conformance.domain.customer import CUSTOMER, number_of
from conformance.domain.readings import ASSUMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.domain.customer import Customer, MetafieldDefinition
    from conformance.domain.readings import Readings

STEP: Final = 32768
"""All recorded ids of one shop are equal modulo this: neighbours differ by it or by a multiple."""

_FIRST_ORDER: Final = 271_000_000
"""Gives ids of 13 digits, as recorded."""

UniqueKey = tuple[str, str, str]
"""Namespace, key and value of a metafield whose values are unique."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The next number for each kind of id; numbers only ever grow, also when a customer is deleted.

    Attributes:
        order: how many orders there were ever; `order_id` makes the id of the next one of it.
    """

    customer: int
    address: int
    metafield: int
    definition: int
    order: int = 0

    @property
    def order_id(self) -> int:
        """The id of the next order, which is equal to the others modulo STEP."""
        return (_FIRST_ORDER + self.order) * STEP + self.customer % STEP

    @classmethod
    def seeded(cls, seed: int) -> Numbers:
        """Return the first numbers of a shop, of 12 to 14 digits as recorded, told apart by `seed`."""
        rest = seed * 306 % STEP
        start = seed * 7919 % 65536
        bases = {"customer": 244_000_000, "address": 336_000_000, "metafield": 1_220_000_000}
        numbers = {kind: (base + start) * STEP + rest for kind, base in bases.items()}
        return cls(**numbers, definition=(5_000_000 + start) * STEP + rest)


@dataclass(frozen=True, slots=True)
class Store:
    """The state of a shop, as far as customers go.

    Attributes:
        by_email: customer id by email, in lower case.
        by_phone: customer id by E.164.
        by_custom_id: customer id by namespace, key and value, for metafields whose definition keeps values unique.
        definitions: by owner type, namespace and key.
        numbers: the next ids.
        locale: of a customer for whom none is given; the shop's primary one.
        currency: of amounts.
        country: where a phone number without a country code is taken to be.
        app_namespace: what `$app` or no namespace at all stands for.
        readings: the answers to what is not known of Shopify.
    """

    customers: HashTrieMap[int, Customer]
    by_email: HashTrieMap[str, int]
    by_phone: HashTrieMap[str, int]
    by_custom_id: HashTrieMap[UniqueKey, int]
    definitions: HashTrieMap[tuple[str, str, str], MetafieldDefinition]
    numbers: Numbers
    locale: str = "en"
    currency: str = "CAD"
    country: str = "CA"
    app_namespace: str = "app--1"
    readings: Readings = ASSUMED

    @classmethod
    def empty(cls, seed: int = 1, readings: Readings = ASSUMED) -> Store:
        """Return a shop without customers; another seed gives other ids."""
        nothing: HashTrieMap[Any, Any] = HashTrieMap()
        numbers = Numbers.seeded(seed)
        return cls(nothing, nothing, nothing, nothing, nothing, numbers, readings=readings)

    def get(self, number: int) -> Customer | None:
        """Return the customer with this id number, or None."""
        return self.customers.get(number)

    def find_by_gid(self, gid: str) -> Customer | None:
        """Return the customer with this global id, or None; that of something else is nobody's."""
        number = number_of(gid, CUSTOMER)
        return None if number is None else self.customers.get(number)

    def find_by_email(self, email: str) -> Customer | None:
        """Return the customer with this email, whatever its case and spaces, or None."""
        return self._customer(self.by_email.get(normalize.email(email) or ""))

    def find_by_phone(self, phone: str) -> Customer | None:
        """Return the customer with this phone, however it is written, or None."""
        return self._customer(self.by_phone.get(normalize.phone(phone, self.phone_region) or ""))

    def find_by_custom_id(self, namespace: str | None, key: str, value: str) -> Customer | None:
        """Return the customer with this value in a metafield whose values are unique, or None."""
        return self._customer(self.by_custom_id.get((self.namespace(namespace), key, value)))

    def _customer(self, number: int | None) -> Customer | None:
        return None if number is None else self.customers.get(number)

    @property
    def phone_region(self) -> str:
        """The country of a phone number that names none; `ZZ`, which is no country, if it has to name one."""
        return self.country if self.readings.national_phone_accepted else "ZZ"

    def namespace(self, given: str | None) -> str:
        """Return a namespace in full: none and `$app` are the app's own, `$app:x` is a part of it."""
        if not given or given == "$app":
            return self.app_namespace
        if given.startswith("$app:"):
            return f"{self.app_namespace}--{given.removeprefix('$app:')}"
        return given

    def definition(
        self, namespace: str, key: str, owner_type: str = "CUSTOMER"
    ) -> MetafieldDefinition | None:
        """Return the definition for a full namespace and a key, or None."""
        return self.definitions.get((owner_type, namespace, key))

    def with_customer(self, customer: Customer, numbers: Numbers | None = None) -> Store:
        """Return the store with this customer added, or put in place of the one with its id.

        The caller has seen to it that email, phone and unique metafields are nobody else's.
        """
        old = self.customers.get(customer.id)
        return replace(
            self,
            customers=self.customers.insert(customer.id, customer),
            by_email=_moved(
                self.by_email, _key(old.email) if old else None, _key(customer.email), customer.id
            ),
            by_phone=_moved(self.by_phone, old.phone if old else None, customer.phone, customer.id),
            by_custom_id=self._reindexed(old, customer),
            numbers=numbers or self.numbers,
        )

    def without_customer(self, number: int) -> Store:
        """Return the store without the customer with this id number, whose email and phone become free.

        Raises:
            KeyError: there is no such customer.
        """
        old = self.customers[number]
        return replace(
            self,
            customers=self.customers.remove(number),
            by_email=_moved(self.by_email, _key(old.email), None, number),
            by_phone=_moved(self.by_phone, old.phone, None, number),
            by_custom_id=self._reindexed(old, None),
        )

    def with_definition(self, definition: MetafieldDefinition, numbers: Numbers | None = None) -> Store:
        """Return the store with this definition; values it makes unique are found from now on."""
        key = (definition.owner_type, definition.namespace, definition.key)
        return self._redefined(self.definitions.insert(key, definition), numbers or self.numbers)

    def without_definition(self, definition: MetafieldDefinition) -> Store:
        """Return the store without this definition; the metafields stay, but their values are not unique any more."""
        key = (definition.owner_type, definition.namespace, definition.key)
        return self._redefined(self.definitions.remove(key), self.numbers)

    def unique_keys(self, customer: Customer) -> Iterator[UniqueKey]:
        """Yield what the customer alone may have: its metafields whose definition keeps values unique."""
        for metafield in customer.metafields:
            definition = self.definition(metafield.namespace, metafield.key)
            if definition and definition.unique_values:
                yield metafield.namespace, metafield.key, metafield.value

    def _redefined(
        self, definitions: HashTrieMap[tuple[str, str, str], MetafieldDefinition], numbers: Numbers
    ) -> Store:
        store = replace(self, definitions=definitions, numbers=numbers)
        customers = self.customers.values()
        index = {unique: customer.id for customer in customers for unique in store.unique_keys(customer)}
        return replace(store, by_custom_id=HashTrieMap(index))

    def _reindexed(self, old: Customer | None, new: Customer | None) -> HashTrieMap[UniqueKey, int]:
        before, after = old.metafields if old else (), new.metafields if new else ()
        if before == after:
            return self.by_custom_id
        index = self.by_custom_id
        if old:
            for unique in self.unique_keys(old):
                index = index.remove(unique) if index.get(unique) == old.id else index
        if new:
            for unique in self.unique_keys(new):
                index = index.insert(unique, new.id)
        return index


def _key(email: str | None) -> str | None:
    return email and email.lower()


def _moved(
    index: HashTrieMap[str, int], old: str | None, new: str | None, number: int
) -> HashTrieMap[str, int]:
    if old == new:
        return index
    if old is not None:
        index = index.remove(old)
    return index if new is None else index.insert(new, number)
