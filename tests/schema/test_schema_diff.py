"""Graded changes between two schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graphql import build_schema

from conformance.errors import UsageError
from conformance.schema.diff import Change, Grade, diff, render, resolve
from conformance.schema.load import load, slice_text
from conformance.versions import NEWEST_STABLE, ApiVersion

if TYPE_CHECKING:
    from pathlib import Path

    from graphql import GraphQLSchema

SDL = """
directive @idempotent(key: String!) on FIELD | QUERY
type Query { customer(id: ID!, locale: String = "en"): Customer  shop: Shop }
type Mutation { customerSet(input: CustomerSetInput!): CustomerSetPayload  orderSet: Order }
type CustomerSetPayload { customer: Customer  userErrors: [String!] }
type Customer implements Node { id: ID!  note: String  state: State!  orders: OrderConnection  owner: MetafieldReference }
type OrderConnection { nodes: [Order!]!  pageInfo: PageInfo }
type PageInfo { hasNextPage: Boolean! }
type Order { name: String  phase: Phase  customer: Customer }
type Shop { name: String  plan: ShopPlan }
type ShopPlan { shopifyPlus: Boolean }
interface Node { id: ID! }
union MetafieldReference = Customer | Order
enum State { ENABLED DISABLED }
enum Phase { ONE TWO }
input CustomerSetInput { note: String  tags: [String!]  limit: Int = 5  which: Which }
input Which { id: ID  email: String }
"""


def build(*swaps: tuple[str, str]) -> GraphQLSchema:
    """Return the schema above with pieces of its text swapped."""
    sdl = SDL
    for before, after in swaps:
        assert sdl.count(before) == 1
        sdl = sdl.replace(before, after)
    return build_schema(sdl, assume_valid=True)


@pytest.mark.parametrize(
    ("swap", "change"),
    [
        (("note: String  state", "state"), "BREAKING field-removed Customer.note"),
        (("note: String  state", "note: String  phone: String  state"), "SAFE field-added Customer.phone"),
        (("note: String  state", "note: Int  state"), "BREAKING field-changed-kind Customer.note"),
        (("state: State!", "state: State"), "BREAKING field-changed-kind Customer.state"),
        (("note: String  state", "note: String!  state"), "SAFE field-changed-kind-safe Customer.note"),
        (("ENABLED DISABLED", "ENABLED"), "BREAKING value-removed-from-enum State.DISABLED"),
        (("ENABLED DISABLED", "ENABLED DISABLED NEW"), "DANGEROUS value-added-to-enum State.NEW"),
        (("tags: [String!]", ""), "BREAKING field-removed CustomerSetInput.tags"),
        (("tags: [String!]", "tags: [String!]!"), "BREAKING field-changed-kind CustomerSetInput.tags"),
        (
            ("tags: [String!]", "tags: [String!] x: Int"),
            "DANGEROUS optional-input-field-added CustomerSetInput.x",
        ),
        (
            ("tags: [String!]", "tags: [String!] x: Int!"),
            "BREAKING required-input-field-added CustomerSetInput.x",
        ),
        (
            ("limit: Int = 5", "limit: Int = 6"),
            "DANGEROUS input-field-default-value-change CustomerSetInput.limit",
        ),
        (
            ("limit: Int = 5", "limit: Int"),
            "DANGEROUS input-field-default-value-change CustomerSetInput.limit",
        ),
        (
            ("which: Which", "which: Which = {}"),
            "SAFE input-field-default-value-added CustomerSetInput.which",
        ),
        (("input Which", "input Which @oneOf"), "BREAKING one-of-added Which"),
        (("(id: ID!,", "(id: ID! x: Int!,"), "BREAKING required-arg-added Query.customer(x:)"),
        (("(id: ID!,", "(id: ID! x: Int,"), "DANGEROUS optional-arg-added Query.customer(x:)"),
        (("(id: ID!,", "("), "BREAKING arg-removed Query.customer(id:)"),
        (("(id: ID!,", "(id: Int!,"), "BREAKING arg-changed-kind Query.customer(id:)"),
        (("(id: ID!,", "(id: ID,"), "SAFE arg-changed-kind-safe Query.customer(id:)"),
        (('= "en"', '= "fr"'), "DANGEROUS arg-default-value-change Query.customer(locale:)"),
        (("Customer implements Node", "Customer"), "BREAKING implemented-interface-removed Customer"),
        (("Customer | Order", "Customer"), "BREAKING type-removed-from-union MetafieldReference"),
        (("Customer | Order", "Customer | Order | Shop"), "DANGEROUS type-added-to-union MetafieldReference"),
        (
            ("customerSet(input: CustomerSetInput!): CustomerSetPayload", ""),
            "BREAKING field-removed Mutation.customerSet",
        ),
        (("FIELD | QUERY", "FIELD"), "BREAKING directive-location-removed @idempotent"),
        (("key: String!", "key: String! x: Int"), "SAFE optional-directive-arg-added @idempotent(x:)"),
        (("key: String!", "key: String! x: Int!"), "BREAKING required-directive-arg-added @idempotent(x:)"),
        (("FIELD | QUERY", "FIELD | QUERY | MUTATION"), "SAFE directive-location-added @idempotent"),
        (
            ("@idempotent(key: String!)", "@idempotent(key: String!) repeatable"),
            "SAFE directive-repeatable-added @idempotent",
        ),
        (("shopifyPlus: Boolean", "shopifyPlus: Int"), "BREAKING field-changed-kind ShopPlan.shopifyPlus"),
        (
            ("note: String  state", 'note: String @deprecated(reason: "r") state'),
            "SAFE deprecated Customer.note",
        ),
        (("(id: ID!,", '(id: ID! @deprecated(reason: "r"),'), "SAFE deprecated Query.customer(id:)"),
        (("tags: [String!]", "tags: [String!] @deprecated"), "SAFE deprecated CustomerSetInput.tags"),
        (("ENABLED DISABLED", "ENABLED @deprecated DISABLED"), "SAFE deprecated State.ENABLED"),
        (("enum State { ENABLED DISABLED }", "scalar State"), "BREAKING type-changed-kind State"),
    ],
)
def test_one_change(swap: tuple[str, str], change: str) -> None:
    """Each change on the surface is listed with grade, kind and coordinate."""
    found = diff(build(), build(swap))
    assert change in [f"{item.grade} {item.kind} {item.path}" for item in found]


@pytest.mark.parametrize(
    "swap",
    [
        ("type Order { name: String ", "type Order { "),
        ("ONE TWO", "ONE"),
        ("orderSet: Order", "orderSet: Int"),
        ("type Shop { name: String ", "type Shop { "),
    ],
    ids=["field-of-a-far-type", "enum-of-a-far-type", "operation-not-used", "field-of-a-thin-root"],
)
def test_changes_far_from_customers_do_not_count(swap: tuple[str, str]) -> None:
    """What a slice only shows in part is not compared."""
    assert diff(build(), build(swap)) == ()


def test_undoing_a_change() -> None:
    """What is added one way is removed the other way."""
    one_of = ("input Which", "input Which @oneOf")
    deprecated = ("note: String  state", "note: String @deprecated state")
    assert [(item.grade, item.kind, item.path) for item in diff(build(one_of, deprecated), build())] == [
        (Grade.DANGEROUS, "one-of-removed", "Which"),
        (Grade.SAFE, "deprecation-removed", "Customer.note"),
    ]


def test_a_smaller_surface() -> None:
    """Only what the given root fields reach is compared."""
    old, new = build(), build(("shopifyPlus: Boolean", "shopifyPlus: Int"), ("tags: [String!]", ""))
    assert [item.path for item in diff(old, new, {"query": ("shop",)})] == ["ShopPlan.shopifyPlus"]
    assert [item.path for item in diff(old, new, {"mutation": ("customerSet",)})] == ["CustomerSetInput.tags"]


def test_the_gravest_come_first() -> None:
    """Changes are sorted by grade, then by path."""
    new = build(("ENABLED DISABLED", "ENABLED NEW"), ("tags: [String!]", "x: Int"))
    assert [(item.grade, item.path) for item in diff(build(), new)] == [
        (Grade.BREAKING, "CustomerSetInput.tags"),
        (Grade.BREAKING, "State.DISABLED"),
        (Grade.DANGEROUS, "CustomerSetInput.x"),
        (Grade.DANGEROUS, "State.NEW"),
    ]


def test_between_two_versions() -> None:
    """From 2026-07 to 2026-10 a phone number got its SMS consent and a cancelled order the result of its job."""
    assert diff(resolve("2026-07"), resolve("2026-10")) == (
        Change(
            Grade.DANGEROUS,
            "optional-input-field-added",
            "OrderCreateFulfillmentInput.trackingNumbers",
            "An optional field OrderCreateFulfillmentInput.trackingNumbers was added.",
        ),
        *(
            Change(Grade.SAFE, "type-added", name, f"{name} was added.")
            for name in ("AnalyticsAnnotationConnection", "AnalyticsAnnotationEdge")
        ),
        Change(
            Grade.SAFE,
            "field-added",
            "CustomerPhoneNumber.smsMarketingConsent",
            "Field CustomerPhoneNumber.smsMarketingConsent was added.",
        ),
        Change(
            Grade.SAFE, "type-added", "CustomerSmsMarketingConsent", "CustomerSmsMarketingConsent was added."
        ),
        Change(
            Grade.SAFE,
            "field-added",
            "OrderCancelPayload.jobResult",
            "Field OrderCancelPayload.jobResult was added.",
        ),
    )


def test_rendered() -> None:
    """A line for each change and the counts at the end."""
    changes = diff(
        build(), build(("note: String  state", "state"), ("tags: [String!]", "tags: [String!] x: Int"))
    )
    assert render(changes) == (
        "BREAKING   Field Customer.note was removed.\n"
        "DANGEROUS  An optional field CustomerSetInput.x was added.\n"
        "1 breaking, 1 dangerous, 0 safe"
    )
    assert render(()) == "No changes."


def test_resolve_a_version() -> None:
    """A bundled version is its slice."""
    assert resolve("2026-10") is load(NEWEST_STABLE)


def test_resolve_a_file(tmp_path: Path) -> None:
    """A file is read and cut."""
    file = tmp_path / "admin.graphql"
    file.write_text(slice_text(ApiVersion("unstable")) + "\ntype Extra { id: ID }\n", "utf-8")
    assert "Extra" not in resolve(str(file)).type_map
    assert diff(resolve("unstable"), resolve(str(file))) == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"type {", r"admin.graphql does not parse at line 1, column 6"),
        (b"type Query { a: Int }", r"admin.graphql has no mutation customerSet"),
        (b"type Mutation { customerSet: Nowhere }", r"admin.graphql is not sound: .*Nowhere"),
        (b"\xff\xfe", r"neither a bundled API version nor a file that can be read \(it is no UTF-8 text\)"),
    ],
    ids=["syntax", "other-schema", "unknown-type", "binary"],
)
def test_resolve_a_bad_file(tmp_path: Path, content: bytes, message: str) -> None:
    """A file that holds no Admin schema is refused."""
    file = tmp_path / "admin.graphql"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        resolve(str(file))


def test_resolve_a_misspelt_version() -> None:
    """What is neither a version nor a file is refused, with the nearest version."""
    with pytest.raises(
        UsageError, match=r'"2026-1" is neither .* \(No such file or directory\)\. Did you mean "2026-1'
    ):
        resolve("2026-1")
