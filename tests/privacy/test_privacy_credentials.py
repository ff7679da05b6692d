"""Credentials and addresses of shops stay out of every text."""

from __future__ import annotations

import time

import pytest

from conformance.privacy import credentials

TOKEN = "shpat_" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"token {TOKEN}, rejected", "token [redacted], rejected"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.e30", "Bearer [redacted]"),
        ("https://user:pass@shop.example/admin", "https://[redacted]@shop.example/admin"),
        ("/auth?access_token=abc123&shop=x", "/auth?access_token=[redacted]&shop=x"),
        ('{"accessToken": "abc\\"123", "a": 1}', '{"accessToken": "[redacted]", "a": 1}'),
        ('{"echo": "{\\"api_key\\":\\"abc\\"}"}', '{"echo": "{\\"api_key\\":\\"[redacted]\\"}"}'),
        ("X-Shopify-Access-Token: hunter2hunter2", "X-Shopify-Access-Token: [redacted]"),
        ("at acme-store.myshopify.com.", "at recorded.myshopify.com."),
        ("admin.shopify.com/store/acme/x", "admin.shopify.com/store/recorded/x"),
        ("Cookie: session=abcdefgh; x=y\nnext line", "Cookie: [redacted]\nnext line"),
    ],
)
def test_credential_in_a_text_is_replaced(text: str, clean: str) -> None:
    """What looks like a credential is replaced, what stands around it is not."""
    assert credentials.text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "A basic understanding of tokens and the bearer of a secret",
        "conformance+7f3a-1@example.com",
        "https://example.com/@ada?page=2",
        '{"key": "a", "metafields": [{"key": "erp_id"}]}',
        "gid://shopify/Customer/8001",
        "password",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    """Words, e-mail addresses, keys of metafields and ids are no credentials."""
    assert credentials.text(text) == text


def test_known_secret_is_replaced_whatever_it_looks_like() -> None:
    """A credential in use is replaced to the letter; one too short to protect is left."""
    assert credentials.text("echo: plain old words", ["plain old"]) == "echo: [redacted] words"
    assert credentials.text("a test of tests", ["test"]) == "a test of tests"


def test_credentials_in_a_tree() -> None:
    """Values under a credential's name are replaced, and so are credentials inside other values."""
    tree = {"input": {"password": "x", "note": [f"see {TOKEN}", 5, None]}}
    assert credentials.tree(tree) == {
        "input": {"password": "[redacted]", "note": ["see [redacted]", 5, None]}
    }


def test_body_that_is_no_text_is_cleaned_too() -> None:
    """A token between bytes that are no UTF-8 is replaced, the bytes stay."""
    assert credentials.body(b"\xff\xfe" + TOKEN.encode() + b" \x80") == b"\xff\xfe[redacted] \x80"


def test_known_secret_beyond_ascii_is_found_in_a_body() -> None:
    """A secret is looked for in its UTF-8 form."""
    assert credentials.body("<p>pässwörter</p>".encode(), ["pässwörter"]) == b"<p>[redacted]</p>"


def test_lone_surrogate_is_escaped() -> None:
    """Every text can be written as UTF-8."""
    assert credentials.text("a\ud83d") == "a\\ud83d"


def test_hostile_body_is_cleaned_in_time() -> None:
    """No body, however it is made, takes more than linear time."""
    for piece in (b"x-shopify-", b"bearer ", b'"token"', b"://a", b"cookie ", b'"password":"\\', b"a.a-"):
        flood = b"token " + piece * (400_000 // len(piece))
        started = time.perf_counter()
        credentials.body(flood)
        assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "form",
    [
        "sekrit-token/1234567890+abc",
        "SEKRIT-TOKEN/1234567890+ABC",
        r"Sekrit-Token\/1234567890+abc",
        "Sekrit-Token%2F1234567890%2Babc",
    ],
)
def test_a_known_secret_is_replaced_in_other_spellings(form: str) -> None:
    """A proxy may have put it in lower case, or into a URL."""
    assert credentials.text(f"bad {form}.", ["Sekrit-Token/1234567890+abc"]) == "bad [redacted]."


@pytest.mark.parametrize("shop", ["checkout.prod-store", "x_prod-store", "prod-store.account", "münchen"])
def test_a_shop_is_hidden_with_whatever_stands_before_it(shop: str) -> None:
    """None of the labels before myshopify.com is for anybody to read."""
    assert credentials.text(f"https://{shop}.MyShopify.com/x") == "https://recorded.myshopify.com/x"
