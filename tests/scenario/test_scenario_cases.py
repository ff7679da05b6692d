"""Tables: how a scenario expands, and to which versions it applies."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from scenario.scenario_texts import body_problems, scenario

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


def test_several_columns_make_every_combination() -> None:
    """The last column changes fastest; labels are joined with commas."""
    found = cases('{size: [1, 2], exemption: "${schema.TaxExemption}"}')
    assert [case.label for case in found] == [
        "1,CA_STATUS_CARD_EXEMPTION",
        "1,US_AL_RESELLER_EXEMPTION",
        "2,CA_STATUS_CARD_EXEMPTION",
        "2,US_AL_RESELLER_EXEMPTION",
    ]
    assert found[3].bindings == {"size": 2, "exemption": "US_AL_RESELLER_EXEMPTION"}


def test_pairwise_every_two_values_meet() -> None:
    """In fewer cases than all combinations are."""
    columns = {"a": "123", "b": "456", "c": "78", "d": "9x"}
    written = ", ".join(f"{name}: [{', '.join(map(repr, values))}]" for name, values in columns.items())
    found = expand(scenario(f"combine: pairwise\ncases: {{{written}}}{WHEN}"), ENUM.__getitem__)
    met = {frozenset(pair) for case in found for pair in combinations(case.bindings.items(), 2)}
    due = {
        frozenset({(one, first), (other, second)})
        for one, other in combinations(columns, 2)
        for first in columns[one]
        for second in columns[other]
    }
    assert due <= met
    assert len(found) < 3 * 3 * 2 * 2
    assert len({case.id for case in found}) == len(found)


def test_two_makes_a_case_of_every_two_rows() -> None:
    """They are called a and b, and no row meets itself."""
    rows = "{n: {field: note, value: x}, l: {field: lastName, value: y}, f: {field: firstName, value: z}}"
    body = 'when: {input: {"${a.field}": "${a.value}", "${b.field}": "${b.value}"}}'
    found = expand(scenario(f"combine: two\ncases: {rows}\n{body}"), ENUM.__getitem__)
    assert [case.label for case in found] == ["n,l", "n,f", "l,f"]
    assert found[1].bindings == {
        "a": {"field": "note", "value": "x"},
        "b": {"field": "firstName", "value": "z"},
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("combine: full", "`combine` is about `cases`, and there are none."),
        ("combine: all\ncases: {a: [1]}", '`combine` can\'t be "all". Known: full, pairwise, two.'),
        ("combine: full\ncases: {a: [1]}", "`combine` takes several columns, and this table has one."),
        ("combine: two\ncases: {a: [1], b: [2]}", "`two` combines rows by label: {label: {column: value}}."),
        (
            "combine: pairwise\ncases: {x: {a: 1}, y: {a: 2}}",
            "`pairwise` combines columns of listed values; rows take `two`.",
        ),
        ("combine: two\ncases: {x: {a: 1}}", "`two` combines rows, and this table has not two of them."),
    ],
)
def test_what_can_not_be_combined_is_told(written: str, expected: str) -> None:
    """Columns combine with each other, rows by two."""
    (found,) = body_problems(f"{written}{WHEN}")
    assert found.split(": ", 1)[1] == expected


def test_a_table_leaves_out_what_it_says() -> None:
    """Of listed values, of rows, and of an enum."""
    left = {
        "cases: {a: [x, y, z]}\nexcept: [y]": ["x", "z"],
        "cases: {one: {a: 1}, two: {a: 2}}\nexcept: [one]": ["two"],
        'cases: {a: "${schema.TaxExemption}"}\nexcept: [US_AL_RESELLER_EXEMPTION]': [
            "CA_STATUS_CARD_EXEMPTION"
        ],
        "cases: {a: [1, 2], b: [x, y]}\nexcept: ['1,y']": ["1,x", "2,x", "2,y"],
    }
    for written, labels in left.items():
        found = expand(scenario(f"{written}{WHEN}"), ENUM.__getitem__)
        assert [case.label for case in found] == labels
