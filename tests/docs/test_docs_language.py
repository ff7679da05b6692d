"""The language's manual: its tables are those of the code, and its examples compile, play and hold."""

from __future__ import annotations

import re
from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Final

import pytest
from manual import LANGUAGE, PAGES, blocks, first_words, table, text, words

from conformance.match import KINDS
from conformance.match.matcher import TYPES
from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.options import STRICTNESS
from conformance.oracle.finding import INVARIANTS
from conformance.runner import Session, run_case
from conformance.runner.documents import ADDRESSES_READ
from conformance.scenario import bundled_root, expand, grammar, known_requirements, lint_text, render_problems
from conformance.scenario.actions import MOST_CALLS
from conformance.scenario.bindings import MOST_TEXT
from conformance.scenario.combination import Combine
from conformance.scenario.editor_schema import SCENARIO_FILE
from conformance.scenario.enums import ENUMS
from conformance.scenario.fragments import compile_fragments
from conformance.scenario.graph import INPUTS, SELECTED, SUGAR
from conformance.scenario.model import Strictness
from conformance.scenario.problem import MOST_LINES
from conformance.scenario.requirement import compile_requirements
from conformance.scenario.source import parse
from conformance.scenario.steps import LONGEST_WAIT
from conformance.scenario.unique import Unique
from conformance.schema.load import enum_values
from conformance.target.address import LOCAL_TOKEN, MOCK_TOKENS
from conformance.target.in_process import InProcess
from conformance.verdict import Evidence, Level, Profile, Status
from conformance.versions import BUNDLED, NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml.nodes import Node

    from conformance.scenario import Requirement, ScenarioFile
    from conformance.scenario.grammar import Shape
    from conformance.scenario.graph import TypeRef

TEXT: Final = text(LANGUAGE)

_HEAD: Final = """\
area: manual
scenarios:
  - id: manual/example
    title: An example
    proves: [update.value-passed]
    evidence: documented
"""


def listed(name: str) -> list[str]:
    """Return the words that a sentence of the manual lists after a mark of that name."""
    found = re.search(rf"<!-- words: {name} -->((?:`[^`]+`\s*)+)", TEXT)
    assert found, name
    return words(found[1])


def needed(name: str) -> dict[str, bool]:
    """Return by key whether a table calls it needed."""
    return {words(row[0])[0]: row[1] == "yes" for row in table(LANGUAGE, name)}


def of_shape(shape: Shape, prefix: str = "") -> dict[str, bool]:
    """Return the keys of a shape, and whether each is needed."""
    return {prefix + name: key.required for name, key in shape.keys.items()}


@pytest.mark.parametrize(
    ("name", "shape"),
    [("file", grammar.FILE), ("scenario", grammar.SCENARIO), ("requirement", grammar.REQUIREMENT)],
)
def test_keys_are_the_grammars(name: str, shape: Shape) -> None:
    """Each key in the order of the grammar, with whether it is needed."""
    assert list(needed(name).items()) == list(of_shape(shape).items())


def test_keys_of_actions_are_the_grammars() -> None:
    """Each key of each action."""
    shapes = [grammar.WHEN, grammar.READ, grammar.DELETE, grammar.CALL, grammar.PARALLEL]
    expected: dict[str, bool] = {}
    for action, shape in zip(grammar.ACTIONS, shapes, strict=True):
        expected |= of_shape(shape, f"{action}.")
    assert list(needed("actions").items()) == list(expected.items())


def test_keys_of_eventually_are_the_grammars() -> None:
    """What may be said of a step that may take a while."""
    assert needed("eventually") == of_shape(grammar.EVENTUALLY, "eventually.")


def test_ways_to_combine_are_the_codes() -> None:
    """Each in order."""
    assert first_words(LANGUAGE, "combine") == [*Combine]


def test_what_a_target_must_be_able_to_is_the_grammars() -> None:
    """Each word with what it means."""
    found = {words(row[0])[0]: row[1] for row in table(LANGUAGE, "requires")}
    assert found == grammar.REQUIRES


def test_profiles_are_the_codes() -> None:
    """Each profile, with how it compares errors."""
    found = [(words(row[0])[0], words(row[2])[0]) for row in table(LANGUAGE, "profiles")]
    assert found == [(profile, STRICTNESS[profile]) for profile in Profile]


