"""Where a run's verdicts come from: which target answered, by which schema it was judged, with which scenarios."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance.report.contract import coverage
from conformance.report.integrity import SHORT, digest_of, digest_of_files
from conformance.report.model import AskedVersion, Suite, TargetFacts
from conformance.scenario.catalogue import REQUIREMENTS, find_root, scenario_files
from conformance.schema.load import slice_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from conformance.report.contract import Part
    from conformance.report.model import Run
    from conformance.target.address import Address
    from conformance.versions import ApiVersion


def with_provenance(
    run: Run,
    addresses: Mapping[str, Address | None],
    versions: Sequence[ApiVersion],
    folder: Path,
    touched: Mapping[Part, int],
) -> Run:
    """Return a run that says where its verdicts come from, and what they cover.

    Args:
        run: the run.
        addresses: of its targets by name; None for the embedded mock.
        versions: as they were asked for.
        folder: what the paths of scenario files start from.
        touched: how many cases touched each part of the contract.
    """
    return replace(
        run,
        suite=_suite(run, folder),
        targets=tuple(_facts(run, name, address, versions) for name, address in addresses.items()),
        coverage=coverage(versions, touched),
    )


def _facts(run: Run, name: str, address: Address | None, versions: Sequence[ApiVersion]) -> TargetFacts:
    served: dict[str, dict[str, None]] = {version.handle: {} for version in versions}
    for verdict in run.verdicts:
        if run.target_of(verdict) != name:
            continue
        served.setdefault(verdict.version, {}).update(dict.fromkeys(verdict.served))
    return TargetFacts(
        name=name,
        kind=_kind(name, address),
        is_shopify=address is not None and address.is_shopify,
        shop=_shop(address),
        versions=tuple(
            AskedVersion(
                version.handle, tuple(served[version.handle]), digest_of(slice_text(version).encode())
            )
            for version in versions
        ),
    )


def _kind(name: str, address: Address | None) -> str:
    if address is None:
        return "mock"
    if "replay" in {name, address.name}:
        return "replay"
    return "store" if address.is_shopify else "endpoint"


def _shop(address: Address | None) -> str:
    """Return which shop answered without saying whose it is; a replay does not know."""
    if address is None or not address.is_shopify or address.token is None:
        return ""
    return digest_of((urlsplit(address.url).hostname or "").encode())[:SHORT]


def _suite(run: Run, folder: Path) -> Suite | None:
    """Return the scenarios at hand; None if a file is gone."""
    files: dict[str, Path] = {}
    for source in {verdict.source for verdict in run.verdicts} - {""}:
        root = find_root(folder / source)
        is_catalogue = (root / REQUIREMENTS).is_file()
        # A folder without requirements is somebody's folder: only what was run of it is known to be scenarios.
        found = (*scenario_files(root), root / REQUIREMENTS) if is_catalogue else (folder / source,)
        files.update((path.resolve().relative_to(root.parent).as_posix(), path) for path in found)
    try:
        return Suite(digest_of_files(files.items()), len(files)) if files else None
    except OSError:
        return None
