"""One run, as its shells drive it: options in; cases, verdicts and a report out. Knows nothing of pytest."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from conformance import versions
from conformance.cassette import place
from conformance.cassette.model import SEED
from conformance.errors import UsageError
from conformance.privacy.hearing import Hearing
from conformance.scenario import catalogue
from conformance.scenario.collecting import collect
from conformance.target.local import MockProcess
from conformance.target.overheard import Overheard
from conformance.target.profile import domain_of, kind_of, tokens_of
from conformance.verdict import Status
from conformance.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from conformance.options import Options
    from conformance.report.model import TargetFacts
    from conformance.report.run_gate import RunGate
    from conformance.runner import Session
    from conformance.scenario.model import Case, Scenario
    from conformance.scenario.requirement import Requirement
    from conformance.target.address import Address
    from conformance.target.playback import Playback
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion

_PATIENCE: Final = 3
"""How many scenarios in a row may end without a verdict before the run is given up."""

_TOUCHED: Final = "touched"
_REPLAYED_STORE: Final = "replayedStore"
_UNRECORDED: Final = "unrecorded"


class Harness:
    """One run.

    Args:
        options: what to do.

    Raises:
        UsageError: an option is wrong.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.cassettes = place.Shelf.of(options.folder, options.target, replays=options.replays)
        self._address = options.address()
        self.run_id = options.run or secrets.token_hex(6)
        self.versions = versions.select(options.versions) if options.versions else (versions.NEWEST_STABLE,)
        self.seed = options.seed or self._usual_seed()
        self._fellows = tuple(
            # Each target has a journal and a write budget of its own.
            Harness(replace(options, target=name, others=(), seed=self.seed, run=f"{self.run_id}-{number}"))
            for number, name in enumerate(options.others, 2)
        )
        self.gate = _open_gate(options, datetime.now(UTC).date())
        self.verdicts: list[Verdict] = []
        self.given_up = ""
        self.interrupted = False
        self.broke_off = False
        self.wanted: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.missing = 0
        self.unwritten = False
        self.concluded = False
        self.crashed = 0
        self.failed_beside = 0
        self.broken_files = 0
        self.requirements: dict[str, Requirement] = {}
        self._met: dict[str, Scenario] = {}
        self.touched: Counter[tuple[str, str]] = Counter()
        self._lost: Counter[str] = Counter()
        self.started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._mock: MockProcess | None = None
        self.visit = Visit(
            self._where,
            outlives=self._address is not None and not self._address.is_disposable,
            folder=options.folder,
            run=self.run_id,
            worker=options.worker,
        )
        self.kind = kind_of(options.target, self._address)
        self.tokens = tokens_of(options.target, self._address)
        self.hearing = Hearing(lambda: self._secrets)
        for fellow in self._fellows:
            # What one target told must not be written down with the verdicts of another either.
            fellow.hearing = self.hearing
        self._replayed_store = False
        self.unrecorded = 0
        self.refused = 0

    def _usual_seed(self) -> str:
        if self.options.uses_cassettes:
            return SEED
        # A store that outlives the run may still hold what an earlier run with the same seed made.
        is_only_mock = self._address is None and not self.options.others
        return "mock" if is_only_mock else secrets.token_hex(4)

    @property
    def all(self) -> tuple[Harness, ...]:
        """This run for each of its targets, itself first; verdicts are kept by the first."""
        return (self, *self._fellows)

    @property
    def target(self) -> str:
        """The target, as it was asked for."""
        return self.options.target

    def cases(self, path: Path) -> list[tuple[ApiVersion, Case]]:
        """Return every case of a scenario file that the run asks for, version by version, in the file's order.

        Raises:
            ScenarioError: the file has problems; the message has them all.
        """
        self._start_mock()
        requirements, found = collect(path, self.versions, self.options.profile, self._met)
        self.requirements.update(requirements)
        return found

    def level(self, scenario: Scenario) -> str:
        """Return the highest level among the requirements that a scenario proves."""
        levels = [self.requirements[name].level for name in scenario.proves]
        return min(levels, key=lambda level: level.rank)

    def make_sure(self, *, embedded: bool = True, others: bool = True) -> None:
        """Start the embedded mock, and ask other targets a harmless question, each once before the run.

        Args:
            embedded: whether this process plays, so that it needs a mock.
            others: whether nobody else asks for this process.

        Raises:
            TargetError: one does not answer, or not as an Admin API for us.
        """
        for each in () if self.options.replays else self.all[::-1]:
            if each._address is None:  # noqa: SLF001
                _ = each._session if embedded else None  # noqa: SLF001
            elif others:
                each.visit.make_sure(each.versions)

    def plan(self, cases: Sequence[tuple[Case, ApiVersion]], *, workers: int) -> list[str]:
        """Return what playing these cases would write, cost and take, in lines; nothing is written.

        Raises:
            UsageError: the target is the embedded mock, or what was recorded.
            TargetError: the target can't be asked.
        """
        if self._address is None:
            raise UsageError("A plan is for a target that outlives the run.", hint="Name one with --target.")
        from conformance.rehearsal import plan_lines, rehearse  # noqa: PLC0415 - loads the mock

        scripts, own = rehearse(cases, self.requirements, self.seed)
        connection = self.visit.connection
        return plan_lines(scripts, connection, self._address, self.versions[0], workers=workers, own=own)

    def play(self, case: Case, version: ApiVersion, source: str, tape: Playback | None = None) -> Verdict:
        """Play one case and return its verdict, which names `source` as its file.

        A case that the baseline lists as flaky is tried again until it passes, each time with other identities.

        Args:
            case: what to play.
            version: the API version to play it in.
            source: path of the scenario file.
            tape: a recording to play it against in place of the target.
        """
        from conformance.runner import run_until_passed  # noqa: PLC0415 - loads the HTTP client and GraphQL

        tries = 1
        if self.gate is not None and not self.options.uses_cassettes:
            tries = self.gate.tries(case.id, self.target, version.handle)
        session = self._replaying(tape) if tape else self._session
        if self.options.uses_cassettes and not tape:
            # What a target can do is found out anew in each case, so that its recording holds the question.
            session = replace(session, capabilities={})
        self.hearing.exchanges.clear()
        verdict = run_until_passed(case, version, session, tries)
        verdict = replace(verdict, source=source, target=self.target)
        return verdict if self.gate is None else self.gate.explain(verdict)

    def _replaying(self, tape: Playback) -> Session:
        from conformance.runner import Session  # noqa: PLC0415 - loads GraphQL

        self._replayed_store = self._replayed_store or tape.is_shopify
        return Session(
            Overheard(tape, self.hearing.exchanges),
            self.requirements,
            tape.seed,
            profile=self.options.profile,
            strictness=self.options.strictness,
            tokens=None if tape.tokens is None else frozenset(tape.tokens),
            # Time passed when it was recorded.
            sleep=lambda _seconds: None,
        )

    def portable(self, verdict: Verdict) -> dict[str, Any]:
        """Return a verdict as plain values, so that a worker can send it; a passed one without its exchanges.

        What its process went through so far goes with it, and so do the parts of the contract that its exchanges touched.
        """
        from conformance.report.contract import touched  # noqa: PLC0415 - loads GraphQL
        from conformance.report.json_report import verdict_to_dict  # noqa: PLC0415 - only for runs that play

        plain = verdict_to_dict(
            verdict, exchanges=verdict.status is not Status.PASSED, secrets=self.hearing.secrets
        )
        told = self.visit.portable(self.left_behind)
        replayed = {_REPLAYED_STORE: self._replayed_store, _UNRECORDED: self.unrecorded}
        return {**plain, **told, **replayed, _TOUCHED: sorted(touched(verdict))}

    def keep(self, plain: dict[str, Any]) -> None:
        """Take a verdict, from this process or a worker; `given_up` is set when the target is lost for good."""
        from conformance.report.json_report import verdict_from_dict  # noqa: PLC0415 - only for runs that play

        self.visit.keep(plain)
        self._replayed_store = self._replayed_store or plain[_REPLAYED_STORE]
        self.unrecorded = max(self.unrecorded, plain[_UNRECORDED])
        self.touched.update((kind, name) for kind, name in plain[_TOUCHED])
        verdict = verdict_from_dict(plain)
        self.verdicts.append(verdict)
        if verdict.status is not Status.NOT_APPLICABLE:
            lost = self._lost[verdict.target] + 1 if verdict.status is Status.ERRORED else 0
            self._lost[verdict.target] = lost
        if verdict.status is Status.ERRORED and self.visit.is_spent:
            self.given_up = " ".join(verdict.reason.split())
        elif self._lost[verdict.target] >= _PATIENCE and not self.options.replays:
            self.given_up = (
                f"{_PATIENCE} scenarios in a row had no verdict; the last: {' '.join(verdict.reason.split())}"
            )

    def close(self) -> None:
        """Close the targets and end the mock."""
        for fellow in self._fellows:
            fellow.close()
        self.visit.close()
        if self._mock is not None:
            self._mock.stop()
            self._mock = None

    @property
    def left_behind(self) -> list[str]:
        """Ids of what was not deleted from the target, by this process or a worker."""
        own = self._session.left_behind if "_session" in self.__dict__ else ()
        fellows = [left for each in self._fellows for left in each.left_behind]
        return list(dict.fromkeys((*self.visit.left_behind(own), *fellows)))

    def check_leaks(self) -> None:
        """At the end of a run, look up at each target whatever its journals name."""
        for each in self.all:
            each.visit.check_leaks(each.versions[0])

    @cached_property
    def _session(self) -> Session:
        from conformance.runner import Session  # noqa: PLC0415 - loads the HTTP client and GraphQL

        address = self._where()
        return Session(
            Overheard(self.visit.connection, self.hearing.exchanges),
            self.requirements,
            self.seed,
            # A recording holds the identities of its case, whichever worker plays it.
            "" if self.options.uses_cassettes else self.options.worker,
            profile=self.options.profile,
            strictness=self.options.strictness,
            tokens=address.own_tokens,
        )

    def _where(self) -> Address:
        """Return the target's address; the embedded mock's when it listens."""
        if self._address:
            return self._address
        from conformance.target.local import mock_address  # noqa: PLC0415

        self._start_mock()
        return mock_address(self._mock.wait() if self._mock else "")

    @property
    def _secrets(self) -> tuple[str, ...]:
        """What must not be written down, whatever it looks like: credentials, and the domains of stores."""
        found = [
            secret
            for each in self.all
            if each._address  # noqa: SLF001
            for secret in (*each.visit.secrets, domain_of(each._address))  # noqa: SLF001
        ]
        return tuple(secret for secret in found if secret)

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.perf_counter() - self._clock

    @property
    def answering(self) -> Address | None:
        """What the report says who answered: None is the embedded mock."""
        if not self.options.replays:
            return self._address
        from conformance.target.address import Address  # noqa: PLC0415 - only for reports

        return Address("replay", "", is_shopify=self._replayed_store)

    @property
    def facts(self) -> TargetFacts:
        """What tells this run's target from another."""
        from conformance.report.model import TargetFacts  # noqa: PLC0415 - only for runs that play

        is_shopify = self._replayed_store or (self._address is not None and self._address.is_shopify)
        kind = "mock" if self._address is None else "store" if is_shopify else "endpoint"
        if self.options.replays:
            kind = "replay"
        return TargetFacts(self.options.target, kind, is_shopify=is_shopify)

    def _start_mock(self) -> None:
        """Start the embedded mock early, so that it starts up while scenarios are compiled."""
        if self._address is None and self._mock is None and not self.options.dry and not self.options.replays:
            self._mock = MockProcess()

    def known_requirements(self) -> dict[str, Requirement]:
        """Return what is known by its id; a process that only gathers verdicts has compiled nothing and knows the bundled ones."""
        if self.requirements:
            return self.requirements
        return dict(catalogue.known_requirements(catalogue.bundled_root())[0])


def _open_gate(options: Options, today: date) -> RunGate | None:
    if options.baseline is None:
        return None
    from conformance.report.run_gate import RunGate  # noqa: PLC0415 - only with a baseline

    return RunGate(options.baseline, today, partial=options.partial)
