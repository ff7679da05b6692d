"""What is known of a target before it is asked: what kind it is, and what of it must not be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance.cassette.model import Kind
from conformance.target.address import MOCK_TOKENS, is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.target.address import Address


def kind_of(target: str, address: Address | None) -> Kind:
    """Return what answers at a target: `target` is what `--target` says, `mock` has no address."""
    if target == "mock":
        return Kind.MOCK
    return Kind.STORE if address and address.is_shopify else Kind.ENDPOINT


def tokens_of(target: str, address: Address | None) -> Mapping[str, str] | None:
    """Return the further access tokens of a target by name; None if it has none of its own at all."""
    if target == "mock":
        return MOCK_TOKENS
    return address.tokens if address and address.own_tokens is not None else None


def domain_of(address: Address) -> str:
    """Return the domain of a store, which must not be written down; empty if it is none, or this very machine."""
    domain = urlsplit(address.url).hostname or ""
    return domain if address.is_shopify and not is_loopback(domain) else ""
