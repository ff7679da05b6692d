"""Addresses: from what is sent to what is stored."""

from __future__ import annotations

from typing import Any, Final

from second_shop import places, texts

Wrong = tuple[str, str, str]
"""A field of an address, what is said of it, and the code."""

_PLAIN: Final = ("firstName", "lastName", "company", "address1", "address2", "city", "zip")
_LABELS: Final = {
    "address1": "Address1",
    "address2": "Address2",
    "city": "City",
    "company": "Company",
    "zip": "Zip",
}


def build(
    sent: list[dict[str, Any]], owner: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[texts.Error]]:
    """Return the addresses to store, equal ones once, without ids; and what is wrong with them.

    Args:
        sent: entries of `input.addresses`.
        owner: the customer; an address without names takes its names.
    """
    built: list[dict[str, Any]] = []
    errors: list[texts.Error] = []
    for index, entry in enumerate(sent):
        known, wrong = _known(entry, owner)
        address = _one({**known, **entry}, owner, wrong)
        if "number" in known:
            address["number"] = known["number"]
        errors.extend(texts.error(["addresses", str(index), field], *said) for field, *said in wrong)
        if address not in built:
            built.append(address)
    return built, errors


def _known(entry: dict[str, Any], owner: dict[str, Any]) -> tuple[dict[str, Any], list[Wrong]]:
    """Return what an entry with an id leaves as it was: that address, as it would be sent; and whether there is one."""
    if not entry.get("id"):
        return {}, []
    if owner["number"] is None:
        return {}, [("id", "Cannot specify address ID on creation", "INVALID")]
    for held in owner["addresses"]:
        if entry["id"].partition("?")[0] == f"gid://shopify/MailingAddress/{held['number']}":
            kept = {field: held[field] for field in (*_PLAIN, "phone", "number")}
            if "country" not in entry and "countryCode" not in entry:
                kept |= {"countryCode": held["countryCodeV2"], "provinceCode": held["provinceCode"]}
            return kept, []
    return {}, [("id", "Customer address does not exist", "INVALID")]


def _one(entry: dict[str, Any], owner: dict[str, Any], wrong: list[Wrong]) -> dict[str, Any]:
    """Return an address to store, and add to `wrong` what is wrong with it."""
    address: dict[str, Any] = {field: (entry.get(field) or "").strip() or None for field in _PLAIN}
    address["phone"] = texts.phone(entry.get("phone"))
    if not address["firstName"] and not address["lastName"]:
        address |= {"firstName": owner["firstName"], "lastName": owner["lastName"]}
    wrong += [
        (field, f"{label} is too long (maximum is 255 characters)", "TOO_LONG")
        for field, label in _LABELS.items()
        if len(address[field] or "") > 255
    ]
    return address | _place(entry, wrong)


def _place(entry: dict[str, Any], wrong: list[Wrong]) -> dict[str, Any]:
    """Return country and province by code and name; add to `wrong` what does not exist."""
    place: dict[str, Any] = dict.fromkeys(("countryCodeV2", "country", "provinceCode", "province"))
    named = (entry.get("country") or "").strip()
    code = entry.get("countryCode") or (places.country_code(named) if named else None)
    if not code:
        return place if not named else _refuse(place, wrong, "country")
    name = places.country_name(code)
    if name is None:
        return _refuse(place, wrong, "country")
    place |= {"countryCodeV2": code, "country": name}
    zones = places.zones(code)
    zone = entry.get("provinceCode") or _zone_of(zones, entry.get("province"))
    if not zones or not zone:
        return place
    if zone not in zones:
        return _refuse(place, wrong, "province")
    return place | {"provinceCode": zone, "province": zones[zone]}


def _zone_of(zones: dict[str, str], name: str | None) -> str | None:
    """Return the code of the zone with that name; the name itself where there is none, which then is refused."""
    return next((code for code, known in zones.items() if known == name), name)


def _refuse(place: dict[str, Any], wrong: list[Wrong], field: str) -> dict[str, Any]:
    wrong.append((field, f"{field.capitalize()} is invalid", "INVALID"))
    return place
