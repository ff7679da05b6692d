"""API versions: which ones there are, their order, and what an option names."""

from __future__ import annotations

import pytest

from conformance.errors import UnknownVersionError
from conformance.versions import BUNDLED, NEWEST_STABLE, ApiVersion, bundled, select

HANDLES = ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "unstable"]


def test_the_bundled_versions_are_in_order() -> None:
    """Oldest first, unstable last."""
    assert [version.handle for version in BUNDLED] == HANDLES
    assert [version.handle for version in sorted(BUNDLED)] == HANDLES


def test_the_newest_stable_version_is_the_default() -> None:
    """Unstable is newer and no default."""
    assert ApiVersion("2026-10") == NEWEST_STABLE


def test_versions_are_ordered_by_age() -> None:
    """By year, then month; unstable is newer than all."""
    assert ApiVersion("2025-10") < ApiVersion("2026-01") < ApiVersion("2026-10") < ApiVersion("unstable")
    assert ApiVersion("2026-01") >= ApiVersion("2026-01")
    assert max(ApiVersion("unstable"), ApiVersion("2099-01")) == ApiVersion("unstable")


def test_only_a_dated_version_is_stable() -> None:
    """The schema of unstable may change."""
    assert ApiVersion("2026-10").is_stable
    assert not ApiVersion("unstable").is_stable


def test_a_version_is_written_as_its_handle() -> None:
    """As in a URL."""
    assert f"/admin/api/{ApiVersion('2026-10')}/graphql.json" == "/admin/api/2026-10/graphql.json"


@pytest.mark.parametrize("handle", ["2026-11", "2026-1", "26-10", "2026-10 ", "latest", "", "2026-10\n"])
def test_what_is_no_version_is_told(handle: str) -> None:
    """Quarters only; the message shows how they look."""
    with pytest.raises(UnknownVersionError, match="is not an API version") as caught:
        ApiVersion(handle)
    assert caught.value.hint == "Versions look like 2026-10 (months 01, 04, 07, 10), or are called unstable."


def test_a_bundled_version_is_found_by_its_handle() -> None:
    """The very one."""
    assert bundled("2026-04") is BUNDLED[2]


def test_a_version_that_is_not_bundled_is_told_with_those_that_are() -> None:
    """And with the nearest of them."""
    with pytest.raises(UnknownVersionError) as caught:
        bundled("2026-11")
    assert caught.value.message == 'No schema is bundled for API version "2026-11". Did you mean "2026-10"?'
    assert caught.value.hint == "Bundled: 2025-10, 2026-01, 2026-04, 2026-07, 2026-10, unstable."


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("2026-10", ["2026-10"]),
        ("2026-10,2026-07", ["2026-07", "2026-10"]),
        (" 2026-07 , unstable ", ["2026-07", "unstable"]),
        ("2026-10,2026-10", ["2026-10"]),
        ("2026-10,", ["2026-10"]),
        ("all", HANDLES),
        (" all ", HANDLES),
    ],
)
def test_an_option_names_versions(text: str, handles: list[str]) -> None:
    """Oldest first, each once."""
    assert [version.handle for version in select(text)] == handles


@pytest.mark.parametrize("text", ["2026-11", "2026-10,latest", "all,2026-10", ",", " ", ""])
def test_an_option_that_names_no_version_is_told(text: str) -> None:
    """Rather than to run in no version at all."""
    with pytest.raises(UnknownVersionError):
        select(text)
