"""YAML text to a tree: what is wrong with it is told with its place, and nothing brings Python down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.scenario import bundled_root, check
from conformance.scenario.source import parse, read

BOMB = "\n".join(
    ['a: &a ["x","x"]']
    + [
        f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]"
        for before, name in zip("abcdef", "bcdefg", strict=True)
    ]
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "a:\n\t- b",
            [
                (
                    "x.yaml:2:1: Not valid YAML: while scanning for the next token, found character that cannot start "
                    "any token. Indent with spaces; YAML takes no tabs there."
                ),
                "     - b",
                "    ^",
            ],
        ),
        (
            "a: b: c",
            [
                "x.yaml:1:5: Not valid YAML: mapping values are not allowed in this context.",
                "    a: b: c",
                "        ^",
            ],
        ),
        (
            "a: [b",
            [
                "x.yaml:1:4: Not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'.",
                "    a: [b",
                "       ^",
            ],
        ),
        (
            "a: {email: ${unique.email}}",
            [
                (
                    "x.yaml:1:13: Not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'. "
                    'Inside {...} and [...], put references in quotes: "${...}".'
                ),
                "    a: {email: ${unique.email}}",
                "                ^",
            ],
        ),
        ("a: *b", ["x.yaml:1:4: Not valid YAML: found undefined alias.", "    a: *b", "       ^"]),
        (
            "a\n---\nb",
            [
                "x.yaml:2:1: Not valid YAML: expected a single document in the stream, but found another document.",
                "    ---",
                "    ^",
            ],
        ),
        ("", ["x.yaml:1:1: Is empty."]),
        ("# only a comment\n", ["x.yaml:1:1: Is empty.", "    # only a comment", "    ^"]),
        (
            "a: é\x07",
            [
                "x.yaml:1:5: A character is not allowed in YAML: control characters are not allowed.",
                "    a: é?",
                "        ^",
            ],
        ),
        ("a: \ud800", ["x.yaml:1:4: A lone surrogate is not a character.", "    a: ?", "       ^"]),
        (
            "a: !!python/name:os.system x",
            [
                "x.yaml:1:4: YAML tags such as tag:yaml.org,2002:python/name:os.system are not part of the language.",
                "    a: !!python/name:os.system x",
                "       ^",
            ],
        ),
        (
            "a: &a [*a]",
            ["x.yaml:1:4: Contains itself through an alias.", "    a: &a [*a]", "       ^"],
        ),
        (
            BOMB,
            [
                "x.yaml:1:1: Its aliases write out to more than 1000000 nodes.",
                '    a: &a ["x","x"]',
                "    ^",
            ],
        ),
    ],
)
def test_unusable_text_is_told_with_its_place(text: str, lines: list[str]) -> None:
    """Every way to be no tree gives one problem with line, column and caret."""
    source = parse(text, "x.yaml")
    assert source.root is None
    assert [line for problem in source.problems for line in str(problem).splitlines()] == lines


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_deep_nesting_is_refused(text: str) -> None:
    """Input that would overflow the C stack of libyaml's composer is refused before it gets there."""
    assert [each.message for each in parse(text, "x.yaml").problems] == [
        "Is nested more than 60 levels deep."
    ]


def test_aliases_do_not_nest_deeper_than_allowed() -> None:
    """Depth counts with aliases written out."""
    text = "a: &a " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 40 + "*a" + "]" * 40
    assert [each.message for each in parse(text, "x.yaml").problems] == [
        "Is nested more than 60 levels deep."
    ]


@pytest.mark.parametrize(
    "text", ["a: &a {b: c}\nd: *a", "a: !!str 5", "\ufeffa: b", "a: '[[[[{{{{'", "a: " + "[" * 40 + "]" * 40]
)
def test_usable_text_has_no_problem(text: str) -> None:
    """Anchors, a byte order mark, the string tag and brackets in text are fine."""
    assert parse(text, "x.yaml").problems == ()


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is a problem of that file."""
    (problem,) = read(tmp_path / "none.yaml", "none.yaml").problems
    assert str(problem) == "none.yaml:1:1: Cannot be read: No such file or directory."


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    """A file in another encoding is told at its first odd byte."""
    file = tmp_path / "latin.yaml"
    file.write_bytes("a: b\nc: é".encode("latin-1"))
    (problem,) = read(file, "latin.yaml").problems
    assert problem.summary == "latin.yaml:2:4: Is not UTF-8 text."


def test_long_lines_are_shown_around_the_caret() -> None:
    """A caret far to the right keeps its context, in at most 100 columns."""
    (problem,) = parse("a: " + "x" * 300 + ": b", "x.yaml").problems
    _, shown, caret = str(problem).splitlines()
    assert len(shown) <= 104
    assert shown[len(caret) - 1] == ":"


WITHOUT_LIBYAML = """
import yaml
del yaml.CSafeLoader
from conformance.scenario import bundled_root, check, lint_text
from conformance.scenario.source import _Loader
catalogue, problems = check(bundled_root())
print(_Loader.__name__, len(catalogue.scenarios), len(problems))
print(lint_text("a: [b", "x.yaml")[1][0].summary.split(":")[:3])
"""


def test_language_works_without_libyaml() -> None:
    """Where PyYAML was built without libyaml, its own parser reads the same, only slower."""
    project = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBYAML], capture_output=True, text=True, check=True, cwd=project
    )
    scenarios = len(check(bundled_root())[0].scenarios)
    assert done.stdout.splitlines() == [f"SafeLoader {scenarios} 0", "['x.yaml', '1', '6']"]
