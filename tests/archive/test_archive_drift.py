"""What is different from a recording by meaning, and what is not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from recorded_case import NOW, play

from conformance.archive.drift import Difference, compare
from conformance.cassette import file
from conformance.cassette.model import Cassette, Kind, Provenance
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

if TYPE_CHECKING:
    from pathlib import Path

TAGS = """\
area: own
scenarios:
  - id: own/tags
    title: Tags are replaced
    proves: [create.without-identifier]
    evidence: documented
    given: {customer: {email: "${unique.email}", phone: "${unique.phone}", tags: [a]}}
    when: {identifier: {id: "${customer.id}"}, input: {tags: [b]}}
    then: {customer: {tags: [b]}}
"""


def test_another_run_of_the_same_shop_is_no_difference(tmp_path: Path) -> None:
    """Ids, times, generated identities and the state of the bucket are others, and mean the same."""
    first = play(tmp_path, TAGS)
    cassette = file.read(first.recorder.keep(first.exchanges, NOW))
    text = re.sub(r"\b79\d{11}\b", "8111111111111", re.sub(r"T\d\d:\d\d", "T05:05", file.dumps(cassette)))
    assert compare(file.loads(text, "x"), first.exchanges) == ()
    assert compare(cassette, play(tmp_path, TAGS).exchanges) == ()


def test_another_behaviour_is_shown_where_it_shows(tmp_path: Path) -> None:
    """Call, operation, place, what was recorded and what is the case now; what follows from it is not told again."""
    first = play(tmp_path, TAGS)
    cassette = file.read(first.recorder.keep(first.exchanges, NOW))
    found = compare(cassette, play(tmp_path, TAGS, fault="tags-merged").exchanges)
    assert found == (
        Difference(2, "CustomerSet", "$.data.customerSet.customer.tags", '["b"]', '["a", "b"]'),
        Difference(3, "Customer", "$.data.customer.tags", '["b"]', '["a", "b"]'),
    )


@pytest.mark.parametrize(
    ("document", "differs"),
    [
        ("{ all: customers(first: 3) { nodes { id } } customersCount { count } }", False),
        ('{ all: customers(first: 3, query: "email:conformance+1") { nodes { id } } }', True),
        ("{ all: shop { name } }", True),
    ],
)
def test_who_else_is_there_is_no_difference(document: str, *, differs: bool) -> None:
    """What a read of all customers finds and costs is not the API's doing; what one of ours finds is."""

    def answered(data: object, cost: int) -> Exchange:
        body = {
            "data": {"all": data},
            "extensions": {"cost": {"requestedQueryCost": 5, "actualQueryCost": cost}},
        }
        return Exchange(
            Request(document, {}, ApiVersion("2026-10")), Response(200, {}, json.dumps(body).encode(), 1.0)
        )

    origin = Provenance(Kind.STORE, "2026-10", "", NOW, "")
    recorded = Cassette("own/all", origin, (answered({"nodes": []}, 2),))
    found = compare(recorded, [answered({"nodes": [{"id": "gid://shopify/Customer/1"}]}, 3)])
    assert bool(found) is differs
    assert compare(recorded, [answered(None, 3)]), "that it can be read at all is the API's doing"
