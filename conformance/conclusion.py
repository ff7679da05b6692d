"""What a run says of itself: what to print, its report, and the exit code that it deserves."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from conformance import __version__
from conformance.oracle.finding import INVARIANTS
from conformance.verdict import Profile, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.harness import Harness
    from conformance.report.model import Run
    from conformance.verdict import Verdict


def headline(harness: Harness) -> str:
    """Say what is asked of whom."""
    listed = ", ".join(version.handle for version in harness.versions)
    options = harness.options
    targets = ", ".join(each.target for each in harness.all)
    profile = "" if options.profile is Profile.EXACT else f", profile {options.profile}"
    strict = f", as strict as {options.strict}" if options.strict else ""
    left_out = f", {harness.unrecorded} without a cassette left out" if harness.unrecorded else ""
    return f"conformance: target {targets}, API {listed}, seed {harness.seed}{profile}{strict}{left_out}"


def failure_lines(harness: Harness, verdict: Verdict, node: str) -> list[str]:
    """Return what to print for a case that did not pass, in at most 15 lines."""
    from conformance.report.terminal import failure_lines as lines  # noqa: PLC0415 - only for runs that fail

    statements = {name: requirement.statement for name, requirement in harness.requirements.items()}
    words = ("pytest", node, f"--target={harness.target}", f"--api-version={verdict.version}")
    return lines(verdict, shlex.join((*words, f"--seed={harness.seed}")), statements)


def summary_lines(harness: Harness) -> list[str]:
    """Return the terminal summary."""
    from conformance.report.matrix import matrix_lines  # noqa: PLC0415 - only for runs that play
    from conformance.report.terminal import summary_lines as lines  # noqa: PLC0415

    so_far = run(harness)
    matrix = matrix_lines(so_far)
    table = ["", *matrix] if matrix else []
    return [*lines(so_far), *table, *(harness.gate.lines(so_far) if harness.gate is not None else ())]


def stray_lines(harness: Harness) -> Iterator[str]:
    """Yield what to print of what a run without any verdict left behind, or may have."""
    for each in harness.all:
        left = each.visit.left_behind(())
        if left:
            yield f"Left behind on the target: {', '.join(left)}."
        if left or each.visit.unchecked:
            yield (
                each.visit.unchecked
                or f"Look, and delete with: conformance sweep --target={each.target} --delete"
            )


def write(harness: Harness, folder: Path) -> tuple[Path, ...]:
    """Write the report's files and return their paths.

    Raises:
        UsageError: the folder can't be written.
        NothingToReportError: every case errored; the data is written, and nothing is rendered of it.
    """
    from conformance.report import files  # noqa: PLC0415 - loads the template engine
    from conformance.target.provenance import with_provenance  # noqa: PLC0415

    addresses = {each.target: each.answering for each in harness.all}
    whole = with_provenance(
        run(harness), addresses, harness.versions, harness.options.folder, harness.touched
    )
    return files.write(whole, folder, secrets=harness.hearing.secrets)


def run(harness: Harness) -> Run:
    """Return the run so far, as reports take it."""
    from conformance.report.model import RequirementRow, Run  # noqa: PLC0415 - only for runs that play
    from conformance.report.wording import listing  # noqa: PLC0415

    every = harness.all
    return Run(
        target=listing([each.target for each in every]),
        is_shopify=all(each.facts.is_shopify for each in every),
        targets=tuple(each.facts for each in every) if len(every) > 1 else (),
        versions=tuple(version.handle for version in harness.versions),
        seed=harness.seed,
        started=harness.started,
        seconds=harness.seconds,
        tool_version=__version__,
        requirements=tuple(
            RequirementRow(
                item.id, item.level, item.statement, item.source, item.evidence, item.profile.value
            )
            for item in harness.known_requirements().values()
        ),
        verdicts=tuple(harness.verdicts),
        interrupted=harness.interrupted or _ended_early(harness) or bool(harness.broken_files),
        notes=tuple(_notes(harness)),
        profile=str(harness.options.profile),
        checked=INVARIANTS if any(verdict.status is Status.PASSED for verdict in harness.verdicts) else (),
    )


def _notes(harness: Harness) -> Iterator[str]:
    from conformance.report.wording import plural  # noqa: PLC0415 - only for runs that play

    if harness.given_up:
        yield harness.given_up
    if harness.broken_files:
        files = plural(harness.broken_files, "file or folder", "files or folders")
        yield f"{files} could not be collected: see the errors."
    if harness.broke_off:
        yield "The run broke off in pytest or one of its plugins, so that some scenarios have no verdict."
    elif harness.missing and not (harness.given_up or harness.interrupted):
        yield f"{plural(harness.missing, 'scenario')} {'was' if harness.missing == 1 else 'were'} not played."
    if harness.crashed:
        yield f"{plural(harness.crashed, 'scenario')} ended in a crash, without a verdict."
    if harness.left_behind:
        yield f"Left behind on the target: {', '.join(harness.left_behind)}."
    if harness.unrecorded:
        yield f"{plural(harness.unrecorded, 'case')} without a cassette: not replayed."
    if harness.refused:
        yield f"{plural(harness.refused, 'cassette')} refused: see the errors."
    for each in harness.all:
        yield from each.visit.notes()


def is_shut(harness: Harness) -> bool:
    """Return whether there is a baseline, and the run so far does not fit it."""
    return bool(harness.gate is not None and harness.verdicts and harness.gate.judge(run(harness)).code)


def _ended_early(harness: Harness) -> bool:
    return bool(harness.given_up or harness.crashed or harness.broke_off or harness.missing)


def exit_code(harness: Harness) -> int:
    """Return the exit code that the run deserves, as the command line documents them."""
    if harness.broken_files:
        return 2
    statuses = {verdict.status for verdict in harness.verdicts}
    if harness.gate is not None:
        judged = harness.gate.judge(run(harness)).code
    elif Status.FAILED in statuses:
        judged = 1
    elif Status.ERRORED in statuses or _ended_early(harness):
        judged = 3
    else:
        judged = 0
    if judged or harness.failed_beside:
        # Tests of another kind say nothing of the target, but pytest has been told to run them, too.
        return judged or 1
    if any(each.visit.unchecked for each in harness.all):
        return 3
    if harness.left_behind:
        return 5
    is_idle = harness.gate is None and not statuses - {Status.NOT_APPLICABLE}
    return 2 if harness.refused or harness.unwritten or is_idle else 0
