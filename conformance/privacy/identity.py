"""Ours and others': whose a value is, told by who said it first.

A request can hold only what the scenario's file says, what was generated, and what earlier answers held. So a value is
ours if it is marked as generated, or if a request held it before any answer did.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from conformance.scenario.unique import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.wire import Json, Request

EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]+@[\w-]+(?:\.[\w-]+)+")
PHONE: Final = re.compile(r"(?<![\w+])\+\d(?:[ .()-]{0,2}\d){7,14}(?!\d)")
GID: Final = re.compile(r"gid://shopify/([A-Za-z]+)/([\w-]+)")

NAMELESS: Final = frozenset(
    {"Customer", "MailingAddress", "Metafield", "MetafieldDefinition", "Order", "TaxExemption"}
)
"""Kinds of global ids that tell nothing of the shop."""

_RESERVED: Final = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|test|invalid|localhost)$", re.IGNORECASE
)
"""Domains that nobody owns (RFC 2606, RFC 6761)."""

_GENERATED: Final = re.compile(
    rf"{MARK}(?:\+|_|-tag-|-| )[0-9a-f]{{16}}[-_ ]\d+(?:@example[.a-z]*)?\Z", re.IGNORECASE
)
_FICTIONAL: Final = re.compile(r"1\d{3}555\d{4}\Z")
_WORD: Final = re.compile(r"\w+")
_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SHORTEST_NUMBER: Final = 7


def fold(text: str) -> str:
    """Return a text as it is compared: whatever its case and its spaces."""
    return "".join(text.split()).casefold()


def digits(text: str) -> str:
    """Return the digits of a text."""
    return "".join(character for character in text if character.isdecimal())


def is_generated(text: str) -> bool:
    """Tell whether a text is marked as made by us, or is a phone number that nobody has."""
    return bool(_GENERATED.match(text)) or bool(PHONE.fullmatch(text) and _FICTIONAL.match(digits(text)))


def is_nobodys(email: str) -> bool:
    """Tell whether an email's domain is one that nobody owns."""
    return bool(_RESERVED.search(email))


def strings(value: Json) -> Iterator[str]:
    """Yield every string in a JSON value, keys included; numbers as they are written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield json.dumps(value)


def said_by(request: Request) -> Iterator[str]:
    """Yield what a request says: the strings of its variables, and those that stand in its document."""
    yield from strings(dict(request.variables))
    for literal in _LITERAL.findall(request.document):
        try:
            yield json.loads(f'"{literal}"')
        except ValueError:
            yield literal


class Ours:
    """What we have said so far."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._words: set[str] = set()
        self._numbers: set[str] = set()

    def add(self, text: str) -> None:
        """Remember a text that we said."""
        self._texts.add(fold(text))
        self.add_words(text)
        found = digits(text)
        if len(found) >= _SHORTEST_NUMBER:
            self._numbers.add(found)

    def add_words(self, text: str) -> None:
        """Remember words that may stand in an address or a name without telling anything."""
        self._words.update(word.casefold() for word in _WORD.findall(text))

    def holds(self, text: str) -> bool:
        """Tell whether a value is ours: said, made of words that were said, or a number that was."""
        if not text.strip() or is_generated(text) or fold(text) in self._texts:
            return True
        if "@" in text:
            return False
        number = digits(text)
        if len(number) >= _SHORTEST_NUMBER:
            return any(each.endswith(number) or number.endswith(each) for each in self._numbers)
        words = _WORD.findall(text.casefold())
        return all(word in self._words for word in words)
