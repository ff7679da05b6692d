"""`conformance doctor`: whether a target is ready for a run, and what to do where it is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.errors import TargetError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from conformance.target.address import Address
    from conformance.target.doctor import Check
    from conformance.versions import ApiVersion


def add(command: Callable[..., Any], run: Callable[[argparse.Namespace], int]) -> None:
    """Add the command's options."""
    doctor = command(
        "doctor",
        run,
        "Check name, TLS, token, API version, plan, scopes, customer data and bucket of a target. Writes nothing.",
    )
    doctor.add_argument(
        "--target", default="devstore", help="devstore (default), a configured name, or a URL"
    )
    doctor.add_argument("--api-version", metavar="V", help="the version to ask for (default: newest stable)")


def doctor(options: argparse.Namespace) -> int:
    """Print every check; 3 if one of them is bad."""
    from conformance import versions  # noqa: PLC0415 - only for this command
    from conformance.target.doctor import State  # noqa: PLC0415
    from conformance.target.settings import resolve  # noqa: PLC0415

    if options.target in {"mock", "replay"}:
        raise UsageError(
            f"--target={options.target} is nobody to examine.",
            hint="Name devstore, a configured target or a URL.",
        )
    version = versions.select(options.api_version)[0] if options.api_version else versions.NEWEST_STABLE
    bad = 0
    for check in _checks(resolve(options.target, os.environ, Path.cwd()), version):
        print(f"{check.state:<4} {check.name:<14} {check.found}")
        if check.advice:
            print(f"{'':<19} -> {check.advice}")
        bad += check.state is State.BAD
    ready = (
        f"{options.target} is ready."
        if not bad
        else f"{options.target} is not ready: {bad} of these are bad."
    )
    print(ready)
    return TargetError.exit_code if bad else 0


def _checks(address: Address, version: ApiVersion) -> Iterator[Check]:
    from conformance.target.connect import connect  # noqa: PLC0415
    from conformance.target.doctor import examine  # noqa: PLC0415

    with connect(address) as connection:
        yield from examine(address, connection, version)
