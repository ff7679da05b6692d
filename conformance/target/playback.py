"""A cassette as a target: it answers what was recorded, each recorded answer once, and asks nobody."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from conformance.cassette.matching import key, nearest
from conformance.cassette.model import Kind
from conformance.errors import UnrecordedError

if TYPE_CHECKING:
    from conformance.cassette.matching import Key
    from conformance.cassette.model import Cassette
    from conformance.wire import Request, Response


class Playback:
    """A target that plays a cassette.

    Nothing needs to be deleted from it, so that it is disposable; it is a real store's where one was recorded.

    Args:
        cassette: what to play.
        name: how reports call the target.
        where: how messages call the cassette, such as its path.

    Attributes:
        seed: what the generated identities in it came from.
        tokens: names of the further access tokens that the recorded target had; None if it had none of its own.
    """

    is_disposable = True

    def __init__(self, cassette: Cassette, name: str, where: str) -> None:
        self.name = name
        self.is_shopify = cassette.provenance.kind is Kind.STORE
        self.seed = cassette.provenance.seed
        self.tokens = cassette.provenance.tokens
        self._cassette = cassette
        self._where = where
        self._turn = threading.Lock()
        self._waiting: dict[Key, list[int]] = {}
        for index, exchange in enumerate(cassette.exchanges):
            self._waiting.setdefault(key(exchange.request), []).append(index)

    @property
    def unused(self) -> frozenset[int]:
        """Places of the recorded exchanges that nobody has asked for yet, from 0."""
        return frozenset(index for indexes in self._waiting.values() for index in indexes)

    def send(self, request: Request) -> Response:
        """Answer a request as it was answered when it was recorded.

        Raises:
            UnrecordedError: it was not recorded, or not as often; the message has the nearest call.
        """
        with self._turn:
            waiting = self._waiting.get(key(request))
            if waiting:
                return self._cassette.exchanges[waiting.pop(0)].response
        raise self._unrecorded(request, known=waiting is not None)

    def _unrecorded(self, request: Request, *, known: bool) -> UnrecordedError:
        calls = [exchange.request for exchange in self._cassette.exchanges]
        lines = []
        if not calls:
            lines.append(f"Nothing is recorded in {self._where}.")
        elif known:
            lines.append("The cassette holds this call, but less often than it is sent now.")
        else:
            found = nearest(request, calls)
            lines.append("The cassette holds no such call.")
            if found:
                lines.append(f"Nearest is call {found.index + 1} of {len(calls)} in {self._where}:")
                lines += [f"  {line}" for line in found.differences]
        return UnrecordedError("\n".join(lines), hint="Record the case anew: --record-mode=rewrite.")
