"""JUnit XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from report_samples import KNOWN, failing_run, full_run, mismatch, row, run, verdict

from conformance.report import junit
from conformance.report.junit import properties
from conformance.verdict import Status

if TYPE_CHECKING:
    from conformance.report.model import Run


def _parsed(example: Run) -> ET.Element:
    return ET.fromstring(junit.render(example))  # noqa: S314 - our own


def _counts(element: ET.Element) -> dict[str, str]:
    return {name: element.get(name, "") for name in ("tests", "failures", "errors", "skipped")}


def test_properties_of_a_case() -> None:
    """A case carries its scenario, the requirements it proves or breaks, once each, and where it ran."""
    case = verdict(
        "a",
        "list.kept",
        "list.order",
        status=Status.FAILED,
        mismatches=(mismatch("list.kept"), mismatch("invariant.cost", line=0)),
    )
    assert properties(case, "mock") == [
        ("scenario", "a"),
        ("requirement", "list.kept"),
        ("requirement", "list.order"),
        ("requirement", "invariant.cost"),
        ("level", "MUST"),
        ("evidence", "documented"),
        ("status", "failed"),
        ("area", "update"),
        ("version", "2026-10"),
        ("target", "mock"),
    ]
    assert properties(case)[-1] == ("version", "2026-10")


def test_each_case_comes_out_as_what_it_is() -> None:
    """A failure is a failure, an error an error, and what does not apply is skipped; counts say the same."""
    root = _parsed(failing_run())
    assert _counts(root) == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    outcomes = {
        case.get("name"): [each.tag for each in case if each.tag != "properties"]
        for case in root.iter("testcase")
    }
    assert outcomes == {
        "update/name[2026-10]": [],
        "update/note[2026-10]": ["failure"],
        "update/locale[2026-10]": ["error"],
        "update/whatsapp[2026-10]": ["skipped"],
    }


def test_a_failure_is_told_as_in_the_terminal() -> None:
    """Its text has the rule, the difference, the line and the command that repeats it."""
    failure = next(_parsed(failing_run()).iter("failure"))
    assert failure.get("message") == "The note was not stored."
    assert (failure.text or "").splitlines() == [
        "MUST scalar.stored (documented)",
        "  The rule of scalar.stored.",
        "  $.data.customerSet.customer.note: The note was not stored.",
        '    expected  "called back"',
        "    actual    null",
        "    at scenarios/update.yaml:14",
        "rerun: pytest 'scenarios/update.yaml::update/note[2026-10]' --target=mock --api-version=2026-10 --seed=7f3a",
    ]


def test_a_suite_for_each_target_and_version() -> None:
    """The suites of a matrix are told apart; a known failure is skipped, with reason and owner."""
    suites = list(_parsed(full_run()).iter("testsuite"))
    assert {suite.get("name"): suite.get("failures") for suite in suites} == {
        "devstore 2026-07": "0",
        "devstore 2026-10": "1",
        "mock 2026-07": "0",
        "mock 2026-10": "0",
    }
    skipped = suites[0].find("testcase/skipped")
    assert skipped is not None
    assert (skipped.get("type"), skipped.get("message")) == ("known failure", f"{KNOWN.reason} (Ada)")


def test_facts_of_the_run_are_properties_of_its_suite() -> None:
    """Target, version, profile, seed, tool and the digest of the scenarios."""
    suite = next(_parsed(full_run()).iter("testsuite"))
    found = {each.get("name"): each.get("value", "") for each in suite.findall("properties/property")}
    assert found.keys() == {"target", "version", "seed", "profile", "tool", "suite"}
    assert (found["profile"], found["suite"][:14]) == ("core", "sha256:0123456")


def test_a_run_that_was_cut_short_is_not_green() -> None:
    """One more case says that the run did not end by itself."""
    root = _parsed(run(verdict("a", "a"), interrupted=True, notes=("Three in a row had no verdict.",)))
    assert _counts(root) == {"tests": "2", "failures": "0", "errors": "1", "skipped": "0"}
    error = next(root.iter("error"))
    assert error.get("message") == "Three in a row had no verdict."


def test_what_xml_can_not_hold_is_escaped() -> None:
    """A server's control characters and markup leave the file well-formed."""
    broken = verdict(
        "a", status=Status.FAILED, mismatches=(mismatch("a", message="\x00\x1b]<&", actual="]]>\ud83d"),)
    )
    failure = next(_parsed(run(broken, requirements=(row("a"),))).iter("failure"))
    assert failure.get("message") == r"\x00\x1b]<&"
