"""Media types of GraphQL over HTTP: which one an answer has, and what that means for its status.

Two paths lead to the same API (Shopify's changelog, "GraphQL Over HTTP", for 2025-01 and later): `graphql.json`
always answers with `application/json`, whatever is wrong with the GraphQL in it; `graphql` answers with
`application/graphql-response+json` to whoever prefers it, and then with 400 if nothing was executed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN: Final = "application/json"
RESPONSE: Final = "application/graphql-response+json"
RESPONSE_TYPE: Final = f"{RESPONSE}; charset=utf-8"

# That a wildcard means plain JSON is what the specification recommends; Shopify's own choice could not be read.
_RANGES: Final = {RESPONSE: RESPONSE, PLAIN: PLAIN, "application/*": PLAIN, "*/*": PLAIN}


@lru_cache(maxsize=256)
def preferred(accept: str) -> str | None:
    """Return the media type that an `Accept` header favours, or None if it takes neither of the two.

    The one of the highest quality is favoured, and among equals the one listed first. An empty header takes any.
    """
    if not accept.strip():
        return PLAIN
    ranges = [_range(each) for each in accept.split(",")]
    taken = [(quality, name) for quality, name in ranges if quality > 0 and name in _RANGES]
    return _RANGES[max(taken, key=lambda each: each[0])[1]] if taken else None


def _range(text: str) -> tuple[float, str]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return _quality(value.strip()), name
    return 1.0, name


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def is_unexecuted(payload: Mapping[str, Any]) -> bool:
    """Return whether an answer refuses a document or its variables: those carry `errors` and nothing else.

    A throttled request is not refused for what it says, so that it stays 200 (assumed).
    """
    return "data" not in payload and "extensions" not in payload
