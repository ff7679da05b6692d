"""The files of a report: written whole or not at all, and read again."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError, did_you_mean
from conformance.report import badge, github, json_report, junit, markdown, sarif
from conformance.report.integrity import NothingToReportError, refuse_if_all_errored
from conformance.report.wording import listing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from conformance.report.model import Run

    Form = Callable[[Run], str]

DATA: Final = "report.json"
RECORDS: Final = (DATA, "junit.xml")
"""What says of every case how it ended, and is written of any run."""


def _html(run: Run) -> str:
    from conformance.report import html  # noqa: PLC0415 - jinja2 takes 50 ms to load, and few imports end in a report

    return html.render(run)


def forms(stale_after: int = badge.STALE_AFTER) -> Mapping[str, Form]:
    """Return how each file of a report is made, by its name.

    Args:
        stale_after: days for which a badge counts.
    """
    return {
        DATA: json_report.dumps,
        "summary.md": markdown.render,
        "report.html": _html,
        "junit.xml": junit.render,
        "report.sarif": sarif.render,
        **{name: partial(_badge, name, stale_after) for name in ("badge.json", "badge.svg")},
    }


def _badge(name: str, stale_after: int, run: Run) -> str:
    return badge.files(run, datetime.now(UTC), stale_after)[name]


def _annotations(run: Run) -> str:
    return "".join(f"{line}\n" for line in github.lines(run))


def told(paths: Sequence[Path]) -> str:
    """Say in a line where a report is: the page for people first, the other files beside it."""
    first = next((path for path in paths if path.suffix == ".html"), paths[0])
    others = [path.name for path in paths if path != first]
    return f"report: {first}" + (f", and beside it {listing(others)}" if others else "")


def render(run: Run, name: str, stale_after: int = badge.STALE_AFTER) -> str:
    """Return one file of a report as text, or `annotations` for GitHub.

    Raises:
        UsageError: there is no such form.
        NothingToReportError: everything errored.
    """
    known = {**forms(stale_after), "annotations": _annotations}
    if name not in known:
        raise UsageError(
            f'A report has no form "{name}".{did_you_mean(name, known)}', hint=f"Forms: {', '.join(known)}."
        )
    if name not in RECORDS:
        refuse_if_all_errored(run)
    return known[name](run)


def write(
    run: Run, folder: Path, *, secrets: Sequence[str] = (), stale_after: int = badge.STALE_AFTER
) -> tuple[Path, ...]:
    """Write every file of a report, and return their paths, report.json first.

    Args:
        run: the run to report.
        folder: where to; made if missing.
        secrets: credentials in use, which must not occur in any file whatever they look like.
        stale_after: days for which a badge counts.

    Raises:
        UsageError: the folder can't be made or written.
        NothingToReportError: everything errored. The records are written; what an earlier run left of the other files
            is removed, or it would be taken for this run's.
    """
    clean = json_report.portable(run, secrets=secrets)
    made = forms(stale_after)
    try:
        refuse_if_all_errored(clean)
    except NothingToReportError:
        _to_folder({name: made[name](clean) for name in RECORDS}, folder)
        for name in made.keys() - RECORDS:
            (folder / name).unlink(missing_ok=True)
        raise
    return _to_folder({name: form(clean) for name, form in made.items()}, folder)


def _to_folder(texts: Mapping[str, str], folder: Path) -> tuple[Path, ...]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_write(folder / name, text) for name, text in texts.items())
    except OSError as error:
        raise UsageError(
            f"The report can't be written to {folder}: {error.strerror or error}.",
            hint="Give a folder that can be written with --report-dir.",
        ) from error


def _write(path: Path, text: str) -> Path:
    """Write a file beside its place and move it there, so that no reader sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def read(path: Path) -> Run:
    """Read a report.json, or that of a folder.

    Raises:
        UsageError: it can't be read, is no report, or was changed.
    """
    path = path / "report.json" if path.is_dir() else path
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror or error}.", hint="Give the report.json of a run."
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is not JSON: {error}.", hint="Give the report.json of a run.") from error
    return json_report.from_dict(report, str(path))
