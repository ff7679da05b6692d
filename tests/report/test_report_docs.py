"""docs/report.md says what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conformance.report import files, json_report

PAGE = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(
    Path(json_report.__file__).with_name("report.schema.json").read_text(encoding="utf-8")
)
QUERY = (Path(files.__file__).parent / "templates" / "query.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("keys", [SCHEMA["properties"], SCHEMA["$defs"]["verdict"]["properties"]])
def test_every_key_is_described(keys: dict[str, Any]) -> None:
    """Each key of the report and of a row is named; `omitted` occurs in report.html only."""
    assert [name for name in keys if f"`{name}`" not in PAGE and name != "omitted"] == []


def test_every_file_is_described() -> None:
    """Each form has its row."""
    assert [name for name in files.forms() if f"`{name}`" not in PAGE] == []


def test_every_key_of_the_search_is_described() -> None:
    """The page, and the page's own help, know the same keys as the search."""
    table = re.search(r"const QUERY_KEYS = \{\n(.*?)\n\};", QUERY, re.DOTALL)
    assert table
    keys = re.findall(r"^  (\w+):", table[1], re.MULTILINE)
    template = (Path(files.__file__).parent / "templates" / "report.html.j2").read_text(encoding="utf-8")
    assert len(keys) == 10
    assert [key for key in keys if f"`{key}:" not in PAGE] == []
    assert [key for key in keys if f"<code>{key}:" not in template] == []


def test_version_is_that_of_the_schema() -> None:
    """Schema, tool and page speak of the same version."""
    assert SCHEMA["properties"]["version"]["const"] == json_report.VERSION
    assert SCHEMA["$id"] == f"urn:conformance:report:{json_report.VERSION}"
    assert f"version {json_report.VERSION} |" in PAGE
