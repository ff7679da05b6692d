"""Two runs compared: the kind of each change, what counts as bad, and what merely differs from run to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from report_samples import mismatch, run, verdict

from conformance.errors import UsageError
from conformance.report import compare_html, compare_text
from conformance.report.compare import Kind, compare, settled
from conformance.report.model import TargetFacts
from conformance.report.pairing import name_of, only, pair
from conformance.verdict import Known, Level, Status

if TYPE_CHECKING:
    from conformance.report.compare import Comparison
    from conformance.verdict import Verdict

SCHEMA = json.loads(Path(compare_text.__file__).with_name("comparison.schema.json").read_bytes())


def failed(name: str = "a", **values: Any) -> Verdict:
    """Return the verdict of a scenario that failed in one place."""
    plain: dict[str, Any] = {"mismatches": (mismatch("scalar.stored"),)}
    return verdict(name, "scalar.stored", status=Status.FAILED, **{**plain, **values})


PASSED = verdict("a", "scalar.stored")
ERRORED = verdict("a", "scalar.stored", status=Status.ERRORED, reason="gone")
IDLE = verdict("a", "scalar.stored", status=Status.NOT_APPLICABLE, reason="since 2026-10")
ELSEWHERE = failed(mismatches=(mismatch("scalar.stored", path="$.data.customerSet.customer.tags"),))
OTHER_RULE = failed(mismatches=(mismatch("tags.overwritten"),))
OTHER_WORDS = failed(mismatches=(mismatch("scalar.stored", actual='"x"'),))
MORE = failed(mismatches=(mismatch("scalar.stored"), mismatch("tags.overwritten")))


def kinds(before: Verdict | None, after: Verdict | None) -> list[Kind]:
    """Return what became of one case."""
    sides = [run(*(() if side is None else (side,))) for side in (before, after)]
    return [change.kind for change in compare(*sides).changes]


@pytest.mark.parametrize(
    ("before", "after", "kind", "code"),
    [
        (PASSED, PASSED, Kind.SAME, 0),
        (PASSED, failed(), Kind.NEWLY_FAILING, 1),
        (IDLE, failed(), Kind.NEWLY_FAILING, 1),
        (ERRORED, failed(), Kind.NEWLY_FAILING, 1),
        (failed(), PASSED, Kind.FIXED, 0),
        (failed(), failed(), Kind.STILL_FAILING, 0),
        (failed(), OTHER_WORDS, Kind.MESSAGE_CHANGED, 0),
        (MORE, failed(), Kind.MESSAGE_CHANGED, 0),
        (failed(), MORE, Kind.FAILING_OTHERWISE, 1),
        (failed(), OTHER_RULE, Kind.FAILING_OTHERWISE, 1),
        (failed(), ELSEWHERE, Kind.FAILING_OTHERWISE, 1),
        (PASSED, ERRORED, Kind.NO_VERDICT, 3),
        (failed(), ERRORED, Kind.NO_VERDICT, 3),
        (ERRORED, ERRORED, Kind.SAME, 0),
        (ERRORED, PASSED, Kind.OTHERWISE, 0),
        (PASSED, IDLE, Kind.OTHERWISE, 0),
        (failed(), IDLE, Kind.OTHERWISE, 0),
        (None, PASSED, Kind.ADDED, 0),
        (None, failed(), Kind.ADDED, 1),
        (None, ERRORED, Kind.ADDED, 3),
        (PASSED, None, Kind.REMOVED, 0),
        (failed(), None, Kind.REMOVED, 0),
    ],
)
def test_each_change_is_of_one_kind(
    before: Verdict | None, after: Verdict | None, kind: Kind, code: int
) -> None:
    """And only what fails newly, fails otherwise or was added failing makes the exit code 1."""
    sides = [run(*(() if side is None else (side,))) for side in (before, after)]
    found = compare(*sides)
    assert [change.kind for change in found.changes] == [kind]
    assert found.counts[kind] == 1
    assert found.code == code


def test_what_an_interrupted_run_did_not_come_to_is_lost() -> None:
    """A case that was left out on purpose is not."""
    both = run(PASSED, verdict("b", "scalar.stored"))
    assert compare(both, run(PASSED, interrupted=True)).code == 3
    assert compare(both, run(PASSED)).code == 0
    assert compare(run(PASSED), run(PASSED, interrupted=True)).code == 0


@pytest.mark.parametrize("twice", [(failed(), PASSED), (PASSED, failed())])
def test_of_a_case_that_is_there_twice_the_worse_counts(twice: tuple[Verdict, Verdict]) -> None:
    """Two files may have given it to two scenarios."""
    assert compare(run(PASSED), run(*twice)).code == 1


def test_a_new_failure_counts_more_than_a_lost_verdict() -> None:
    """Exit code 1, not 3."""
    before = run(verdict("a", "r"), verdict("b", "r"))
    after = run(failed("a"), verdict("b", "r", status=Status.ERRORED))
    assert compare(before, after).code == 1


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("conformance+0123456789abcdef-1@example.com", "conformance+…-1@example.com"),
        ("CONFORMANCE-TAG-0123456789ABCDEF-2", "CONFORMANCE-TAG-…-2"),
        ("Conformance 0123456789abcdef 1", "conformance … 1"),
        ("+12015550123", "+1…"),
        ('"gid://shopify/Customer/123"', '"gid://shopify/Customer/…"'),
        ("2026-11-23T12:00:05Z", "…time…"),
        ("expected 2 elements, found 3", "expected 2 elements, found 3"),
    ],
)
def test_what_differs_from_run_to_run_is_no_change(text: str, due: str) -> None:
    """Generated identities, ids and times; numbers that mean something stay."""
    assert settled(text) == due


def test_a_failure_with_other_identities_still_fails_alike() -> None:
    """Another seed is no changed message."""
    one, other = (
        failed(mismatches=(mismatch("r", actual=f'"conformance+{digit * 16}-1@example.com"'),))
        for digit in "ab"
    )
    assert kinds(one, other) == [Kind.STILL_FAILING]


def test_runs_on_one_target_each_are_compared_whatever_it_is_called() -> None:
    """Likewise of one version each; the name of the case then leaves that out."""
    before = run(verdict("a[x]", "r"), target="mock")
    after = run(verdict("a[x]", "r", version="unstable"), target="staging", versions=("unstable",))
    assert [(item.name, item.before, item.after) for item in pair(before, after)] == [
        ("a[x]", before.verdicts[0], after.verdicts[0])
    ]


def test_several_targets_and_versions_are_kept_apart() -> None:
    """A case is compared with itself, on its own target and in its own version."""
    before = run(*(verdict("a", "r", target=name) for name in ("mock", "staging")), target="both")
    after = run(verdict("a", "r", target="staging"), verdict("a", "r", target="staging", version="unstable"))
    assert [(item.name, item.before is None, item.after is None) for item in pair(before, after)] == [
        ("a[2026-10] on staging", False, False),
        ("a[unstable] on staging", True, False),
        ("a[2026-10] on mock", False, True),
    ]


def test_two_targets_of_one_report_are_compared() -> None:
    """Each side is that part of the report which is about it."""
    both = run(
        verdict("a", "r", target="mock"),
        failed("a", target="staging"),
        target="mock and staging",
        targets=(
            TargetFacts("mock", "mock", is_shopify=False),
            TargetFacts("staging", "store", is_shopify=True),
        ),
    )
    one, other = only(both, target="mock"), only(both, target="staging")
    assert (one.is_shopify, other.is_shopify, other.target) == (False, True, "staging")
    assert compare(one, other).of(Kind.NEWLY_FAILING)[0].pairing.name == "a[2026-10]"
    assert name_of(both, both.verdicts[1]) == "a[2026-10] on staging"
    assert name_of(other, other.verdicts[0]) == "a[2026-10]"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"target": "mok"}, 'The report has no target "mok". Did you mean "mock"?\nIt has: mock.'),
        (
            {"version": "2026-1"},
            'The report has no API version "2026-1". Did you mean "2026-10"?\nIt has: 2026-10.',
        ),
    ],
)
def test_a_part_that_is_not_there_is_told(part: dict[str, str], message: str) -> None:
    """With the nearest, and with all that there are."""
    with pytest.raises(UsageError) as caught:
        only(run(PASSED), **part)
    assert str(caught.value) == message


def everything() -> Comparison:
    """Return a comparison with a change of each kind."""
    known = Known("It is so.", "us", "", "2027-01-31", 10)
    before = run(
        *(verdict(name, "r", cost=10) for name in ("same", "new", "lost", "idle", "gone")),
        *(failed(name) for name in ("fixed", "still", "worded", "other")),
        verdict("<b>", "r", level=Level.MAY),
    )
    after = run(
        verdict("same", "r", cost=12),
        failed("new", mismatches=(mismatch("scalar.stored", message="<script>alert(1)</script> | `x`"),)),
        verdict("lost", "r", status=Status.ERRORED, reason="The connection broke.\nIs it up?"),
        verdict("idle", "r", status=Status.NOT_APPLICABLE, reason="since"),
        verdict("fixed", "r"),
        failed("still", known=known),
        failed("worded", mismatches=OTHER_WORDS.mismatches),
        failed("other", mismatches=OTHER_RULE.mismatches),
        verdict("fresh", "r"),
        failed("bad"),
        failed("<b>", level=Level.MAY),
    )
    return compare(before, after)


def test_the_text_tells_each_kind_and_ends_with_a_sentence() -> None:
    """What is bad comes first, with what speaks for it."""
    lines = compare_text.text_lines(everything())
    assert lines[:2] == [
        "before  mock, API 2026-10, 2026-11-23 12:00 UTC",
        "after   mock, API 2026-10, 2026-11-23 12:00 UTC",
    ]
    assert lines[3:7] == [
        "newly failing (2)",
        "  MUST   new[2026-10]  passed → failed",
        "         scalar.stored: $.data.customerSet.customer.note: <script>alert(1)</script> | `x`",
        "  MAY    <b>[2026-10]  passed → failed",
    ]
    assert lines[lines.index("added (2)") + 1] == "  MUST   bad[2026-10]  not run → failed"
    assert "  MUST   lost[2026-10]  passed → errored" in lines
    assert "         The connection broke. Is it up?" in lines
    assert lines[-2:] == [
        "What passed in both cost 10 points before and 12 after, +20.0%.",
        (
            "12 cases compared: 2 newly failing, 1 failing otherwise, 1 no verdict any more, 1 fixed, 1 still failing,"
            " 1 changed message only, 2 added, 1 removed and 1 changed otherwise."
        ),
    ]


def test_nothing_changed_is_told_too() -> None:
    """In the same sentence."""
    assert compare_text.text_lines(compare(run(PASSED), run(PASSED)))[-1] == "1 case compared: all the same."


def test_the_text_is_capped() -> None:
    """A run in which everything broke does not fill the screen."""
    names = [f"case-{number}" for number in range(30)]
    lines = compare_text.text_lines(
        compare(run(*(verdict(name, "r") for name in names)), run(*map(failed, names)))
    )
    assert "  … and 10 more" in lines
    assert len(lines) == 3 + 1 + 2 * 20 + 1 + 1 + 1


def test_markdown_is_escaped() -> None:
    """What a server answers can't become markup of the comment."""
    text = compare_text.markdown(everything())
    assert text.startswith("## 12 cases compared: 2 newly failing")
    assert "- MUST `new[2026-10]`: passed → failed; scalar.stored" in text
    assert "\\<script\\>" in text
    assert "### Fixed (1)" in text


def test_json_fits_its_schema() -> None:
    """Which is closed, and is itself valid."""
    Draft202012Validator.check_schema(SCHEMA)
    plain = json.loads(compare_text.dumps(everything()))
    validator = Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(plain)) == []
    assert [(entry["kind"], entry["scenario"], entry["isBad"]) for entry in plain["changes"][:3]] == [
        ("newly failing", "new", True),
        ("newly failing", "<b>", True),
        ("failing otherwise", "other", True),
    ]
    assert plain["cost"] == {"before": 10, "after": 12}
    assert next(entry["before"] for entry in plain["changes"] if entry["scenario"] == "bad") is None
    plain["changes"][0]["mood"] = "good"
    assert not validator.is_valid(plain)


def test_the_page_is_one_file_that_runs_nothing() -> None:
    """No script, no address, and nothing of a server's becomes markup."""
    page = compare_html.render(everything())
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<h2><span" in page
    assert 'href="#newly-failing"' in page
    assert 'id="newly-failing"' in page
    assert "Known: It is so. (us, until 2027-01-31)" in page
    assert "No case changed." not in page
    assert "No case changed." in compare_html.render(compare(run(PASSED), run(PASSED)))
