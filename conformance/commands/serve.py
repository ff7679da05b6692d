"""`conformance mock`: the embedded shop as a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.mock.settings import Rates, Settings

if TYPE_CHECKING:
    import argparse


def serve(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    if options.fault == "list":
        return _list_faults()
    from conformance.mock.server import serve as listen  # noqa: PLC0415 - loads the web server

    settings = Settings(
        token=options.token, bucket=Rates.parse(options.bucket), latency=options.latency, fault=options.fault
    )
    listen(settings, options.host, options.port)
    return 0


def _list_faults() -> int:
    from conformance.mock.faults import FAULTS  # noqa: PLC0415 - loads the engine

    width = max(len(fault.name) for fault in FAULTS)
    for fault in FAULTS:
        print(f"{fault.name:<{width}}  {fault.summary}")
    return 0
