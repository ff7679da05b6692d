"""Reads: customer, customerByIdentifier, customers, customersCount, node, shop, publicApiVersions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.mock.errors import FieldError
from conformance.mock.page import cursor, page

if TYPE_CHECKING:
    from mock_client import Client, Clock

NAMES = "query Q($q: String, $k: CustomerSortKeys, $r: Boolean) { customers(first: 10, query: $q, sortKey: $k, reverse: $r) { nodes { firstName } } }"


def names(
    client: Client, query: str | None = None, key: str | None = None, *, reverse: bool = False
) -> list[str]:
    """Return the first names that a search finds, in its order."""
    variables = {"q": query, "r": reverse} | ({} if key is None else {"k": key})
    return [node["firstName"] for node in client.data(NAMES, variables)["customers"]["nodes"]]


@pytest.fixture
def crowd(client: Client, clock: Clock) -> Client:
    """Return a client of a shop with three customers."""
    client.create(
        firstName="Grace",
        lastName="Hopper",
        email="grace@navy.example.com",
        phone="+16135550101",
        tags=["navy", "VIP"],
        addresses=[{"countryCode": "US", "provinceCode": "NY", "city": "New York"}],
    )
    clock.go_on(60)
    client.create(firstName="Ada", lastName="Lovelace", email="ada@math.example.com", tags=["math"])
    clock.go_on(60)
    client.create(
        firstName="Emmy",
        lastName="Noether",
        note="rings",
        addresses=[{"countryCode": "CA", "city": "Guelph"}],
    )
    return client


def test_fields_that_customer_set_does_not_reach_are_those_of_a_new_customer(client: Client) -> None:
    """As recorded: counts as text, money with the shop's currency, nobody subscribed."""
    id_ = client.create(email="a@example.com", phone="+16135550100")
    selection = (
        "id legacyResourceId state verifiedEmail canDelete numberOfOrders amountSpent { amount currencyCode }"
        " dataSaleOptOut defaultEmailAddress { marketingState marketingOptInLevel marketingUpdatedAt validFormat }"
        " defaultPhoneNumber { phoneNumber marketingState } lastOrder { id } orders(first: 1) { nodes { id } }"
        " productSubscriberStatus statistics { predictedSpendTier rfmGroup }"
    )
    assert client.read(id_, selection) == {
        "id": id_,
        "legacyResourceId": id_.rpartition("/")[2],
        "state": "DISABLED",
        "verifiedEmail": True,
        "canDelete": True,
        "numberOfOrders": "0",
        "amountSpent": {"amount": "0.0", "currencyCode": "CAD"},
        "dataSaleOptOut": False,
        "defaultEmailAddress": {
            "marketingState": "NOT_SUBSCRIBED",
            "marketingOptInLevel": "SINGLE_OPT_IN",
            "marketingUpdatedAt": None,
            "validFormat": True,
        },
        "defaultPhoneNumber": {"phoneNumber": "+16135550100", "marketingState": "NOT_SUBSCRIBED"},
        "lastOrder": None,
        "orders": {"nodes": []},
        "productSubscriberStatus": "NEVER_SUBSCRIBED",
        "statistics": {"predictedSpendTier": None, "rfmGroup": None},
    }


def test_nobody_is_null_and_no_error(client: Client) -> None:
    """Unknown and deleted customers."""
    id_ = client.create(firstName="A")
    client.data(
        "mutation D($id: ID!) { customerDelete(input: {id: $id}) { deletedCustomerId } }", {"id": id_}
    )
    assert client.read(id_, "id") is None
    assert client.read("gid://shopify/Customer/1", "id") is None


def test_the_id_of_something_else_is_refused(client: Client) -> None:
    """RESOURCE_NOT_FOUND, recorded on other fields."""
    answer = client.send('{ customer(id: "gid://shopify/Product/1") { id } }')
    assert answer["data"] == {"customer": None}
    assert answer["errors"] == [
        {
            "message": "Invalid id: gid://shopify/Product/1",
            "locations": [{"line": 1, "column": 3}],
            "extensions": {"code": "RESOURCE_NOT_FOUND"},
            "path": ["customer"],
        }
    ]


