"""Serving over TLS: an authority and a certificate that are made on the spot and forgotten at the end."""

from __future__ import annotations

import ssl
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import trustme

from conformance.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES: Final = ("localhost", "127.0.0.1", "::1", "*.myshopify.com")
"""What the certificate is always for: this computer, and the shops whose names are made to lead to it."""


@contextmanager
def secured(host: str, authority: Path | None = None) -> Iterator[tuple[ssl.SSLContext, Path]]:
    """Make an authority and a certificate of it for as long as a with block runs.

    Private keys stay in memory, but for the moment in which OpenSSL reads the server's from a file that only its
    owner may read, in the system's folder for temporary files.

    Args:
        host: the address that is listened at; one more name of the certificate.
        authority: where to write the authority's certificate (PEM). That file stays. Without it the
            certificate lies in a folder for temporary files, and goes with the block.

    Yields:
        What the server needs, and the path of the authority's certificate.

    Raises:
        UsageError: the certificate can't be written there, or none can be made for such a host.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made = trustme.CA(organization_name="conformance mock")
    try:
        made.issue_cert(*dict.fromkeys(filter(None, (*NAMES, host)))).configure_cert(context)
    except ValueError as error:
        raise UsageError(
            f'No certificate can be made for "{host}": {error}.', hint="Give --host a name or an address."
        ) from None
    with tempfile.TemporaryDirectory(prefix="conformance-tls-") as folder:
        path = authority or Path(folder, "ca.pem")
        try:
            made.cert_pem.write_to_path(path)
        except OSError as error:
            raise UsageError(
                f"The authority's certificate can't be written to {path}: {error.strerror}.",
                hint="Give --tls-ca a file in a folder that there is.",
            ) from None
        yield context, path.absolute()
