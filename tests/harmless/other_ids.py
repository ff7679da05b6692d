"""A shop whose ids are others: short ones with steps of seven, and addresses whose ids go down while customers' go up."""

from __future__ import annotations

import re
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harmless.bent import Answering

    from conformance.mock.reply import Reply

_GID: Final = re.compile(r"gid://shopify/(Customer|MailingAddress|Metafield|MetafieldDefinition)/(\d+)")
_LEGACY: Final = re.compile(r'("legacyResourceId":\s*")(\d+)(")')
_FIRST_AND_STEP: Final = {
    "Customer": (12, 7),
    "MailingAddress": (99_999_999_999_999_999, -3),
    "Metafield": (5, 1),
    "MetafieldDefinition": (8, 1),
}


class OtherIds:
    """Stands before a service and gives each id another number, both ways.

    Args:
        inner: the service.
    """

    def __init__(self, inner: Answering) -> None:
        self._inner = inner
        self._shown: dict[tuple[str, str], str] = {}
        self._meant: dict[tuple[str, str], str] = {}
        # Calls of a race come at once.
        self._numbering = Lock()

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a request that speaks of our ids."""
        asked = _GID.sub(
            lambda found: f"gid://shopify/{found[1]}/{self._inward(*found.groups())}", body.decode()
        )
        reply = self._inner.answer(method, path, headers, asked.encode())
        text = _GID.sub(
            lambda found: f"gid://shopify/{found[1]}/{self._outward(*found.groups())}", reply.body.decode()
        )
        text = _LEGACY.sub(lambda found: f"{found[1]}{self._outward('Customer', found[2])}{found[3]}", text)
        return replace(reply, body=text.encode())

    def _inward(self, kind: str, number: str) -> str:
        # A number that stands for nobody stays as it is, also where an answer repeats it.
        return self._meant.get((kind, number)) or self._shown.setdefault((kind, number), number)

    def _outward(self, kind: str, number: str) -> str:
        with self._numbering:
            if (kind, number) not in self._shown:
                first, step = _FIRST_AND_STEP[kind]
                label = str(first + step * sum(1 for known, _ in self._meant if known == kind))
                self._shown[kind, number] = label
                self._meant[kind, label] = number
            return self._shown[kind, number]
