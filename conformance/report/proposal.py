"""A baseline that fits a run, proposed from the one there is: what is stale goes, what fails newly is added.

What stays keeps its text, comments included. A person decides: owners are left open unless they are given.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from yaml.nodes import MappingNode, SequenceNode

from conformance.report.baseline import ANY
from conformance.report.gate import Standing
from conformance.report.wording import shorten
from conformance.scenario.source import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from conformance.report.baseline import Baseline, Entry
    from conformance.report.gate import Judgement, Row

_PLAIN: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?\Z")
_LONGEST: Final = 160

Checks = tuple[str, ...]
Where = tuple[tuple[str, ...], tuple[str, ...]]
"""Targets and API versions; empty where any is meant."""


@dataclass(frozen=True, slots=True)
class Fill:
    """What proposed entries say where the run can't know it.

    Attributes:
        expires: the last day on which they count.
        owner: who looks after them; empty leaves it open, and the baseline is refused until somebody fills it in.
        link: where they are tracked; may be empty.
    """

    expires: date
    owner: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry to be written."""

    scenarios: tuple[str, ...]
    checks: tuple[str, ...]
    where: Where
    reason: str
    heir: Entry | None
    """The entry whose place it takes: its words are kept."""


def propose(judgement: Judgement, baseline: Baseline, fill: Fill) -> str:
    """Return the text of a baseline with which the run would pass, but for what has no verdict."""
    stale = [item.entry for item in judgement.stale]
    kept = replace(
        baseline,
        known=tuple(entry for entry in baseline.known if entry not in stale),
        flaky=tuple(entry for entry in baseline.flaky if entry not in stale),
    )
    known = [_known_lines(draft, fill) for draft in _drafts(judgement, baseline, kept)]
    flaky = _flaky(judgement, baseline, kept, fill)
    if _is_in_lines(baseline):
        lines = _Lines(baseline)
        for entry in stale:
            lines.drop(entry)
    else:
        lines = _Lines(replace(baseline, source=parse("", "")))
        known = [*map(_entry_lines, kept.known), *known]
        flaky = [*map(_entry_lines, kept.flaky), *flaky]
    lines.add("known", known)
    lines.add("flaky", flaky)
    return lines.text()


def _is_in_lines(baseline: Baseline) -> bool:
    """Tell whether each entry begins on a line of its own, so that it can be taken out."""
    entries = (*baseline.known, *baseline.flaky)
    starts = [entry.place()[0] for entry in entries]
    return len(set(starts)) == len(starts) and all(
        baseline.source.excerpt(line).lstrip().startswith("-") for line in starts
    )


def _drafts(judgement: Judgement, baseline: Baseline, kept: Baseline) -> list[_Draft]:
    """Return entries for what fails and no remaining entry explains, cases of a scenario together."""
    groups: defaultdict[tuple[str, str, Checks, Entry | None], list[Row]] = defaultdict(list)
    for row in judgement.rows:
        if row.standing not in {Standing.NEW, Standing.KNOWN, Standing.EXPIRED}:
            continue
        verdict = row.verdict
        found = judgement.scope.found(verdict)
        if kept.explain(verdict, row.target, found) is None:
            heir = (baseline.explain(verdict, row.target, found) or (None,))[0]
            names = (mismatch.requirements or verdict.proves for mismatch in found)
            checks = tuple(sorted({group[0] for group in names if group}))
            groups[verdict.scenario, row.target, checks, heir].append(row)
    merged: defaultdict[tuple[str, Where, Checks, Entry | None], list[Row]] = defaultdict(list)
    for (scenario, _, checks, heir), rows in groups.items():
        merged[_base(scenario), _where(rows, judgement.rows), checks, heir] += rows
    return [
        _Draft(_scenarios(rows, judgement.rows), checks, where, _reason(rows[0]), heir)
        for (_, where, checks, heir), rows in merged.items()
    ]


def _base(scenario: str) -> str:
    return scenario.partition("[")[0]


def _where(failing: Sequence[Row], rows: Sequence[Row]) -> Where:
    """Return where a case fails in one way on one target: versions are named only if it does not in others."""
    scenario, target = failing[0].verdict.scenario, failing[0].target
    found = {row.verdict.version for row in failing}
    judged = {
        row.verdict.version
        for row in rows
        if (row.verdict.scenario, row.target) == (scenario, target)
        and row.standing is not Standing.NOT_APPLICABLE
    }
    # The address of a target may be another one next time, so that it is named only where it must be.
    must = "://" not in target or any(row.target != target for row in rows)
    return (target,) if must else (), tuple(sorted(found)) if judged - found else ()