@pytest.mark.parametrize(
    "identifier",
    [{"emailAddress": " GRACE@navy.example.com"}, {"phoneNumber": "+1 (613) 555-0101"}],
    ids=["email", "phone"],
)
def test_a_customer_is_found_however_the_key_is_written(crowd: Client, identifier: Any) -> None:
    """customer-email-normalization: spaces and case do not matter."""
    document = "query Q($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { firstName } }"
    assert crowd.data(document, {"i": identifier}) == {"customerByIdentifier": {"firstName": "Grace"}}


def test_a_custom_id_needs_its_definition(client: Client) -> None:
    """customer-by-identifier#/customIdMissing."""
    answer = client.send(
        '{ who: customerByIdentifier(identifier: {customId: {namespace: "x", key: "y", value: "1"}}) { id } }'
    )
    assert answer["data"] == {"who": None}
    assert answer["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
    assert answer["errors"][0]["path"] == ["who"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (None, ["Grace", "Ada", "Emmy"]),
        ("", ["Grace", "Ada", "Emmy"]),
        ("tag:vip", ["Grace"]),
        ("-tag:vip", ["Ada", "Emmy"]),
        ("NOT tag:vip", ["Ada", "Emmy"]),
        ("tag:math OR tag:navy", ["Grace", "Ada"]),
        ("(tag:math OR tag:navy) state:DISABLED -first_name:ada", ["Grace"]),
        ("state:ENABLED", []),
        ("email:ada@math.example.com", ["Ada"]),
        ('email:"ada@math.example.com"', ["Ada"]),
        ('email:"ada@math"', []),
        ("email:ada", ["Ada"]),
        ("phone:+16135550101", ["Grace"]),
        ("phone:*", ["Grace"]),
        ("first_name:gr*", ["Grace"]),
        ('last_name:"Noether"', ["Emmy"]),
        ("country:canada", ["Emmy"]),
        ('country:"United States"', ["Grace"]),
        ("lovelace", ["Ada"]),
        ('"grace hopper"', ["Grace"]),
        ("rings", ["Emmy"]),
        ("created_at:>2026-11-23T12:00:30Z", ["Ada", "Emmy"]),
        ("created_at:<='2026-11-23T12:00:00Z'", ["Grace"]),
        ("created_at:2026-11-23", ["Grace", "Ada", "Emmy"]),
        ("created_at:yesterday", []),
        ("orders_count:0 total_spent:<1", ["Grace", "Ada", "Emmy"]),
        ("email:*", ["Grace", "Ada"]),
        ("email:example.com", ["Grace", "Ada"]),
        ("email:gmail.com", []),
        ("tag:'VIP'", ["Grace"]),
        ("tag:'math,vip'", ["Grace", "Ada"]),
        ("tag_not:vip", ["Ada", "Emmy"]),
        ("tag_not:'math,vip'", ["Emmy"]),
        ("customer_date: >='2026-11-23T12:01:00Z'", ["Ada", "Emmy"]),
        ("customer_date:'>=2026-11-23T12:01:00Z'", ["Ada", "Emmy"]),
        ("customer_date:'2026-11-23T12:00:30Z..2026-11-23T12:01:30Z'", ["Ada"]),
        ("updated_at:2026-11-23T00:00:00Z", ["Grace", "Ada", "Emmy"]),
        ("updated_at:<now", ["Grace", "Ada", "Emmy"]),
        ("updated_at:<=2024", []),
        ("total_spent:>100.50", []),
        ("order_date:'2024-01-01..2024-03-31'", []),
        ("last_abandoned_order_date: >='2024-01-01'", []),
        ("accepts_marketing:false", ["Grace", "Ada", "Emmy"]),
        ("tag:math AND (", ["Ada"]),
        (") tag:math", ["Ada"]),
    ],
)
def test_a_search_finds_what_its_terms_say(crowd: Client, query: str | None, expected: list[str]) -> None:
    """Shopify's search syntax over the documented filters; whatever is typed means something."""
    assert names(crowd, query) == expected


