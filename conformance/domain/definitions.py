"""Metafield definitions: metafieldDefinitionCreate and metafieldDefinitionDelete."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.domain.customer import DEFINITION, MetafieldDefinition, number_of
from conformance.domain.metafield_values import TYPES, UNIQUE_TYPES
from conformance.domain.metafields import KEY_LIMITS, NAMESPACE_LIMITS
from conformance.domain.outcome import Outcome
from conformance.domain.refusal import CODED, Rule, user_errors
from conformance.domain.store import STEP
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from conformance.domain.command import DefinitionInput
    from conformance.domain.store import Store

NAME_LIMIT: Final = 255

_WORD: Final = re.compile(r"[\w-]*", re.ASCII)
_INPUT: Final = "SDP H1 metafield-definition-create-input-validation#/cases"
_GUARD: Final = "SDP H4 metafield-definition-delete-type-guard-no-metafields#/cases"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A definition that is asked for; its namespace is in full.

    Attributes:
        owner: the owner type as it is written in messages.
        taken: whether there is one for this owner type, namespace and key.
    """

    given: DefinitionInput
    namespace: str
    owner: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A definition that is to go, if there is one, and whether its metafields go with it."""

    definition: MetafieldDefinition | None
    with_metafields: bool


DEFINITION_CREATE_RULES: Final[tuple[Rule[Wanted], ...]] = (
    Rule(
        id="definition.namespace-too-short",
        field=("definition", "namespace"),
        message=f"Namespace is too short (minimum is {NAMESPACE_LIMITS[0]} characters)",
        code="TOO_SHORT",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/shortNamespace",
        broken=lambda it: len(it.namespace) < NAMESPACE_LIMITS[0],
    ),
    Rule(
        id="definition.namespace-too-long",
        field=("definition", "namespace"),
        message=f"Namespace is too long (maximum is {NAMESPACE_LIMITS[1]} characters)",
        code="TOO_LONG",
        evidence=Evidence.ASSUMED,
        source="recorded on metafieldsSet",
        broken=lambda it: len(it.namespace) > NAMESPACE_LIMITS[1],
    ),
    Rule(
        id="definition.namespace-characters",
        field=("definition", "namespace"),
        message="Namespace contains one or more invalid characters.",
        code="INVALID_CHARACTER",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/invalidCharacterNamespace",
        broken=lambda it: not _WORD.fullmatch(it.namespace),
    ),
    Rule(
        id="definition.key-too-short",
        field=("definition", "key"),
        message=f"Key is too short (minimum is {KEY_LIMITS[0]} characters)",
        code="TOO_SHORT",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/shortNamespace",
        broken=lambda it: len(it.given.key) < KEY_LIMITS[0],
    ),
    Rule(
        id="definition.key-too-long",
        field=("definition", "key"),
        message=f"Key is too long (maximum is {KEY_LIMITS[1]} characters)",
        code="TOO_LONG",
        evidence=Evidence.ASSUMED,
        source="recorded on metafieldsSet",
        broken=lambda it: len(it.given.key) > KEY_LIMITS[1],
    ),
    Rule(
        id="definition.key-characters",
        field=("definition", "key"),
        message="Key contains one or more invalid characters.",
        code="INVALID_CHARACTER",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/invalidCharacterKey",
        broken=lambda it: not _WORD.fullmatch(it.given.key),
    ),
    Rule(
        id="definition.name-blank",
        field=("definition", "name"),
        message="Name can't be blank",
        code="BLANK",
        evidence=Evidence.ASSUMED,
        source="no recording",
        broken=lambda it: not it.given.name.strip(),
    ),
    Rule(
        id="definition.name-too-long",
        field=("definition", "name"),
        message=f"Name is too long (maximum is {NAME_LIMIT} characters)",
        code="TOO_LONG",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/nameTooLong",
        broken=lambda it: len(it.given.name) > NAME_LIMIT,
    ),
    Rule(
        id="definition.type-unknown",
        field=("definition", "type"),
        message="Type name {it.given.type} is not a valid type. Valid types are: " + ", ".join(TYPES) + ".",
        code="INCLUSION",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}/unknownType",
        broken=lambda it: it.given.type not in TYPES,
        alone=True,
    ),
    Rule(
        id="definition.unique-required",
        field=("definition",),
        message="Capability unique_values is required for type id but is disabled",
        code="CAPABILITY_REQUIRED_BUT_DISABLED",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-set-custom-id#/cases/disabledDefinition",
        broken=lambda it: it.given.type == "id" and it.given.unique_values is False,
        alone=True,
    ),
    Rule(
        id="definition.unique-invalid",
        field=("definition",),
        message="The capability unique_values is not valid for this definition.",
        code="INVALID_CAPABILITY",
        evidence=Evidence.OBSERVED,
        source="SDP H4 metafield-definition-capability-eligibility#/uniqueJson",
        broken=lambda it: bool(it.given.unique_values) and it.given.type not in UNIQUE_TYPES,
        alone=True,
    ),
    Rule(
        id="definition.taken",
        field=("definition", "key"),
        message="Key is in use for {it.owner} metafields on the '{it.namespace}' namespace.",
        code="TAKEN",
        evidence=Evidence.OBSERVED,
        source="SDP H1 metafield-definition-owner-scoped-duplicates, on PRODUCT",
        broken=lambda it: it.taken,
    ),
)

DEFINITION_DELETE_RULES: Final[tuple[Rule[Unwanted], ...]] = (
    Rule(
        id="definition.not-found",
        field=("id",),
        message="Definition not found.",
        code="NOT_FOUND",
        evidence=Evidence.ASSUMED,
        source="no recording",
        broken=lambda it: it.definition is None,
        alone=True,
    ),
    Rule(
        id="definition.id-needs-deletion",
        field=(),
        message="Deleting an id type metafield definition requires deletion of its associated metafields.",
        code="ID_TYPE_DELETION_ERROR",
        evidence=Evidence.OBSERVED,
        source=f"{_GUARD}/idNoValues",
        broken=lambda it: it.definition is not None and it.definition.type == "id" and not it.with_metafields,
        alone=True,
    ),
    Rule(
        id="definition.reference-needs-deletion",
        field=(),
        message="Deleting a reference type metafield definition requires deletion of its associated metafields.",
        code="REFERENCE_TYPE_DELETION_ERROR",
        evidence=Evidence.OBSERVED,
        source=f"{_GUARD}/referenceNoValues",
        broken=lambda it: (
            it.definition is not None and it.definition.type.endswith("_reference") and not it.with_metafields
        ),
        alone=True,
    ),
)


def metafield_definition_create(store: Store, given: DefinitionInput) -> Outcome[MetafieldDefinition]:
    """Create a definition; type `id` keeps values unique by itself."""
    namespace = store.namespace(given.namespace)
    taken = store.definition(namespace, given.key, given.owner_type) is not None
    wanted = Wanted(given, namespace, given.owner_type.replace("_", " ").capitalize(), taken)
    errors = user_errors(DEFINITION_CREATE_RULES, wanted, CODED)
    if errors:
        return Outcome(store, None, errors)
    numbers = store.numbers
    definition = MetafieldDefinition(
        id=numbers.definition,
        namespace=namespace,
        key=given.key,
        type=given.type,
        name=given.name,
        owner_type=given.owner_type,
        unique_values=given.type == "id" or bool(given.unique_values),
        description=given.description,
    )
    numbers = replace(numbers, definition=numbers.definition + STEP)
    return Outcome(store.with_definition(definition, numbers), definition)


def metafield_definition_delete(
    store: Store, gid: str, *, with_metafields: bool = False
) -> Outcome[MetafieldDefinition]:
    """Delete a definition, and with `with_metafields` (`deleteAllAssociatedMetafields`) its customers' metafields."""
    number = number_of(gid, DEFINITION)
    definition = next((each for each in store.definitions.values() if each.id == number), None)
    errors = user_errors(DEFINITION_DELETE_RULES, Unwanted(definition, with_metafields), CODED)
    if errors or definition is None:
        return Outcome(store, None, errors)
    if with_metafields and definition.owner_type == "CUSTOMER":
        store = _without_metafields(store, definition)
    return Outcome(store.without_definition(definition), definition)


def _without_metafields(store: Store, definition: MetafieldDefinition) -> Store:
    for customer in tuple(store.customers.values()):
        gone = customer.metafield(definition.namespace, definition.key)
        if gone:
            kept = tuple(each for each in customer.metafields if each is not gone)
            store = store.with_customer(replace(customer, metafields=kept))
    return store
