"""The form of scalars in JSON."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.schema.load import load
from conformance.schema.scalars import gid_kind, scalar
from conformance.versions import BUNDLED

INFINITY, NAN = float("inf"), float("nan")

SOUND: dict[str, list[Any]] = {
    "ARN": ["arn:aws:events:ca-central-1::event-source/x"],
    "BigInt": ["0", "-12", "99999999999999999999999"],
    "Boolean": [True, False],
    "Color": ["#6A8D48", "#fff"],
    "Date": ["2026-10-01", "2024-02-29"],
    "DateTime": [
        "2026-06-30T16:02:51Z",
        "2026-06-30T16:02:51.123Z",
        "2026-06-30T16:02:51-04:00",
        "2026-06-30T16:02:51.123456789+05:30",
    ],
    "Decimal": ["0.0", "29.99", "-5", "12345678901234567890.5"],
    "Float": [0, 1.5, -3, 1e300, 10**30],
    "FormattedString": ["", "<b>x</b>"],
    "HTML": ["", "<p>x</p>"],
    "ID": ["1", "gid://shopify/Customer/1"],
    "Int": [0, 2_147_483_647, -2_147_483_648],
    "JSON": [0, "", [], {}, False, {"a": [None]}],
    "Money": ["0.0", "10"],
    "StorefrontID": ["Z2lkOi8v"],
    "String": ["", " ", "é\U0001f600"],
    "URL": ["https://example.com/a?b=c#d", "https://example.com", "http://müller.example/ü"],
    "UnsignedInt64": ["0", "7", "18446744073709551615"],
    "UtcOffset": ["-05:00", "+14:00"],
    "NewScalarOfALaterVersion": [0, "", [], {}],
}

UNSOUND: dict[str, list[Any]] = {
    "ARN": ["", "arn:", "urn:x", 1],
    "BigInt": [5, "", "1.5", "1e3", "٣"],
    "Boolean": [0, 1, "true", "false", ""],
    "Color": ["6A8D48", "#6A8D4", "#GGGGGG", "red", 0],
    "Date": ["2026-02-30", "2026-1-1", "2026-10-01T00:00:00Z", "", 20261001],
    "DateTime": [
        "2026-06-30T16:02:51",
        "2026-06-30",
        "2026-06-30 16:02:51Z",
        "2026-13-30T16:02:51Z",
        "2026-02-30T16:02:51Z",
        "2026-06-30T25:02:51Z",
        "2026-06-30T16:02Z",
        "2026-06-30T16:02:51+0000",
        "2026-06-30T16:02:51z",
        "2026-06-30T16:02:51Z\n",
        "٢٠٢٦-06-30T16:02:51Z",
        "20260630T160251Z",
        "",
        1782835371,
    ],
    "Decimal": [0.0, 5, "", ".5", "5.", "1,5", "1e3", "NaN", "+1", " 1", "1\n"],
    "Float": [NAN, INFINITY, -INFINITY, True, "1.5", ""],
    "FormattedString": [1],
    "HTML": [1, ["<p>"]],
    "ID": ["", " ", 1, True],
    "Int": [2_147_483_648, -2_147_483_649, 1.0, NAN, "1", True, False, 10**30],
    "JSON": [],
    "Money": [10, "10 CAD"],
    "StorefrontID": ["", 5],
    "String": [1, 1.5, True, ["a"], {"a": "b"}],
    "URL": [
        "",
        "example.com",
        "/a",
        "https://",
        "https:///a",
        "https://exa mple.com",
        "https://example.com\n",
        1,
    ],
    "UnsignedInt64": [0, "-1", "01", "1.0", "18446744073709551616", "1" * 5000, "", "٣"],
    "UtcOffset": ["5:00", "-0500", "+15:00", "+05:60", "Z", 0],
    "NewScalarOfALaterVersion": [],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in SOUND.items() for value in values]
)
def test_sound_values(name: str, value: object) -> None:
    """A value in the scalar's form is accepted."""
    assert scalar(name).accepts(value)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in UNSOUND.items() for value in values]
)
def test_unsound_values(name: str, value: object) -> None:
    """A value in another form is not, and asking does not fail."""
    assert not scalar(name).accepts(value)


@pytest.mark.parametrize("name", SOUND)
def test_null_has_no_form(name: str) -> None:
    """Null is never a value of a scalar."""
    assert not scalar(name).accepts(None)


@pytest.mark.parametrize("name", [name for name in SOUND if name not in ("JSON", "NewScalarOfALaterVersion")])
def test_lists_and_objects_have_no_form(name: str) -> None:
    """Only JSON may hold a list or an object."""
    assert not scalar(name).accepts(["1"])
    assert not scalar(name).accepts({"a": 1})


def test_every_scalar_of_the_slices_is_known() -> None:
    """No scalar of a bundled version passes as an unknown one."""
    names = {
        name
        for version in BUNDLED
        for name, kind in load(version).type_map.items()
        if type(kind).__name__ == "GraphQLScalarType"
    }
    assert {name for name in names if scalar(name).form == "any value"} == {"JSON"}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("gid://shopify/Customer/1", "Customer"),
        ("gid://shopify/MailingAddress/1?model_name=CustomerAddress", "MailingAddress"),
        ("gid://shopify/TaxonomyCategory/sg-4-17", "TaxonomyCategory"),
        ("gid://shopify/Customer/", None),
        ("gid://shopify/Customer", None),
        ("gid://example/Customer/1", None),
        ("gid://shopify//1", None),
        ("gid://shopify/Customer/1 ", None),
        ("gid://shopify/Customer/1\n", None),
        ("1", None),
        (1, None),
        (None, None),
        (["gid://shopify/Customer/1"], None),
    ],
)
def test_kind_of_a_global_id(value: object, kind: str | None) -> None:
    """The kind stands between the shop and the number; anything else is no global id."""
    assert gid_kind(value) == kind
