"""Fields that Shopify has and the mock does not model: nothing where that is an answer, else a clear refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graphql import GraphQLNonNull, get_named_type, is_leaf_type, is_required_argument

from conformance.mock.resolvers.customers import CUSTOMER_FIELDS
from conformance.schema.load import load
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from mock_client import Client

    from conformance.versions import ApiVersion


def test_what_may_be_null_is_null(client: Client) -> None:
    """A nullable field."""
    id_ = client.create(firstName="A")
    assert client.read(id_, "multipassIdentifier market { id }") == {
        "multipassIdentifier": None,
        "market": None,
    }


def test_a_list_or_connection_is_empty(client: Client) -> None:
    """With page information."""
    id_ = client.create(firstName="A")
    selection = "companyContactProfiles { id } events(first: 3) { nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } }"
    assert client.read(id_, selection) == {
        "companyContactProfiles": [],
        "events": {"nodes": [], "edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
    }


def test_what_must_have_a_value_is_refused(client: Client) -> None:
    """The field is named, and the null goes up to where one may be."""
    id_ = client.create(firstName="A")
    answer = client.send(
        "query Q($id: ID!) { who: customer(id: $id) { id lifetimeDuration } shop { name } }", {"id": id_}
    )
    assert answer["data"] == {"who": None, "shop": {"name": "example"}}
    assert answer["errors"] == [
        {
            "message": "This mock does not model Customer.lifetimeDuration.",
            "locations": [{"line": 1, "column": 49}],
            "extensions": {"code": "NOT_MODELLED"},
            "path": ["who", "lifetimeDuration"],
        }
    ]


@pytest.mark.parametrize("version", BUNDLED, ids=str)
def test_every_field_of_a_customer_is_answered_or_refused(client: Client, version: ApiVersion) -> None:
    """No field of any version breaks the mock, and what is modelled is never refused."""
    client.version = version.handle
    id_ = client.create(email="a@example.com", phone="+16135550100", addresses=[{"city": "Ottawa"}])
    for name, field in load(version).type_map["Customer"].fields.items():  # type: ignore[attr-defined]
        if any(map(is_required_argument, field.args.values())):
            continue
        arguments = "(first: 1)" if "first" in field.args else ""
        below = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
        answer = client.send(
            f"query Q($id: ID!) {{ customer(id: $id) {{ {name}{arguments}{below} }} }}", {"id": id_}
        )
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert codes in ([], ["NOT_MODELLED"])
        assert not codes or (name not in CUSTOMER_FIELDS and isinstance(field.type, GraphQLNonNull))


def test_what_is_modelled_is_in_some_schema() -> None:
    """A resolver for a field that no version has would be a spelling mistake."""
    known = {name for version in BUNDLED for name in load(version).type_map["Customer"].fields}  # type: ignore[attr-defined]
    assert set(CUSTOMER_FIELDS) <= known
