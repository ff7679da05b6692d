"""The command line, called in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.cli import main

if TYPE_CHECKING:
    import pytest


class Told:
    """What a command came to: its exit code, what it printed, and what it complained of."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        capsys.readouterr()
        try:
            self.code: object = main(words)
        except SystemExit as ended:
            self.code = ended.code
        self.out, self.err = capsys.readouterr()

    @property
    def lines(self) -> list[str]:
        """What it printed, by lines."""
        return self.out.splitlines()
