"""Where a command's result goes: to standard output, or into a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from conformance.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def emit(text: str, file: Path | None) -> None:
    """Print a text, or write it into a file whose folder is made if missing.

    Raises:
        UsageError: the file can't be written.
    """
    if file is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"{file} can't be written: {error.strerror or error}.", hint="Give another --output."
        ) from error
