"""Keeping credentials out of reports, and every text fit to be written as UTF-8."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

REDACTED: Final = "[redacted]"

_SHORTEST_SECRET: Final = 8
"""Replacing shorter ones would mangle the report and protect nothing."""

_HEADER: Final = re.compile(
    r"cookie|authori[sz]ation|token|secret|password|api-?key|hmac|signature", re.IGNORECASE
)

_KEY: Final = (
    r"(?:(?:access|refresh|id|session|bearer)[_-]?token|api[_-]?key|(?:client[_-]?)?secret"
    r"|password|hmac|signature)"
)

_CREDENTIALS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # Tokens of the Admin and Storefront APIs and secrets of apps start with shpat_, shpca_, shpss_ and the like.
        (r"(?<![0-9a-z])shp[a-z]{2,3}_[0-9a-z]{16,}", REDACTED),
        (r"(?<![0-9a-z])(bearer|basic)\s+(?=\S*\d)[\w.~+/-]{12,}=*", rf"\1 {REDACTED}"),
        (r"(://)[^\s/@\"'<>]+@", rf"\1{REDACTED}@"),
        (rf"([?&]{_KEY}=)[^&\s\"'<>]+", rf"\1{REDACTED}"),
        (rf"(\"{_KEY}\"\s*:\s*\")(?:[^\"\\]|\\.)+", rf"\1{REDACTED}"),
        # JSON inside a JSON string
        (rf"(\\\"{_KEY}\\\"\s*:\s*\\\")[^\"\\]+", rf"\1{REDACTED}"),
        (
            r"((?:x-shopify-[a-z-]{0,40}token|authorization|cookie)\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\r\n\"'<>\\]{8,}",
            rf"\1{REDACTED}",
        ),
    )
)

_HINT: Final = re.compile(
    r"shp[a-z]{2,3}_|bearer|basic|://[^\s/@]*@|token|key|secret|password|hmac|signature|authorization|cookie",
    re.IGNORECASE,
)
"""Occurs wherever one of the patterns above matches; looked for first, since most texts hold no credential."""


def text(value: str, secrets: Sequence[str] = ()) -> str:
    """Return a text without credentials, and with lone surrogates escaped.

    Args:
        value: any text.
        secrets: credentials that must not occur, whatever they look like; those below 8 characters are left.
    """
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            value = value.replace(secret, REDACTED)
    if _HINT.search(value):
        for pattern, replacement in _CREDENTIALS:
            value = pattern.sub(replacement, value)
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")


def tree(value: Any, secrets: Sequence[str] = ()) -> Any:
    """Return a JSON value with `text` applied to every string in it, keys included."""
    if isinstance(value, str):
        return text(value, secrets)
    if isinstance(value, Mapping):
        return {text(key, secrets): _entry(key, item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [tree(item, secrets) for item in value]
    return value


def _entry(key: str, value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, str) and re.fullmatch(_KEY, key, re.IGNORECASE):
        return REDACTED
    return tree(value, secrets)


def body(value: bytes, secrets: Sequence[str] = ()) -> bytes:
    """Return a response body without credentials; bytes that are no text stay as they are."""
    known = [secret.encode("utf-8").decode("latin-1") for secret in secrets]
    return text(value.decode("latin-1"), known).encode("latin-1")


def headers(values: Mapping[str, str], secrets: Sequence[str] = ()) -> dict[str, str]:
    """Return response headers without cookies and whatever else carries credentials."""
    return {name: text(value, secrets) for name, value in values.items() if not _HEADER.search(name)}
