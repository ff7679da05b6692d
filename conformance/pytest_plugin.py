"""The pytest plugin: scenario files become modules, their cases become items, and a run becomes a report.

It is loaded by every pytest run of an environment that has it installed, so that nothing but pytest is imported
before a scenario file is met.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance import pytest_hooks
from conformance.errors import ConformanceError, TargetError, UnsafeError
from conformance.pytest_items import ScenarioItem, ScenarioModule, Told
from conformance.pytest_loading import load
from conformance.pytest_privacy import veil, veil_internal_error
from conformance.pytest_run import HARNESS, add_own_options, forget_report, harness_of, prepare, stop
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.harness import Harness

_REQUIREMENTS: Final = "requirements.yaml"
_RECORDED: Final = "conformance_recorded"
_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_NO_SCENARIOS: Final = frozenset({_REQUIREMENTS, "fragments.yaml"})
_LOOKS_LIKE_REQUIREMENTS: Final = re.compile(rb"^requirements:", re.MULTILINE)
_IS_SCENARIO: Final = re.compile(r"\.ya?ml::")
_LOOKS_LIKE_SCENARIOS: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?[\"']?scenarios[\"']?[ \t]*:[ \t]*(?:[\[#].*)?\r?$", re.MULTILINE
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    add_own_options(parser)


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
        prepare(Path(folder))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioModule | None:
    """Take YAML files that lie below a folder with a requirements.yaml, are named, or look like scenarios."""
    if file_path.suffix not in _SUFFIXES or file_path.name in _NO_SCENARIOS:
        return None
    if not (
        any(_is_root(folder) for folder in file_path.parents)
        or parent.session.isinitpath(file_path)
        or _LOOKS_LIKE_SCENARIOS.search(file_path.read_bytes())
    ):
        return None
    return ScenarioModule.from_parent(parent, path=file_path)


@cache
def _is_root(folder: Path) -> bool:
    """Return whether a folder holds requirements of ours; others, such as Helm, have files of that name too."""
    file = folder / _REQUIREMENTS
    return file.is_file() and _LOOKS_LIKE_REQUIREMENTS.search(file.read_bytes()) is not None


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
            setattr(report, _RECORDED, item.recorded)
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
        """Take out of an internal error what must not be written down, and remember that the run broke off."""
        if HARNESS in self.config.stash:
            self.config.stash[HARNESS].broke_off = True
            veil_internal_error(excrepr, self.config.stash[HARNESS].hearing.clean)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a scenario file, or a folder that may hold some, of which nothing could be collected.

        pytest ends such a run before it plays anything, but not with xdist, nor with --continue-on-collection-errors.
        """
        if not report.failed or hasattr(self.config, "workerinput"):
            return
        path = self.config.rootpath / report.nodeid
        if path.suffix in _SUFFIXES or (HARNESS in self.config.stash and path.is_dir()):
            harness_of(self.config).broken_files += 1
            forget_report(self.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a verdict; stop the run when the target does not answer any more."""
        if hasattr(self.config, "workerinput"):
            # It is told to the process that gathers them.
            return
        plain = getattr(report, "conformance", None)
        if plain is None:
            if HARNESS in self.config.stash:
                _keep_without_verdict(self.config.stash[HARNESS], report)
            return
        if report.failed and isinstance(report.longrepr, str):
            # Only here: a worker could send nothing but the text.
            report.longrepr = Told(report.longrepr)  # type: ignore[assignment]
        harness = harness_of(self.config)
        harness.keep(plain)
        harness.told[report.nodeid] += 1
        if report.failed and not _is_to_fail(plain):
            # A hook of another plugin failed once the scenario was played: what it was to find is not known.
            harness.crashed += 1
        if harness.given_up:
            stop(harness.given_up, TargetError.exit_code)


def _is_to_fail(plain: dict[str, Any]) -> bool:
    """Return whether pytest is told that a case failed; known failures are expected, until they expire."""
    known = plain.get("known")
    is_expected = known is not None and (known["daysLeft"] or 0) >= 0
    return plain["status"] == Status.ERRORED or (plain["status"] == Status.FAILED and not is_expected)


def _keep_without_verdict(harness: Harness, report: pytest.TestReport) -> None:
    skipped_by_a_mark = report.skipped and report.when == "setup"
    of_another_plugin = report.when == "teardown" and not hasattr(report, _RECORDED)
    # A scenario that failed without a verdict is a crash, of a fixture or of ours.
    crashed = report.failed and _IS_SCENARIO.search(report.nodeid) is not None
    if skipped_by_a_mark or of_another_plugin or crashed:
        harness.told[report.nodeid] += 1
    if crashed and getattr(report, _RECORDED, None):
        harness.refused += 1
    elif crashed:
        harness.crashed += 1
    elif report.failed:
        harness.failed_beside += 1


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say what is asked of whom."""
    plays = HARNESS in config.stash and not config.getoption("collectonly")
    if not plays:
        return []
    from conformance.conclusion import headline  # noqa: PLC0415 - only for runs with scenarios

    return [headline(config.stash[HARNESS])]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make sure of the target before the first scenario, if there is one to play."""
    if session.config.getoption("collectonly"):
        return
    wanted = Counter(item.nodeid for item in session.items if isinstance(item, ScenarioItem))
    if wanted:
        harness_of(session.config).wanted |= wanted
        # For xdist workers the process that they report to asks.
        _make_sure(session.config, others=not hasattr(session.config, "workerinput"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker the run's seed; without a target of their own they need none."""
    if HARNESS in node.config.stash:
        harness = node.config.stash[HARNESS]
        node.workerinput |= {"conformance_seed": harness.seed, "conformance_run": harness.run_id}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Make sure of the target once before any xdist worker does, if there are scenarios to play."""
    wanted = Counter(each for each in ids if _IS_SCENARIO.search(each))
    if wanted:
        harness_of(node.config).wanted |= wanted
        _make_sure(node.config, embedded=False)


def _make_sure(config: pytest.Config, *, embedded: bool = True, others: bool = True) -> None:
    forget_report(config)
    try:
        harness_of(config).make_sure(embedded=embedded, others=others)
    except UnsafeError as error:
        # It names the store as the list of stores must: who is to put it there has to read it.
        stop(str(error), error.exit_code)
    except TargetError as error:
        stop(harness_of(config).hearing.clean(str(error)), error.exit_code)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Print our summary among pytest's own, and write the report."""
    _conclude(config, terminalreporter, exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Print and write it after an exit code for which pytest makes no summary; fail a run that its baseline does not fit."""
    if hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    _conclude(session.config, reporter or _Silence(), exitstatus)
    harness = session.config.stash.get(HARNESS, None)
    if exitstatus != pytest.ExitCode.OK or harness is None:
        return
    from conformance import conclusion  # noqa: PLC0415 - only for runs with scenarios

    if conclusion.is_shut(harness):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif harness.unwritten:
        session.exitstatus = pytest.ExitCode.USAGE_ERROR
    elif harness.missing or harness.left_behind or any(each.visit.unchecked for each in harness.all):
        session.exitstatus = conclusion.exit_code(harness)


class _Silence:
    """Where to write without a terminal reporter: report and exit code are due all the same."""

    def ensure_newline(self) -> None:
        """Do nothing."""

    def section(self, title: str) -> None:
        """Do nothing."""

    def write_line(self, line: str, **markup: bool) -> None:
        """Do nothing."""


def _conclude(config: pytest.Config, reporter: Any, exitstatus: int) -> None:
    """Print the summary and write the report, once, however the run ended."""
    harness = config.stash.get(HARNESS, None)
    if harness is None or harness.concluded:
        return
    from conformance import conclusion  # noqa: PLC0415 - only for runs with scenarios

    harness.concluded = True
    if not config.getoption("setuponly", None):
        # A case that is told of twice does not stand in for another.
        harness.missing = (harness.wanted - harness.told).total()
    harness.check_leaks()
    if not harness.verdicts:
        if harness.missing and exitstatus == pytest.ExitCode.OK:
            reporter.write_line("No verdict: no scenario was played.", red=True)
        # Stopped before the first one, it may have made somebody all the same.
        for line in conclusion.stray_lines(harness):
            reporter.write_line(line)
        return
    harness.interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
    reporter.ensure_newline()
    reporter.section("conformance")
    for line in conclusion.summary_lines(harness):
        reporter.write_line(line)
    folder = config.getoption("--report-dir")
    if folder:
        from conformance.report.files import told  # noqa: PLC0415 - only for runs that are reported

        try:
            paths = conclusion.write(harness, Path(folder))
        except ConformanceError as error:
            # Of a run in which everything errored there is nothing to write, and its exit code says so already.
            harness.unwritten = True
            reporter.write_line(str(error), red=True)
            return
        reporter.write_line(told(paths))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the target."""
    harness = config.stash.get(HARNESS, None)
    if harness is not None:
        harness.close()
