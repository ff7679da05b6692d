"""The cut of a full schema: what stays whole, what gets thin, what goes."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate, validate_schema

from conformance.errors import UsageError
from conformance.schema.load import load, slice_text
from conformance.schema.slice import slice_schema
from conformance.versions import BUNDLED, NEWEST_STABLE, ApiVersion

FULL = '''
"""The schema"""
schema { query: QueryRoot  mutation: Mutation }

directive @idempotent(key: String!) on FIELD

"""Far, and nothing leads here"""
type AbandonedCheckout implements Node { id: ID! }

type Customer implements HasThings & Node {
  "The note"
  note: String
  id: ID!
  image(size: Int @deprecated(reason: "no")): Image!
  lastOrder: Order
  market: Market @deprecated(reason: "Use another.")
  orders(first: Int, sortKey: OrderSortKeys = ID): OrderConnection!
  state: CustomerState!
  things: Thing
}

enum CustomerState { ENABLED @deprecated(reason: "old") DISABLED }

input CustomerSetIdentifiers @oneOf { id: ID  email: String }

input CustomerSetInput { note: String  id: ID @deprecated(reason: "no") nested: Nested }

type CustomerSetPayload { customer: Customer  userErrors: [CustomerSetUserError!]! }

type CustomerSetUserError implements DisplayableError { code: Code  field: [String!]  message: String! }

enum Code { BLANK }

interface DisplayableError { field: [String!]  message: String! }

interface HasThings { things: Thing }

type Image { url(transform: String): URL!  width: Int }

type Market { regions: [Region!]! }

type Mutation {
  customerSet(identifier: CustomerSetIdentifiers, input: CustomerSetInput!): CustomerSetPayload
  orderClose(id: ID!): CustomerSetPayload
}

input Nested { flag: Boolean = false }

interface Node { id: ID! }

type Order implements HasThings & Node {
  customer: Customer
  far: Far
  id: ID!
  name: String!
  old: String @deprecated(reason: "no")
  phase: Phase
  state: CustomerState
  status(audience: String): String
  things: Thing
  url: URL
}

type Far { id: ID! }

type OrderConnection { edges: [OrderEdge!]!  nodes: [Order!]!  pageInfo: PageInfo! }

type OrderEdge { cursor: String!  node: Order! }

enum OrderSortKeys { ID NAME }

type PageInfo { hasNextPage: Boolean! }

enum Phase { ONE }

type Product implements Node { id: ID!  title: String! }

type QueryRoot {
  customer(id: ID!): Customer
  node(id: ID!): Node
  products: [Product!]!
}

type Region { id: ID! name: String }

union Thing = Order | Product

scalar URL
'''

SLICED = """# Shopify Admin API 2026-10: customerSet and its neighbours.
# Made by `conformance schema slice FULL.graphql --version 2026-10`; edits get lost.

schema {
  query: QueryRoot
  mutation: Mutation
}

directive @idempotent(key: String!) on FIELD

type Customer implements HasThings & Node {
  note: String
  id: ID!
  image(size: Int @deprecated(reason: "no")): Image!
  lastOrder: Order
  market: Market @deprecated(reason: "Use another.")
  orders(first: Int, sortKey: OrderSortKeys = ID): OrderConnection!
  state: CustomerState!
  things: Thing
}

enum CustomerState {
  ENABLED @deprecated(reason: "old")
  DISABLED
}

input CustomerSetIdentifiers @oneOf {
  id: ID
  email: String
}

input CustomerSetInput {
  note: String
  id: ID @deprecated(reason: "no")
  nested: Nested
}

type CustomerSetPayload {
  customer: Customer
  userErrors: [CustomerSetUserError!]!
}

type CustomerSetUserError implements DisplayableError {
  code: Code
  field: [String!]
  message: String!
}

enum Code {
  BLANK
}

interface DisplayableError {
  field: [String!]
  message: String!
}

interface HasThings {
  things: Thing
}

type Image {
  url(transform: String): URL!
  width: Int
}

type Market {
  regions: [Region!]!
}

type Mutation {
  customerSet(identifier: CustomerSetIdentifiers, input: CustomerSetInput!): CustomerSetPayload
}

input Nested {
  flag: Boolean = false
}

interface Node {
  id: ID!
}

type Order implements Node {
  customer: Customer
  id: ID!
  name: String!
  state: CustomerState
  url: URL
}

type OrderConnection {
  edges: [OrderEdge!]!
  nodes: [Order!]!
  pageInfo: PageInfo!
}

type OrderEdge {
  cursor: String!
  node: Order!
}

enum OrderSortKeys {
  ID
  NAME
}

type PageInfo {
  hasNextPage: Boolean!
}

type Product implements Node {
  id: ID!
}

type QueryRoot {
  customer(id: ID!): Customer
  node(id: ID!): Node
}

type Region {
  id: ID!
  name: String
}

union Thing = Order | Product

