"""The gate: how it says what is wrong, and that a proposed baseline opens it. Its truth table is in docs/gate.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import mismatch, run, verdict

from conformance.report import gate_text
from conformance.report.baseline import compile_baseline
from conformance.report.cost import Rise, cost_lines, rises
from conformance.report.gate import Asked, Standing, judge
from conformance.report.model import TargetFacts
from conformance.report.proposal import Fill, propose
from conformance.scenario.source import parse
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from conformance.report.baseline import Baseline
    from conformance.report.model import Run
    from conformance.verdict import Verdict

TODAY = date(2026, 11, 25)
WHY = "reason: It is so., owner: us, expires: 2026-12-24"
FILL = Fill(TODAY + timedelta(days=30), owner="them")


def baseline(text: str) -> Baseline:
    """Return a baseline that has no problem."""
    found, problems = compile_baseline(parse(text, "known.yaml"))
    assert problems == (), text
    return found


def failed(name: str, *broken: str, **values: object) -> Verdict:
    """Return the verdict of a scenario that breaks these."""
    plain = verdict(name, "r", status=Status.FAILED, mismatches=tuple(map(mismatch, broken or ("r",))))
    return replace(plain, **values)  # type: ignore[arg-type]


def stale(run_: Run, text: str, *, partial: bool = False) -> list[str]:
    """Return what the gate says of entries that no longer say what is, one line each."""
    judged = judge(run_, baseline(text), Asked(TODAY, partial=partial))
    return [item.problem.summary for item in judged.stale]


def test_an_entry_that_passes_is_told_with_the_cases() -> None:
    """Where it stands, and what to do."""
    case = run(*(verdict(f"tags/{name}", "r") for name in "abcde"))
    assert stale(case, f"known:\n  - {{scenario: tags/*, {WHY}}}") == [
        'known.yaml:2:16: "tags/*" passes: tags/a[2026-10], tags/b[2026-10], tags/c[2026-10] and 2 more. Delete it.'
    ]


def test_an_entry_that_is_partly_true_is_told() -> None:
    """It would hide the next failure of what passes now."""
    case = run(failed("tags/a"), verdict("tags/b", "r"))
    assert stale(case, f"known: [{{scenario: tags/*, {WHY}}}]") == [
        'known.yaml:1:20: "tags/*" is only partly true: tags/b[2026-10] passes. Narrow it.'
    ]


def test_what_does_not_prove_a_check_does_not_speak_against_an_entry_for_it() -> None:
    """An entry for one check of many scenarios is no blanket over them."""
    case = run(failed("tags/a", "tags.sorted"), verdict("tags/b", "tags.overwritten"))
    assert stale(case, f"known: [{{scenario: '*', check: tags.sorted, {WHY}}}]") == []


def test_a_check_that_no_scenario_sets_out_to_prove_is_missed_too() -> None:
    """An invariant that is broken no more."""
    text = f"known: [{{scenario: '*', check: invariant.cost-coherent, {WHY}}}]"
    assert stale(run(failed("a", "invariant.cost-coherent"), verdict("b", "r")), text) == []
    assert stale(run(verdict("b", "r")), text) == ['known.yaml:1:20: "*" passes: b[2026-10]. Delete it.']


@pytest.mark.parametrize("status", [Status.ERRORED, Status.FAILED])
def test_what_is_unclear_does_not_speak_against_an_entry(status: Status) -> None:
    """A case that errored, or failed before it came to the check."""
    case = replace(failed("a", "something.else"), status=status)
    assert stale(run(case), f"known: [{{scenario: a, check: r, {WHY}}}]") == []


def test_an_entry_that_matches_nothing_is_told_with_the_nearest() -> None:
    """A scenario was renamed."""
    text = f"known: [{{scenario: tags/sorrted, {WHY}}}]"
    assert stale(run(verdict("tags/sorted")), text) == [
        'known.yaml:1:20: "tags/sorrted" matches nothing that was run. Did you mean "tags/sorted"?'
    ]
    assert stale(run(verdict("tags/sorted")), text, partial=True) == []


def test_what_soon_expires_or_is_elsewhere_is_remarked() -> None:
    """It does not shut the gate."""
    text = (
        "known:\n  - {scenario: a, reason: r, owner: us, expires: 2026-11-27}\n"
        "  - {scenario: b, target: staging, reason: r, owner: us, expires: 2027-11-25}\n"
    )
    judged = judge(run(failed("a")), baseline(text), Asked(TODAY))
    assert judged.code == 0
    assert judged.remarks == (
        '"a" expires in 2 days (us).',
        'For other targets or API versions, and not judged here: "b".',
    )


def test_the_text_begins_with_what_shuts_the_gate() -> None:
    """And ends with a sentence."""
    case = run(
        verdict("fine", "r", cost=40),
        failed("known"),
        failed("new", "r", "s", cost=2, level=Level.SHOULD),
        verdict("lucky", "r", tries=(Status.FAILED, Status.ERRORED)),
        verdict("lost", "r", status=Status.ERRORED, reason="Gone.\nAway."),
    )
    text = f"known:\n  - {{scenario: known, link: 'https://tracker.example/7', {WHY}}}\n  - {{scenario: fine, {WHY}}}"
    judged = judge(case, baseline(text), Asked(TODAY, "complete"), (Rise("fine[2026-10]", 30, 40),))
    assert gate_text.text_lines(judged, case) == [
        "new failures (2)",
        "  MUST   lucky[2026-10]",
        "         failed and errored before it passed on try 3; it is not listed as flaky",
        "         at scenarios/update.yaml:9",
        "  SHOULD new[2026-10]",
        "         r: $.data.customerSet.customer.note: The note was not stored. (and 1 more)",
        "         at scenarios/update.yaml:14",
        "",
        "without a verdict (1)",
        "  MUST   lost[2026-10]",
        "         Gone. Away.",
        "",
        "known failures (1)",
        "  MUST   known[2026-10]",
        "         It is so. (us, until 2026-12-24, https://tracker.example/7)",
        "",
        "costs that rose",
        "  fine[2026-10]: 30 → 40 points, +33%",
        "",
        "stale baseline (1 entry)",
        'known.yaml:3:16: "fine" passes: fine[2026-10]. Delete it.',
        "    - {scenario: fine, reason: It is so., owner: us, expires: 2026-12-24}",
        "                 ^",
        "",
        "5 cases: 1 passed, 1 new failure, 1 known failure, 1 unlisted flaky, 1 errored.",
        "Cost: 42 points in 5 cases.",
        (
            "The gate is shut for the profile complete (exit code 1): 2 new failures, 1 cost that rose, no verdict, for"
            " 1 of 5 cases ended in an error and 1 stale entry."
        ),
    ]


def test_markdown_is_escaped_and_says_the_same() -> None:
    """What a server answers can't become markup of the summary."""
    case = run(failed("a[<b>]", mismatches=(mismatch("r", message="<img src=x> | *x*"),)))
    text = gate_text.markdown(judge(case, None, Asked(TODAY)), case)
    assert text.startswith("## The gate is shut (exit code 1): 1 new failure.\n")
    assert "- MUST `a[<b>-2026-10]`: r: $.data.customerSet.customer.note: \\<img src=x\\> \\| \\*x\\*" in text


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        ({"a": 10, "b": 10}, {"a": 11, "b": 10}, []),
        ({"a": 10, "b": 100}, {"a": 12, "b": 100}, [Rise("a[2026-10]", 10, 12)]),
        ({"a": 10}, {"a": 20}, [Rise("total", 10, 20), Rise("a[2026-10]", 10, 20)]),
        ({"a": 0}, {"a": 1}, [Rise("total", 0, 1), Rise("a[2026-10]", 0, 1)]),
        ({"a": 10, "b": None}, {"a": 10, "b": 99}, []),
        ({"a": 10}, {"a": 10, "b": 99}, []),
    ],
)
def test_what_costs_more_than_before_is_found(
    before: dict[str, int | None], after: dict[str, int | None], due: list[Rise]
) -> None:
    """By more than a tenth; each case for itself and all that passed in both."""
    old, new = (run(*(verdict(name, cost=cost) for name, cost in side.items())) for side in (before, after))
    assert list(rises(old, new)) == due


