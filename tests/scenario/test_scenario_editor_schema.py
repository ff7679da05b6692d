"""The JSON Schemas for editors: up to date, valid, and never stricter than the linter."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from scenario.scenario_texts import file_text

from conformance.scenario import bundled_root, lint_text
from conformance.scenario.editor_schema import (
    REQUIREMENT_FILE,
    SCENARIO_FILE,
    generate,
    generate_requirements,
    text,
)
from conformance.scenario.fragments import FRAGMENTS

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = Draft202012Validator(json.loads(SCENARIO_FILE.read_text(encoding="utf-8")))
REQUIREMENTS = Draft202012Validator(json.loads(REQUIREMENT_FILE.read_text(encoding="utf-8")))
FILES = sorted(file for file in bundled_root().rglob("*.yaml") if file.name != FRAGMENTS)


class Loader(yaml.CSafeLoader):
    """Reads scalars as an editor with YAML 1.2 does."""


Loader.yaml_implicit_resolvers = {}
Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(~|null|)$"), None)
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), None)
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]*)$"), None)


def errors(validator: Draft202012Validator, written: str) -> list[str]:
    """What an editor underlines in a file."""
    document: Any = yaml.load(written, Loader=Loader)  # noqa: S506  a SafeLoader
    return [
        f"{list(error.absolute_path)}: {error.message[:100]}" for error in validator.iter_errors(document)
    ]


def test_files_are_up_to_date() -> None:
    """Whoever changes the language runs `python -m conformance.scenario.editor_schema`."""
    assert SCENARIO_FILE.read_text(encoding="utf-8") == text(generate())
    assert REQUIREMENT_FILE.read_text(encoding="utf-8") == text(generate_requirements())


@pytest.mark.parametrize("validator", [SCENARIOS, REQUIREMENTS], ids=["scenarios", "requirements"])
def test_schemas_are_valid(validator: Draft202012Validator) -> None:
    """They follow the dialect they name."""
    Draft202012Validator.check_schema(validator.schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_bundled_files_are_accepted(file: Path) -> None:
    """An editor underlines nothing in the catalogue."""
    validator = REQUIREMENTS if file.name == "requirements.yaml" else SCENARIOS
    assert errors(validator, file.read_text(encoding="utf-8")) == []


RIGHT = [
    "when: {input: {firstName: 5, tags: a, taxExempt: true, addresses: [{countryCode: NO, zip: 01234}]}}",
    "when: {input: {'${field}': null}, identifier: null, inline: true}\ncases: {field: [note]}",
    "when: {input: '${whole}'}\ncases: {one: {whole: {note: x}}}",
    "when: {input: {nickname: x}}\nthen: {errors: [{code: INVALID_VARIABLE}]}",
    "read: {customId: {key: a, value: 5}}\nthen: {customer: null}",
    "delete: {id: x}\nthen: {deleted: x, userErrors: []}",
    "call: {document: x, variables: {}}\nthen: {data: {any: true}, cost: {requested: 10}}",
    "parallel: {times: 8, when: {input: {note: '${n}'}}}\nthen: {customers: 1}",
    "steps: [{when: {input: {note: x}}, save: {a: customer}}, {read: {id: '${a.id}'}}]",
    "when: {input: {note: x}}\nthen: {customer: {email: {not: null}, tags: {unordered: [a]}, state: ENABLED}}",
]

WRONG = [
    "wehn: {input: {note: x}}",
    "when: {input: {nickname: x}}",
    "when: {input: {taxExempt: yes}}",
    "when: {input: {taxExemptions: [NONE]}}",
    "when: {identifier: {id: a, email: b}, input: {note: x}}",
    "when: {input: {note: x}}\nread: {id: x}",
    "when: {input: {note: x}}\nthen: {custmer: x}",
    "when: {input: {note: x}}\nthen: {customer: {nota: x}}",
    "when: {input: {note: x}}\nthen: {customer: {note: {regx: x}}}",
    "when: {input: {note: x}}\nsince: 2026-03",
    "parallel: {times: 1, when: {input: {note: x}}}",
    "read: {}",
]


@pytest.mark.parametrize("body", RIGHT)
def test_editor_accepts_what_the_linter_accepts(body: str) -> None:
    """What may be written is not underlined."""
    assert lint_text(file_text(body))[1] == ()
    assert errors(SCENARIOS, file_text(body)) == []


@pytest.mark.parametrize("body", WRONG)
def test_editor_underlines_what_the_linter_refuses(body: str) -> None:
    """The common mistakes are seen while writing."""
    assert lint_text(file_text(body))[1] != ()
    assert errors(SCENARIOS, file_text(body)) != []
