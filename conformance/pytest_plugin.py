"""The pytest plugin: scenario files become modules, their cases become items, and a run becomes a report.

It is loaded by every pytest run of an environment that has it installed, so that nothing but pytest is imported
before a scenario file is met.
"""

from __future__ import annotations

import re
import types
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance import pytest_hooks
from conformance.errors import ConformanceError, ScenarioError, TargetError, UnsafeError, did_you_mean
from conformance.pytest_loading import RECORD_MODE, load
from conformance.pytest_privacy import quiet_logs, veil, veil_internal_error
from conformance.report.junit import properties
from conformance.target.permission import add_options
from conformance.verdict import Profile, Status

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from conformance.harness import Harness
    from conformance.scenario.model import Case
    from conformance.target.playback import Playback
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion

HARNESS: Final = pytest.StashKey["Harness"]()
_REQUIREMENTS: Final = "requirements.yaml"
_NO_SCENARIOS: Final = frozenset({_REQUIREMENTS, "fragments.yaml"})
_LOOKS_LIKE_REQUIREMENTS: Final = re.compile(rb"^requirements:", re.MULTILINE)
_IS_SCENARIO: Final = re.compile(r"\.ya?ml::")
_LOOKS_LIKE_SCENARIOS: Final = re.compile(rb"^scenarios:\s*$", re.MULTILINE)
_SELECTING: Final = ("keyword", "markexpr", "lf", "last_failed", "maxfail", "deselect")
"""Names of options with which only some of the scenarios are run."""


class VerdictError(Exception):
    """A case did not pass: carries the verdict to where pytest asks how to show it."""

    def __init__(self, verdict: Verdict) -> None:
        found = [f"{mismatch.path}: {mismatch.message}" for mismatch in verdict.mismatches]
        super().__init__("\n".join(found) or verdict.reason or verdict.id)
        self.verdict = verdict


class DeviationError(VerdictError, AssertionError):
    """The target deviates; an AssertionError, by which plugins tell a failure from an error."""


class NoVerdictError(VerdictError):
    """Something stood in the way of a verdict."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    group = parser.getgroup("conformance", "conformance of a customerSet endpoint")
    group.addoption(
        "--target",
        action="append",
        metavar="T",
        help="mock (default), replay, devstore, a name from pyproject.toml, or a URL; several make one report",
    )
    group.addoption(
        "--baseline", metavar="FILE", help="known failures and flaky cases, in YAML; the run is gated by it"
    )
    group.addoption("--api-version", metavar="V", help="2026-10 (default: newest stable), a,b,c or all")
    group.addoption(
        "--report-dir",
        metavar="DIR",
        help="write report.json, report.html, summary.md, junit.xml, report.sarif and a badge there",
    )
    group.addoption(
        "--profile",
        metavar="P",
        help="core, complete or exact (default): how much of the contract is asked for",
    )
    group.addoption(
        "--strictness",
        metavar="P",
        help="core, complete or exact: how much of errors is compared (default: as --profile)",
    )
    group.addoption(
        "--seed", metavar="TEXT", help="what generated identities come from; default: new on each run"
    )
    add_options(group.addoption)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add our hooks."""
    pluginmanager.add_hookspecs(pytest_hooks)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Load the plugins that the options of this run ask for, although the configuration blocks them."""
    load(early_config, args)


def pytest_configure(config: pytest.Config) -> None:
    """Register our markers, and give a run that names a target and no path the bundled scenarios."""
    config.pluginmanager.register(Collector(config), "conformance-collector")
    for level in ("must", "should", "may"):
        config.addinivalue_line(
            "markers", f"{level}: the scenario proves a requirement of level {level.upper()}"
        )
    if config.getoption("--target") and config.args_source is pytest.Config.ArgsSource.INVOCATION_DIR:
        from conformance.scenario.catalogue import bundled_root  # noqa: PLC0415 - only for such a run

        config.args = [str(bundled_root())]
    if config.getoption("--target") or config.getoption("--api-version"):
        harness_of(config)
    folder = config.getoption("--report-dir")
    if folder and not hasattr(config, "workerinput"):
        _prepare(Path(folder))


def _prepare(folder: Path) -> None:
    """Make the report's folder before anything is asked of the target, rather than fail after all of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(
            f"The report can't be written to {folder}: {error.strerror}.\nGive another folder with --report-dir."
        ) from None


