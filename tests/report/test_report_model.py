"""What a run says about each requirement."""

from __future__ import annotations

from report_samples import mismatch, row, run, verdict

from conformance.report.model import (
    RequirementStatus,
    count_by_area,
    count_by_level,
    count_by_status,
    requirement_results,
)
from conformance.verdict import Evidence, Level, Status


def _statuses(*verdicts: object, **values: object) -> dict[str, RequirementStatus]:
    results = requirement_results(run(*verdicts, **values))  # type: ignore[arg-type]
    return {result.row.id: result.status for result in results}


def test_requirement_without_a_case_is_untested() -> None:
    """A requirement that no scenario proves never reads as passed."""
    assert _statuses(requirements=(row("list.kept"),)) == {"list.kept": RequirementStatus.UNTESTED}


def test_requirement_whose_cases_do_not_apply_is_untested() -> None:
    """A case that does not apply proves nothing."""
    skipped = verdict("a", "list.kept", status=Status.NOT_APPLICABLE, reason="older version")
    assert _statuses(skipped, requirements=(row("list.kept"),)) == {"list.kept": RequirementStatus.UNTESTED}


def test_one_passing_case_is_enough() -> None:
    """A requirement passes if one case passed and the others do not apply or errored."""
    cases = (
        verdict("a", "list.kept"),
        verdict("b", "list.kept", status=Status.NOT_APPLICABLE),
        verdict("c", "list.kept", status=Status.ERRORED),
    )
    assert _statuses(*cases) == {"list.kept": RequirementStatus.PASSED}


def test_requirement_with_only_errors_is_errored() -> None:
    """An error is no verdict on the target."""
    assert _statuses(verdict("a", "list.kept", status=Status.ERRORED)) == {
        "list.kept": RequirementStatus.ERRORED
    }


def test_failure_outweighs_every_passing_case() -> None:
    """A requirement that one case breaks is failed, however many passed."""
    broken = verdict("b", "list.kept", status=Status.FAILED, mismatches=(mismatch("list.kept"),))
    assert _statuses(verdict("a", "list.kept"), broken, verdict("c", "list.kept")) == {
        "list.kept": RequirementStatus.FAILED
    }


def test_failed_expectation_breaks_all_that_the_scenario_proves() -> None:
    """An expectation of the scenario speaks against every requirement it set out to prove."""
    broken = verdict(
        "a", "list.kept", "list.order", status=Status.FAILED, mismatches=(mismatch("list.kept"),)
    )
    assert _statuses(broken) == {
        "list.kept": RequirementStatus.FAILED,
        "list.order": RequirementStatus.FAILED,
    }


def test_broken_invariant_leaves_the_scenario_undecided() -> None:
    """An invariant accuses itself alone; what the scenario set out to prove is neither passed nor failed."""
    broken = verdict("a", "list.kept", status=Status.FAILED, mismatches=(mismatch("invariant.cost", line=0),))
    assert _statuses(broken) == {
        "list.kept": RequirementStatus.UNTESTED,
        "invariant.cost": RequirementStatus.FAILED,
    }


def test_failure_without_a_mismatch_still_fails_something() -> None:
    """A failed verdict that names no mismatch breaks what it proves, and if that is nothing, itself."""
    assert _statuses(verdict("a", "list.kept", status=Status.FAILED)) == {
        "list.kept": RequirementStatus.FAILED
    }
    assert _statuses(verdict("a", status=Status.FAILED)) == {"a": RequirementStatus.FAILED}


def test_assumption_that_fails_on_a_store_is_a_discovery() -> None:
    """On a real store, a mismatch with an assumption is a discovery, a documented one beside it a failure."""
    found = verdict(
        "a",
        status=Status.FAILED,
        mismatches=(
            mismatch("tags.sorted", evidence=Evidence.ASSUMED, line=0),
            mismatch("tags.kept", line=0),
        ),
    )
    assert _statuses(found, is_shopify=True) == {
        "tags.sorted": RequirementStatus.DISCOVERY,
        "tags.kept": RequirementStatus.FAILED,
    }


