"""`conformance compare`: two reports, or two targets or versions of one, compared case by case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from conformance.report.compare import Comparison

FORMATS: Final = ("text", "markdown", "html", "json")

EPILOG: Final = (
    "exit codes: 0 nothing fails newly   1 something does   2 usage or bad input   3 a verdict was lost"
)


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = command("compare", compare, "Compare two reports: what fails newly, what was fixed.")
    parser.epilog = EPILOG
    parser.add_argument("before", type=Path, metavar="A.json", help="the report.json of the first run")
    parser.add_argument(
        "after", type=Path, nargs="?", metavar="B.json", help="that of the second run (default: the same)"
    )
    parser.add_argument(
        "--targets", nargs=2, metavar=("OLD", "NEW"), help="compare these two targets, one of each report"
    )
    parser.add_argument(
        "--api-versions", nargs=2, metavar=("OLD", "NEW"), help="compare these two API versions"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to tell (default: text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write (default: print)")


def compare(options: argparse.Namespace) -> int:
    """Compare and return 1 if something fails newly, 3 if a verdict was lost, else 0."""
    from conformance.commands.output import emit  # noqa: PLC0415 - the command line itself needs none of these
    from conformance.report import files  # noqa: PLC0415
    from conformance.report.compare import compare as compare_runs  # noqa: PLC0415
    from conformance.report.pairing import only  # noqa: PLC0415

    if options.after is None and not options.targets and not options.api_versions:
        raise UsageError(
            "There is only one report, and nothing to compare in it.",
            hint="Give a second report, or two --targets or two --api-versions of this one.",
        )
    sides = []
    for index, file in enumerate((options.before, options.after or options.before)):
        target = options.targets[index] if options.targets else ""
        version = options.api_versions[index] if options.api_versions else ""
        sides.append(only(files.read(file), target=target, version=version))
    comparison = compare_runs(*sides)
    emit(_told(comparison, options.format), options.output)
    return comparison.code


def _told(comparison: Comparison, form: str) -> str:
    from conformance.report import compare_text  # noqa: PLC0415

    if form == "html":
        from conformance.report import compare_html  # noqa: PLC0415 - loads the template engine

        return compare_html.render(comparison)
    forms: dict[str, Callable[[Any], str]] = {
        "markdown": compare_text.markdown,
        "json": compare_text.dumps,
        "text": lambda found: "\n".join(compare_text.text_lines(found)),
    }
    return forms[form](comparison)
