"""One run, as its shells drive it: options in; cases, verdicts and a report out. Knows nothing of pytest."""

from __future__ import annotations

import os
import secrets
import shlex
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from conformance import __version__, versions
from conformance.cassette import place
from conformance.cassette.model import SEED
from conformance.errors import ScenarioError
from conformance.oracle.finding import INVARIANTS
from conformance.privacy.hearing import Hearing
from conformance.scenario import catalogue
from conformance.scenario.model import CallAction, Strictness, expand
from conformance.scenario.problem import render_problems
from conformance.target.local import MockProcess
from conformance.target.overheard import Overheard
from conformance.target.profile import kind_of, secrets_of, tokens_of
from conformance.target.settings import resolve
from conformance.verdict import Profile, Status, item_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.report.model import Run
    from conformance.runner import Session
    from conformance.scenario.model import Case, Scenario, ScenarioFile
    from conformance.scenario.problem import Problem
    from conformance.scenario.requirement import Requirement
    from conformance.target.playback import Playback
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion

_PATIENCE: Final = 3
"""How many scenarios in a row may end without a verdict before the run is given up."""

_LEFT_BEHIND: Final = "leftBehind"
_TOUCHED: Final = "touched"

STRICTNESS: Final = {
    Profile.CORE: Strictness.CODE,
    Profile.COMPLETE: Strictness.FIELD,
    Profile.EXACT: Strictness.EXACT,
}
"""How much of errors a profile compares."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do.

    Attributes:
        target: `mock`, `devstore`, a configured name or a URL.
        versions: as `versions.select` takes them; empty for the newest stable one.
        seed: where generated identities come from; empty for a new one.
        folder: where to look for the configuration.
        worker: which of several workers this is; empty for the only one.
        dry: whether scenarios are only listed, so that no target is needed.
        profile: how much of the contract is asked for.
        strict: how much of errors is compared, as the profile of that name does; None does as the run's profile.
        record_mode: how cassettes are used, in pytest-recording's words; `none` replays and asks nobody, empty uses none.
    """

    target: str
    versions: str
    seed: str
    folder: Path
    worker: str = ""
    dry: bool = False
    profile: Profile = Profile.EXACT
    strict: Profile | None = None
    record_mode: str = ""