def test_assumption_that_fails_elsewhere_is_a_failure() -> None:
    """Only a real store can teach us something."""
    found = verdict("a", "t", status=Status.FAILED, mismatches=(mismatch("t", evidence=Evidence.ASSUMED),))
    assert _statuses(found) == {"t": RequirementStatus.FAILED}


def test_failure_outweighs_a_discovery() -> None:
    """A requirement with a discovery and a failure is failed, whichever comes first."""
    guess = verdict("a", "t", status=Status.DISCOVERY, mismatches=(mismatch("t", evidence=Evidence.ASSUMED),))
    broken = verdict("b", "t", status=Status.FAILED, mismatches=(mismatch("t"),))
    assert _statuses(guess, broken, is_shopify=True) == {"t": RequirementStatus.FAILED}
    assert _statuses(broken, guess, is_shopify=True) == {"t": RequirementStatus.FAILED}
    assert _statuses(guess, verdict("c", "t"), is_shopify=True) == {"t": RequirementStatus.DISCOVERY}


def test_checked_requirement_passes_unless_broken() -> None:
    """A requirement checked on exchanges passes without a scenario of its own, until a mismatch names it."""
    catalogue = (row("invariant.cost"),)
    assert _statuses(requirements=catalogue, checked=("invariant.cost",)) == {
        "invariant.cost": RequirementStatus.PASSED
    }
    broken = verdict("a", status=Status.FAILED, mismatches=(mismatch("invariant.cost", line=0),))
    assert _statuses(broken, requirements=catalogue, checked=("invariant.cost",)) == {
        "invariant.cost": RequirementStatus.FAILED
    }


def test_results_name_the_cases_for_and_against() -> None:
    """A result holds the verdicts that set out to prove it and those that speak against it."""
    good = verdict("a", "list.kept")
    stray = verdict("b", "tags.kept", status=Status.FAILED, mismatches=(mismatch("list.kept", line=0),))
    result = requirement_results(run(good, stray, requirements=(row("list.kept"),)))[0]
    assert result.proven_by == (good,)
    assert result.against == (stray,)


def test_requirement_missing_from_the_catalogue_comes_last() -> None:
    """A requirement that only a mismatch names is listed with the mismatch's level and evidence."""
    broken = verdict(
        "a",
        "list.kept",
        status=Status.FAILED,
        mismatches=(mismatch("invariant.cost", level=Level.SHOULD, evidence=Evidence.OBSERVED, line=0),),
    )
    results = requirement_results(run(broken, requirements=(row("list.kept"),)))
    assert [result.row.id for result in results] == ["list.kept", "invariant.cost"]
    assert results[1].row.level is Level.SHOULD
    assert results[1].row.evidence is Evidence.OBSERVED


def test_counts_have_a_key_for_everything() -> None:
    """Counts by status, level and area hold zeros too."""
    cases = (
        verdict("a", "m"),
        verdict("b", "s", level=Level.SHOULD, area="tags", status=Status.ERRORED),
    )
    example = run(*cases)
    assert count_by_status(example) == {
        Status.PASSED: 1,
        Status.FAILED: 0,
        Status.DISCOVERY: 0,
        Status.ERRORED: 1,
        Status.NOT_APPLICABLE: 0,
    }
    levels = count_by_level(requirement_results(example))
    assert levels[Level.MUST][RequirementStatus.PASSED] == 1
    assert levels[Level.SHOULD][RequirementStatus.ERRORED] == 1
    assert sum(levels[Level.MAY].values()) == 0
    areas = count_by_area(example)
    assert list(areas) == ["tags", "update"]
    assert areas["tags"][Level.SHOULD][Status.ERRORED] == 1
    assert areas["update"][Level.MUST][Status.PASSED] == 1
