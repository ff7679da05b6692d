"""`conformance list`, `show`, `explain` and `lint`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command import SCENARIOS, write_scenarios
from command_line import Told

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
MINOR = """\
  - id: own/minor
    title: A note is stored
    proves: [own.minor, own.major]
    evidence: assumed
    when: {input: {email: "${unique.email}", note: hello}}
    then: {customer: {note: hello}}

  # about the next one
  - id: own/table
    title: A note is stored, whichever it is
    proves: [own.minor]
    evidence: documented
    cases: {note: [a, b]}
    when: {input: {email: "${unique.email}", note: "${note}"}}
    then: {customer: {note: "${note}"}}
"""
REQUIREMENTS = """\
requirements:
  - id: own.minor
    level: MAY
    statement: A note is stored.
    source: a wish
    evidence: assumed
  - id: own.major
    level: MUST
    statement: It really is.
    source: a wish
    evidence: documented
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of the user's own, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.yaml").write_text(REQUIREMENTS)
    write_scenarios(tmp_path, MINOR)
    return tmp_path


def test_scenarios_are_listed_with_level_and_evidence(folder: Path, capsys: Capture) -> None:
    """The highest level of what each proves, and how many cases it has; a count at the end."""
    told = Told(capsys, "list", str(folder))
    assert told.code == 0
    assert told.lines == [
        "MUST   assumed    own/minor  A note is stored",
        "MAY    documented own/table (2 cases)  A note is stored, whichever it is",
        "",
        "2 scenarios in 1 area, 3 cases in API version 2026-10",
    ]


def test_the_bundled_scenarios_are_listed_by_default(capsys: Capture) -> None:
    """A column over an enum counts its values in the newest version."""
    told = Told(capsys, "list", "--area=tax")
    assert told.code == 0
    assert (
        "MUST   documented tax/exemption-accepted (74 cases)  Every exemption of the schema is accepted and read back"
        in told.lines
    )
    assert all(" tax/" in line for line in told.lines[:-2])
    assert "scenarios in 1 area, " in told.lines[-1]


def test_scenarios_are_listed_by_level(folder: Path, capsys: Capture) -> None:
    """In whatever case it is written."""
    assert Told(capsys, "list", "--level=may", str(folder)).lines == [
        "MAY    documented own/table (2 cases)  A note is stored, whichever it is",
        "",
        "1 scenario in 1 area, 2 cases in API version 2026-10",
    ]


def test_an_unknown_area_is_told(capsys: Capture) -> None:
    """With the nearest one, and all there are."""
    told = Told(capsys, "list", "--area=adresses")
    assert (told.code, told.out) == (2, "")
    assert 'There is no area "adresses". Did you mean "addresses"?' in told.err
    assert "Areas: access, addresses, cost, create, " in told.err


def test_a_path_that_does_not_exist_is_told(tmp_path: Path, capsys: Capture) -> None:
    """For every command that takes paths."""
    for command in ("list", "lint"):
        told = Told(capsys, command, str(tmp_path / "nowhere.yaml"))
        assert told.code == 2
        assert "nowhere.yaml does not exist." in told.err


@pytest.mark.usefixtures("folder")
def test_requirements_are_listed_with_their_proofs(capsys: Capture) -> None:
    """Level, evidence, how many scenarios prove each, and the statement; bundled ones too."""
    told = Told(capsys, "list", "--requirements", ".")
    assert told.code == 0
    assert "MAY    assumed    own.minor  (2 scenarios)  A note is stored." in told.lines
    assert "MUST   documented own.major  (1 scenario)  It really is." in told.lines
    assert any("  (every exchange)  " in line and " invariant.http-envelope " in line for line in told.lines)


@pytest.mark.usefixtures("folder")
def test_a_requirement_counts_every_scenario_that_proves_it(capsys: Capture) -> None:
    """Also those that prove something of a higher level."""
    told = Told(capsys, "list", "--requirements", "--level=MAY", ".")
    assert "MAY    assumed    own.minor  (2 scenarios)  A note is stored." in told.lines
    assert all(line.startswith("MAY ") for line in told.lines[:-2])


