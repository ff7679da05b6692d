"""The kill matrix as a Markdown page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conformance.mutants.matrix import LOUD, UNREACHABLE, topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.mock.faults import Fault
    from conformance.mutants.matrix import Matrix, Tally

_SHOWN: Final = 3

_HEAD: Final = """\
# Kill matrix

Which wrong server is caught by which scenarios. `conformance mutants --matrix docs/kill-matrix.md` writes this page, and
`make mutants` checks that it is current.

Each fault is one deviation of the mock, and breaks the requirement under which it stands. It counts as killed only if a
scenario, or an invariant, fails and names that very requirement. Against each fault all cases are played of the scenarios
that prove the requirement, and one case of each other scenario of their areas and of its topic. *Naming* is how many scenarios name the requirement,
*all* how many fail for whatever reason, and the ids are the first that name it.
"""


def render(matrix: Matrix) -> str:
    """Return the page."""
    killed = sum(1 for fault in matrix.faults if matrix.named_by(fault))
    blocks = [
        _HEAD,
        f"**{killed} of {len(matrix.faults)} faults are killed**, by {len(matrix.kills)} scenarios.\n",
        "## Kill rate\n",
        _tallies("topic of the requirement", "faults killed", matrix.by_topic()),
        _tallies("area of the scenario", "scenarios that kill", matrix.by_area()),
        *_topics(matrix),
        _idle(matrix),
        _unproven(matrix),
    ]
    return "\n".join(blocks)


def _tallies(head: str, what: str, tallies: tuple[Tally, ...]) -> str:
    rows = (f"| {each.name} | {each.killed} of {each.total} |" for each in tallies)
    return "\n".join((f"| {head} | {what} |", "|---|---|", *rows, ""))


def _topics(matrix: Matrix) -> Iterator[str]:
    for name in dict.fromkeys(topic(each.id) for each in matrix.requirements):
        faults = [fault for fault in matrix.faults if topic(fault.breaks) == name]
        if not faults:
            continue
        yield f"## {name}\n"
        yield "| requirement | fault | what the server does | naming | all | first |"
        yield "|---|---|---|---|---|---|"
        for requirement in matrix.requirements:
            for fault in faults:
                if fault.breaks == requirement.id:
                    yield _row(matrix, fault, f"{requirement.id} ({requirement.level})")
        yield ""


def _row(matrix: Matrix, fault: Fault, requirement: str) -> str:
    naming, everybody = matrix.named_by(fault), matrix.caught_by(fault)
    ids = "<br>".join(naming[:_SHOWN]) or "**nobody**"
    summary = fault.summary.replace("|", "\\|")
    if fault.rule:
        summary += f" (rule `{fault.rule}`)"
    return f"| {requirement} | `{fault.name}` | {summary} | {len(naming)} | {len(everybody)} | {ids} |"


def _idle(matrix: Matrix) -> str:
    found = [f"- {scenario}" for scenario in matrix.idle]
    text = (
        "## Scenarios that kill nothing\n\n"
        f"None of the faults makes these fail, but for those that more than {LOUD:.0%} of all scenarios catch. Either\n"
        "another scenario says the same and they can go, or the bug that they are there for is not among the faults yet.\n"
    )
    elsewhere = [f"- {scenario}" for scenario in matrix.elsewhere]
    unplayed = (
        ["\nThese apply to other API versions only, and were not played:\n", *elsewhere] if elsewhere else []
    )
    return "\n".join((text, *(found or ["None."]), *unplayed, ""))


def _unproven(matrix: Matrix) -> str:
    found = [f"- {each.id} ({each.level}): {each.statement}" for each in matrix.unproven]
    rules = [f"- `{rule}`: {why}" for rule, why in UNREACHABLE.items()]
    return "\n".join(
        (
            "## Requirements without a fault of their own\n",
            "Every MUST and every invariant has one.\n"
            if not matrix.uncovered
            else "Some of these must have one.\n",
            *(found or ["None."]),
            "\n## Rules without a fault\n",
            *rules,
            "",
        )
    )
