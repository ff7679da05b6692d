"""What a request carries to its resolvers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.mock.behaviour import DEVELOPMENT_STORE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.behaviour import Behaviour
    from conformance.mock.writing import Write
    from conformance.versions import ApiVersion
    from conformance.wire import Json


@dataclass(slots=True)
class Context:
    """One request, as resolvers see it.

    Attributes:
        store: the shop's customers; a mutation puts the state after it here.
        version: the API version that is served.
        now: when the request arrived.
        domain: the shop's address, such as `example.myshopify.com`.
        write: what customerSet means.
        seen: what a read shows of a customer it found.
        behaviour: what the shop is like.
        searched: what a search sees; None if that is the store.
        searches: entries of `extensions.search`.
        key: of the root field that is being answered, in the response.
    """

    store: Store
    version: ApiVersion
    now: datetime
    domain: str
    write: Write
    seen: Callable[[Customer], Customer | None]
    behaviour: Behaviour = DEVELOPMENT_STORE
    searched: Store | None = None
    searches: list[Json] = field(default_factory=list)
    key: str = ""


def timestamp(moment: datetime) -> str:
    """Return a time as Shopify writes it: UTC, whole seconds, `Z` (recorded)."""
    # Times in the store are in UTC; this is five times as fast as strftime.
    return f"{moment.isoformat()[:19]}Z"
