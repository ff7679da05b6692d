"""Exchanges in a few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from report_samples import DOCUMENT, exchange, verdict

from conformance.report.calls import operation, summed_up
from conformance.verdict import Call


def _codes(payload: Any) -> tuple[str, ...]:
    return summed_up(verdict("a", exchanges=(exchange(payload),))).codes


def test_a_call_says_what_was_asked_and_what_it_took() -> None:
    """Part of the scenario, operation, status, time, points and retries."""
    said = exchange({"extensions": {"cost": {"requestedQueryCost": 12, "actualQueryCost": 10}}}, status=429)
    said = replace(said, purpose="step 1", response=replace(said.response, retries=2))
    assert summed_up(verdict("a", exchanges=(said,))).calls == (
        Call("step 1", "mutation customerSet", 429, 0.012, 10, 2),
    )


@pytest.mark.parametrize(
    ("cost", "points"),
    [
        ({"requestedQueryCost": 12, "actualQueryCost": None}, 12),
        ({"actualQueryCost": 0}, 0),
        ({"actualQueryCost": 2.5}, None),
        ({"actualQueryCost": "9"}, None),
        ({"actualQueryCost": True}, None),
        (None, None),
        ([], None),
    ],
)
def test_points_are_numbers_that_the_answer_names(cost: Any, points: int | None) -> None:
    """A refused query is charged what it asked for; what is no whole number is no cost."""
    found = summed_up(verdict("a", exchanges=(exchange({"extensions": {"cost": cost}}),)))
    assert found.calls[0].cost == points
    assert found.cost == points


def test_codes_of_both_error_layers() -> None:
    """Those of user errors and of top-level errors, each once; forms that are none are passed over."""
    answer = {
        "data": {"customerSet": {"userErrors": [{"code": "TAKEN"}, {"code": "TAKEN"}, {"code": None}, 3]}},
        "errors": [{"extensions": {"code": "THROTTLED"}}, {"extensions": None}],
    }
    assert _codes(answer) == ("TAKEN", "THROTTLED")
    assert _codes({"errors": "Unavailable Shop"}) == ()
    assert _codes(b"<html>") == ()


def test_served_versions_are_those_the_answers_name() -> None:
    """Each once; an answer that names none adds none."""
    first = exchange({}, headers={"x-shopify-api-version": "2026-07"})
    found = summed_up(verdict("a", exchanges=(first, exchange({}), first)))
    assert found.served == ("2026-07",)


def test_a_verdict_without_exchanges_stays_as_it_is() -> None:
    """What was summed up before is not lost when the exchanges are gone."""
    before = summed_up(verdict("a", exchanges=(exchange({}),)))
    assert summed_up(replace(before, exchanges=())) == replace(before, exchanges=())


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (DOCUMENT, "mutation customerSet"),
        ("{ shop { id } }", "shop"),
        ("{ a: shop { id } }", "shop"),
        ("", "request"),
    ],
)
def test_operation(document: str, words: str) -> None:
    """A document is called by its operation, or by its first field."""
    assert operation(document) == words


def test_a_call_that_asks_for_another_version_tells_nothing_of_the_runs() -> None:
    """What serves a retired version is no answer to what the run asked for."""
    own = exchange({}, headers={"x-shopify-api-version": "2026-10"})
    other = exchange({}, headers={"x-shopify-api-version": "2025-10"})
    other = replace(other, request=replace(other.request, asked="2025-01"))
    assert summed_up(verdict("a", exchanges=(own, other))).served == ("2026-10",)
