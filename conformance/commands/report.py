"""`conformance report`: an earlier run's report.json rendered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report import files
from conformance.report.terminal import summary_lines

if TYPE_CHECKING:
    import argparse


def render(options: argparse.Namespace) -> int:
    """Print the summary and write the report's other files."""
    run = files.read(options.file)
    print("\n".join(summary_lines(run)))
    folder = options.report_dir or options.file.parent
    print(f"report: {', '.join(str(path) for path in files.write(run, folder))}")
    return 0
