"""`conformance schema`: cut a slice, fetch a live schema, compare two."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.errors import RefusedError, UsageError
from conformance.versions import NEWEST_STABLE, ApiVersion

if TYPE_CHECKING:
    import argparse


def cut(options: argparse.Namespace) -> int:
    """Cut a full schema down to a slice and write it."""
    from conformance.schema.load import SLICES  # noqa: PLC0415 - loads GraphQL
    from conformance.schema.slice import slice_schema  # noqa: PLC0415

    version = ApiVersion(options.version)
    text = slice_schema(_read(options.file), version)
    path = options.output or SLICES / f"{version}.graphql"
    _write(path, text)
    print(f"{path}: {text.count(chr(10))} lines")
    return 0


def pull(options: argparse.Namespace) -> int:
    """Introspect a live endpoint and print or write its schema."""
    from conformance.schema.introspect import introspect  # noqa: PLC0415 - loads GraphQL
    from conformance.target.connect import connect  # noqa: PLC0415
    from conformance.target.settings import resolve  # noqa: PLC0415
    from conformance.wire import Request  # noqa: PLC0415

    version = ApiVersion(options.version) if options.version else NEWEST_STABLE
    with connect(resolve(options.target, os.environ, Path.cwd())) as target:

        def fetch(body: dict[str, Any]) -> dict[str, Any]:
            response = target.send(Request(body["query"], body.get("variables", {}), version))
            if response.status != 200 or not isinstance(response.payload, dict):
                start = json.dumps(response.body[:120].decode("utf-8", "replace"))
                raise RefusedError(f"{target.name} answered HTTP {response.status}: {start}")
            return response.payload

        text = introspect(fetch)
    if options.output:
        _write(options.output, text)
        print(f"{options.output}: {text.count(chr(10))} lines")
    else:
        print(text, end="")
    return 0


def compare(options: argparse.Namespace) -> int:
    """Print the graded changes between two schemas; 1 if one of them is breaking."""
    from conformance.schema import diff  # noqa: PLC0415 - loads GraphQL

    changes = diff.diff(diff.resolve(options.old), diff.resolve(options.new))
    print(diff.render(changes))
    return int(any(change.grade is diff.Grade.BREAKING for change in changes))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}.") from None


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}.") from None
