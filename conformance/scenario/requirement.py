"""Requirements: what a scenario proves, how binding it is, and how it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from conformance.scenario import grammar
from conformance.scenario.reading import Reader
from conformance.scenario.source import read
from conformance.verdict import Evidence, Level, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from yaml.nodes import Node

    from conformance.scenario.model import Position
    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source

_DAY: Final = re.compile(r"unknown\Z|20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of the catalogue.

    Attributes:
        id: stable, such as `list.omitted-unchanged`.
        level: how binding it is.
        statement: what must hold, in one sentence.
        source: where that is said or was seen.
        evidence: how it is known.
        observed: when, and in which API version that was asked for; empty where it was not, or is not told.
        profile: from which profile on it counts.
        advice: what an app should do about it, if need be what its topic says; empty if neither says anything.
        path: its file, as messages call it.
        position: where it begins there.
    """

    id: str
    level: Level
    statement: str
    source: str
    evidence: Evidence
    observed: str = ""
    profile: Profile = Profile.CORE
    advice: str = ""
    path: str = ""
    position: Position = (0, 0)


def compile_requirements(source: Source) -> tuple[Mapping[str, Requirement], tuple[Problem, ...]]:
    """Compile a parsed requirement file: its requirements by id in order, and all its problems."""
    if source.root is None:
        return {}, source.problems
    reader = Reader(source)
    keys = reader.keys(source.root, grammar.REQUIREMENT_FILE)
    found: dict[str, Requirement] = {}
    topics = {
        name: reader.text(value, "What to do")
        for name, _, value in (reader.pairs(keys["topics"], "`topics`") if "topics" in keys else ())
    }
    for node in reader.items(keys["requirements"], "`requirements`") if "requirements" in keys else ():
        requirement = _requirement(reader, node, topics)
        earlier = found.setdefault(requirement.id, requirement)
        if earlier is not requirement and requirement.id:
            line = earlier.position[0]
            reader.report(node, f'The id "{requirement.id}" is taken by the requirement on line {line}.')
    return found, tuple(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))


def _requirement(reader: Reader, node: Node, topics: Mapping[str, str]) -> Requirement:
    keys = reader.keys(node, grammar.REQUIREMENT)
    identifier = reader.text(keys.get("id"), "The id")
    if identifier and not grammar.REQUIREMENT_ID.match(identifier):
        reader.report(keys["id"], f'"{identifier}" is no requirement id; they look like topic.what-holds.')
    level = Level(reader.choice(keys.get("level"), "`level`", [*Level]) or "MUST")
    usual = Profile.CORE if level is Level.MUST else Profile.COMPLETE
    return Requirement(
        id=identifier,
        level=level,
        statement=reader.text(keys.get("statement"), "The statement"),
        source=reader.text(keys.get("source"), "`source`"),
        evidence=Evidence(reader.choice(keys.get("evidence"), "`evidence`", [*Evidence]) or "assumed"),
        observed=_observed(reader, keys["observed"]) if "observed" in keys else "",
        profile=Profile(reader.choice(keys.get("profile"), "`profile`", [*Profile]) or usual),
        advice=reader.text(keys.get("advice"), "`advice`") or topics.get(identifier.partition(".")[0], ""),
        path=reader.source.path,
        position=(node.start_mark.line + 1, node.start_mark.column + 1),
    )


def _observed(reader: Reader, node: Node) -> str:
    keys = reader.keys(node, grammar.OBSERVED)
    day = reader.text(keys.get("on"), "`on`")
    if day and not _DAY.match(day):
        reader.report(
            keys["on"],
            f'"{day}" is no day such as 2026-06-30, no month and no year; where it is not known, write unknown.',
        )
    version = reader.text(keys.get("version"), "`version`")
    return f"{day}, API {version}" if version else day


def read_requirements(file: Path, path: str) -> tuple[Mapping[str, Requirement], tuple[Problem, ...]]:
    """Read a requirement file, as `compile_requirements`; again only once it has changed."""
    try:
        stamp = file.stat().st_mtime_ns
    except OSError:
        stamp = 0
    return _read(file, path, stamp)


@lru_cache(maxsize=8)
def _read(file: Path, path: str, _stamp: int) -> tuple[Mapping[str, Requirement], tuple[Problem, ...]]:
    return compile_requirements(read(file, path))
