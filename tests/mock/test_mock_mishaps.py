"""Mishaps: what each does to a call, when scripts let them happen, and how they are asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client

from conformance.errors import UsageError
from conformance.mock.mishap_calls import FIELDS
from conformance.mock.mishap_script import parse_script
from conformance.mock.reply import Delivery
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from mock_client import Clock

    from conformance.mock.reply import Reply

SET = "mutation Set($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } }"
COUNT = "{ customersCount { count } }"
SHOP = "{ shop { name } }"


@pytest.fixture
def plain(client: Client) -> Client:
    """Return a client of a mock where nothing goes wrong unless a request asks for it."""
    return client


def scripted(clock: Clock, *mishaps: str) -> Client:
    """Return a client of a mock with a script."""
    return Client(Settings(bucket=PLENTY, clock=clock, mishaps=mishaps))


def post(client: Client, document: str = SET, mishap: str | None = None) -> Reply:
    """Send a document, with a mishap of its own if one is given."""
    variables = {"input": {"firstName": "Ada"}} if document == SET else {}
    body = json.dumps({"query": document, "variables": variables}).encode()
    return client.post(body, **({} if mishap is None else {"x-conformance-mishap": mishap}))


def meta(client: Client, path: str, method: str = "GET", payload: Any = None) -> tuple[int, Any]:
    """Ask the mock about itself."""
    body = b"" if payload is None else json.dumps(payload).encode()
    reply = client.service.answer(method, f"/__meta/{path}", {}, body)
    return reply.status, json.loads(reply.body)


def written(client: Client) -> int:
    """Return how many customers there are."""
    counted: int = client.data(COUNT)["customersCount"]["count"]
    return counted


def test_a_500_has_shopifys_body_and_writes_nothing(plain: Client) -> None:
    """Documented for 5xx, in the reference of the Storefront API."""
    reply = post(plain, mishap="http-500")
    assert (reply.status, reply.body) == (500, b'{"errors":"An unexpected error occurred"}')
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert written(plain) == 0


@pytest.mark.parametrize(
    ("name", "status", "title"),
    [("http-502", 502, b"Bad Gateway"), ("http-503", 503, b"Service Unavailable")],
)
def test_a_502_or_503_is_a_web_page_and_writes_nothing(
    plain: Client, name: str, status: int, title: bytes
) -> None:
    """What the proxies in front of a shop send, as clients report it."""
    reply = post(plain, mishap=name)
    assert (reply.status, reply.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert b"<h1>" + title + b"</h1>" in reply.body
    assert written(plain) == 0


@pytest.mark.parametrize(("mishap", "after"), [("http-429", "2.0"), ("http-429:30", "30.0")])
def test_a_429_says_when_to_come_back(plain: Client, mishap: str, after: str) -> None:
    """In seconds with a decimal, as Shopify's REST limits do."""
    reply = post(plain, mishap=mishap)
    assert (reply.status, reply.headers["Retry-After"]) == (429, after)
    assert json.loads(reply.body) == {"errors": "Too Many Requests"}
    assert written(plain) == 0


def test_a_430_is_a_security_rejection_and_writes_nothing(plain: Client) -> None:
    """The status and its name are documented; the body is assumed."""
    reply = post(plain, mishap="http-430")
    assert (reply.status, json.loads(reply.body)) == (430, {"errors": "Shopify Security Rejection"})
    assert written(plain) == 0


def test_an_internal_error_has_status_200_and_no_cost(plain: Client) -> None:
    """Recorded: `errors` and `data`, extensions with request id and code, the id in the message as well."""
    reply = post(plain, mishap="internal-error")
    number = reply.headers["X-Request-Id"]
    assert reply.status == 200
    assert json.loads(reply.body) == {
        "errors": [
            {
                "message": "Internal error. Looks like something went wrong on our end.\n"
                f"Request ID: {number} (include this in support requests).",
                "extensions": {"requestId": number, "code": "INTERNAL_SERVER_ERROR"},
            }
        ],
        "data": None,
    }
    assert written(plain) == 0


def test_throttling_once_shows_an_empty_bucket_for_one_call(clock: Clock) -> None:
    """The cost is that of the call; the bucket itself loses nothing, and the next call is answered."""
    client = Client(Settings(clock=clock, mishaps=("throttle-once@customerSet",)))
    answer = json.loads(post(client).body)
    assert answer["errors"][0]["message"] == "Throttled"
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in answer
    assert answer["extensions"]["cost"] == {
        "requestedQueryCost": 10,
        "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 0, "restoreRate": 100},
    }
    answer = json.loads(post(client).body)
    assert answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1990
    assert written(client) == 1


def test_latency_delays_an_answer_that_is_otherwise_as_ever(plain: Client) -> None:
    """In milliseconds, a second if nothing is said; on top of the mock's own."""
    assert post(plain, mishap="latency").delay == 1
    reply = post(plain, mishap="latency:250")
    assert (reply.delay, reply.status, reply.delivery) == (0.25, 200, None)
    assert written(plain) == 2


