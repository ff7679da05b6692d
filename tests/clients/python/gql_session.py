"""A session of `gql` with a shop, which fetches the schema first; prints what each step returned."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, cast

from gql import Client, GraphQLRequest, gql
from gql.dsl import DSLMutation, DSLSchema, dsl_gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from gql.utilities import get_introspection_query_ast
from graphql import GraphQLError, build_client_schema

if TYPE_CHECKING:
    from gql.client import SyncClientSession
    from graphql import IntrospectionQuery

URL = f"{os.environ['SHOP']}/admin/api/2026-10/graphql.json"
SET = gql("""
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
""")
NAME = gql("{ shop { name } }")
READ = gql("""
query Read($id: ID!, $email: String!) {
  byId: customer(id: $id) { displayName }
  byEmail: customerByIdentifier(identifier: { emailAddress: $email }) { id }
}
""")


def connect(token: str) -> Client:
    """Return a client of the shop of this token, which checks documents before it sends them."""
    transport = HTTPXTransport(url=URL, headers={"X-Shopify-Access-Token": token})
    fetched = Client(transport=transport).execute(
        GraphQLRequest(get_introspection_query_ast(input_object_one_of=True))
    )
    # Shopify deprecates Customer.hasTimelineComment but not the interface's field: not valid by the letter.
    schema = build_client_schema(cast("IntrospectionQuery", fetched), assume_valid=True)
    return Client(transport=transport, schema=schema)


def fetch_strictly(token: str) -> str:
    """Return what gql says to the schema if it fetches it itself."""
    transport = HTTPXTransport(url=URL, headers={"X-Shopify-Access-Token": token})
    try:
        Client(transport=transport, fetch_schema_from_transport=True).execute(NAME)
    except TypeError as error:
        return str(error)
    return ""


def set_(session: SyncClientSession, input_: dict[str, Any], identifier: Any = None) -> dict[str, Any]:
    """Send customerSet and return its payload."""
    variables = {"identifier": identifier, "input": input_}
    payload: dict[str, Any] = session.execute(GraphQLRequest(SET, variable_values=variables))["customerSet"]
    return payload


def invalid(session: SyncClientSession) -> Any:
    """Return the errors of an input with a field that there is not."""
    try:
        set_(session, {"mail": "ada@example.com"})
    except TransportQueryError as error:
        return error.errors
    return None


def misspelt(session: SyncClientSession) -> str:
    """Return what is said to a field that there is not, which nobody but the schema that was fetched says."""
    try:
        session.execute(gql("{ shop { nmae } }"))
    except GraphQLError as error:
        return error.message
    return ""


def delete(client: Client, session: SyncClientSession, id_: str) -> Any:
    """Delete a customer with a document that is written with the schema that was fetched."""
    assert client.schema
    schema = DSLSchema(client.schema)
    payload = schema.CustomerDeletePayload
    field = schema.Mutation.customerDelete(input={"id": id_}).select(
        payload.deletedCustomerId,
        payload.userErrors.select(schema.UserError.field, schema.UserError.message),
    )
    return session.execute(dsl_gql(DSLMutation(field)))["customerDelete"]


def refusal() -> dict[str, Any]:
    """Return what comes of a wrong token: gql takes the first letter of Shopify's text for the first error."""
    try:
        connect("wrong")
    except TransportQueryError as error:
        return {"message": str(error), "errors": error.errors}
    return {}


def play() -> dict[str, Any]:
    """Play the session and return what each step returned."""
    email = "ada@example.com"
    home = {"address1": "1 Main St", "city": "Ottawa", "provinceCode": "ON", "countryCode": "CA"}
    work = {"address1": "2 Side St", "city": "Montreal", "provinceCode": "QC", "countryCode": "CA"}
    ada = {"email": email, "firstName": "Ada", "lastName": "Lovelace", "tags": ["new"], "addresses": [home]}
    token = os.environ["TOKEN"]
    client = connect(token)
    with client as session:
        steps: dict[str, Any] = {"created": set_(session, ada)}
        id_ = steps["created"]["customer"]["id"]
        read = GraphQLRequest(READ, variable_values={"id": id_, "email": email})
        more = {"email": email, "note": "Likes engines", "tags": ["vip"]}
        steps["upserted"] = set_(session, more, {"email": email})
        steps["readdressed"] = set_(session, {"addresses": [work, home]}, {"id": id_})
        steps["read"] = session.execute(read)
        steps["refused"] = set_(session, {"email": email})
        steps["invalid"] = invalid(session)
        steps["misspelt"] = misspelt(session)
        steps["strict"] = fetch_strictly(token)
        steps["unauthorised"] = refusal()
        costed = session.execute(NAME, get_execution_result=True)
        assert costed.extensions
        steps["cost"] = costed.extensions["cost"]["requestedQueryCost"]
        steps["deleted"] = delete(client, session, id_)
        steps["gone"] = session.execute(read)
    return steps


print(json.dumps(play()))  # noqa: T201 - what the test reads
