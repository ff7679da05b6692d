"""What a run prints."""

from __future__ import annotations

from report_samples import exchange, failing_run, mismatch, row, run, verdict

from conformance.report.terminal import failure_lines, summary_lines
from conformance.verdict import Evidence, Level, Status

RERUN = "pytest 'scenarios/update.yaml::update/note[2026-10]' --target=mock"


def test_failure() -> None:
    """A failure shows requirement, level, evidence, rule, path, both values, the line and how to rerun."""
    broken = failing_run().verdicts[1]
    assert failure_lines(broken, RERUN, {"scalar.stored": "What is sent is stored."}) == [
        "MUST scalar.stored (documented)",
        "  What is sent is stored.",
        "  $.data.customerSet.customer.note: The note was not stored.",
        '    expected  "called back"',
        "    actual    null",
        "    at scenarios/update.yaml:14",
        "rerun: pytest 'scenarios/update.yaml::update/note[2026-10]' --target=mock",
    ]


def test_title_stands_for_a_missing_statement() -> None:
    """Without the catalogue, the scenario's title says what was to hold."""
    assert failure_lines(failing_run().verdicts[1], RERUN)[1] == "  A note is stored"


def test_invariant_says_that_no_line_states_it() -> None:
    """A broken invariant points at the scenario, and at the answer where there are several."""
    broken = verdict(
        "a",
        "a",
        status=Status.FAILED,
        mismatches=(mismatch("invariant.cost", line=0, exchange=1),),
        exchanges=(exchange({}), exchange({})),
    )
    assert failure_lines(broken, RERUN)[5] == (
        "    at scenarios/update.yaml:9, checked on every exchange, answer 2 of 2"
    )


def test_mismatches_of_one_requirement_share_its_heading() -> None:
    """Several mismatches are told one after the other, the requirement once; what does not fit is counted."""
    broken = verdict(
        "a", "a", status=Status.FAILED, mismatches=tuple(mismatch("a", path=f"$.x[{n}]") for n in range(5))
    )
    lines = failure_lines(broken, RERUN)
    assert [line.split(":")[0] for line in lines] == [
        "MUST a (documented)",
        "  A note is stored",
        "  $.x[0]",
        '    expected  "called back"',
        "    actual    null",
        "    at scenarios/update.yaml",
        "  $.x[1]",
        '    expected  "called back"',
        "    actual    null",
        "    at scenarios/update.yaml",
        "  … and 3 more mismatches",
        "rerun",
    ]


def test_never_more_than_fifteen_lines() -> None:
    """However many mismatches, requirements and lines of a reason there are, a case takes 15 lines at most."""
    for count in range(1, 9):
        mismatches = tuple(
            mismatch(f"rule-{n}", f"other-{n}", expected="x\ny" * 99, message="m\n" * 50)
            for n in range(count)
        )
        for status in (Status.FAILED, Status.DISCOVERY):
            lines = failure_lines(verdict("a", "a", status=status, mismatches=mismatches), RERUN)
            assert len(lines) <= 15
            assert all("\n" not in line for line in lines)
            assert lines[-1] == f"rerun: {RERUN}"
            shown = sum("expected" in line for line in lines)
            more = "".join(line for line in lines if "more mismatch" in line)
            assert shown >= min(count, 2)
            assert (f"and {count - shown} more" in more) == (shown < count)
    errored = verdict("a", "a", status=Status.ERRORED, reason="line\n" * 40)
    assert len(failure_lines(errored, RERUN)) == 15


def test_discovery_and_error_say_what_they_are() -> None:
    """A case that is no failure of the target does not read as one."""
    found = verdict("a", "a", status=Status.DISCOVERY, mismatches=(mismatch("a", evidence=Evidence.ASSUMED),))
    assert failure_lines(found, RERUN)[:2] == [
        "Discovery: the store differs from what was only assumed.",
        "MUST a (assumed)",
    ]
    assert failure_lines(failing_run().verdicts[2], RERUN) == [
        "No verdict:",
        "  The connection broke.",
        "  Is it up?",
        "  at scenarios/update.yaml:9",
        f"rerun: {RERUN}",
    ]


def test_long_values_are_cut_where_they_differ() -> None:
    """Two long values that begin alike are cut so that the difference shows."""
    same = "a" * 500
    broken = verdict(
        "a", status=Status.FAILED, mismatches=(mismatch("a", expected=f"{same}X", actual=f"{same}Y"),)
    )
    lines = failure_lines(broken, RERUN)
    assert lines[3] == "    expected  …aaaaaaaaaaaaX"
    assert lines[4] == "    actual    …aaaaaaaaaaaaY"


def test_server_can_not_steer_the_terminal() -> None:
    """Control characters and invisible ones from a server are shown, not obeyed."""
    broken = verdict("a", status=Status.FAILED, mismatches=(mismatch("a", actual="\x1b[2J\u202ebad\nline"),))
    assert failure_lines(broken, RERUN)[4] == "    actual    \\x1b[2J\\u202ebad\\nline"


def test_summary() -> None:
    """The summary shows cases by area and level, what is broken, and the verdict last but for remarks."""
    broken = verdict("b", "tags.kept", area="tags", status=Status.FAILED, mismatches=(mismatch("tags.kept"),))
    cases = (
        *(verdict(f"a-{n}", "note.kept") for n in range(12)),
        verdict("s", "note.said", level=Level.SHOULD),
        broken,
        verdict("c", "tags.kept", area="tags"),
        verdict("d", "tags.kept", area="tags", status=Status.NOT_APPLICABLE),
    )
    catalogue = (row("note.kept"), row("note.said", Level.SHOULD), row("tags.kept"), row("tags.sorted"))
    assert summary_lines(run(*cases, requirements=catalogue, notes=("The store is a trial.",))) == [
        "mock, API 2026-10, seed 7f3a, 2.40 s",
        "",
        "area         MUST   SHOULD   MAY   not passed",
        "tags          1/2        ·     ·   1 failed, 1 not applicable",
        "update      12/12      1/1     ·",
        "all areas   13/14      1/1     ·   1 failed, 1 not applicable",
        "",
        "Broken:",
        "  MUST   tags.kept (documented, 1 case)  The rule of tags.kept.",
        "",
        "The store is a trial.",
        "Not conformant: 1 of 2 tested MUST requirements is broken (2026-10, mock).",
        "1 MUST requirement was not tested.",
    ]


def test_summary_of_nothing() -> None:
    """A run without a case says so instead of printing an empty table."""
    assert summary_lines(run()) == [
        "mock, API 2026-10, seed 7f3a, 2.40 s",
        "",
        "No verdict: no case was run (2026-10, mock).",
    ]


def test_long_list_of_broken_requirements_is_folded() -> None:
    """Ten broken requirements are named, MUST first, the rest is counted."""
    cases = [
        verdict(f"c{n}", f"r{n:02}", status=Status.FAILED, mismatches=(mismatch(f"r{n:02}"),))
        for n in range(13)
    ]
    rows = tuple(row(f"r{n:02}", Level.SHOULD if n < 2 else Level.MUST, statement="") for n in range(13))
    lines = summary_lines(run(*cases, requirements=rows))
    start = lines.index("Broken:")
    assert lines[start + 1] == "  MUST   r02 (documented, 1 case)"
    assert lines[start + 10] == "  MUST   r11 (documented, 1 case)"
    assert lines[start + 11] == "  … and 3 more"
