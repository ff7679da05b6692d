"""What `--target` means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from conformance.errors import UsageError
from conformance.target.settings import resolve

if TYPE_CHECKING:
    from pathlib import Path

STORE = {"SHOPIFY_STORE": "my-store.myshopify.com", "SHOPIFY_ACCESS_TOKEN": "shpat_1"}


@pytest.mark.parametrize("name", ["mock", "replay"])
def test_what_nobody_answers_has_no_address(name: str, tmp_path: Path) -> None:
    """The embedded mock and recordings serve runs alone."""
    with pytest.raises(UsageError, match=f"--target={name} is for runs"):
        resolve(name, {}, tmp_path)


def test_a_dev_store_without_credentials_says_which_variables_are_missing(tmp_path: Path) -> None:
    """The message names the variables, not only that something is missing."""
    with pytest.raises(UsageError) as caught:
        resolve("devstore", {"SHOPIFY_STORE": "my-store"}, tmp_path)
    assert caught.value.message == "--target=devstore needs SHOPIFY_ACCESS_TOKEN in the environment."


def test_an_unknown_name_gets_the_nearest_known_one(tmp_path: Path) -> None:
    """A typo is answered with what was probably meant."""
    with pytest.raises(UsageError) as caught:
        resolve("devstor", {}, tmp_path)
    assert caught.value.message == 'There is no target "devstor". Did you mean "devstore"?'
    assert f"[tool.conformance.targets.<name>] of {tmp_path / 'pyproject.toml'}." in str(caught.value)


def test_a_name_of_the_configuration_reads_its_own_variables(tmp_path: Path) -> None:
    """Several stores can be configured side by side, each with its own variables."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.conformance.targets.plus]\nurl-env = "PLUS_URL"\ntoken-env = "PLUS_TOKEN"\n'
    )
    below = tmp_path / "deeper"
    below.mkdir()
    found = resolve("plus", {"PLUS_URL": "https://plus.myshopify.com", "PLUS_TOKEN": "t"}, below)
    assert (found.name, found.token, found.is_shopify) == ("plus", "t", True)


def test_a_configured_name_without_its_token_says_what_names_it(tmp_path: Path) -> None:
    """The message leads from the variable to the line that asks for it."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.conformance.targets.plus]\nurl = "https://plus.example"\ntoken-env = "PLUS_TOKEN"\n'
    )
    with pytest.raises(UsageError, match="needs PLUS_TOKEN") as caught:
        resolve("plus", {}, tmp_path)
    assert caught.value.hint == "[tool.conformance.targets.plus] names it."


def test_a_configured_name_without_its_address_says_what_names_it(tmp_path: Path) -> None:
    """A variable that is not set is named."""
    (tmp_path / "pyproject.toml").write_text('[tool.conformance.targets.plus]\nurl-env = "PLUS_URL"\n')
    with pytest.raises(UsageError, match="The target plus needs PLUS_URL in the environment"):
        resolve("plus", {}, tmp_path)


def test_a_token_in_the_configuration_is_refused(tmp_path: Path) -> None:
    """Credentials come from the environment only."""
    (tmp_path / "pyproject.toml").write_text('[tool.conformance.targets.plus]\ntoken = "shpat_1"\n')
    with pytest.raises(UsageError, match='unknown key "token"'):
        resolve("plus", {}, tmp_path)


def test_a_broken_pyproject_is_named(tmp_path: Path) -> None:
    """A syntax error in the configuration is the user's, with the file's path."""
    (tmp_path / "pyproject.toml").write_text("[tool.conformance\n")
    with pytest.raises(UsageError, match=r"pyproject\.toml can't be read"):
        resolve("plus", {}, tmp_path)


TABLE = """\
[tool.conformance.targets.staging]
url = "https://gateway.example"
tokens = {TOKENS}
"""


def test_further_tokens_are_named_by_variables(tmp_path: Path) -> None:
    """One whose variable is not set is one that the target has not got."""
    tokens = '{read-only = "READ_ONLY", starved = "STARVED"}'
    (tmp_path / "pyproject.toml").write_text(TABLE.replace("{TOKENS}", tokens), encoding="utf-8")
    found = resolve("staging", {"READ_ONLY": "shpat_2"}, tmp_path)
    assert found.tokens == {"read-only": "shpat_2"}


@pytest.mark.parametrize("name", ["none", "wrong"])
def test_no_further_token_is_called_as_the_language_calls_none(name: str, tmp_path: Path) -> None:
    """Scenarios without any token, or with a wrong one, would be sent with it."""
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.conformance.targets.a]\nurl = "https://a.example"\ntokens = {{{name} = "TOKEN"}}\n'
    )
    with pytest.raises(UsageError, match=f'"{name}" is not the name of a further token'):
        resolve("a", {"TOKEN": "t"}, tmp_path)


def test_further_tokens_are_names_of_variables(tmp_path: Path) -> None:
    """Whatever else stands there is refused."""
    (tmp_path / "pyproject.toml").write_text(TABLE.replace("{TOKENS}", "[1]"), encoding="utf-8")
    with pytest.raises(UsageError, match="tokens must be names"):
        resolve("staging", {}, tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tool = 5", "[tool.conformance] is no table"),
        ("[tool]\nconformance = 5", "[tool.conformance] is no table"),
        ("[tool.conformance]\nstore = []", 'unknown key "store". Did you mean "stores"?'),
        ("[tool.conformance.target.x]", 'unknown key "target". Did you mean "targets"?'),
        (
            '[tool.conformance.targets.x]\nurl = "http://x"\ndisposable = "true"',
            "disposable is neither true nor false",
        ),
    ],
)
def test_a_table_that_is_not_one_is_told(text: str, said: str, tmp_path: Path) -> None:
    """What is passed over in silence is taken for a setting by whoever wrote it."""
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError, match=re.escape(said)):
        resolve("x", {}, tmp_path)


def test_spaces_around_a_token_are_none_of_it(tmp_path: Path) -> None:
    """A secret that was read from a file ends in a new line, which no header may hold."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.conformance.targets.x]\nurl = "http://x"\ntoken-env = "T"\ntokens = {read-only = "T"}\n'
    )
    found = resolve("x", {"T": " t\n"}, tmp_path)
    assert (found.token, found.tokens) == ("t", {"read-only": "t"})
    assert resolve("http://x", {"SHOPIFY_ACCESS_TOKEN": "t\n"}, tmp_path).token == "t"
