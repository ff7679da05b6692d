"""The domain, which explorers compare a target with, against a model that knows nothing of it: a dict for each customer."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_model import NOBODY, Model

from conformance.explore.expected import DomainSide
from conformance.explore.script import Move, live
from conformance.explore.strategies import fields, spellings
from conformance.scenario.bindings import Scope, bind
from conformance.scenario.model import OMITTED
from conformance.scenario.unique import Unique
from conformance.versions import NEWEST_STABLE

QUICK = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCOPE = Scope(Unique("model", "found/explored", "", "2026-10"))
COUNTRY = ("country", "countryCodeV2", "provinceCode")
PLACES: tuple[dict[str, str], ...] = (
    {},
    {"countryCode": "CA", "provinceCode": "ON"},
    {"countryCode": "US", "provinceCode": "CA"},
    {"countryCode": "DK"},
)
ADDRESS = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from(("Ottawa", " Toronto ", "")),
        "zip": st.sampled_from(("K1A 0B1", "no zip")),
        "firstName": st.sampled_from(("Ada", "李")),
    },
)
ADDRESSES = st.lists(
    st.builds(lambda place, rest: {**place, **rest}, st.sampled_from(PLACES), ADDRESS), max_size=3
)
KNOWN = {name: each for name, each in fields(NEWEST_STABLE).items() if name not in {"locale", "addresses"}}
INPUTS = st.fixed_dictionaries({}, optional={**KNOWN, "addresses": ADDRESSES})
STEPS = st.lists(
    st.tuples(INPUTS, st.sampled_from(("", "email", "phone", "id")), st.integers(1, 3)), max_size=8
)


def _as_model(customer: dict[str, Any]) -> dict[str, Any]:
    """Return a customer as the model has them."""
    found = {name: customer[name] for name in NOBODY if name in customer}
    email, phone = customer["defaultEmailAddress"], customer["defaultPhoneNumber"]
    names = ("firstName", "lastName", "company", "address1", "city", "zip", *COUNTRY)
    cut = [{name: each[name] for name in names} for each in customer["addressesV2"]["nodes"]]
    default = customer["defaultAddress"]
    return {
        **found,
        "email": email and email["emailAddress"],
        "phone": phone and phone["phoneNumber"],
        "addresses": cut,
        "defaultAddress": default and {name: default[name] for name in names},
    }


@QUICK
@given(STEPS)
def test_the_domain_says_what_the_model_says(steps: list[tuple[dict[str, Any], str, int]]) -> None:
    """Sequences of sets by nothing, email, phone and id leave both in the same state, and are refused in the same words."""
    side, model = DomainSide(), Model()
    side.begin(SCOPE, defined=False)
    people: list[int] = []
    for key, (sent, route, number) in enumerate(steps):
        existing, what = _asked(model, people, sent, route, number)
        name = f"c{key if existing is None else existing}"
        then = side.expect(Move("when", what, name))
        refused = model.set(key, bind(live(what["input"]), SCOPE), existing)
        errors = [] if then.user_errors is OMITTED else then.user_errors
        assert [error["message"] for error in errors] == refused
        if not refused:
            found = {name: value for name, value in then.customer.items() if name != "updatedAt"}
            assert _as_model(found) == model.customers[key if existing is None else existing]
            if existing is None:
                people.append(key)


def _asked(
    model: Model, people: list[int], sent: dict[str, Any], route: str, number: int
) -> tuple[int | None, dict[str, Any]]:
    """Return whom a step is about in the model, and what it sends."""
    if route == "id" and people:
        existing = people[number % len(people)]
        return existing, {"identifier": {"id": f"${{c{existing}.id}}"}, "input": sent}
    if route in {"email", "phone"}:
        spelled = spellings(route, number)[-1]
        plain = bind(live(spelled), SCOPE)
        return model.holder(route, plain), {"identifier": {route: spelled}, "input": {**sent, route: spelled}}
    return None, {"input": sent}


def test_the_model_keeps_what_is_omitted_and_replaces_lists() -> None:
    """The reference's two sentences about customerSet."""
    model = Model()
    assert model.set(1, {"email": "A @b.co", "tags": ["a", "B"], "note": "n"}, None) == []
    assert model.set(2, {"tags": ["c, b"]}, 1) == []
    assert model.customers[1]["email"] == "a@b.co"
    assert model.customers[1]["note"] == "n"
    assert model.customers[1]["tags"] == ["b", "c"]


def test_the_model_refuses_an_email_of_somebody_else_and_changes_nothing() -> None:
    """Recorded: customer-set-parity#/validation/duplicateEmail."""
    model = Model()
    model.set(1, {"email": "a@b.co"}, None)
    assert model.set(2, {"email": "A@B.co", "firstName": "Bob"}, None) == ["Email has already been taken"]
    assert list(model.customers) == [1]
