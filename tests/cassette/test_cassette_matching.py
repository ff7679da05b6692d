"""Which calls are the same, and which recorded one is nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.cassette.matching import key, nearest
from conformance.versions import ApiVersion
from conformance.wire import Request

VERSION = ApiVersion("2026-10")
CALL = Request(
    "query One($id: ID!) { customer(id: $id) { id note } }", {"id": "1", "a": {"x": 1, "y": 2}}, VERSION
)


@pytest.mark.parametrize(
    "same",
    [
        replace(CALL, document="# why\nquery One($id: ID!) {\n  customer(id: $id) {\n    id, note\n  }\n}\n"),
        replace(CALL, variables={"a": {"y": 2, "x": 1}, "id": "1"}),
        replace(CALL, operation_name=""),
        replace(CALL, asked="2026-10"),
        replace(CALL, is_patient=False),
    ],
    ids=["white space and comments", "order of keys", "no name", "the version said twice", "impatient"],
)
def test_what_means_the_same_is_the_same_call(same: Request) -> None:
    """How a call is written does not count."""
    assert key(same) == key(CALL)


@pytest.mark.parametrize(
    "other",
    [
        replace(CALL, document="query One($id: ID!) { customer(id: $id) { note id } }"),
        replace(CALL, variables={"id": 1, "a": {"x": 1, "y": 2}}),
        replace(CALL, variables={"id": "1", "a": {"x": True, "y": 2}}),
        replace(CALL, variables={"id": "1"}),
        replace(CALL, version=ApiVersion("2026-07")),
        replace(CALL, asked="2020-01"),
        replace(CALL, token="wrong"),
        replace(CALL, operation_name="One"),
        replace(CALL, headers={"Shopify-GraphQL-Cost-Debug": "1"}),
    ],
    ids=[
        *("order of fields", "number for text", "truth for 1", "left out"),
        *("version", "address", "token", "name", "header"),
    ],
)
def test_what_means_something_else_is_another_call(other: Request) -> None:
    """Everything that an answer may depend on counts."""
    assert key(other) != key(CALL)


def test_a_document_that_cannot_be_read_is_taken_to_the_letter() -> None:
    """Scenarios send broken documents as well."""
    broken = replace(CALL, document='query {  shop { "')
    assert key(broken)[0] == 'query {  shop { "'


def test_the_nearest_call_is_found_and_told_apart() -> None:
    """Of several, the one with the same document and the fewest other values; each difference has its place."""
    far = Request("query Shop { shop { id } }", {}, VERSION)
    near = replace(CALL, variables={"id": "1", "a": {"x": 1, "y": 3}})
    found = nearest(CALL, [far, replace(CALL, variables={"id": "2"}), near])
    assert found is not None
    assert found.index == 2
    assert found.differences == ("$.a.y: recorded 3, now 2",)


def test_a_changed_document_is_told_by_its_lines() -> None:
    """What is new begins with +, what is gone with -."""
    before = replace(CALL, document="query One($id: ID!) {\n  customer(id: $id) {\n    id\n    note\n  }\n}")
    after = replace(before, document=before.document.replace("note", "tags"))
    found = nearest(after, [before])
    assert found is not None
    assert found.differences == ("document: - note", "document: + tags")


def test_version_and_token_are_told() -> None:
    """They part calls too."""
    found = nearest(replace(CALL, token="none", version=ApiVersion("2026-07")), [CALL])
    assert found is not None
    assert found.differences == (
        "API version: recorded 2026-10, now 2026-07",
        "access token: recorded the target's own, now none",
    )


def test_many_differences_are_counted() -> None:
    """A message has few lines."""
    found = nearest(replace(CALL, variables={str(number): number for number in range(9)}), [CALL])
    assert found is not None
    assert len(found.differences) == 6
    assert found.differences[-1] == "and 6 more differences"


def test_nothing_is_nearest_to_nothing() -> None:
    """An empty cassette has no call to show."""
    assert nearest(CALL, []) is None
