"""Annotations for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from report_samples import KNOWN, failing_run, mismatch, run, verdict

from conformance.report import github
from conformance.verdict import Evidence, Level, Status

if TYPE_CHECKING:
    from conformance.verdict import Verdict


def _failed(name: str, level: Level = Level.MUST, **values: object) -> Verdict:
    return verdict(name, "a", status=Status.FAILED, mismatches=(mismatch("a", level=level),), **values)


def test_each_case_that_did_not_pass_has_a_line() -> None:
    """The failure stands at the line of its expectation, the error at its scenario; the skipped case has none."""
    assert github.lines(failing_run()) == [
        (
            "::error file=scenarios/update.yaml,line=14,title=failed%3A MUST scalar.stored (mock%2C 2026-10)::"
            "A note is stored%0A$.data.customerSet.customer.note: The note was not stored.%0A"
            'expected "called back", actual null'
        ),
        (
            "::warning file=scenarios/update.yaml,line=9,title=errored%3A MUST scalar.locale (mock%2C 2026-10)::"
            "A note is stored%0AThe connection broke.%0AIs it up?"
        ),
    ]


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (_failed("a"), "error"),
        (_failed("a", Level.SHOULD), "warning"),
        (_failed("a", Level.MAY), "notice"),
        (_failed("a", known=KNOWN), "notice"),
        (
            verdict("a", status=Status.DISCOVERY, mismatches=(mismatch("a", evidence=Evidence.ASSUMED),)),
            "notice",
        ),
    ],
)
def test_kinds(case: Verdict, kind: str) -> None:
    """A MUST is an error, a SHOULD a warning; what is known or discovered is a notice."""
    (line,) = github.lines(run(case))
    assert line.startswith(f"::{kind} ")


def test_no_more_than_github_shows() -> None:
    """Ten of a kind, and a notice that counts the rest."""
    found = github.lines(run(*(_failed(f"c{number}") for number in range(13))))
    assert [line.split(" ", 1)[0] for line in found] == ["::error"] * 10 + ["::notice"]
    assert found[-1] == "::notice title=conformance::3 more cases did not pass; see the report."


def test_a_run_that_stopped_is_an_error() -> None:
    """Although all that was played passed; there is room for nine others."""
    stopped = run(verdict("a", "a"), interrupted=True, notes=("Three in a row had no verdict.",))
    assert github.lines(stopped) == [
        "::error title=conformance::The run was not played to its end. Three in a row had no verdict."
    ]
    failed = [_failed(f"c{number}") for number in range(13)]
    found = github.lines(run(*failed, interrupted=True))
    assert [line.split(" ", 1)[0] for line in found] == ["::error"] * 10 + ["::notice"]
    assert found[-1] == "::notice title=conformance::4 more cases did not pass; see the report."


def test_a_server_can_not_give_commands() -> None:
    """Line breaks and percent signs in an answer stay inside the message."""
    evil = mismatch("a", actual="\n::set-output name=x::1", message="100%\r\n::stop-commands::t")
    (line,) = github.lines(run(verdict("a", status=Status.FAILED, mismatches=(evil,), title="t\n::error::x")))
    assert "\n" not in line
    assert "\r" not in line
    assert "100%25" in line


def test_a_passing_run_has_none() -> None:
    """Nothing is said where there is nothing to say."""
    assert github.lines(run(verdict("a", "a"))) == []
