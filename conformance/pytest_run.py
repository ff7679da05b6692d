"""A pytest run as one of ours: the options it takes, and the harness that they make."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import pytest

from conformance.arguments import add_run_options
from conformance.errors import ConformanceError, did_you_mean
from conformance.pytest_loading import RECORD_MODE
from conformance.pytest_privacy import quiet_logs
from conformance.target.permission import PLAN_OPTION
from conformance.verdict import Profile

if TYPE_CHECKING:
    from conformance.harness import Harness


class _Stop(pytest.exit.Exception):  # type: ignore[name-defined,misc]
    """Ends a run, with a message for its user."""


# pytest shows the class's module and name before the message, where our name says more.
_Stop.__module__, _Stop.__qualname__, _Stop.__name__ = "builtins", "conformance", "conformance"


def stop(message: str, code: int) -> NoReturn:
    """End the run at once with a message and an exit code."""
    raise _Stop(message, returncode=code)


HARNESS: Final = pytest.StashKey["Harness"]()
_SELECTING: Final = ("keyword", "markexpr", "lf", "last_failed", "maxfail", "deselect")
"""Names of options with which only some of the scenarios are run."""


def add_own_options(parser: pytest.Parser) -> None:
    """Add our options, to those of pytest."""
    group = parser.getgroup("conformance", "conformance of a customerSet endpoint")
    add_run_options(group.addoption)
    group.addoption(
        "--report-dir",
        metavar="DIR",
        help="write report.json, report.html, summary.md, junit.xml, report.sarif and a badge there",
    )
    group.addoption(
        "--strictness",
        metavar="P",
        help="core, complete or exact: how much of errors is compared (default: as --profile)",
    )


def prepare(folder: Path) -> None:
    """Make the report's folder before anything is asked of the target, rather than fail after all of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(
            f"The report can't be written to {folder}: {error.strerror}.\nGive another folder with --report-dir."
        ) from None


def forget_report(config: pytest.Config) -> None:
    """Remove what an earlier run left where the report is to be, or it would be taken for this run's if that comes to nothing."""
    folder = config.getoption("--report-dir")
    plays = not (config.getoption("collectonly") or config.getoption(PLAN_OPTION))
    if not folder or not plays or hasattr(config, "workerinput"):
        return
    from conformance.report.files import forms  # noqa: PLC0415 - only for runs that are reported

    for name in forms():
        with suppress(OSError):  # whether the folder can be written is told when the report is
            (Path(folder) / name).unlink(missing_ok=True)


def harness_of(config: pytest.Config) -> Harness:
    """Return the run's harness, made when the first scenario file is met.

    Raises:
        pytest.UsageError: an option is wrong.
    """
    if HARNESS not in config.stash:
        from conformance.harness import Harness  # noqa: PLC0415 - only for runs with scenarios
        from conformance.options import Options  # noqa: PLC0415

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
