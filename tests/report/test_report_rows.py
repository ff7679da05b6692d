"""What a row of a report may tell beyond its status: target, cost, earlier tries, why it was to be expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from report_samples import mismatch, row, run, verdict

from conformance.report import json_report
from conformance.report.model import RequirementStatus, TargetFacts, requirement_results
from conformance.report.rerun import pytest_command
from conformance.verdict import Evidence, Known, Status

if TYPE_CHECKING:
    from conformance.report.model import Run

SCHEMA = json.loads(Path(json_report.__file__).with_name("report.schema.json").read_bytes())
KNOWN = Known("The gateway drops notes.", "sync-team", "https://tracker.example/7", "2027-01-31", 66)


def matrix() -> Run:
    """Return a run on two targets, one of them a store, that uses everything a row may tell."""
    broken = verdict(
        "update/note",
        "scalar.stored",
        status=Status.FAILED,
        target="staging",
        cost=31,
        tries=(Status.ERRORED, Status.FAILED),
        known=KNOWN,
        mismatches=(mismatch("scalar.stored", evidence=Evidence.ASSUMED),),
    )
    return run(
        broken,
        verdict("update/note", "scalar.stored", target="devstore", cost=0),
        target="staging and devstore",
        profile="core",
        targets=(
            TargetFacts("staging", "endpoint", is_shopify=False),
            TargetFacts("devstore", "store", is_shopify=True),
        ),
        requirements=(row("scalar.stored"),),
    )


def test_rows_survive_the_round_trip() -> None:
    """With their target, cost, tries and what is known of them."""
    assert json_report.from_dict(json.loads(json_report.dumps(matrix()))) == matrix()


def test_rows_fit_the_schema() -> None:
    """What is written is what the schema promises, under the names that it gives."""
    report = json.loads(json_report.dumps(matrix()))
    first, second = report["verdicts"]
    assert list(Draft202012Validator(SCHEMA).iter_errors(report)) == []
    assert (first["target"], first["cost"], first["tries"]) == ("staging", 31, ["errored", "failed"])
    assert first["known"] == {
        "reason": "The gateway drops notes.",
        "owner": "sync-team",
        "link": "https://tracker.example/7",
        "expires": "2027-01-31",
        "daysLeft": 66,
    }
    assert (second["cost"], "tries" in second, "known" in second) == (0, False, False)
    assert report["profile"] == "core"
    assert report["targets"][1] == {
        "name": "devstore",
        "kind": "store",
        "isShopify": True,
        "versions": [],
    }


@pytest.mark.parametrize(
    ("place", "value"),
    [("cost", -1), ("cost", 1.5), ("tries", []), ("tries", ["maybe"]), ("known", {}), ("target", "")],
)
def test_schema_refuses_a_wrong_row(place: str, value: Any) -> None:
    """The schema would notice."""
    report = json.loads(json_report.dumps(matrix()))
    report["verdicts"][0][place] = value
    assert not Draft202012Validator(SCHEMA).is_valid(report)


def test_a_report_without_these_is_read() -> None:
    """What is missing is empty; the target is that of the run."""
    only = json_report.from_dict(json_report.to_dict(run(verdict("update/note")))).verdicts[0]
    assert (only.target, only.cost, only.tries, only.known) == ("mock", None, (), None)


def test_a_discovery_is_one_of_the_store_only() -> None:
    """What was assumed counts against a target that is no store, whoever else was asked in the same run."""
    assert [result.status for result in requirement_results(matrix())] == [RequirementStatus.FAILED]
    turned = run(
        verdict(
            "a", "b", status=Status.FAILED, target="devstore", mismatches=matrix().verdicts[0].mismatches
        ),
        targets=matrix().targets,
    )
    assert requirement_results(turned)[0].status is RequirementStatus.DISCOVERY


def test_a_row_is_run_again_on_its_own_target() -> None:
    """Not on all of them."""
    command = pytest_command(matrix(), matrix().verdicts[0])
    assert "--target=staging --api-version=2026-10" in command
