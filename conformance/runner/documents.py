"""The GraphQL documents that the harness sends of its own accord, and how input becomes literals in one.

Variables are named as in Shopify's reference. Only fields that every bundled version has are selected.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESSES_READ: Final = 50
"""How many addresses the harness selects; longer lists are not compared with what was sent."""

_ADDRESS: Final = """id firstName lastName name company address1 address2 city province provinceCode country
        countryCodeV2 zip phone formattedArea"""

_CUSTOMER: Final = f"""id legacyResourceId firstName lastName displayName
      defaultEmailAddress {{ emailAddress marketingState }}
      defaultPhoneNumber {{ phoneNumber marketingState }}
      note locale state verifiedEmail taxExempt taxExemptions tags canDelete
      numberOfOrders amountSpent {{ amount currencyCode }} createdAt updatedAt
      defaultAddress {{
        {_ADDRESS}
      }}
      addressesV2(first: {ADDRESSES_READ}) {{ nodes {{
        {_ADDRESS}
      }} }}"""

_METAFIELDS: Final = """
      metafields(first: 10) { nodes { namespace key type value } }"""

_USER_ERRORS: Final = "userErrors { code field message }"
_PLAIN_ERRORS: Final = "userErrors { field message }"


def _customer(*, metafields: bool) -> str:
    return _CUSTOMER + (_METAFIELDS if metafields else "")


@cache
def customer_set(*, metafields: bool) -> str:
    """Return the mutation that sets a customer from the variables `identifier` and `input`."""
    return f"""mutation CustomerSet($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {{
  customerSet(identifier: $identifier, input: $input) {{
    customer {{
      {_customer(metafields=metafields)}
    }}
    {_USER_ERRORS}
  }}
}}"""


def customer_set_inline(arguments: Mapping[str, Any], *, metafields: bool) -> str:
    """Return the mutation with its arguments as literals, for what a variable can't reach."""
    listed = ", ".join(f"{name}: {literal(value)}" for name, value in arguments.items())
    return f"""mutation CustomerSet {{
  customerSet({listed}) {{
    customer {{
      {_customer(metafields=metafields)}
    }}
    {_USER_ERRORS}
  }}
}}"""


@cache
def customer_by_id(*, metafields: bool) -> str:
    """Return the query that reads the customer with the id in the variable `id`."""
    return f"""query Customer($id: ID!) {{
  customer(id: $id) {{
      {_customer(metafields=metafields)}
  }}
}}"""


@cache
def customer_by_identifier(*, metafields: bool) -> str:
    """Return the query that reads the customer that the variable `identifier` (CustomerIdentifierInput) names."""
    return f"""query CustomerByIdentifier($identifier: CustomerIdentifierInput!) {{
  customerByIdentifier(identifier: $identifier) {{
      {_customer(metafields=metafields)}
  }}
}}"""


CUSTOMER_DELETE: Final = f"""mutation CustomerDelete($input: CustomerDeleteInput!) {{
  customerDelete(input: $input) {{
    deletedCustomerId
    {_PLAIN_ERRORS}
  }}
}}"""

DEFINITION_CREATE: Final = f"""mutation MetafieldDefinitionCreate($definition: MetafieldDefinitionInput!) {{
  metafieldDefinitionCreate(definition: $definition) {{
    createdDefinition {{ id namespace key }}
    {_USER_ERRORS}
  }}
}}"""

DEFINITION_DELETE: Final = f"""mutation MetafieldDefinitionDelete($id: ID!) {{
  metafieldDefinitionDelete(id: $id, deleteAllAssociatedMetafields: true) {{
    deletedDefinitionId
    {_USER_ERRORS}
  }}
}}"""

_ENUM_KEYS: Final = frozenset({"countryCode", "taxExemptions"})
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*\Z")


def literal(value: Any, key: str = "") -> str:
    """Return a JSON value as a GraphQL literal; strings under keys of enum type become bare names."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(part, name)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(part, key) for part in value) + "]"
    if isinstance(value, str) and key in _ENUM_KEYS and _NAME.match(value):
        return value
    return json.dumps(value, ensure_ascii=False)
