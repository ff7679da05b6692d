"""Catalogues: what belongs to them, and what is wrong between their files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from conformance.errors import ScenarioError, UsageError
from conformance.scenario import (
    Requirement,
    bundled_root,
    check,
    find_root,
    known_requirements,
    load,
    read_file,
    render_problems,
    scenario_files,
)
from conformance.scenario.catalogue import INVARIANT, _unproven, display
from conformance.verdict import Evidence, Level, Profile

REQUIREMENTS = """\
requirements:
  - {id: own.one, level: SHOULD, statement: One thing holds., source: our manual, evidence: assumed}
"""

BUNDLED = "create.without-identifier"


def scenario_text(identifier: str, proves: str = "own.one") -> str:
    """A file with one scenario."""
    return dedent(
        f"""\
        area: own
        scenarios:
          - id: {identifier}
            title: One thing holds
            proves: [{proves}]
            evidence: assumed
            when: {{input: {{firstName: Ada}}}}
        """
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of somebody else's with one scenario, in the working directory `.`."""
    monkeypatch.chdir(tmp_path)
    catalogue = tmp_path / "checks"
    write(catalogue / "requirements.yaml", REQUIREMENTS)
    write(catalogue / "area" / "one.yaml", scenario_text("own/one"))
    return catalogue


def write(file: Path, text: str) -> Path:
    """Write a file with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_catalogue_holds_files_scenarios_and_requirements(root: Path) -> None:
    """A catalogue outside the bundled one has the bundled requirements too."""
    catalogue = load(root)
    assert [(file.path, file.area) for file in catalogue.files] == [("checks/area/one.yaml", "own")]
    assert [scenario.id for scenario in catalogue.scenarios] == ["own/one"]
    assert catalogue.scenarios[0].path == "checks/area/one.yaml"
    assert catalogue.scenarios[0].position == (3, 5)
    assert catalogue.requirements["own.one"] == Requirement(
        "own.one",
        Level.SHOULD,
        "One thing holds.",
        "our manual",
        Evidence.ASSUMED,
        profile=Profile.COMPLETE,
        path="checks/requirements.yaml",
        position=(2, 5),
    )
    assert catalogue.requirements[BUNDLED].level is Level.MUST


def test_scenario_may_prove_a_bundled_requirement(tmp_path: Path) -> None:
    """A team that has no requirement of its own needs no file for them."""
    file = write(tmp_path / "one.yaml", scenario_text("own/one", BUNDLED))
    assert [scenario.proves for scenario in load(find_root(file), [file]).scenarios] == [(BUNDLED,)]


def test_root_is_the_nearest_folder_with_requirements(root: Path, tmp_path: Path) -> None:
    """From a file or folder upwards; else the folder itself."""
    assert find_root(root / "area" / "one.yaml") == root
    assert find_root(root / "area") == root
    assert find_root(root) == root
    assert find_root(tmp_path) == tmp_path
    assert find_root(bundled_root() / "create" / "create.yaml") == bundled_root()


def test_only_scenario_files_are_found(root: Path) -> None:
    """Neither requirements nor hidden folders nor other kinds of files."""
    write(root / ".cache" / "x.yaml", "x")
    write(root / "notes.md", "x")
    write(root / "b.yml", "x")
    assert [file.relative_to(root).as_posix() for file in scenario_files(root)] == ["area/one.yaml", "b.yml"]
    assert scenario_files(root / "requirements.yaml") == ()


def test_path_that_does_not_exist(root: Path) -> None:
    """A mistyped path is told."""
    with pytest.raises(UsageError) as caught:
        load(root, [Path("checks/none.yaml")])
    assert str(caught.value) == "checks/none.yaml does not exist.\nGive a scenario file, or a folder of them."


def test_some_files_of_a_catalogue(root: Path) -> None:
    """Only what is asked for is read, each file once."""
    two = write(root / "two.yaml", scenario_text("own/two"))
    write(root / "broken.yaml", "x: [")
    assert [scenario.id for scenario in load(root, [two, two]).scenarios] == ["own/two"]


def test_problems_of_all_files_are_told_at_once(root: Path) -> None:
    """One error with every file's problems."""
    write(root / "two.yaml", scenario_text("own/two", "own.on"))
    write(root / "three.yaml", "x: [")
    with pytest.raises(ScenarioError) as caught:
        load(root)
    assert str(caught.value).splitlines() == [
        "checks/three.yaml:1:5: Not valid YAML: while parsing a flow node, did not find expected node content.",
        "    x: [",
        "        ^",
        'checks/two.yaml:5:14: There is no requirement "own.on". Did you mean "own.one"?',
        "    proves: [own.on]",
        "             ^",
    ]


