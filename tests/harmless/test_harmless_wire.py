"""No false alarms: scenarios against the embedded shop over HTTP that looks different on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from harmless import wire
from judged import complaints, judge, one_case_each

from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.target.endpoint import Endpoint

if TYPE_CHECKING:
    from harmless.wire import Vary

    from conformance.scenario.model import Case

VARIATIONS = [
    wire.zipped,
    wire.chunked,
    wire.zipped_chunks,
    wire.closing,
    wire.more_headers,
]


def shop(latency: int = 0) -> Service:
    """Return an embedded shop that does not throttle."""
    return Service(Settings(bucket=Rates(999_999_999, 999_999_999), log=1, latency=latency))


def some_cases(every: int) -> list[Case]:
    """Return cases of every area: one of each so many scenarios, and all races."""
    cases = enumerate(one_case_each())
    return [case for number, case in cases if number % every == 0 or case.scenario.area == "race"]


@pytest.mark.parametrize("vary", VARIATIONS, ids=lambda vary: vary.__name__)
def test_a_harmless_variation_of_the_wire_passes(vary: Vary) -> None:
    """Nothing fails, and nothing is left without a verdict."""
    with wire.serving(wire.Varied(shop(), vary)) as url, Endpoint("varied", url, token="t") as target:
        assert complaints(judge(target, some_cases(6), seed="harmless")) == []


def test_every_answer_100_ms_late_passes() -> None:
    """Also with two dozen scenarios at once."""
    with (
        wire.serving(wire.Varied(shop(latency=100), wire.as_it_is)) as url,
        Endpoint("late", url, token="t") as target,
    ):
        verdicts = judge(target, some_cases(3), seed="harmless", threads=24)
    assert complaints(verdicts) == []
    times = [exchange.response.elapsed for verdict in verdicts for exchange in verdict.exchanges]
    assert min(times) >= 0.1


@pytest.mark.parametrize(
    ("vary", "header", "value"),
    [
        (wire.zipped, "content-encoding", "gzip"),
        (wire.chunked, "transfer-encoding", "chunked"),
        (wire.zipped_chunks, "transfer-encoding", "chunked"),
        (wire.closing, "connection", "close"),
        (wire.more_headers, "via", "1.1 proxy-a, 1.1 proxy-b"),
    ],
)
def test_a_variation_of_the_wire_makes_a_difference(vary: Vary, header: str, value: str) -> None:
    """It shows in the headers, while the answer is the same."""
    headers = {"x-shopify-access-token": "t"}
    with wire.serving(wire.Varied(shop(), vary)) as url:
        address = url.replace("{version}", "2026-10")
        answer = httpx.post(address, json={"query": "{ shop { currencyCode } }"}, headers=headers)
    assert answer.headers[header] == value
    assert answer.json()["data"] == {"shop": {"currencyCode": "CAD"}}