def test_keys_of_given_are_the_grammars() -> None:
    """What may be given, and what a definition holds."""
    expected = of_shape(grammar.GIVEN, "given.") | of_shape(grammar.DEFINITION, "given.definition.")
    assert needed("given") == expected


def test_keys_of_then_are_the_grammars() -> None:
    """Each key, and by which actions it is taken."""
    actions = list(grammar.ACTIONS)
    assert first_words(LANGUAGE, "then") == list(grammar.THEN.keys)
    for row in table(LANGUAGE, "then"):
        name = words(row[0])[0]
        assert [cell == "•" for cell in row[1:6]] == [name in grammar.THEN_KEYS[each] for each in actions], (
            name
        )


def test_parts_of_then_are_the_grammars() -> None:
    """What `http` and `cost` hold."""
    assert first_words(LANGUAGE, "parts") == [
        *of_shape(grammar.HTTP, "http."),
        *of_shape(grammar.COST, "cost."),
    ]


def test_beginnings_of_what_is_saved_are_the_grammars() -> None:
    """What `save` may take, by action."""
    found = {words(row[0])[0]: tuple(words(row[1])) for row in table(LANGUAGE, "save")}
    assert found == grammar.SAVE_ROOTS


def test_degrees_of_strictness_are_told() -> None:
    """Each one, in the row of `strictness`."""
    row = next(row for row in table(LANGUAGE, "then") if row[0] == "`strictness`")
    assert words(row[-1]) == [*Strictness]
    assert all(f"- `{each}`: " in TEXT for each in Strictness)


def test_input_types_are_the_schemas() -> None:
    """Each input type with its fields."""
    expected = {name: list(fields) for name, fields in INPUTS.items()}
    assert {words(row[0])[0]: words(row[1]) for row in table(LANGUAGE, "inputs")} == expected


def reachable(name: str = "Customer") -> dict[str, list[str]]:
    """Return the object types that can be met below a customer, with their fields."""
    found: dict[str, list[str]] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop(0)
        if current in found or current not in SELECTED:
            continue
        fields: dict[str, TypeRef] = SELECTED[current]
        found[current] = list(fields)
        waiting += [type_.name for type_ in fields.values()]
    return found


def test_selected_fields_are_told() -> None:
    """Each type that an expected customer can reach, with its fields."""
    assert {words(row[0])[0]: words(row[1]) for row in table(LANGUAGE, "fields")} == reachable()


def test_short_names_are_told() -> None:
    """Each short name with its owner and what it stands for."""
    owners = {"`Customer`": "Customer", "a top-level error": "TopLevelError"}
    found = [(owners[row[1]], words(row[0])[0], words(row[2])[0]) for row in table(LANGUAGE, "sugar")]
    expected = [
        (owner, name, f"{sugar.outer}.{sugar.inner}")
        for owner, sugars in SUGAR.items()
        for name, sugar in sugars.items()
    ]
    assert found == expected


def test_matchers_are_the_registrys() -> None:
    """Each matcher in order, with an example of itself."""
    assert first_words(LANGUAGE, "matchers") == list(KINDS)
    for row in table(LANGUAGE, "matchers"):
        assert row[1].startswith(f"`{{{words(row[0])[0]}: "), row


def test_references_are_the_grammars() -> None:
    """Each first word that means something of its own."""
    roots = [re.split(r"[.}]", word.removeprefix("${"))[0] for word in first_words(LANGUAGE, "references")]
    assert roots == [*grammar.RESERVED]


def test_generated_identities_look_as_shown() -> None:
    """Each kind, with what it is in the first example on the mock."""
    unique = Unique("mock", "notes/note-is-updated", "", str(NEWEST_STABLE))
    expected = [[f"${{unique.{kind}}}", unique.get(kind)] for kind in grammar.UNIQUE]
    assert [[*words(row[0]), words(row[1])[0]] for row in table(LANGUAGE, "unique")] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("types", [*TYPES]), ("enums", [*ENUMS]), ("versions", [str(version) for version in BUNDLED])],
)
def test_listed_words_are_the_codes(name: str, expected: list[str]) -> None:
    """Types that `type` takes, enums that a column takes, API versions."""
    assert listed(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("evidence", [*Evidence]), ("levels", [*Level]), ("statuses", [*Status])]
)
def test_words_of_verdicts_are_the_codes(name: str, expected: list[str]) -> None:
    """Each word in order."""
    assert first_words(LANGUAGE, name) == expected


