"""What is wrong in a file of the user's, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_LINES: Final = 15
"""Lines that the problems of one file take at most."""

_WIDTH: Final = 100
_FULL: Final = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at one place of a file.

    Attributes:
        path: the file, as it was given.
        line: 1-based.
        column: 1-based, in characters.
        message: one or two sentences.
        hint: the nearest known word as a question, or what to write instead; may be empty.
        excerpt: the line of the file, as it stands there.
        is_warning: whether the file can be used all the same.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    excerpt: str = ""
    is_warning: bool = False

    @property
    def summary(self) -> str:
        """The problem in one line, which editors and terminals can jump to."""
        kind = "warning: " if self.is_warning else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {kind}{_printable(self.message)}{hint}"

    def __str__(self) -> str:
        return "\n".join([self.summary, *self._pointer()])

    def _pointer(self) -> list[str]:
        """The line with a caret below, cut to a window around the column."""
        if not self.excerpt.strip():
            return []
        indent = len(self.excerpt) - len(self.excerpt.lstrip())
        start = min(indent, self.column - 1)
        if self.column - start > _WIDTH - 20:
            start = self.column - _WIDTH // 2
        window = self.excerpt[start : start + _WIDTH].replace("\t", " ").rstrip()
        return [f"    {_printable(window)}", f"    {' ' * (self.column - 1 - start)}^"]


def _printable(text: str) -> str:
    """Return a text in one line, whatever a file put into it."""
    return "".join(character if character.isprintable() else "?" for character in text)


def render_problems(problems: Iterable[Problem]) -> str:
    """Return all problems as text, grouped by file, with at most MOST_LINES lines a file."""
    by_file = groupby(problems, key=lambda problem: problem.path)
    return "\n".join("\n".join(_file_lines(list(group))) for _, group in by_file)


def _file_lines(problems: list[Problem]) -> list[str]:
    if len(problems) * _FULL <= MOST_LINES:
        return [line for problem in problems for line in str(problem).splitlines()]
    lines: list[str] = []
    shown = 0
    for shown, problem in enumerate(problems):
        left, room = len(problems) - shown, MOST_LINES - len(lines)
        if left > room and room == 1:
            return [*lines, f"... and {left} more"]
        whole = str(problem).splitlines()
        enough = room - len(whole) >= min(left - 1, 3)
        lines.extend(whole if enough else whole[:1])
    return lines
