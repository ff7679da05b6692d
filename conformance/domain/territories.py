"""Countries and their zones (provinces, states, prefectures) as Shopify knows them."""

from __future__ import annotations

from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from conformance.domain.territory_table import COUNTRIES, LINES, USUAL_LINES, ZONES

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_ZONES: Final[Mapping[str, str]] = MappingProxyType({})

_LONGEST_NAME: Final = 255
"""Of a country or a zone, with a good deal of space around it."""


def country_name(code: str) -> str | None:
    """Return the name that Shopify shows for a country code, or None if it is no country's (`ZZ`)."""
    names = COUNTRIES.get(code)
    return names.split("|", 1)[0] if names else None


def find_country(text: str) -> str | None:
    """Return the code of the country with this code or name, in any case, or None if there is none.

    Names are Shopify's and those of ISO 3166. Source: the Admin API takes the deprecated `country` by name
    (recorded: Canada, Atlantis); that it takes other names and codes too is assumed.
    """
    return _codes_by_name().get(text.strip().casefold()) if len(text) <= _LONGEST_NAME else None


@cache
def _codes_by_name() -> dict[str, str]:
    names = {name.casefold(): code for code, text in COUNTRIES.items() for name in reversed(text.split("|"))}
    return names | {code.casefold(): code for code in COUNTRIES}


@cache
def zones(country: str) -> Mapping[str, str]:
    """Return the zones of a country, name by code; empty where an address needs no province."""
    text = ZONES.get(country)
    if text is None:
        return _NO_ZONES
    return MappingProxyType(dict(pair.split("=", 1) for pair in text.split("|")))


def find_zone(country: str, text: str) -> str | None:
    """Return the code of the zone of `country` with this code or name, in any case, or None."""
    return _zone(country, text) if len(text) <= _LONGEST_NAME else None


@lru_cache(maxsize=4096)
def _zone(country: str, text: str) -> str | None:
    wanted = text.strip().casefold()
    for code, name in zones(country).items():
        if wanted in (code.casefold(), name.casefold()):
            return code
    return None


@cache
def lines(country: str | None) -> tuple[tuple[str, ...], ...]:
    """Return how an address is laid out in a country: lines of words such as `{city}` or `〒{zip}`."""
    for layout, where in LINES.items():
        if country in where.split():
            return _words(layout)
    return _words(USUAL_LINES)


def _words(layout: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split(" ")) for line in layout.split("_"))
