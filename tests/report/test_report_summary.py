"""The verdict sentence and what is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from report_samples import failing_run, mismatch, row, run, verdict

from conformance.report.model import Outcome
from conformance.report.summary import summarize
from conformance.verdict import Evidence, Level, Status

if TYPE_CHECKING:
    from conformance.report.model import Run


def _passing(count: int, **values: object) -> Run:
    return run(*(verdict(f"case-{number}", f"rule-{number}") for number in range(count)), **values)


def _broken(count: int, of: int) -> Run:
    verdicts = [verdict(f"case-{number}", f"rule-{number}") for number in range(of - count)]
    verdicts += [
        verdict(
            f"bad-{number}", f"bad-{number}", status=Status.FAILED, mismatches=(mismatch(f"bad-{number}"),)
        )
        for number in range(count)
    ]
    return run(*verdicts)


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        (_passing(1), "Conformant: the one MUST requirement that was tested holds (2026-10, mock)."),
        (_passing(96), "Conformant: all 96 MUST requirements that were tested hold (2026-10, mock)."),
        (_broken(1, 1), "Not conformant: the one tested MUST requirement is broken (2026-10, mock)."),
        (_broken(1, 96), "Not conformant: 1 of 96 tested MUST requirements is broken (2026-10, mock)."),
        (_broken(3, 96), "Not conformant: 3 of 96 tested MUST requirements are broken (2026-10, mock)."),
        (run(), "No verdict: no case was run (2026-10, mock)."),
        (
            _passing(12, interrupted=True),
            "No verdict: the run was interrupted after 12 cases (2026-10, mock).",
        ),
        (
            run(verdict("a", "a"), verdict("b", "b", status=Status.ERRORED)),
            "No verdict: 1 of 2 cases ended in an error (2026-10, mock).",
        ),
        (
            run(verdict("a", "a", status=Status.NOT_APPLICABLE)),
            "No verdict: the only case does not apply (2026-10, mock).",
        ),
        (
            run(*(verdict(name, name, status=Status.NOT_APPLICABLE) for name in "abc")),
            "No verdict: none of the 3 cases applies (2026-10, mock).",
        ),
        (
            run(verdict("a", "a", level=Level.SHOULD)),
            "No verdict: no MUST requirement was tested (2026-10, mock).",
        ),
        (
            _passing(2, versions=("2026-07", "2026-10", "unstable"), target="proxy"),
            "Conformant: all 2 MUST requirements that were tested hold (2026-07, 2026-10 and unstable, proxy).",
        ),
    ],
)
def test_sentence(example: Run, sentence: str) -> None:
    """The sentence says whether the target conforms, on how many requirements that rests, and where."""
    assert summarize(example).sentence == sentence


def test_proven_deviation_outweighs_errors_and_interruption() -> None:
    """What is proven broken stays broken when the rest of the run ends badly, which is said beside it."""
    broken = verdict("a", "a", status=Status.FAILED, mismatches=(mismatch("a"),))
    errored = verdict("b", "b", status=Status.ERRORED)
    summary = summarize(run(broken, errored, interrupted=True))
    assert summary.outcome is Outcome.NOT_CONFORMANT
    assert summary.remarks == (
        "The run was interrupted after 2 cases.",
        "1 of 2 cases ended in an error.",
    )


def test_broken_should_does_not_cost_conformance() -> None:
    """A broken SHOULD is remarked on; the verdict rests on the MUSTs."""
    should = verdict(
        "b", "b", level=Level.SHOULD, status=Status.FAILED, mismatches=(mismatch("b", level=Level.SHOULD),)
    )
    summary = summarize(run(verdict("a", "a"), should))
    assert summary.conformant
    assert summary.remarks == ("The one tested SHOULD requirement is broken.",)


def test_discovery_does_not_cost_conformance() -> None:
    """A store that differs from an assumption is no worse for it, and the requirement counts as not tested."""
    found = verdict(
        "b",
        "b",
        evidence=Evidence.ASSUMED,
        status=Status.DISCOVERY,
        mismatches=(mismatch("b", evidence=Evidence.ASSUMED),),
    )
    summary = summarize(run(verdict("a", "a"), found, is_shopify=True, target="devstore"))
    assert summary.sentence == (
        "Conformant: the one MUST requirement that was tested holds (2026-10, devstore)."
    )
    assert summary.remarks == ("1 case shows that the store differs from what was only assumed.",)


@pytest.mark.parametrize(
    ("statuses", "remark"),
    [
        ({"mock": Status.PASSED, "proxy": Status.FAILED}, ("Cases failed on proxy alone.",)),
        ({"mock": Status.FAILED, "proxy": Status.FAILED}, ("Cases failed on mock and proxy.",)),
        ({"mock": Status.PASSED, "proxy": Status.PASSED}, ()),
        ({"mock": Status.FAILED}, ()),
    ],
)
def test_of_several_targets_those_that_fail_are_named(
    statuses: dict[str, Status], remark: tuple[str, ...]
) -> None:
    """The sentence is about all of them."""
    cases = (verdict("a", "a", status=status, target=name) for name, status in statuses.items())
    assert summarize(run(*cases)).remarks == remark


def test_untested_requirements_are_remarked_on() -> None:
    """A conformant run says how many MUST requirements it left out."""
    summary = summarize(run(verdict("a", "a"), requirements=(row("a"), row("b"), row("c"))))
    assert summary.conformant
    assert summary.remarks == ("2 MUST requirements were not tested.",)


def test_outcome_is_no_verdict_rather_than_conformant_on_errors() -> None:
    """A run with an error and no deviation is not called conformant."""
    summary = summarize(run(verdict("a", "a"), verdict("b", "b", status=Status.ERRORED)))
    assert summary.outcome is Outcome.NO_VERDICT
    assert not summary.conformant


def test_everything_at_once() -> None:
    """A mixed run counts only what was tested."""
    summary = summarize(failing_run())
    assert summary.sentence == "Not conformant: 1 of 2 tested MUST requirements is broken (2026-10, mock)."
    assert summary.remarks == (
        "1 of 4 cases ended in an error.",
        "1 MUST requirement was not tested.",
    )
