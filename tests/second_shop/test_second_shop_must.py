"""The second shop, which shares no line with the embedded one, passes what the judge calls a MUST."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from judged import Direct, complaints, every_case, judge, level, one_case_each
from second_shop.answer import SecondShop
from second_shop.server import serving

from conformance import versions
from conformance.target.endpoint import Endpoint
from conformance.verdict import Level, Status
from conformance.wire import Request

FOLDER = Path(__file__).parent
MODULES = sorted(file for file in FOLDER.glob("*.py") if not file.name.startswith("test_"))
MAY_IMPORT = sys.stdlib_module_names | {"graphql", "pycountry", "second_shop"}
BEYOND = {
    "addresses/markup-and-emojis-are-refused-on-an-update": "what an address may not contain is recorded, not documented",
    "addresses/markup-and-links-are-refused": "likewise",
    "addresses/phone-is-normalised": "a number without country code is read by the rules of the address's country",
    "cost/contact-objects-cost-one": "the documented table knows one price for all objects",
    "cost/page-size-counts-by-its-logarithm": "the documented table knows no logarithm",
    "cost/refused-mutation-costs-ten": "that null objects are given back is recorded, not documented",
    "identifier/id-of-another-type-is-refused": "recorded for other fields",
    "tax/known-exemptions-are-in-the-shops-order": "the order of the slices is alphabetical",
    "access/answer-has-a-request-id": "it sends no headers but the version's",
    "access/header-of-a-call-names-deprecated-fields": "likewise",
    "addresses/phone-is-normalised-where-it-can-be": "it knows no national numbers",
    "reads/count-warns-of-a-filter-that-it-ignores": "recorded, not documented",
    "reads/definition-of-type-id-is-unique-by-itself": "it does not show what definitions are capable of",
    "schema-errors/literal-that-is-no-global-id": "recorded for other fields",
    "schema-errors/undefined-type": "recorded for other documents",
    "throttle/cost-is-itemised-on-demand": "it reads no headers",
    "throttle/nodes-and-edges-are-both-counted": "the documented table does not say so",
    "upsert/custom-id-values-are-unique-only-where-they-can-be": "it knows definitions of the type id only",
    "upsert/custom-id-without-a-namespace-is-the-apps-own": "it knows no apps",
    "versions/field-from-a-version-on": "it does not model that field",
    "versions/retired-version-falls-forward": "it serves the bundled versions only",
    "versions/version-that-never-was-is-not-found": "without HTTP it has no words of its own for that",
}
"""Scenarios that the second shop fails, and why it need not pass them."""


def imported(file: Path) -> set[str]:
    """Return the top-level names of all that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "." * node.level)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_module_does_not_know_the_project(file: Path) -> None:
    """A module imports the standard library, graphql-core, pycountry and its own folder, and loads nothing by name."""
    assert imported(file) <= MAY_IMPORT
    text = file.read_text("utf-8")
    assert "importlib" not in text
    assert "__import__" not in text


def test_import_check_sees_what_hides(tmp_path: Path) -> None:
    """An import inside a function, under another name, and a relative one are seen."""
    file = tmp_path / "sly.py"
    file.write_text(
        "def f():\n    import conformance.mock as m\n    from . import x\n    from conformance import y\n"
    )
    assert imported(file) == {"conformance", ""}


def test_every_must_scenario_passes() -> None:
    """One case of each MUST scenario passes."""
    cases = one_case_each("MUST")
    assert len(cases) > 180
    assert complaints(judge(Direct(SecondShop()), cases, seed="second")) == []


def test_scenarios_pass_over_http() -> None:
    """Over HTTP the same passes, races included, and all that was created is deleted again."""
    cases = [case for case in one_case_each("MUST") if case.scenario.area in {"race", "create", "delete"}]
    with (
        serving(SecondShop()) as url,
        Endpoint("second", f"{url}/admin/api/{{version}}/graphql.json") as target,
    ):
        assert complaints(judge(target, cases, seed="second")) == []
        left = target.send(Request("{ customersCount { count } }"))
    assert left.payload["data"] == {"customersCount": {"count": 0}}


def test_what_lies_beyond_the_core_is_told_apart() -> None:
    """The scenarios that the second shop fails are SHOULD and MAY only: details that it leaves out on purpose."""
    cases = [case for case in every_case() if level(case) is not Level.MUST]
    verdicts = judge(Direct(SecondShop()), cases, seed="second")
    failed = {
        verdict.scenario.partition("[")[0]
        for verdict in verdicts
        if verdict.status in {Status.FAILED, Status.ERRORED}
    }
    assert failed == BEYOND.keys()


@pytest.mark.parametrize("handle", ["2025-10", "unstable"])
def test_must_scenarios_pass_in_other_versions(handle: str) -> None:
    """The oldest and the newest version are served as well."""
    cases = [case for case in one_case_each("MUST") if case.scenario.area in {"create", "upsert"}]
    version = versions.ApiVersion(handle)
    assert complaints(judge(Direct(SecondShop()), cases, seed="second", version=version)) == []
