"""Credentials in texts, known by what they look like or known to the letter; and every text fit to be written as UTF-8."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

REDACTED: Final = "[redacted]"

HIDDEN_HOST: Final = "recorded.myshopify.com"
"""What stands in a recording wherever the store's own domain stood."""
HIDDEN_STORE: Final = "admin.shopify.com/store/recorded"
SHOP: Final = re.compile(
    r"(?<![\w.-])(?:[\w-]+(?:\.[\w-]+)*\.myshopify\.com|admin\.shopify\.com/store/[\w-]+)", re.IGNORECASE
)
"""The address of a shop."""

SHORTEST_SECRET: Final = 8
"""Replacing shorter ones would mangle the report and protect nothing."""

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
    r"shopify\.com|shp[a-z]{2,3}_|bearer|basic|://[^\s/@]*@|token|key|secret|password|hmac|signature|authorization|cookie",
    re.IGNORECASE,
)
"""Occurs wherever one of the patterns above matches; looked for first, since most texts hold no credential."""


def text(value: str, secrets: Sequence[str] = ()) -> str:
    """Return a text without credentials and addresses of shops, and with lone surrogates escaped.

    Args:
        value: any text.
        secrets: credentials that must not occur, whatever they look like; those below 8 characters are left.
    """
    if secrets:
        value = _known(tuple(secrets)).sub(REDACTED, value)
    if _HINT.search(value):
        for pattern, replacement in _CREDENTIALS:
            value = pattern.sub(replacement, value)
        value = SHOP.sub(_hidden, value)
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")


def forms(secret: str) -> tuple[str, ...]:
    """Return how a secret may be written: as it is, in JSON, in JSON with its slashes escaped, and in a URL."""
    written = json.dumps(secret)[1:-1]
    return tuple(dict.fromkeys((secret, written, written.replace("/", "\\/"), quote(secret, safe=""))))


@lru_cache(64)
def _known(secrets: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds secrets in a text in any of their forms and in any case."""
    every = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in forms(secret)}
    listed = "|".join(map(re.escape, sorted(every, key=len, reverse=True)))
    return re.compile(listed or r"(?!)", re.IGNORECASE)


def _hidden(match: re.Match[str]) -> str:
    return HIDDEN_HOST if match[0].lower().endswith("myshopify.com") else HIDDEN_STORE


def tree(value: Any, secrets: Sequence[str] = ()) -> Any:
    """Return a JSON value with `text` applied to every string in it, keys included."""
    if isinstance(value, str):
        return text(value, secrets)
    if isinstance(value, Mapping):
        return {text(key, secrets): _entry(key, item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [tree(item, secrets) for item in value]
    return value


def is_key(name: str) -> bool:
    """Tell whether the value under a key of this name is a credential, whatever it looks like."""
    return re.fullmatch(_KEY, name, re.IGNORECASE) is not None


def _entry(key: str, value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, str) and is_key(key):
        return REDACTED
    return tree(value, secrets)


def body(value: bytes, secrets: Sequence[str] = ()) -> bytes:
    """Return a response body without credentials; bytes that are no text stay as they are."""
    known = [secret.encode("utf-8").decode("latin-1") for secret in secrets]
    return text(value.decode("latin-1"), known).encode("latin-1")
