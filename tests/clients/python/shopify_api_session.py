"""A session of `ShopifyAPI` with a shop; prints what each step returned."""

from __future__ import annotations

import json
import os
import urllib.error
from typing import Any

import shopify  # type: ignore[import-untyped]

SHOP, TOKEN = os.environ["SHOP"], os.environ["TOKEN"]
DOCUMENT = """
mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
  customerSet(identifier: $identifier, input: $input) {
    customer {
      id
      displayName
      note
      tags
      defaultEmailAddress { emailAddress }
      defaultAddress { city }
      addressesV2(first: 10) { nodes { address1 city provinceCode countryCodeV2 } }
    }
    userErrors { code field message }
  }
}
query Read($id: ID!, $email: String!) {
  byId: customer(id: $id) { displayName }
  byEmail: customerByIdentifier(identifier: { emailAddress: $email }) { id }
}
mutation Delete($id: ID!) {
  customerDelete(input: { id: $id }) { deletedCustomerId userErrors { field message } }
}
query Name { shop { name } }
"""


def log_in(token: str) -> None:
    """Begin a session with the shop of this token."""
    shopify.ShopifyResource.activate_session(shopify.Session("example.myshopify.com", "2026-10", token))
    # The session makes https://example.myshopify.com of any address; this is what leads elsewhere.
    shopify.ShopifyResource.set_site(f"{SHOP}/admin/api/2026-10")


def ask(operation: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send one of the document's operations and return the response's JSON."""
    answer: dict[str, Any] = json.loads(shopify.GraphQL().execute(DOCUMENT, variables, operation))
    return answer


def set_(input_: dict[str, Any], identifier: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send customerSet and return its payload."""
    payload: dict[str, Any] = ask("Set", {"identifier": identifier, "input": input_})["data"]["customerSet"]
    return payload


def refusal() -> dict[str, Any]:
    """Return what comes of a wrong token."""
    log_in("wrong")
    try:
        ask("Name")
    except urllib.error.HTTPError as error:
        return {"code": error.code, "reason": error.reason}
    finally:
        log_in(TOKEN)
    return {}


def play() -> dict[str, Any]:
    """Play the session and return what each step returned."""
    email = "ada@example.com"
    home = {"address1": "1 Main St", "city": "Ottawa", "provinceCode": "ON", "countryCode": "CA"}
    work = {"address1": "2 Side St", "city": "Montreal", "provinceCode": "QC", "countryCode": "CA"}
    ada = {"email": email, "firstName": "Ada", "lastName": "Lovelace", "tags": ["new"], "addresses": [home]}
    log_in(TOKEN)
    steps: dict[str, Any] = {"created": set_(ada)}
    id_ = steps["created"]["customer"]["id"]
    steps["upserted"] = set_({"email": email, "note": "Likes engines", "tags": ["vip"]}, {"email": email})
    steps["readdressed"] = set_({"addresses": [work, home]}, {"id": id_})
    steps["read"] = ask("Read", {"id": id_, "email": email})["data"]
    steps["refused"] = set_({"email": email})
    steps["invalid"] = ask("Set", {"input": {"mail": email}})
    steps["unauthorised"] = refusal()
    steps["cost"] = ask("Name")["extensions"]["cost"]["requestedQueryCost"]
    steps["deleted"] = ask("Delete", {"id": id_})["data"]["customerDelete"]
    steps["gone"] = ask("Read", {"id": id_, "email": email})["data"]
    return steps


print(json.dumps(play()))  # noqa: T201 - what the test reads
