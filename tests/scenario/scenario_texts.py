"""Scenario files for tests: a small one that is right, and its pieces to replace."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

from conformance.scenario import lint_text

if TYPE_CHECKING:
    from conformance.scenario import Scenario

HEAD = """\
area: lists
scenarios:
  - id: lists/one
    title: One thing holds
    proves: [list.one]
    evidence: documented
"""
"""Six lines; what follows begins on line 7."""

REQUIREMENTS = {"list.one": None, "list.two": None}


def file_text(body: str) -> str:
    """A file with one scenario, whose further keys are `body`."""
    return HEAD + indent(dedent(body).strip("\n"), "    ") + "\n"


def problems(text: str) -> list[str]:
    """The problems of a file, each in one line."""
    _, found = lint_text(text, "x.yaml", REQUIREMENTS)
    return [problem.summary.removeprefix("x.yaml:") for problem in found]


def body_problems(body: str) -> list[str]:
    """The problems of a file with one scenario, whose further keys are `body`."""
    return problems(file_text(body))


def scenario(body: str) -> Scenario:
    """The scenario of such a file, which has no problems."""
    file, found = lint_text(file_text(body), "x.yaml", REQUIREMENTS)
    assert [problem.summary for problem in found] == []
    assert file is not None
    return file.scenarios[0]
