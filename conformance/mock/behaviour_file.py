"""The file that says what the shops of a mock are like: YAML, or JSON, which is YAML too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from conformance.errors import UsageError
from conformance.mock.behaviour import Behaviours

if TYPE_CHECKING:
    from pathlib import Path


def read_behaviours(path: Path) -> Behaviours:
    """Return what a file says.

    Raises:
        UsageError: there is no such file, it is no YAML, or it says what can't be.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise UsageError(f"Can't read {path}: {reason}.") from None
    try:
        # It makes nothing but texts, so that the country NO is no truth value.
        given = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        reason = getattr(error, "problem", None) or "it can't be read"
        raise UsageError(f"{path}{place} is no YAML: {reason}.") from None
    return Behaviours.read(given, str(path))