def harness_of(config: pytest.Config) -> Harness:
    """Return the run's harness, made when the first scenario file is met.

    Raises:
        pytest.UsageError: an option is wrong.
    """
    if HARNESS not in config.stash:
        from conformance.harness import Harness, Options  # noqa: PLC0415 - only for runs with scenarios

        worker = getattr(config, "workerinput", {})
        target, *others = dict.fromkeys(config.getoption("--target") or ["mock"])
        baseline = config.getoption("--baseline")
        options = Options(
            target=target,
            others=tuple(others),
            baseline=Path(baseline) if baseline else None,
            partial=any(config.getoption(name, None) for name in _SELECTING),
            versions=config.getoption("--api-version") or "",
            seed=worker.get("conformance_seed") or config.getoption("--seed") or "",
            folder=config.rootpath,
            worker=worker.get("workerid", ""),
            dry=config.getoption("collectonly"),
            profile=_profile(config, "--profile") or Profile.EXACT,
            strict=_profile(config, "--strictness"),
            record_mode=config.getoption(RECORD_MODE, None) or "",
            run=worker.get("conformance_run", ""),
            allow_writes=config.getoption("--allow-writes"),
            write_budget=config.getoption("--write-budget") or "",
        )
        try:
            harness = config.stash[HARNESS] = Harness(options)
        except ConformanceError as error:
            raise pytest.UsageError(str(error)) from None
        logs = ExitStack()
        logs.enter_context(quiet_logs(harness.hearing.clean))
        config.add_cleanup(logs.close)
    return config.stash[HARNESS]


def _profile(config: pytest.Config, option: str) -> Profile | None:
    word = config.getoption(option)
    if word and word not in [*Profile]:
        raise pytest.UsageError(
            f'{option} can\'t be "{word}".{did_you_mean(word, [*Profile])} There are {", ".join(Profile)}.'
        )
    return Profile(word) if word else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioModule | None:
    """Take YAML files that lie below a folder with a requirements.yaml, are named, or look like scenarios."""
    if file_path.suffix not in {".yaml", ".yml"} or file_path.name in _NO_SCENARIOS:
        return None
    if not (
        any(_is_root(folder) for folder in file_path.parents)
        or parent.session.isinitpath(file_path)
        or _LOOKS_LIKE_SCENARIOS.search(file_path.read_bytes()[:4096])
    ):
        return None
    harness_of(parent.config)
    return ScenarioModule.from_parent(parent, path=file_path)


@cache
def _is_root(folder: Path) -> bool:
    """Return whether a folder holds requirements of ours; others, such as Helm, have files of that name too."""
    file = folder / _REQUIREMENTS
    return file.is_file() and _LOOKS_LIKE_REQUIREMENTS.search(file.read_bytes()) is not None


class ScenarioModule(pytest.Module):
    """A scenario file. It is a Module so that fixtures and plugins which go by module work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # There is nothing to import: plugins that look at the module find an empty one.
        self.obj = types.ModuleType(self.path.stem)

    def collect(self) -> Iterator[ScenarioItem]:
        """Compile the file into one item for each scenario, case and version."""
        try:
            cases = [
                (each, *found) for each in harness_of(self.config).all for found in each.cases(self.path)
            ]
        except ScenarioError as error:
            raise self.CollectError(str(error)) from None
        for harness, version, case in cases:
            yield ScenarioItem.of(self, harness, case, version)


def scenario(request: pytest.FixtureRequest) -> None:
    """Play the item's case; what every item calls."""
    item = request.node
    assert isinstance(item, ScenarioItem)  # noqa: S101 - for the type checker: only our items call this
    item.play()


