"""A target for the runner's tests: the embedded shop, behind a function that may bend its answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from dated import dated

from conformance.mock.service import Service
from conformance.mock.settings import Settings
from conformance.runner import Session, run_case
from conformance.scenario import Scope, catalogue, expand, lint_text
from conformance.scenario.requirement import Requirement
from conformance.schema.load import enum_values
from conformance.target.in_process import InProcess
from conformance.verdict import Evidence, Level
from conformance.versions import ApiVersion
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.scenario import Case
    from conformance.verdict import Mismatch, Verdict
    from conformance.wire import Response

VERSION = ApiVersion("2026-10")
REQUIREMENTS = {
    **catalogue.known_requirements(catalogue.bundled_root())[0],
    "own.minor": Requirement("own.minor", Level.MAY, "A detail.", "", Evidence.ASSUMED),
    "own.claim": Requirement("own.claim", Level.SHOULD, "It is so.", "", Evidence.ASSUMED),
}
HEAD = """\
area: own
scenarios:
  - id: own/one
    title: One thing holds
    proves: [own.minor, own.claim]
    evidence: {evidence}
"""
"""Six lines; the body of a scenario begins on line 7."""


class World:
    """The embedded shop as a target.

    Args:
        bend: what becomes of each answer; may raise instead.
        fault: name of a deviation of the embedded shop.
        settings: further settings of the embedded shop.
        is_shopify: whether it passes for a real store.
        is_disposable: whether it dies with the run.
    """

    name = "world"

    def __init__(
        self,
        bend: Callable[[Request, Response], Response] = lambda _, response: response,
        *,
        fault: str | None = None,
        settings: Settings | None = None,
        is_shopify: bool = False,
        is_disposable: bool = True,
    ) -> None:
        self.is_shopify = is_shopify
        self.is_disposable = is_disposable
        self.asked: list[Request] = []
        self._shop = InProcess(Service(replace(settings or Settings(), fault=fault)))
        self._bend = bend
        self._clock = (settings or Settings()).clock

    def send(self, request: Request) -> Response:
        """Answer a request."""
        self.asked.append(request)
        return self._bend(request, dated(self._shop.send(request), self._clock()))

    def ask(self, document: str, **variables: Any) -> Any:
        """Return the data that the shop answers a document with, unbent and unrecorded."""
        return self._shop.send(Request(document, variables, VERSION)).payload["data"]

    def make(self, **sent: Any) -> str:
        """Make a customer behind the harness's back and return its id."""
        document = (
            "mutation Make($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } }"
        )
        return str(self.ask(document, input=sent)["customerSet"]["customer"]["id"])

    @property
    def customers(self) -> list[str]:
        """The ids of all customers that there are."""
        return [
            node["id"] for node in self.ask("{ customers(first: 50) { nodes { id } } }")["customers"]["nodes"]
        ]

    @property
    def operations(self) -> list[str]:
        """Names of the operations that were asked for, in order."""
        return [operation(request) for request in self.asked]


def operation(request: Request) -> str:
    """Return the name of the operation that a request asks for."""
    found = re.match(r"\s*(?:query|mutation) (\w+)", request.document)
    assert found, request.document
    return found[1]


def case(body: str, evidence: str = "documented") -> Case:
    """Return the first case of the scenario whose further keys are `body`."""
    text = HEAD.format(evidence=evidence) + indent(dedent(body).strip("\n"), "    ") + "\n"
    file, problems = lint_text(text, "own.yaml")
    assert file, [problem.summary for problem in problems]
    assert not problems, [problem.summary for problem in problems]
    return expand(file.scenarios[0], lambda name: enum_values(VERSION, name))[0]


def session(world: World) -> Session:
    """Return a run on a world."""
    return Session(world, REQUIREMENTS, seed="tests")


def play(body: str, world: World, evidence: str = "documented", run: Session | None = None) -> Verdict:
    """Play the scenario whose further keys are `body`."""
    return run_case(case(body, evidence), VERSION, run or session(world))


def unique(kind: str) -> str:
    """Return the first identity of a kind that every scenario of these tests generates."""
    return Scope.opening(case("read: {id: x}"), VERSION, seed="tests").unique.get(kind)


def found(verdict: Verdict) -> list[tuple[str, str]]:
    """Return the most telling requirement and the path of each mismatch."""
    return [(item.requirements[0], item.path) for item in verdict.mismatches]


def only(verdict: Verdict) -> Mismatch:
    """Return the one mismatch that there is."""
    assert len(verdict.mismatches) == 1, found(verdict)
    return verdict.mismatches[0]


def played(verdict: Verdict) -> list[str]:
    """Return the names of the operations that were sent, in order."""
    return [operation(exchange.request) for exchange in verdict.exchanges]


def changed(response: Response, change: Callable[[Any], None]) -> Response:
    """Return a response whose payload was changed in place by `change`."""
    payload = json.loads(response.body)
    change(payload)
    return replace(response, body=json.dumps(payload).encode())
