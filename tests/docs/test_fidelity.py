"""The page of facts is fresh, and nothing on it is without proof."""

from __future__ import annotations

import runpy
from typing import TYPE_CHECKING, Any

import pytest
from command import CHECKOUT

from conformance.domain.readings import CHOICES
from conformance.scenario.catalogue import bundled_root, exclusions

if TYPE_CHECKING:
    from pathlib import Path

TOOL: dict[str, Any] = runpy.run_path(str(CHECKOUT / "tools" / "fidelity.py"))
FACT = "- {id: a.b, fact: It is so., evidence: observed, source: H4"


@pytest.fixture(scope="module")
def known() -> Any:
    """Return what can prove something."""
    return TOOL["proofs"]()


def test_the_page_is_what_its_tool_writes(known: Any) -> None:
    """It is generated, so it is never edited by hand."""
    parts, malformed = TOOL["read"]()

    assert malformed == ()
    assert TOOL["TARGET"].read_text(encoding="utf-8") == TOOL["render"](parts, known)


def test_every_fact_is_proven(known: Any) -> None:
    """Each scenario and test that is named exists, and each open question is on the page."""
    parts, _ = TOOL["read"]()

    assert TOOL["problems"](parts, known, tuple(CHOICES)) == ()


def test_every_fact_is_a_requirement_or_excluded() -> None:
    """Documented and observed facts are proven by scenarios, or the catalogue says why not."""
    parts, _ = TOOL["read"]()
    excluded = {fact.id for fact in exclusions(bundled_root())}

    assert TOOL["uncatalogued"](parts, excluded) == ()
    assert excluded <= {fact.id for part in parts for fact in part.facts}


@pytest.mark.parametrize(
    ("row", "excluded", "problem"),
    [
        (FACT + ", proven_by: 'test_x::test_y'}", "", "a.b: no scenario proves it"),
        (FACT + ", proven_by: 'test_x::test_y'}", "a.b", ""),
        (FACT + ", proven_by: scalars/email-is-stored}", "", ""),
        (FACT + ", proven_by: scalars/email-is-stored}", "a.b", "a.b: a scenario proves it"),
        (FACT.replace("observed", "assumed") + ", proven_by: 'test_x::test_y'}", "", ""),
    ],
)
def test_a_fact_that_the_catalogue_does_not_know_is_told(
    tmp_path: Path, row: str, excluded: str, problem: str
) -> None:
    """Either a scenario proves it or it is excluded, and not both."""
    (tmp_path / "0.yaml").write_text(f"title: T\nfacts:\n  {row}\n", encoding="utf-8")
    parts, _ = TOOL["read"](tmp_path)

    found = TOOL["uncatalogued"](parts, {excluded})
    assert [each.startswith(problem) for each in found] == ([True] if problem else [])


def test_there_is_a_fact_for_every_part() -> None:
    """Outcomes, customers, platform, versions, surprises, data, access: none is empty, and ids are one each."""
    parts, _ = TOOL["read"]()
    ids = [fact.id for part in parts for fact in part.facts]

    assert len(parts) == 7
    assert all(part.facts for part in parts)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (FACT + "}", "a.b: nothing proves it"),
        (FACT + ", proven_by: x/y}", "a.b: there is no scenario or test x/y"),
        (FACT + ", proven_by: 'test_x::test_y'}", "a.b: there is no scenario or test test_x::test_y"),
        (FACT + ", not_modelled: it can not be}", "a.b: nothing proves it, though it is observed"),
        (
            FACT.replace("observed", "documented") + ", not_modelled: it can not be}",
            "a.b: nothing proves it, though it is documented",
        ),
        (FACT.replace("observed", "assumed") + ", not_modelled: unknown}", "a.b: say why it is not modelled"),
        (
            FACT.replace("observed", "assumed")
            + ", not_modelled: it can not be, proven_by: scalars/email-is-stored}",
            "a.b: it is not modelled, and proven",
        ),
        (FACT + ", proven_by: scalars/email-is-stored, switch: nope}", "a.b: there is no switch nope"),
        (
            FACT.replace("observed", "hearsay") + ", proven_by: scalars/email-is-stored}",
            "a.b: hearsay is no evidence",
        ),
    ],
)
def test_a_wrong_row_is_told(tmp_path: Path, known: Any, row: str, problem: str) -> None:
    """The check of the page can fail, for each reason."""
    (tmp_path / "0.yaml").write_text(f"title: T\nfacts:\n  {row}\n", encoding="utf-8")
    parts, malformed = TOOL["read"](tmp_path)

    found = [each for each in TOOL["problems"](parts, known, tuple(CHOICES)) if each.startswith("a.b")]
    assert malformed == ()
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_only_what_is_assumed_may_be_left_out(tmp_path: Path, known: Any) -> None:
    """With a reason, which the page shows."""
    row = FACT.replace("observed", "assumed") + ", not_modelled: it can not be}"
    (tmp_path / "0.yaml").write_text(f"title: T\nfacts:\n  {row}\n", encoding="utf-8")
    parts, _ = TOOL["read"](tmp_path)

    assert not [each for each in TOOL["problems"](parts, known, tuple(CHOICES)) if each.startswith("a.b")]
    assert "- It is so. (assumed) — it can not be" in TOOL["render"](parts, known)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (FACT + ", colour: red}", "0.yaml: a.b: there is no colour"),
        ("- {id: a.b, fact: It is so., evidence: observed}", "0.yaml: a.b: source is missing"),
    ],
)
def test_a_malformed_row_is_told(tmp_path: Path, row: str, problem: str) -> None:
    """With its file and id."""
    (tmp_path / "0.yaml").write_text(f"title: T\nfacts:\n  {row}\n", encoding="utf-8")

    assert TOOL["read"](tmp_path)[1] == (problem,)


def test_a_switch_that_no_fact_names_is_told(tmp_path: Path, known: Any) -> None:
    """An open question that is not on the page is a problem of its own."""
    (tmp_path / "0.yaml").write_text(
        f"title: T\nfacts:\n  {FACT}, proven_by: scalars/email-is-stored}}\n", encoding="utf-8"
    )
    parts, _ = TOOL["read"](tmp_path)

    assert "no fact names the switch foreign_id" in TOOL["problems"](parts, known, tuple(CHOICES))
