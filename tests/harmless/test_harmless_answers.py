"""No false alarms: the whole suite against the embedded shop, which says the same in another way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from harmless.bent import Bent, escaped, extra_extensions, other_key_order, pretty
from harmless.other_ids import OtherIds
from judged import complaints, every_case, judge, one_case_each

from conformance.mock.behaviour import Behaviours
from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings, wall_clock
from conformance.target.in_process import InProcess
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from harmless.bent import Answering

MAKE = """mutation Make($input: CustomerSetInput!) {
  customerSet(input: $input) {
    customer { id legacyResourceId locale createdAt amountSpent { currencyCode } addressesV2(first: 2) { nodes { id } } }
    userErrors { message }
  }
}"""
INPUT = {"email": "zoë@example.com", "addresses": [{"city": "Ottawa"}, {"city": "Toronto"}]}


def shop(**settings: Any) -> Service:
    """Return an embedded shop that does not throttle."""
    return Service(Settings(bucket=Rates(999_999_999, 999_999_999), log=1, **settings))


def asked(service: Answering) -> InProcess:
    """Return a service as a target."""
    return InProcess(cast("Service", service))


def abroad() -> Service:
    """Return a shop in another country, with its currency and its language."""
    section = {"currency": "JPY", "locale": "de", "country": "DE"}
    return shop(behaviours=Behaviours().changed("default", section, "a test"))


VARIATIONS: dict[str, Callable[[], Answering]] = {
    "other key order": lambda: Bent(shop(), other_key_order),
    "extra extensions": lambda: Bent(shop(), extra_extensions),
    "pretty JSON": lambda: Bent(shop(), write=pretty),
    "escaped JSON": lambda: Bent(shop(), write=escaped),
    "other ids": lambda: OtherIds(shop()),
    "clock ahead": lambda: shop(clock=lambda: wall_clock() + timedelta(days=9)),
    "clock behind": lambda: shop(clock=lambda: wall_clock() - timedelta(days=9)),
    "another currency and locale": abroad,
}
SPELLINGS = {"other key order", "pretty JSON", "escaped JSON"}
"""Variations that a JSON parser undoes, for which one case of each scenario will do."""


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_harmless_variation_passes_every_scenario(name: str) -> None:
    """Nothing fails, and nothing is left without a verdict."""
    cases = one_case_each() if name in SPELLINGS else every_case()
    assert complaints(judge(asked(VARIATIONS[name]()), cases, seed="harmless")) == []


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_makes_a_difference(name: str) -> None:
    """It does change what an answer looks like: a variation that does nothing would prove nothing."""
    plain, varied = (
        asked(service).send(Request(MAKE, {"input": INPUT})) for service in (shop(), VARIATIONS[name]())
    )
    assert plain.body != varied.body
    if name in SPELLINGS:
        assert _without_times(plain.payload) == _without_times(varied.payload)


def _without_times(payload: Any) -> Any:
    payload["data"]["customerSet"]["customer"].pop("createdAt")
    return payload


def test_other_ids_are_short_and_go_down_for_addresses() -> None:
    """Customers' ids go up by seven, addresses' ids down by three."""
    target = asked(OtherIds(shop()))
    made = [
        target.send(Request(MAKE, {"input": {**INPUT, "email": f"{name}@example.com"}})).payload["data"]
        for name in ("ada", "bob")
    ]
    customers = [one["customerSet"]["customer"] for one in made]
    assert [one["id"] for one in customers] == ["gid://shopify/Customer/12", "gid://shopify/Customer/19"]
    assert [one["legacyResourceId"] for one in customers] == ["12", "19"]
    numbers = [node["id"].partition("?")[0][-4:] for one in customers for node in one["addressesV2"]["nodes"]]
    assert numbers == ["9999", "9996", "9993", "9990"]


@pytest.mark.parametrize("bend", [OtherIds, lambda service: Bent(service, other_key_order)])
def test_a_variation_hides_no_fault(bend: Callable[[Answering], Answering]) -> None:
    """A shop that merges tags is caught behind a variation as well."""
    cases = [case for case in every_case() if case.scenario.area == "tags"]
    found = complaints(judge(asked(bend(shop(fault="tags-merged"))), cases, seed="harmless"))
    assert any("tags/sent-tags-overwrite-the-others" in line for line in found)
