"""Resolve the requirements anew into `run.txt` and `dev.txt`: exact versions, hashes, no index URLs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMMON = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
)
WANTED = {
    "run.txt": ("--group", "build"),
    "dev.txt": (
        "--extra",
        "explore",
        "--group",
        "build",
        "--group",
        "dev",
        "--constraint",
        str(HERE / "run.txt"),
    ),
}


def main() -> int:
    """Run uv once for each file and return the first exit code that is not 0."""
    for name, options in WANTED.items():
        command = (sys.executable, "-m", "uv", "pip", "compile", str(HERE.parent / "pyproject.toml"))
        code = subprocess.call((*command, *COMMON, *options, "--output-file", str(HERE / name)))
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
