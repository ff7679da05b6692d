"""What pytest collects of scenario files: a file is a module, each of its cases an item, which plays it."""

from __future__ import annotations

import os
import types
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.errors import ScenarioError
from conformance.pytest_run import harness_of
from conformance.verdict import Status, item_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.harness import Harness
    from conformance.scenario.model import Case
    from conformance.target.playback import Playback
    from conformance.verdict import Verdict
    from conformance.versions import ApiVersion


class VerdictError(Exception):
    """A case did not pass: carries the verdict to where pytest asks how to show it."""

    def __init__(self, verdict: Verdict) -> None:
        found = [f"{mismatch.path}: {mismatch.message}" for mismatch in verdict.mismatches]
        super().__init__("\n".join(found) or verdict.reason or verdict.id)
        self.verdict = verdict


class DeviationError(VerdictError, AssertionError):
    """The target deviates; an AssertionError, by which plugins tell a failure from an error."""


class NoVerdictError(VerdictError):
    """Something stood in the way of a verdict."""


class Told:
    """A failure in our words, in the place of pytest's own representations: it has a headline of one line.

    In CI pytest repeats the whole of a failure in its summary, unless there is a shorter message.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        found = next((line.strip() for line in self._lines if line.startswith("  $")), "")
        self.reprcrash = types.SimpleNamespace(message=": ".join(filter(None, [*self._lines[:1], found])))

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def toterminal(self, tw: Any) -> None:
        """Write the failure as pytest writes its own."""
        for line in self._lines:
            tw.line(line)


class ScenarioModule(pytest.Module):
    """A scenario file. It is a Module so that fixtures and plugins which go by module work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # There is nothing to import: plugins that look at the module find an empty one.
        self.obj = types.ModuleType(self.path.stem)

    def collect(self) -> Iterator[ScenarioItem]:
        """Compile the file into one item for each scenario, case and version."""
        try:
            cases = [
                (each, *found) for each in harness_of(self.config).all for found in each.cases(self.path)
            ]
        except ScenarioError as error:
            raise self.CollectError(str(error)) from None
        for harness, version, case in cases:
            yield ScenarioItem.of(self, harness, case, version)


def scenario(request: pytest.FixtureRequest) -> None:
    """Play the item's case; what every item calls."""
    item = request.node
    assert isinstance(item, ScenarioItem)  # noqa: S101 - for the type checker: only our items call this
    item.play()


class ScenarioItem(pytest.Function):
    """One case of a scenario in one API version."""

    harness: Harness
    case: Case
    version: ApiVersion
    tape: Playback | None = None
    """What it is replayed from."""
    status: Status | None = None
    recorded = ""
    """What became of its recording."""
    verdict: dict[str, Any] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hasattr(self, "id"):
            # Since 9.2, pytest compares ids by their parts: for --lf, what it reads back from its cache must equal
            # what it has here, and there a bracket is a part of its own.
            self._id = type(self.id).parse(self.nodeid)

    @classmethod
    def of(cls, parent: ScenarioModule, harness: Harness, case: Case, version: ApiVersion) -> ScenarioItem:
        """Make the item of a case."""
        several = len(harness_of(parent.config).all) > 1
        name = item_name(case, version, harness.target if several else "")
        item: ScenarioItem = cls.from_parent(parent, name=name, callobj=scenario)
        item.harness, item.case, item.version = harness, case, version
        item.add_marker(harness.level(case.scenario).lower())
        return item

    @cached_property
    def source(self) -> str:
        """The scenario file's path from pytest's root folder, from where it can be run again.

        For a file that lies elsewhere, ids of items do not say where.
        """
        try:
            return Path(os.path.relpath(self.path, self.config.rootpath)).as_posix()
        except ValueError:  # on another drive
            return self.path.as_posix()

    def play(self) -> None:
        """Play the case and turn its verdict into an outcome of pytest's."""
        from conformance.report.junit import properties  # noqa: PLC0415 - only for runs that play

        played = self.harness.play(self.case, self.version, self.source, self.tape)
        self.status = played.status
        verdict = self.harness.hearing.presentable(played)
        self.user_properties.extend(properties(verdict, verdict.target))
        self.verdict = self.harness.portable(verdict)
        self.config.hook.pytest_conformance_verdict(item=self, verdict=played)
        if verdict.status is Status.NOT_APPLICABLE:
            pytest.skip(verdict.reason)
        if verdict.status is Status.DISCOVERY:
            pytest.xfail(verdict.mismatches[0].message)
        if verdict.status is Status.ERRORED:
            raise NoVerdictError(verdict)
        if verdict.known and (verdict.known.days_left or 0) >= 0:
            pytest.xfail(
                f"known until {verdict.known.expires} ({verdict.known.owner}): {verdict.known.reason}"
            )
        if verdict.status is not Status.PASSED:
            raise DeviationError(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:
        """Show a verdict in its own words; a bug of ours keeps its traceback."""
        if isinstance(excinfo.value, VerdictError):
            from conformance.conclusion import failure_lines  # noqa: PLC0415 - only for runs that fail

            verdict = excinfo.value.verdict
            return "\n".join(failure_lines(self.harness, verdict, f"{verdict.source}::{verdict.id}"))
        return super().repr_failure(excinfo, *args, **kwargs)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the scenario stands: file, 0-based line, name."""
        return self.path, self.case.scenario.line - 1, self.name


def item_name(case: Case, version: ApiVersion, target: str = "") -> str:
    """Return how a case is called in a version, such as `tax/accepted[US_CA_RESELLER_EXEMPTION-2026-10]`.

    Args:
        case: the case.
        version: the API version.
        target: one of several; empty for the only one.
    """
    place = "".join(char if char.isalnum() or char in "-." else "-" for char in target.rpartition("://")[2])
    return item_id(case.id, f"{version.handle}-{place}" if place else version.handle)
