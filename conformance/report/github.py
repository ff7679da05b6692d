"""Annotations for GitHub: a line for each case that did not pass, shown at its line in the scenario file.

The form is that of workflow commands: `::error file=...,line=...,title=...::message`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conformance.report.json_report import portable
from conformance.report.wording import plural, shorten, shorten_pair
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.model import Run
    from conformance.verdict import Verdict

MOST: Final = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step, and drops the rest without a word."""

_VALUE: Final = 200
_KINDS: Final = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def lines(run: Run) -> list[str]:
    """Return the annotations of a run, the worst first: at most ten of a kind, and a notice that counts the others.

    A run that was not played to its end has one of its own, for all that were played may have passed.
    """
    run = portable(run)
    kinds: dict[str, list[Verdict]] = {"error": [], "warning": [], "notice": []}
    for verdict in run.verdicts:
        if verdict.status not in {Status.PASSED, Status.NOT_APPLICABLE}:
            kinds[_kind(verdict)].append(verdict)
    found = [_stopped(run)] if run.interrupted else []
    # The last notice is for counting what is left out.
    room = {"error": MOST - len(found), "warning": MOST, "notice": MOST - 1}
    kept = [(kind, verdict) for kind, verdicts in kinds.items() for verdict in verdicts[: room[kind]]]
    left = sum(map(len, kinds.values())) - len(kept)
    found += [_line(run, kind, verdict) for kind, verdict in kept]
    if left:
        found.append(f"::notice title=conformance::{plural(left, 'more case')} did not pass; see the report.")
    return found


def _stopped(run: Run) -> str:
    said = " ".join(("The run was not played to its end.", *run.notes[:1]))
    return f"::error title=conformance::{shorten(said, 2 * _VALUE).translate(_DATA)}"


def _kind(verdict: Verdict) -> str:
    if verdict.known or verdict.status is Status.DISCOVERY:
        return "notice"
    if verdict.status is Status.ERRORED:
        return "warning"
    level = min(
        (mismatch.level for mismatch in verdict.mismatches), key=lambda each: each.rank, default=verdict.level
    )
    return _KINDS[level]


def _line(run: Run, kind: str, verdict: Verdict) -> str:
    line = next((mismatch.line for mismatch in verdict.mismatches if mismatch.line), verdict.line)
    place = {"file": verdict.source, "line": str(line) if line else "", "title": _title(run, verdict)}
    listed = ",".join(f"{name}={text.translate(_PROPERTY)}" for name, text in place.items() if text)
    return f"::{kind} {listed}::{'%0A'.join(text.translate(_DATA) for text in _said(verdict))}"


def _title(run: Run, verdict: Verdict) -> str:
    what = "known failure" if verdict.known else verdict.status.value
    names = verdict.mismatches[0].requirements if verdict.mismatches else verdict.proves
    rule = f"{verdict.level} {names[0]}" if names else verdict.level.value
    return shorten(f"{what}: {rule} ({run.target_of(verdict)}, {verdict.version})", _VALUE)


def _said(verdict: Verdict) -> Iterator[str]:
    yield shorten(verdict.title, _VALUE)
    if verdict.known:
        yield shorten(f"Known: {verdict.known.reason} ({verdict.known.owner})", _VALUE)
    if not verdict.mismatches:
        yield from (shorten(line, _VALUE) for line in verdict.reason.splitlines()[:3])
        return
    first, *rest = verdict.mismatches
    expected, actual = shorten_pair(first.expected, first.actual, _VALUE)
    yield shorten(f"{first.path}: {first.message}", 2 * _VALUE)
    yield f"expected {expected}, actual {actual}"
    if rest:
        yield f"and {plural(len(rest), 'more mismatch', 'more mismatches')}"
