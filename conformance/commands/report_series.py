"""`conformance report merge|history|cost`: several reports as one, many in a row, and what a run cost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from conformance.report.history import History
    from conformance.report.model import Run

_HEAD: Final = 200
"""Within so many bytes a report says that it is one."""

_HINT: Final = "Give report.json files, or folders that hold some."


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands and their options."""
    merged = command("report merge", merge, "Merge the reports of parts of a run into one.")
    merged.add_argument("paths", nargs="+", type=Path, metavar="REPORT", help="report.json files or folders")
    merged.add_argument(
        "--report-dir", type=Path, default=Path("reports"), metavar="DIR", help="where to (default: reports)"
    )
    merged.add_argument(
        "--expect", type=int, metavar="N", help="there is no verdict unless there are so many reports"
    )

    trend = command("report history", history, "Show trend and flakiness over many runs.")
    trend.add_argument("folder", type=Path, metavar="DIR", help="a folder of reports, at any depth")
    trend.add_argument(
        "--add", type=Path, metavar="REPORT", help="first keep this report there, without its exchanges"
    )
    trend.add_argument("--last", type=int, metavar="N", help="only the newest N runs")
    trend.add_argument("--baseline", type=Path, metavar="FILE", help="the baseline that lists flaky cases")
    trend.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="how to tell (default: text)"
    )
    trend.add_argument("--output", type=Path, metavar="FILE", help="where to write (default: print)")

    costs = command("report cost", cost, "Show what a run cost in points, by area and by scenario.")
    costs.add_argument("report", type=Path, metavar="REPORT", help="the report.json of a run")
    costs.add_argument("--most", type=int, default=20, metavar="N", help="so many scenarios (default: 20)")


def merge(options: argparse.Namespace) -> int:
    """Merge reports and return the exit code that the whole run deserves."""
    from conformance.report import files  # noqa: PLC0415 - the command line itself needs none of these
    from conformance.report.matrix import matrix_lines  # noqa: PLC0415
    from conformance.report.merge import merge as merge_runs  # noqa: PLC0415
    from conformance.report.terminal import summary_lines  # noqa: PLC0415

    found = [(str(path), files.read(path)) for path in _reports(options.paths, but=options.report_dir)]
    run = merge_runs(found)
    if options.expect is not None and len(found) != options.expect:
        names = ", ".join(name for name, _ in found)
        note = f"Only {len(found)} of {options.expect} reports are there: {names}."
        run = replace(run, interrupted=True, notes=(*run.notes, note))
    print("\n".join([*summary_lines(run), "", *matrix_lines(run)]))
    print(f"report: {', '.join(str(path) for path in files.write(run, options.report_dir))}")
    return _code(run)


def _code(run: Run) -> int:
    """Return the exit code of `conformance run` for a run that is told by its report."""
    from conformance.verdict import Status  # noqa: PLC0415 - as above

    statuses = {verdict.status for verdict in run.verdicts}
    if Status.FAILED in statuses:
        return 1
    if run.interrupted or Status.ERRORED in statuses:
        return 3
    return 0 if statuses - {Status.NOT_APPLICABLE} else 2


def history(options: argparse.Namespace) -> int:
    """Show the trend of the reports in a folder."""
    from conformance.commands.output import emit  # noqa: PLC0415 - as above
    from conformance.report import files  # noqa: PLC0415
    from conformance.report.history import history as look_back  # noqa: PLC0415

    if options.add:
        _keep(files.read(options.add), options.folder)
    runs = sorted((files.read(path) for path in _reports([options.folder])), key=lambda run: run.started)
    baseline = None
    if options.baseline:
        from conformance.report.baseline import load  # noqa: PLC0415 - loads YAML

        baseline = load(options.baseline)
    emit(_told(look_back(runs[-(options.last or 0) :], baseline), options.format), options.output)
    return 0


def _told(found: History, form: str) -> str:
    from conformance.report import history_text  # noqa: PLC0415 - as above

    if form == "text":
        return "\n".join(history_text.text_lines(found))
    return history_text.markdown(found) if form == "markdown" else history_text.dumps(found)


def _keep(run: Run, folder: Path) -> None:
    """Write a report into a folder under a name of its own: when it began, and whom it asked."""
    from conformance.commands.output import emit  # noqa: PLC0415 - as above
    from conformance.report import json_report  # noqa: PLC0415

    slim = replace(run, verdicts=tuple(replace(verdict, exchanges=()) for verdict in run.verdicts))
    target = "".join(char if char.isalnum() or char in "-." else "-" for char in run.target)[:60]
    emit(json_report.dumps(slim), folder / f"{run.started:%Y-%m-%dT%H-%M-%S}-{target}.json")


def cost(options: argparse.Namespace) -> int:
    """Show what a run cost."""
    from conformance.report import files  # noqa: PLC0415 - as above
    from conformance.report.cost import cost_lines  # noqa: PLC0415

    print("\n".join(cost_lines(files.read(options.report), options.most)))
    return 0


def _reports(paths: Iterable[Path], but: Path | None = None) -> list[Path]:
    """Return the reports that paths mean: themselves, or all below a folder but those in the folder `but`.

    Raises:
        UsageError: a path is not there, or holds no report.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist.", hint=_HINT)
        inside = [path] if path.is_file() else sorted(_inside(path, but))
        if not inside:
            raise UsageError(f"{path} holds no report.", hint=_HINT)
        found.update(dict.fromkeys(inside))
    return list(found)


def _inside(folder: Path, but: Path | None) -> Iterator[Path]:
    for path in folder.rglob("*.json"):
        if (but is None or path.parent.resolve() != but.resolve()) and _is_report(path):
            yield path


def _is_report(path: Path) -> bool:
    """Tell whether a file is one of ours; a folder of reports may hold other JSON too."""
    try:
        text = path.read_bytes()
    except OSError:
        return True  # nobody knows; it then is told to be unreadable
    try:
        content = json.loads(text)
    except ValueError:
        # Which then is told to be damaged, whatever it is called.
        return path.name == "report.json" or b'"conformance-report"' in text[:_HEAD]
    return isinstance(content, dict) and content.get("format") == "conformance-report"