def test_an_id_is_a_filter(crowd: Client) -> None:
    """As a number, and with a comparison."""
    ids = [
        node["id"].rpartition("/")[2]
        for node in crowd.data("{ customers(first: 9) { nodes { id } } }")["customers"]["nodes"]
    ]
    assert names(crowd, f"id:{ids[1]}") == ["Ada"]
    assert names(crowd, f"id:>{ids[0]}") == ["Ada", "Emmy"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("ID", ["Grace", "Ada", "Emmy"]),
        ("CREATED_AT", ["Grace", "Ada", "Emmy"]),
        ("UPDATED_AT", ["Grace", "Ada", "Emmy"]),
        ("NAME", ["Grace", "Ada", "Emmy"]),
        ("LOCATION", ["Ada", "Emmy", "Grace"]),
        ("RELEVANCE", ["Grace", "Ada", "Emmy"]),
    ],
)
def test_a_sort_key_orders_and_reverse_turns(crowd: Client, key: str, expected: list[str]) -> None:
    """By name means last name first: Hopper, Lovelace, Noether."""
    assert names(crowd, key=key) == expected
    assert names(crowd, key=key, reverse=True) == expected[::-1]


def test_pages_follow_each_other_by_their_cursors(crowd: Client) -> None:
    """Forwards and backwards; cursors as recorded in customers-sort-keys."""
    document = (
        "query Q($first: Int, $last: Int, $after: String, $before: String) {"
        " customers(first: $first, last: $last, after: $after, before: $before) {"
        " edges { cursor node { id firstName } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    )
    first = crowd.data(document, {"first": 2})["customers"]
    assert [edge["node"]["firstName"] for edge in first["edges"]] == ["Grace", "Ada"]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    rest = crowd.data(document, {"first": 2, "after": first["pageInfo"]["endCursor"]})["customers"]
    assert [edge["node"]["firstName"] for edge in rest["edges"]] == ["Emmy"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    back = crowd.data(document, {"last": 1, "before": rest["pageInfo"]["startCursor"]})["customers"]
    assert [edge["node"]["firstName"] for edge in back["edges"]] == ["Ada"]
    assert (back["pageInfo"]["hasNextPage"], back["pageInfo"]["hasPreviousPage"]) == (True, True)


def test_a_cursor_holds_the_last_id_and_value() -> None:
    """Recorded cursors: of an id, of a customer without names, of a place."""
    from conformance.mock.page import cursor  # noqa: PLC0415 - the only test of it

    assert cursor(12034595193138, "12034595193138") == (
        "eyJsYXN0X2lkIjoxMjAzNDU5NTE5MzEzOCwibGFzdF92YWx1ZSI6IjEyMDM0NTk1MTkzMTM4In0="
    )
    assert cursor(10540713410866, ", ") == "eyJsYXN0X2lkIjoxMDU0MDcxMzQxMDg2NiwibGFzdF92YWx1ZSI6IiwgIn0="
    assert cursor(10540294046002, ["canada", "ontario", "ottawa"]) == (
        "eyJsYXN0X2lkIjoxMDU0MDI5NDA0NjAwMiwibGFzdF92YWx1ZSI6WyJjYW5hZGEiLCJvbnRhcmlvIiwib3R0YXdhIl19"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "you must provide one of first or last"),
        ("(first: 1, last: 1)", "providing both first and last is not supported"),
        ("(first: 251)", "first must be less than or equal to 250"),
        ("(last: -1)", "last must be greater than or equal to 0"),
        ('(first: 1, after: "x")', "Malformed cursor"),
        ('(first: 1, before: "bnVsbA==")', "Malformed cursor"),
    ],
)
def test_a_page_that_can_not_be_is_refused(client: Client, arguments: str, message: str) -> None:
    """BAD_REQUEST; the texts of the first two are recorded."""
    answer = client.send(f"{{ customers{arguments} {{ nodes {{ id }} }} }}")
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == message
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def test_a_count_ignores_filters_it_does_not_know_and_warns(crowd: Client) -> None:
    """customers-count, recorded: the total, and a warning by the alias."""
    answer = crowd.send(
        '{ total: customersCount { count precision } matching: customersCount(query: "email:grace@example.com") { count } }'
    )
    assert answer["data"] == {"total": {"count": 3, "precision": "EXACT"}, "matching": {"count": 3}}
    assert answer["extensions"]["search"] == [
        {
            "path": ["matching"],
            "query": "email:grace@example.com",
            "parsed": {"field": "email", "match_all": "grace@example.com"},
            "warnings": [
                {"field": "email", "message": "Invalid search field for this query.", "code": "invalid_field"}
            ],
        }
    ]


