"""What a set does, told a second time and in a few lines: a dict for each customer, by Shopify's own words.

Source: the reference of customerSet ("included entries created or updated, others deleted", an omitted field
stays), and recorded responses of a dev store, 2025-01 and 2026-04. Nothing here comes from the domain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

Shown = dict[str, Any]
"""A customer as a read shows it, without ids and times."""

NOBODY: Final[Shown] = {
    "firstName": None,
    "lastName": None,
    "email": None,
    "phone": None,
    "note": None,
    "taxExempt": False,
    "taxExemptions": [],
    "tags": [],
    "addresses": [],
    "defaultAddress": None,
}
"""A new customer of whom nothing is said (recorded)."""

_COUNTRIES: Final = {"CA": "Canada", "US": "United States", "DK": "Denmark"}
_TEXTS: Final = ("firstName", "lastName", "company", "address1", "city", "zip")


@dataclass
class Model:
    """What a shop should hold.

    Attributes:
        customers: by a key of ours.
    """

    customers: dict[int, Shown] = field(default_factory=dict)

    def holder(self, name: str, value: str | None) -> int | None:
        """Return whose email or phone this is."""
        wanted = normal(name, value)
        return next((key for key, each in self.customers.items() if wanted and each[name] == wanted), None)

    def set(self, key: int, given: Shown, existing: int | None) -> list[str]:
        """Do what a set does to a customer, or to a new one; return the messages if it is refused.

        Args:
            key: what a new customer is called.
            given: the input.
            existing: whom it changes; None makes a new one.
        """
        shown = dict(NOBODY if existing is None else self.customers[existing])
        for name, value in given.items():
            _put(shown, name, value)
        if given.get("addresses") is not None:
            shown["addresses"] = _addresses(given["addresses"], shown)
            shown["defaultAddress"] = shown["addresses"][0] if shown["addresses"] else None
        refused = [
            f"{label} has already been taken"
            for name, label in (("email", "Email"), ("phone", "Phone"))
            if self.holder(name, shown[name]) not in {None, existing}
        ]
        if not any(shown[name] for name in ("firstName", "lastName", "email", "phone")):
            refused.append("A name, phone number, or email address must be present")
        if not refused:
            self.customers[key if existing is None else existing] = shown
        return refused


def normal(name: str, value: str | None) -> str | None:
    """Return an email or a phone as it is kept and compared."""
    if value is None:
        return None
    kept = re.sub(r"\s", "", value).lower() if name == "email" else re.sub(r"[^+0-9]", "", value)
    return kept or None


def _put(shown: Shown, name: str, value: Any) -> None:
    match name:
        case "addresses":
            pass  # they take the names that the rest of the input leaves, and come last
        case "firstName" | "lastName":
            shown[name] = (value or "").strip() or None
        case "email" | "phone":
            shown[name] = normal(name, value)
        case "tags" if value is not None:
            parts = [part.strip() for entry in value for part in entry.split(",")]
            first: dict[str, str] = {}
            for part in filter(None, parts):
                first.setdefault(part.lower(), part)
            shown[name] = [first[lower] for lower in sorted(first)]
        case "taxExemptions" if value is not None:
            shown[name] = list(dict.fromkeys(value))
        case "note" | "taxExempt":
            shown[name] = value


def _addresses(given: list[Shown], shown: Shown) -> list[Shown]:
    made: list[Shown] = []
    for entry in given:
        address: Shown = {name: (entry.get(name) or "").strip() or None for name in _TEXTS}
        # A recorded address without names has the customer's; for customerSet that is assumed.
        address["firstName"] = address["firstName"] or shown["firstName"]
        address["lastName"] = address["lastName"] or shown["lastName"]
        address["countryCodeV2"] = entry.get("countryCode")
        address["country"] = _COUNTRIES.get(entry.get("countryCode", ""))
        address["provinceCode"] = entry.get("provinceCode")
        if address not in made:
            made.append(address)
    return made
