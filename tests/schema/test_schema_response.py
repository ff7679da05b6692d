"""The data of a response held against schema and selection: objects, lists, nulls and leaves."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any

import pytest

from conformance.errors import UnknownVersionError
from conformance.schema.response import Problem, response_checker
from conformance.schema.scalars import scalar
from conformance.schema.shape import listed, nullable, render, written_as
from conformance.versions import NEWEST_STABLE, ApiVersion

SET = """mutation Set($input: CustomerSetInput!) {
  made: customerSet(input: $input) {
    customer {
      id legacyResourceId firstName note tags taxExempt taxExemptions createdAt numberOfOrders state
      amountSpent { amount currencyCode }
      defaultAddress { id latitude countryCodeV2 formatted coordinatesValidated }
      addressesV2(first: 2) { edges { cursor node { zip } } pageInfo { hasNextPage endCursor } }
      metafields(first: 1) { nodes { jsonValue sizeInBytes value } }
      image { url }
    }
    userErrors { code field message }
  }
}"""

SOUND: dict[str, Any] = {
    "made": {
        "customer": {
            "id": "gid://shopify/Customer/10000000000001",
            "legacyResourceId": "10000000000001",
            "firstName": "Ada",
            "note": None,
            "tags": ["a", "b"],
            "taxExempt": False,
            "taxExemptions": ["CA_DIPLOMAT_EXEMPTION"],
            "createdAt": "2026-06-30T16:02:51Z",
            "numberOfOrders": "0",
            "state": "DISABLED",
            "amountSpent": {"amount": "0.0", "currencyCode": "CAD"},
            "defaultAddress": {
                "id": "gid://shopify/MailingAddress/1?model_name=CustomerAddress",
                "latitude": 45.42,
                "countryCodeV2": "CA",
                "formatted": ["1 King St", "Ottawa"],
                "coordinatesValidated": True,
            },
            "addressesV2": {
                "edges": [{"cursor": "abc", "node": {"zip": None}}],
                "pageInfo": {"hasNextPage": False, "endCursor": None},
            },
            "metafields": {"nodes": [{"jsonValue": {"a": [1]}, "sizeInBytes": 9, "value": '{"a":[1]}'}]},
            "image": {"url": "https://example.com/a.png"},
        },
        "userErrors": [],
    }
}

CHECKER = response_checker(NEWEST_STABLE, SET)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the sound data with the value at a dotted path replaced, or taken out if it is `...`."""
    data = deepcopy(SOUND)
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    holder: Any = data
    for step in steps:
        holder = holder[step]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return data