def test_invariants_are_the_catalogues() -> None:
    """Each invariant with its statement."""
    known, _ = known_requirements(bundled_root())
    expected = [[name, known[name].statement] for name in INVARIANTS]
    assert [[words(row[0])[0], row[1]] for row in table(LANGUAGE, "invariants")] == expected


@pytest.mark.parametrize(
    "phrase",
    [
        f"from 2 to {MOST_CALLS}",
        f"from 1 to {LONGEST_WAIT}",
        f"up to {MOST_TEXT}",
        f"the first {ADDRESSES_READ}",
        f"at most {MOST_LINES} lines",
        f"import {'SCENARIO_FILE'}; print",
    ],
)
def test_limits_are_the_codes(phrase: str) -> None:
    """Numbers in the text are those that hold."""
    assert phrase in TEXT
    assert SCENARIO_FILE.is_file()


def own_requirements(page: Path) -> dict[str, Requirement]:
    """Return the bundled requirements and those that a page defines."""
    known = dict(known_requirements(bundled_root())[0])
    for _, info, body in blocks(page):
        if info == "yaml" and re.search("^requirements:", body, re.MULTILINE):
            found, problems = compile_requirements(parse(body, page.name))
            assert not problems, render_problems(problems)
            known |= found
    return known


def own_fragments(page: Path) -> dict[str, Node]:
    """Return the fragments that a page defines."""
    found: dict[str, Node] = {}
    for _, info, body in blocks(page):
        if info == "yaml" and re.search("^fragments:", body, re.MULTILINE):
            fragments, problems = compile_fragments(parse(body, page.name))
            assert not problems, render_problems(problems)
            found |= fragments
    return found


def whole_file(body: str) -> str:
    """Return a file that holds an example: a file already, a list of scenarios, or what a scenario does."""
    if re.search("^area:", body, re.MULTILINE):
        return body
    if body.startswith("- id:"):
        return f"area: manual\nscenarios:\n{indent(body, '  ')}"
    return _HEAD + indent(body, "    ")


def examples() -> Iterator[tuple[Path, int, str]]:
    """Yield page, line and text of every example that has to compile."""
    for page in PAGES:
        for line, info, body in blocks(page):
            is_example = page == LANGUAGE or re.search("^(scenarios:|- id:)", body, re.MULTILINE)
            is_other = "@@" in body or re.search("^(requirements|fragments):", body, re.MULTILINE)
            if info == "yaml" and is_example and not is_other:
                yield page, line, body


EXAMPLES = list(examples())
EVERY_EXAMPLE = pytest.mark.parametrize(
    ("page", "line", "body"), EXAMPLES, ids=[f"{page.name}:{line}" for page, line, _ in EXAMPLES]
)


def compiled(page: Path, body: str) -> ScenarioFile:
    """Return an example, which has no problems."""
    file, problems = lint_text(whole_file(body), page.name, own_requirements(page), own_fragments(page))
    assert file, render_problems(problems)
    return file


@EVERY_EXAMPLE
def test_examples_play_and_hold(page: Path, line: int, body: str) -> None:
    """Each example compiles, and the mock passes it in the oldest or the newest version."""
    scenarios = compiled(page, body).scenarios
    target = InProcess(Service(Settings(token=LOCAL_TOKEN, bucket=Rates(10**8, 10**8))))
    session = Session(target, own_requirements(page), seed="mock", tokens=frozenset(MOCK_TOKENS))
    for scenario in scenarios:
        found = set()
        for version in (BUNDLED[0], NEWEST_STABLE):
            for case in expand(scenario, partial(enum_values, version)):
                verdict = run_case(case, version, session)
                assert not verdict.mismatches, (line, verdict.mismatches)
                found.add(verdict.status)
        assert Status.PASSED in found
        assert found <= {Status.PASSED, Status.NOT_APPLICABLE}


def test_a_wrong_file_is_told_as_shown() -> None:
    """The problems of the last example are just those that the manual shows."""
    by_kind = {info: body for _, info, body in blocks(LANGUAGE)}
    known = own_requirements(LANGUAGE)
    _, problems = lint_text(by_kind["yaml wrong"], "my-scenarios/notes.yaml", known)
    assert render_problems(problems) == by_kind["text"].rstrip("\n")
