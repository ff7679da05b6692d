"""A mock that serves https, in a process of its own."""

from __future__ import annotations

import ssl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from command import CLEAN

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def secure_shop(*options: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """Start `conformance mock` with options; gives its process, its port and the path of its authority."""
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "mock", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=CLEAN | {"TMPDIR": str(folder)},
        cwd=folder,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stderr
        word, _, address = process.stdout.readline().rstrip("\n").partition(" ")
        assert (word, address.rpartition(":")[0]) == ("ready", "https://127.0.0.1")
        word, _, authority = process.stderr.readline().rstrip("\n").partition(" ")
        assert word == "ca"
        yield process, int(address.rpartition(":")[2]), Path(authority)
    finally:
        process.kill()
        process.communicate()


def trusting(authority: Path) -> httpx.Client:
    """Return a client that trusts this authority and no other."""
    return httpx.Client(verify=ssl.create_default_context(cafile=str(authority)), trust_env=False, timeout=30)
