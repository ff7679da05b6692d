"""Excluded facts, and the codes that the catalogue explains."""

from __future__ import annotations

import pytest

from conformance.scenario.catalogue import bundled_root, exclusions, known_requirements
from conformance.scenario.codes import CODES, find_code
from conformance.scenario.exclusion import Exclusion, compile_exclusions
from conformance.scenario.requirement import compile_requirements
from conformance.scenario.source import parse
from conformance.schema.load import enum_values
from conformance.verdict import Evidence, Level, Profile
from conformance.versions import BUNDLED

REQUIREMENT = """\
topics: {own: Ask us.}
requirements:
  - id: own.thing
    level: SHOULD
    statement: It is so.
    source: our manual
    evidence: observed
"""


def test_excluded_facts_have_the_reason_of_their_group() -> None:
    """In the order of the file."""
    text = "requirements: []\nexcluded:\n  - {reason: Out of reach., facts: {a.b: It is so., c.d: And so.}}\n"
    found, problems = compile_exclusions(parse(text, "x.yaml"))
    assert problems == ()
    assert found == (
        Exclusion("a.b", "It is so.", "Out of reach."),
        Exclusion("c.d", "And so.", "Out of reach."),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[{facts: {a.b: x}}]", '2:12: A group of excluded facts needs "reason".'),
        (
            "[{reason: x, facts: {a.b: x}}, {reason: y, facts: {a.b: x}}]",
            '2:62: The fact "a.b" is excluded twice.',
        ),
        ("[{reason: x, facts: [a]}]", "2:31: `facts` must be a mapping, not a list."),
    ],
)
def test_what_excludes_nothing_is_told(written: str, expected: str) -> None:
    """Each group has a reason, and each fact is there once."""
    _, problems = compile_exclusions(parse(f"requirements: []\nexcluded: {written}\n", "x.yaml"))
    assert [problem.summary.removeprefix("x.yaml:") for problem in problems] == [expected]


def test_the_bundled_catalogue_excludes_no_requirement() -> None:
    """A fact is a requirement or excluded."""
    known, _ = known_requirements(bundled_root())
    assert not {fact.id for fact in exclusions(bundled_root())} & known.keys()


@pytest.mark.parametrize(
    ("more", "observed", "profile", "advice"),
    [
        ("", "", Profile.COMPLETE, "Ask us."),
        (
            "    observed: {on: 2026-06-30, version: 2026-04}\n",
            "2026-06-30, API 2026-04",
            Profile.COMPLETE,
            "Ask us.",
        ),
        (
            "    observed: {on: unknown}\n    profile: exact\n    advice: Wait.\n",
            "unknown",
            Profile.EXACT,
            "Wait.",
        ),
    ],
)
def test_a_requirement_says_when_it_was_seen_and_what_to_do(
    more: str, observed: str, profile: Profile, advice: str
) -> None:
    """Its own advice goes before that of its topic."""
    found, problems = compile_requirements(parse(REQUIREMENT + more, "x.yaml"))
    assert problems == ()
    item = found["own.thing"]
    assert (item.observed, item.profile, item.advice) == (observed, profile, advice)


@pytest.mark.parametrize("day", ["30.6.2026", "2026-13", "yesterday"])
def test_what_is_no_day_is_told(day: str) -> None:
    """A day, a month, a year, or unknown."""
    _, (problem,) = compile_requirements(parse(f"{REQUIREMENT}    observed: {{on: {day}}}\n", "x.yaml"))
    assert problem.message.startswith(f'"{day}" is no day')


def test_the_bundled_requirements_say_where_they_are_from() -> None:
    """A MUST is of the core unless it says otherwise; what was observed says when; every topic has advice."""
    known, _ = known_requirements(bundled_root())
    assert all(item.advice for item in known.values())
    assert all(item.observed for item in known.values() if item.evidence is Evidence.OBSERVED)
    assert all("https://" in item.source for item in known.values() if item.evidence is Evidence.DOCUMENTED)
    core = [item for item in known.values() if item.profile is Profile.CORE]
    assert {item.level for item in core} == {Level.MUST}


def test_every_code_of_the_mutation_is_explained() -> None:
    """Of each bundled version, with what to do about it."""
    names = {name for version in BUNDLED for name in enum_values(version, "CustomerSetUserErrorCode")}
    assert names <= {code.name for code in CODES}
    assert all(code.meaning and code.advice and code.source for code in CODES)
    assert len({code.name for code in CODES}) == len(CODES)
    assert find_code("throttled") is find_code("THROTTLED") is not None
    assert find_code("NOPE") is None
