"""metafieldsSet on customers: typed values by namespace and key, unique where their definition says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.customer import CUSTOMER, Metafield, number_of
from conformance.domain.metafield_values import TYPES, normal_value
from conformance.domain.outcome import Outcome
from conformance.domain.refusal import CODED, Rule, user_errors
from conformance.domain.store import STEP
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from conformance.domain.command import MetafieldEntry
    from conformance.domain.customer import Customer, MetafieldDefinition
    from conformance.domain.store import Store

ENTRIES_LIMIT: Final = 25
NAMESPACE_LIMITS: Final = (3, 255)
KEY_LIMITS: Final = (2, 64)
RESERVED: Final = frozenset({"shopify_standard", "protected", "shopify-l10n-fields"})

_INPUT: Final = "SDP H1 metafields-set-input-validation#/cases"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of metafieldsSet, with what it meets in the store.

    Attributes:
        namespace: in full.
        type: as sent, else the definition's, else the existing metafield's; empty if there is none of them.
        value: as stored; None if the type does not allow it.
        holder: who has this value already, if values are unique here.
    """

    index: int
    owner: Customer | None
    definition: MetafieldDefinition | None
    existing: Metafield | None
    namespace: str
    key: str
    type: str
    sent: str
    value: str | None
    holder: int | None


def _value_problem(entry: Entry) -> bool:
    return bool(entry.sent) and entry.value is None


BATCH_RULES: Final[tuple[Rule[tuple[MetafieldEntry, ...]], ...]] = (
    Rule(
        id="metafieldsSet.too-many",
        field=("metafields",),
        message=f"Exceeded the maximum metafields input limit of {ENTRIES_LIMIT}.",
        code="LESS_THAN_OR_EQUAL_TO",
        evidence=Evidence.OBSERVED,
        source="public code or logs",
        broken=lambda entries: len(entries) > ENTRIES_LIMIT,
        alone=True,
    ),
)

METAFIELD_RULES: Final[tuple[Rule[Entry], ...]] = (
    Rule(
        id="metafield.owner-missing",
        field=("metafields", "{it.index}", "ownerId"),
        message="Owner does not exist.",
        code="INVALID",
        evidence=Evidence.ASSUMED,
        source="no recording",
        broken=lambda it: it.owner is None,
        alone=True,
    ),
    Rule(
        id="metafield.namespace-too-short",
        field=("metafields", "{it.index}", "namespace"),
        message=f"Namespace is too short (minimum is {NAMESPACE_LIMITS[0]} characters)",
        code="TOO_SHORT",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/shortNamespace, on a product",
        broken=lambda it: len(it.namespace) < NAMESPACE_LIMITS[0],
    ),
    Rule(
        id="metafield.namespace-too-long",
        field=("metafields", "{it.index}", "namespace"),
        message=f"Namespace is too long (maximum is {NAMESPACE_LIMITS[1]} characters)",
        code="TOO_LONG",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/longNamespace, on a product",
        broken=lambda it: len(it.namespace) > NAMESPACE_LIMITS[1],
    ),
    Rule(
        id="metafield.namespace-reserved",
        field=("metafields", "{it.index}", "namespace"),
        message="Namespace {it.namespace} is a reserved namespace",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/reservedNamespaceProtected, on a product",
        broken=lambda it: it.namespace in RESERVED,
    ),
    Rule(
        id="metafield.key-too-short",
        field=("metafields", "{it.index}", "key"),
        message=f"Key is too short (minimum is {KEY_LIMITS[0]} characters)",
        code="TOO_SHORT",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/shortKey, on a product",
        broken=lambda it: len(it.key) < KEY_LIMITS[0],
    ),
    Rule(
        id="metafield.key-too-long",
        field=("metafields", "{it.index}", "key"),
        message=f"Key is too long (maximum is {KEY_LIMITS[1]} characters)",
        code="TOO_LONG",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/longKey, on a product",
        broken=lambda it: len(it.key) > KEY_LIMITS[1],
    ),
    Rule(
        id="metafield.type-missing",
        field=("metafields", "{it.index}", "type"),
        message="Type can't be blank",
        code="BLANK",
        evidence=Evidence.ASSUMED,
        source="no recording; that a definition gives the type is recorded, H4 metafieldsSet-type-from-definition",
        broken=lambda it: not it.type,
        alone=True,
    ),
    Rule(
        id="metafield.type-unknown",
        field=("metafields", "{it.index}", "type"),
        message="Type name {it.type} is not a valid type. Valid types are: " + ", ".join(TYPES) + ".",
        code="INCLUSION",
        evidence=Evidence.ASSUMED,
        source="text recorded on metafieldDefinitionCreate",
        broken=lambda it: it.type not in TYPES,
        alone=True,
    ),
    Rule(
        id="metafield.type-differs",
        field=("metafields", "{it.index}", "type"),
        message="Type '{it.type}' must be consistent with the definition's type: '{it.definition.type}'.",
        code="INVALID_TYPE",
        evidence=Evidence.OBSERVED,
        source="public code or logs; the code is assumed",
        broken=lambda it: it.definition is not None and it.definition.type != it.type,
        alone=True,
    ),
    Rule(
        id="metafield.value-blank",
        field=("metafields", "{it.index}", "value"),
        message="Value can't be blank.",
        code="BLANK",
        evidence=Evidence.ASSUMED,
        source="no recording",
        broken=lambda it: not it.sent.strip(),
    ),
    Rule(
        id="metafield.value-no-integer",
        field=("metafields", "{it.index}", "value"),
        message="Value must be an integer.",
        code="INVALID_VALUE",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/invalidValueNumberInteger, on a product",
        broken=lambda it: it.type == "number_integer" and _value_problem(it),
    ),
    Rule(
        id="metafield.value-no-boolean",
        field=("metafields", "{it.index}", "value"),
        message="Value must be true or false.",
        code="INVALID_VALUE",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/invalidValueBoolean, on a product",
        broken=lambda it: it.type == "boolean" and _value_problem(it),
    ),
    Rule(
        id="metafield.value-no-json",
        field=("metafields", "{it.index}", "value"),
        message="Value is invalid JSON.",
        code="INVALID_VALUE",
        evidence=Evidence.ASSUMED,
        source=f"{_INPUT}/invalidValueJson names the place as well, which we don't find",
        broken=lambda it: it.type == "json" and _value_problem(it),
    ),
    Rule(
        id="metafield.value-taken",
        field=("metafields", "{it.index}", "value"),
        message="Value is already assigned to another metafield. Choose a different value to ensure it remains unique.",
        code="TAKEN",
        evidence=Evidence.ASSUMED,
        source="text from public code or logs on productSet and metaobjects; the code is assumed",
        broken=lambda it: it.holder is not None and it.owner is not None and it.holder != it.owner.id,
    ),
)
"""Order and company of several errors of one entry are assumed."""


