"""Why a customer is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conformance.domain import normalize
from conformance.domain.refusal import Rule
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.domain.draft import CustomerDraft

NAME_LIMIT: Final = 255
PHONE_LIMIT: Final = 255
NOTE_LIMIT: Final = 5000
TAGS_LIMIT: Final = 250
TAG_LIMIT: Final = 255

_INPUT: Final = "SDP H1/customer-input-validation-parity"
_EMAIL: Final = "SDP H1/customer-email-normalization"
_PHONE: Final = "SDP H1/customer-phone-normalization"
_TAGS: Final = "SDP H1/customer-tag-note-limits-parity"
_SET: Final = "SDP H4/customer-set-parity"


def _too_long(
    field: str, label: str, limit: int, text: Callable[[CustomerDraft], str | None], source: str
) -> Rule[CustomerDraft]:
    return Rule(
        id=f"{field}.too-long",
        field=(field,),
        message=f"{label} is too long (maximum is {limit} characters)",
        code="TOO_LONG",
        evidence=Evidence.OBSERVED,
        source=source,
        broken=lambda draft: len(text(draft) or "") > limit,
    )


def _is_taken(holder: int | None, draft: CustomerDraft) -> bool:
    return holder is not None and (draft.existing is None or draft.existing.id != holder)


CUSTOMER_RULES: Final[tuple[Rule[CustomerDraft], ...]] = (
    Rule(
        id="taxExempt.null",
        field=("taxExempt",),
        message="Tax exempt is of unexpected type NilClass",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_SET}#/validation/nullableUpdate; for the neighbours assumed alike",
        broken=lambda draft: draft.given.tax_exempt is None,
        alone=True,
    ),
    _too_long(
        "firstName",
        "First name",
        NAME_LIMIT,
        lambda draft: draft.first_name,
        f"{_INPUT}#/oversizedNameAndNote",
    ),
    _too_long(
        "lastName", "Last name", NAME_LIMIT, lambda draft: draft.last_name, f"{_INPUT}#/oversizedNameAndNote"
    ),
    _too_long(
        "email",
        "Email",
        normalize.EMAIL_LIMIT,
        lambda draft: draft.email if draft.given.email else None,
        f"{_EMAIL}#/cases/customerSetTooLong",
    ),
    Rule(
        id="email.invalid",
        field=("email",),
        message="Email is invalid",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_EMAIL}#/cases/customerSetInvalid",
        broken=lambda draft: bool(draft.given.email and draft.email and not normalize.is_email(draft.email)),
    ),
    Rule(
        id="email.taken",
        field=("email",),
        message="Email has already been taken",
        code="TAKEN",
        evidence=Evidence.OBSERVED,
        source=f"{_SET}#/validation/duplicateEmail; {_EMAIL}#/cases/customerSetDuplicate",
        broken=lambda draft: _is_taken(draft.store.by_email.get((draft.email or "").lower()), draft),
    ),
    _too_long(
        "phone",
        "Phone",
        PHONE_LIMIT,
        lambda draft: draft.phone if draft.phone_invalid else None,
        f"{_PHONE}#/tooLong, on customerCreate",
    ),
    Rule(
        id="phone.invalid",
        field=("phone",),
        message="Phone is invalid",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_PHONE}#/setInvalid; which numbers are valid beyond the recorded ones is assumed",
        broken=lambda draft: draft.phone_invalid,
    ),
    Rule(
        id="phone.taken",
        field=("phone",),
        message="Phone has already been taken",
        code="TAKEN",
        evidence=Evidence.OBSERVED,
        source=f"{_SET}#/validation/duplicatePhone",
        broken=lambda draft: _is_taken(draft.store.by_phone.get(draft.phone or ""), draft),
    ),
    _too_long("note", "Note", NOTE_LIMIT, lambda draft: draft.note, f"{_TAGS}#/tooLongNoteSet"),
    Rule(
        id="locale.invalid",
        field=("locale",),
        message="Locale is invalid",
        code="INVALID",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}#/createScenarios/invalidLocale; for customerSet assumed alike",
        broken=lambda draft: draft.locale_invalid,
    ),
    Rule(
        id="tags.too-many",
        field=("tags",),
        message=f"Tags cannot be more than {TAGS_LIMIT}",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_TAGS}#/tooManyTags; for customerSet assumed alike",
        broken=lambda draft: len(draft.tags) > TAGS_LIMIT,
    ),
    Rule(
        id="tags.too-long",
        field=("tags",),
        message=f"Tags is too long (maximum is {TAG_LIMIT} characters)",
        code="TOO_LONG",
        evidence=Evidence.OBSERVED,
        source=f"{_INPUT}; for customerSet assumed alike",
        broken=lambda draft: any(len(tag) > TAG_LIMIT for tag in draft.tags),
    ),
    Rule(
        id="customer.no-identity",
        field=(),
        message="A name, phone number, or email address must be present",
        code=None,
        evidence=Evidence.OBSERVED,
        source=f"{_SET}#/validation/missingIdentity; SDP H1/customer-update-requires-identity",
        broken=lambda draft: not (draft.first_name or draft.last_name or draft.email or draft.phone),
    ),
)
"""In the order in which several errors are reported: names before the note, and of one field the length first, are
recorded; the rest of the order is assumed. The errors of addresses follow."""