class Harness:
    """One run.

    Args:
        options: what to do.

    Raises:
        UsageError: an option is wrong.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self.cassettes = place.Shelf.of(options.folder, options.target, replays=self.replays)
        self._address = (
            None
            if options.target == "mock" or self.replays
            else resolve(options.target, os.environ, options.folder)
        )
        self.versions = versions.select(options.versions) if options.versions else (versions.NEWEST_STABLE,)
        self.seed = options.seed or self._usual_seed()
        self.verdicts: list[Verdict] = []
        self.given_up = ""
        self.interrupted = False
        self.concluded = False
        self.crashed = 0
        self.broken_files = 0
        self._requirements: dict[str, Requirement] = {}
        self._touched: Counter[tuple[str, str]] = Counter()
        self._lost = 0
        self._left_behind: dict[str, None] = {}
        self.started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._mock: MockProcess | None = None
        self._open = ExitStack()
        self._sure = False
        self.kind = kind_of(options.target, self._address)
        self.tokens = tokens_of(options.target, self._address)
        self.hearing = Hearing(secrets_of(self._address))
        self._replayed_store = False
        self.unrecorded = 0
        self.refused = 0

    def _usual_seed(self) -> str:
        if self.uses_cassettes:
            return SEED
        # A store that outlives the run may still hold what an earlier run with the same seed made.
        return "mock" if self._address is None else secrets.token_hex(4)

    @property
    def uses_cassettes(self) -> bool:
        """Whether exchanges are recorded or replayed."""
        return bool(self._options.record_mode)

    @property
    def replays(self) -> bool:
        """Whether recordings are all that is asked."""
        return self._options.record_mode == "none"

    def cases(self, path: Path) -> Iterator[tuple[ApiVersion, Case]]:
        """Yield every case of a scenario file, version by version, in the file's order.

        Raises:
            ScenarioError: the file has problems; the message has them all.
        """
        self._start_mock()
        root = catalogue.find_root(path)
        requirements, problems = catalogue.known_requirements(root)
        fragments, unusable = catalogue.known_fragments(root)
        file, more = catalogue.read_file(path, None if problems else requirements, fragments)
        wrong = (*problems, *unusable, *more, *(self._invalid_documents(file) if file else ()))
        if file is None or wrong:
            self.broken_files += 1
            raise ScenarioError(render_problems(wrong))
        self._requirements.update(requirements)
        for version in self.versions:
            for scenario in file.scenarios:
                if self._profile_of(scenario).rank > self._options.profile.rank:
                    continue
                for case in expand(scenario, partial(_enum_values, version)):
                    yield version, case

    def _invalid_documents(self, file: ScenarioFile) -> tuple[Problem, ...]:
        if not any(isinstance(step.action, CallAction) for each in file.scenarios for step in each.steps):
            return ()
        from conformance.scenario.documents import invalid_documents  # noqa: PLC0415 - loads GraphQL, for few files

        return invalid_documents(file, self.versions)

    def _profile_of(self, scenario: Scenario) -> Profile:
        """Return the first profile that asks for anything that a scenario proves."""
        profiles = [self._requirements[name].profile for name in scenario.proves]
        return min(profiles, key=lambda profile: profile.rank)

    def level(self, scenario: Scenario) -> str:
        """Return the highest level among the requirements that a scenario proves."""
        levels = [self._requirements[name].level for name in scenario.proves]
        return min(levels, key=lambda level: level.rank)

    def headline(self) -> str:
        """Say what is asked of whom."""
        listed = ", ".join(version.handle for version in self.versions)
        options = self._options
        profile = "" if options.profile is Profile.EXACT else f", profile {options.profile}"
        strict = f", as strict as {options.strict}" if options.strict else ""
        left_out = f", {self.unrecorded} without a cassette left out" if self.unrecorded else ""
        return (
            f"conformance: target {options.target}, API {listed}, seed {self.seed}{profile}{strict}{left_out}"
        )

    def make_sure(self) -> None:
        """Open the target and ask it a harmless question before the run; the embedded mock needs none.

        Raises:
            TargetError: it does not answer, or not as an Admin API for us.
        """
        if self.replays:
            return
        target = self._session.target
        if self._address is None or self._sure:
            return
        from conformance.target.connect import make_sure  # noqa: PLC0415 - loads the HTTP client

        make_sure(target, self.versions)
        self._sure = True

    def play(self, case: Case, version: ApiVersion, source: str, tape: Playback | None = None) -> Verdict:
        """Play one case and return its verdict, which names `source` as its file.

        Args:
            case: what to play.
            version: the API version to play it in.
            source: path of the scenario file.
            tape: a recording to play it against in place of the target.
        """
        from conformance.runner import run_case  # noqa: PLC0415 - loads the HTTP client and GraphQL

        session = self._replaying(tape) if tape else self._session
        if self.uses_cassettes and not tape:
            # What a target can do is found out anew in each case, so that its recording holds the question.
            session = replace(session, capabilities={})
        self.hearing.exchanges.clear()
        return replace(run_case(case, version, session), source=source, target=self._options.target)

    def _replaying(self, tape: Playback) -> Session:
        from conformance.runner import Session  # noqa: PLC0415 - loads GraphQL

        self._replayed_store = self._replayed_store or tape.is_shopify
        return Session(
            Overheard(tape, self.hearing.exchanges),
            self._requirements,
            tape.seed,
            profile=self._options.profile,
            strictness=self._strictness,
            tokens=None if tape.tokens is None else frozenset(tape.tokens),
        )

    def portable(self, verdict: Verdict) -> dict[str, Any]:
        """Return a verdict as plain values, so that a worker can send it; a passed one without its exchanges.

        What was left behind so far goes with it, for a worker has no other way to tell, and so do the parts of the
        contract that its exchanges touched.
        """
        from conformance.report.contract import touched  # noqa: PLC0415 - loads GraphQL
        from conformance.report.json_report import verdict_to_dict  # noqa: PLC0415 - only for runs that play

        plain = verdict_to_dict(
            verdict, exchanges=verdict.status is not Status.PASSED, secrets=self.hearing.secrets
        )
        return {**plain, _LEFT_BEHIND: self.left_behind, _TOUCHED: sorted(touched(verdict))}

    def redacted(self, verdict: Verdict) -> Verdict:
        """Return a verdict with all its exchanges, as they may be written down."""
        return self.hearing.redacted(verdict)

    def keep(self, plain: dict[str, Any]) -> None:
        """Take a verdict, from this process or a worker; `given_up` is set when the target is lost for good."""
        from conformance.report.json_report import verdict_from_dict  # noqa: PLC0415 - only for runs that play

        self._left_behind.update(dict.fromkeys(plain[_LEFT_BEHIND]))
        self._touched.update((kind, name) for kind, name in plain[_TOUCHED])
        verdict = verdict_from_dict(plain)
        self.verdicts.append(verdict)
        if verdict.status is not Status.NOT_APPLICABLE:
            self._lost = self._lost + 1 if verdict.status is Status.ERRORED else 0
        if self._lost >= _PATIENCE and not self.replays:
            self.given_up = (
                f"{_PATIENCE} scenarios in a row had no verdict; the last: {' '.join(verdict.reason.split())}"
            )

    def failure_lines(self, verdict: Verdict, node: str) -> list[str]:
        """Return what to print for a case that did not pass, in at most 15 lines."""
        from conformance.report.terminal import failure_lines  # noqa: PLC0415 - only for runs that fail

        statements = {name: requirement.statement for name, requirement in self._requirements.items()}
        words = ("pytest", node, f"--target={self._options.target}", f"--api-version={verdict.version}")
        return failure_lines(verdict, shlex.join((*words, f"--seed={self.seed}")), statements)

    def summary_lines(self) -> list[str]:
        """Return the terminal summary."""
        from conformance.report.terminal import summary_lines  # noqa: PLC0415 - only for runs that play

        return summary_lines(self.run())

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the report's files and return their paths.

        Raises:
            UsageError: the folder can't be written.
            NothingToReportError: every case errored; the data is written, and nothing is rendered of it.
        """
        from conformance.report.files import write  # noqa: PLC0415 - loads the template engine
        from conformance.target.provenance import with_provenance  # noqa: PLC0415

        addresses = {self._options.target: self._address}
        run = with_provenance(self.run(), addresses, self.versions, self._options.folder, self._touched)
        return write(run, folder, secrets=self.hearing.secrets)

    def run(self) -> Run:
        """Return the run so far, as reports take it."""
        from conformance.report.model import RequirementRow, Run  # noqa: PLC0415 - only for runs that play
        from conformance.report.wording import plural  # noqa: PLC0415

        notes = {
            f"{plural(self.crashed, 'scenario')} ended in a crash, without a verdict.": self.crashed,
            f"Left behind on the target: {', '.join(self.left_behind)}.": self.left_behind,
            f"{plural(self.unrecorded, 'case')} without a cassette: not replayed.": self.unrecorded,
            f"{plural(self.refused, 'cassette')} refused: see the errors.": self.refused,
        }
        return Run(
            target=self._options.target,
            is_shopify=self._replayed_store or (self._address is not None and self._address.is_shopify),
            versions=tuple(version.handle for version in self.versions),
            seed=self.seed,
            started=self.started,
            seconds=time.perf_counter() - self._clock,
            tool_version=__version__,
            requirements=tuple(
                RequirementRow(
                    item.id, item.level, item.statement, item.source, item.evidence, item.profile.value
                )
                for item in self._all_requirements().values()
            ),
            verdicts=tuple(self.verdicts),
            interrupted=self.interrupted or bool(self.given_up) or bool(self.crashed),
            notes=tuple(note for note, holds in ((self.given_up, self.given_up), *notes.items()) if holds),
            checked=INVARIANTS if any(verdict.status is Status.PASSED for verdict in self.verdicts) else (),
            profile=self._options.profile.value,
        )

    def exit_code(self) -> int:
        """Return the exit code that the run deserves: 0 to 3 and 5, as the command line documents them."""
        statuses = {verdict.status for verdict in self.verdicts}
        if self.broken_files:
            return 2
        if Status.FAILED in statuses:
            return 1
        if self.given_up or self.crashed or Status.ERRORED in statuses:
            return 3
        if self.left_behind:
            return 5
        if self.refused:
            return 2
        return 0 if statuses - {Status.NOT_APPLICABLE} else 2

    def close(self) -> None:
        """Close the target and end the mock."""
        self._open.close()
        if self._mock is not None:
            self._mock.stop()
            self._mock = None

    @property
    def left_behind(self) -> list[str]:
        """Ids of what was not deleted from the target, by this process or a worker."""
        own = self._session.left_behind if "_session" in self.__dict__ else ()
        return list(dict.fromkeys((*self._left_behind, *own)))

    @cached_property
    def _session(self) -> Session:
        from conformance.runner import Session  # noqa: PLC0415 - loads the HTTP client and GraphQL
        from conformance.target.connect import connect  # noqa: PLC0415
        from conformance.target.local import mock_address  # noqa: PLC0415

        self._start_mock()
        address = self._address or mock_address(self._mock.wait() if self._mock else "")
        target = self._open.enter_context(connect(address))
        return Session(
            Overheard(target, self.hearing.exchanges),
            self._requirements,
            self.seed,
            # A recording holds the identities of its case, whichever worker plays it.
            "" if self.uses_cassettes else self._options.worker,
            profile=self._options.profile,
            strictness=self._strictness,
            tokens=frozenset(address.tokens) if address.token else None,
        )

    @property
    def _strictness(self) -> Strictness:
        return STRICTNESS[self._options.strict or self._options.profile]

    def _start_mock(self) -> None:
        """Start the embedded mock early, so that it starts up while scenarios are compiled."""
        if self._address is None and self._mock is None and not self._options.dry and not self.replays:
            self._mock = MockProcess()

    def _all_requirements(self) -> dict[str, Requirement]:
        """Return what is known; a process that only gathers verdicts has compiled nothing and knows the bundled ones."""
        if self._requirements:
            return self._requirements
        return dict(catalogue.known_requirements(catalogue.bundled_root())[0])


def _enum_values(version: ApiVersion, name: str) -> tuple[str, ...]:
    from conformance.schema.load import enum_values  # noqa: PLC0415 - loads GraphQL, for few files

    return enum_values(version, name)


def item_name(case: Case, version: ApiVersion) -> str:
    """Return how a case is called in a version, such as `tax/accepted[US_CA_RESELLER_EXEMPTION-2026-10]`."""
    return item_id(case.id, version.handle)
