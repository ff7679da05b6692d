"""Reports of parts of a run, such as the jobs of a CI matrix, as one report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError
from conformance.report.model import Run, TargetFacts
from conformance.report.wording import listing
from conformance.verdict import Profile
from conformance.versions import ApiVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance.report.model import AskedVersion, Covered, Suite
    from conformance.verdict import Verdict

_ASKS: Final = {profile.value: profile.rank for profile in Profile}
"""How much a profile asks for; none, and one that is not known, asks for all that was run."""

Shard = tuple[str, Run]
"""How a report is called in messages, such as its path, and what it tells."""


def merge(shards: Sequence[Shard]) -> Run:
    """Return one run that holds the cases of all, in the order given.

    It began with the first and ended with the last of them; it was interrupted if one was.

    Raises:
        UsageError: there is none, or a case is in two of them.
    """
    if not shards:
        raise UsageError(
            "There is no report to merge.", hint="Give the report.json files, or folders of them."
        )
    runs = [run for _, run in shards]
    names = _distinct(name for run in runs for name in _target_names(run))
    targets = tuple(_facts(runs, name) for name in names)
    verdicts = _verdicts(shards)
    seeds = _distinct(run.seed for run in runs)
    started = min(run.started for run in runs)
    ended = max(run.started + timedelta(seconds=run.seconds) for run in runs)
    return Run(
        target=listing(names),
        is_shopify=all(row.is_shopify for row in targets),
        versions=tuple(sorted(_distinct(handle for run in runs for handle in run.versions), key=ApiVersion)),
        # Without a seed, a command that runs a case again takes a new one.
        seed=seeds[0] if len(seeds) == 1 else "",
        started=started,
        seconds=(ended - started).total_seconds(),
        tool_version=_distinct(run.tool_version for run in runs)[0],
        requirements=tuple({row.id: row for run in reversed(runs) for row in run.requirements}.values()),
        verdicts=verdicts,
        interrupted=any(run.interrupted for run in runs),
        notes=(*_distinct(note for run in runs for note in run.notes), *_disagreements(runs)),
        checked=_distinct(name for run in runs for name in run.checked),
        # What one report was to hold must not be let off because another asked for less.
        profile=max((run.profile for run in runs), key=lambda name: _ASKS.get(name, len(_ASKS))),
        suite=_suite(runs),
        targets=targets if len(targets) > 1 or any(run.targets for run in runs) else (),
        coverage=_coverage(runs),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _target_names(run: Run) -> tuple[str, ...]:
    """Return the targets of a run: those that it names, and those of its cases."""
    named = (facts.name for facts in run.targets)
    return _distinct((*named, *(run.target_of(verdict) for verdict in run.verdicts))) or (run.target,)


def _suite(runs: Sequence[Run]) -> Suite | None:
    """Return the scenarios that all reports had at hand; None if these were not the same, or one does not say."""
    suites = dict.fromkeys(run.suite for run in runs)
    return next(iter(suites)) if len(suites) == 1 else None


def _coverage(runs: Sequence[Run]) -> tuple[Covered, ...]:
    """Return each part of the contract with the cases of all; what one version can reach is reachable."""
    parts: dict[tuple[str, str], Covered] = {}
    for run in runs:
        for part in run.coverage:
            earlier = parts.get((part.kind, part.name), replace(part, cases=0))
            parts[part.kind, part.name] = replace(
                earlier,
                cases=earlier.cases + part.cases,
                unreachable=earlier.unreachable and part.unreachable,
            )
    kinds = _distinct(kind for kind, _ in parts)
    return tuple(sorted(parts.values(), key=lambda part: kinds.index(part.kind)))


def _facts(runs: Sequence[Run], name: str) -> TargetFacts:
    told = [facts for run in runs for facts in run.targets if facts.name == name]
    if told:
        return replace(told[0], versions=_asked(version for facts in told for version in facts.versions))
    is_shopify = next((run.is_shopify for run in runs if name in _target_names(run)), False)
    kind = "store" if is_shopify else "mock" if name == "mock" else "endpoint"
    return TargetFacts(name, kind, is_shopify=is_shopify)


def _asked(versions: Iterable[AskedVersion]) -> tuple[AskedVersion, ...]:
    """Return the versions that one target was asked for in several runs, oldest first."""
    found: dict[str, AskedVersion] = {}
    for version in versions:
        earlier = found.get(version.requested, version)
        found[version.requested] = replace(earlier, served=_distinct((*earlier.served, *version.served)))
    return tuple(sorted(found.values(), key=lambda version: ApiVersion(version.requested)))


def _verdicts(shards: Sequence[Shard]) -> tuple[Verdict, ...]:
    first: dict[tuple[str, str, str], str] = {}
    found = []
    for origin, run in shards:
        for verdict in run.verdicts:
            target = run.target_of(verdict)
            earlier = first.setdefault((verdict.scenario, verdict.version, target), origin)
            if earlier != origin:
                raise UsageError(
                    f"{verdict.id} on {target} is in {earlier} and in {origin}.",
                    hint="Each case must be in one report only; give each report once, and no two of the same part.",
                )
            found.append(replace(verdict, target=target))
    return tuple(found)


def _disagreements(runs: Sequence[Run]) -> list[str]:
    """Return sentences on what the reports do not have in common and had better."""
    said = {
        "versions of conformance": _distinct(run.tool_version for run in runs),
        "profiles": _distinct(run.profile or "none" for run in runs),
        "seeds": _distinct(run.seed for run in runs),
        "suites of scenarios": _distinct(run.suite.digest if run.suite else "unknown" for run in runs),
        **{
            f"shops called {name}": _distinct(
                facts.shop for run in runs for facts in run.targets if facts.name == name and facts.shop
            )
            for name in _distinct(facts.name for run in runs for facts in run.targets)
        },
    }
    return [
        f"The merged reports are of several {what}: {listing(values)}."
        for what, values in said.items()
        if len(values) > 1
    ]
