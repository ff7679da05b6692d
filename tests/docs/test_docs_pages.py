"""Every page: its links lead somewhere, and its commands are commands."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from manual import PAGES, blocks, prose

from conformance.cli import parser

if TYPE_CHECKING:
    from pathlib import Path

EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.name}")


def anchors(page: Path) -> set[str]:
    """Return what a link may lead to on a page: its headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@EVERY_PAGE
def test_links_lead_somewhere(page: Path) -> None:
    """To a file, and to a heading of it."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def command_lines(page: Path) -> list[str]:
    """Return what follows `conformance` where a page shows a command line of ours."""
    shell = "\n".join(body for _, info, body in blocks(page) if info in {"console", "sh"})
    return re.findall(r"^(?:\$ )?(?:\w+=\S+ )*conformance (.*?)(?: &| > \S+)?$", shell, re.MULTILINE)


@EVERY_PAGE
def test_commands_are_commands(page: Path) -> None:
    """Each command line of ours is one that the parser takes."""
    for command in command_lines(page):
        parser().parse_args(shlex.split(command, comments=True))
