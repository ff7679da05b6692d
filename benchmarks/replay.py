"""A replay beside the run on the mock that it replays: wall-clock and processor seconds, the best of three."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIOS = Path(__file__).parent.parent / "scenarios"
ROUNDS = 3


def play(folder: Path, *words: str) -> tuple[float, float]:
    """Run all scenarios and return wall-clock seconds and processor seconds, the mock's included."""
    began, before = time.perf_counter(), os.times()
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--rootdir", str(folder), str(SCENARIOS), *words],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, spent


def main() -> None:
    """Record once, then print the best of each."""
    quiet = (
        "-p",
        "no:schemathesis",
        "-p",
        "no:hypothesispytest",
        "-p",
        "no:allure_pytest",
        "-p",
        "no:cacheprovider",
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        play(folder, *quiet, "--target=mock", "--record-mode=once")
        count = len(list(folder.rglob("*.yaml")))
        mock = [play(folder, *quiet, "-p", "no:recording", "--target=mock") for _ in range(ROUNDS)]
        replay = [play(folder, *quiet, "--target=replay") for _ in range(ROUNDS)]
    wall = min(found[0] for found in replay) / min(found[0] for found in mock)
    print(f"replay of {count} cases, against the run on the mock")
    for label, times in (("mock", mock), ("replay", replay)):
        print(
            f"  {label:<7} {min(t[0] for t in times):6.2f} s   {min(t[1] for t in times):6.2f} s of processor time"
        )
    print(f"  replay takes {wall:.2f} times as long")


if __name__ == "__main__":
    main()
