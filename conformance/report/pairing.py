"""Cases of two runs, each beside its like: by scenario, API version and target, as far as these tell them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from conformance.errors import UsageError, did_you_mean
from conformance.verdict import Status, item_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.model import Run
    from conformance.verdict import Verdict

_WORST: Final = (Status.FAILED, Status.ERRORED, Status.DISCOVERY, Status.PASSED, Status.NOT_APPLICABLE)

Key = tuple[str, str, str]
"""Scenario, API version and target; the latter two empty where they do not tell cases apart."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A case before and after.

    Attributes:
        name: how to call it: the scenario, with version and target where these tell cases apart.
        before: how it ended in the first run; None if it was not run there.
        after: how it ended in the second run; None if it was not run there.
    """

    name: str
    before: Verdict | None
    after: Verdict | None

    @property
    def verdict(self) -> Verdict:
        """The newer of the two."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - for the type checker: a pairing has at least one side
        return found


def pair(before: Run, after: Run) -> tuple[Pairing, ...]:
    """Pair the cases of two runs, in the order of the second; what is only in the first comes last.

    Runs of one target each are compared whatever these are called, and so are runs of one version each.
    """
    by_version = not _differ(_versions(before), _versions(after))
    by_target = not _differ(_targets(before), _targets(after))
    names_target = by_target and len(_targets(before) | _targets(after)) > 1
    old, new = (_by_key(run, by_version=by_version, by_target=by_target) for run in (before, after))
    return tuple(
        Pairing(_name(key, names_target=names_target), old.get(key), new.get(key))
        for key in dict.fromkeys((*new, *old))
    )


def name_of(run: Run, verdict: Verdict) -> str:
    """Return how to call a case of a run, with its target if there are several."""
    target = run.target_of(verdict)
    return f"{verdict.id} on {target}" if len(_targets(run)) > 1 else verdict.id


def only(run: Run, *, target: str = "", version: str = "") -> Run:
    """Return that part of a run which is about one target, one API version, or both; empty names mean all.

    Raises:
        UsageError: the run has no such target or version.
    """
    verdicts = run.verdicts
    if target:
        _make_sure(target, _targets(run), "target")
        facts = tuple(row for row in run.targets if row.name == target)
        is_shopify = facts[0].is_shopify if facts else run.is_shopify
        verdicts = tuple(verdict for verdict in verdicts if run.target_of(verdict) == target)
        run = replace(run, target=target, targets=facts, is_shopify=is_shopify)
    if version:
        _make_sure(version, _versions(run), "API version")
        verdicts = tuple(verdict for verdict in verdicts if verdict.version == version)
        run = replace(run, versions=(version,))
    return replace(run, verdicts=verdicts)


def _make_sure(name: str, known: Iterable[str], what: str) -> None:
    names = sorted(known)
    if name not in names:
        raise UsageError(
            f'The report has no {what} "{name}".{did_you_mean(name, names)}',
            hint=f"It has: {', '.join(names) or 'none'}.",
        )


def _differ(one: set[str], other: set[str]) -> bool:
    """Tell whether both runs have one each, and not the same."""
    return len(one) == len(other) == 1 and one != other


def _targets(run: Run) -> set[str]:
    return {run.target_of(verdict) for verdict in run.verdicts}


def _versions(run: Run) -> set[str]:
    return {verdict.version for verdict in run.verdicts}


def _by_key(run: Run, *, by_version: bool, by_target: bool) -> Mapping[Key, Verdict]:
    found: dict[Key, Verdict] = {}
    for verdict in run.verdicts:
        key = (
            verdict.scenario,
            verdict.version if by_version else "",
            run.target_of(verdict) if by_target else "",
        )
        # Of a case that is there twice, the worse counts.
        earlier = found.setdefault(key, verdict)
        if _is_worse(verdict, earlier):
            found[key] = verdict
    return found


def _is_worse(verdict: Verdict, other: Verdict) -> bool:
    return _WORST.index(verdict.status) < _WORST.index(other.status)


def _name(key: Key, *, names_target: bool) -> str:
    scenario, version, target = key
    name = item_id(scenario, version) if version else scenario
    return f"{name} on {target}" if names_target else name
