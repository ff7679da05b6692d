"""One run, as its shells drive it: options in; cases, verdicts and a report out. Knows nothing of pytest."""

from __future__ import annotations

import os
import secrets
import shlex
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from conformance import __version__, versions
from conformance.cassette import place
from conformance.cassette.model import SEED
from conformance.errors import ScenarioError, UsageError
from conformance.oracle.finding import INVARIANTS
from conformance.privacy.hearing import Hearing
from conformance.scenario import catalogue
from conformance.scenario.model import CallAction, Strictness, expand
from conformance.scenario.problem import render_problems
from conformance.target.local import MockProcess
from conformance.target.overheard import Overheard
from conformance.target.permission import allowing
from conformance.target.profile import domain_of, kind_of, tokens_of
from conformance.target.settings import resolve
from conformance.verdict import Profile, Status, item_id
from conformance.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from conformance.report.model import Run, TargetFacts
    from conformance.report.run_gate import RunGate
    from conformance.runner import Session
    from conformance.scenario.model import Case, Scenario, ScenarioFile
    from conformance.scenario.problem import Problem
    from conformance.scenario.requirement import Requirement
    from conformance.target.playback import Playback
    from conformance.target.settings import Address
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion

_PATIENCE: Final = 3
"""How many scenarios in a row may end without a verdict before the run is given up."""

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
        others: further targets, for a report on all of them.
        baseline: the file that lists known failures and flaky cases; None if there is none.
        partial: whether only some of the scenarios are run, so that the baseline may list others.
        run: what all processes of a run have in common; empty for a new one.
        allow_writes: whether writing to a store was opted into.
        write_budget: how much the run may write, as CUSTOMERS/MUTATIONS; empty for what the configuration says.
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
    others: tuple[str, ...] = ()
    baseline: Path | None = None
    partial: bool = False
    run: str = ""
    allow_writes: bool = False
    write_budget: str = ""


