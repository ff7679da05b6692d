"""What a run comes to: conformant or not, in a sentence, with the counts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.report.model import (
    Outcome,
    RequirementStatus,
    count_by_area,
    count_by_level,
    count_by_status,
    requirement_results,
)
from conformance.report.wording import listing, plural
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.model import RequirementResult, Run


@dataclass(frozen=True, slots=True)
class Summary:
    """A run, summed up.

    Attributes:
        outcome: what it says about the target.
        sentence: the verdict sentence.
        remarks: further sentences: what else is broken, unproven or unclear.
        results: what is known of each requirement, in catalogue order.
        statuses: cases by status.
        levels: requirements by level and status.
        areas: cases by area, level and status, areas sorted by name.
    """

    outcome: Outcome
    sentence: str
    remarks: tuple[str, ...]
    results: tuple[RequirementResult, ...]
    statuses: dict[Status, int]
    levels: dict[Level, dict[RequirementStatus, int]]
    areas: dict[str, dict[Level, dict[Status, int]]]

    @property
    def conformant(self) -> bool:
        """Whether every MUST requirement that was tested holds, and nothing stood in the way of a verdict."""
        return self.outcome is Outcome.CONFORMANT


def summarize(run: Run) -> Summary:
    """Sum up a run."""
    results = requirement_results(run)
    statuses, levels = count_by_status(run), count_by_level(results)
    outcome, sentence = _judge(run, statuses, levels[Level.MUST])
    remarks = tuple(_remarks(run, outcome, statuses, levels))
    return Summary(outcome, sentence, remarks, results, statuses, levels, count_by_area(run))


def tested(counts: dict[RequirementStatus, int]) -> int:
    """Return how many requirements were found to hold or to be broken."""
    return counts[RequirementStatus.PASSED] + counts[RequirementStatus.FAILED]


def _judge(run: Run, statuses: dict[Status, int], must: dict[RequirementStatus, int]) -> tuple[Outcome, str]:
    where = f"({listing(run.versions)}, {run.target})" if run.versions else f"({run.target})"
    if must[RequirementStatus.FAILED]:
        return Outcome.NOT_CONFORMANT, f"Not conformant: {_broken(must, Level.MUST)} {where}."
    obstacle = _obstacle(run, statuses, must)
    if obstacle:
        return Outcome.NO_VERDICT, f"No verdict: {obstacle} {where}."
    count = tested(must)
    if count == 1:
        return Outcome.CONFORMANT, f"Conformant: the one MUST requirement that was tested holds {where}."
    return Outcome.CONFORMANT, f"Conformant: all {count:,} MUST requirements that were tested hold {where}."


def _broken(counts: dict[RequirementStatus, int], level: Level) -> str:
    failed, count = counts[RequirementStatus.FAILED], tested(counts)
    if count == 1:
        return f"the one tested {level} requirement is broken"
    return f"{failed:,} of {count:,} tested {level} requirements {'is' if failed == 1 else 'are'} broken"


def _obstacle(run: Run, statuses: dict[Status, int], must: dict[RequirementStatus, int]) -> str:
    """Return why there is no verdict on the target, or an empty string."""
    total, errored = len(run.verdicts), statuses[Status.ERRORED]
    if run.interrupted:
        return f"the run was interrupted after {plural(total, 'case')}"
    if not total:
        return "no case was run"
    if errored:
        return f"{errored:,} of {plural(total, 'case')} ended in an error"
    if statuses[Status.NOT_APPLICABLE] == total:
        return "the only case does not apply" if total == 1 else f"none of the {total:,} cases applies"
    if not tested(must):
        return "no MUST requirement was tested"
    return ""


def _remarks(
    run: Run,
    outcome: Outcome,
    statuses: dict[Status, int],
    levels: dict[Level, dict[RequirementStatus, int]],
) -> Iterator[str]:
    asked = {run.target_of(verdict) for verdict in run.verdicts}
    failing = dict.fromkeys(
        run.target_of(verdict) for verdict in run.verdicts if verdict.status is Status.FAILED
    )
    if failing and len(asked) > 1:
        yield f"Cases failed on {listing(tuple(failing))}{' alone' if len(failing) < len(asked) else ''}."
    for level in (Level.SHOULD, Level.MAY):
        if levels[level][RequirementStatus.FAILED]:
            said = _broken(levels[level], level)
            yield f"{said[0].upper()}{said[1:]}."
    if statuses[Status.DISCOVERY]:
        cases = plural(statuses[Status.DISCOVERY], "case")
        verb = "shows" if statuses[Status.DISCOVERY] == 1 else "show"
        yield f"{cases} {verb} that the store differs from what was only assumed."
    known = sum(verdict.known is not None and verdict.status is Status.FAILED for verdict in run.verdicts)
    if known:
        failed = plural(statuses[Status.FAILED], "failed case")
        yield f"{known:,} of {failed} {'is a known failure' if known == 1 else 'are known failures'}."
    if outcome is Outcome.NOT_CONFORMANT:
        if run.interrupted:
            yield f"The run was interrupted after {plural(len(run.verdicts), 'case')}."
        if statuses[Status.ERRORED]:
            yield f"{statuses[Status.ERRORED]:,} of {plural(len(run.verdicts), 'case')} ended in an error."
    untested = levels[Level.MUST][RequirementStatus.UNTESTED]
    if untested and run.verdicts:
        count = plural(untested, "MUST requirement")
        yield f"{count} {'was' if untested == 1 else 'were'} not tested."
