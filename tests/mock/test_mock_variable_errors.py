"""Values of variables that do not fit: INVALID_VARIABLE as recorded, in graphql-ruby's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client

SET = (
    "mutation Set(\n  $identifier: CustomerSetIdentifiers\n  $input: CustomerSetInput!\n) {\n"
    "  customerSet(identifier: $identifier, input: $input) { customer { id } }\n}"
)
ADA = {"firstName": "Ada"}


def test_an_error_has_every_key_in_the_recorded_order(client: Client) -> None:
    """customer-by-identifier#/emptyIdentifier, recorded for the twin type; no data, no cost."""
    answer = client.send(SET, {"identifier": {}, "input": ADA})
    assert answer == {
        "errors": [
            {
                "message": "Variable $identifier of type CustomerSetIdentifiers was provided invalid value",
                "locations": [{"line": 2, "column": 3}],
                "extensions": {
                    "code": "INVALID_VARIABLE",
                    "value": {},
                    "problems": [
                        {
                            "path": [],
                            "explanation": "'CustomerSetIdentifiers' requires exactly one argument, but 0 were provided.",
                        }
                    ],
                },
            }
        ]
    }
    assert list(answer["errors"][0]) == ["message", "locations", "extensions"]
    assert list(answer["errors"][0]["extensions"]) == ["code", "value", "problems"]


NOT_NULL = "Expected value to not be null"
ONE_OF = "'CustomerSetIdentifiers' requires exactly one argument, but"
CASES: list[tuple[str, Any, Any, str, list[Any]]] = [
    ("two keys", {"email": "a@b.co", "phone": "+1"}, ADA, "", [[[], f"{ONE_OF} 2 were provided."]]),
    ("a null key", {"email": None}, ADA, "", [[[], f"{ONE_OF} 'email' was `null`."]]),
    (
        "no global id",
        {"id": "x"},
        ADA,
        " for id (Invalid global id 'x')",
        [[["id"], "Invalid global id 'x'"]],
    ),
    (
        "an incomplete custom id",
        {"customId": {"value": "1"}},
        ADA,
        f" for customId.key ({NOT_NULL})",
        [[["customId", "key"], NOT_NULL]],
    ),
    (
        "an unknown field",
        None,
        {"metafields": []},
        " for metafields (Field is not defined on CustomerSetInput)",
        [[["metafields"], "Field is not defined on CustomerSetInput"]],
    ),
    (
        "a number for a text",
        None,
        {"note": 5},
        " for note (Could not coerce value 5 to String)",
        [[["note"], "Could not coerce value 5 to String"]],
    ),
    (
        "a text for a boolean",
        None,
        {"taxExempt": "yes"},
        ' for taxExempt (Could not coerce value "yes" to Boolean)',
        [[["taxExempt"], 'Could not coerce value "yes" to Boolean']],
    ),
    (
        "a null in a list",
        None,
        {"tags": ["a", None]},
        f" for tags.1 ({NOT_NULL})",
        [[["tags", 1], NOT_NULL]],
    ),
    (
        "several, in the order of the input",
        None,
        {"foo": 1, "addresses": [{"zip": []}]},
        " for foo (Field is not defined on CustomerSetInput), addresses.0.zip (Could not coerce value [] to String)",
        [
            [["foo"], "Field is not defined on CustomerSetInput"],
            [["addresses", 0, "zip"], "Could not coerce value [] to String"],
        ],
    ),
    ("no object", None, "Ada", "", [[[], 'Expected "Ada" to be a key-value object.']]),
    ("null for what is required", None, None, "", [[[], NOT_NULL]]),
]


@pytest.mark.parametrize(
    ("identifier", "input_", "where", "problems"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_problem_is_explained(
    client: Client, identifier: Any, input_: Any, where: str, problems: list[Any]
) -> None:
    """Where it is and what was expected, in the message and in `problems`."""
    name, type_, value = (
        ("input", "CustomerSetInput!", input_)
        if identifier is None
        else ("identifier", "CustomerSetIdentifiers", identifier)
    )
    [error] = client.send(SET, {"identifier": identifier, "input": input_})["errors"]
    assert error["message"] == f"Variable ${name} of type {type_} was provided invalid value{where}"
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["value"] == value
    assert [[each["path"], each["explanation"]] for each in error["extensions"]["problems"]] == problems


def test_an_id_repeats_its_explanation_as_a_message(client: Client) -> None:
    """Recorded for other mutations: the problem of an id has `message` too."""
    [error] = client.send(SET, {"identifier": {"id": "x"}, "input": ADA})["errors"]
    assert error["extensions"]["problems"] == [
        {"path": ["id"], "explanation": "Invalid global id 'x'", "message": "Invalid global id 'x'"}
    ]


def test_an_unknown_exemption_lists_the_known_in_shopifys_order(client: Client) -> None:
    """customer-add-tax-exemptions-parity#/validation/invalidEnumVariable; not alphabetical."""
    [error] = client.send(SET, {"input": {"taxExemptions": ["NOT_A_TAX_EXEMPTION"]}})["errors"]
    start = (
        "Variable $input of type CustomerSetInput! was provided invalid value for taxExemptions.0"
        ' (Expected "NOT_A_TAX_EXEMPTION" to be one of: CA_STATUS_CARD_EXEMPTION, CA_BC_RESELLER_EXEMPTION,'
        " CA_MB_RESELLER_EXEMPTION, "
    )
    assert error["message"].startswith(start)
    assert error["message"].endswith("US_WY_RESELLER_EXEMPTION, US_DC_RESELLER_EXEMPTION)")


def test_every_wrong_variable_has_its_error(client: Client) -> None:
    """In the order in which they are declared."""
    errors = client.send(SET, {"identifier": {"id": 1}, "input": 5})["errors"]
    assert [error["message"].split()[1] for error in errors] == ["$identifier", "$input"]


def test_an_explicit_null_identifier_is_none(client: Client) -> None:
    """The argument is nullable; the call creates."""
    assert client.data(SET, {"identifier": None, "input": ADA})["customerSet"]["customer"]["id"]


def test_one_value_counts_as_a_list_of_one(client: Client) -> None:
    """A single text for `tags`, which splits at commas."""
    assert client.set({"firstName": "A", "tags": "b, a"}, selection="tags")["customer"] == {
        "tags": ["a", "b"]
    }


def test_a_number_may_stand_for_an_int_only_in_its_range(client: Client) -> None:
    """32 bits."""
    document = "query Q($n: Int) { customers(first: $n) { nodes { id } } }"
    [error] = client.send(document, {"n": 2**31})["errors"]
    assert error["extensions"]["problems"] == [
        {"path": [], "explanation": "Could not coerce value 2147483648 to Int"}
    ]


def test_a_default_stands_in_for_an_omitted_variable(client: Client) -> None:
    """Also if the variable's type is not nullable."""
    document = "query Q($n: Int! = 1) { customers(first: $n) { nodes { id } } }"
    assert client.data(document) == {"customers": {"nodes": []}}
