"""`conformance schema`: cut, pull and diff."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command_line import Told
from tiny_server import tiny_server

from conformance.schema.load import SLICES

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def test_a_slice_of_a_slice_is_the_slice(tmp_path: Path, capsys: Capture) -> None:
    """The file is written where it is told, and nothing is lost of what customerSet uses."""
    path = tmp_path / "slice.graphql"
    bundled = SLICES / "2026-10.graphql"
    told = Told(capsys, "schema", "slice", str(bundled), "--api-version=2026-10", "--output", str(path))
    assert told.code == 0
    assert told.out == f"{path}: {len(bundled.read_text().splitlines())} lines\n"
    assert path.read_text() == bundled.read_text()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nowhere.graphql", "--api-version=2026-10"], "nowhere.graphql can't be read"),
        (["nowhere.graphql", "--api-version=2026-11"], '"2026-11" is not an API version.'),
        (["nowhere.graphql"], "the following arguments are required: --api-version/--version"),
    ],
)
def test_a_slice_that_cannot_be_cut_is_told(words: list[str], complaint: str, capsys: Capture) -> None:
    """Exit code 2."""
    told = Told(capsys, "schema", "slice", *words)
    assert (told.code, told.out) == (2, "")
    assert complaint in told.err


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: Capture) -> None:
    """With the reason."""
    path = tmp_path / "missing" / "slice.graphql"
    source = str(SLICES / "2026-10.graphql")
    told = Told(capsys, "schema", "slice", source, "--api-version=2026-10", "--output", str(path))
    assert told.code == 2
    assert f"{path} can't be written: No such file or directory." in told.err


def test_harmless_changes_are_told(capsys: Capture) -> None:
    """Each with its grade, and the counts; exit code 0."""
    told = Told(capsys, "schema", "diff", "2026-07", "2026-10")
    assert told.code == 0
    assert "SAFE       Field CustomerPhoneNumber.smsMarketingConsent was added." in told.lines
    assert told.lines[-1].startswith("0 breaking, ")


def test_a_breaking_change_is_exit_code_1(tmp_path: Path, capsys: Capture) -> None:
    """A field that we use is gone in the newer file."""
    old = SLICES / "2026-10.graphql"
    new = tmp_path / "new.graphql"
    new.write_text(old.read_text().replace("  verifiedEmail: Boolean!\n", "").replace("  note: String\n", ""))
    told = Told(capsys, "schema", "diff", "2026-10", str(new))
    assert told.code == 1
    assert any(line.startswith("BREAKING") and "note" in line for line in told.lines)


def test_an_unknown_version_is_told(capsys: Capture) -> None:
    """With the nearest one."""
    told = Told(capsys, "schema", "diff", "2026-07", "2026-11")
    assert told.code == 2
    assert '"2026-11"' in told.err


def test_what_is_no_admin_api_cannot_be_pulled(capsys: Capture) -> None:
    """Exit code 3, with what it answered."""
    with tiny_server(
        lambda *_: (401, {"Content-Type": "application/json"}, b'{"errors":"[API] Invalid"}')
    ) as base:
        told = Told(capsys, "schema", "pull", "--target", base)
    assert (told.code, told.out) == (3, "")
    assert f"{base} answered HTTP 401: the access token has expired or was revoked." in told.err


def test_a_schema_is_asked_for_in_the_version_wanted(capsys: Capture) -> None:
    """An introspection goes to that version's address."""
    asked: list[tuple[str, str]] = []

    def answer(path: str, _: object, body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append((path, json.loads(body)["query"]))
        return 200, {"Content-Type": "application/json"}, b'{"errors":[{"message":"Not now"}]}'

    with tiny_server(answer) as base:
        told = Told(capsys, "schema", "pull", "--target", base, "--api-version=2027-01")
    assert told.code == 3
    assert asked[0][0] == "/admin/api/2027-01/graphql.json"
    assert "__schema" in asked[0][1]
