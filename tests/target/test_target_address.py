"""What the address of a target says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.errors import UsageError
from conformance.target.address import Address
from conformance.target.settings import resolve

if TYPE_CHECKING:
    from pathlib import Path

STORE = {"SHOPIFY_STORE": "my-store.myshopify.com", "SHOPIFY_ACCESS_TOKEN": "shpat_1"}


def test_a_url_without_a_path_gets_the_admin_path(tmp_path: Path) -> None:
    """`http://host:port` means its Admin API."""
    found = resolve("http://shop.example:8000", {}, tmp_path)
    assert found == Address(
        "http://shop.example:8000", "http://shop.example:8000/admin/api/{version}/graphql.json"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_this_very_machine_gets_a_made_up_token(host: str, tmp_path: Path) -> None:
    """A mock takes any token, and wants one."""
    assert resolve(f"http://{host}:8000", {}, tmp_path).token == "made-up-token"
    assert resolve(f"http://{host}:8000", {"SHOPIFY_ACCESS_TOKEN": "t"}, tmp_path).token == "t"


def test_no_other_machine_gets_a_made_up_token(tmp_path: Path) -> None:
    """Where a token is missing, the target says so."""
    assert resolve("https://gateway.example", {}, tmp_path).token is None


def test_a_url_with_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    """A gateway may serve the API elsewhere."""
    found = resolve("https://gateway.example/shopify/{version}", {"SHOPIFY_ACCESS_TOKEN": "t"}, tmp_path)
    assert (found.url, found.token) == ("https://gateway.example/shopify/{version}", "t")


def test_a_url_of_a_store_counts_as_shopify(tmp_path: Path) -> None:
    """Only a real store can teach us something about Shopify."""
    assert resolve("https://my-store.myshopify.com", {}, tmp_path).is_shopify
    assert not resolve("https://myshopify.com.example", {}, tmp_path).is_shopify


def test_credentials_in_a_url_are_refused(tmp_path: Path) -> None:
    """A token on the command line ends up in a shell's history."""
    with pytest.raises(UsageError, match="holds credentials"):
        resolve("https://user:secret@gateway.example", {}, tmp_path)


@pytest.mark.parametrize("text", ["http://", "ftp://x", "http://[::1", "http://x:99999"])
def test_what_is_no_url_is_refused(text: str, tmp_path: Path) -> None:
    """A malformed URL is the user's mistake, and is told as such."""
    with pytest.raises(UsageError, match="is not a URL"):
        resolve(text, {}, tmp_path)


@pytest.mark.parametrize(
    "store",
    [
        *(
            "my-store",
            "my-store.myshopify.com",
            "https://my-store.myshopify.com/",
            '"my-store.myshopify.com"',
        ),
        *("'my-store'", "my-store.myshopify.com/admin", "https://admin.shopify.com/store/my-store/customers"),
    ],
)
def test_a_dev_store_may_be_named_in_several_ways(store: str, tmp_path: Path) -> None:
    """A handle, a host, a URL and its admin all name the same store, with the quotes of an env file too."""
    found = resolve("devstore", {**STORE, "SHOPIFY_STORE": store}, tmp_path)
    assert found == Address(
        "devstore",
        "https://my-store.myshopify.com/admin/api/{version}/graphql.json",
        "shpat_1",
        is_shopify=True,
    )


@pytest.mark.parametrize(
    "store", ["My Dev Store", "https://admin.shopify.com", "my-store..com", "https://[::1", "/", "''"]
)
def test_what_names_no_store_is_told(store: str, tmp_path: Path) -> None:
    """Instead of being asked for at an address that can't be."""
    with pytest.raises(UsageError, match=r"^SHOPIFY_STORE names no store: "):
        resolve("devstore", {**STORE, "SHOPIFY_STORE": store}, tmp_path)


def test_credentials_in_the_name_of_a_store_are_not_told(tmp_path: Path) -> None:
    """The message names the host alone."""
    with pytest.raises(UsageError, match="holds credentials") as caught:
        resolve(
            "devstore", {**STORE, "SHOPIFY_STORE": "https://ada:hunter2@my-store.myshopify.com"}, tmp_path
        )
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Address("x", "u"), None),
        (Address("x", "u", "made-up-token"), None),
        (Address("x", "u", "shpat_1"), frozenset()),
        (Address("x", "u", "shpat_1", tokens={"read-only": "shpat_2"}), frozenset({"read-only"})),
        (Address("mock", "u", "made-up-token", tokens={"starved": "s"}), frozenset({"starved"})),
    ],
)
def test_a_made_up_token_is_nobodys_own(address: Address, expected: frozenset[str] | None) -> None:
    """Where it is sent, another one is as good, so that scenarios about wrong tokens do not apply."""
    assert address.own_tokens == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://my-store.myshopify.com.",
        "https://My-Store.MyShopify.com./",
        "https://my-store.myshopify\u3002com",
        "https://my-store\uff0emyshopify\uff0ecom",
        "https://my-store.myshopify%2ecom",
    ],
)
def test_a_store_is_one_however_its_domain_is_written(url: str, tmp_path: Path) -> None:
    """All of these lead to the same place, where nothing is written without proof."""
    assert resolve(url, {}, tmp_path).is_shopify
    with pytest.raises(UsageError, match="over plain http"):
        resolve(url.replace("https", "http"), {}, tmp_path)
