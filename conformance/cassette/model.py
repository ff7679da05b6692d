"""A cassette as a value: what one case sent and was answered, and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from conformance.verdict import item_id

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.wire import Exchange

SEED: Final = "cassette"
"""Where generated identities come from in runs that record, so that the same case sends the same each time."""


class Kind(StrEnum):
    """What answered when a cassette was recorded."""

    MOCK = "mock"
    STORE = "store"
    ENDPOINT = "endpoint"

    @property
    def about(self) -> str:
        """What a reader of the file should know about its worth."""
        return _ABOUT[self]


_ABOUT: Final = {
    Kind.MOCK: "Recorded from the embedded mock: it shows how the harness works, and proves nothing about Shopify.",
    Kind.STORE: "Recorded from a Shopify store.",
    Kind.ENDPOINT: "Recorded from an endpoint that is no Shopify store.",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a recording comes from.

    Attributes:
        kind: what answered.
        asked: handle of the API version that was asked for.
        served: handle of the version that the answers name; empty if they name none.
        recorded: when, in UTC, to the second.
        suite: version of the harness.
        seed: what generated identities came from.
        source: path of the scenario file, as the run called it.
        tokens: names of the further access tokens that the target had; None if it had none of its own at all.
    """

    kind: Kind
    asked: str
    served: str
    recorded: datetime
    suite: str
    seed: str = SEED
    source: str = ""
    tokens: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Cassette:
    """The recorded run of one case in one API version.

    Attributes:
        case: the case's id.
        provenance: where it comes from.
        exchanges: what was sent and answered, in order; redacted.
        pseudonyms: what stands in it for values that are not ours, in the order of their first appearance.
        digest: what the file says its content's digest is; empty for one that was not read from a file.
    """

    case: str
    provenance: Provenance
    exchanges: tuple[Exchange, ...]
    pseudonyms: tuple[str, ...] = ()
    digest: str = ""

    @property
    def id(self) -> str:
        """The case with its API version, as pytest shows it."""
        return item_id(self.case, self.provenance.asked)
