"""What bare scalars mean: by the type of their place, else by YAML 1.2."""

from __future__ import annotations

from typing import Any

import pytest
from scenario.scenario_texts import scenario

from conformance.scenario import OMITTED, SetAction


def sent(text: str) -> Any:
    """The input of a call that writes `text` as its input."""
    action = scenario(f"when: {{input: {text}}}").steps[0].action
    assert isinstance(action, SetAction)
    return action.input


def sent_freely(text: str) -> Any:
    """The same for a call that expects top-level errors."""
    action = scenario(f"when: {{input: {text}}}\nthen: {{errors: [{{}}]}}").steps[0].action
    assert isinstance(action, SetAction)
    return action.input


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", "5"),
        ("01234", "01234"),
        ("1.50", "1.50"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("ON", "ON"),
        ("off", "off"),
        ("true", "true"),
        ("2026-10-01", "2026-10-01"),
        ("+16135550100", "+16135550100"),
        ("0x1F", "0x1F"),
        ("'null'", "null"),
        ('""', ""),
        ("null", None),
        ("~", None),
        ("", None),
        ("Null", "Null"),
    ],
)
def test_bare_scalar_of_a_string_field_is_text(written: str, value: str | None) -> None:
    """Where a String is due, a scalar is a string to the letter; only null, ~ and nothing are null."""
    assert sent(f"{{firstName: {written}}}") == {"firstName": value}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("-1", -1),
        ("0", 0),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("01234", "01234"),
        ("+1", "+1"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("ON", "ON"),
        ("off", "off"),
        ("True", "True"),
        ("2026-10-01", "2026-10-01"),
        ("12:30", "12:30"),
        (".inf", ".inf"),
        ("'5'", "5"),
        ("'true'", "true"),
        ("[1, a]", [1, "a"]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)
def test_scalar_without_a_type_means_what_yaml_1_2_says(written: str, value: object) -> None:
    """Only true and false are booleans; only JSON's numbers are numbers."""
    (found,) = sent_freely(f"{{firstName: {written}}}").values()
    assert found == value
    assert type(found) is type(value)


def test_omitted_null_and_empty_are_three_inputs() -> None:
    """What is left out stays out."""
    assert sent("{note: null, phone: ''}") == {"note": None, "phone": ""}


@pytest.mark.parametrize(
    ("written", "identifier"),
    [("", OMITTED), ("identifier: null,", None), ("identifier: {email: 5},", {"email": "5"})],
)
def test_omitted_and_null_identifier_are_two_calls(written: str, identifier: object) -> None:
    """A call without the argument is not a call with null."""
    assert scenario(f"when: {{{written} input: {{firstName: Ada}}}}").steps[0].action == SetAction(
        {"firstName": "Ada"}, identifier
    )


def test_lists_and_objects_are_typed_inside() -> None:
    """Types reach elements of lists and fields of objects."""
    assert sent("{tags: [1, NO], taxExempt: true, addresses: [{zip: 01234, countryCode: NO}]}") == {
        "tags": ["1", "NO"],
        "taxExempt": True,
        "addresses": [{"zip": "01234", "countryCode": "NO"}],
    }


def test_one_element_may_stand_for_its_list() -> None:
    """GraphQL takes a single value for a list, so the language does."""
    assert sent("{tags: 5}") == {"tags": "5"}


def test_alias_is_its_anchor() -> None:
    """What is anchored once can be used again."""
    found = scenario(
        """
        given: {customer: &ada {firstName: Ada, tags: [1]}}
        when: {input: *ada}
        """
    )
    assert found.steps[0].action == SetAction({"firstName": "Ada", "tags": ["1"]})
    assert found.given.customers == (("customer", {"firstName": "Ada", "tags": ["1"]}),)


def test_key_from_a_column_has_the_type_its_fields_share() -> None:
    """A bare scalar under `"${field}"` is a string if all the fields of the column are."""
    body = 'cases: {{field: [{fields}]}}\nwhen: {{input: {{firstName: Ada, "${{field}}": 5}}}}'
    strings = scenario(body.format(fields="note, phone")).steps[0]
    assert isinstance(strings.action, SetAction)
    assert [value for key, value in strings.action.input.items() if key != "firstName"] == ["5"]
    mixed = scenario(body.format(fields="note, taxExempt")).steps[0]
    assert isinstance(mixed.action, SetAction)
    assert [value for key, value in mixed.action.input.items() if key != "firstName"] == [5]