def places(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Return every place below a value, as a dotted path with what stands there; nothing below a JSON scalar."""
    found = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        found.append((f"{path}{key}", part))
        if key != "jsonValue":
            found += places(part, f"{path}{key}.")
    return found


def json_path(path: str) -> str:
    """Return a dotted path as problems write it."""
    return "$.data" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split("."))


PLACES = places(SOUND)
OBJECTS = [path for path, value in PLACES if isinstance(value, dict) and not path.endswith("jsonValue")]
KEYS = [path for path, _ in PLACES if not path.rpartition(".")[2].isdigit()]
OTHERS: list[Any] = [0, 1, 1.5, float("nan"), True, "", "0", [], {}, [[]], ["x", None], {"x": 1}]
TYPED = [(path, value) for path, value in PLACES if not path.endswith("jsonValue")]


def test_sound_data() -> None:
    """Data that fits schema and selection has no problem."""
    assert CHECKER.check(SOUND) == ()


def test_checking_leaves_the_data_alone() -> None:
    """The data is as before."""
    data = deepcopy(SOUND)
    CHECKER.check(data)
    assert data == SOUND


@pytest.mark.parametrize("path", KEYS)
def test_missing_key(path: str) -> None:
    """Every selected key must be there, at every level."""
    found = CHECKER.check(changed(path, ...))
    assert [(problem.path, problem.expected, problem.actual) for problem in found] == [
        (json_path(path), "the selected field", "nothing")
    ]


@pytest.mark.parametrize("path", ["", *OBJECTS])
def test_surplus_key(path: str) -> None:
    """No key may be there that was not selected, at any level."""
    found = CHECKER.check(changed(f"{path}.extra".lstrip("."), None))
    assert [(problem.path, problem.expected, problem.actual) for problem in found] == [
        (json_path(f"{path}.extra".lstrip(".")), "no such key", "null")
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (path, value)
        for path, sound in TYPED
        for value in OTHERS
        if not (isinstance(value, str) and isinstance(sound, str | None))
        and not (value == [] and isinstance(sound, list))
        and not (path.endswith(("taxExempt", "coordinatesValidated", "hasNextPage")) and value is True)
        and not (path.endswith("latitude") and type(value) in (int, float) and not math.isnan(value))
        and not (path.endswith("sizeInBytes") and type(value) is int)
    ],
)
def test_value_of_another_kind(path: str, value: object) -> None:
    """A value of another kind is a problem where it stands or, for a list, at its items."""
    found = CHECKER.check(changed(path, value))
    assert found
    assert all(problem.path.startswith(json_path(path)) for problem in found)


@pytest.mark.parametrize("path", [path for path, _ in PLACES])
def test_null(path: str) -> None:
    """Null is a problem exactly where the schema says non-null."""
    nullable_places = {
        "made",
        "made.customer",
        "made.customer.firstName",
        "made.customer.note",
        "made.customer.defaultAddress",
        "made.customer.defaultAddress.latitude",
        "made.customer.defaultAddress.countryCodeV2",
        "made.customer.addressesV2.edges.0.node.zip",
        "made.customer.addressesV2.pageInfo.endCursor",
    }
    found = [problem.path for problem in CHECKER.check(changed(path, None))]
    assert found == ([] if path in nullable_places else [json_path(path)])


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "made.customer.taxExemptions",
            ["CA_STATUS_CARD_EXEMPTION", "NONE"],
            "one of the 74 values of TaxExemption",
        ),
        (
            "made.customer.taxExemptions",
            ["AUSTRALIA_RESELLER_EXEMPTION"],
            "one of the 74 values of TaxExemption",
        ),
        ("made.customer.state", "enabled", "one of DECLINED, DISABLED, ENABLED, INVITED"),
        ("made.customer.id", "10000000000001", "a global id of kind Customer"),
        ("made.customer.id", "gid://shopify/Order/1", "a global id of kind Customer"),
        ("made.customer.defaultAddress.id", "gid://shopify/Customer/1", "a global id of kind MailingAddress"),
        ("made.customer.numberOfOrders", "-1", "a string of digits, of at most 64 bits"),
        (
            "made.customer.createdAt",
            "2026-06-30T16:02:51",
            "an ISO 8601 time with a zone, such as 2026-10-01T12:00:00Z",
        ),
        ("made.customer.amountSpent.amount", "free", 'a string such as "29.99"'),
        ("made.customer.image.url", "a.png", "an absolute URL"),
        ("made.customer.metafields.nodes.0.sizeInBytes", 2**31, "a whole number of at most 32 bits"),
        (
            "made.userErrors",
            [{"code": "BAD", "field": ["input"], "message": "no"}],
            "one of the 12 values of CustomerSetUserErrorCode",
        ),
        ("made.userErrors", [{"code": None, "field": ["addresses", 0], "message": "no"}], "a string"),
        ("made.userErrors", [{"code": None, "field": "input", "message": "no"}], "a list"),
    ],
)
def test_value_of_a_wrong_form(path: str, value: object, expected: str) -> None:
    """Enums, ids and scalars are held to their form."""
    assert [problem.expected for problem in CHECKER.check(changed(path, value))] == [expected]


def test_enums_are_those_of_the_version() -> None:
    """A value that a later version adds is wrong before and right then."""
    text = '{ customer(id: "x") { taxExemptions } }'
    data = {"customer": {"taxExemptions": ["AUSTRALIA_RESELLER_EXEMPTION"]}}
    assert len(response_checker(ApiVersion("2026-10"), text).check(data)) == 1
    assert response_checker(ApiVersion("unstable"), text).check(data) == ()


def test_every_problem_is_told_at_once() -> None:
    """Several problems come in the order of the selection, each with a sentence."""
    data = changed("made.customer.tags", ["a", 3, None])
    data["made"]["customer"]["state"] = None
    del data["made"]["userErrors"]
    assert CHECKER.check(data) == (
        Problem("$.data.made.customer.tags[1]", "a string", "3", "The value is no String."),
        Problem("$.data.made.customer.tags[2]", "String!", "null", "null stands where String! forbids it."),
        Problem(
            "$.data.made.customer.state",
            "CustomerState!",
            "null",
            "null stands where CustomerState! forbids it.",
        ),
        Problem(
            "$.data.made.userErrors",
            "the selected field",
            "nothing",
            "CustomerSetPayload lacks the selected userErrors.",
        ),
    )


def test_null_data() -> None:
    """Data may be null only beside errors."""
    assert CHECKER.check(None, errors_present=True) == ()
    assert CHECKER.check(None) == (
        Problem("$.data", "an object", "null", "There is no data, and there are no errors."),
    )


def test_errors_excuse_nothing_else() -> None:
    """A null where non-null is due stays a problem beside errors; a nullable field may be null."""
    assert CHECKER.check({"made": None}, errors_present=True) == ()
    found = CHECKER.check(changed("made.customer.tags", None), errors_present=True)
    assert [problem.path for problem in found] == ["$.data.made.customer.tags"]
    shop = response_checker(NEWEST_STABLE, "{ shop { id } }")
    assert [problem.path for problem in shop.check({"shop": None}, errors_present=True)] == ["$.data.shop"]


@pytest.mark.parametrize("data", [[], "x", 0, False, True, [SOUND]])
def test_data_that_is_no_object(data: object) -> None:
    """Data itself must be an object; an empty one lacks the root fields."""
    assert [(problem.path, problem.expected) for problem in CHECKER.check(data)] == [("$.data", "an object")]
    assert [problem.path for problem in CHECKER.check({})] == ["$.data.made"]


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("{ customr { id } }", None, "Cannot query field 'customr' on type 'QueryRoot'."),
        ("{ customer", None, "Syntax Error: Expected Name, found <EOF>."),
        ("query A { shop { id } } query B { shop { id } }", None, "which operation runs cannot be told."),
        ("query A { shop { id } }", "B", "which operation runs cannot be told."),
        ("fragment F on Shop { id }", None, "Fragment 'F' is never used."),
    ],
    ids=["invalid", "syntax", "which", "no-such", "no-operation"],
)
def test_nothing_answers_what_cannot_run(text: str, name: str | None, reason: str) -> None:
    """A document that can't run is answered by errors alone."""
    checker = response_checker(NEWEST_STABLE, text, name)
    assert checker.check(None, errors_present=True) == ()
    assert [problem.path for problem in checker.check(None)] == ["$.data"]
    (problem,) = checker.check({"shop": {"id": "gid://shopify/Shop/1"}}, errors_present=True)
    assert (problem.path, problem.expected, problem.actual) == ("$.data", "no data", "an object with shop")
    assert problem.message.startswith(f"No data can answer this document: {reason}")


def test_the_named_operation_counts() -> None:
    """Of several operations the one that was named is held against the data."""
    text = "query A { shop { id } } query B { shop { name } }"
    assert response_checker(NEWEST_STABLE, text, "B").check({"shop": {"name": "S"}}) == ()
    assert len(response_checker(NEWEST_STABLE, text, "A").check({"shop": {"name": "S"}})) == 2


def test_a_checker_is_compiled_once() -> None:
    """The same document gives the same checker."""
    assert response_checker(NEWEST_STABLE, SET) is CHECKER


def test_a_version_that_is_not_bundled() -> None:
    """There is nothing to hold the data against."""
    with pytest.raises(UnknownVersionError):
        response_checker(ApiVersion("2024-01"), SET)


def test_keys_that_are_no_names() -> None:
    """A surplus key of any characters is shown so that it can be found."""
    found = response_checker(NEWEST_STABLE, "{ shop { name } }").check({"shop": {"name": "S", 'a "b"': 1}})
    assert [problem.path for problem in found] == ['$.data.shop["a \\"b\\""]']


def test_lists_of_lists() -> None:
    """Items of inner lists are found by both indexes."""
    check = listed(nullable(listed(nullable(written_as(scalar("Int"), "Int")), "[Int]")), "[[Int]]")
    assert check([[1], None, [], [2, None]]) == []
    assert [(found.path, found.actual) for found in check([[1], [2, "3"], 4])] == [
        ("[1][1]", '"3"'),
        ("[2]", "4"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        (float("nan"), "NaN"),
        ("é", '"é"'),
        ("x" * 100_000, '"' + "x" * 59 + "..."),
        ([], "an empty list"),
        ([1, 2], "a list of 2"),
        ({}, "an empty object"),
        ({"a": 1, "b": 2}, "an object with a, b"),
        (dict.fromkeys("abcdefghij"), "an object with a, b, c, d, e, f, g, h and 2 more"),
        ({"a\nb": 1}, 'an object with "a\\nb"'),
        ("a\nb", '"a\\nb"'),
        ("\ud800", '"\\ud800"'),
        (10**100, "1" + "0" * 59 + "..."),
    ],
)
def test_values_are_shown_short(value: object, text: str) -> None:
    """A found value is shown as JSON, or by its size."""
    assert render(value) == text
