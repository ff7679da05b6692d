"""The embedded mock as a target: in a process of its own, over HTTP."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.errors import UnreachableError
from conformance.target.address import ADMIN_PATH, LOCAL_TOKEN, MOCK_TOKENS, Address

if TYPE_CHECKING:
    from collections.abc import Iterator


def mock_address(base: str) -> Address:
    """Return the address of a mock of ours that listens at `base`, such as `http://127.0.0.1:8000`."""
    return Address("mock", base + ADMIN_PATH, LOCAL_TOKEN, is_disposable=True, tokens=MOCK_TOKENS)


_CONFIG: Final = Path(__file__).parent.parent / "mock" / "embedded.yaml"
_LIKE_A_STORE: Final = (
    # Scenarios are not there to wait: the mock of a run never throttles, save the token that is there for that.
    *("--bucket", "999999999/999999999"),
    *("--token", LOCAL_TOKEN, "--config", str(_CONFIG)),
)


class MockProcess:
    """A mock in a process of its own; it starts at once and is waited for on first use, so that both sides start up together."""

    def __init__(self, *options: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "conformance", "mock", "--port", "0", *_LIKE_A_STORE, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            # Ctrl-C is for the run: it ends the mock itself, after the results are written.
            start_new_session=True,
        )
        self._base = ""

    def wait(self) -> str:
        """Return the base URL once the mock answers.

        Raises:
            UnreachableError: it ended instead; the message has what it said.
        """
        if not self._base:
            stdout = self._process.stdout
            line = stdout.readline() if stdout else ""
            word, _, base = line.strip().partition(" ")
            if word != "ready":
                said = self._process.communicate()[1].strip() or line.strip() or "nothing"
                raise UnreachableError(f"The embedded mock did not start. It said: {said}")
            self._base = base
        return self._base

    def stop(self) -> None:
        """End the process and wait for it. It is killed, for it keeps nothing that a gentle end would save."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def running_mock(*options: str) -> Iterator[str]:
    """Run a mock for the length of a with block; gives its base URL."""
    process = MockProcess(*options)
    try:
        yield process.wait()
    finally:
        process.stop()
