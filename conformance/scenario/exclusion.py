"""Facts about Shopify that a catalogue knows and makes no requirement of, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.scenario import grammar
from conformance.scenario.reading import Reader
from conformance.scenario.source import read

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One fact that is no requirement.

    Attributes:
        id: stable, such as `order.cancel`.
        fact: the statement.
        reason: why no scenario proves it.
    """

    id: str
    fact: str
    reason: str


def compile_exclusions(source: Source) -> tuple[tuple[Exclusion, ...], tuple[Problem, ...]]:
    """Compile the exclusions of a parsed requirement file, in order, and return them with their problems."""
    reader = Reader(source)
    keys = reader.keys(source.root, grammar.REQUIREMENT_FILE) if source.root else {}
    reader.problems.clear()  # those of the file itself are told where its requirements are read
    found: dict[str, Exclusion] = {}
    for node in reader.items(keys["excluded"], "`excluded`") if "excluded" in keys else ():
        group = reader.keys(node, grammar.EXCLUDED)
        reason = reader.text(group.get("reason"), "The reason")
        for name, key, value in reader.pairs(group["facts"], "`facts`") if "facts" in group else ():
            if name in found:
                reader.report(key, f'The fact "{name}" is excluded twice.')
            found[name] = Exclusion(name, reader.text(value, "A fact"), reason)
    return tuple(found.values()), tuple(reader.problems)


def read_exclusions(file: Path, path: str) -> tuple[tuple[Exclusion, ...], tuple[Problem, ...]]:
    """Read the exclusions of a requirement file, as `compile_exclusions`."""
    return compile_exclusions(read(file, path))
