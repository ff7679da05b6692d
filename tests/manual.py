"""Reading the manual: its fenced blocks, its tables, its links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from command import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LANGUAGE = CHECKOUT / "docs" / "language.md"
MOCK = CHECKOUT / "docs" / "mock.md"
README = CHECKOUT / "README.md"
DOWNSTREAM = CHECKOUT / "examples" / "downstream"
PAGES = (*sorted((CHECKOUT / "docs").glob("*.md")), README, DOWNSTREAM / "README.md")

_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def text(page: Path) -> str:
    """Return a page."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, info string and content of every fenced block of a page."""
    whole = text(page)
    for match in _BLOCK.finditer(whole):
        yield whole.count("\n", 0, match.start()) + 1, match["info"], match["body"]


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _BLOCK.sub("", text(page))


def table(page: Path, name: str) -> list[list[str]]:
    """Return the rows of the table that a comment in the page gives this name, cell by cell, without its head."""
    found = re.search(rf"^<!-- table: {name} -->\n((?:\|[^\n]*\n)+)", text(page), re.MULTILINE)
    assert found, name
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]
    return rows[2:]


def words(cell: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def first_words(page: Path, name: str) -> list[str]:
    """Return the first word of each row of a table."""
    return [words(row[0])[0] for row in table(page, name)]
