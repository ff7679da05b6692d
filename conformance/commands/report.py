"""`conformance report`: an earlier run's report.json rendered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report import files
from conformance.report.terminal import summary_lines

if TYPE_CHECKING:
    import argparse


def render(options: argparse.Namespace) -> int:
    """Print the summary and write the report's other files; or print one form and write nothing."""
    run = files.read(options.file)
    if options.form:
        print(files.render(run, options.form, options.stale_after), end="")
        return 0
    folder = options.report_dir or options.file.parent
    paths = files.write(run, folder, stale_after=options.stale_after)
    print("\n".join(summary_lines(run)))
    print(files.told(paths))
    return 0
