"""`--plan-only`: what a run would write, cost and take, in place of the run; loaded only where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.errors import ConformanceError
from conformance.pytest_items import ScenarioItem
from conformance.pytest_run import HARNESS, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.harness import Harness

_WORKERS = pytest.StashKey[int]()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Make the plan in one process, for as many workers as were asked for."""
    wanted = getattr(config.option, "numprocesses", None)
    config.stash[_WORKERS] = wanted if isinstance(wanted, int) and wanted > 0 else 1
    config.option.numprocesses = 0


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Print the plan and play nothing."""
    harness = session.config.stash.get(HARNESS, None)
    if harness is None or session.config.getoption("collectonly"):
        return None
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    try:
        for line in _lines(session, harness):
            if reporter is not None:
                reporter.write_line(line)
    except ConformanceError as error:
        stop(str(error), error.exit_code)
    return True


def _lines(session: pytest.Session, harness: Harness) -> Iterator[str]:
    cases = [(item.case, item.version) for item in session.items if isinstance(item, ScenarioItem)]
    yield from harness.plan(cases, workers=session.config.stash[_WORKERS])
