"""What a request may write, and what its answer says of that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.runner import documents
from conformance.target.writes import Effect, deleted_by, effect_of, is_one_creation, made_by, settles
from conformance.wire import Request, Response

SET = documents.customer_set(metafields=False)


@pytest.mark.parametrize(
    ("request_", "effect"),
    [
        (Request(documents.customer_by_id(metafields=False), {"id": "x"}), Effect()),
        (Request("{ customerSet }"), Effect()),
        (Request(SET, {"input": {"email": "x"}}), Effect(is_write=True, makes=True, customers=True)),
        (
            Request(SET, {"identifier": {"email": "x"}, "input": {}}),
            Effect(is_write=True, makes=True, customers=True),
        ),
        (Request(SET, {"identifier": {"id": "x"}, "input": {}}), Effect(is_write=True, makes=True)),
        (Request(documents.DEFINITION_CREATE, {}), Effect(is_write=True, makes=True)),
        (Request(documents.CUSTOMER_DELETE, {}), Effect(is_write=True, deletes=True)),
        (Request("mutation { tagsAdd }"), Effect(is_write=True)),
        (Request("# mutation\n{ shop }"), Effect(is_write=True)),
        (
            Request("fragment F on X { y }\nmutation\n{ a: customerCreate }"),
            Effect(is_write=True, makes=True, customers=True),
        ),
    ],
)
def test_what_a_request_may_do_shows_in_its_text(request_: Request, effect: Effect) -> None:
    """In doubt it is a write."""
    assert effect_of(request_) == effect


@pytest.mark.parametrize(
    ("request_", "is_one"),
    [
        (Request(SET, {"input": {"email": "x"}}), True),
        (Request(SET, {"identifier": {"phone": "x"}, "input": {"phone": "x"}}), True),
        (Request(SET, {"identifier": {"id": "x"}, "input": {"email": "x"}}), False),
        (Request(SET, {"input": {"id": "x", "email": "x"}}), False),
        (Request("mutation { a: customerSet b: customerSet }"), False),
        (Request(documents.CUSTOMER_DELETE, {}), False),
    ],
)
def test_one_creation_is_told_from_updates_and_from_several(request_: Request, *, is_one: bool) -> None:
    """Only one can be looked up and sent again."""
    assert is_one_creation(request_) is is_one


def answer(payload: Any) -> Response:
    """Return an answer."""
    return Response(200, {}, json.dumps(payload).encode())


@pytest.mark.parametrize(
    ("payload", "made", "gone", "is_settled"),
    [
        ({"data": {"customerSet": {"customer": {"id": "c1"}, "userErrors": []}}}, ("c1",), (), True),
        (
            {"data": {"a": {"customer": {"id": "c1"}}, "b": {"customer": {"id": "c2"}}}},
            ("c1", "c2"),
            (),
            True,
        ),
        ({"data": {"metafieldDefinitionCreate": {"createdDefinition": {"id": "d1"}}}}, ("d1",), (), True),
        ({"data": {"customerSet": {"customer": None, "userErrors": [{"message": "no"}]}}}, (), (), True),
        ({"data": {"customerDelete": {"deletedCustomerId": "c1"}}}, (), ("c1",), True),
        ({"errors": [{"message": "no"}]}, (), (), True),
        ({"data": {"customerSet": {"userErrors": []}}}, (), (), False),
        ({"data": {"customerSet": {"customer": {"note": "x"}}}}, (), (), False),
    ],
)
def test_an_answer_tells_who_was_made_or_deleted(
    payload: Any, made: tuple[str, ...], gone: tuple[str, ...], *, is_settled: bool
) -> None:
    """One that selects neither an id nor errors leaves it open."""
    response = answer(payload)
    assert (made_by(response), deleted_by(response), settles(response)) == (made, gone, is_settled)
