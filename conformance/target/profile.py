"""What is known of a target before it is asked: what kind it is, and what of it must not be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance.cassette.model import Kind
from conformance.target.settings import MOCK_TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.target.settings import Address


def kind_of(target: str, address: Address | None) -> Kind:
    """Return what answers at a target: `target` is what `--target` says, `mock` has no address."""
    if target == "mock":
        return Kind.MOCK
    return Kind.STORE if address and address.is_shopify else Kind.ENDPOINT


def tokens_of(target: str, address: Address | None) -> Mapping[str, str] | None:
    """Return the further access tokens of a target by name; None if it has none of its own at all."""
    if target == "mock":
        return MOCK_TOKENS
    return address.tokens if address and address.token else None


def secrets_of(address: Address | None) -> tuple[str, ...]:
    """Return what must not be written down, whatever it looks like: access tokens, and the domain of a real store."""
    if address is None:
        return ()
    domain = urlsplit(address.url).hostname if address.is_shopify else ""
    return tuple(secret for secret in (address.token, *address.tokens.values(), domain) if secret)
