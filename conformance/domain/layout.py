"""An address as lines of text, in the order that its country uses.

Source: Shopify's public address library. That the Admin API formats with it is assumed; the recorded areas agree
(`Ottawa ON, Canada`; `San Francisco, United States`; `Singapore`, whose addresses have no city).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conformance.domain import territories

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELD: Final = re.compile(r"\{(\w+)\}")
_EAST_ASIAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

# Only Japan turns the order round when an address is written in Latin letters.
_LATIN_JAPAN: Final = tuple(
    tuple(line.split(" "))
    for line in (
        "{firstName} {lastName}",
        "{company}",
        "{address1}",
        "{address2}",
        "{city} {province}",
        "{country} 〒{zip}",
    )
)
_ZONE_BY_CODE: Final = frozenset({"AU", "CA", "US"})
AREA: Final = frozenset({"city", "province", "country"})


def layout_lines(values: Mapping[str, str | None], country: str | None) -> tuple[str, ...]:
    """Return the filled lines of an address; words without a value and then empty lines fall away.

    Args:
        values: text by placeholder (`firstName`, `city`, ...); what is missing or None is left out.
        country: the country's code, or None for the usual layout.
    """
    words = territories.lines(country)
    if country == "JP" and not _EAST_ASIAN.search("".join(filter(None, values.values()))):
        words = _LATIN_JAPAN
    filled = (" ".join(filter(None, (_fill(word, values) for word in line))) for line in words)
    return tuple(line for line in (text.rstrip(",") for text in filled) if line)


def zone_text(country: str | None, code: str | None, name: str | None) -> str | None:
    """Return how a province is written on an address: by its code in Australia, Canada and the US, else by name."""
    return code if country in _ZONE_BY_CODE else name


def _fill(word: str, values: Mapping[str, str | None]) -> str:
    match = _FIELD.search(word)
    value = values.get(match[1]) if match else None
    return word.replace(match[0], value) if match and value else ""
