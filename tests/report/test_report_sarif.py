"""SARIF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from node_tools import install, require_node
from report_samples import failing_run, full_run, mismatch, row, run, verdict

from conformance.report import sarif
from conformance.verdict import Evidence, Level, Status

NODE = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    """Return a validator by the schema of SARIF 2.1.0, as an npm package brings it."""
    require_node()
    install(NODE)
    folder = NODE / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas"
    return Draft4Validator(json.loads((folder / "sarif-2.1.0-rtm.5.json").read_bytes()))


def _results(*verdicts: Any, **values: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sarif.to_dict(run(*verdicts, **values))["runs"][0]["results"]
    return found


@pytest.mark.parametrize("example", [failing_run(), full_run(), run()])
def test_log_fits_the_schema(schema: Draft4Validator, example: Any) -> None:
    """What is written is SARIF 2.1.0."""
    assert [error.message for error in schema.iter_errors(json.loads(sarif.render(example)))] == []


def test_schema_refuses_what_is_no_sarif(schema: Draft4Validator) -> None:
    """The schema would notice a result without a message."""
    log = sarif.to_dict(failing_run())
    del log["runs"][0]["results"][0]["message"]
    assert [error.message for error in schema.iter_errors(log)] == ["'message' is a required property"]


def test_a_mismatch_is_a_result_at_its_line() -> None:
    """Rule, level, message, place and what identifies it over runs."""
    (result,) = sarif.to_dict(failing_run())["runs"][0]["results"]
    assert (result["ruleId"], result["kind"], result["level"]) == ("scalar.stored", "fail", "error")
    assert result["message"]["text"] == (
        'The note was not stored. At $.data.customerSet.customer.note: expected "called back", actual null.'
        " (A note is stored; mock, 2026-10)"
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "scenarios/update.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 14},
            }
        }
    ]
    again = sarif.to_dict(failing_run())["runs"][0]["results"][0]
    assert again["partialFingerprints"] == result["partialFingerprints"]


def test_rules_are_the_requirements_that_are_named() -> None:
    """A rule has the statement, the page that says so, and the level of the requirement."""
    (rule,) = sarif.to_dict(failing_run())["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "scalar.stored"
    assert rule["shortDescription"] == {"text": "The rule of scalar.stored."}
    assert rule["helpUri"] == "https://shopify.dev/docs"
    assert rule["defaultConfiguration"] == {"level": "error"}


@pytest.mark.parametrize(
    ("level", "word"), [(Level.MUST, "error"), (Level.SHOULD, "warning"), (Level.MAY, "note")]
)
def test_levels(level: Level, word: str) -> None:
    """MUST is an error, SHOULD a warning, MAY a note."""
    (result,) = _results(verdict("a", status=Status.FAILED, mismatches=(mismatch("a", level=level),)))
    assert result["level"] == word


def test_discovery_asks_for_review() -> None:
    """It is no failure of the store, and so has no level."""
    found = mismatch("a", evidence=Evidence.ASSUMED)
    (result,) = _results(verdict("a", status=Status.DISCOVERY, mismatches=(found,)), is_shopify=True)
    assert (result["kind"], result["level"]) == ("review", "none")


def test_known_failure_is_suppressed() -> None:
    """Code scanning shows it as accepted, with reason and owner; the same failure elsewhere is not."""
    known, new = sarif.to_dict(full_run())["runs"][0]["results"]
    assert known["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "The store trims notes. (Ada)"}
    ]
    assert "suppressions" not in new
    assert known["partialFingerprints"] != new["partialFingerprints"]


def test_errored_case_is_a_notification() -> None:
    """It says nothing of the target, and the execution was no success."""
    (invocation,) = sarif.to_dict(failing_run())["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == [
        r"update/locale[2026-10]: The connection broke.\nIs it up?"
    ]


def test_absolute_path_is_a_file_uri() -> None:
    """Scenarios outside the folder of the run are named in full."""
    case = verdict("a", status=Status.FAILED, mismatches=(mismatch("a"),), source="/srv/my scenarios/a.yaml")
    (result,) = _results(case, requirements=(row("a"),))
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///srv/my%20scenarios/a.yaml"}
