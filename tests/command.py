"""Running commands as a user does: in a process of their own, in a folder of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import spawner

if TYPE_CHECKING:
    from collections.abc import Iterator

# Credentials, and what makes pytest print otherwise: it repeats whole failures where it takes itself to be in CI.
_MEDDLES = re.compile(
    r"(SHOPIFY|PYTEST|CONFORMANCE|GITHUB|GITLAB)_.*|CI|BUILD_NUMBER|COLUMNS|LINES|(FORCE|NO)_COLOR|PY_COLORS|TTY_COMPATIBLE"
)
CLEAN = {name: value for name, value in os.environ.items() if not _MEDDLES.fullmatch(name)}
CHECKOUT = Path(__file__).parent.parent
SCENARIOS = CHECKOUT / "scenarios"
_SECONDS: Final = 120
QUIET = ("-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:recording", "-p", "no:allure_pytest")


def run(
    *words: str, folder: Path, environment: dict[str, str] | None = None, anew: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a Python module with arguments, such as `pytest -q`, and return what came of it.

    Args:
        words: the module and its arguments.
        folder: where to run it.
        environment: variables beside those of this process.
        anew: whether it is about how Python itself starts, so that nothing may be loaded before.
    """
    everything = {**CLEAN, **(environment or {})}
    if not anew:
        return spawner.run(words, folder, everything, _SECONDS)
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=everything,
        capture_output=True,
        check=False,
        text=True,
        timeout=_SECONDS,
    )


def run_pytest(
    *words: str, folder: Path, environment: dict[str, str] | None = None, anew: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run pytest without the plugins that our own configuration blocks too."""
    return run("pytest", *QUIET, *words, folder=folder, environment=environment, anew=anew)


@contextmanager
def mock(*options: str) -> Iterator[str]:
    """Run `conformance mock` for the length of a with block; gives its base URL."""
    with subprocess.Popen(
        [sys.executable, "-m", "conformance", "mock", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.fullmatch(r"ready (http://127\.0\.0\.1:\d+)\n", line)
            assert found, line
            yield found[1]
        finally:
            process.kill()


def write_scenarios(folder: Path, *entries: str, name: str = "own.yaml") -> Path:
    """Write a scenario file of the area `own` and return its path."""
    path = folder / name
    path.write_text("area: own\nscenarios:\n" + "\n".join(entries), "utf-8")
    return path


PASSES = """\
  - id: own/passes
    title: A note is stored
    proves: [create.without-identifier]
    evidence: documented
    when: {input: {email: "${unique.email}", note: hello}}
    then: {customer: {note: hello}}
"""
FAILS = """\
  - id: own/fails
    title: A note is shouted
    proves: [create.without-identifier]
    evidence: observed
    when: {input: {email: "${unique.email}", note: hello}}
    then: {customer: {note: HELLO}}
"""
