"""`conformance mock`: the embedded shop as a server."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conformance.mock.settings import Rates, Settings

if TYPE_CHECKING:
    import argparse
    import ssl
    from collections.abc import Iterator

    from conformance.mock.behaviour import Behaviours


def serve(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    if options.fault == "list":
        return _list_faults()
    if "list" in options.mishap:
        return _list_mishaps()
    from conformance.mock.server import serve as listen  # noqa: PLC0415 - loads the web server

    settings = Settings(
        token=options.token,
        bucket=Rates.parse(options.bucket),
        latency=options.latency,
        fault=options.fault,
        behaviours=_behaviours(options),
        mishaps=tuple(options.mishap),
        state=options.state,
    )
    with _secured(options) as context:
        listen(settings, options.host, options.port, context)
    return 0


@contextmanager
def _secured(options: argparse.Namespace) -> Iterator[ssl.SSLContext | None]:
    """Say where the authority's certificate lies, and give what serving over TLS needs; None without `--tls`."""
    if not options.tls and not options.tls_ca:
        yield None
        return
    from conformance.mock.tls import secured  # noqa: PLC0415 - loads the cryptography that few runs need

    with secured(options.host, options.tls_ca) as (context, authority):
        print("ca", authority, file=sys.stderr, flush=True)
        yield context


def _behaviours(options: argparse.Namespace) -> Behaviours | None:
    if not options.config:
        return None
    from conformance.mock.behaviour_file import read_behaviours  # noqa: PLC0415 - loads YAML and the schema

    return read_behaviours(options.config)


def _list_faults() -> int:
    from conformance.mock.faults import FAULTS  # noqa: PLC0415 - loads the engine

    width = max(len(fault.name) for fault in FAULTS)
    for fault in FAULTS:
        print(f"{fault.name:<{width}}  {fault.summary}")
    return 0


def _list_mishaps() -> int:
    from conformance.mock.mishap_script import GRAMMAR  # noqa: PLC0415 - few runs need it
    from conformance.mock.mishaps import MISHAPS  # noqa: PLC0415 - likewise

    width = max(len(mishap.usage) for mishap in MISHAPS)
    for mishap in MISHAPS:
        print(f"{mishap.usage:<{width}}  {mishap.summary}")
    print(GRAMMAR)
    return 0
