"""Options that `pytest` and `conformance run` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.target.permission import add_options

if TYPE_CHECKING:
    from collections.abc import Callable


def add_run_options(add: Callable[..., Any]) -> None:
    """Add the options that say what is asked of whom, to pytest's parser or to our own."""
    add(
        "--target",
        action="append",
        metavar="T",
        help="mock (default), replay, devstore, a name from pyproject.toml, or a URL; several make one report",
    )
    add("--baseline", metavar="FILE", help="known failures and flaky cases, in YAML; the run is gated by it")
    add("--api-version", metavar="V", help="2026-10 (default: the newest stable one), a,b,c or all")
    add(
        "--profile",
        metavar="P",
        help="core, complete or exact (default): how much of the contract is asked for",
    )
    add("--seed", metavar="TEXT", help="what generated identities come from; default: new on each run")
    add_options(add)
