"""GraphQL over HTTP: the public audit of the npm package graphql-http."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from graphql_http_audit import FOLDER, LEVELS, PAGE, PATHS, REASONS, audit, page
from node_tools import require_node

if TYPE_CHECKING:
    from graphql_http_audit import Result


@pytest.fixture(scope="module")
def results() -> dict[str, list[Result]]:
    """Return what the audits found, by path."""
    require_node()
    return audit()


@pytest.mark.parametrize("path", PATHS)
def test_every_must_holds(results: dict[str, list[Result]], path: str) -> None:
    """None of them contradicts what is known of Shopify."""
    musts = [each for each in results[path] if each.level == "MUST"]
    assert len(musts) == 13
    assert [each for each in musts if not each.is_ok] == []


def test_every_should_holds_on_the_new_path(results: dict[str, list[Result]]) -> None:
    """It is the path that follows the specification."""
    shoulds = [each for each in results[PATHS[1]] if each.level == "SHOULD"]
    assert len(shoulds) == 23
    assert [each for each in shoulds if not each.is_ok] == []


@pytest.mark.parametrize("path", PATHS)
def test_each_difference_has_a_reason_and_each_reason_a_difference(
    results: dict[str, list[Result]], path: str
) -> None:
    """A reason that is not needed any more goes."""
    different = {each.id for each in results[path] if not each.is_ok}
    assert different == {id_ for id_, (_, paths) in REASONS.items() if path in paths}


def test_each_audit_has_a_level(results: dict[str, list[Result]]) -> None:
    """Those that the page counts."""
    assert {each.level for each in results[PATHS[0]]} == set(LEVELS)


def test_the_page_is_that_of_this_run(results: dict[str, list[Result]]) -> None:
    """Made anew by `python tests/graphql_http_audit.py`."""
    assert PAGE.read_text(encoding="utf-8") == page(results)


def test_the_lock_file_leaves_the_registry_to_npm() -> None:
    """It has exact versions with hashes, and no addresses."""
    packages = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {name: each for name, each in packages.items() if name}
    assert sorted(locked) == ["node_modules/graphql", "node_modules/graphql-http"]
    assert all(each["integrity"].startswith("sha512-") and "resolved" not in each for each in locked.values())
