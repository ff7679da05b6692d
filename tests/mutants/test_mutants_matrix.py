"""The kill matrix counts what hunts came to, and its page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.mock.faults import Fault
from conformance.mutants import Catch, Hunt, Matrix, Tally
from conformance.mutants.page import render
from conformance.scenario import catalogue
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from pathlib import Path

REQUIREMENTS = """\
requirements:
  - {id: own.first, level: MUST, statement: It is first., source: us, evidence: documented}
  - {id: own.second, level: MAY, statement: It is second., source: us, evidence: documented}
  - {id: other.third, level: MUST, statement: It is third., source: us, evidence: documented}
"""
SCENARIO = """\
  - id: {area}/{name}
    title: T
    proves: [own.first]
    evidence: documented{until}
    when: {{input: {{firstName: Ada}}}}
"""
FAULTS = (
    Fault("loud", "It is loud.", "own.first"),
    Fault("quiet", "It is | quiet.", "own.first", rule="email.taken"),
    Fault("mistaken", "It is mistaken.", "own.second"),
    Fault("missed", "It is missed.", "own.second"),
)
SCENARIOS = (("a", "one"), ("a", "two"), ("b", "three"), ("b", "four"))


def catch(case: str, *requirements: str) -> Catch:
    """Return a catch of an area `a`."""
    return Catch(case, "a", requirements)


@pytest.fixture
def matrix(tmp_path: Path) -> Matrix:
    """Return a matrix of four faults and four scenarios, and one scenario of an earlier version."""
    (tmp_path / "requirements.yaml").write_text(REQUIREMENTS, "utf-8")
    for area in ("a", "b"):
        entries = [SCENARIO.format(area=area, name=name, until="") for of, name in SCENARIOS if of == area]
        if area == "b":
            entries.append(SCENARIO.format(area=area, name="early", until="\n    until: 2025-10"))
        (tmp_path / f"{area}.yaml").write_text(f"area: {area}\nscenarios:\n{''.join(entries)}", "utf-8")
    caught = {
        "loud": [
            catch("a/one", "own.first"),
            catch("a/two", "own.first"),
            catch("b/three", "x", "own.first"),
        ],
        "quiet": [
            catch("a/one[x]", "own.first"),
            catch("a/one[y]", "own.first"),
            catch("b/four", "own.second"),
        ],
        "mistaken": [catch("a/two", "own.first")],
        "missed": [],
    }
    hunts = [Hunt(each.name, each.breaks, tuple(caught[each.name]), (), 4, 1.0) for each in FAULTS]
    return Matrix(hunts, catalogue.load(tmp_path), NEWEST_STABLE, FAULTS)


def test_a_fault_is_missed_or_caught_for_another_reason(matrix: Matrix) -> None:
    """Both are holes, and told apart."""
    assert matrix.missed == ("missed",)
    assert matrix.mistaken == ("mistaken",)


def test_cases_of_a_scenario_count_once(matrix: Matrix) -> None:
    """And only those that name what is broken count as naming."""
    assert matrix.caught_by(FAULTS[1]) == ("a/one", "b/four")
    assert matrix.named_by(FAULTS[1]) == ("a/one",)
    assert matrix.named_by(FAULTS[0]) == ("a/one", "a/two", "b/three")


def test_a_fault_that_most_scenarios_catch_says_nothing_of_them(matrix: Matrix) -> None:
    """Three of four catch the loud one: the third of them kills nothing."""
    assert matrix.kills == {"a/one": ("quiet",), "a/two": ("mistaken",), "b/three": (), "b/four": ("quiet",)}
    assert matrix.idle == ("b/three",)


def test_a_scenario_of_another_version_does_not_count(matrix: Matrix) -> None:
    """It was not played, and so could kill nothing."""
    assert matrix.elsewhere == ("b/early",)
    assert matrix.by_area() == (Tally("a", 2, 2), Tally("b", 1, 2))


def test_the_kill_rate_goes_by_topic(matrix: Matrix) -> None:
    """Of what a fault breaks; caught for another reason is not killed."""
    own, other = (tally for tally in matrix.by_topic() if tally.name in {"own", "other"})
    assert (own, other) == (Tally("own", 2, 4), Tally("other", 0, 0))


def test_a_must_and_a_rule_without_a_fault_are_holes(matrix: Matrix) -> None:
    """A requirement of a lower level is not; a rule that no call can reach is not."""
    assert "other.third" in matrix.uncovered
    assert "own.first" not in matrix.uncovered
    assert "rule phone.taken" in matrix.uncovered
    assert "rule email.taken" not in matrix.uncovered
    assert "rule address.blank" not in matrix.uncovered


def test_the_page_has_a_row_for_each_fault(matrix: Matrix) -> None:
    """What it breaks, what the server does, who names it, who fails at all."""
    page = render(matrix)
    assert "| own.first (MUST) | `quiet` | It is \\| quiet. (rule `email.taken`) | 1 | 2 | a/one |" in page
    assert "| own.second (MAY) | `mistaken` | It is mistaken. | 0 | 1 | **nobody** |" in page
    assert "**2 of 4 faults are killed**, by 4 scenarios." in page
    assert "catch. Either" in page
    assert "\n- b/three\n" in page
    assert "were not played:\n\n- b/early\n" in page
    assert "- other.third (MUST): It is third." in page