def metafields_set(
    store: Store, given: Iterable[MetafieldEntry], now: datetime
) -> Outcome[tuple[Metafield, ...]]:
    """Create or change metafields of customers, all of them or, if one is refused, none.

    An entry sees what the entries before it did. The owner's `updated_at` stays, which is assumed.
    """
    entries = tuple(given)
    errors = user_errors(BATCH_RULES, entries, CODED)
    if errors:
        return Outcome(store, None, errors)
    moment = normalize.moment(now)
    changed, results = store, []
    for index, sent in enumerate(entries):
        entry = _met(changed, index, sent)
        found = user_errors(METAFIELD_RULES, entry, CODED)
        errors += found
        if entry.owner and entry.value is not None and not found:
            changed, metafield = _put(changed, entry, entry.owner, entry.value, moment)
            results.append(metafield)
    return Outcome(store, None, errors) if errors else Outcome(changed, tuple(results))


def _met(store: Store, index: int, sent: MetafieldEntry) -> Entry:
    number = number_of(sent.owner_id, CUSTOMER)
    owner = None if number is None else store.get(number)
    namespace = store.namespace(sent.namespace)
    definition = store.definition(namespace, sent.key)
    existing = owner.metafield(namespace, sent.key) if owner else None
    type_name = sent.type or (definition.type if definition else existing.type if existing else "")
    value = normal_value(type_name, sent.value)
    return Entry(
        index=index,
        owner=owner,
        definition=definition,
        existing=existing,
        namespace=namespace,
        key=sent.key,
        type=type_name,
        sent=sent.value,
        value=value,
        holder=None if value is None else store.by_custom_id.get((namespace, sent.key, value)),
    )


def _put(
    store: Store, entry: Entry, owner: Customer, value: str, moment: datetime
) -> tuple[Store, Metafield]:
    """Return the store with an accepted entry, and its metafield."""
    numbers = store.numbers
    if entry.existing:
        metafield = replace(entry.existing, type=entry.type, value=value, updated_at=moment)
        others = tuple(metafield if each is entry.existing else each for each in owner.metafields)
    else:
        metafield = Metafield(
            numbers.metafield, entry.namespace, entry.key, entry.type, value, moment, moment
        )
        others = (*owner.metafields, metafield)
        numbers = replace(numbers, metafield=numbers.metafield + STEP)
    return store.with_customer(replace(owner, metafields=others), numbers), metafield
