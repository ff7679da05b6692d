"""A second look at what is about to be written, with other eyes: it reads the text, and knows nothing of how it was made."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance.errors import ResidueError
from conformance.privacy import credentials
from conformance.privacy.credentials import HIDDEN_HOST
from conformance.privacy.identity import EMAIL, PHONE, Ours, is_generated, is_nobodys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SHORTEST_VALUE: Final = 4
_PLAIN_WORD: Final = re.compile(r"[a-z_]+|[A-Z_]+")
"""Words such as a tag `vip`, or a name of the schema: nobody can be told by one, and they may stand anywhere."""

_MOST: Final = 5
_KINDS: Final = (("@", EMAIL, "an email that is not ours"), ("+", PHONE, "a phone number that is not ours"))


@dataclass(frozen=True, slots=True)
class Residue:
    """Something that must not be written down.

    Attributes:
        line: the line it stands on, 1-based.
        what: what it is, without saying it.
    """

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


def residue(
    text: str,
    secrets: Sequence[str] = (),
    foreign: Iterable[str] = (),
    ours: Ours | None = None,
    pseudonyms: Iterable[str] = (),
) -> tuple[Residue, ...]:
    """Return what must not be in a text, in the order of its lines.

    Args:
        text: what is about to be written.
        secrets: credentials in use.
        foreign: values that were replaced.
        ours: what our requests said.
        pseudonyms: what stands in for values.
    """
    found = [
        *_secrets(text, secrets),
        *_credentials(text),
        *_shops(text),
        *_people(text, ours or Ours(), frozenset(pseudonyms)),
        *_foreign(text, foreign),
    ]
    return tuple(sorted({Residue(text.count("\n", 0, start) + 1, what) for start, what in found}, key=str))


def refuse(found: Sequence[Residue], what: str) -> None:
    """Refuse to write a text in which something was found.

    Raises:
        ResidueError: something was; the message says where and what, but not the value.
    """
    if not found:
        return
    shown = [f"  {each}" for each in found[:_MOST]]
    more = [f"  and {len(found) - _MOST} more"] if len(found) > _MOST else []
    raise ResidueError(
        "\n".join((f"{what} was not written, for it would hold:", *shown, *more)),
        hint="This is a gap in the redaction: please report it. Nothing was written.",
    )


def _secrets(text: str, secrets: Sequence[str]) -> Iterator[tuple[int, str]]:
    for secret in secrets:
        if len(secret) < credentials.SHORTEST_SECRET:
            continue
        for form in (*credentials.forms(secret), *_encoded(secret)):
            start = text.find(form)
            if start >= 0:
                yield start, "a credential in use"
                break


def _encoded(secret: str) -> Iterator[str]:
    """Yield what base64 makes of a secret, wherever in the encoded bytes it begins."""
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + secret.encode()).decode("ascii").rstrip("=")
        yield encoded[0 if not lead else lead + 1 : -1]


def _credentials(text: str) -> Iterator[tuple[int, str]]:
    lines = text.split("\n")
    start = 0
    for line in lines:
        if credentials.text(line).count(credentials.REDACTED) > line.count(credentials.REDACTED):
            yield start, "what looks like a credential"
        start += len(line) + 1


def _shops(text: str) -> Iterator[tuple[int, str]]:
    for match in credentials.SHOP.finditer(text):
        if match[0].lower() not in {HIDDEN_HOST, credentials.HIDDEN_STORE}:
            yield match.start(), "the address of a shop"


def _people(text: str, ours: Ours, pseudonyms: frozenset[str]) -> Iterator[tuple[int, str]]:
    for sign, pattern, what in _KINDS:
        for match in pattern.finditer(text) if sign in text else ():
            found = match[0]
            is_fine = is_nobodys(found) or is_generated(found) or ours.holds(found)
            if not is_fine and not any(found in name for name in pseudonyms):
                yield match.start(), what


def _foreign(text: str, foreign: Iterable[str]) -> Iterator[tuple[int, str]]:
    folded = text.casefold()
    for value in foreign:
        if len(value) < _SHORTEST_VALUE or _PLAIN_WORD.fullmatch(value):
            continue
        for form in dict.fromkeys((value.casefold(), json.dumps(value)[1:-1].casefold())):
            match = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", folded)
            if match:
                yield match.start(), "a value that had been replaced elsewhere"
                break
