"""The baseline: which failures are known, by whom, until when; and which cases are known to be flaky.

A file of the user's, in YAML. What is wrong in it is told as in scenario files: place, caret, nearest known word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from yaml.nodes import ScalarNode, SequenceNode

from conformance.errors import ScenarioError, UnknownVersionError, did_you_mean
from conformance.scenario.catalogue import display
from conformance.scenario.grammar import Key, Shape
from conformance.scenario.problem import render_problems
from conformance.scenario.reading import Reader, is_null
from conformance.scenario.source import read
from conformance.verdict import Known, Status
from conformance.versions import BUNDLED, ApiVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from yaml.nodes import Node

    from conformance.report.model import Run
    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source
    from conformance.verdict import Mismatch, Verdict

Place = tuple[int, int]
"""Line and column, both 1-based."""

USUAL_TRIES: Final = 3
MOST_TRIES: Final = 10

FILE: Final = Shape(
    "a baseline",
    {
        "known": Key("entries", "Failures that are known."),
        "flaky": Key("entries", "Cases that pass at one time and fail at another; they are tried again."),
    },
)
_WHERE: Final[Mapping[str, Key]] = {
    "scenario": Key("globs", "Ids of scenarios; * and ? stand for anything.", required=True),
    "target": Key("globs", "Targets on which it holds; any if left out."),
    "api-version": Key("globs", "API versions in which it holds; any if left out."),
}
_WHY: Final[Mapping[str, Key]] = {
    "reason": Key("text", "Why it fails, in a sentence.", required=True),
    "owner": Key("text", "Who looks after it.", required=True),
    "link": Key("text", "Where it is tracked."),
    "expires": Key("date", "The last day on which the entry counts.", required=True),
}
KNOWN: Final = Shape(
    "a known failure",
    {**_WHERE, "check": Key("globs", "Ids of requirements that are broken; any if left out."), **_WHY},
)
FLAKY: Final = Shape(
    "a flaky entry",
    {**_WHERE, "tries": Key("number", "How often a case is tried at most; 3 if left out."), **_WHY},
)
_LOOKS_LIKE_ONE: Final = re.compile(rb"^(known|flaky):", re.MULTILINE)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
ANY: Final = ("*",)
"""What an entry holds for where it does not say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a baseline.

    Attributes:
        scenarios: globs on ids of scenarios; one without brackets covers all cases of a scenario.
        checks: globs on ids of requirements.
        targets: globs on targets.
        versions: globs on API versions.
        reason: why it fails.
        owner: who looks after it.
        link: where it is tracked; may be empty.
        expires: the last day on which the entry counts.
        tries: how often a case is tried at most; 1 for a known failure.
        places: where its values stand in the file, by key; the entry itself at an empty key.
    """

    scenarios: tuple[str, ...]
    checks: tuple[str, ...]
    targets: tuple[str, ...]
    versions: tuple[str, ...]
    reason: str
    owner: str
    link: str
    expires: date
    tries: int = 1
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The entry as messages call it."""
        return ", ".join(self.scenarios)

    def place(self, key: str = "") -> Place:
        """Return where a value stands, or the entry if it has no such value."""
        return self.places.get(key) or self.places.get("", (1, 1))

    def is_about(self, target: str, version: str) -> bool:
        """Tell whether the entry holds on a target and in an API version."""
        return matches(self.targets, target) and matches(self.versions, version)

    def covers(self, scenario: str, target: str, version: str) -> bool:
        """Tell whether the entry holds for a row of a report."""
        return self.is_about(target, version) and any(_names(glob, scenario) for glob in self.scenarios)

    def explains(self, mismatch: Mismatch, proves: tuple[str, ...]) -> bool:
        """Tell whether a mismatch is what the entry is about; one that names no requirement goes by the scenario's."""
        return any(matches(self.checks, name) for name in mismatch.requirements or proves)

    def days_left(self, today: date) -> int:
        """Return the days until it expires: 0 on its last day, negative after it."""
        return (self.expires - today).days


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline.

    Attributes:
        source: the file it was read from.
        known: known failures, in the file's order.
        flaky: flaky cases, in the file's order.
    """

    source: Source
    known: tuple[Entry, ...] = ()
    flaky: tuple[Entry, ...] = ()

    def tries(self, scenario: str, target: str, version: str) -> int:
        """Return how often a case is tried at most until it passes; 1 unless it is listed as flaky."""
        return max(
            (entry.tries for entry in self.flaky if entry.covers(scenario, target, version)), default=1
        )

    def is_flaky(self, scenario: str, target: str, version: str) -> bool:
        """Tell whether a case is listed as flaky."""
        return any(entry.covers(scenario, target, version) for entry in self.flaky)

    def explain(
        self, verdict: Verdict, target: str, mismatches: Iterable[Mismatch]
    ) -> tuple[Entry, ...] | None:
        """Return the entries that together explain mismatches of a verdict, or None if one remains unexplained.

        A verdict that failed without a mismatch is explained by the first entry that covers it.
        """
        near = [entry for entry in self.known if entry.covers(verdict.scenario, target, verdict.version)]
        found: dict[int, Entry] = {}
        for mismatch in mismatches:
            telling = [entry for entry in near if entry.explains(mismatch, verdict.proves)]
            if not telling:
                return None
            # Of several, the one that holds longest excuses it.
            best = max(telling, key=lambda entry: entry.expires)
            found[id(best)] = best
        return tuple(found.values()) or tuple(near[:1]) or None

    def known_of(self, verdict: Verdict, target: str, today: date) -> Known | None:
        """Return what the baseline says of a verdict that failed; None if it says nothing, or not about all of it."""
        if verdict.status is not Status.FAILED:
            return None
        entries = self.explain(verdict, target, verdict.mismatches)
        if not entries:
            return None
        first = min(entries, key=lambda entry: entry.expires)
        return Known(first.reason, first.owner, first.link, first.expires.isoformat(), first.days_left(today))


def attach(run: Run, baseline: Baseline, today: date) -> Run:
    """Return a run in which each failure that the baseline knows says so."""
    return replace(
        run,
        verdicts=tuple(
            replace(verdict, known=baseline.known_of(verdict, run.target_of(verdict), today))
            for verdict in run.verdicts
        ),
    )


def matches(globs: Iterable[str], text: str) -> bool:
    """Tell whether one of the globs matches all of a text; only `*` and `?` stand for something else."""
    return any(_pattern(glob).fullmatch(text) for glob in globs)


def _names(glob: str, scenario: str) -> bool:
    whole = glob if "[" in glob else f"{glob}[*]"
    return matches((glob, whole), scenario)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    parts = ({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in glob)
    return re.compile("".join(parts), re.DOTALL)


def load(file: Path) -> Baseline:
    """Read a baseline.

    Raises:
        ScenarioError: the file can't be read or has problems; the message shows them, each with its place.
    """
    baseline, problems = compile_baseline(read(file, display(file)))
    if problems:
        raise ScenarioError(f"The baseline can't be used.\n{render_problems(problems)}")
    return baseline


def is_baseline(file: Path) -> bool:
    """Tell whether a file seems to be a baseline, and not a scenario file."""
    return file.is_file() and _LOOKS_LIKE_ONE.search(file.read_bytes()) is not None


def check_baseline(file: Path) -> tuple[Problem, ...]:
    """Return every problem of a baseline."""
    return compile_baseline(read(file, display(file)))[1]


def compile_baseline(source: Source) -> tuple[Baseline, tuple[Problem, ...]]:
    """Compile a parsed baseline, and return it with all its problems; a file of comments only is one without entries."""
    if source.root is None:
        says_nothing = all(line.partition("#")[0].strip() in {"", "---"} for line in source.lines)
        return Baseline(source), () if source.text and says_nothing else source.problems
    if is_null(source.root):
        return Baseline(source), ()
    reader = Reader(source)
    keys = reader.keys(source.root, FILE)
    known, flaky = (
        tuple(_entry(reader, node, shape) for node in _entries(reader, keys, name))
        for name, shape in (("known", KNOWN), ("flaky", FLAKY))
    )
    problems = sorted(reader.problems, key=lambda problem: (problem.line, problem.column))
    return Baseline(source, known, flaky), tuple(problems)


def _entries(reader: Reader, keys: Mapping[str, Node], name: str) -> list[Node]:
    node = keys.get(name)
    return [] if node is None or is_null(node) else reader.items(node, f"`{name}`")


def _entry(reader: Reader, node: Node, shape: Shape) -> Entry:
    keys = reader.keys(node, shape)
    for at in _nodes(keys.get("api-version")):
        _check_version(reader, at)
    usual = 1 if shape is KNOWN else USUAL_TRIES
    return Entry(
        scenarios=_globs(reader, keys, "scenario"),
        checks=_globs(reader, keys, "check") or ANY,
        targets=_globs(reader, keys, "target") or ANY,
        versions=_globs(reader, keys, "api-version") or ANY,
        reason=reader.text(keys.get("reason"), "The reason"),
        owner=reader.text(keys.get("owner"), "The owner"),
        link=reader.text(keys.get("link"), "The link"),
        expires=_date(reader, keys.get("expires")),
        tries=reader.number(keys["tries"], "`tries`", 2, MOST_TRIES) if "tries" in keys else usual,
        places={"": _place(node), **{key: _place(value) for key, value in keys.items()}},
    )


def _place(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _nodes(node: Node | None) -> list[Node]:
    return [] if node is None else list(node.value) if isinstance(node, SequenceNode) else [node]


def _globs(reader: Reader, keys: Mapping[str, Node], key: str) -> tuple[str, ...]:
    """Return a text, or each of a list of them."""
    node = keys.get(key)
    if isinstance(node, SequenceNode) and not node.value:
        reader.report(node, f"`{key}` is an empty list.")
    return tuple(text for text in (reader.text(item, f"`{key}`") for item in _nodes(node)) if text)


def _check_version(reader: Reader, node: Node) -> None:
    glob = node.value if isinstance(node, ScalarNode) else ""
    if not glob or "*" in glob or "?" in glob:
        return
    try:
        ApiVersion(glob)
    except UnknownVersionError as error:
        known = [version.handle for version in BUNDLED]
        reader.report(node, str(error.message), did_you_mean(glob, known).strip() or error.hint)


def _date(reader: Reader, node: Node | None) -> date:
    text = reader.text(node, "`expires`")
    if node is None or not text.strip():
        return date.max
    try:
        if _DATE.match(text):
            return date.fromisoformat(text)
    except ValueError:
        reader.report(node, f'"{text}" is no date: there is no such day.')
    else:
        reader.report(node, f'"{text[:40]}" is no date.', "Write it like 2027-01-31.")
    return date.max