def test_a_count_stops_at_its_limit(crowd: Client) -> None:
    """And says so."""
    assert crowd.data("{ customersCount(limit: 2) { count precision } }") == {
        "customersCount": {"count": 2, "precision": "AT_LEAST"}
    }


def test_a_node_is_found_by_its_id(crowd: Client) -> None:
    """Customers, addresses, the shop; null for what is not there."""
    customer = crowd.data("{ customers(first: 1) { nodes { id defaultAddress { id } } } shop { id } }")
    first = customer["customers"]["nodes"][0]
    ids = [first["defaultAddress"]["id"], first["id"], customer["shop"]["id"], "gid://shopify/Order/1"]
    data = crowd.data("query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": ids})
    assert data["nodes"] == [
        {"__typename": "MailingAddress", "id": ids[0]},
        {"__typename": "Customer", "id": ids[1]},
        {"__typename": "Shop", "id": ids[2]},
        None,
    ]
    data = crowd.data(
        "query Q($id: ID!) { node(id: $id) { ... on Customer { firstName } ... on Shop { name } } }",
        {"id": ids[1]},
    )
    assert data == {"node": {"firstName": "Grace"}}


def test_the_shop_knows_its_name_and_currency(client: Client) -> None:
    """From the host it was asked at."""
    assert client.data("{ shop { name myshopifyDomain url currencyCode } }")["shop"] == {
        "name": "example",
        "myshopifyDomain": "example.myshopify.com",
        "url": "https://example.myshopify.com",
        "currencyCode": "CAD",
    }


def test_the_bundled_versions_are_listed(client: Client) -> None:
    """With handle, name, and whether they are supported."""
    versions = client.data("{ publicApiVersions { handle displayName supported } }")["publicApiVersions"]
    assert versions[-2:] == [
        {"handle": "2026-10", "displayName": "2026-10 (Latest)", "supported": True},
        {"handle": "unstable", "displayName": "unstable", "supported": False},
    ]
    assert [version["handle"] for version in versions][:4] == ["2025-10", "2026-01", "2026-04", "2026-07"]


def test_an_address_is_laid_out_in_lines(crowd: Client) -> None:
    """`formatted` with and without the name."""
    selection = "defaultAddress { formatted full: formatted(withName: true) }"
    found = crowd.data("{ customers(first: 1) { nodes { " + selection + " } } }")["customers"]["nodes"][0]
    assert found["defaultAddress"]["full"][0] == "Grace Hopper"
    assert found["defaultAddress"]["formatted"] == found["defaultAddress"]["full"][1:]


def test_introspection_answers_from_the_slice(client: Client) -> None:
    """Beside other fields, through fragments, with aliases."""
    document = (
        '{ shop { id } kind: __type(name: "CustomerSetPayload") { ...T } __schema { mutationType { name } } }'
        " fragment T on __Type { name fields { name } }"
    )
    data = client.data(document)
    assert data["kind"] == {
        "name": "CustomerSetPayload",
        "fields": [{"name": "customer"}, {"name": "userErrors"}],
    }
    assert data["__schema"] == {"mutationType": {"name": "Mutation"}}
    assert list(data) == ["shop", "kind", "__schema"]


@pytest.mark.parametrize(
    ("arguments", "is_refused"),
    [
        ({"first": 250, "after": cursor(24_750, "24750")}, False),
        ({"first": 250, "after": cursor(24_751, "24751")}, True),
        ({"first": 1, "after": cursor(25_000, "25000")}, True),
        ({"last": 250, "before": cursor(252, "252")}, False),
        ({"last": 250, "before": cursor(251, "251")}, True),
    ],
)
def test_pages_end_at_25_000_objects(arguments: dict[str, Any], is_refused: bool) -> None:  # noqa: FBT001
    """Documented; counted from the end that the pages start at, and with our own words, both assumed."""
    numbers = range(1, 25_002)
    if not is_refused:
        assert len(page(numbers, arguments, int).entries) == 250
        return
    with pytest.raises(FieldError, match="limited to 25000 objects") as caught:
        page(numbers, arguments, int)
    assert caught.value.code == "BAD_REQUEST"
