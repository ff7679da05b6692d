"""`conformance run`: pytest with our plugin, its outcome turned into our exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from conformance import conclusion
from conformance.errors import TargetError
from conformance.pytest_run import HARNESS
from conformance.scenario.catalogue import bundled_root
from conformance.target.permission import BUDGET_OPTION, PLAN_OPTION, WRITES_OPTION

if TYPE_CHECKING:
    import argparse

_BLOCKED: Final = ("schemathesis", "hypothesispytest", "recording", "allure_pytest", "anyio")
_INTERRUPTED: Final = 130
_CONFIGURATION: Final = Path(__file__).with_name("pytest.ini")
_APART: Final = (
    # The caller's own pytest configuration is for the caller's own tests.
    *("-c", str(_CONFIGURATION), "--rootdir", str(Path.cwd())),
    # We hold no asserts worth rewriting, and are imported already.
    *("--assert=plain", "-p", "no:cacheprovider"),
)


class _Watcher:
    """Keeps hold of the run's configuration, which pytest does not give back."""

    config: pytest.Config | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        self.config = config


def run(options: argparse.Namespace) -> int:
    """Run scenarios and return our exit code."""
    watcher = _Watcher()
    code = pytest.main(_arguments(options), plugins=[watcher])
    harness = watcher.config.stash.get(HARNESS, None) if watcher.config else None
    if harness is None or code == pytest.ExitCode.USAGE_ERROR:
        return 2
    if code == pytest.ExitCode.NO_TESTS_COLLECTED and not harness.verdicts:
        return 2
    if options.plan_only and code == pytest.ExitCode.OK:
        return 0
    if code == pytest.ExitCode.INTERRUPTED and not harness.broken_files:
        return _INTERRUPTED
    if code in {TargetError.exit_code, pytest.ExitCode.INTERNAL_ERROR} and not harness.verdicts:
        return TargetError.exit_code
    return conclusion.exit_code(harness)


def _arguments(options: argparse.Namespace) -> list[str]:
    given = {
        "--baseline": options.baseline,
        "--api-version": options.api_version,
        "--report-dir": options.report_dir,
        "--seed": options.seed,
        "--record-mode": options.record_mode,
        "--profile": options.profile,
        "--strictness": options.strict,
        "-k": options.keyword,
        "-m": options.marker,
        "-n": options.workers,
        BUDGET_OPTION: options.write_budget,
    }
    arguments = [part for target in options.target or ["mock"] for part in ("--target", target)]
    arguments += [part for name, value in given.items() if value for part in (name, value)]
    switches = {
        "-x": options.first,
        "-v": options.verbose,
        WRITES_OPTION: options.allow_writes,
        PLAN_OPTION: options.plan_only,
    }
    flags = [flag for flag, wanted in switches.items() if wanted]
    blocked = [part for name in _BLOCKED for part in ("-p", f"no:{name}")]
    return [*(options.paths or [str(bundled_root())]), *_APART, *blocked, *arguments, *flags]
