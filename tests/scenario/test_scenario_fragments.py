"""Fragments: trees that a catalogue writes once, and what is told of those that are none."""

from __future__ import annotations

from typing import Any

import pytest
from scenario.scenario_texts import REQUIREMENTS, file_text

from conformance.scenario import lint_text
from conformance.scenario.fragments import compile_fragments, put_in
from conformance.scenario.model import SetAction
from conformance.scenario.source import parse

FRAGMENTS = """\
fragments:
  ottawa: {city: Ottawa, countryCode: CA, zip: 01234}
  shout: {note: 5, city: Oslo}
  words: [a, b]
  name: Ada
"""


def sent(body: str) -> Any:
    """Return the input of a scenario's only step."""
    fragments, problems = compile_fragments(parse(FRAGMENTS, "fragments.yaml"))
    assert problems == ()
    file, found = lint_text(file_text(body), "x.yaml", REQUIREMENTS, fragments)
    assert file, [problem.summary for problem in found]
    action = file.scenarios[0].steps[0].action
    assert isinstance(action, SetAction)
    return action.input


def told(body: str) -> list[str]:
    """Return what is told of a scenario."""
    fragments, _ = compile_fragments(parse(FRAGMENTS, "fragments.yaml"))
    _, found = lint_text(file_text(body), "x.yaml", REQUIREMENTS, fragments)
    return [problem.summary.removeprefix("x.yaml:") for problem in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            '{addresses: ["${fragment.ottawa}"]}',
            {"addresses": [{"city": "Ottawa", "countryCode": "CA", "zip": "01234"}]},
        ),
        ('{tags: "${fragment.words}"}', {"tags": ["a", "b"]}),
        ('{firstName: "${fragment.name}"}', {"firstName": "Ada"}),
        (
            '{addresses: [{<<: "${fragment.ottawa}", city: Kanata}]}',
            {"addresses": [{"city": "Kanata", "countryCode": "CA", "zip": "01234"}]},
        ),
        (
            '{addresses: [{<<: [{city: Gatineau}, "${fragment.ottawa}"], zip: null}]}',
            {"addresses": [{"city": "Gatineau", "countryCode": "CA", "zip": None}]},
        ),
        (
            "{addresses: [&first {city: Oslo, countryCode: NO}, {<<: *first, city: Bergen}]}",
            {"addresses": [{"city": "Oslo", "countryCode": "NO"}, {"city": "Bergen", "countryCode": "NO"}]},
        ),
    ],
)
def test_a_fragment_is_what_it_would_be_at_its_place(written: str, expected: dict[str, Any]) -> None:
    """The type of the place decides what a bare scalar means, and what is written goes before what is taken over."""
    assert sent(f"when: {{input: {written}}}") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            'when: {input: {addresses: ["${fragment.otawa}"]}}',
            '7:32: There is no fragment "otawa". Did you mean "ottawa"?',
        ),
        (
            'title: "${fragment.name}"\nwhen: {input: {note: x}}',
            "7:12: A fragment can't stand here, only in what is sent and what is expected.",
        ),
        (
            'when: {input: {note: "I am ${fragment.name}"}}',
            "7:26: ${fragment...} stands alone, for a whole value.",
        ),
        (
            'when: {<<: "${fragment.ottawa}", input: {note: x}}',
            "7:12: `<<` can't stand here, only in what is sent and what is expected.",
        ),
        (
            'when: {input: {<<: "${fragment.words}"}}',
            "7:24: `<<` takes over a mapping, such as a fragment that is one.",
        ),
        (
            'when: {input: {<<: "${fragment.shout}"}}',
            '7:24: CustomerSetInput has no field "city".',
        ),
    ],
)
def test_what_is_no_use_of_a_fragment_is_told(body: str, expected: str) -> None:
    """At its place in the scenario, also where the fragment itself does not fit there."""
    (found,) = told(body)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fragmnts: {}", 'Unknown key "fragmnts" in a file of fragments. Did you mean "fragments"?'),
        ("fragments: [a]", "`fragments` must be a mapping, not a list."),
        ("fragments: {'a b': 1}", 'A fragment\'s name must be a word, not "a b".'),
        ('fragments: {a: {b: ["${fragment.c}"]}}', "A fragment can't be made of others."),
    ],
)
def test_what_is_no_file_of_fragments_is_told(text: str, expected: str) -> None:
    """Names are words, and a fragment is whole in itself."""
    _, problems = compile_fragments(parse(text, "fragments.yaml"))
    assert [problem.summary.split(": ", 1)[1] for problem in problems] == [expected]


def test_a_file_without_fragments_keeps_its_tree() -> None:
    """Nothing is copied where nothing is put in."""
    source = parse(file_text("when: {input: {note: x}}"), "x.yaml")
    assert put_in(source, {}) == (source.root, ())