def test_a_case_that_failed_has_no_cost_to_compare() -> None:
    """For it ended early."""
    assert rises(run(failed("a", cost=10)), run(verdict("a", cost=99))) == ()


def test_the_cost_of_a_run_is_told_by_area_and_by_scenario() -> None:
    """The dearest first."""
    case = run(
        verdict("a", cost=1200), verdict("b", cost=30), verdict("c", area="tags", cost=7), verdict("d")
    )
    assert cost_lines(case, 2) == [
        "points  cases  area",
        " 1,230      3  update",
        "     7      1  tags",
        "",
        "points  scenario",
        " 1,200  a[2026-10]",
        "    30  b[2026-10]",
        "",
        "1,237 points in 4 cases.",
    ]
    assert cost_lines(run(verdict("d")), 2) == ["The target told no cost."]


OLD = """\
# What we know.
known:
  # The gateway again.
  - scenario: tags/*          # all of them
    reason: It is so.
    owner: us
    expires: 2026-12-31

  - {scenario: update/gone, reason: It was so., owner: us, expires: 2026-12-31}
  - scenario: update/still
    reason: It is so.
    owner: us
    expires: 2026-12-31  # year's end
flaky:
  - {scenario: race/x, reason: r, owner: us, expires: 2026-12-31}
"""


