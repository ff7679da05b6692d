"""A sweep counts nobody as gone of whom the target did not speak, and nothing as ours that need not be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from script_target import Script, answer

from conformance.errors import BrokenError
from conformance.runner.sweep import find_by_journal, find_by_mark
from conformance.target.journal import Plan, Record
from conformance.target.marks import Marks
from conformance.versions import NEWEST_STABLE

ID = "gid://shopify/Customer/7"
ERROR = [{"message": "Query cost is 1200, which exceeds the single query max cost limit 1000"}]
PLAN = Plan(Marks(emails=("conformance+0123456789abcdef-1@example.com",)), "")


def record(**told: Any) -> Record:
    """Return what the journal of a run that has ended tells."""
    return Record(Path("x.journal"), "x", "t", 1, is_living=False, **told)


@pytest.mark.parametrize(
    "payload",
    [
        {"errors": ERROR},
        {"errors": ERROR, "data": None},
        {"errors": ERROR, "data": {"nodes": [None]}},
        {"data": {"nodes": None}},
        {"data": {}},
        [],
    ],
)
def test_an_answer_that_does_not_say_who_is_there_is_no_nobody(payload: Any) -> None:
    """A leak check that trusted it would take the journal away."""
    with pytest.raises(BrokenError, match="did not say who is there"):
        find_by_journal(Script(answer(payload)), NEWEST_STABLE, [record(made={ID: ""})])


@pytest.mark.parametrize("data", [None, {}, {"c0": None}])
def test_a_look_up_that_failed_is_no_nobody(data: Any) -> None:
    """Whom an unanswered write may have made is looked up by identity."""
    with pytest.raises(BrokenError):
        find_by_journal(
            Script(answer({"errors": ERROR, "data": data})), NEWEST_STABLE, [record(plans=(PLAN,))]
        )


def test_a_custom_id_without_its_definition_names_nobody() -> None:
    """Shopify answers the look-up with an error then."""
    plan = Plan(Marks(custom_ids=(("", "conformance_0123456789abcdef_1", "7"),)), "")
    target = Script(answer({"errors": ERROR, "data": {"c0": None}}))
    assert find_by_journal(target, NEWEST_STABLE, [record(plans=(plan,))]).strays == []


@pytest.mark.parametrize("customers", [None, {}, {"nodes": None}, {"nodes": [], "pageInfo": "x"}])
def test_customers_that_are_not_listed_are_no_empty_store(customers: Any) -> None:
    """Whatever stands there instead of a page."""
    with pytest.raises(BrokenError):
        find_by_mark(Script(answer({"data": {"customers": customers}})), NEWEST_STABLE, [], timedelta())


@pytest.mark.parametrize("cursor", [None, "same"])
def test_pages_that_lead_nowhere_are_told_as_incomplete(cursor: str | None) -> None:
    """Without a next page to ask for, or with the same one again, the rest of the customers is not known."""
    page = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": cursor}}
    target = Script(answer({"data": {"customers": page}}))
    assert not find_by_mark(target, NEWEST_STABLE, [], timedelta()).complete
    assert len(target.asked) <= 2


def test_a_definition_whose_key_is_not_generated_is_left_alone() -> None:
    """The store may have had one of that name, with values of all customers."""
    ours, theirs = ("custom", "conformance_0123456789abcdef_1"), ("custom", "erp")
    plans = (Plan(Marks(definitions=(ours, theirs)), ""),)
    found = find_by_journal(Script(answer({})), NEWEST_STABLE, [record(plans=plans)])
    assert [stray.definition for stray in found.strays] == [ours]
    assert [stray.definition for stray in found.kept] == [theirs]


def test_a_journal_whose_clock_has_no_zone_is_read() -> None:
    """`-0000` is a time of which the zone is not told (RFC 5322, section 3.3)."""
    node = {"__typename": "Customer", "id": ID, "createdAt": "2020-01-01T00:00:00Z"}
    clock = "Thu, 26 Nov 2026 00:00:00 -0000"
    found = find_by_journal(
        Script(answer({"data": {"nodes": [node]}})), NEWEST_STABLE, [record(made={ID: clock})]
    )
    assert [stray.id for stray in found.kept] == [ID]


def test_somebody_of_today_whom_a_journal_without_a_clock_names_is_left_alone() -> None:
    """A customer without a mark is ours only if made after the entry, and when that was written is not told."""
    now = "2026-11-26T00:00:00Z"
    node = {"__typename": "Customer", "id": ID, "createdAt": now, "updatedAt": now}
    target = Script(answer({"data": {"nodes": [node]}}, date="Thu, 26 Nov 2026 00:00:09 GMT"))
    found = find_by_journal(target, NEWEST_STABLE, [record(made={ID: ""})])
    assert (found.strays, [stray.id for stray in found.kept]) == ([], [ID])
