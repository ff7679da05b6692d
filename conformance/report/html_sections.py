"""What the sections of report.html tell, as values that its template only has to set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Final

from conformance.report.integrity import SHORT
from conformance.report.model import RequirementStatus
from conformance.report.wording import duration, listing, plural
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from conformance.report.model import Covered, RequirementResult, Run, TargetFacts
    from conformance.report.summary import Summary
    from conformance.verdict import Mismatch, Verdict

KNOWN: Final = "known failure"
"""How a failed case is called that was expected to fail."""

_MOST_LISTED: Final = 8

_KINDS: Final = {
    "mock": "embedded mock",
    "store": "Shopify store",
    "replay": "recording of a store, replayed",
    "endpoint": "endpoint over HTTP",
}

_PLURALS: Final = {
    "argument": "Arguments",
    "identifier": "Kinds of identifier",
    "input field": "Input fields",
    "error code": "Error codes",
    "payload field": "Payload fields",
    "customer field": "Fields of the customer in the payload",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a run: its name, its value, and a longer form of that."""

    name: str
    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A requirement that does not hold.

    Attributes:
        result: what is known of it.
        cases: how many cases speak against it.
        known: how many of these are known failures.
        verdict: the case that shows it best.
        mismatch: the first difference there that breaks it, if any that was not shown yet.
        like: the requirement above with which the same difference was shown; else empty.
        targets: names of the targets that break it, if the run has several.
    """

    result: RequirementResult
    cases: int
    known: int
    verdict: Verdict
    mismatch: Mismatch | None
    like: str = ""
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    """What cases came to.

    Attributes:
        name: an area, or a case.
        cases: how many.
        requests: how many were sent.
        points: query cost as charged; None if the target names none.
        retries: how often a throttle was waited for.
        seconds: wall-clock time.
        verdict: the case, if it is just one.
    """

    name: str
    cases: int
    requests: int
    points: int | None
    retries: int
    seconds: float
    verdict: Verdict | None = None


def state(verdict: Verdict) -> str:
    """Return how a case is shown: by its status, or as a known failure."""
    return KNOWN if verdict.known and verdict.status is Status.FAILED else verdict.status.value


def facts(run: Run) -> list[Fact]:
    """Return what was asked of whom, when, and with which scenarios."""
    found = [*_targets(run), *_served(run)]
    started = run.started.astimezone(UTC)
    found += [
        Fact("Profile", run.profile),
        Fact("Date", f"{started:%Y-%m-%d %H:%M} UTC"),
        Fact("Took", duration(run.seconds)),
        Fact("Cases", f"{len(run.verdicts):,}"),
        Fact("Seed", run.seed),
        Fact("Tool", f"conformance {run.tool_version}"),
    ]
    if run.suite:
        files = plural(run.suite.files, "file")
        found.append(Fact("Scenarios", f"{run.suite.digest[:SHORT]} ({files})", run.suite.digest))
    return [fact for fact in found if fact.text]


def _targets(run: Run) -> Iterator[Fact]:
    if not run.targets:
        yield Fact("Target", run.target + (" (a Shopify store)" if run.is_shopify else ""))
    for target in run.targets:
        shop = f", shop {target.shop}" if target.shop else ""
        yield Fact("Target", f"{target.name} ({_KINDS.get(target.kind, target.kind)}{shop})")


def _served(run: Run) -> Iterator[Fact]:
    yield Fact("API version" if len(run.versions) == 1 else "API versions", listing(run.versions))
    for target in run.targets:
        suffix = f" by {target.name}" if len(run.targets) > 1 else ""
        yield Fact(f"Served{suffix}", _served_by(target))
    schemas = {
        asked.requested: asked.schema for target in run.targets for asked in target.versions if asked.schema
    }
    if len(schemas) == 1:
        yield from (Fact("Schema", digest[:SHORT], digest) for digest in schemas.values())
    else:
        yield from (Fact(f"Schema {version}", digest[:SHORT], digest) for version, digest in schemas.items())


def _served_by(target: TargetFacts) -> str:
    """Return which versions answered, where they are not just those that were asked for."""
    asked = [version for version in target.versions if version.served]
    if all(version.served == (version.requested,) for version in asked):
        return "as requested" if asked else "not named by the target"
    return "; ".join(f"{version.requested} by {listing(version.served)}" for version in asked)


def addresses(run: Run) -> Callable[[Verdict], str]:
    """Return how the page's address calls a case: by its id, and by its target only where there are several.

    A single target is left out, for the port in its name would make each run's addresses others.
    """
    several = len({run.target_of(verdict) for verdict in run.verdicts}) > 1
    return lambda verdict: f"{verdict.id}@{run.target_of(verdict)}" if several else verdict.id


def columns(run: Run) -> list[tuple[str, str]]:
    """Return each target and API version that cases were played in, in the order of the run."""
    found = dict.fromkeys((run.target_of(verdict), verdict.version) for verdict in run.verdicts)
    return list(found)


def areas(run: Run) -> list[tuple[str, list[Counter[str]]]]:
    """Return each area with its cases counted by state, one count for each column."""
    order = columns(run)
    counts: dict[str, list[Counter[str]]] = {}
    for verdict in run.verdicts:
        cells = counts.setdefault(verdict.area, [Counter() for _ in order])
        cells[order.index((run.target_of(verdict), verdict.version))][state(verdict)] += 1
    return sorted(counts.items())


def broken(run: Run, summary: Summary) -> list[Broken]:
    """Return the requirements that do not hold: what breaks most first, and discoveries last."""
    several = len({name for name, _ in columns(run)}) > 1
    failed = (RequirementStatus.FAILED, RequirementStatus.DISCOVERY)
    results = [result for result in summary.results if result.status in failed]
    found = sorted(
        (_broken(result) for result in results if result.against),
        key=lambda each: (
            each.known == each.cases,
            failed.index(each.result.status),
            each.result.row.level.rank,
            -each.cases,
        ),
    )
    return [each if several else replace(each, targets=()) for each in _each_once(found)]


def _each_once(found: Iterable[Broken]) -> Iterator[Broken]:
    """Leave out a difference that another requirement has shown before: one wrong list breaks several rules."""
    shown: dict[tuple[str, str, str], str] = {}
    for each in found:
        if each.mismatch is None:
            yield each
            continue
        seen = (each.mismatch.path, each.mismatch.expected, each.mismatch.actual)
        like = shown.setdefault(seen, each.result.row.id)
        yield each if like == each.result.row.id else replace(each, mismatch=None, like=like)


def _broken(result: RequirementResult) -> Broken:
    name = result.row.id
    # A case of its own shows a rule better than one that broke it in passing, and news better than what is known.
    verdict = min(
        result.against,
        key=lambda each: (
            each.known is not None,
            name not in each.proves,
            not any(name in mismatch.requirements for mismatch in each.mismatches),
        ),
    )
    named = [mismatch for mismatch in verdict.mismatches if name in mismatch.requirements]
    shown = next(iter(named or verdict.mismatches), None)
    known = sum(each.known is not None for each in result.against)
    targets = tuple(dict.fromkeys(each.target for each in result.against))
    return Broken(result, len(result.against), known, verdict, shown, targets=targets)


def obstacles(run: Run) -> list[tuple[str, list[Verdict]]]:
    """Return why cases had no verdict, each reason with its cases, the commonest first."""
    found: dict[str, list[Verdict]] = {}
    for verdict in run.verdicts:
        if verdict.status is Status.ERRORED:
            found.setdefault(verdict.reason, []).append(verdict)
    return sorted(found.items(), key=lambda entry: -len(entry[1]))[:_MOST_LISTED]


def coverage(run: Run) -> list[tuple[str, list[Covered], int, int]]:
    """Return each kind of part of the contract: its parts, how many were touched, how many could have been."""
    kinds: dict[str, list[Covered]] = {}
    for part in run.coverage:
        kinds.setdefault(part.kind, []).append(part)
    return [
        (
            _PLURALS.get(kind, kind),
            parts,
            sum(part.cases > 0 for part in parts),
            sum(part.cases > 0 or not part.unreachable for part in parts),
        )
        for kind, parts in kinds.items()
    ]


def spending(run: Run) -> dict[str, list[Spending]]:
    """Return what the run came to: in all, by area, and its dearest and slowest cases."""
    by_area: dict[str, list[Verdict]] = {}
    for verdict in run.verdicts:
        by_area.setdefault(verdict.area, []).append(verdict)
    played = [_spent(verdict.id, [verdict]) for verdict in run.verdicts if verdict.calls]
    return {
        "total": [_spent("All areas", run.verdicts)] if played else [],
        "areas": [_spent(area, verdicts) for area, verdicts in sorted(by_area.items())],
        "dearest": _most(played, lambda each: each.points or 0),
        "slowest": _most(played, lambda each: each.seconds),
    }


def _most(played: Iterable[Spending], key: Callable[[Spending], float]) -> list[Spending]:
    return [each for each in sorted(played, key=key, reverse=True) if key(each) > 0][:_MOST_LISTED]


def _spent(name: str, verdicts: Sequence[Verdict]) -> Spending:
    costs = [verdict.cost for verdict in verdicts if verdict.cost is not None]
    calls = [call for verdict in verdicts for call in verdict.calls]
    return Spending(
        name=name,
        cases=len(verdicts),
        requests=len(calls),
        points=sum(costs) if costs else None,
        retries=sum(call.retries for call in calls),
        seconds=sum(verdict.seconds for verdict in verdicts),
        verdict=verdicts[0] if len(verdicts) == 1 else None,
    )
