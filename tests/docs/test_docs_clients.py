"""docs/clients.md shows what really runs: its code is that of the sessions, its versions are those that are locked."""

from __future__ import annotations

import json
import re
from importlib.metadata import version

import pytest
from command import CHECKOUT

PAGE = (CHECKOUT / "docs" / "clients.md").read_text("utf-8")
CLIENTS = CHECKOUT / "tests" / "clients"
SESSIONS = {
    "js": [path.read_text("utf-8") for path in sorted((CLIENTS / "node").glob("*.mjs"))],
    "python": [path.read_text("utf-8") for path in sorted((CLIENTS / "python").glob("*.py"))],
}
BLOCKS = re.findall(r"^```(js|python)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
VERSIONS = dict(re.findall(r"^\| (?:npm|PyPI) \[`(.+?)`\]\(.+?\) \| (\S+) \|", PAGE, re.MULTILINE))


def test_there_is_code_for_each_client() -> None:
    """Two in each language, and none of another language."""
    assert [language for language, _ in BLOCKS] == ["js", "js", "python", "python"]


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_code_is_that_of_a_session(language: str, code: str) -> None:
    """To the letter."""
    assert any(code in session for session in SESSIONS[language])


def test_versions_are_those_that_ran() -> None:
    """Of the lock file, and of what is installed."""
    lock = json.loads((CLIENTS / "node" / "package-lock.json").read_text("utf-8"))["packages"]
    npm = ("@shopify/admin-api-client", "@shopify/shopify-api")
    assert {name: lock[f"node_modules/{name}"]["version"] for name in npm} | {
        name: version(name) for name in ("ShopifyAPI", "gql")
    } == VERSIONS
