"""The table of rules: complete, well-formed, and each of them able to fire."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from trial_shop import NOW, TrialShop

from conformance.domain.command import (
    AddressInput,
    DefinitionInput,
    MetafieldEntry,
    customer_input,
    customer_set_command,
)
from conformance.domain.customer import DEFINITION, Address, gid
from conformance.domain.customer_addresses import address_create, address_delete
from conformance.domain.customer_set import Applied, Refused, customer_set
from conformance.domain.definitions import metafield_definition_create, metafield_definition_delete
from conformance.domain.merging import Merge, customer_merge
from conformance.domain.metafields import metafields_set
from conformance.domain.neighbours import (
    customer_create,
    customer_delete,
    customer_update,
    tags_add,
    tax_exemptions_add,
)
from conformance.domain.orders import OrderInput, order_cancel, order_create, order_delete
from conformance.domain.readings import ASSUMED, Readings
from conformance.domain.rules import RULES, RULES_BY_MUTATION, ResolverError
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.domain.customer import Customer, Order
    from conformance.domain.outcome import Outcome
    from conformance.domain.rules import Rule, UserError
    from conformance.domain.store import Store

ADA = "ada@example.com"
NOBODY = "gid://shopify/Customer/404"
NOWHERE = "gid://shopify/MailingAddress/404"
NO_ORDER = "gid://shopify/Order/404"
LONG = "x" * 256
TEXT = "single_line_text_field"
CODES = {"BLANK", "ID_NOT_ALLOWED", "INCLUSION", "INPUT_MISMATCH", "INVALID", "METAFIELD_MISMATCH"} | {
    "MISSING_FIELD_REQUIRED",
    "NOT_FOUND",
    "PRESENT",
    "TAKEN",
    "TOO_LONG",
    "TOO_SHORT",
}

SET: dict[str, tuple[dict[str, Any] | None, dict[str, Any]]] = {
    "identifier.id-not-allowed": ({"id": NOBODY}, {"id": NOBODY}),
    "identifier.definition-missing": ({"customId": {"key": "none", "value": "1"}}, {}),
    "identifier.foreign-id": ({"id": "gid://shopify/Product/1"}, {}),
    "identifier.field-missing": ({"email": ADA}, {}),
    "identifier.field-mismatch": ({"email": ADA}, {"email": "bob@example.com"}),
    "identifier.not-found": ({"id": NOBODY}, {}),
    "input.unknown-id": (None, {"id": NOBODY}),
    "taxExempt.null": (None, {"taxExempt": None}),
    "firstName.too-long": (None, {"firstName": LONG}),
    "lastName.too-long": (None, {"lastName": LONG}),
    "email.too-long": (None, {"email": LONG + "@example.com"}),
    "email.invalid": (None, {"email": "ada"}),
    "email.taken": (None, {"email": ADA}),
    "phone.too-long": (None, {"phone": "+" + "1" * 255}),
    "phone.invalid": (None, {"phone": "abc"}),
    "phone.taken": (None, {"phone": "+16134505293"}),
    "note.too-long": (None, {"note": "n" * 5001}),
    "locale.invalid": (None, {"locale": "xx"}),
    "tags.too-many": (None, {"tags": [f"t{n}" for n in range(251)]}),
    "tags.too-long": (None, {"tags": [LONG]}),
    "customer.no-identity": (None, {}),
    "address.text-too-long": (None, {"addresses": [{"city": LONG}]}),
    "address.text-html": (None, {"addresses": [{"city": "<b>"}]}),
    "address.text-url": (None, {"addresses": [{"city": "HTTP://x"}]}),
    "address.text-emoji": (None, {"addresses": [{"city": "🎉"}]}),
    "address.id-on-creation": (None, {"addresses": [{"id": "gid://shopify/MailingAddress/1"}]}),
    "address.unknown-id": (
        {"email": ADA},
        {"email": ADA, "addresses": [{"id": "gid://shopify/MailingAddress/1"}]},
    ),
    "address.country-invalid": (None, {"addresses": [{"countryCode": "ZZ"}]}),
    "address.province-invalid": (None, {"addresses": [{"countryCode": "US", "provinceCode": "ON"}]}),
}
READINGS = {"input.unknown-id": Readings(unknown_input_id="customerUpdate")}
METAFIELDS: dict[str, dict[str, Any]] = {
    "metafield.owner-missing": {"owner_id": NOBODY},
    "metafield.namespace-too-short": {"namespace": "ab"},
    "metafield.namespace-too-long": {"namespace": LONG},
    "metafield.namespace-reserved": {"namespace": "protected"},
    "metafield.key-too-short": {"key": "k"},
    "metafield.key-too-long": {"key": LONG},
    "metafield.type-missing": {"type": None},
    "metafield.type-unknown": {"type": "shape"},
    "metafield.type-differs": {"key": "erp", "type": TEXT},
    "metafield.value-blank": {"value": ""},
    "metafield.value-no-integer": {"type": "number_integer"},
    "metafield.value-no-boolean": {"type": "boolean"},
    "metafield.value-no-json": {"type": "json"},
    "metafield.value-taken": {"key": "erp", "type": "id", "value": "42"},
}
DEFINITIONS: dict[str, dict[str, Any]] = {
    "definition.namespace-too-short": {"namespace": "ab"},
    "definition.namespace-too-long": {"namespace": LONG},
    "definition.namespace-characters": {"namespace": "a b c"},
    "definition.key-too-short": {"key": "k"},
    "definition.key-too-long": {"key": LONG},
    "definition.key-characters": {"key": "a.b"},
    "definition.name-blank": {"name": " "},
    "definition.name-too-long": {"name": LONG},
    "definition.type-unknown": {"type": "shape"},
    "definition.unique-required": {"type": "id", "unique_values": False},
    "definition.unique-invalid": {"type": "json", "unique_values": True},
    "definition.taken": {"key": "erp"},
}


@pytest.fixture(scope="module")
def shop() -> TrialShop:
    """Return a shop with Ada, who has the unique value 42, with Bob, and with two definitions."""
    shop = TrialShop()
    shop.define("erp")
    shop.define("friend", "customer_reference")
    shop.applied(
        {"firstName": "Ada", "email": ADA}, {"customId": {"namespace": "custom", "key": "erp", "value": "42"}}
    )
    shop.applied({"email": "bob@example.com", "phone": "+16134505293"})
    return shop


def _ada(shop: TrialShop) -> Customer:
    customer = shop.store.find_by_email(ADA)
    assert customer is not None
    return customer


def _definition(shop: TrialShop, key: str) -> str:
    definition = shop.store.definition("custom", key)
    assert definition is not None
    return gid(DEFINITION, definition.id)


def _bob(shop: TrialShop) -> Customer:
    customer = shop.store.find_by_phone("+16134505293")
    assert customer is not None
    return customer


def _moved_in(shop: TrialShop) -> Store:
    """Return a store where Bob has an address."""
    bob = _bob(shop)
    home = Address(id=7, city="York")
    return shop.store.with_customer(replace(bob, addresses=(home,), default_address_id=7))


def _ordered(shop: TrialShop) -> Outcome[Order]:
    return order_create(shop.store, OrderInput(_ada(shop).gid, ("customerId",), lines=1), NOW)


def _order(shop: TrialShop) -> str:
    order = _ordered(shop).result
    assert order is not None
    return order.gid


def _cancelled(shop: TrialShop, note: str | None = None) -> Outcome[Order]:
    return order_cancel(_ordered(shop).store, _order(shop), note, NOW)


OTHERS: dict[str, Callable[[TrialShop], Outcome[Any]]] = {
    "address.blank": lambda shop: customer_create(shop.store, customer_input({"addresses": [{}]}), NOW),
    "customerCreate.id": lambda shop: customer_create(shop.store, customer_input({"id": NOBODY}), NOW),
    "customerUpdate.not-found": lambda shop: customer_update(shop.store, customer_input({"id": NOBODY}), NOW),
    "customerDelete.not-found": lambda shop: customer_delete(shop.store, NOBODY),
    "customerDelete.has-orders": lambda shop: customer_delete(
        shop.store.with_customer(replace(_ada(shop), orders=2)), _ada(shop).gid
    ),
    "customerAddress.missing": lambda shop: address_delete(shop.store, NOBODY, NOWHERE, NOW),
    "customerAddress.missing-unnamed": lambda shop: address_delete(
        replace(shop.store, readings=Readings(missing_address_id="unnamed")), NOBODY, NOWHERE, NOW
    ),
    "customerAddress.no-customer": lambda shop: address_create(
        shop.store, NOBODY, AddressInput(city="York"), NOW, is_default=False
    ),
    "customerAddress.of-another": lambda shop: address_delete(
        _moved_in(shop), _ada(shop).gid, "gid://shopify/MailingAddress/7", NOW
    ),
    "customerAddress.exists": lambda shop: address_create(
        _moved_in(shop), _bob(shop).gid, AddressInput(city="York"), NOW, is_default=False
    ),
    "customerMerge.one-not-found": lambda shop: customer_merge(shop.store, Merge(NOBODY, NOBODY), NOW),
    "customerMerge.two-not-found": lambda shop: customer_merge(
        shop.store, Merge(_ada(shop).gid, NOBODY), NOW
    ),
    "customerMerge.same": lambda shop: customer_merge(shop.store, Merge(_ada(shop).gid, _ada(shop).gid), NOW),
    "customerMerge.stranger": lambda shop: customer_merge(
        shop.store, Merge(_ada(shop).gid, _bob(shop).gid, {"email": NOBODY}), NOW
    ),
    "orderCreate.no-lines": lambda shop: order_create(
        shop.store, OrderInput(NOBODY, ("customerId",), lines=0), NOW
    ),
    "orderCreate.no-customer": lambda shop: order_create(
        shop.store, OrderInput(NOBODY, ("customerId",), lines=1), NOW
    ),
    "orderCreate.no-customer-to-associate": lambda shop: order_create(
        shop.store, OrderInput(NOBODY, ("customer", "toAssociate", "id"), lines=1), NOW
    ),
    "orderCancel.not-found": lambda shop: order_cancel(shop.store, NO_ORDER, None, NOW),
    "orderCancel.note-too-long": lambda shop: _cancelled(shop, "x" * 256),
    "orderCancel.cancelled": lambda shop: order_cancel(_cancelled(shop).store, _order(shop), None, NOW),
    "orderDelete.not-found": lambda shop: order_delete(shop.store, NO_ORDER),
    "tagging.not-found": lambda shop: tags_add(shop.store, NOBODY, [], NOW),
    "tagging.too-many": lambda shop: tags_add(shop.store, _ada(shop).gid, map(str, range(251)), NOW),
    "tagging.too-long": lambda shop: tags_add(shop.store, _ada(shop).gid, [LONG], NOW),
    "taxExemptions.not-found": lambda shop: tax_exemptions_add(shop.store, NOBODY, [], NOW),
    "metafieldsSet.too-many": lambda shop: metafields_set(
        shop.store, [MetafieldEntry(NOBODY, "key", "v")] * 26, NOW
    ),
    "definition.not-found": lambda shop: metafield_definition_delete(shop.store, NOBODY),
    "definition.id-needs-deletion": lambda shop: metafield_definition_delete(
        shop.store, _definition(shop, "erp")
    ),
    "definition.reference-needs-deletion": lambda shop: metafield_definition_delete(
        shop.store, _definition(shop, "friend")
    ),
}


def _answers(shop: TrialShop, rule_id: str) -> tuple[UserError | ResolverError, ...]:
    """Make the call that is to break a rule; return what it is refused with."""
    if rule_id in SET:
        identifier, given = SET[rule_id]
        store = replace(shop.store, readings=READINGS.get(rule_id, ASSUMED))
        answer = customer_set(store, customer_set_command(identifier, given), NOW)
        assert not isinstance(answer, Applied)
        return answer.errors if isinstance(answer, Refused) else (answer.error,)
    if rule_id in METAFIELDS:
        bob = shop.store.find_by_phone("+16134505293")
        assert bob is not None
        fields = {"owner_id": bob.gid, "namespace": "custom", "key": "tier", "type": TEXT, "value": "v"}
        return metafields_set(shop.store, [MetafieldEntry(**fields | METAFIELDS[rule_id])], NOW).errors
    if rule_id in DEFINITIONS:
        fields = {"namespace": "custom", "key": "tier", "name": "Tier", "type": TEXT}
        return metafield_definition_create(
            shop.store, DefinitionInput(**fields | DEFINITIONS[rule_id])
        ).errors
    outcome = OTHERS[rule_id](shop)
    return outcome.errors or tuple(filter(None, (outcome.raised,)))


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_every_rule_can_fire(shop: TrialShop, rule: Rule[Any]) -> None:
    """For each rule there is a call that it refuses, with its path, its text and its code."""
    parts = re.split(r"(\{it[^}]*\})", rule.message)
    text = re.compile("".join(".*" if part.startswith("{it") else re.escape(part) for part in parts))
    same = [error for error in _answers(shop, rule.id) if text.fullmatch(error.message)]

    assert same
    for error in same:
        if isinstance(error, ResolverError):
            assert (rule.layer, error.code) == ("errors", rule.code)
        else:
            assert len([part for part in error.field or () if part != "input"]) == len(rule.field)
            assert error.code in {None, rule.code}


def test_every_example_is_for_a_rule() -> None:
    """The tables above hold nothing that the table of rules does not."""
    assert {*SET, *METAFIELDS, *DEFINITIONS, *OTHERS} == {rule.id for rule in RULES}


def test_ids_are_unique() -> None:
    """No two rules share an id."""
    assert len(RULES) == len({id(rule) for rules in RULES_BY_MUTATION.values() for rule in rules})


def test_codes_of_customer_set_are_those_of_the_schema() -> None:
    """CustomerSetUserErrorCode is the same in all bundled versions."""
    codes = {
        rule.code for rule in RULES_BY_MUTATION["customerSet"] if rule.layer == "userErrors" and rule.code
    }

    assert codes <= CODES


def test_every_rule_says_how_it_is_known() -> None:
    """Evidence and source are never empty, and what no recording shows is not called observed."""
    for rule in RULES:
        assert isinstance(rule.evidence, Evidence)
        assert rule.source
        assert ("no recording" in rule.source) <= (rule.evidence is Evidence.ASSUMED)


def test_path_of_an_identifier_error_is_the_input() -> None:
    """`["input"]`, not `["identifier"]`, as recorded."""
    assert all(
        rule.field == () for rule in RULES_BY_MUTATION["customerSet"] if rule.id.startswith("identifier.")
    )
