"""`/__meta/config`: what shops are like, to be seen and changed while the mock runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conformance.errors import UsageError
from conformance.mock.behaviour import DEFAULT

if TYPE_CHECKING:
    from conformance.mock.shop import Shops
    from conformance.wire import Json


def show_config(shops: Shops, domain: str | None, _body: bytes) -> Json:
    """Return what a shop is like, open or not; without one what all are like that are open or have a section."""
    if domain is None:
        names = [DEFAULT, *shops.behaviours.sections, *(shop.domain for shop in shops.all())]
    else:
        names = [domain.lower()]
    return {name: shops.behaviour_of(name).as_json() for name in dict.fromkeys(names)}


def change_config(shops: Shops, domain: str | None, body: bytes) -> Json:
    """Change what the body names: of a shop what a section may say, without one sections as in a file.

    Raises:
        UsageError: the body is none of that. Nothing has changed.
    """
    return _put(shops, domain, body, keep=True)


def replace_config(shops: Shops, domain: str | None, body: bytes) -> Json:
    """Put the body in place of the section of a shop, or without one of all sections.

    Raises:
        UsageError: the body is none of that. Nothing has changed.
    """
    return _put(shops, domain, body, keep=False)


def _put(shops: Shops, domain: str | None, body: bytes, *, keep: bool) -> Json:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageError('The body is not JSON. Send such as {"default": {"plan": "plus"}}.') from None
    if domain is None:
        shops.behave(lambda before: before.with_sections(given, "The body", keep=keep))
    else:
        shops.behave(lambda before: before.changed(domain.lower(), given, "The body", keep=keep))
    return show_config(shops, domain, b"")
