"""Where a run's verdicts come from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from report_samples import run, verdict

from conformance.target.address import Address
from conformance.target.provenance import with_provenance
from conformance.versions import ApiVersion

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.model import Run, TargetFacts

NEWEST = ApiVersion("2026-10")
MOCK = {"mock": None}
STORE = Address(
    "devstore", "https://my-dev.myshopify.com/admin/api/{version}/graphql.json", "t", is_shopify=True
)


def _facts(example: Run, address: Address | None, folder: Path) -> TargetFacts:
    return with_provenance(example, {example.target: address}, [NEWEST], folder, {}).targets[0]


def test_kinds_of_target(tmp_path: Path) -> None:
    """The embedded mock, a store, a replay of one, and anything else."""
    elsewhere = Address("http://127.0.0.1:1", "http://127.0.0.1:1/x")
    kinds = [
        _facts(run(target=name), address, tmp_path).kind
        for name, address in (("mock", None), ("devstore", STORE), ("replay", STORE), ("gate", elsewhere))
    ]
    assert kinds == ["mock", "store", "replay", "endpoint"]


def test_shop_is_told_by_a_digest(tmp_path: Path) -> None:
    """The same shop has the same digest, and its name does not occur; only a store has one."""
    facts = _facts(run(target="devstore", is_shopify=True), STORE, tmp_path)
    assert facts.shop == "sha256:" + hashlib.sha256(b"my-dev.myshopify.com").hexdigest()[:12]
    assert _facts(run(), None, tmp_path).shop == ""
    replayed = replace(STORE, token=None)
    assert _facts(run(target="replay"), replayed, tmp_path).shop == ""


def test_versions_asked_for_and_served(tmp_path: Path) -> None:
    """What the answers named stands beside what was asked, with the digest of the schema."""
    served = replace(verdict("a"), served=("2026-07",))
    (asked,) = _facts(run(served, verdict("b")), None, tmp_path).versions
    assert (asked.requested, asked.served) == ("2026-10", ("2026-07",))
    assert asked.schema.startswith("sha256:")


def test_suite_is_every_file_of_the_catalogue(tmp_path: Path) -> None:
    """A change of any file, run or not, is another suite; the folder it stands in does not matter."""
    for name in ("one", "two"):
        folder = tmp_path / name / "scenarios"
        folder.mkdir(parents=True)
        for file in ("requirements.yaml", "a.yaml", "b.yaml"):
            (folder / file).write_text(f"{file}\n", encoding="utf-8")
    case = verdict("a", source="scenarios/a.yaml")

    def suite(folder: str) -> object:
        return with_provenance(run(case), MOCK, [NEWEST], tmp_path / folder, {}).suite

    before = suite("one")
    assert before == suite("two")
    assert before is not None
    assert getattr(before, "files", 0) == 3
    (tmp_path / "one" / "scenarios" / "b.yaml").write_text("changed\n", encoding="utf-8")
    assert suite("one") != before


def test_suite_without_requirements_is_what_was_run(tmp_path: Path) -> None:
    """A folder of somebody's is not searched for YAML; a file that is gone leaves the suite unknown."""
    (tmp_path / "own.yaml").write_text("own\n", encoding="utf-8")
    (tmp_path / "values.yaml").write_text("other\n", encoding="utf-8")
    own = with_provenance(run(verdict("a", source="own.yaml")), MOCK, [NEWEST], tmp_path, {}).suite
    gone = with_provenance(run(verdict("a", source="gone.yaml")), MOCK, [NEWEST], tmp_path, {}).suite
    assert own is not None
    assert own.files == 1
    assert gone is None


def test_coverage_goes_by_what_was_touched(tmp_path: Path) -> None:
    """Counts of parts come in by number of cases."""
    found = with_provenance(run(), MOCK, [NEWEST], tmp_path, {("identifier", "email"): 4}).coverage
    assert {part.name: part.cases for part in found if part.kind == "identifier"}["email"] == 4


def test_each_of_several_targets_has_its_facts(tmp_path: Path) -> None:
    """What one target served is not held for another's."""
    other = replace(verdict("a", target="devstore"), served=("2026-07",))
    same = replace(verdict("a", target="mock"), served=("2026-10",))
    example = run(other, same, target="mock and devstore")
    found = with_provenance(example, {"mock": None, "devstore": STORE}, [NEWEST], tmp_path, {}).targets
    assert [(each.name, each.kind, each.versions[0].served) for each in found] == [
        ("mock", "mock", ("2026-10",)),
        ("devstore", "store", ("2026-07",)),
    ]
