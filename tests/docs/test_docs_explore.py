"""The page about exploring: its table of laws, its counterexample, its test."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

import pytest
from command import CHECKOUT
from explore_table import requirements, table
from manual import blocks, first_words
from manual import table as rows

from conformance.explore.kept import played
from conformance.mock.faults import FAULTS
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path

PAGE = CHECKOUT / "docs" / "explore.md"


def body(info: str) -> str:
    """Return the one block of the page with this info string."""
    [found] = [text for _, each, text in blocks(PAGE) if each == info]
    return found


def test_the_table_of_laws_is_the_catalogue() -> None:
    """All of them, in the same words."""
    laws = {name: each.statement for name, each in requirements().items() if name.startswith("law.")}
    assert dict(zip(first_words(PAGE, "laws"), (row[1] for row in rows(PAGE, "laws")), strict=True)) == laws


def test_the_table_of_what_can_t_be_found_is_that_of_the_proof() -> None:
    """Wrong servers of the mock, each with the same reason."""
    spec = spec_from_file_location("benchmark_explore", CHECKOUT / "benchmarks" / "explore.py")
    assert spec
    assert spec.loader
    proof = module_from_spec(spec)
    spec.loader.exec_module(proof)
    assert (
        dict(zip(first_words(PAGE, "beyond"), (row[1] for row in rows(PAGE, "beyond")), strict=True))
        == proof.BEYOND
    )
    assert set(proof.BEYOND) <= {fault.name for fault in FAULTS}


@pytest.mark.parametrize(
    ("fault", "status"), [("exempt-note-in-capitals", Status.FAILED), (None, Status.PASSED)]
)
def test_the_counterexample_is_one(fault: str | None, status: Status) -> None:
    """On the faulty shop, and on no other."""
    assert played(table(fault), "found", body("yaml found")).status is status


def test_the_example_for_pytest_runs(tmp_path: Path) -> None:
    """As it stands on the page."""
    code = compile(body("python test"), str(tmp_path / "test_page.py"), "exec")
    names: dict[str, object] = {"__name__": "page"}
    exec(code, names)  # noqa: S102 - our own page
    test = names["test_documents_are_answered"]
    assert callable(test)
    test()
