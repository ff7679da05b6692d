"""Any shop, judged by the bundled scenarios within a test."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from conformance.options import STRICTNESS
from conformance.runner import Session, run_case
from conformance.scenario import catalogue
from conformance.scenario.model import applies, expand
from conformance.schema.load import enum_values
from conformance.verdict import Profile, Status
from conformance.versions import BUNDLED, NEWEST_STABLE
from conformance.wire import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance.scenario.catalogue import Catalogue
    from conformance.scenario.model import Case
    from conformance.verdict import Level, Verdict
    from conformance.versions import ApiVersion
    from conformance.wire import Request, Target


class Answering(Protocol):
    """A shop without HTTP before it."""

    def answer(self, version: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request's body in an API version."""


class Direct:
    """A target that calls a shop in this process; all that it says goes through JSON as it would over the wire."""

    name = "direct"
    is_shopify = False
    is_disposable = True

    def __init__(self, shop: Answering) -> None:
        self._shop = shop

    def send(self, request: Request) -> Response:
        """Send one request."""
        body: dict[str, Any] = {"query": request.document, "variables": request.variables}
        if request.operation_name is not None:
            body["operationName"] = request.operation_name
        if request.version not in BUNDLED:
            return Response(404, {"content-type": "application/json"}, b'{"errors": "Not Found"}')
        answer = self._shop.answer(request.version.handle, json.loads(json.dumps(body)))
        headers = {"content-type": "application/json", "x-shopify-api-version": request.version.handle}
        return Response(200, headers, json.dumps(answer).encode())


@cache
def bundled() -> Catalogue:
    """Return the bundled scenarios and requirements, compiled once."""
    return catalogue.load(catalogue.bundled_root())


@cache
def every_case() -> tuple[Case, ...]:
    """Return every case that applies to the newest stable version."""
    return tuple(
        case
        for scenario in bundled().scenarios
        if not applies(scenario, NEWEST_STABLE)
        for case in expand(scenario, partial(enum_values, NEWEST_STABLE))
    )


@cache
def one_case_each(levels: str = "MUST SHOULD MAY") -> tuple[Case, ...]:
    """Return the first case of every scenario of some levels."""
    firsts = {case.scenario.id: case for case in reversed(every_case())}
    return tuple(case for case in reversed(firsts.values()) if level(case) in levels.split())


def level(case: Case) -> Level:
    """Return the highest level of what a case proves."""
    levels = [bundled().requirements[name].level for name in case.scenario.proves]
    return min(levels, key=lambda one: one.rank)


def judge(
    target: Target,
    cases: Iterable[Case],
    *,
    seed: str,
    threads: int = 1,
    version: ApiVersion = NEWEST_STABLE,
    profile: Profile = Profile.EXACT,
) -> list[Verdict]:
    """Return the verdicts on cases, in their order, played one by one or on several threads."""
    session = Session(target, bundled().requirements, seed, profile=profile, strictness=STRICTNESS[profile])
    if threads == 1:
        return [run_case(case, version, session) for case in cases]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda case: run_case(case, version, session), cases))


def complaints(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a line for each verdict that speaks against the shop or that could not be reached, and one if all is missing."""
    found = [
        f"{verdict.id}: {verdict.status} {verdict.reason}"
        + "; ".join(f"{one.path} {one.message} {one.expected} / {one.actual}" for one in verdict.mismatches)
        for verdict in verdicts
        if verdict.status not in {Status.PASSED, Status.NOT_APPLICABLE}
    ]
    passed = sum(verdict.status is Status.PASSED for verdict in verdicts)
    return found or ([] if passed * 2 > len(verdicts) else [f"only {passed} of {len(verdicts)} were judged"])
