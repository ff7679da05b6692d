"""Where fields get their values: for each Python class a table from field name to function.

A resolver is called with the source, the context of the request and the arguments by their GraphQL names.
"""

from __future__ import annotations

from typing import Final

from conformance.domain.customer import (
    ADDRESS,
    CUSTOMER,
    DEFINITION,
    METAFIELD,
    ORDER,
    Address,
    Customer,
    Metafield,
    MetafieldDefinition,
    Order,
)
from conformance.domain.refusal import UserError
from conformance.mock.page import ENTRY, PAGE, Entry, Page
from conformance.mock.plan import Resolvers
from conformance.mock.resolvers.addresses import ADDRESS_FIELDS
from conformance.mock.resolvers.customers import CUSTOMER_FIELDS
from conformance.mock.resolvers.metafields import DEFINITION_FIELDS, METAFIELD_FIELDS
from conformance.mock.resolvers.mutations import MUTATION_FIELDS
from conformance.mock.resolvers.orders import ORDER_FIELDS
from conformance.mock.resolvers.payloads import MutationRoot
from conformance.mock.resolvers.queries import QUERY_FIELDS, QueryRoot
from conformance.mock.resolvers.shops import SHOP_FIELDS, ShopView

RESOLVERS: Final = Resolvers(
    tables={
        QueryRoot: QUERY_FIELDS,
        MutationRoot: MUTATION_FIELDS,
        Customer: CUSTOMER_FIELDS,
        Address: ADDRESS_FIELDS,
        Metafield: METAFIELD_FIELDS,
        MetafieldDefinition: DEFINITION_FIELDS,
        Order: ORDER_FIELDS,
        ShopView: SHOP_FIELDS,
        Page: PAGE,
        Entry: ENTRY,
        UserError: {
            "code": lambda error, _context, _arguments: error.code,
            "field": lambda error, _context, _arguments: error.field,
            "message": lambda error, _context, _arguments: error.message,
        },
    },
    type_names={
        Customer: CUSTOMER,
        Address: ADDRESS,
        Metafield: METAFIELD,
        MetafieldDefinition: DEFINITION,
        Order: ORDER,
        ShopView: "Shop",
    },
)
"""Everything the mock models."""
