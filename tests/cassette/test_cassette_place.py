"""Where cassettes live."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cassette.place import Shelf, cassette_path, target_folder
from conformance.errors import UsageError


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("mock", "mock"),
        ("devstore", "devstore"),
        ("http://127.0.0.1:8000", "127.0.0.1-8000"),
        ("http://127.0.0.1:8001/graphql", "127.0.0.1-8001"),
        ("https://gateway.example", "gateway.example"),
        ("https://acme.myshopify.com", "devstore"),
    ],
)
def test_each_target_has_a_folder_and_no_store_is_named(target: str, name: str) -> None:
    """Two local targets are told apart by their port; a store's domain is in no path."""
    assert target_folder(target) == name


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ("tags/sent-tags", "2026-10/tags/sent-tags.yaml"),
        ("tags/sent-tags[two]", "2026-10/tags/sent-tags--two.yaml"),
    ],
)
def test_a_case_has_a_file_of_its_own(case: str, path: str) -> None:
    """The path is that of version, area and case."""
    assert cassette_path(Path(), "2026-10", case).as_posix() == path


def test_labels_that_lose_characters_stay_apart() -> None:
    """What no file system takes is replaced, and two cases never share a file."""
    one = cassette_path(Path(), "2026-10", "a/b[x y]")
    other = cassette_path(Path(), "2026-10", "a/b[x:y]")
    assert one != other
    assert one.name.startswith("b--x_y-")


def fill(root: Path, *names: str) -> None:
    """Put a cassette on the shelves of these targets."""
    for name in names:
        place = root / "cassettes" / name / "2026-10" / "own"
        place.mkdir(parents=True)
        (place / "one.yaml").write_text("")


def test_a_replay_takes_the_dev_stores_recordings_or_the_only_ones(tmp_path: Path) -> None:
    """So that the recordings of a repository can be replayed without knowing whose they are."""
    fill(tmp_path, "mock")
    assert Shelf.of(tmp_path, "replay", replays=True).name == "mock"
    fill(tmp_path, "devstore", "other")
    assert Shelf.of(tmp_path, "replay", replays=True).name == "devstore"


def test_what_to_replay_must_be_there_and_be_told(tmp_path: Path) -> None:
    """Each message names what is recorded."""
    with pytest.raises(UsageError, match="Nothing is recorded there at all"):
        Shelf.of(tmp_path, "replay", replays=True)
    fill(tmp_path, "mock", "staging")
    with pytest.raises(UsageError, match="holds those of mock, staging"):
        Shelf.of(tmp_path, "replay", replays=True)
    with pytest.raises(UsageError, match='Did you mean "staging"'):
        Shelf.of(tmp_path, "stagin", replays=True)
