"""The files of a report: written whole or not at all, and read again."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from conformance.errors import UsageError
from conformance.report import json_report, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conformance.report.model import Run


def write(run: Run, folder: Path, *, secrets: Sequence[str] = ()) -> tuple[Path, ...]:
    """Write report.json, summary.md and report.html, and return their paths in this order.

    Args:
        run: the run to report.
        folder: where to; made if missing.
        secrets: credentials in use, which must not occur in any file whatever they look like.

    Raises:
        UsageError: the folder can't be made or written.
    """
    from conformance.report import html  # noqa: PLC0415 - jinja2 takes 50 ms to load, and few imports end in a report

    clean = json_report.portable(run, secrets=secrets)
    texts = {
        "report.json": json_report.dumps(clean),
        "summary.md": markdown.render(clean),
        "report.html": html.render(clean),
    }
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
    """Read a report.json.

    Raises:
        UsageError: it can't be read, or is no report.
    """
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror or error}.", hint="Give the report.json of a run."
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is not JSON: {error}.", hint="Give the report.json of a run.") from error
    return json_report.from_dict(report, str(path))
