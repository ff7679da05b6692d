"""Write the sample report: the scenarios against a mock that merges tags instead of replacing them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conformance.target.local import running_mock

SAMPLE = Path(__file__).parent.parent / "reports" / "sample"


def main() -> int:
    """Run the scenarios and keep what a person reads; the run must find the deviation."""
    with running_mock("--fault", "tags-merged", "--bucket", "999999999/999999999") as base:
        options = (f"--target={base}", f"--report-dir={SAMPLE}", "--seed=sample")
        code = subprocess.call([sys.executable, "-m", "conformance", "run", *options])
    for name in ("junit.xml", "report.json"):
        (SAMPLE / name).unlink(missing_ok=True)
    return 0 if code == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
