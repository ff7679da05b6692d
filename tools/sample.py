"""Write the sample report: some areas against a mock that merges tags instead of replacing them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conformance.target.local import running_mock

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "reports" / "sample"
AREAS = ("race", "tags", "upsert")
"""Enough to see everything that a report has; all areas would make a file of a megabyte."""
KEPT = frozenset({"report.html", "summary.md", "badge.svg"})


def main() -> int:
    """Run the scenarios and keep what a person reads; the run must find the deviation."""
    with running_mock("--fault", "tags-merged", "--bucket", "999999999/999999999") as base:
        options = (f"--target={base}", f"--report-dir={SAMPLE}", "--seed=sample")
        paths = [f"scenarios/{area}" for area in AREAS]
        code = subprocess.call([sys.executable, "-m", "conformance", "run", *paths, *options], cwd=ROOT)
    for path in SAMPLE.iterdir():
        if path.name not in KEPT:
            path.unlink()
    return 0 if code == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
