"""What is different from a recording by meaning, and what is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recorded_case import NOW, play

from conformance.archive.drift import Difference, compare
from conformance.cassette import file

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
