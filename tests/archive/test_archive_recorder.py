"""From a case that passed to its cassette, and back to the same verdict."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from recorded_case import NOW, STORY, play

from conformance.archive.rehearsal import rehearse
from conformance.cassette import file
from conformance.cassette.model import Kind
from conformance.errors import CassetteError, ResidueError
from conformance.privacy.hearing import Hearing
from conformance.verdict import Status

if TYPE_CHECKING:
    from pathlib import Path


def test_a_recorded_case_gives_the_same_verdict_and_is_asked_for_whole(tmp_path: Path) -> None:
    """What the replay does not need, such as deleting the customer, is left out."""
    played = play(tmp_path)
    cassette = file.read(played.recorder.keep(played.exchanges, NOW))
    found = rehearse(played.harness, cassette, played.case, played.version, "x")
    assert played.verdict.status is Status.PASSED
    assert found.passed
    assert found.unused == frozenset()
    assert "customerDelete" in played.exchanges[-1].request.document
    assert len(cassette.exchanges) == len(played.exchanges) - 1


def test_a_cassette_lies_where_a_replay_looks_and_says_where_it_comes_from(tmp_path: Path) -> None:
    """Kind of target, versions, time to the second, seed and scenario file; the digest is that of the content."""
    played = play(tmp_path)
    path = played.recorder.keep(played.exchanges, NOW)
    cassette = file.read(path)
    origin = cassette.provenance
    assert path == tmp_path / "cassettes" / "mock" / "2026-10" / "own" / "story.yaml"
    assert (origin.kind, origin.asked, origin.served) == (Kind.MOCK, "2026-10", "2026-10")
    assert origin.recorded == NOW.replace(microsecond=0)
    assert (origin.seed, origin.source) == ("cassette", "own.yaml")
    assert cassette.digest == file.digest(cassette)


def test_a_version_that_a_call_asks_for_is_not_the_run_s_own(tmp_path: Path) -> None:
    """What is served in place of a retired version does not make the recording look retired."""
    story = STORY.partition("    given:")[0] + (
        "    steps:\n"
        "      - {call: {document: '{ shop { id } }'}, then: {data: {shop: {id: {gid: Shop}}}}}\n"
        "      - {call: {document: '{ shop { id } }', version: 2025-01}, then: {http: {status: 200}}}\n"
    )
    played = play(tmp_path, story)
    cassette = file.read(played.recorder.keep(played.exchanges, NOW))
    served = {each.response.headers["x-shopify-api-version"] for each in cassette.exchanges}
    assert served == {"2026-10", "2025-10"}
    assert cassette.provenance.served == "2026-10"


def test_a_replay_does_not_wait(tmp_path: Path) -> None:
    """The time that a scenario lets pass has passed when it was recorded."""
    played = play(tmp_path)
    cassette = file.read(played.recorder.keep(played.exchanges, NOW))
    path = tmp_path / "own.yaml"
    path.write_text(STORY.replace("    when:", "    pause: 300\n    when:"), "utf-8")
    [(version, slow)] = played.harness.cases(path)
    began = time.monotonic()
    assert rehearse(played.harness, cassette, slow, version, "x").passed
    assert time.monotonic() - began < 100


def test_our_own_identities_stay_as_they_were_sent(tmp_path: Path) -> None:
    """A generated email is in the file, and nothing had to be replaced."""
    played = play(tmp_path)
    cassette = file.read(played.recorder.keep(played.exchanges, NOW))
    assert cassette.pseudonyms == ()
    assert "conformance+" in played.recorder.path.read_text("utf-8")


def test_a_recording_that_would_not_replay_is_not_written(tmp_path: Path) -> None:
    """One call is missing: the message says what the replay found, and nothing is left behind."""
    played = play(tmp_path)
    with pytest.raises(CassetteError, match=r"replayed, it does not pass.*\n.*holds no such call"):
        played.recorder.keep([played.exchanges[0], *played.exchanges[2:]], NOW)
    assert not (tmp_path / "cassettes").exists()


def test_a_recording_that_still_tells_something_is_not_written(tmp_path: Path) -> None:
    """The document says what no redaction takes out: a credential in another encoding."""
    played = play(tmp_path)
    leak = "# b3duLXNlY3JldC1vZi1vdXJz\n"
    told = [
        replace(each, request=replace(each.request, document=leak + each.request.document))
        for each in played.exchanges
    ]
    told_before = played.harness.hearing.exchanges
    played.harness.hearing = Hearing(lambda: ("own-secret-of-ours",))
    played.harness.hearing.exchanges.extend(told_before)
    with pytest.raises(ResidueError, match="a credential in use"):
        played.recorder.keep(told, NOW)
    assert not (tmp_path / "cassettes").exists()


def test_recording_again_replaces_the_cassette(tmp_path: Path) -> None:
    """Nothing of the old one is left in the new one."""
    played = play(tmp_path)
    first = played.recorder.keep(played.exchanges, NOW).read_text("utf-8")
    other = play(tmp_path, STORY.replace("hello", "good bye"))
    text = other.recorder.keep(other.exchanges, NOW).read_text("utf-8")
    assert "hello" in first
    assert "hello" not in text


def test_a_rehearsal_says_what_is_not_right(tmp_path: Path) -> None:
    """An answer that was changed fails the case; a scenario that was changed asks for what is not there."""
    played = play(tmp_path)
    text = played.recorder.keep(played.exchanges, NOW).read_text("utf-8")
    changed = file.loads(text.replace('"note": "hello",', '"note": "HELLO",'), "x")
    failed = rehearse(played.harness, changed, played.case, played.version, "x")
    other = play(tmp_path, STORY.replace("hello", "good bye"))
    missing = rehearse(other.harness, file.loads(text, "x"), other.case, other.version, "x")
    assert failed.trouble == "$.data.customerSet.customer.note: the texts differ"
    assert 'note: recorded "hello", now "good bye"' in missing.trouble
