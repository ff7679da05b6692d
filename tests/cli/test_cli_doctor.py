"""`conformance doctor`: what stands between us and a verdict, and what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from command import mock
from command_line import Told
from secure_shop import secure_shop
from store import TABLE, Shop, configure
from tiny_server import tiny_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The URL of a mock in the store's place."""
    with mock() as url:
        yield url


@pytest.fixture
def shop(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A store, which is the target `shop` of the current folder."""
    monkeypatch.chdir(tmp_path)
    configure(tmp_path, base)
    found = Shop(base)
    found.meta("reset", "POST")
    found.meta("config", "PUT", {})
    yield found
    found.close()


def states(told: Told) -> dict[str, str]:
    """Return how each check went, by its name."""
    return {line[5:19].strip(): line[:4].strip() for line in told.lines[:-1] if line[:4].strip()}


def test_a_store_that_is_ready_is_said_to_be(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Every check is shown, and nothing was written."""
    shop.make(email="ada@example.com", firstName="Ada")
    before = shop.written()
    told = Told(capsys, "doctor", "--target=shop")
    assert (told.code, told.lines[-1]) == (0, "shop is ready.")
    assert states(told) == {
        "name": "ok",
        "TLS": "ok",
        "token": "ok",
        "API version": "ok",
        "plan": "ok",
        "writing": "ok",
        "scopes": "ok",
        "customer data": "ok",
        "bucket": "ok",
    }
    assert "asked for 2026-10, served 2026-10. It supports 2025-10, 2026-01" in told.out
    assert "2000 points left, 100 flow back a second" in told.out
    assert "read_customers, read_orders, write_customer_merge, write_customers" in told.out
    assert shop.written() == before


@pytest.mark.parametrize(
    ("config", "bad", "advice"),
    [
        ({"is_development": False}, "plan", "Only development stores are written to."),
        ({"scopes": ["read_customers"]}, "scopes", "Give the app write_customers, and install it again."),
        ({"scopes": ["read_orders"]}, "scopes", "Give the app read_customers and write_customers"),
        ({"protected_data": "level_0"}, "customer data", "Request access to protected customer data"),
        ({"protected_data": "level_1"}, "customer data", "names, emails, phones and addresses included"),
        ({"oldest_version": "2026-10"}, "API version", "Run with --api-version=2026-10"),
        ({"state": "frozen"}, "token", "The shop itself is closed"),
        ({"state": "forbidden"}, "token", "make a new one, of an app that is installed"),
        ({"state": "missing"}, "token", "not served"),
        ({"state": "locked"}, "token", "The shop itself is closed"),
    ],
)
def test_what_is_bad_is_named_with_what_to_do(
    config: dict[str, Any], bad: str, advice: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code 3, and each bad check has its advice below it."""
    shop.make(email="ada@example.com", firstName="Ada", addresses=[{"address1": "1 King St"}])
    shop.meta("config", "POST", {"default": config})
    version = "2026-01" if "oldest_version" in config else "2026-10"
    told = Told(capsys, "doctor", "--target=shop", f"--api-version={version}")
    assert told.code == 3
    assert states(told)[bad] == "bad"
    assert advice in told.out
    assert "shop is not ready: " in told.lines[-1]


def test_what_is_not_allowed_is_told_as_a_run_would(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the lines to add."""
    configure(
        tmp_path,
        shop.base,
        table=re.sub(r"stores = .*", "stores = []", TABLE).replace("writes = true\n", ""),
    )
    told = Told(capsys, "doctor", "--target=shop")
    assert told.code == 3
    assert 'add stores = ["shop-7bde9cae.myshopify.com"] to [tool.conformance]' in told.out
    assert "add --allow-writes" in told.out


@pytest.mark.parametrize(
    ("url", "bad", "said"),
    [
        ("http://no-such-host.invalid", "name", "no-such-host.invalid leads nowhere"),
        ("http://127.0.0.1:1", "TLS", "127.0.0.1:1 takes no connection"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(
    url: str, bad: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The checks after it are not made."""
    told = Told(capsys, "doctor", f"--target={url}")
    assert told.code == 3
    assert list(states(told).items())[-1] == (bad, "bad")
    assert said in told.out


def test_a_gateway_needs_no_proof(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """An endpoint of one's own."""
    told = Told(capsys, "doctor", f"--target={shop.base}")
    assert told.code == 0
    assert "an endpoint of your own: no proof is needed" in told.out


def test_a_certificate_that_nobody_trusts_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And with whom to trust it is fine."""
    with secure_shop("--tls", folder=tmp_path) as (_, port, authority):
        untrusted = Told(capsys, "doctor", f"--target=https://127.0.0.1:{port}")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        trusted = Told(capsys, "doctor", f"--target=https://127.0.0.1:{port}")
    assert untrusted.code == 3
    assert "The certificate is not trusted" in untrusted.out
    assert "SSL_CERT_FILE names whom to trust" in untrusted.out
    assert trusted.code == 0
    assert "TLSv1.3, the certificate holds for" in trusted.out


@pytest.mark.parametrize("target", ["mock", "replay"])
def test_nobody_is_there_to_be_examined(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """That is a mistake, and is told as one."""
    told = Told(capsys, "doctor", f"--target={target}")
    assert (told.code, f"--target={target} is nobody to examine" in told.err) == (2, True)


SECRET = "own-secret-1234567890"
SPOKEN = f"<p>{SECRET} of sells.myshopify.com is not jane@corp.com's</p>".encode()


@pytest.mark.parametrize("command", ["doctor", "sweep"])
@pytest.mark.parametrize("status", [401, 502])
def test_what_a_target_says_is_told_without_what_nobody_must_read(
    command: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It may repeat the token that it was sent, and name its shop and somebody else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", SECRET)
    with tiny_server(lambda *_: (status, {"Content-Type": "text/html"}, SPOKEN)) as url:
        configure(tmp_path, url)
        told = Told(capsys, command, "--target=shop")
    assert told.code == 3
    for secret in (SECRET, "sells", "jane"):
        assert secret not in told.out + told.err
