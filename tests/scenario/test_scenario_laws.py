"""Laws: whatever a file holds, it gives a file or problems; whatever is bound, it is bound the same again."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.match import compare, equal_trees, render
from conformance.scenario import bundled_root, lint_text, render_problems
from conformance.scenario.grammar import ACTIONS, CALL, FILE, GIVEN, PARALLEL, SCENARIO, THEN, UNIQUE, WHEN
from conformance.scenario.problem import MOST_LINES
from conformance.scenario.source import parse
from conformance.scenario.unique import Unique

SAMPLE = (bundled_root() / "upsert" / "email.yaml").read_text(encoding="utf-8")

PIECES = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        "${",
        ": ",
        "- ",
        "\t",
        "\n",
        "'",
        '"',
        "#",
        "&a ",
        "*a",
        "!x ",
        "null",
        "5",
        "<<",
        "\x85",
        "\x00",
    ]
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), PIECES | st.just("")), min_size=1, max_size=6)

WORDS = st.sampled_from(
    [
        *FILE.keys,
        *SCENARIO.keys,
        *ACTIONS,
        *GIVEN.keys,
        *WHEN.keys,
        *CALL.keys,
        *PARALLEL.keys,
        *THEN.keys,
        *[
            "email",
            "addresses",
            "nodes",
            "any",
            "type",
            "regex",
            "unordered",
            "not",
            "length",
            "code",
            "field",
        ],
        *[
            "${customer.id}",
            "${n}",
            "${unique.email}",
            "${schema.TaxExemption}",
            "${x",
            "a/b",
            "documented",
            "2026-10",
        ],
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=8)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def is_well_behaved(text: str) -> None:
    """A file or problems, each with a place, shown in few lines."""
    file, problems = lint_text(text, "x.yaml", {"a.b"})
    assert (file is None) == bool(problems)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in problems)
    assert len(render_problems(problems).splitlines()) <= MOST_LINES


@given(EDITS)
@settings(max_examples=150, deadline=None)
def test_mutated_file_gives_problems_or_a_file(edits: list[tuple[float, int, str]]) -> None:
    """No slip of the keyboard makes the linter fail."""
    text = SAMPLE
    for place, length, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    is_well_behaved(text)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_gives_problems_or_a_file(text: str) -> None:
    """Nor does text that was never meant as a scenario."""
    is_well_behaved(text)


@given(st.dictionaries(WORDS, TREES, max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_tree_gives_problems_or_a_file(scenario: dict[str, Any]) -> None:
    """Nor do the language's own words in a place where they make no sense."""
    document = {
        "area": "a",
        "scenarios": [{"id": "a/b", "title": "t", "proves": ["a.b"], "evidence": "assumed", **scenario}],
    }
    is_well_behaved(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True))


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_every_value_equals_itself(value: Any) -> None:
    """A tree is as expected if it is expected as it is, and unchanged if nothing changed."""
    assert compare(value, value) == ()
    assert equal_trees(value, value) == ()
    assert len(render(value)) <= 80


@given(JSON, JSON)
@settings(max_examples=100, deadline=None)
def test_other_values_differ(one: Any, other: Any) -> None:
    """Two trees have no difference only if both would be written alike."""
    assert (equal_trees(one, other) == ()) == (canonical(one) == canonical(other))


def canonical(value: Any) -> str:
    """The value with its types, keys in order."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return repr(value)


@given(st.text(), st.text(), st.sampled_from(UNIQUE), st.integers(1, 1000))
@settings(max_examples=50, deadline=None)
def test_identities_are_deterministic(seed: str, label: str, kind: str, number: int) -> None:
    """The same case of the same run has the same identities."""
    one, again = (Unique(seed, "a/b", label, "2026-10").get(kind, number) for _ in range(2))
    assert one == again


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_every_line_of_a_source_is_found(text: str) -> None:
    """Excerpts exist for each line of what was read, and for no other."""
    source = parse(text, "x.yaml")
    assert source.excerpt(0) == source.excerpt(len(source.lines) + 1) == ""
    assert [source.excerpt(number) for number in range(1, len(source.lines) + 1)] == source.lines