def proposed(case: Run, text: str, profile: str = "") -> str:
    """Return the baseline that is proposed for a run."""
    known = baseline(text)
    return propose(judge(case, known, Asked(TODAY, profile, most_not_applicable=1)), known, FILL)


def test_what_stays_keeps_its_text() -> None:
    """Comments included; stale entries go, a partly true one is narrowed in its own words, new ones are added."""
    case = run(
        failed("tags/a"),
        verdict("tags/b", "r"),
        failed("update/still"),
        failed("tax/new[US]", "tax.a"),
        failed("tax/new[CA]", "tax.a"),
        verdict("race/x", "r"),
        verdict("race/y", "r", tries=(Status.FAILED,)),
    )
    assert (
        proposed(case, OLD)
        == """\
# What we know.
known:

  - scenario: update/still
    reason: It is so.
    owner: us
    expires: 2026-12-31  # year's end
  - scenario: tags/a
    check: r
    target: mock
    reason: It is so.
    owner: them
    expires: 2026-12-31
  - scenario: tax/new
    check: tax.a
    target: mock
    reason: "$.data.customerSet.customer.note: The note was not stored."
    owner: them
    expires: 2026-12-25
flaky:
  - {scenario: race/x, reason: r, owner: us, expires: 2026-12-31}
  - scenario: race/y
    tries: 2
    reason: failed before it passed
    owner: them
    expires: 2026-12-25
"""
    )


def test_a_baseline_that_fits_is_left_alone() -> None:
    """To the letter."""
    case = run(failed("tags/a"), failed("update/gone"), failed("update/still"), verdict("race/x", "r"))
    assert proposed(case, OLD) == OLD


@pytest.mark.parametrize(
    "text", ["known: []\n", "known: [{scenario: tags/a, reason: r, owner: o, expires: 2026-12-31}]"]
)
def test_a_baseline_on_one_line_is_written_anew(text: str) -> None:
    """With what is in it."""
    again = baseline(proposed(run(failed("tags/a"), failed("tags/b")), text))
    assert sorted(entry.name for entry in again.known) == ["tags/a", "tags/b"]


