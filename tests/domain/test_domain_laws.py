"""Laws that hold for any input."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from trial_shop import LATER, NOW, TrialShop

from conformance.domain import normalize
from conformance.domain.command import DefinitionInput, customer_input, customer_set_command
from conformance.domain.customer_set import Applied, Refused, customer_set
from conformance.domain.definitions import metafield_definition_create
from conformance.domain.neighbours import customer_create, customer_delete, customer_update
from conformance.domain.store import Store

lawful = settings(database=None, deadline=None, derandomize=True, max_examples=150)

EMAILS = ["a@example.com", "A @Example.com", "b@example.com", "c@example.com", "broken", "", None]
PHONES = ["+16134505293", "+1 (613) 450-5293", "+16134505294", "abc", " ", None]
VALUES = ["1", "2", "3"]

texts = st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["Ada", " Bob ", "  "]))
addresses = st.fixed_dictionaries(
    {},
    optional={
        "address1": texts,
        "city": st.sampled_from(["Ottawa", "Toronto", " ", "<b>"]),
        "countryCode": st.sampled_from(["CA", "US", "SG", "ZZ", None]),
        "provinceCode": st.sampled_from(["ON", "CA", "", None]),
        "phone": st.sampled_from(PHONES),
        "firstName": texts,
    },
)
inputs = st.fixed_dictionaries(
    {},
    optional={
        "firstName": texts,
        "lastName": texts,
        "email": st.sampled_from(EMAILS),
        "phone": st.sampled_from(PHONES),
        "note": texts,
        "locale": st.sampled_from(["en", "fr", "xx", None]),
        "tags": st.one_of(st.none(), st.lists(st.text("aAbB, ", max_size=5), max_size=4)),
        "taxExempt": st.sampled_from([True, False, False, None]),
        "taxExemptions": st.one_of(st.none(), st.lists(st.sampled_from(["X", "Y"]), max_size=3)),
        "addresses": st.one_of(st.none(), st.lists(addresses, max_size=3)),
    },
)
custom_ids = st.sampled_from(VALUES).map(lambda value: {"namespace": "custom", "key": "erp", "value": value})
identifiers = st.one_of(
    st.none(),
    st.sampled_from([email for email in EMAILS if email]).map(lambda email: {"email": email}),
    st.sampled_from([phone for phone in PHONES if phone]).map(lambda phone: {"phone": phone}),
    custom_ids.map(lambda custom_id: {"customId": custom_id}),
    st.integers(0, 3).map(lambda index: {"index": index}),
)
verbs = st.sampled_from(["set", "set", "set", "create", "update", "delete"])
calls = st.lists(st.tuples(verbs, identifiers, inputs), max_size=12)


def _nth_gid(store: Store, index: int) -> str:
    gids = [store.customers[number].gid for number in sorted(store.customers)]
    return gids[index % len(gids)] if gids else "gid://shopify/Customer/1"


def _defined() -> Store:
    return metafield_definition_create(Store.empty(), DefinitionInput("erp", "ERP id", "id", "custom")).store


def _step(store: Store, verb: str, identifier: dict[str, Any] | None, given_input: dict[str, Any]) -> Store:
    """Make a call, see that a refused one changes nothing, and return the store afterwards."""
    gid = _nth_gid(store, (identifier or {}).get("index", 0))
    if verb == "set":
        if identifier and "index" in identifier:
            identifier = {"id": gid}
        answer = customer_set(store, customer_set_command(identifier, given_input), NOW)
        return answer.store if isinstance(answer, Applied) else store
    if verb == "create":
        outcome = customer_create(store, customer_input(given_input), NOW)
    elif verb == "update":
        outcome = customer_update(store, customer_input(given_input | {"id": gid}), NOW)
    else:
        return customer_delete(store, gid).store
    assert (outcome.store is store) == bool(outcome.errors)
    return outcome.store


def _check_indexes(store: Store) -> None:
    customers = list(store.customers.values())
    assert {number: customer.id for number, customer in store.customers.items()} == {
        c.id: c.id for c in customers
    }
    assert dict(store.by_email) == {c.email: c.id for c in customers if c.email}
    assert dict(store.by_phone) == {c.phone: c.id for c in customers if c.phone}
    unique = [((m.namespace, m.key, m.value), c.id) for c in customers for m in c.metafields]
    assert dict(store.by_custom_id) == dict(unique)
    assert len(unique) == len(store.by_custom_id)
    assert max(Counter(c.email for c in customers if c.email).values(), default=1) == 1
    assert max(Counter(c.phone for c in customers if c.phone).values(), default=1) == 1


def _check_customers(store: Store) -> None:
    address_ids = [address.id for customer in store.customers.values() for address in customer.addresses]
    assert len(set(address_ids)) == len(address_ids)
    assert all(number < store.numbers.address for number in address_ids)
    for customer in store.customers.values():
        assert customer.id < store.numbers.customer
        assert customer.first_name or customer.last_name or customer.email or customer.phone
        assert customer.display_name
        assert (customer.default_address_id is None) == (not customer.addresses)
        assert customer.default_address in {*customer.addresses, None}
        assert [address.id for address in customer.addresses] == sorted(
            address.id for address in customer.addresses
        )
        assert customer.tags == normalize.tags(customer.tags)


@lawful
@given(calls)
def test_indexes_agree_with_customers_after_any_calls(
    sequence: list[tuple[str, dict[str, Any] | None, dict[str, Any]]],
) -> None:
    """Emails, phones and custom ids find exactly who has them, and nobody shares one."""
    store = _defined()
    for verb, identifier, given_input in sequence:
        store = _step(store, verb, identifier, given_input)
        _check_indexes(store)
        _check_customers(store)


@lawful
@given(inputs)
def test_update_with_nothing_changes_nothing_but_the_time(given_input: dict[str, Any]) -> None:
    """`input: {}` keeps every field; that `updatedAt` moves is assumed."""
    shop = TrialShop()
    answer = shop.set(given_input)
    if isinstance(answer, Applied):
        before = answer.customer

        assert shop.applied({}, {"id": before.gid}, LATER) == replace(before, updated_at=LATER)


@lawful
@given(inputs, inputs)
def test_a_second_set_gives_what_the_first_one_alone_would(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """A set that sends every field leaves nothing of what was there before, but ids and times."""
    everything = {"firstName": None, "lastName": None, "email": None, "phone": None, "note": None} | {
        "tags": [],
        "taxExempt": False,
        "taxExemptions": [],
        "addresses": [],
    }
    second = (
        everything | {key: value for key, value in second.items() if value is not None} | {"locale": "de"}
    )
    shop, fresh = TrialShop(), TrialShop()
    before, alone = shop.set(first), fresh.set(second)
    if isinstance(before, Applied):
        after = shop.set(second, {"id": before.customer.gid})

        assert isinstance(after, Applied) == isinstance(alone, Applied)
        if isinstance(after, Applied) and isinstance(alone, Applied):
            assert _without_ids(after) == _without_ids(alone)
        if isinstance(after, Refused) and isinstance(alone, Refused):
            assert after.errors == alone.errors


def _without_ids(answer: Applied) -> Any:
    bare = tuple(replace(address, id=0) for address in answer.customer.addresses)
    default = answer.customer.default_address
    return replace(answer.customer, id=0, addresses=bare, default_address_id=None), default and replace(
        default, id=0
    )


@lawful
@given(st.lists(st.text(max_size=12), max_size=6))
def test_tags_are_normal_once_normalized(tags: list[str]) -> None:
    """Normalizing twice is normalizing once, and no tag is there twice."""
    once = normalize.tags(tags)

    assert normalize.tags(once) == once
    assert len({tag.lower() for tag in once}) == len(once)


@lawful
@given(st.text(max_size=40), st.sampled_from(["CA", "US", "DE", "JP"]))
def test_texts_emails_and_phones_are_normal_once_normalized(text: str, country: str) -> None:
    """Normalizing twice is normalizing once."""
    assert normalize.text(normalize.text(text)) == normalize.text(text)
    assert normalize.email(normalize.email(text)) == normalize.email(text)
    phone = normalize.phone(text, country)
    assert phone is None or normalize.phone(phone, country) == phone
    address_phone = normalize.address_phone(text, country)
    assert normalize.address_phone(address_phone, country) == address_phone


@lawful
@given(st.from_regex(r"\+?[0-9 ()-]{6,16}", fullmatch=True))
def test_numbers_are_normal_once_normalized(text: str) -> None:
    """What is a number stays that number, wherever the shop is."""
    phone = normalize.phone(text, "CA")
    if phone is not None:
        assert normalize.phone(phone, "DE") == phone
        assert normalize.international_phone(phone).replace(" ", "").replace("-", "") == phone
    address_phone = normalize.address_phone(text, "CA")
    assert normalize.address_phone(address_phone, "CA") == address_phone
