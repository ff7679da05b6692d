"""Reports of parts of a run as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from report_samples import row, run, verdict

from conformance.errors import UsageError
from conformance.report import json_report
from conformance.report.merge import merge
from conformance.report.model import AskedVersion, Covered, Suite, TargetFacts
from conformance.verdict import Status

FIRST = run(verdict("a", "r.a"), requirements=(row("r.a"), row("r.b")), notes=("One.",), checked=("i.x",))
SECOND = run(
    verdict("a", "r.a", version="2026-07"),
    verdict("b", "r.b", status=Status.FAILED),
    target="staging",
    is_shopify=True,
    versions=("2026-07", "2026-10"),
    started=FIRST.started + timedelta(seconds=60),
    seconds=30,
    requirements=(row("r.b"), row("own.c")),
    notes=("One.", "Two."),
    checked=("i.x", "i.y"),
)


def test_a_merged_run_holds_the_cases_of_all() -> None:
    """Each with its target; what each report knows of the whole comes together."""
    both = merge([("1", FIRST), ("2", SECOND)])
    assert [(entry.scenario, entry.version, entry.target) for entry in both.verdicts] == [
        ("a", "2026-10", "mock"),
        ("a", "2026-07", "staging"),
        ("b", "2026-10", "staging"),
    ]
    assert both.target == "mock and staging"
    assert both.targets == (
        TargetFacts("mock", "mock", is_shopify=False),
        TargetFacts("staging", "store", is_shopify=True),
    )
    assert both.versions == ("2026-07", "2026-10")
    assert sorted(entry.id for entry in both.requirements) == ["own.c", "r.a", "r.b"]
    assert (both.notes, both.checked) == (("One.", "Two."), ("i.x", "i.y"))
    assert (both.started, both.seconds) == (FIRST.started, 90.0)
    assert not both.is_shopify


def test_a_merged_report_can_be_written_and_merged_again() -> None:
    """It is a report like any other."""
    both = merge([("1", FIRST), ("2", SECOND)])
    again = json_report.from_dict(json_report.to_dict(both))
    assert merge([("1", again)]) == both


def test_shards_on_one_target_stay_a_run_on_one_target() -> None:
    """With the seed that they share."""
    both = merge([("1", run(verdict("a"))), ("2", run(verdict("b")))])
    assert (both.target, both.targets, both.seed) == ("mock", (), "7f3a")


def test_what_shards_do_not_share_is_noted() -> None:
    """A seed that is not that of all would repeat nothing."""
    both = merge(
        [("1", run(verdict("a"))), ("2", run(verdict("b"), seed="x", tool_version="0.2", profile="core"))]
    )
    assert both.seed == ""
    assert both.notes == (
        "The merged reports are of several versions of conformance: 0.1.0 and 0.2.",
        "The merged reports are of several profiles: none and core.",
        "The merged reports are of several seeds: 7f3a and x.",
    )


def test_what_shards_tell_of_the_suite_and_its_target_is_kept() -> None:
    """The digest of the scenarios that both had, and each version that the one target was asked for."""
    asked = (
        AskedVersion("2026-10", ("2026-10",), "sha256:a"),
        AskedVersion("2026-07", ("2026-07",), "sha256:b"),
    )
    shop = TargetFacts("shop", "store", is_shopify=True, shop="sha256:5")
    one, other = (
        run(
            verdict(name, target="shop"),
            suite=Suite("sha256:c", 3),
            targets=(replace(shop, versions=(version,)),),
        )
        for name, version in zip("ab", asked, strict=True)
    )
    both = merge([("1", one), ("2", other)])
    assert both.suite == Suite("sha256:c", 3)
    assert both.targets == (replace(shop, versions=(asked[1], asked[0])),)
    assert both.notes == ()


def test_shards_of_different_suites_and_shops_are_noted() -> None:
    """There is no digest of what was not one suite."""
    shop = TargetFacts("shop", "store", is_shopify=True, shop="sha256:5")
    one = run(verdict("a", target="shop"), suite=Suite("sha256:c", 3), targets=(shop,))
    other = run(verdict("b"), suite=Suite("sha256:d", 3), targets=(replace(shop, shop="sha256:6"),))
    both = merge([("1", one), ("2", other)])
    assert both.suite is None
    assert both.notes == (
        "The merged reports are of several suites of scenarios: sha256:c and sha256:d.",
        "The merged reports are of several shops called shop: sha256:5 and sha256:6.",
    )


def test_coverage_adds_up() -> None:
    """Part by part, kinds together; what one version can reach is reachable."""
    one = run(
        verdict("a"),
        coverage=(
            Covered("argument", "input", 2),
            Covered("error code", "TAKEN", 0, "why"),
            Covered("x", "y", 1),
        ),
    )
    other = run(verdict("b"), coverage=(Covered("argument", "new", 1), Covered("error code", "TAKEN", 3)))
    assert merge([("1", one), ("2", other)]).coverage == (
        Covered("argument", "input", 2),
        Covered("argument", "new", 1),
        Covered("error code", "TAKEN", 3),
        Covered("x", "y", 1),
    )


def test_one_interrupted_shard_interrupts_the_run() -> None:
    """There is no verdict on what it did not come to."""
    assert merge([("1", run(verdict("a"))), ("2", run(interrupted=True))]).interrupted


@pytest.mark.parametrize(
    ("profiles", "due"), [(("core", "exact"), "exact"), (("exact", "core"), "exact"), (("core", ""), "")]
)
def test_the_profile_that_asks_for_most_is_that_of_the_whole(profiles: tuple[str, str], due: str) -> None:
    """In whatever order: a gate must not let off what one shard was to hold."""
    shards = [(name, run(verdict(name, "r"), profile=name)) for name in profiles]
    assert merge(shards).profile == due


def test_a_case_in_two_shards_is_refused() -> None:
    """One of them would hide the other."""
    with pytest.raises(UsageError) as caught:
        merge([("a.json", FIRST), ("b.json", run(verdict("a", status=Status.FAILED)))])
    assert str(caught.value).startswith(
        "a[2026-10] on mock is in a.json and in b.json.\nEach case must be in one"
    )


def test_nothing_is_no_run() -> None:
    """It is a mistake."""
    with pytest.raises(UsageError, match="There is no report to merge"):
        merge([])