scalar URL
"""


def test_whole_thin_stub_and_gone() -> None:
    """Near types stay whole, far ones get thin, mere members of a union become stubs, the unused goes."""
    assert slice_schema(FULL, NEWEST_STABLE) == SLICED


@pytest.mark.parametrize("version", BUNDLED, ids=str)
def test_bundled_slices_are_cut_by_this_rule(version: ApiVersion) -> None:
    """Cutting a bundled slice again changes nothing, so the files agree with the tables."""
    assert slice_schema(slice_text(version), version) == slice_text(version)


@pytest.mark.parametrize("version", BUNDLED, ids=str)
def test_bundled_slices_are_valid_but_for_shopify_s_own_fault(version: ApiVersion) -> None:
    """Every interface that a type keeps is one that it still satisfies."""
    messages = [error.message for error in validate_schema(build_schema(slice_text(version)))]
    assert messages == [
        (
            "Interface field CommentEventSubject.hasTimelineComment is not deprecated, so implementation field "
            "Customer.hasTimelineComment must not be deprecated."
        )
    ]


@pytest.mark.parametrize(
    ("version", "lacking", "having"),
    [
        ("2025-10", "taxSettings", "market"),
        ("2026-04", "identityProviderSubjects", "subscriptionContracts"),
        ("2026-07", "metafieldsByIdentifiers", "taxSettings"),
        ("2026-10", "metafieldsByIdentifiers", "identityProviderSubjects"),
        ("unstable", "addressesV3", "metafieldsByIdentifiers"),
    ],
)
def test_customer_has_the_fields_of_its_version(version: str, lacking: str, having: str) -> None:
    """Fields come with the version that introduced them (changes between versions, Shopify's reference)."""
    fields = build_schema(slice_text(ApiVersion(version))).type_map["Customer"].fields  # type: ignore[attr-defined]
    assert lacking not in fields
    assert having in fields


def test_idempotent_came_with_2026_01() -> None:
    """The directive is defined from 2026-01 on."""
    assert "@idempotent" not in slice_text(ApiVersion("2025-10"))
    assert "directive @idempotent(key: String!) on FIELD" in slice_text(ApiVersion("2026-01"))


@pytest.mark.parametrize("version", BUNDLED, ids=str)
@pytest.mark.parametrize(
    "text",
    [
        """{ customer(id: "gid://shopify/Customer/1") {
            events(first: 1, sortKey: CREATED_AT, query: "x") { nodes { message ... on CommentEvent { id } } }
            orders(first: 1, sortKey: UPDATED_AT) { nodes { name customer { id } } }
            companyContactProfiles { id title } lastOrder { id processedAt }
            storeCreditAccounts(first: 1) { nodes { balance { amount currencyCode } owner { __typename } } }
            subscriptionContracts(first: 1) { edges { cursor node { id } } }
            paymentMethods(first: 1, showRevoked: true) { nodes { id revokedAt } }
            image { url(transform: {maxWidth: 10, crop: CENTER}) }
            mergeable { isMergeable reason errorFields mergeInProgress { status } }
            metafields(first: 3, keys: ["a.b"]) { nodes { owner { ... on Customer { id } }
              reference { __typename ... on Product { id } ... on Node { id } }
              definition { access { admin } capabilities { uniqueValues { enabled eligible } } } } }
            statistics { predictedSpendTier } defaultEmailAddress { sourceLocation { name } }
            market { id name } } }""",
        """{ customers(first: 1, sortKey: RELEVANCE, reverse: true) { pageInfo { endCursor } nodes { id } }
            customersCount(limit: 5, query: "email:a") { count precision }
            customerByIdentifier(identifier: {customId: {key: "a", value: "b"}}) { id }
            node(id: "x") { id ... on Metafield { value } ... on Order { name } }
            nodes(ids: ["x"]) { id ... on MailingAddress { zip } }
            shop { id name myshopifyDomain currencyCode plan { partnerDevelopment shopifyPlus } }
            publicApiVersions { handle supported displayName } }""",
        """mutation { customerDelete(input: {id: "x"}) { deletedCustomerId shop { id } userErrors { field } }
            customerCreate(input: {metafields: [{key: "a", value: "b"}], emailMarketingConsent:
              {marketingState: SUBSCRIBED}}) { customer { id } userErrors { message } }
            tagsAdd(id: "x", tags: "a") { node { id ... on Customer { tags } } userErrors { message } }
            tagsRemove(id: "x", tags: ["a"]) { node { id } }
            customerReplaceTaxExemptions(customerId: "x", taxExemptions: [CA_DIPLOMAT_EXEMPTION]) { customer { id } }
            metafieldsSet(metafields: [{ownerId: "x", key: "a", value: "b"}]) { metafields { id } userErrors { code } }
            metafieldDefinitionCreate(definition: {name: "a", key: "a", type: "id", ownerType: CUSTOMER,
              capabilities: {uniqueValues: {enabled: true}}}) { createdDefinition { id type { name } }
              userErrors { code } }
            metafieldDefinitionDelete(id: "x", deleteAllAssociatedMetafields: true) { deletedDefinitionId } }""",
    ],
    ids=["customer", "queries", "mutations"],
)
def test_documents_about_customers_are_valid(version: ApiVersion, text: str) -> None:
    """What an app asks of customers, and of their neighbours, is in every slice."""
    assert [error.message for error in validate(load(version), parse(text))] == []


def test_no_schema() -> None:
    """Text that does not parse is refused with its position."""
    with pytest.raises(UsageError, match=r"The schema of 2026-10 does not parse at line 2, column 3: "):
        slice_schema("type A {\n  ? }", NEWEST_STABLE)


@pytest.mark.parametrize(
    "sdl", ["type Query { a: Int }", "type Query { customerSet: Int }", "{ customer { id } }"]
)
def test_no_admin_schema(sdl: str) -> None:
    """A schema without the mutation customerSet is refused."""
    with pytest.raises(UsageError, match="has no mutation customerSet"):
        slice_schema(sdl, NEWEST_STABLE)


def test_root_types_go_by_their_default_names() -> None:
    """A schema without a schema definition has Query and Mutation."""
    sdl = "type Query { customer: Customer }\ntype Customer { id: ID }\ntype Mutation { customerSet: Customer }\n"
    assert slice_schema(sdl, NEWEST_STABLE).split("\n\n", 1)[1] == (
        "type Query {\n  customer: Customer\n}\n\ntype Customer {\n  id: ID\n}\n\n"
        "type Mutation {\n  customerSet: Customer\n}\n"
    )
