"""Rounds of explorers within a budget: what they find is made smaller, written down and not searched for again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from hypothesis.errors import Flaky

from conformance.errors import ResidueError
from conformance.explore import found as files
from conformance.explore import kept
from conformance.explore.desk import LostError, SpentError
from conformance.explore.expected import ASSUMED, DomainSide, alternatives
from conformance.explore.explorers import sequences
from conformance.explore.player import MODEL, DeviationError, PointlessError, play
from conformance.explore.races import LAW as RACE
from conformance.explore.shrink import only_about, shrunk, smaller_scripts
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conformance.explore.expected import Readings
    from conformance.explore.explorers import Explorer
    from conformance.explore.player import Deviation, Table
    from conformance.explore.script import Script
    from conformance.verdict import Verdict

PATIENCE: Final = 60
"""Scripts in a row that end with something known, after which there is nothing new to be seen behind it."""
PEOPLE: Final = 8
"""With how many identities a failure is tried that does not happen again with one."""
MOST_FOUND: Final = 20
"""Different deviations after which a run ends."""


@dataclass(frozen=True, slots=True)
class Found:
    """A deviation that was made smaller and written down.

    Attributes:
        deviation: what was found.
        name: the scenario's id; empty if the language has no words for it.
        text: the scenario file, or what happened, for a person.
        path: where it was saved; None if it was not.
        status: how the scenario ended when it was played as a run would; FAILED, or DISCOVERY on a store.
        reading: which answer to a question that is open about Shopify explains it; empty if none does.
    """

    deviation: Deviation
    name: str
    text: str
    path: Path | None
    status: Status
    reading: str = ""


@dataclass
class Exploration:
    """One run of the explorers.

    Attributes:
        table: the target and what is known.
        folder: where scenarios are saved; None saves none.
        on_found: told of each deviation.
        on_progress: told whenever an explorer is through, so that the run can be taken up again.
        compares: whether the side that says what is due is another target, so that no law is tried.
        readings: the answers to what is open about Shopify that the target gives, as far as it was found out.
        first: whether to stop at the first deviation, and not to make it smaller.
        round: the round that goes on: every explorer once.
        at: which explorer of the round is at work.
        found: everything new.
        ended: why the run came to its end.
    """

    table: Table
    folder: Path | None = None
    on_found: Callable[[Found], None] = lambda _found: None
    on_progress: Callable[[Exploration], None] = lambda _run: None
    compares: bool = False
    readings: Readings = ASSUMED
    first: bool = False
    round: int = 0
    at: int = 0
    found: list[Found] = field(default_factory=list)
    ended: str = ""

    def replay(self) -> Iterator[Verdict]:
        """Play what was found earlier, before anything new is tried."""
        if self.folder is not None:
            yield from kept.replayed(self.table, self.folder)

    def run(self, explorers: Callable[[Exploration], list[Explorer]] | None = None) -> None:
        """Explore until the budget is used up, too much was found, or nothing new can be seen.

        Raises:
            TargetError: the target gives no answer any more.
        """
        try:
            while not self.ended:
                every = (explorers or sequences)(self)
                # Each seed begins elsewhere in the round, for a short run does not come to its end.
                first = _number(self.table.seed) % len(every)
                while self.at < len(every) and not self.ended:
                    self._explore(*every[(first + self.at) % len(every)])
                    self.at += 1
                    self.on_progress(self)
                if self.at >= len(every):
                    self.round, self.at = self.round + 1, 0
        except SpentError:
            self.ended = "the budget is used up"
        except LostError as lost:
            raise lost.error from None

    def _explore(self, name: str, explore: Callable[[int], None]) -> None:
        """Let one explorer work until it is through, beginning anew after each deviation."""
        attempt = 0
        while not self.ended:
            try:
                with _unmasked():
                    explore(_number(self.table.seed, self.round, name, attempt))
            except DeviationError as error:
                self._take(replace(error.deviation, by=name))
                attempt += 1
            else:
                attempt = 0
            if self.table.wasted > PATIENCE:
                self.ended = "all that is tried ends in what was found"
            if not attempt:
                break

    def _take(self, deviation: Deviation) -> None:
        self.table.known.add(deviation.signature)
        if self.first:
            self.found.append(Found(deviation, "", "", None, Status.FAILED))
            self.ended = "the first deviation was found"
            return
        smaller = self._smaller(deviation)
        if smaller.signature != deviation.signature:
            if smaller.signature in self.table.known:
                return
            self.table.known.add(smaller.signature)
        with self.table.desk.overtime():
            found = self._written(smaller)
        self.found.append(found)
        self.on_found(found)
        if len(self.found) >= MOST_FOUND:
            self.ended = f"{MOST_FOUND} deviations were found"

    def _smaller(self, deviation: Deviation) -> Deviation:
        """Return the same deviation of a smaller script.

        A race is tried one call after another, for most do not need to race to go wrong. A broken law keeps its script,
        whose data are small already.
        """
        if deviation.by == "fuzz":
            return deviation
        if agreement := files.broken(deviation):
            again = self._again(only_about(deviation.script, agreement))
            same = again is not None and again.signature == deviation.signature
            return replace(again, by=deviation.by, calls=deviation.calls) if again and same else deviation
        if deviation.finding.requirement == RACE:
            serial = self._again(replace(deviation.script, law=""))
            if serial is None:
                return deviation
            deviation = replace(serial, by=deviation.by, calls=deviation.calls)
        elif deviation.script.law and not deviation.finding.requirement:
            return deviation
        best = replace(deviation, script=replace(deviation.script, agreements=()))

        def fails(script: Script) -> bool:
            nonlocal best
            again = self._again(script)
            if again is None or again.signature != deviation.signature:
                return False
            best = replace(again, by=deviation.by, calls=deviation.calls)
            return True

        shrunk(best.script, smaller_scripts, fails)
        return best

    def _again(self, script: Script) -> Deviation | None:
        try:
            side = None if script.law else self.table.side()
            return play(self.table, script, side)
        except (PointlessError, SpentError, KeyError):
            return None

    def _written(self, deviation: Deviation) -> Found:
        if deviation.finding.requirement == RACE:
            return Found(deviation, "", _told(deviation), None, Status.FAILED)
        for people in (1, PEOPLE):
            try:
                name, text = files.scenario_text(deviation, self.table, people)
            except ResidueError as error:
                return Found(deviation, "", str(error), None, Status.FAILED)
            verdict = kept.played(self.table, name, text)
            failed = verdict.status in {Status.FAILED, Status.DISCOVERY}
            if failed:
                break
        path = kept.save(self.folder, name, text) if self.folder is not None and failed else None
        return Found(deviation, name, text, path, verdict.status, self._reading(deviation))

    def _reading(self, deviation: Deviation) -> str:
        """Return which reading of what is open explains a difference from the domain, which has it from then on."""
        if deviation.requirement != MODEL:
            return ""
        for readings, told in alternatives(self.readings):
            try:
                again = play(self.table, deviation.script, DomainSide(readings))
            except PointlessError:
                continue
            if again is None:
                self.readings = readings
                self.table.side = partial(DomainSide, readings)
                return told
        return ""


@contextmanager
def _unmasked() -> Iterator[None]:
    """Let what ends an explorer through as what it is.

    When hypothesis is left in the middle of an example, or the target answers otherwise the second time, it may say that
    examples were not drawn alike, which hides why it was left.
    """
    try:
        yield
    except Flaky as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, DeviationError | SpentError | LostError | KeyboardInterrupt):
                raise cause from None
            cause = cause.__context__


def _told(deviation: Deviation) -> str:
    """Return what was sent in a race, for which the language has no words."""
    return "\n".join(f"{move.verb}: {move.what}" for move in deviation.script.moves)


def _number(*parts: object) -> int:
    return int.from_bytes(blake2b("\0".join(map(str, parts)).encode(), digest_size=8).digest(), "big")
