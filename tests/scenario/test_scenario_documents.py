"""GraphQL documents of scenarios: held against the schema of each version before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scenario.scenario_texts import REQUIREMENTS, file_text

from conformance.scenario import lint_text
from conformance.scenario.documents import invalid_documents
from conformance.versions import BUNDLED, ApiVersion

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = """\
call:
  document: |
    query Q {
      shop { id }
      customer(id: "gid://shopify/Customer/1") { nmae }
    }
"""


def told(folder: Path, body: str, *versions: ApiVersion) -> list[str]:
    """Return what is told of the documents of a file."""
    path = folder / "x.yaml"
    path.write_text(file_text(body), encoding="utf-8")
    file, problems = lint_text(path.read_text(encoding="utf-8"), str(path), REQUIREMENTS)
    assert file, problems
    found = invalid_documents(file, versions or (ApiVersion("2026-10"),))
    return [problem.summary.removeprefix(f"{path}:") for problem in found]


def test_an_error_is_told_at_its_line(tmp_path: Path) -> None:
    """Of a block, at the line and column of the file, with the nearest known word."""
    (found,) = told(tmp_path, BLOCK)
    head = "11:54: The document is not valid in API version 2026-10: Cannot query field 'nmae' on type 'Customer'. "
    assert found.startswith(head + "Did you mean")


def test_each_version_has_its_own_schema(tmp_path: Path) -> None:
    """The first version that lacks a field is named; one to which the scenario does not apply is not asked."""
    body = "call: {document: '{ customer(id: \"gid://shopify/Customer/1\") { taxSettings { __typename } } }'}"
    (found,) = told(tmp_path, body, *BUNDLED)
    assert found.startswith(
        "7:68: The document is not valid in API version 2025-10: Cannot query field 'taxSettings'"
    )
    assert told(tmp_path, f"since: 2026-07\n{body}", *BUNDLED) == []


@pytest.mark.parametrize(
    "body",
    [
        "call: {document: '{ nothing }'}\nthen: {errors: [{}]}",
        "call: {document: '{ nothing }', version: 2020-01}",
        "cases: {field: [nothing]}\ncall: {document: '{ ${field} }'}",
        "call: {document: '{ shop { id } }'}",
    ],
)
def test_what_may_be_against_the_schema_is_not_told(tmp_path: Path, body: str) -> None:
    """Where errors are expected, where another version answers, and where references leave the text open."""
    assert told(tmp_path, body) == []


def test_a_document_in_folded_text_is_told_at_its_step(tmp_path: Path) -> None:
    """Its lines are no lines of the file."""
    (found,) = told(tmp_path, "call:\n  document: >\n    {\n    nothing }\n")
    assert found.startswith("3:5: The document is not valid")
