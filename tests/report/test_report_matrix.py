"""Targets and API versions beside each other."""

from __future__ import annotations

from report_samples import mismatch, run, verdict

from conformance.report.matrix import matrix_lines
from conformance.verdict import Known, Status


def test_each_target_is_a_line_and_each_version_a_column() -> None:
    """With what passed of what was judged; a cell of which nothing was run has a dot."""
    broken = (mismatch("r"),)
    known = Known("It is so.", "us", "", "2027-01-31", 10)
    case = run(
        verdict("a", target="mock", version="2026-07"),
        verdict("b", target="mock", version="2026-07", status=Status.NOT_APPLICABLE),
        verdict("a", target="mock"),
        verdict("b", target="mock"),
        verdict("a", target="staging", status=Status.FAILED, mismatches=broken),
        verdict("b", target="staging", status=Status.FAILED, mismatches=broken, known=known),
        verdict("c", target="staging"),
        versions=("2026-07", "2026-10"),
    )
    assert matrix_lines(case) == [
        "target    2026-07   2026-10",
        "mock      1/1       2/2",
        "staging   ·         1/3, 1 failed, 1 known",
    ]


def test_one_target_in_one_version_is_no_matrix() -> None:
    """The other tables say it all."""
    assert matrix_lines(run(verdict("a"), verdict("b"))) == []
