"""Documents that schemathesis makes from our slice: valid by the schema, with values that nobody would think of."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import schemathesis
from graphql import introspection_from_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mock_client import Client
from robust_judge import judge
from robust_server import share
from schemathesis.config import SchemathesisConfig

from conformance.schema.load import load
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def _documents() -> SearchStrategy[str]:
    introspected: dict[str, Any] = dict(introspection_from_schema(load(NEWEST_STABLE)))
    for type_ in introspected["__schema"]["types"]:
        for field in type_.get("fields") or ():
            # Shopify deprecates a field of a type but not of its interface, which graphql-core does not accept.
            field["isDeprecated"], field["deprecationReason"] = False, None
    # Not among the scalars that schemathesis knows; orders have it.
    decimals = st.decimals(allow_nan=False, allow_infinity=False).map(str)
    schemathesis.graphql.scalar("Decimal", decimals.map(schemathesis.graphql.nodes.String))
    schema = schemathesis.graphql.from_dict(introspected, config=SchemathesisConfig())
    return schema.as_strategy().map(lambda case: str(case.body))


SETTINGS = settings(
    max_examples=share(0.06),
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DOCUMENTS = _documents()


def _client() -> tuple[Client, str]:
    client = Client(version=NEWEST_STABLE.handle)
    client.data(
        'mutation { metafieldDefinitionCreate(definition: {key: "erp", namespace: "custom", name: "n", type: "id",'
        " ownerType: CUSTOMER}) { createdDefinition { id } } }"
    )
    address = {"address1": "1 King St", "countryCode": "CA", "provinceCode": "ON"}
    return client, client.create(
        email="a@example.com", phone="+16135550100", tags=["a"], addresses=[address, {"city": "X"}]
    )


@SETTINGS
@given(DOCUMENTS)
def test_a_valid_document_gets_an_answer_of_its_types(document: str) -> None:
    """Envelope and types hold, whether the answer is data or errors."""
    client, _ = _client()
    judge(client.post(json.dumps({"query": document}).encode()), document)


@SETTINGS
@given(DOCUMENTS, st.sampled_from(["Customer", "MailingAddress", "Metafield", "MetafieldDefinition", "Shop"]))
def test_a_document_about_what_there_is_gets_an_answer_of_its_types(document: str, kind: str) -> None:
    """The same, with ids that exist and pages that are allowed, so that more of it is carried out."""
    client, customer = _client()
    found = {
        "Customer": customer,
        "Shop": client.data("{ shop { id } }")["shop"]["id"],
    }.get(kind, customer)
    document = re.sub(r'\b((?:\w*[iI]d|ownerId): )"[^"\n]*"', rf'\1"{found}"', document)
    document = re.sub(r"\bids: \[[^\]\n]*\]", f'ids: ["{found}"]', document)
    document = re.sub(r"\bfirst: [^,)\s]+", "first: 2", document)
    document = re.sub(r"\b(?:last|after|before): [^,)\s]+", "reverse: null", document)
    document = re.sub(r"(?:,\s*)?reverse: (?:null|true|false)|reverse: null\s*", "", document)
    judge(client.post(json.dumps({"query": document}).encode()), document)