@pytest.mark.parametrize(
    ("mishap", "delivery", "customers"),
    [
        ("timeout", Delivery(hold=300, resets=True), 0),
        ("timeout:1500", Delivery(hold=1.5, resets=True), 0),
        ("reset", Delivery(resets=True), 0),
        ("lost", Delivery(resets=True), 1),
        ("lost-timeout:100", Delivery(hold=0.1, resets=True), 1),
        ("truncated:10", Delivery(sent=10), 1),
    ],
)
def test_what_is_lost_on_the_way_is_written_or_not(
    plain: Client, mishap: str, delivery: Delivery, customers: int
) -> None:
    """The reply says how it fails to arrive; `lost` and what cuts an answer short happen after the write."""
    assert post(plain, mishap=mishap).delivery == delivery
    assert written(plain) == customers


def test_a_truncated_answer_is_never_whole(plain: Client) -> None:
    """Half of it if nothing is said, and one byte less than all at most."""
    reply = post(plain, mishap="truncated")
    assert reply.delivery == Delivery(sent=len(reply.body) // 2)
    reply = post(plain, mishap="truncated:9999999")
    assert reply.delivery == Delivery(sent=len(reply.body) - 1)


def test_invalid_json_lacks_its_last_character(plain: Client) -> None:
    """Status and headers are those of the answer; it is written."""
    reply = post(plain, mishap="invalid-json")
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)
    assert json.loads(reply.body + b"}")["data"]["customerSet"]["customer"]["id"]
    assert (reply.status, written(plain)) == (200, 1)


@pytest.mark.parametrize(
    ("mishap", "failing"),
    [
        ("http-500", [1, 2, 3, 4, 5, 6]),
        ("http-500#3", [3]),
        ("http-500#2-4", [2, 3, 4]),
        ("http-500#5+", [5, 6]),
        ("http-500#/2", [2, 4, 6]),
        ("http-500@customerSet#2", [2]),
        ("http-500@mutation", [1, 2, 3, 4, 5, 6]),
        ("http-500@query", []),
        ("http-500@shop", []),
    ],
)
def test_a_script_says_which_calls_fail(clock: Clock, mishap: str, failing: list[int]) -> None:
    """The third, second to fourth, fifth and later, every second; of the calls that count."""
    client = scripted(clock, mishap)
    statuses = [post(client).status for _ in range(6)]
    assert [number for number, status in enumerate(statuses, 1) if status == 500] == failing


def test_only_calls_of_the_field_count(clock: Clock) -> None:
    """Also if the field has an alias; a document that is no good is a call of no field."""
    client = scripted(clock, "http-500@customerSet#2")
    aliased = 'mutation { mine: customerSet(input: {firstName: "A"}) { customer { id } } }'
    documents = [SHOP, aliased, SHOP, "{ nope }", "{", aliased, aliased]
    assert [post(client, document).status for document in documents] == [200, 200, 200, 200, 200, 500, 200]


def test_every_shop_counts_for_itself(clock: Clock) -> None:
    """The second call of each."""
    client = scripted(clock, "http-500#2")
    assert [post(client).status for _ in range(2)] == [200, 500]
    client.host = "other.myshopify.com"
    assert [post(client).status for _ in range(3)] == [200, 500, 200]


def test_requests_that_reach_no_shop_do_not_count(clock: Clock) -> None:
    """A wrong token is refused as ever."""
    client = scripted(clock, "http-500#1")
    client.token = ""
    assert post(client).status == 401
    client.token = "token"
    assert post(client).status == 500


def test_of_several_the_first_that_is_due_happens(clock: Clock) -> None:
    """All of them count; latency is added to whatever else there is."""
    client = scripted(clock, "http-500#1", "http-503#1-2", "latency:100", "latency:50#3")
    replies = [post(client) for _ in range(3)]
    assert [(reply.status, reply.delay) for reply in replies] == [
        (500, 0.1),
        (503, 0.1),
        (200, 0.15000000000000002),
    ]


def test_a_request_overrides_the_script(clock: Clock) -> None:
    """By its header, which is about this request alone; the script counts on, and latency still adds up."""
    client = scripted(clock, "http-500#2", "latency:100")
    assert post(client).status == 200
    reply = post(client, mishap="http-503")
    assert (reply.status, reply.delay) == (503, 0.1)
    assert post(client).status == 200


def test_a_header_may_name_the_field_it_is_meant_for(plain: Client) -> None:
    """So that a client may send it with everything."""
    assert post(plain, SHOP, "http-500@customerSet").status == 200
    assert post(plain, SET, "http-500@customerSet").status == 500


