"""Whom a call of customerSet is about: the identifier, the fields that must agree with it, and who matches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.command import ByCustomId, ByEmail, ById, ByPhone
from conformance.domain.customer import CUSTOMER, number_of
from conformance.domain.refusal import CUSTOMER_SET, Rule
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from conformance.domain.command import CustomerSet
    from conformance.domain.customer import Customer
    from conformance.domain.readings import Readings
    from conformance.domain.refusal import Surface
    from conformance.domain.store import Store


@dataclass(frozen=True, slots=True)
class Request:
    """A call of customerSet, with whom it matches.

    Attributes:
        gid: the id it asks for, by the identifier or by the deprecated `input.id`; None if it asks for none.
        customer: whom it matches, or None.
    """

    store: Store
    command: CustomerSet
    gid: str | None
    customer: Customer | None


def request(store: Store, command: CustomerSet) -> Request:
    """Return the call with whom it matches in the store."""
    match command.identifier:
        case ById(gid):
            return Request(store, command, gid, store.find_by_gid(gid))
        case ByEmail(email):
            return Request(store, command, None, store.find_by_email(email))
        case ByPhone(phone):
            return Request(store, command, None, store.find_by_phone(phone))
        case ByCustomId(namespace, key, value):
            return Request(store, command, None, store.find_by_custom_id(namespace, key, value))
    asked = command.input.id or None
    return Request(store, command, asked, store.find_by_gid(asked) if asked else None)


_RECORDED_CODES: Final = frozenset({"ID_NOT_ALLOWED", "NOT_FOUND"})


def customer_set_surface(readings: Readings, *, is_creation: bool) -> Surface:
    """Return how customerSet refuses somebody who is to be created, or to be changed."""
    takes_blank = not is_creation or readings.blank_address_on_create == "accepted"
    if takes_blank and readings.validation_codes:
        return CUSTOMER_SET
    codes = None if readings.validation_codes else _RECORDED_CODES
    return replace(CUSTOMER_SET, blank_addresses=takes_blank, codes=codes)


def _is_foreign(asked: Request) -> bool:
    return (
        asked.gid is not None
        and number_of(asked.gid, CUSTOMER) is None
        and asked.store.readings.foreign_id == "raised"
    )


def _is_unknown_input_id(asked: Request) -> bool:
    return (
        asked.gid is not None
        and asked.customer is None
        and asked.command.identifier is None
        and asked.store.readings.unknown_input_id == "customerUpdate"
    )


def _lacks_definition(asked: Request) -> bool:
    identifier = asked.command.identifier
    if not isinstance(identifier, ByCustomId):
        return False
    definition = asked.store.definition(asked.store.namespace(identifier.namespace), identifier.key)
    return definition is None or definition.type != "id"


def _lacks_field(asked: Request) -> bool:
    match asked.command.identifier:
        case ByEmail():
            return normalize.email(asked.command.input.email or None) is None
        case ByPhone():
            return normalize.text(asked.command.input.phone or None) is None
    return False


def _contradicts_field(asked: Request) -> bool:
    if not asked.store.readings.identifier_compared_normalised:
        return _differs_as_sent(asked)
    match asked.command.identifier:
        case ByEmail(email):
            return normalize.email(email) != normalize.email(asked.command.input.email or None)
        case ByPhone(phone):
            return _phone(asked, phone) != _phone(asked, asked.command.input.phone or "")
    return False


def _differs_as_sent(asked: Request) -> bool:
    match asked.command.identifier:
        case ByEmail(email):
            return email != asked.command.input.email
        case ByPhone(phone):
            return phone != asked.command.input.phone
    return False


def _phone(asked: Request, given: str) -> str:
    return normalize.phone(given, asked.store.phone_region) or given.strip()


IDENTIFIER_RULES: Final[tuple[Rule[Request], ...]] = (
    Rule(
        id="identifier.id-not-allowed",
        field=(),
        message="The id field is not allowed if identifier is provided.",
        code="ID_NOT_ALLOWED",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-set-parity#/validation/idNotAllowed/{byId,byEmail,byPhone,byCustomId}",
        broken=lambda asked: asked.command.identifier is not None and bool(asked.command.input.id),
        alone=True,
    ),
    Rule(
        id="identifier.definition-missing",
        field=(),
        message="Metafield definition of type 'id' is required when using custom ids.",
        code="NOT_FOUND",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-set-custom-id#/cases/validations/missingDefinition",
        broken=_lacks_definition,
        alone=True,
        layer="errors",
    ),
    Rule(
        id="identifier.foreign-id",
        field=(),
        message="Invalid id: {it.gid}",
        code="RESOURCE_NOT_FOUND",
        evidence=Evidence.ASSUMED,
        source="recorded on other mutations; unknown for customerSet",
        broken=_is_foreign,
        alone=True,
        layer="errors",
    ),
    Rule(
        id="identifier.field-missing",
        field=(),
        message="The input field corresponding to the identifier is required.",
        code="MISSING_FIELD_REQUIRED",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-set-parity#/validation/missingIdentifierEmail; for phone assumed alike",
        broken=_lacks_field,
        alone=True,
    ),
    Rule(
        id="identifier.field-mismatch",
        field=(),
        message="The identifier value does not match the value of the corresponding field in the input.",
        code="INPUT_MISMATCH",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-set-parity#/validation/mismatchedIdentifierEmail; "
        "that both sides are normalized first, and that phones are compared alike, is assumed",
        broken=_contradicts_field,
        alone=True,
    ),
    Rule(
        id="input.unknown-id",
        field=("id",),
        message="Customer does not exist",
        code="NOT_FOUND",
        evidence=Evidence.ASSUMED,
        source="recorded on customerUpdate; the other reading of what is unknown for customerSet",
        broken=_is_unknown_input_id,
        alone=True,
    ),
    Rule(
        id="identifier.not-found",
        field=(),
        message="Resource matching the identifier was not found.",
        code="NOT_FOUND",
        evidence=Evidence.OBSERVED,
        source="SDP H4/customer-set-unknown-id-errors; for the deprecated input.id assumed alike",
        broken=lambda asked: asked.gid is not None and asked.customer is None,
        alone=True,
    ),
)
"""Each is reported alone; ID_NOT_ALLOWED comes before any look-up, as recorded. The order of the others is assumed."""
