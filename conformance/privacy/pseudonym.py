"""What stands in for a value: of the same shape, the same for the same value, and made from nothing but its number.

The n-th foreign value of a recording gets letters and digits drawn for n, so that nothing of the value but its shape can be
worked out again, and recording the same thing anew changes nothing.
"""

from __future__ import annotations

import json
import string
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from conformance.privacy.identity import EMAIL, GID, PHONE, digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.wire import Json

DOMAIN: Final = "redacted.example"
"""Where emails of others lead; nobody owns it."""

_ATTEMPTS: Final = 200


class Pseudonyms:
    """The pseudonyms of one recording, by value.

    Args:
        known: values that are pseudonyms already, as a recording that is looked at again holds them.
    """

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        self._by_value: dict[str, str] = {}
        self.known = frozenset(known)
        self._taken: set[str] = set(known)

    @property
    def mapping(self) -> dict[str, str]:
        """Pseudonym by value, in the order of first appearance."""
        return dict(self._by_value)

    def __contains__(self, text: str) -> bool:
        """Tell whether a text is part of a pseudonym, of this recording or of the one that is looked at again."""
        return any(text in name for name in self._taken)

    def of(self, value: str) -> str:
        """Return the pseudonym of a value; one that is a pseudonym stays."""
        if value in self.known:
            return value
        if value not in self._by_value:
            number = len(self._by_value)
            made = next(
                text
                for attempt in range(_ATTEMPTS)
                if (text := _make(value, number, attempt)) not in self._taken and text != value
            )
            self._taken.add(made)
            self._by_value[value] = made
        return self._by_value[value]

    def of_number(self, value: float) -> Json:
        """Return the pseudonym of a number, with as many digits; none is what a zero has, or one with an exponent."""
        if not value or "e" in json.dumps(value):
            return type(value)(0)
        made = json.loads(self.of(json.dumps(value)))
        return type(value)(made)


def _make(value: str, number: int, attempt: int) -> str:
    draw = _stream(number, attempt)
    for pattern, make in _FORMS:
        if pattern(value):
            text = make(value, draw)
            break
    else:
        text = _same_shape(value, draw)
    # A letter or two, or a URL without a path, have few others of their shape.
    return text if attempt < _ATTEMPTS // 2 else _apart(text, number)


def _apart(text: str, number: int) -> str:
    """Return a pseudonym that no other number has, of much the same look."""
    if EMAIL.fullmatch(text):
        local, _, domain = text.partition("@")
        return f"{local}{number}@{domain}"
    return f"{text}/{number}" if "://" in text and not GID.fullmatch(text) else f"{text}{number}"


def _stream(number: int, attempt: int) -> Iterator[int]:
    block = 0
    while True:
        yield from blake2b(f"{number}.{attempt}.{block}".encode()).digest()
        block += 1


def _same_shape(value: str, draw: Iterator[int]) -> str:
    """Return other letters for letters and other digits for digits; a digit other than 0 stays one."""
    return "".join(_other(character, draw) for character in value)


def _other(character: str, draw: Iterator[int]) -> str:
    if character.isdecimal():
        return "0" if character == "0" else str(1 + next(draw) % 9)
    if character.isalpha():
        letters = string.ascii_uppercase if character.isupper() else string.ascii_lowercase
        return letters[next(draw) % 26]
    return character


def _email(value: str, draw: Iterator[int]) -> str:
    return f"{_same_shape(value.partition('@')[0], draw)}@{DOMAIN}"


def _phone(value: str, draw: Iterator[int]) -> str:
    """Return another number with the same country code and the same separators; a North American one in 555."""
    kept = 1 if digits(value).startswith("1") else 2
    middle = range(4, 7) if kept == 1 else range(0)
    made, place = [], 0
    for character in value:
        if not character.isdecimal():
            made.append(character)
            continue
        if place < kept:
            made.append(character)
        else:
            made.append("5" if place in middle else str(2 + next(draw) % 8))
        place += 1
    return "".join(made)


def _gid(value: str, draw: Iterator[int]) -> str:
    head, _, tail = value.rpartition("/")
    return f"{head}/{_same_shape(tail, draw)}"


def _url(value: str, draw: Iterator[int]) -> str:
    scheme, _, rest = value.partition("://")
    path = rest.partition("/")[2]
    return f"{scheme}://{DOMAIN}/{_same_shape(path, draw)}" if path else f"{scheme}://{DOMAIN}"


_FORMS: Final[tuple[tuple[Callable[[str], object], Callable[[str, Iterator[int]], str]], ...]] = (
    (EMAIL.fullmatch, _email),
    (PHONE.fullmatch, _phone),
    (GID.fullmatch, _gid),
    (lambda value: value.startswith(("http://", "https://")), _url),
)
"""What a value looks like, and how another of that look is made."""