def _scenarios(failing: Sequence[Row], rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the ids of cases that fail alike on one target, or their scenario's if it has no other case there."""
    ids = {row.verdict.scenario for row in failing}
    base, target = _base(failing[0].verdict.scenario), failing[0].target
    others = {
        row.verdict.scenario
        for row in rows
        if _base(row.verdict.scenario) == base
        and row.target == target
        and row.standing is not Standing.NOT_APPLICABLE
    }
    return (base,) if others <= ids else tuple(sorted(ids))


def _flaky(judgement: Judgement, baseline: Baseline, kept: Baseline, fill: Fill) -> list[list[str]]:
    """Return entries for cases that passed only when they were tried again, and that no remaining entry lists."""
    found: dict[str, list[str]] = {}
    for row in judgement.of(Standing.UNSTEADY, Standing.FLAKY):
        verdict = row.verdict
        if kept.is_flaky(verdict.scenario, row.target, verdict.version) or verdict.scenario in found:
            continue
        near = [
            entry for entry in baseline.flaky if entry.covers(verdict.scenario, row.target, verdict.version)
        ]
        tries = " and ".join(status.value for status in verdict.tries)
        heir = near[0] if near else None
        found[verdict.scenario] = _written(
            {
                "scenario": _scalar(verdict.scenario),
                "tries": str(max(2, len(verdict.tries) + 1)),
                **_words(heir.reason if heir else f"{tries} before it passed", heir, fill),
            }
        )
    return list(found.values())


def _reason(row: Row) -> str:
    first = row.verdict.mismatches[0] if row.verdict.mismatches else None
    return shorten(f"{first.path}: {first.message}" if first else row.verdict.title, _LONGEST)


def _known_lines(draft: _Draft, fill: Fill) -> list[str]:
    targets, versions = draft.where
    return _written(
        {
            "scenario": _globs(draft.scenarios),
            "check": _globs(draft.checks),
            "target": _globs(targets),
            "api-version": _globs(versions),
            **_words(draft.heir.reason if draft.heir else draft.reason, draft.heir, fill),
        }
    )


def _entry_lines(entry: Entry) -> list[str]:
    """Return an entry as it is, written anew."""
    return _written(
        {
            "scenario": _globs(entry.scenarios),
            "check": "" if entry.checks == ANY else _globs(entry.checks),
            "target": "" if entry.targets == ANY else _globs(entry.targets),
            "api-version": "" if entry.versions == ANY else _globs(entry.versions),
            "tries": "" if entry.tries == 1 else str(entry.tries),
            "reason": _scalar(entry.reason),
            "owner": _scalar(entry.owner),
            "link": _scalar(entry.link) if entry.link else "",
            "expires": entry.expires.isoformat(),
        }
    )


def _written(values: Mapping[str, str]) -> list[str]:
    return [f"{key}: {value}" for key, value in values.items() if value]


def _words(reason: str, heir: Entry | None, fill: Fill) -> dict[str, str]:
    owner = fill.owner or (heir.owner if heir else "")
    link = fill.link or (heir.link if heir else "")
    return {
        "reason": _scalar(reason),
        "owner": _scalar(owner) if owner else '""  # who looks after it?',
        "link": _scalar(link) if link else "",
        "expires": max(fill.expires, heir.expires if heir else fill.expires).isoformat(),
    }


def _globs(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(map(_scalar, names))
    return f"[{', '.join(map(_scalar, names))}]"


def _scalar(text: str) -> str:
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)


class _Lines:
    """The lines of a baseline, with entries dropped and added."""

    def __init__(self, baseline: Baseline) -> None:
        self.lines = list(baseline.source.lines)
        self.dropped: set[int] = set()
        self.added: defaultdict[int, list[str]] = defaultdict(list)
        self.lists = {
            key.value: (key, value)
            for key, value in (
                baseline.source.root.value if isinstance(baseline.source.root, MappingNode) else ()
            )
        }

    def drop(self, entry: Entry) -> None:
        """Drop an entry with the comments right above it."""
        first = entry.place()[0] - 1
        while first and self.lines[first - 1].lstrip().startswith("#"):
            first -= 1
        self.dropped |= set(range(first, self._end(entry.place()[0] - 1)))

    def _end(self, first: int) -> int:
        """Return the line behind the entry that begins on a line, without comments of the next."""
        indent = len(self.lines[first]) - len(self.lines[first].lstrip())
        last = first
        for index in range(first + 1, len(self.lines)):
            line = self.lines[index]
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if len(line) - len(line.lstrip()) <= indent:
                break
            last = index
        return last + 1

    def add(self, name: str, entries: Sequence[Sequence[str]]) -> None:
        """Add entries at the end of a list, which is made if missing."""
        if not entries:
            return
        at, indent = self._place(name)
        for first, *rest in entries:
            self.added[at] += [f"{indent}- {first}", *(f"{indent}  {line}" for line in rest)]

    def _place(self, name: str) -> tuple[int, str]:
        """Return the line before which entries are added, and their indentation."""
        if name not in self.lists:
            while self.lines and not self.lines[-1].strip():
                self.lines.pop()
            at = len(self.lines)
            self.added[at].append(f"{name}:")
            return at, "  "
        key, value = self.lists[name]
        if isinstance(value, SequenceNode) and value.value:
            last = value.value[-1].start_mark
            return self._end(last.line), " " * max(0, value.start_mark.column)
        line = key.start_mark.line
        self.lines[line] = f"{name}:"
        return line + 1, "  "

    def text(self) -> str:
        """Return the lines as a text."""
        found: list[str] = []
        for index in range(len(self.lines) + 1):
            found += self.added.get(index, [])
            if index < len(self.lines) and index not in self.dropped:
                found.append(self.lines[index])
        return "\n".join(found).strip("\n") + "\n"
