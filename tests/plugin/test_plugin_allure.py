"""Allure results of a run, and the report that Allure itself makes of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command import FAILS, PASSES, mock, run_pytest, write_scenarios
from node_tools import SEARCHED, install, require_node

NODE = Path(__file__).parent.parent / "report" / "node"
TOKEN = "shpat_" + "0123456789abcdef" * 2
STORY = "create.without-identifier: A call without the `identifier` argument creates a new customer."
PAGE = "https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerSet"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a scenario that passes and one that fails, and return the folder; Allure's results are in `allure`."""
    found = tmp_path_factory.mktemp("allure")
    write_scenarios(found, PASSES, FAILS)
    with mock("--token", TOKEN) as base:
        done = run_pytest(
            f"--target={base}",
            "--alluredir=allure",
            "own.yaml",
            folder=found,
            environment={"SHOPIFY_ACCESS_TOKEN": TOKEN},
        )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    return found


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Any]:
    """Return the results by title."""
    found = [json.loads(path.read_bytes()) for path in (folder / "allure").glob("*-result.json")]
    return {each["name"]: each for each in found}


def _labels(result: dict[str, Any]) -> set[tuple[str, str]]:
    return {(label["name"], label["value"]) for label in result["labels"]}


def test_cases_are_filed_by_what_they_are_about(results: dict[str, Any]) -> None:
    """Epic, feature and story from area and requirement; severity from the level; evidence as a tag; links."""
    passed = results["A note is stored"]
    assert _labels(passed) >= {
        ("epic", "Shopify customerSet"),
        ("feature", "own"),
        ("story", STORY),
        ("severity", "critical"),
        ("tag", "documented"),
        ("suite", "2026-10"),
    }
    assert passed["links"] == [{"type": "link", "url": PAGE, "name": "create.without-identifier"}]
    assert "Scenario `own/passes` at own.yaml:3, documented." in passed["description"]


def test_outcomes(results: dict[str, Any]) -> None:
    """A deviation is a failure to Allure, told in the words of its difference, without a traceback of ours."""
    assert {name: each["status"] for name, each in results.items()} == {
        "A note is stored": "passed",
        "A note is shouted": "failed",
    }
    details = results["A note is shouted"]["statusDetails"]
    assert "$.data.customerSet.customer.note" in details["message"]
    assert "pytest_plugin.py" not in details["trace"]


def test_exchanges_are_steps_with_attachments(results: dict[str, Any], folder: Path) -> None:
    """The step whose answer is wrong failed; what was sent and answered is attached to each."""
    step, read, *rest = results["A note is shouted"]["steps"]
    assert rest == []
    assert read["name"].startswith("step 1: query Customer, ")
    assert step["name"].startswith("step 1: mutation CustomerSet, HTTP 200, ")
    assert step["status"] == "failed"
    assert "expected" in step["statusDetails"]["message"].lower()
    assert "trace" not in step["statusDetails"]
    attached = {each["name"]: folder / "allure" / each["source"] for each in step["attachments"]}
    assert list(attached) == ["document", "variables", "response", "response headers", "curl"]
    assert json.loads(attached["variables"].read_bytes())["input"]["note"] == "hello"
    assert json.loads(attached["response"].read_bytes())["data"]["customerSet"]["customer"]["note"] == "hello"
    names = [each["name"].partition(",")[0] for each in results["A note is stored"]["steps"]]
    assert names == [
        "step 1: mutation CustomerSet",
        "step 1: query Customer",
        "same again: mutation CustomerSet",
    ]


def test_no_credential_in_any_result(folder: Path) -> None:
    """The token in use is in none of the files, though it was sent with each request."""
    texts = [path.read_text("utf-8") for path in (folder / "allure").iterdir()]
    assert len(texts) > 10
    assert not any(TOKEN in text for text in texts)


def test_allure_makes_its_report_of_them(folder: Path) -> None:
    """The npm package `allure` reads the results: it counts them alike, and has labels, steps and attachments."""
    require_node()
    install(NODE)
    done = subprocess.run(
        ["node", str(NODE / "node_modules" / "allure" / "cli.js"), "awesome", "allure", "-o", "made"],  # noqa: S607 - found on the path below
        cwd=folder,
        env={**os.environ, "PATH": SEARCHED},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = folder / "made"
    found = [json.loads(path.read_bytes()) for path in made.glob("**/data/test-results/*.json")]
    by_name = {each["name"]: each for each in found}
    assert {name: each["status"] for name, each in by_name.items()} == {
        "A note is stored": "passed",
        "A note is shouted": "failed",
    }
    failed = by_name["A note is shouted"]
    assert failed["groupedLabels"]["story"] == [STORY]
    assert [len(step["steps"]) for step in failed["steps"]] == [5, 5]
    assert failed["steps"][0]["status"] == "failed"
    facts = json.loads(next(made.glob("**/widgets/allure_environment.json")).read_bytes())
    assert ("api.version", ["2026-10"]) in [(each["name"], each["values"]) for each in facts]
