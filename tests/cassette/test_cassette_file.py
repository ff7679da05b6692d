"""Cassettes as files: what goes in comes out, edits are found, damage is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from conformance.cassette import file
from conformance.cassette.model import Cassette, Kind, Provenance
from conformance.errors import CassetteError
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "query One($id: ID!) {\n  customer(id: $id) { id note }\n}"
ORIGIN = Provenance(
    Kind.MOCK,
    "2026-10",
    "2026-10",
    datetime(2026, 11, 25, 20, 0, tzinfo=UTC),
    "0.1.0",
    source="scenarios/own.yaml",
    tokens=("read-only",),
)


def exchange(body: bytes, **request: object) -> Exchange:
    """Return an exchange that was answered with a body."""
    sent = Request(DOCUMENT, {"id": "gid://shopify/Customer/1"}, ApiVersion("2026-10"))
    return Exchange(replace(sent, **request), Response(200, {"content-type": "application/json"}, body))  # type: ignore[arg-type]


def cassette(*exchanges: Exchange) -> Cassette:
    """Return a cassette that holds these."""
    return Cassette("own/one[a]", ORIGIN, exchanges, ("Abcde",))


def test_a_cassette_survives_being_written_and_read() -> None:
    """Requests, answers, provenance and pseudonyms are the same; JSON may be laid out anew."""
    first = cassette(
        exchange(b'{"data":{"customer":{"id":"gid://shopify/Customer/1","note":"Zo\\u00eb\\nb"}}}'),
        exchange(b"{}", token="wrong", asked="2020-01", operation_name="One", headers={"Cost-Debug": "1"}),
        exchange(b"{}", document="mutation { a }", variables={}),
    )
    again = file.loads(file.dumps(first), "x")
    assert [each.request for each in again.exchanges] == [each.request for each in first.exchanges]
    assert [each.response.payload for each in again.exchanges] == [
        each.response.payload for each in first.exchanges
    ]
    assert (again.case, again.provenance, again.pseudonyms) == (first.case, first.provenance, ("Abcde",))


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'{"a":1.50}',
        b'{"a":1e2}',
        b"<p>busy</p>\n",
        b"\xff\xfe\x00",
        b"",
        b'{"a":NaN}',
    ],
    ids=["key twice", "trailing zero", "exponent", "HTML", "no text", "empty", "no JSON"],
)
def test_a_body_that_json_would_change_is_kept_to_the_letter(body: bytes) -> None:
    """A replay is judged by what came over the wire."""
    [again] = file.loads(file.dumps(cassette(exchange(body))), "x").exchanges
    assert again.response.body == body


def test_a_document_stands_in_a_file_once_as_it_was_written() -> None:
    """Calls name it, so that a reviewer reads it once."""
    text = file.dumps(cassette(exchange(b"{}"), exchange(b"{}")))
    assert text.count("customer(id: $id) { id note }") == 1
    assert text.count("- document: One\n") == 2


def test_a_file_says_where_it_comes_from() -> None:
    """What was recorded from the mock must not be taken for Shopify."""
    text = file.dumps(cassette(exchange(b"{}")))
    assert "Recorded from the embedded mock: it shows how the harness works, and proves nothing" in text
    assert "  kind: mock\n  asked: 2026-10\n  served: 2026-10\n" in text
    assert "  recorded: '2026-11-25T20:00:00Z'\n  suite: 0.1.0\n  seed: cassette\n" in text


def test_an_edit_changes_the_digest_and_another_layout_does_not() -> None:
    """The digest is that of the content."""
    text = file.dumps(cassette(exchange(b'{"data":{"note":"a"}}')))
    edited = file.loads(text.replace('"note": "a"', '"note": "b"'), "x")
    laid_out = file.loads(text.replace("- Abcde\n", "- 'Abcde'\n\n"), "x")
    assert file.digest(file.loads(text, "x")) == file.loads(text, "x").digest
    assert file.digest(edited) != edited.digest
    assert file.digest(laid_out) == laid_out.digest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "x.yaml:2:1 is not YAML: "),
        ("version: 1\ninteractions: []\n", "x.yaml is no cassette of ours."),
        ("format: 9\nexchanges: []\n", "x.yaml has format 9; this version reads format 1."),
        ("format: 1\nexchanges: []\n", "x.yaml is damaged: 'provenance' is missing."),
        ("- 1", "x.yaml is no cassette of ours."),
        ("!!python/object:os.system {}", "x.yaml:1:1 is not YAML: "),
    ],
)
def test_what_is_no_cassette_is_told(text: str, message: str) -> None:
    """The file, the place where there is one, and what to do."""
    with pytest.raises(CassetteError) as told:
        file.loads(text, "x.yaml")
    assert str(told.value).startswith(message)
    assert "--record-mode=rewrite" in told.value.hint


def test_an_answer_that_was_broken_by_hand_is_told() -> None:
    """JSON is checked when it is read, not in the middle of a run."""
    text = file.dumps(cassette(exchange(b'{"data":null}'))).replace('"data": null', '"data": nul')
    with pytest.raises(CassetteError, match="x is damaged: an answer is not JSON"):
        file.loads(text, "x")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Folders are made; nothing but the file is left; where none can be, that is told."""
    file.write(tmp_path / "a" / "b.yaml", "text")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.yaml"]
    with pytest.raises(CassetteError, match="can't be written"):
        file.write(tmp_path / "a" / "b.yaml" / "c.yaml", "text")
