"""How far exploring came: noted after each round, for `--resume`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from conformance.explore.engine import Exploration

STATE: Final = Path(".conformance") / "explore.json"
"""Below the working directory, where version control leaves it alone."""

_KEPT: Final = ("target", "against", "fuzz", "api_version", "fault")
"""Options that must be the same if a run is taken up again."""


def note(options: argparse.Namespace, run: Exploration) -> None:
    """Write down how far the run came."""
    from conformance.target.journal import make_folder  # noqa: PLC0415 - for this command only

    state = {
        **{name: _said(getattr(options, name)) for name in _KEPT},
        "seed": options.seed,
        "round": run.round,
        "at": run.at,
        "known": sorted(run.table.known),
    }
    try:
        make_folder(STATE.parent)
        half = STATE.with_suffix(".new")
        half.write_text(json.dumps(state, indent=1), encoding="utf-8")
        half.replace(STATE)
    except OSError as error:
        print(f"conformance: {STATE} can't be written: {error.strerror}", file=sys.stderr)


def earlier(options: argparse.Namespace) -> dict[str, Any]:
    """Return how far the last run came.

    Raises:
        UsageError: there was none, or it was about something else.
    """
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(f"There is no run to go on with in {STATE}.", hint="Leave --resume out.") from None
    if not isinstance(state, dict):
        raise UsageError(f"{STATE} holds no run.", hint="Leave --resume out.")
    for name in _KEPT:
        was, now = state.get(name), _said(getattr(options, name))
        if was != now and "url-" in f"{was} {now}":
            raise UsageError(
                f"The last run had another --{name}.",
                hint="Give the same options to go on, or leave --resume out.",
            )
        if was != now:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"The last run had {option}={was}, this one has {option}={now}.",
                hint="Give the same options to go on, or leave --resume out.",
            )
    return dict(state)


def _said(value: Any) -> Any:
    """Return an option as it is written down; a URL, which may be a store's, as what stands for it in journals."""
    if not isinstance(value, str) or "://" not in value:
        return value
    from conformance.target.journal import target_key  # noqa: PLC0415 - for this command only

    return f"url-{target_key(value)}"