def test_ids_are_unique_over_files(root: Path) -> None:
    """The second file with an id is told where the first is."""
    write(root / "two.yaml", scenario_text("own/one"))
    _, problems = check(root)
    assert render_problems(problems).splitlines() == [
        'checks/two.yaml:3:5: The id "own/one" is taken at checks/area/one.yaml:3.',
        "    - id: own/one",
        "      ^",
    ]


def test_requirement_that_no_scenario_proves_is_a_warning(root: Path) -> None:
    """It is told, but the catalogue can be used; requirements of invariants need no scenario."""
    more = "".join(
        f"  - {{id: {name}, level: MUST, statement: x, source: x, evidence: assumed}}\n"
        for name in ("own.two", f"{INVARIANT}own")
    )
    write(root / "requirements.yaml", REQUIREMENTS + more)
    catalogue, problems = check(root)
    assert [str(problem) for problem in problems] == [
        (
            'checks/requirements.yaml:3:5: warning: No scenario proves "own.two".\n'
            "    - {id: own.two, level: MUST, statement: x, source: x, evidence: assumed}\n"
            "      ^"
        )
    ]
    assert len(load(root).scenarios) == len(catalogue.scenarios) == 1


def test_some_files_do_not_prove_everything(root: Path) -> None:
    """A part of a catalogue is not blamed for requirements that the rest proves."""
    write(root / "two.yaml", scenario_text("own/two", BUNDLED))
    assert check(root, [root / "two.yaml"])[1] == ()


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("{id: One}", '"One" is no requirement id; they look like topic.what-holds.'),
        ("{id: own.two, level: must}", '`level` can\'t be "must". Did you mean "MUST"?'),
        ("{id: own.two, leve: MUST}", 'Unknown key "leve" in a requirement. Did you mean "level"?'),
        (
            "{id: own.one, level: MUST, statement: x, source: x, evidence: assumed}",
            'The id "own.one" is taken by the requirement on line 2.',
        ),
        (
            f"{{id: {BUNDLED}, level: MUST, statement: x, source: x, evidence: assumed}}",
            f'"{BUNDLED}" is a requirement of the bundled catalogue already.',
        ),
        ("own.two", 'A requirement must be a mapping, not "own.two".'),
    ],
)
def test_problems_of_requirements(root: Path, requirement: str, expected: str) -> None:
    """What is wrong with a requirement is told, and scenarios are not blamed for it."""
    write(root / "requirements.yaml", f"{REQUIREMENTS}  - {requirement}\n")
    _, problems = check(root)
    first = problems[0].summary.split(": ", 1)
    assert first[0].startswith("checks/requirements.yaml:3:")
    assert first[1] == expected or expected in [each.summary.split(": ", 1)[1] for each in problems]
    assert all(problem.path == "checks/requirements.yaml" for problem in problems)


def test_changed_requirements_are_read_again(root: Path) -> None:
    """The cache of requirements follows the file."""
    assert "own.two" not in known_requirements(root)[0]
    file = root / "requirements.yaml"
    before = file.stat().st_mtime_ns
    write(file, REQUIREMENTS.replace("own.one", "own.two"))
    if file.stat().st_mtime_ns == before:
        pytest.skip("the file system's clock is too coarse for this test")
    assert "own.two" in known_requirements(root)[0]


def test_proves_is_unchecked_without_requirements(root: Path) -> None:
    """A single file can be read without its catalogue."""
    file = write(root / "two.yaml", scenario_text("own/two", "who.knows"))
    found, problems = read_file(file)
    assert problems == ()
    assert found is not None
    assert found.scenarios[0].proves == ("who.knows",)


def test_bundled_catalogue_has_no_problem() -> None:
    """What we ship is right, warnings included."""
    catalogue, problems = check(bundled_root())
    assert render_problems(problems) == ""
    assert len(catalogue.scenarios) > 100


def test_importing_the_language_is_cheap() -> None:
    """Loading scenarios needs neither GraphQL nor HTTP nor pytest."""
    code = "import sys, conformance.scenario; print(*{'graphql', 'httpx', 'pytest', 'phonenumbers'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert done.stdout.strip() == ""


PROJECT = Path(__file__).parents[2]


def test_a_bundled_requirement_that_nothing_proves_is_a_problem() -> None:
    """Elsewhere it is a warning, for requirements may be written before their scenarios are."""
    root = bundled_root()
    bundled = load(root)
    file = root / "requirements.yaml"
    lonely = replace(next(iter(bundled.requirements.values())), id="own.lonely", path=display(file))
    requirements = {**bundled.requirements, "own.lonely": lonely}
    (problem,) = _unproven(root, requirements, list(bundled.files))
    assert problem.message == 'No scenario proves "own.lonely".'
    assert not problem.is_warning
