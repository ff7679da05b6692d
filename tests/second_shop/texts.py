"""How single values are cleaned and checked: email addresses, phone numbers, tags, locales."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Error = dict[str, Any]
"""A user error: `field`, `message`, `code`."""

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z")
_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}\Z")
_LOCALE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?\Z")
_LIMIT: Final = 255


def error(path: Iterable[str], message: str, code: str | None) -> Error:
    """Return a user error at a path below `input`."""
    return {"field": ["input", *path], "message": message, "code": code}


def email(sent: str | None) -> str | None:
    """Return an address without spaces and in lower case, or None if nothing is left."""
    return "".join((sent or "").split()).lower() or None


def phone(sent: str | None) -> str | None:
    """Return a number without separators, or None if nothing is left; what is no number stays as it is."""
    text = (sent or "").strip()
    digits = re.sub(r"[\s().-]", "", text)
    return digits if _PHONE.match(digits) else text or None


def name(sent: str | None) -> str | None:
    """Return a name, or None for a blank one."""
    return sent if sent and sent.strip() else None


def tags(sent: Iterable[str]) -> list[str]:
    """Return tags parted at commas, trimmed, each once whatever its case, in alphabetical order."""
    kept: dict[str, str] = {}
    for part in (part.strip() for entry in sent for part in entry.split(",")):
        if part:
            kept.setdefault(part.casefold(), part)
    return [kept[folded] for folded in sorted(kept)]


def wrong(values: dict[str, Any]) -> list[Error]:
    """Return what is wrong with the cleaned texts of a customer, in the order in which the fields are reported."""
    found = [
        *_too_long("firstName", "First name", values["firstName"]),
        *_too_long("lastName", "Last name", values["lastName"]),
        *_too_long("email", "Email", values["email"]),
        *_unless(_EMAIL, "email", "Email", values["email"]),
        *_too_long("phone", "Phone", values["phone"]),
        *_unless(_PHONE, "phone", "Phone", values["phone"]),
        *_too_long("note", "Note", values["note"], 5000),
        *_unless(_LOCALE, "locale", "Locale", values["locale"]),
    ]
    if len(values["tags"]) > 250:
        found.append(error(["tags"], "Tags cannot be more than 250", None))
    if any(len(tag) > _LIMIT for tag in values["tags"]):
        found.append(error(["tags"], f"Tags is too long (maximum is {_LIMIT} characters)", "TOO_LONG"))
    return found


def _too_long(field: str, label: str, value: str | None, limit: int = _LIMIT) -> list[Error]:
    if value is None or len(value) <= limit:
        return []
    return [error([field], f"{label} is too long (maximum is {limit} characters)", "TOO_LONG")]


def _unless(pattern: re.Pattern[str], field: str, label: str, value: str | None) -> list[Error]:
    if value is None or (pattern.match(value) and len(value) <= _LIMIT):
        return []
    return [error([field], f"{label} is invalid", "INVALID")]
