"""What is wrong with a cassette, one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from recorded_case import NOW, STORY, play

from conformance.archive.inspection import Inspector, inspect_all
from conformance.cassette import file
from conformance.cassette.place import cassette_files
from conformance.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.cassette.model import Cassette

TODAY = date(2026, 12, 1)
CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a scenario file and the cassette of its case."""
    root = tmp_path_factory.mktemp("recorded")
    played = play(root)
    played.recorder.keep(played.exchanges, NOW)
    return root


def path_in(folder: Path) -> Path:
    """Return the path of the folder's only cassette."""
    return folder / "cassettes" / "mock" / "2026-10" / "own" / "story.yaml"


def complaints(path: Path, folder: Path, today: date = TODAY, secrets: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong with a cassette, without its path."""
    inspector = Inspector([folder / "own.yaml"], today, secrets=secrets)
    return [f"{each.trouble}: {each.message}" for each in inspector.inspect(path)]


def rewritten(folder: Path, tmp_path: Path, change: Callable[[Cassette], Cassette]) -> Path:
    """Return the path of a copy that was changed and has a digest that fits."""
    cassette = change(file.read(path_in(folder)))
    path = tmp_path / "mock" / cassette.provenance.asked / "own" / "story.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(file.dumps(cassette), "utf-8")
    return path


def test_a_fresh_cassette_is_fine(folder: Path) -> None:
    """No false alarm."""
    assert complaints(path_in(folder), folder) == []


def test_an_edit_by_hand_is_told(folder: Path, tmp_path: Path) -> None:
    """Also a small one that changes no verdict; and a missing digest."""
    text = path_in(folder).read_text("utf-8")
    path = tmp_path / "mock" / "2026-10" / "own" / "story.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("content-language: en", "content-language: de"), "utf-8")
    edited = complaints(path, folder)
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith("digest:")), "utf-8")
    assert edited == ["edited: its content is not what its digest says; record it anew"]
    assert complaints(path, folder) == ["edited: its digest is missing"]


def test_an_old_cassette_is_stale(folder: Path) -> None:
    """180 days are fine, 181 are not."""
    last = NOW.date() + timedelta(days=180)
    assert complaints(path_in(folder), folder, last) == []
    assert complaints(path_in(folder), folder, last + timedelta(days=1)) == [
        "stale: recorded 181 days ago; 180 are the most"
    ]


@pytest.mark.parametrize(
    ("asked", "served", "complaint"),
    [
        ("2025-10", "2025-10", "retired version: Shopify serves API version 2025-10 no longer"),
        ("2024-01", "2024-01", "retired version: API version 2024-01 is not bundled any more"),
        ("2026-07", "2026-10", "retired version: 2026-07 was asked for, 2026-10 was served"),
    ],
)
def test_a_version_that_is_gone_makes_a_cassette_stale(
    folder: Path, tmp_path: Path, asked: str, served: str, complaint: str
) -> None:
    """Twelve months after its release, when no schema is bundled, or when another one was served."""
    path = rewritten(
        folder,
        tmp_path,
        lambda found: replace(found, provenance=replace(found.provenance, asked=asked, served=served)),
    )
    assert complaint in complaints(path, folder)


def test_a_case_that_is_gone_leaves_an_orphan(folder: Path, tmp_path: Path) -> None:
    """There is no scenario of that id."""
    path = rewritten(folder, tmp_path, lambda found: replace(found, case="own/storey"))
    assert complaints(path, folder)[-1] == "orphaned: there is no case own/storey[2026-10]"


def test_a_cassette_in_the_wrong_place_is_told(folder: Path, tmp_path: Path) -> None:
    """A replay would not find it."""
    path = tmp_path / "mock" / "2026-10" / "own" / "other.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(path_in(folder).read_text("utf-8"), "utf-8")
    [told] = complaints(path, folder)
    assert told == f"misplaced: a replay looks for it at {tmp_path}/mock/2026-10/own/story.yaml"


def test_an_exchange_that_nothing_asks_for_is_unused(folder: Path, tmp_path: Path) -> None:
    """One too many, which no replay needs."""
    path = rewritten(
        folder, tmp_path, lambda found: replace(found, exchanges=(*found.exchanges, found.exchanges[-1]))
    )
    assert complaints(path, folder) == ["unused: nothing asks for exchange 5 of 5"]


def test_a_cassette_that_does_not_fit_its_scenario_any_more_is_broken(folder: Path, tmp_path: Path) -> None:
    """The scenario was changed since; the message has the difference."""
    changed = tmp_path / "own.yaml"
    changed.write_text(STORY.replace("hello", "good bye"), "utf-8")
    [told] = complaints(path_in(folder), tmp_path)
    assert told.startswith("broken: replayed, it does not pass: The cassette holds no such call.")
    assert '$.input.note: recorded "hello", now "good bye"' in told


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "content-language: en",
            "x-shopid: en",
            "secret: exchange 1 holds headers that are not kept: x-shopid",
        ),
        ("about: '", "about: 'shpat_0123456789abcdef0123456789abcdef ", "what looks like a credential"),
        ("about: '", "about: 'acme.myshopify.com ", "the address of a shop"),
        ("about: '", "about: 'grace@navy-mail.net ", "an email that is not ours"),
        ("about: '", "about: 'own-secret-of-ours ", "a credential in use"),
        (
            '"firstName": "Ada"',
            '"firstName": "Grace"',
            "secret: exchange 1 shows what is neither ours nor a pseudonym",
        ),
    ],
)
def test_what_must_not_be_written_down_is_found(
    folder: Path, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    """By value and by place, whoever put it there."""
    path = tmp_path / "mock" / "2026-10" / "own" / "story.yaml"
    path.parent.mkdir(parents=True)
    text = path_in(folder).read_text("utf-8")
    head, _, tail = text.partition("exchanges:\n")
    if old in head:
        head = head.replace(old, new)
    else:
        sent, _, answered = tail.partition("  status:")
        tail = f"{sent}  status:{answered.replace(old, new)}"
    path.write_text(f"{head}exchanges:\n{tail}", "utf-8")
    told = complaints(path, folder, secrets=("own-secret-of-ours",))
    assert any(
        each.startswith("secret: ") and each.endswith(complaint.removeprefix("secret: ")) for each in told
    ), told


def test_what_is_no_cassette_is_unreadable(folder: Path, tmp_path: Path) -> None:
    """It is told as the others are, and the rest is looked through."""
    path = tmp_path / "a.yaml"
    path.write_text("a: [", "utf-8")
    assert complaints(path, folder) == [
        "unreadable: a.yaml:2:1 is not YAML: did not find expected node content."
    ]


def test_a_path_that_is_not_there_is_a_mistake_of_the_user() -> None:
    """It is no complaint about a cassette."""
    with pytest.raises(UsageError, match="does not exist"):
        list(inspect_all([Path("nowhere.yaml")], Inspector([], TODAY)))


def test_the_committed_cassettes_are_fit_for_the_scenarios() -> None:
    """If this fails after a change of a scenario: `make cassettes`. They come from the mock, say so, and stay small."""
    paths = list(cassette_files(CHECKOUT / "cassettes"))
    recorded = [file.read(path) for path in paths]
    day = max(cassette.provenance.recorded for cassette in recorded).date()
    assert [str(each) for each in inspect_all(paths, Inspector([], day))] == []
    assert {cassette.provenance.kind.value for cassette in recorded} == {"mock"}
    assert len(paths) >= 20
    assert sum(path.stat().st_size for path in paths) < 2_000_000
