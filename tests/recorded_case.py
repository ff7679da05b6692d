"""One case of a scenario file, played on the embedded shop in this process, and a recorder for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dated import dated

from conformance.archive.recorder import Recorder
from conformance.harness import Harness
from conformance.mock.service import Service
from conformance.mock.settings import Settings
from conformance.options import Options
from conformance.runner import Session, run_case
from conformance.target.in_process import InProcess
from conformance.target.overheard import Overheard

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.scenario.model import Case
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion
    from conformance.wire import Exchange, Request, Response

STORY = """\
area: own
scenarios:
  - id: own/story
    title: A note is stored
    proves: [create.without-identifier]
    evidence: documented
    given: {customer: {email: "${unique.email}", firstName: Ada}}
    when: {identifier: {id: "${customer.id}"}, input: {note: hello}}
    then: {customer: {note: hello}}
"""
NOW = datetime(2026, 11, 25, 20, 0, 0, 7, tzinfo=UTC)


class Undisposable:
    """The embedded shop, passing for a target that outlives the run, so that what was made is deleted."""

    name = "shop"
    is_shopify = False
    is_disposable = False

    def __init__(self, fault: str = "") -> None:
        self._shop = InProcess(Service(Settings(fault=fault or None)))

    def send(self, request: Request) -> Response:
        """Answer a request."""
        return dated(self._shop.send(request))


@dataclass
class Played:
    """A case that was played.

    Attributes:
        harness: a run that sends nothing.
        case: the case.
        version: its API version.
        verdict: what came of it.
        exchanges: all that was said, also to clean up.
    """

    harness: Harness
    case: Case
    version: ApiVersion
    verdict: Verdict
    exchanges: list[Exchange]

    @property
    def recorder(self) -> Recorder:
        """What makes its cassette."""
        return Recorder(self.harness, self.case, self.version, "own.yaml")


def play(folder: Path, text: str = STORY, fault: str = "") -> Played:
    """Write a scenario file and play its first case, with the identities of a recording."""
    path = folder / "own.yaml"
    path.write_text(text, "utf-8")
    harness = Harness(Options("mock", "", "", folder, dry=True, record_mode="once"))
    version, case = next(iter(harness.cases(path)))
    said: list[Exchange] = []
    session = Session(Overheard(Undisposable(fault), said), harness.requirements, harness.seed)
    verdict = run_case(case, version, session)
    return Played(harness, case, version, verdict, said)
