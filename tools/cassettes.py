"""Record the sample cassettes: the first case of each MUST scenario in a few areas, on the embedded mock."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from conformance.harness import Harness
from conformance.options import Options
from conformance.scenario.catalogue import scenario_files
from conformance.verdict import item_id

ROOT = Path(__file__).parent.parent
AREAS = ("create", "update", "delete")
"""The life of a customer: enough to replay without a network, few enough to review."""


def chosen() -> list[str]:
    """Return the node ids of the cases that are recorded."""
    harness = Harness(Options("mock", "", "", ROOT, dry=True))
    found: dict[str, str] = {}
    for area in AREAS:
        for file in scenario_files(ROOT / "scenarios" / area):
            for version, case in harness.cases(file):
                if harness.level(case.scenario) == "MUST":
                    node = f"{file.relative_to(ROOT).as_posix()}::{item_id(case.id, version.handle)}"
                    found.setdefault(case.scenario.id, node)
    return list(found.values())


def main() -> int:
    """Record them anew; those of scenarios that are gone go too."""
    shutil.rmtree(ROOT / "cassettes" / "mock", ignore_errors=True)
    return subprocess.call(
        [sys.executable, "-m", "pytest", "-q", *chosen(), "--target=mock", "--record-mode=rewrite"], cwd=ROOT
    )


if __name__ == "__main__":
    sys.exit(main())
