"""Tables: how a scenario expands, and to which versions it applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scenario.scenario_texts import scenario

from conformance.scenario import applies, expand
from conformance.versions import ApiVersion

if TYPE_CHECKING:
    from conformance.scenario import Case, Scenario

WHEN = "\nwhen: {input: {firstName: Ada}}"
ENUM = {"TaxExemption": ("CA_STATUS_CARD_EXEMPTION", "US_AL_RESELLER_EXEMPTION")}


def cases(written: str) -> tuple[Case, ...]:
    """The cases of a scenario with a table."""
    return expand(scenario(f"cases: {written}{WHEN}"), ENUM.__getitem__)


def test_scenario_without_a_table_is_one_case() -> None:
    """Its id is the scenario's."""
    (case,) = expand(scenario(WHEN), ENUM.__getitem__)
    assert (case.id, case.label, case.bindings) == ("lists/one", "", {})


def test_enum_column_has_the_values_of_the_version() -> None:
    """One case for each value that the schema has."""
    found = cases('{exemption: "${schema.TaxExemption}"}')
    assert [case.id for case in found] == [
        "lists/one[CA_STATUS_CARD_EXEMPTION]",
        "lists/one[US_AL_RESELLER_EXEMPTION]",
    ]
    assert [case.bindings for case in found] == [
        {"exemption": "CA_STATUS_CARD_EXEMPTION"},
        {"exemption": "US_AL_RESELLER_EXEMPTION"},
    ]


@pytest.mark.parametrize(
    ("written", "label", "value"),
    [
        ("note", "note", "note"),
        ("5", "5", 5),
        ("'5'", "5", "5"),
        ("01234", "01234", "01234"),
        ("true", "true", True),
        ("NO", "NO", "NO"),
        ("null", "null", None),
        ("", "null", None),
        ("''", "empty", ""),
        ("'  '", "blank", "  "),
        ("+1 (613) 450-5293", "+1-(613)-450-5293", "+1 (613) 450-5293"),
        ("'a [b]'", "a-b-", "a [b]"),
        ("x" * 50, "x" * 40, "x" * 50),
        ("${unique.email}", "${unique.email}", None),
    ],
)
def test_listed_values_are_their_labels(written: str, label: str, value: object) -> None:
    """A value is its own label, without what an id can't hold."""
    (case,) = cases(f"\n  column:\n    - {written}\n")
    assert case.id == f"lists/one[{label}]"
    if value is not None or label == "null":
        assert case.bindings == {"column": value}


def test_rows_have_labels_and_columns() -> None:
    """Several columns go by row."""
    found = cases("{too-long: {field: note, size: 5001}, fits: {field: note, size: 5000}}")
    assert [(case.id, case.bindings) for case in found] == [
        ("lists/one[too-long]", {"field": "note", "size": 5001}),
        ("lists/one[fits]", {"field": "note", "size": 5000}),
    ]


def test_rows_may_hold_anything() -> None:
    """A cell may be a list or an object."""
    (case,) = cases("{one: {words: [1, NO], address: {zip: 01234}}}")
    assert case.bindings == {"words": [1, "NO"], "address": {"zip": "01234"}}


def ranged(written: str) -> Scenario:
    """A scenario with a range of versions."""
    return scenario(f"{written}{WHEN}")


@pytest.mark.parametrize(
    ("written", "version", "reason"),
    [
        ("", "2026-10", ""),
        ("since: 2026-04", "2026-04", ""),
        ("since: 2026-04", "2026-01", "applies from API version 2026-04 on"),
        ("until: 2026-04", "2026-04", ""),
        ("until: 2026-04", "2026-07", "applied up to API version 2026-04"),
        ("until: 2026-10", "unstable", "applied up to API version 2026-10"),
        ("since: unstable", "unstable", ""),
        ("since: 2026-01\nuntil: 2026-04", "2025-10", "applies from API version 2026-01 on"),
    ],
)
def test_range_of_versions(written: str, version: str, reason: str) -> None:
    """Both ends belong to the range."""
    assert applies(ranged(written), ApiVersion(version)) == reason
