"""What a user allows us to write, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.errors import UsageError
from conformance.target.permission import Budget, allowing
from conformance.target.settings import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.target.address import Address

STORE = {"SHOPIFY_STORE": "my-store", "SHOPIFY_ACCESS_TOKEN": "shpat_1"}


def at(folder: Path, text: str = "", target: str = "shop", **environment: str) -> Address:
    """Return what a target means, by a pyproject.toml and an environment."""
    (folder / "pyproject.toml").write_text(text)
    return resolve(target, environment, folder)


def test_nothing_is_allowed_unless_it_is_said(tmp_path: Path) -> None:
    """A token in the environment is no leave to write."""
    permission = at(tmp_path, "", "devstore", **STORE).permission
    assert (permission.stores, permission.writes, permission.budget) == (frozenset(), False, None)


def test_stores_are_listed_in_the_file_and_in_the_environment(tmp_path: Path) -> None:
    """By handle or domain, in any case; both lists count."""
    text = '[tool.conformance]\nstores = ["One", "two.myshopify.com"]\n'
    permission = at(
        tmp_path, text, "devstore", **STORE, CONFORMANCE_STORES="three, FOUR.myshopify.com"
    ).permission
    assert permission.stores == {f"{name}.myshopify.com" for name in ("one", "two", "three", "four")}


def test_writing_is_opted_into_in_three_ways(tmp_path: Path) -> None:
    """In the target's table, in the environment, and by the option."""
    table = '[tool.conformance.targets.shop]\nurl = "https://x.myshopify.com"\nkind = "store"\n'
    assert not at(tmp_path, table).permission.writes
    assert at(tmp_path, table + "writes = true\n").permission.writes
    assert at(tmp_path, table, CONFORMANCE_ALLOW_WRITES="1").permission.writes
    assert not at(tmp_path, table, CONFORMANCE_ALLOW_WRITES="0").permission.writes
    assert allowing(at(tmp_path, table).permission, writes=True, budget="").writes


def test_a_budget_is_set_in_the_table_and_by_the_option(tmp_path: Path) -> None:
    """The option goes first."""
    table = '[tool.conformance.targets.shop]\nurl = "https://x.example"\nbudget = {customers = 5}\n'
    permission = at(tmp_path, table).permission
    assert permission.budget == Budget(customers=5, mutations=10_000)
    assert allowing(permission, writes=False, budget="7/8").budget == Budget(7, 8)
    assert str(Budget(7, 8)) == "7/8"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tool.conformance]\nstores = "x"', "stores is no list of stores"),
        ('[tool.conformance]\nstores = ["x.example"]', '"x.example" on the list of stores is no store'),
        ('[tool.conformance]\nstores = ["*.myshopify.com"]', "is no store"),
        ("writes = 1", "writes is neither true nor false"),
        ("budget = 5", "budget is no table"),
        ("budget = {customer = 5}", 'budget has no "customer". Did you mean "customers"?'),
        ("budget = {customers = -5}", "budget.customers is no whole number"),
        ('kind = "stor"', '"stor" is no kind of target. Did you mean "store"?'),
        ("timeout = 0", "timeout is no number of seconds"),
        ('patience = "x"', "patience is no number of seconds"),
        ('kind = "store"\ndisposable = true', "a store outlives the run"),
        ('kind = "store"\nurl = "http://shop.example"', "over plain http"),
        ('client-id-env = "ID"', "The target needs ID and SHOPIFY_CLIENT_SECRET"),
    ],
)
def test_what_is_wrong_is_told(text: str, said: str, tmp_path: Path) -> None:
    """With where it stands, and the nearest known word."""
    table = "" if text.startswith("[") else "[tool.conformance.targets.shop]\n"
    address = "" if "url" in text else 'url = "https://x.example"\n'
    rest = f"\n[tool.conformance.targets.shop]\n{address}" if text.startswith("[") else f"\n{address}"
    with pytest.raises(UsageError) as caught:
        at(tmp_path, f"{table}{text}{rest}")
    assert said in str(caught.value)


@pytest.mark.parametrize("value", ["yes", "true", "2"])
def test_an_opt_in_that_is_none_is_refused(value: str, tmp_path: Path) -> None:
    """Nobody writes by a guess."""
    with pytest.raises(UsageError, match="CONFORMANCE_ALLOW_WRITES"):
        at(tmp_path, "", "devstore", **STORE, CONFORMANCE_ALLOW_WRITES=value)


@pytest.mark.parametrize("text", ["5", "5/", "a/b", "-1/5", "5/5/5"])
def test_a_budget_that_is_none_is_refused(text: str) -> None:
    """With an example of one."""
    with pytest.raises(UsageError, match="is no write budget") as caught:
        Budget.parse(text)
    assert "--write-budget=1000/5000" in caught.value.hint


def test_a_store_is_asked_over_tls_alone(tmp_path: Path) -> None:
    """But on this very machine, where nobody listens on the way."""
    with pytest.raises(UsageError, match="over plain http, where anybody"):
        at(tmp_path, "", "http://my-store.myshopify.com", SHOPIFY_ACCESS_TOKEN="t")
    table = '[tool.conformance.targets.shop]\nkind = "store"\nurl = "http://127.0.0.1:8000"\n'
    assert at(tmp_path, table).is_shopify


def test_an_app_s_own_credentials_stand_in_for_a_token(tmp_path: Path) -> None:
    """Both variables are needed; a token goes first."""
    app = {"SHOPIFY_STORE": "my-store", "SHOPIFY_CLIENT_ID": "id", "SHOPIFY_CLIENT_SECRET": "secret"}
    found = at(tmp_path, "", "devstore", **app)
    assert found.grant
    assert (found.token, found.grant.client_id, found.grant.client_secret) == (None, "id", "secret")
    assert at(tmp_path, "", "devstore", **app, SHOPIFY_ACCESS_TOKEN="t").grant is None
    del app["SHOPIFY_CLIENT_SECRET"]
    with pytest.raises(UsageError, match="SHOPIFY_CLIENT_SECRET is not in the environment"):
        at(tmp_path, "", "devstore", **app)
