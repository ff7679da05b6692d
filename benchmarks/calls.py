"""The call that the mock's speed is measured by: an upsert that shows 17 fields of the customer."""

from __future__ import annotations

import json
from typing import Any, Final

from conformance.target.address import LOCAL_TOKEN
from conformance.versions import NEWEST_STABLE

CUSTOMERS: Final = 1000
"""How many customers the calls create, and then change."""

PATH: Final = f"/admin/api/{NEWEST_STABLE}/graphql.json"
HEADERS: Final = {
    "host": "bench.myshopify.com",
    "content-type": "application/json",
    "accept": "application/json",
    "x-shopify-access-token": LOCAL_TOKEN,
}
DOCUMENT: Final = """\
mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
  customerSet(identifier: $identifier, input: $input) {
    customer {
      id firstName lastName displayName note locale state tags taxExempt taxExemptions verifiedEmail canDelete
      createdAt updatedAt
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
      defaultAddress { address1 city provinceCode countryCodeV2 zip }
    }
    userErrors { field message code }
  }
}
"""


def body(number: int, document: str = DOCUMENT) -> bytes:
    """Return the body of a call; calls whose numbers differ by CUSTOMERS are about the same customer."""
    return json.dumps({"query": document, "variables": _variables(number)}).encode()


def _variables(number: int) -> dict[str, Any]:
    email = f"bench-{number % CUSTOMERS}@example.com"
    address = {
        "address1": "1 King St",
        "city": "Ottawa",
        "countryCode": "CA",
        "provinceCode": "ON",
        "zip": "K1A 0B1",
    }
    given = {
        "email": email,
        "firstName": "Ada",
        "lastName": "Lovelace",
        "phone": f"+1613555{number % CUSTOMERS:04}",
        "note": f"call {number}",
        "tags": ["b2b", "vip"],
        "taxExempt": False,
        "addresses": [address],
    }
    return {"identifier": {"email": email}, "input": given}