def test_an_owner_is_left_open_for_a_person() -> None:
    """The baseline is refused until somebody fills it in."""
    known = baseline("known: []")
    text = propose(judge(run(failed("a")), known, Asked(TODAY)), known, Fill(TODAY))
    assert [problem.message for problem in compile_baseline(parse(text, "b"))[1]] == ["The owner is empty."]


_NAMES = ("t/a", "t/b", "u/c[x]", "u/c[y]", 'u/d["q": {z}]')
_TARGETS = ("mock", "http://127.0.0.1:8000")
_VERSIONS = ("2026-07", "2026-10")
_IDLE = verdict("-", "r.one", status=Status.NOT_APPLICABLE)
_ENDS = (
    None,
    _IDLE,
    verdict("-", "r.one"),
    verdict("-", "r.one", tries=(Status.FAILED,)),
    failed("-", "r.one"),
    failed("-", "r.two", "invariant.x"),
    failed("-", "r.one", level=Level.SHOULD, mismatches=(mismatch("r.one", level=Level.SHOULD),)),
    failed("-", "r.one", status=Status.DISCOVERY),
)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw a run on two targets in two versions."""
    places = [(name, target, version) for name in _NAMES for target in _TARGETS for version in _VERSIONS]
    ends = draw(st.lists(st.sampled_from(_ENDS), min_size=len(places), max_size=len(places)))
    return run(
        *(
            replace(end, scenario=name, target=target, version=version)
            for end, (name, target, version) in zip(ends, places, strict=True)
            if end is not None
        ),
        verdict("fine", "q", target="mock"),
        targets=tuple(TargetFacts(name, "endpoint", is_shopify=False) for name in _TARGETS),
        versions=_VERSIONS,
    )


_ENTRIES = st.builds(
    lambda scenario, check, target, version, expires: "".join(
        (
            f"  - scenario: {scenario}\n",
            f"    check: {check}\n" if check else "",
            f"    target: {target}\n" if target else "",
            f"    api-version: {version}\n" if version else "",
            f"    reason: old\n    owner: us\n    expires: {expires}\n",
        )
    ),
    st.sampled_from(["t/*", "t/a", "u/c", "'u/c[x]'", "'*'", "gone"]),
    st.sampled_from(["", "r.one", "'[r.one, r.two]'".strip("'"), "invariant.*"]),
    st.sampled_from(["", "mock"]),
    st.sampled_from(["", "2026-10"]),
    st.sampled_from(["2026-11-24", "2026-12-31"]),
)


@given(case=runs(), entries=st.lists(_ENTRIES, max_size=4), profile=st.sampled_from(["", "core"]))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_a_proposed_baseline_opens_the_gate(case: Run, entries: list[str], profile: str) -> None:
    """Whatever the run and the old baseline; and there is nothing more to propose then."""
    old = "\n".join(["known:", *entries]) if entries else "known: []\n"
    text = proposed(case, old, profile)
    judged = judge(case, baseline(text), Asked(TODAY, profile, most_not_applicable=1))
    assert (judged.code, [item.problem.summary for item in judged.stale]) == (0, [])
    assert not any(row.standing is Standing.NEW for row in judged.rows)
    assert proposed(case, text, profile) == text


@pytest.mark.parametrize(("day", "standing"), [(24, Standing.KNOWN), (25, Standing.EXPIRED)])
def test_an_entry_counts_on_its_last_day(day: int, standing: Standing) -> None:
    """And no longer on the next."""
    judged = judge(run(failed("a")), baseline(f"known: [{{scenario: a, {WHY}}}]"), Asked(date(2026, 12, day)))
    assert [row.standing for row in judged.rows] == [standing]


def test_a_known_failure_that_is_flaky_may_pass() -> None:
    """It is in both lists."""
    text = f"known: [{{scenario: a, {WHY}}}]\nflaky: [{{scenario: a, {WHY}}}]"
    assert stale(run(verdict("a", "r")), text) == []
    assert judge(run(failed("a")), baseline(text), Asked(TODAY)).code == 0
