"""From a case that passed to its cassette: redacted, played once to see that it gives the same verdict, looked through, written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conformance import __version__
from conformance.archive.rehearsal import rehearse
from conformance.cassette import file
from conformance.cassette.model import Cassette, Provenance
from conformance.errors import CassetteError
from conformance.privacy.redaction import Redactor
from conformance.privacy.residue import refuse, residue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from conformance.harness import Harness
    from conformance.scenario.model import Case
    from conformance.versions import ApiVersion
    from conformance.wire import Exchange


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes the cassette of one case.

    Attributes:
        harness: the run.
        case: the case.
        version: the API version it was played in.
        source: path of the scenario file, as the run calls it.
    """

    harness: Harness
    case: Case
    version: ApiVersion
    source: str

    @property
    def path(self) -> Path:
        """Where the cassette is, or will be."""
        return self.harness.cassettes.path(self.version.handle, self.case.id)

    def keep(self, exchanges: Sequence[Exchange], now: datetime | None = None) -> Path:
        """Write the cassette of a case that passed, and return its path.

        Exchanges that a replay does not need, such as deleting what was made, are left out.

        Args:
            exchanges: what was sent and answered, as it went over the wire.
            now: when; the present if left out.

        Raises:
            CassetteError: the redacted recording does not give the same verdict, or can't be written.
            ResidueError: it still holds what must not be written down; nothing was written.
        """
        redactor = Redactor(self.harness.hearing.secrets)
        redactor.learn(exchanges)
        cassette = self._cassette(map(redactor.exchange, exchanges), redactor, now or datetime.now(UTC))
        cassette = self._rehearsed(cassette)
        text = file.dumps(cassette)
        found = residue(
            text, self.harness.hearing.secrets, tuple(redactor.mapping), redactor.ours, cassette.pseudonyms
        )
        refuse(found, f"The cassette of {self.case.id}")
        file.write(self.path, text)
        return self.path

    def _cassette(self, exchanges: Iterable[Exchange], redactor: Redactor, now: datetime) -> Cassette:
        clean = tuple(exchanges)
        # A scenario may ask for another version than its own, to see what is served in its place.
        served = {
            exchange.response.headers.get("x-shopify-api-version", "")
            for exchange in clean
            if exchange.request.asked in {"", self.version.handle}
        } - {""}
        tokens = self.harness.tokens
        return Cassette(
            case=self.case.id,
            provenance=Provenance(
                kind=self.harness.kind,
                asked=self.version.handle,
                served=", ".join(sorted(served)),
                recorded=now.replace(microsecond=0),
                suite=__version__,
                seed=self.harness.seed,
                source=self.source,
                tokens=None if tokens is None else tuple(sorted(tokens)),
            ),
            exchanges=clean,
            pseudonyms=tuple(redactor.mapping.values()),
        )

    def _rehearsed(self, cassette: Cassette) -> Cassette:
        """Return the cassette with what its replay needs, once it is clear that the replay passes as the run did."""
        found = rehearse(self.harness, cassette, self.case, self.version, "the recording")
        if not found.passed:
            raise CassetteError(
                f"The cassette of {self.case.id} was not written: replayed, it does not pass.\n{found.trouble}",
                hint="The case passed on the target, but depends on something that a recording can't hold.",
            )
        kept = [exchange for index, exchange in enumerate(cassette.exchanges) if index not in found.unused]
        return replace(cassette, exchanges=tuple(kept))