class ScenarioItem(pytest.Function):
    """One case of a scenario in one API version."""

    harness: Harness
    case: Case
    version: ApiVersion
    tape: Playback | None = None
    """What it is replayed from."""
    status: Status | None = None
    recorded = ""
    """What became of its recording."""
    verdict: dict[str, Any] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hasattr(self, "id"):
            # Since 9.2, pytest compares ids by their parts: for --lf, what it reads back from its cache must equal
            # what it has here, and there a bracket is a part of its own.
            self._id = type(self.id).parse(self.nodeid)

    @classmethod
    def of(cls, parent: ScenarioModule, harness: Harness, case: Case, version: ApiVersion) -> ScenarioItem:
        """Make the item of a case."""
        from conformance.harness import item_name  # noqa: PLC0415 - only for runs with scenarios

        several = len(harness_of(parent.config).all) > 1
        name = item_name(case, version, harness.target if several else "")
        item: ScenarioItem = cls.from_parent(parent, name=name, callobj=scenario)
        item.harness, item.case, item.version = harness, case, version
        item.add_marker(harness.level(case.scenario).lower())
        return item

    @property
    def source(self) -> str:
        """The scenario file's path, as the run calls it."""
        return self.nodeid.partition("::")[0]

    def play(self) -> None:
        """Play the case and turn its verdict into an outcome of pytest's."""
        played = self.harness.play(self.case, self.version, self.source, self.tape)
        self.status = played.status
        verdict = self.harness.hearing.presentable(played)
        self.user_properties.extend(properties(verdict, verdict.target))
        self.verdict = self.harness.portable(verdict)
        self.config.hook.pytest_conformance_verdict(item=self, verdict=played)
        if verdict.status is Status.NOT_APPLICABLE:
            pytest.skip(verdict.reason)
        if verdict.status is Status.DISCOVERY:
            pytest.xfail(verdict.mismatches[0].message)
        if verdict.status is Status.ERRORED:
            raise NoVerdictError(verdict)
        if verdict.known and (verdict.known.days_left or 0) >= 0:
            pytest.xfail(
                f"known until {verdict.known.expires} ({verdict.known.owner}): {verdict.known.reason}"
            )
        if verdict.status is not Status.PASSED:
            raise DeviationError(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:
        """Show a verdict in its own words; a bug of ours keeps its traceback."""
        if isinstance(excinfo.value, VerdictError):
            verdict = excinfo.value.verdict
            return "\n".join(self.harness.failure_lines(verdict, f"{verdict.source}::{verdict.id}"))
        return super().repr_failure(excinfo, *args, **kwargs)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the scenario stands: file, 0-based line, name."""
        return self.path, self.case.scenario.line - 1, self.name


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the verdict to the report, in a form that workers can send, and take out what must not be written down.

    No other plugin sees the report before.
    """
    report = yield
    if isinstance(item, ScenarioItem):
        if report.when == "call":
            report.conformance = item.verdict  # type: ignore[attr-defined]
        if report.when == "teardown":
            report.conformance_recorded = item.recorded  # type: ignore[attr-defined]
        if report.longrepr is not None or report.sections or call.excinfo:
            veil(report, call, item.harness.hearing.redactor().text)
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show a scenario without a verdict as an error, not as a failure."""
    plain = getattr(report, "conformance", None)
    return ("error", "E", "ERROR") if plain and plain["status"] == Status.ERRORED else None


class Collector:
    """Gathers verdicts where the run is reported: in the only process, or in that which workers report to."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any) -> None:
        """Take out of an internal error what must not be written down."""
        if HARNESS in self.config.stash:
            veil_internal_error(excrepr, self.config.stash[HARNESS].hearing.clean)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a verdict; stop the run when the target does not answer any more."""
        plain = getattr(report, "conformance", None)
        if plain is None:
            # A scenario that failed without a verdict is a crash, of a fixture or of ours.
            if report.failed and HARNESS in self.config.stash and _IS_SCENARIO.search(report.nodeid):
                if getattr(report, "conformance_recorded", ""):
                    self.config.stash[HARNESS].refused += 1
                else:
                    self.config.stash[HARNESS].crashed += 1
            return
        harness = harness_of(self.config)
        harness.keep(plain)
        if harness.given_up:
            pytest.exit(harness.given_up, TargetError.exit_code)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say what is asked of whom."""
    plays = HARNESS in config.stash and not config.getoption("collectonly")
    return [config.stash[HARNESS].headline()] if plays else []


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make sure of the target before the first scenario."""
    if HARNESS in session.config.stash and not session.config.getoption("collectonly"):
        _make_sure(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Make sure of the target once for all xdist workers, and tell each the run's seed."""
    config = node.config
    if config.getoption("--target"):
        _make_sure(config)
    harness = harness_of(config)
    node.workerinput |= {"conformance_seed": harness.seed, "conformance_run": harness.run_id}


def _make_sure(config: pytest.Config) -> None:
    try:
        harness_of(config).make_sure()
    except UnsafeError as error:
        # It names the store as the list of stores must: who is to put it there has to read it.
        pytest.exit(str(error), error.exit_code)
    except TargetError as error:
        pytest.exit(harness_of(config).hearing.clean(str(error)), error.exit_code)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Print our summary among pytest's own, and write the report."""
    _conclude(config, terminalreporter, exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Print and write it after an exit code for which pytest makes no summary; fail a run that its baseline does not fit."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    _conclude(session.config, reporter, exitstatus)
    harness = session.config.stash.get(HARNESS, None)
    if exitstatus != pytest.ExitCode.OK or harness is None or not harness.verdicts:
        return
    if harness.is_shut:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif harness.left_behind:
        session.exitstatus = harness.exit_code()


def _conclude(config: pytest.Config, reporter: Any, exitstatus: int) -> None:
    """Print the summary and write the report, once, however the run ended."""
    harness = config.stash.get(HARNESS, None)
    if harness is None or harness.concluded or not harness.verdicts:
        return
    harness.concluded = True
    harness.check_leaks()
    harness.interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
    reporter.ensure_newline()
    reporter.section("conformance")
    for line in harness.summary_lines():
        reporter.write_line(line)
    folder = config.getoption("--report-dir")
    if folder:
        from conformance.report.files import told  # noqa: PLC0415 - only for runs that are reported

        try:
            paths = harness.write(Path(folder))
        except ConformanceError as error:
            reporter.write_line(str(error), red=True)
            return
        reporter.write_line(told(paths))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the target."""
    harness = config.stash.get(HARNESS, None)
    if harness is not None:
        harness.close()
