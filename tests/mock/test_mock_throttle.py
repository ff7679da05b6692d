"""The leaky bucket: 2000 points and 100 a second by default, for each app on each shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.errors import UsageError
from conformance.mock.settings import Rates, Settings
from conformance.mock.throttle import Bucket

if TYPE_CHECKING:
    from mock_client import Client, Clock

COUNT = "{ " + " ".join(f"c{n}: customersCount {{ count }}" for n in range(90)) + " }"


def status(answer: dict[str, Any]) -> tuple[int, int, int]:
    """Return size, points left and restore rate as an answer tells them."""
    found = answer["extensions"]["cost"]["throttleStatus"]
    return found["maximumAvailable"], found["currentlyAvailable"], found["restoreRate"]


def test_a_call_takes_what_it_costs(frugal: Client, clock: Clock) -> None:
    """As recorded: 1990 left after a mutation, and full again later."""
    document = 'mutation { customerSet(input: {firstName: "A"}) { customer { id } } }'
    assert status(frugal.send(document)) == (2000, 1990, 100)
    assert status(frugal.send(document)) == (2000, 1980, 100)
    clock.go_on(0.15)
    assert status(frugal.send(document)) == (2000, 1985, 100)
    clock.go_on(60)
    assert status(frugal.send(document)) == (2000, 1990, 100)


def test_an_empty_bucket_throttles_and_changes_nothing(frugal: Client, clock: Clock) -> None:
    """THROTTLED: no data, the requested cost, no actual one; later it goes on."""
    for _ in range(2):
        assert "errors" not in frugal.send(COUNT)
    answer = frugal.send(COUNT)
    assert answer == {
        "errors": [
            {
                "message": "Throttled",
                "extensions": {
                    "code": "THROTTLED",
                    "documentation": "https://shopify.dev/api/usage/rate-limits",
                },
            }
        ],
        "extensions": {
            "cost": {
                "requestedQueryCost": 900,
                "actualQueryCost": None,
                "throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 200, "restoreRate": 100},
            }
        },
    }
    clock.go_on(7)
    assert status(frugal.send(COUNT)) == (2000, 0, 100)


def test_what_was_asked_for_must_fit_also_if_it_is_refunded(frugal: Client) -> None:
    """The requested cost is taken first."""
    for _ in range(2):
        frugal.send(COUNT)
    document = "{ a: customers(first: 250) { edges { node { metafields(first: 250) { nodes { id } } } } } c: customersCount { count } d: customersCount { count } e: customersCount { count } f: customersCount { count } g: customersCount { count } }"
    answer = frugal.send(document)
    assert answer["extensions"]["cost"]["requestedQueryCost"] == 206
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"


def test_each_app_has_its_own_bucket(frugal: Client) -> None:
    """Another access token on the same shop."""
    frugal.send(COUNT)
    frugal.token = "other"
    assert status(frugal.send("{ shop { id } }")) == (2000, 1999, 100)


def test_the_rates_are_an_option(clock: Clock) -> None:
    """Such as those of a Plus shop."""
    from mock_client import Client  # noqa: PLC0415 - a module of the tests

    client = Client(Settings(bucket=Rates.parse("20000/1000"), clock=clock))
    assert status(client.send("{ shop { id } }")) == (20000, 19999, 1000)


@pytest.mark.parametrize("text", ["", "2000", "2000/0", "0/100", "a/b", "-1/5", "1/2/3"])
def test_rates_that_are_none_are_told(text: str) -> None:
    """A size and a rate above zero."""
    with pytest.raises(UsageError, match="is not a bucket"):
        Rates.parse(text)


def test_a_clock_that_is_set_back_restores_nothing() -> None:
    """And takes nothing away."""
    bucket = Bucket(Rates(100, 10), 50.0)
    assert bucket.take(60, 50.0)
    assert not bucket.take(50, 20.0)
    assert bucket.status()["currentlyAvailable"] == 40
    assert bucket.take(50, 21.0)