class Harness:
    """One run.

    Args:
        options: what to do.

    Raises:
        UsageError: an option is wrong.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        if options.others and options.record_mode:
            raise UsageError(
                "Cassettes are recorded and replayed of one target at a time.", hint="Give one --target."
            )
        self.cassettes = place.Shelf.of(options.folder, options.target, replays=self.replays)
        self._address = None if options.target == "mock" or self.replays else _allowed(options)
        self.run_id = options.run or secrets.token_hex(6)
        self.versions = versions.select(options.versions) if options.versions else (versions.NEWEST_STABLE,)
        if options.others and options.record_mode:
            raise UsageError(
                "Cassettes are recorded and replayed of one target at a time.", hint="Give one --target."
            )
        self.seed = options.seed or self._usual_seed()
        self._fellows = tuple(
            Harness(replace(options, target=name, others=(), seed=self.seed, run=self.run_id))
            for name in options.others
        )
        self._gate = _open_gate(options, datetime.now(UTC).date())
        self.verdicts: list[Verdict] = []
        self.given_up = ""
        self.interrupted = False
        self.concluded = False
        self.crashed = 0
        self.broken_files = 0
        self._requirements: dict[str, Requirement] = {}
        self._touched: Counter[tuple[str, str]] = Counter()
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
        if self.uses_cassettes:
            return SEED
        # A store that outlives the run may still hold what an earlier run with the same seed made.
        is_only_mock = self._address is None and not self._options.others
        return "mock" if is_only_mock else secrets.token_hex(4)

    @property
    def all(self) -> tuple[Harness, ...]:
        """This run for each of its targets, itself first; verdicts are kept by the first."""
        return (self, *self._fellows)

    @property
    def target(self) -> str:
        """The target, as it was asked for."""
        return self._options.target

    @property
    def is_shut(self) -> bool:
        """Whether there is a baseline, and the run so far does not fit it."""
        return bool(self._gate is not None and self.verdicts and self._gate.judge(self.run()).code)

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
        targets = ", ".join(each.target for each in self.all)
        profile = "" if options.profile is Profile.EXACT else f", profile {options.profile}"
        strict = f", as strict as {options.strict}" if options.strict else ""
        left_out = f", {self.unrecorded} without a cassette left out" if self.unrecorded else ""
        return f"conformance: target {targets}, API {listed}, seed {self.seed}{profile}{strict}{left_out}"

    def make_sure(self) -> None:
        """Open the target and ask it a harmless question before the run; the embedded mock needs none.

        Raises:
            TargetError: it does not answer, or not as an Admin API for us.
        """
        if self.replays:
            return
        for fellow in self._fellows:
            fellow.make_sure()
        if self._address is None:
            _ = self._session
        else:
            self.visit.make_sure(self.versions)

    def plan(self, cases: Sequence[tuple[Case, ApiVersion]], *, workers: int) -> list[str]:
        """Return what playing these cases would write, cost and take, in lines; nothing is written.

        Raises:
            UsageError: the target is the embedded mock, or what was recorded.
            TargetError: the target can't be asked.
        """
        if self._address is None:
            raise UsageError("A plan is for a target that outlives the run.", hint="Name one with --target.")
        from conformance.rehearsal import plan_lines, rehearse  # noqa: PLC0415 - loads the mock

        scripts, own = rehearse(cases, self._requirements, self.seed)
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
        if self._gate is not None and not self.uses_cassettes:
            tries = self._gate.tries(case.id, self.target, version.handle)
        session = self._replaying(tape) if tape else self._session
        if self.uses_cassettes and not tape:
            # What a target can do is found out anew in each case, so that its recording holds the question.
            session = replace(session, capabilities={})
        self.hearing.exchanges.clear()
        verdict = run_until_passed(case, version, session, tries)
        verdict = replace(verdict, source=source, target=self.target)
        return verdict if self._gate is None else self._gate.explain(verdict)

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

        What its process went through so far goes with it, and so do the parts of the contract that its exchanges touched.
        """
        from conformance.report.contract import touched  # noqa: PLC0415 - loads GraphQL
        from conformance.report.json_report import verdict_to_dict  # noqa: PLC0415 - only for runs that play

        plain = verdict_to_dict(
            verdict, exchanges=verdict.status is not Status.PASSED, secrets=self.hearing.secrets
        )
        told = self.visit.portable(self.left_behind)
        return {**plain, **told, _TOUCHED: sorted(touched(verdict))}

    def redacted(self, verdict: Verdict) -> Verdict:
        """Return a verdict with all its exchanges, as they may be written down."""
        return self.hearing.redacted(verdict)

    def keep(self, plain: dict[str, Any]) -> None:
        """Take a verdict, from this process or a worker; `given_up` is set when the target is lost for good."""
        from conformance.report.json_report import verdict_from_dict  # noqa: PLC0415 - only for runs that play

        self.visit.keep(plain)
        self._touched.update((kind, name) for kind, name in plain[_TOUCHED])
        verdict = verdict_from_dict(plain)
        self.verdicts.append(verdict)
        if verdict.status is not Status.NOT_APPLICABLE:
            lost = self._lost[verdict.target] + 1 if verdict.status is Status.ERRORED else 0
            self._lost[verdict.target] = lost
        if self._lost[verdict.target] >= _PATIENCE and not self.replays:
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
        from conformance.report.matrix import matrix_lines  # noqa: PLC0415 - only for runs that play
        from conformance.report.terminal import summary_lines  # noqa: PLC0415

        run = self.run()
        matrix = matrix_lines(run)
        table = ["", *matrix] if matrix else []
        return [*summary_lines(run), *table, *(self._gate.lines(run) if self._gate is not None else ())]

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the report's files and return their paths.

        Raises:
            UsageError: the folder can't be written.
            NothingToReportError: every case errored; the data is written, and nothing is rendered of it.
        """
        from conformance.report.files import write  # noqa: PLC0415 - loads the template engine
        from conformance.target.provenance import with_provenance  # noqa: PLC0415

        addresses = {each.target: each._answering for each in self.all}  # noqa: SLF001
        run = with_provenance(self.run(), addresses, self.versions, self._options.folder, self._touched)
        return write(run, folder, secrets=self.hearing.secrets)

    def run(self) -> Run:
        """Return the run so far, as reports take it."""
        from conformance.report.model import RequirementRow, Run  # noqa: PLC0415 - only for runs that play
        from conformance.report.wording import listing, plural  # noqa: PLC0415

        notes = {
            f"{plural(self.crashed, 'scenario')} ended in a crash, without a verdict.": self.crashed,
            f"Left behind on the target: {', '.join(self.left_behind)}.": self.left_behind,
            f"{plural(self.unrecorded, 'case')} without a cassette: not replayed.": self.unrecorded,
            f"{plural(self.refused, 'cassette')} refused: see the errors.": self.refused,
        }
        return Run(
            target=listing([each.target for each in self.all]),
            is_shopify=all(each._facts.is_shopify for each in self.all),  # noqa: SLF001
            targets=tuple(each._facts for each in self.all) if self._fellows else (),  # noqa: SLF001
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
            notes=(
                *(note for note, holds in ((self.given_up, self.given_up), *notes.items()) if holds),
                *self._visit_notes(),
            ),
            profile=str(self._options.profile),
            checked=INVARIANTS if any(verdict.status is Status.PASSED for verdict in self.verdicts) else (),
        )

    def exit_code(self) -> int:
        """Return the exit code that the run deserves, as the command line documents them."""
        statuses = {verdict.status for verdict in self.verdicts}
        if self.broken_files:
            return 2
        if self._gate is not None:
            return self._gate.judge(self.run()).code or (5 if self.left_behind else 2 if self.refused else 0)
        if Status.FAILED in statuses:
            return 1
        unchecked = any(each.visit.unchecked for each in self.all)
        if self.given_up or self.crashed or unchecked or Status.ERRORED in statuses:
            return 3
        if self.left_behind:
            return 5
        return 2 if self.refused or not statuses - {Status.NOT_APPLICABLE} else 0

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
            self._requirements,
            self.seed,
            # A recording holds the identities of its case, whichever worker plays it.
            "" if self.uses_cassettes else self._options.worker,
            profile=self._options.profile,
            strictness=self._strictness,
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

    def _visit_notes(self) -> tuple[str, ...]:
        return tuple(note for each in self.all for note in each.visit.notes())

    @property
    def _answering(self) -> Address | None:
        """What the report says who answered: None is the embedded mock."""
        if not self.replays:
            return self._address
        from conformance.target.settings import Address  # noqa: PLC0415 - only for reports

        return Address("replay", "", is_shopify=self._replayed_store)

    @property
    def _facts(self) -> TargetFacts:
        from conformance.report.model import TargetFacts  # noqa: PLC0415 - only for runs that play

        is_shopify = self._replayed_store or (self._address is not None and self._address.is_shopify)
        kind = "mock" if self._address is None else "store" if is_shopify else "endpoint"
        if self.replays:
            kind = "replay"
        return TargetFacts(self._options.target, kind, is_shopify=is_shopify)

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


def _open_gate(options: Options, today: date) -> RunGate | None:
    if options.baseline is None:
        return None
    from conformance.report.run_gate import RunGate  # noqa: PLC0415 - only with a baseline

    return RunGate(options.baseline, today, partial=options.partial)


def _allowed(options: Options) -> Address:
    address = resolve(options.target, os.environ, options.folder)
    permission = allowing(address.permission, writes=options.allow_writes, budget=options.write_budget)
    return replace(address, permission=permission)


def _enum_values(version: ApiVersion, name: str) -> tuple[str, ...]:
    from conformance.schema.load import enum_values  # noqa: PLC0415 - loads GraphQL, for few files

    return enum_values(version, name)


def item_name(case: Case, version: ApiVersion, target: str = "") -> str:
    """Return how a case is called in a version, such as `tax/accepted[US_CA_RESELLER_EXEMPTION-2026-10]`.

    Args:
        case: the case.
        version: the API version.
        target: one of several; empty for the only one.
    """
    place = "".join(char if char.isalnum() or char in "-." else "-" for char in target.rpartition("://")[2])
    return item_id(case.id, f"{version.handle}-{place}" if place else version.handle)