@pytest.mark.parametrize(
    ("mishap", "message"),
    [
        ("http-505", 'There is no mishap "http-505". Did you mean "http-50'),
        ("lost@customerSet#3", 'x-conformance-mishap: "lost@customerSet#3" counts calls'),
    ],
)
def test_a_header_that_is_wrong_is_refused(plain: Client, mishap: str, message: str) -> None:
    """With status 400, and nothing is written."""
    reply = post(plain, mishap=mishap)
    assert reply.status == 400
    assert message in json.loads(reply.body)["errors"]
    assert written(plain) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("losst", 'There is no mishap "losst". Did you mean "lost"?'),
        ("", '"" is not a mishap.'),
        ("#3", '"#3" is not a mishap.'),
        ("lost@customerset", 'there is no root field "customerset". Did you mean "customerSet"?'),
        ("lost@", '"" is not a field.'),
        ("lost@a b", '"a b" is not a field.'),
        ("lost:5", "lost takes no number."),
        ("latency:soon", '"soon" is not a number of milliseconds from 0 to 600000.'),
        ("latency:600001", '"600001" is not a number of milliseconds from 0 to 600000.'),
        ("latency:-1", '"-1" is not a number of milliseconds'),
        ("latency:²", '"²" is not a number of milliseconds'),
        ("lost#", '"" does not say which calls.'),
        ("lost#third", '"third" does not say which calls.'),
        ("lost#0", '"0" is no call at all'),
        ("lost#/0", '"/0" is no call at all'),
        ("lost#4-2", '"4-2" is no call at all'),
        ("lost#3@customerSet", '"3@customerSet" does not say which calls.'),
    ],
)
def test_a_script_that_is_wrong_is_told(text: str, message: str) -> None:
    """What is wrong, and the nearest word that is right."""
    with pytest.raises(UsageError) as caught:
        parse_script([text], FIELDS)
    assert message in caught.value.message


def test_a_wrong_script_keeps_the_mock_from_starting() -> None:
    """Before it listens."""
    with pytest.raises(UsageError, match='Did you mean "timeout"'):
        Client(Settings(mishaps=("time-out",)))


def test_the_log_tells_what_befell_a_call(clock: Clock) -> None:
    """As it was asked for, with the status that was meant."""
    client = scripted(clock, "http-503@customerSet#2", "latency:5#2")
    post(client)
    post(client)
    entries = meta(client, "log")[1]["example.myshopify.com"]
    assert [(each["operation"], each["status"], each["mishap"]) for each in entries] == [
        ("mutation Set", 200, ""),
        ("mutation Set", 503, "http-503@customerSet#2, latency:5#2"),
    ]


def test_a_script_is_set_and_cleared_while_the_mock_runs(plain: Client) -> None:
    """For shops that are open and those that open later; counting starts anew."""
    post(plain)
    status, found = meta(plain, "mishaps", "POST", ["http-500#1"])
    assert (status, found["script"]) == (200, ["http-500#1"])
    assert [post(plain).status for _ in range(2)] == [500, 200]
    plain.host = "later.myshopify.com"
    assert post(plain).status == 500
    assert meta(plain, "mishaps")[1] == {
        "script": ["http-500#1"],
        "shops": {
            "example.myshopify.com": [{"mishap": "http-500#1", "calls": 2, "happened": 1}],
            "later.myshopify.com": [{"mishap": "http-500#1", "calls": 1, "happened": 1}],
        },
    }
    assert meta(plain, "mishaps", "POST", {"script": ["http-503#2+"]})[0] == 200
    assert [post(plain).status for _ in range(2)] == [200, 503]
    assert meta(plain, "mishaps", "DELETE")[1]["script"] == []
    assert post(plain).status == 200


def test_a_script_can_be_one_shops(plain: Client) -> None:
    """Also of a shop that is not open yet."""
    assert meta(plain, "mishaps?shop=mine.myshopify.com", "POST", ["http-500"])[0] == 200
    assert post(plain).status == 200
    plain.host = "mine.myshopify.com"
    assert post(plain).status == 500


def test_a_reset_brings_the_first_script_back(clock: Clock) -> None:
    """And counts from one again."""
    client = scripted(clock, "http-500#1")
    assert [post(client).status for _ in range(2)] == [500, 200]
    meta(client, "mishaps", "POST", ["http-503"])
    meta(client, "reset", "POST")
    assert [post(client).status for _ in range(2)] == [500, 200]


@pytest.mark.parametrize(
    ("path", "payload", "message"),
    [
        ("mishaps", ["lots"], 'There is no mishap "lots". Did you mean "lost"?'),
        ("mishaps", "lost", "Send a list of mishaps"),
        ("mishaps", {"mishaps": []}, "Send a list of mishaps"),
        ("mishaps?shop=mine.example.com", [], '"mine.example.com" is not an address of a shop'),
    ],
)
def test_a_script_that_is_wrong_is_a_bad_request(
    plain: Client, path: str, payload: Any, message: str
) -> None:
    """With what is wrong; the script in force stays."""
    status, found = meta(plain, path, "POST", payload)
    assert status == 400
    assert message in found["error"]
    assert meta(plain, "mishaps")[1]["script"] == []
