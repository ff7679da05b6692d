"""Canonical forms of what a client sends: texts, emails, phones, tags, locales. All are idempotent."""

from __future__ import annotations

import re
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from conformance.domain.territory_table import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_SPACE: Final = re.compile(r"\s+")
_EMAIL: Final = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@(?:[\w-]+\.)+[\w-]{2,}")
_LOCALE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?", re.IGNORECASE)

EMAIL_LIMIT: Final = 255
_LONGEST_PHONE: Final = 250
_SHOWN_DIGITS: Final = 4
"""Beyond it phonenumbers sees no number, and we remember none."""

# Source: LanguageCode in the Admin schema, 2026-10, without its regional forms.
_LANGUAGE_CODES: Final = (
    "af ak am ar as az be bg bm bn bo br bs ca ce ckb cs cu cy da de dz ee el en eo es et eu fa ff fi fil fo fr fy "
    "ga gd gl gu gv ha he hi hr hu hy ia id ig ii is it ja jv ka ki kk kl km kn ko ks ku kw ky lb lg ln lo lt lu lv "
    "mg mi mk ml mn mr ms mt my nb nd ne nl nn no om or os pa pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sn "
    "so sq sr su sv sw ta te tg th ti tk to tr tt ug uk ur uz vi vo wo xh yi yo zh zu"
)
_LANGUAGES: Final = frozenset(_LANGUAGE_CODES.split())


def text(given: str | None) -> str | None:
    """Return the text without surrounding space, or None if nothing is left."""
    return (given.strip() or None) if given else None


def email(given: str | None, *, lower: bool = True) -> str | None:
    """Return the email without any whitespace, also inside, in lower case; None if nothing is left.

    Args:
        given: as sent.
        lower: False keeps the case, for a shop that stores it.

    Source: recorded response of a dev store, H1/customer-email-normalization. The recording shows that case does not
    matter in comparisons; that the lower case is what is stored is assumed.
    """
    if not given:
        return None
    bare = _SPACE.sub("", given)
    return (bare.lower() if lower else bare) or None


def is_email(normalized: str) -> bool:
    """Tell whether a normalized email is valid; a too long one is not, as recorded."""
    return len(normalized) <= EMAIL_LIMIT and _EMAIL.fullmatch(normalized) is not None


def phone(given: str, region: str) -> str | None:
    """Return a phone number in E.164, or None if it is no number that can be dialled from anywhere.

    Possible numbers pass, assigned or not. A number without `+` is read as one of `region`, as the REST reference
    allows for customers (`6135551212`, `(613)555-1212`); letters are refused, as recorded for `abc` and `+1234abcd`.
    """
    return _phone(given, region) if len(given) <= _LONGEST_PHONE else None


@lru_cache(maxsize=8192)
def _phone(given: str, region: str) -> str | None:
    if any(character.isalpha() for character in given):
        return None
    try:
        number = phonenumbers.parse(given, region)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def address_phone(given: str, country: str | None) -> str:
    """Return the phone of an address in E.164 if it can be read as one, or as it was sent.

    Local numbers count: `450-4538` in Canada becomes `+14504538` (recorded, H1/customer-address-input-validation).
    """
    return _address_phone(given, country) if len(given) <= _LONGEST_PHONE else given


@lru_cache(maxsize=8192)
def _address_phone(given: str, country: str | None) -> str:
    try:
        number = phonenumbers.parse(given, country)
    except NumberParseException:
        return given
    if not phonenumbers.is_possible_number(number):
        return given
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=8192)
def international_phone(e164: str) -> str:
    """Return an E.164 number as it is shown to people: `+1 415-810-3301`."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return e164


@lru_cache(maxsize=8192)
def masked_phone(number: str) -> str:
    """Return a phone number without its middle: `+2915550123` as `+291****0123`.

    One answer of a store showed that form. That what stands in front is the country's code is assumed, and that
    nothing is left of what is no number.
    """
    try:
        code = f"+{phonenumbers.parse(number).country_code}"
    except NumberParseException:
        return "****"
    return (
        f"{code}****{number[-_SHOWN_DIGITS:]}" if len(number) > len(code) + _SHOWN_DIGITS else f"{code}****"
    )


def tags(given: Iterable[str]) -> tuple[str, ...]:
    """Return tags split at commas, trimmed, without empty ones and repetitions, sorted; all without regard to case.

    The first casing of a repeated tag stays. Source: recorded, H1/customer-tag-note-limits-parity.
    """
    first: dict[str, str] = {}
    for entry in given:
        for tag in entry.split(","):
            trimmed = tag.strip()
            if trimmed:
                first.setdefault(trimmed.lower(), trimmed)
    return tuple(first[key] for key in sorted(first))


def locale(given: str) -> str | None:
    """Return a locale as `en` or `pt-BR`, or None if its language or region is unknown."""
    match = _LOCALE.fullmatch(given.strip())
    if match is None or match[1].lower() not in _LANGUAGES:
        return None
    if match[2] is None:
        return match[1].lower()
    region = match[2].upper()
    return f"{match[1].lower()}-{region}" if region in COUNTRIES else None


def distinct(given: Iterable[str]) -> tuple[str, ...]:
    """Return the values without repetitions, in order."""
    return tuple(dict.fromkeys(given))


def moment(now: datetime) -> datetime:
    """Return a time with a zone as it is stored: in UTC, without fractions of a second."""
    return now.astimezone(UTC).replace(microsecond=0)
