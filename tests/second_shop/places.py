"""Countries and their zones, from ISO 3166 by way of pycountry, with the few names that Shopify spells its own way."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pycountry

_WITH_ZONES: Final = frozenset(
    {
        "AE",
        "AR",
        "AU",
        "BR",
        "CA",
        "CL",
        "CN",
        "CO",
        "CR",
        "EG",
        "ES",
        "GB",
        "GT",
        "HK",
        "ID",
        "IE",
        "IN",
        "IT",
        "JP",
    }
    | {
        "KR",
        "KW",
        "MX",
        "MY",
        "NG",
        "NZ",
        "PA",
        "PE",
        "PH",
        "PT",
        "RO",
        "RU",
        "SV",
        "TH",
        "US",
        "UY",
        "VE",
        "ZA",
    }
)
_PREFIXED: Final = frozenset({"CR", "JP", "KR", "KW", "PA", "PE", "PH", "PT", "SV", "TH", "UY", "VE"})
"""Countries whose zone codes are written with the country's code before them."""

_BEYOND_ISO: Final = {
    "AC": "Ascension Island",
    "AN": "Netherlands Antilles",
    "TA": "Tristan da Cunha",
    "XK": "Kosovo",
}
_OWN_ZONES: Final = {
    "IN": {"KA": "Karnataka"},
    "JP": {"JP-13": "Tōkyō"},
    "MX": {"DF": "Ciudad de México"},
}


@cache
def country_name(code: str) -> str | None:
    """Return the English name of a country, or None for a code that stands for none, such as ZZ."""
    found = pycountry.countries.get(alpha_2=code)
    return getattr(found, "common_name", found.name) if found else _BEYOND_ISO.get(code)


@cache
def country_code(name: str) -> str | None:
    """Return the code of the country with that English name, or None."""
    found = pycountry.countries.get(name=name) or pycountry.countries.get(common_name=name)
    return found.alpha_2 if found else None


@cache
def zones(country: str) -> dict[str, str]:
    """Return the names of a country's zones by their codes; a country without zones has none."""
    if country not in _WITH_ZONES:
        return {}
    start = 0 if country in _PREFIXED else len(country) + 1
    listed: list[Any] = pycountry.subdivisions.get(country_code=country)  # type: ignore[no-untyped-call]
    return {zone.code[start:]: zone.name for zone in listed} | _OWN_ZONES.get(country, {})
