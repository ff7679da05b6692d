"""Every refusal of the domain in one table, in the order in which the shop looks; documentation is made of it."""

from __future__ import annotations

from typing import Any, Final

from conformance.domain.address_rules import ADDRESS_RULES, ADDRESS_TEXT_RULES
from conformance.domain.customer_addresses import CONTENT_RULES, OWNER_RULES
from conformance.domain.customer_rules import CUSTOMER_RULES
from conformance.domain.definitions import DEFINITION_CREATE_RULES, DEFINITION_DELETE_RULES
from conformance.domain.identifier import IDENTIFIER_RULES
from conformance.domain.merging import MERGE_RULES
from conformance.domain.metafields import BATCH_RULES, METAFIELD_RULES
from conformance.domain.neighbours import CREATE_RULES, DELETE_RULES, TAGGING_RULES, TAX_RULES, UPDATE_RULES
from conformance.domain.orders import ORDER_CANCEL_RULES, ORDER_CREATE_RULES, ORDER_DELETE_RULES
from conformance.domain.refusal import ResolverError, Rule, Surface, UserError

__all__ = ["RULES", "RULES_BY_MUTATION", "ResolverError", "Rule", "Surface", "UserError"]

_ADDRESS: Final[tuple[Rule[Any], ...]] = (*ADDRESS_TEXT_RULES, *ADDRESS_RULES)
_CUSTOMER: Final[tuple[Rule[Any], ...]] = (*CUSTOMER_RULES, *_ADDRESS)

RULES_BY_MUTATION: Final[dict[str, tuple[Rule[Any], ...]]] = {
    "customerSet": (*IDENTIFIER_RULES, *_CUSTOMER),
    "customerCreate": (*CREATE_RULES, *_CUSTOMER),
    "customerUpdate": (*UPDATE_RULES, *_CUSTOMER),
    "customerDelete": DELETE_RULES,
    "customerAddressCreate": (*OWNER_RULES, *_ADDRESS, *CONTENT_RULES),
    "customerAddressUpdate": (*OWNER_RULES, *_ADDRESS, *CONTENT_RULES),
    "customerAddressDelete": OWNER_RULES,
    "customerUpdateDefaultAddress": OWNER_RULES,
    "customerMerge": MERGE_RULES,
    "orderCreate": ORDER_CREATE_RULES,
    "orderCancel": ORDER_CANCEL_RULES,
    "orderDelete": ORDER_DELETE_RULES,
    "tagsAdd": TAGGING_RULES,
    "tagsRemove": TAGGING_RULES,
    "customerAddTaxExemptions": TAX_RULES,
    "customerRemoveTaxExemptions": TAX_RULES,
    "customerReplaceTaxExemptions": TAX_RULES,
    "metafieldsSet": (*BATCH_RULES, *METAFIELD_RULES),
    "metafieldDefinitionCreate": DEFINITION_CREATE_RULES,
    "metafieldDefinitionDelete": DEFINITION_DELETE_RULES,
}
"""The rules of each mutation, in its order, also those that fire only by another reading than the assumed one.

Paths of customerSet start with `input`, those of the others do not. Where there is a single address, `address` stands
for `addresses` and the index.
"""

RULES: Final[tuple[Rule[Any], ...]] = tuple(
    {rule.id: rule for rules in RULES_BY_MUTATION.values() for rule in rules}.values()
)
"""Each rule once."""
