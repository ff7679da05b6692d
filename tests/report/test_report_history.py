"""Many runs in a row: the trend, and which cases can't make up their mind."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from report_samples import mismatch, run, verdict

from conformance.report import history_text
from conformance.report.baseline import compile_baseline
from conformance.report.history import history
from conformance.scenario.source import parse
from conformance.verdict import Known, Status

if TYPE_CHECKING:
    from conformance.report.baseline import Baseline
    from conformance.report.history import History
    from conformance.report.model import Run
    from conformance.verdict import Verdict

START = run().started
ENDS: dict[str, dict[str, Any]] = {
    "+": {"status": Status.PASSED},
    "-": {"status": Status.FAILED, "mismatches": (mismatch("r"),)},
    "~": {"status": Status.PASSED, "tries": (Status.FAILED,)},
    "!": {"status": Status.ERRORED},
    "n": {"status": Status.NOT_APPLICABLE},
}


def runs(**cases: str) -> list[Run]:
    """Return one run a day, in which the cases end as the signs say; a dot is not run."""
    days = range(len(next(iter(cases.values()))))
    return [
        run(
            *(_end(name, signs[day]) for name, signs in cases.items() if signs[day] != "."),
            started=START + timedelta(days=day),
        )
        for day in days
    ]


def _end(name: str, sign: str) -> Verdict:
    return verdict(f"x/{name}", "r", cost=10, **ENDS[sign])


def listing(scenario: str) -> Baseline:
    """Return a baseline that lists a scenario as flaky."""
    text = f"flaky: [{{scenario: {scenario}, reason: r, owner: o, expires: 2027-01-01}}]"
    return compile_baseline(parse(text, "b"))[0]


@pytest.mark.parametrize(
    ("signs", "flips", "flaky"),
    [
        ("++++", 0, False),
        ("----", 0, False),
        ("++--", 1, False),
        ("+--+", 2, False),
        ("++-+", 2, True),
        ("+-+", 2, True),
        ("--+--", 2, True),
        ("+--++--", 3, True),
        ("+~++", 0, True),
        ("+!+n.+", 0, False),
        ("+!-", 1, False),
        ("+.-.+", 2, True),
        ("-", 0, False),
    ],
)
def test_a_case_is_flaky_if_it_turns_without_a_cause(signs: str, flips: int, *, flaky: bool) -> None:
    """Not if it broke once, or was mended after a while; what has no verdict does not count."""
    (track,) = history(runs(a=signs)).tracks
    assert (track.flips, track.is_flaky) == (flips, flaky)


def test_runs_are_put_in_order() -> None:
    """However their files are called."""
    one, two, three = runs(a="+-+")
    found = history([three, one, two])
    assert [point.started for point in found.points] == [one.started, two.started, three.started]
    assert found.tracks[0].signs == "✓✕✓"


def test_what_turns_most_comes_first() -> None:
    """And each row is a case in one version on one target."""
    found = history(runs(steady="+++++", turns="+-+-+", once="+-+++"))
    assert [track.scenario for track in found.tracks] == ["x/turns", "x/once", "x/steady"]
    assert [round(track.rate, 2) for track in found.tracks] == [1.0, 0.5, 0.0]


def test_a_local_target_is_the_same_at_any_port() -> None:
    """A mock that a job starts has another one each time."""
    pair = [run(verdict("a"), target=f"http://127.0.0.1:{port}") for port in (8000, 9000)]
    assert [track.target for track in history(pair).tracks] == ["http://127.0.0.1"]


def test_a_listed_case_that_is_steady_is_told() -> None:
    """So that it leaves the list."""
    steady, turning = runs(a="++++"), runs(a="+-+-")
    assert history(steady, listing("x/a")).calm == ("x/a",)
    assert history(turning, listing("x/a")).calm == ()
    assert history(steady, listing("x/none")).calm == ()
    assert [track.listed for track in history(turning, listing("x/a")).tracks] == [True]


def example() -> History:
    """Return three runs with a flaky case and a known failure."""
    known = Known("It is so.", "us", "", "2027-01-31", 10)
    found = runs(a="+-+", b="++-")
    last = found[2]
    return history(
        [
            *found[:2],
            run(
                last.verdicts[0],
                _end("b", "-"),
                verdict("x/k", status=Status.FAILED, known=known),
                started=last.started,
            ),
        ],
        listing("x/a"),
    )


def test_the_text_is_a_table_and_what_is_flaky() -> None:
    """One line a run."""
    assert history_text.text_lines(example()) == [
        "run               target  API      outcome         passed  failed  known  flaky  errored  points    took",
        "2026-11-23 12:00  mock    2026-10  conformant           2       0      0      0        0      20  2.40 s",
        "2026-11-24 12:00  mock    2026-10  not conformant       1       1      0      0        0      20  2.40 s",
        "2026-11-25 12:00  mock    2026-10  not conformant       1       1      1      0        0      20  2.40 s",
        "",
        "The newest run beside the one before: +0 passed, +1 failed, the same cost.",
        "",
        "flaky (1)",
        "  ✓✕✓  100%  x/a[2026-10] on mock",
        f"  {history_text.LEGEND}",
        "",
        "3 runs: 1 flaky case, 0 of them not listed as such.",
    ]


def test_one_run_is_no_trend() -> None:
    """It says so."""
    assert "One run is no trend yet." in history_text.text_lines(history(runs(a="+")))


def test_a_run_is_held_against_the_last_one_of_its_kind() -> None:
    """Not against one of another target or version; the port that a mock happens to have makes no other target."""
    days = [
        ("http://127.0.0.1:8000", "+", "2026-10"),
        ("shop", "-", "2026-10"),
        ("http://127.0.0.1:9000", "-", "2026-10"),
        ("shop", "+", "2026-07"),
    ]
    three, four = [
        history(
            [
                run(_end("a", sign), target=target, versions=(handle,), started=START + timedelta(days=day))
                for day, (target, sign, handle) in enumerate(days[:length])
            ]
        )
        for length in (3, 4)
    ]
    assert history_text.trend(three) == (
        "The newest run of http://127.0.0.1:9000, 2026-10 beside the one before: -1 passed, +1 failed, the same cost."
    )
    assert history_text.trend(four) == "One run of shop, 2026-07 is no trend yet."


def test_markdown_has_a_row_for_each_run() -> None:
    """And what is flaky, with what it means that it is not listed."""
    text = history_text.markdown(history(runs(a="+-+")))
    assert text.startswith("## 3 runs: 1 flaky case, 1 of them not listed as such.\n")
    assert text.count("| 2026-11-2") == 3
    assert "- `✓✕✓` 100% `x/a[2026-10] on mock`, not listed" in text


def test_json_tells_runs_and_what_turned() -> None:
    """Cases that never turned are left out."""
    plain = json.loads(history_text.dumps(example()))
    assert [(entry["cost"], entry["known"]) for entry in plain["runs"]] == [(20, 0), (20, 0), (20, 1)]
    assert [(entry["scenario"], entry["statuses"], entry["isFlaky"]) for entry in plain["cases"]] == [
        ("x/a", ["passed", "failed", "passed"], True),
        ("x/b", ["passed", "passed", "failed"], False),
    ]