@pytest.mark.usefixtures("folder")
def test_requirements_of_an_area_are_those_that_it_proves(capsys: Capture) -> None:
    """No others."""
    told = Told(capsys, "list", "--requirements", "--area=own", ".")
    assert told.lines == [
        "MAY    assumed    own.minor  (2 scenarios)  A note is stored.",
        "MUST   documented own.major  (1 scenario)  It really is.",
        "",
        "2 requirements, 2 proven",
    ]


def test_a_scenario_is_shown_with_what_it_proves_and_its_yaml(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the letter, and nothing of the next one."""
    monkeypatch.chdir(SCENARIOS.parent)
    told = Told(capsys, "show", "tax/exempt-is-stored")
    assert told.code == 0
    assert told.lines[:2] == ["tax/exempt-is-stored (2 cases)", "taxExempt is stored as sent"]
    assert told.lines[3].startswith("scenarios/tax/tax.yaml:")
    assert told.lines[3].endswith(", documented")
    assert told.lines[4].startswith("proves MUST tax.exempt-set: ")
    assert told.lines[6:] == [
        "- id: tax/exempt-is-stored",
        "  title: taxExempt is stored as sent",
        "  proves: [tax.exempt-set]",
        "  evidence: documented",
        "  cases: {exempt: [true, false]}",
        '  when: {input: {email: "${unique.email}", taxExempt: "${exempt}"}}',
        '  then: {customer: {taxExempt: "${exempt}"}}',
    ]


def test_a_case_shows_its_scenario(capsys: Capture) -> None:
    """As an item of pytest's is called."""
    told = Told(capsys, "show", "tax/exempt-is-stored[true-2026-10]")
    assert told.lines[0] == "tax/exempt-is-stored (2 cases)"


def test_the_versions_of_a_scenario_are_shown(capsys: Capture) -> None:
    """If it does not apply to all."""
    told = Told(capsys, "show", "tax/australian-exemption-is-not-there-yet")
    assert "API versions: any to 2026-10" in told.lines


def test_the_last_scenario_of_a_file_ends_with_it(capsys: Capture) -> None:
    """There is no next one to stop at."""
    told = Told(capsys, "show", "tax/literal-outside-the-enum-is-refused")
    assert told.lines[-1] == "  then: {errors: [{message: {type: string}}]}"


def test_an_unknown_scenario_is_told_with_the_nearest(capsys: Capture) -> None:
    """Exit code 2."""
    told = Told(capsys, "show", "tax/exempt-is-stord")
    assert (told.code, told.out) == (2, "")
    assert 'There is no scenario "tax/exempt-is-stord". Did you mean "tax/exempt-is-stored"?' in told.err


def test_a_requirement_is_explained(capsys: Capture) -> None:
    """Level, evidence, statement, source, and the scenarios that prove it with their places."""
    told = Told(capsys, "explain", "tax.exempt-set")
    assert told.code == 0
    assert told.lines[0] == "tax.exempt-set  MUST, documented, profile core"
    assert any(line.startswith("what to do: Send taxExempt as true or false") for line in told.lines)
    assert told.lines[3].startswith("source: https://shopify.dev/")
    assert any(
        line.startswith("proven by tax/exempt-is-stored (2 cases)  ") and "scenarios/tax/tax.yaml:" in line
        for line in told.lines
    )


def test_a_code_is_explained(capsys: Capture) -> None:
    """In whatever case: layer, meaning, source, advice, and the scenarios that expect it."""
    told = Told(capsys, "explain", "taken")
    assert told.code == 0
    assert told.lines[:2] == ["TAKEN  in userErrors", "The email or phone belongs to another customer."]
    assert any(line.startswith("what to do: Upsert by that email or phone") for line in told.lines)
    assert any(line.startswith("expected by validation/code-of-a-value-in-use") for line in told.lines)


def test_an_excluded_fact_is_explained(capsys: Capture) -> None:
    """With the reason why it is no requirement."""
    told = Told(capsys, "explain", "client.audit")
    assert told.lines[0] == "client.audit  excluded: no requirement"
    assert told.lines[3] == "why: It tells of clients and tools, not of the endpoint."


def test_what_is_neither_requirement_nor_code_is_told(capsys: Capture) -> None:
    """With the nearest known word."""
    told = Told(capsys, "explain", "TAKN")
    assert told.code == 2
    assert 'There is no requirement and no code "TAKN". Did you mean "TAKEN"?' in told.err


def test_requirements_are_listed_with_their_coverage(capsys: Capture) -> None:
    """Every one of the bundled is proven, and excluded facts come last, with their reasons."""
    told = Told(capsys, "list", "--requirements")
    proven = re.fullmatch(r"(\d+) requirements, (\d+) proven, (\d+) facts excluded", told.lines[-1])
    assert proven
    assert int(proven[1]) == int(proven[2]) > 250
    assert "         It tells of clients and tools, not of the endpoint." in told.lines


def test_an_invalid_document_is_a_problem(folder: Path, capsys: Capture) -> None:
    """Of GraphQL, at its place."""
    text = (folder / "own.yaml").read_text()
    call = (
        "  - id: own/call\n    title: T\n    proves: [scalar.omitted-unchanged]\n    evidence: documented\n"
    )
    (folder / "own.yaml").write_text(text + call + "    call: {document: '{ shop { nmae } }'}\n")
    told = Told(capsys, "lint", str(folder))
    assert told.code == 2
    assert "The document is not valid in API version 2025-10: Cannot query field 'nmae'" in told.err


def test_an_invariant_is_proven_by_every_exchange(capsys: Capture) -> None:
    """It needs no scenario of its own."""
    told = Told(capsys, "explain", "invariant.read-your-write")
    assert "checked on every exchange of every scenario" in told.lines


def test_the_bundled_scenarios_have_no_problems(capsys: Capture) -> None:
    """Nor a warning, such as a requirement that nothing proves."""
    told = Told(capsys, "lint")
    assert (told.code, told.err) == (0, "")
    assert told.out.endswith(" requirements: no problems\n")


def test_a_problem_is_told_with_its_place(folder: Path, capsys: Capture) -> None:
    """Path, line, column, the line itself and a caret; all problems of all files; exit code 2."""
    (folder / "own.yaml").write_text(
        (folder / "own.yaml").read_text().replace("title: A note is stored\n", "titel: A note is stored\n")
    )
    write_scenarios(
        folder, MINOR.replace("own.major", "own.mayor").replace("own/", "own/more-"), name="more.yaml"
    )
    told = Told(capsys, "lint", ".")
    assert (told.code, told.out) == (2, "")
    assert 'own.yaml:4:5: Unknown key "titel" in a scenario. Did you mean "title"?' in told.err
    assert "    titel: A note is stored\n    ^" in told.err
    assert 'more.yaml:5:25: There is no requirement "own.mayor".' in told.err
    assert told.err.endswith("2 problems\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("path", [".", "own.yaml"])
def test_a_folder_elsewhere_has_requirements_of_its_own(path: str, capsys: Capture) -> None:
    """Beside the bundled ones."""
    told = Told(capsys, "lint", path)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("1 file, 2 scenarios, ")


def test_a_requirement_that_nothing_proves_is_a_warning(folder: Path, capsys: Capture) -> None:
    """Where the whole catalogue is checked, whatever the path is called; it is no problem."""
    (folder / "own.yaml").write_text((folder / "own.yaml").read_text().replace(", own.major", ""))
    told = Told(capsys, "lint", ".")
    assert told.code == 0
    assert 'No scenario proves "own.major".' in told.err
    assert told.out.endswith(": 1 warning\n")
    assert Told(capsys, "lint", "own.yaml").err == ""


def test_two_catalogues_are_checked_each_by_its_own_requirements(folder: Path, capsys: Capture) -> None:
    """What one knows the other need not know."""
    told = Told(capsys, "lint", str(SCENARIOS / "delete"), str(folder))
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("2 files, ")


def test_one_scenario_id_in_two_files_is_a_problem(folder: Path, capsys: Capture) -> None:
    """Also when the files are named one by one."""
    write_scenarios(folder, MINOR, name="more.yaml")
    told = Told(capsys, "lint", "more.yaml", "own.yaml")
    assert told.code == 2
    assert 'The id "own/minor" is taken at more.yaml:3.' in told.err


def test_a_folder_without_scenarios_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that a CI job has wrong must not be without problems."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "own.yml.bak").write_text("scenarios:\n")
    monkeypatch.chdir(tmp_path)
    told = Told(capsys, "lint", "scenarios")
    assert told.code == 2
    assert told.err.startswith("conformance: There is no scenario file in scenarios.\n")
