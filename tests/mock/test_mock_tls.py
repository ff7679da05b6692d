"""`conformance mock --tls`: https with a certificate made on the spot, whose authority a client can be told to trust."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest
from command import run
from secure_shop import secure_shop, trusting

from conformance.errors import UsageError
from conformance.mock.tls import secured

if TYPE_CHECKING:
    from pathlib import Path

PATH = "/admin/api/2026-10/graphql.json"
TOKEN = {"X-Shopify-Access-Token": "token"}


def test_it_answers_a_client_that_trusts_its_authority(tmp_path: Path) -> None:
    """By each of its local names, with the same service as over plain HTTP."""
    with secure_shop("--tls", folder=tmp_path) as (_, port, authority), trusting(authority) as client:
        for name in ("127.0.0.1", "localhost"):
            answer = client.post(
                f"https://{name}:{port}{PATH}", json={"query": "{ shop { name } }"}, headers=TOKEN
            )
            assert answer.status_code == 200
            assert answer.headers["x-shopify-api-version"] == "2026-10"
            # A browser would refuse every other server on localhost from then on.
            assert "strict-transport-security" not in answer.headers
            assert "name" in answer.json()["data"]["shop"]


def test_a_shop_of_any_name_can_be_made_to_lead_to_it(tmp_path: Path) -> None:
    """The certificate is good for each myshopify.com name; which shop answers is the Host header's affair."""
    with secure_shop("--tls", folder=tmp_path) as (_, port, authority), trusting(authority) as client:
        answer = client.post(
            f"https://127.0.0.1:{port}{PATH}",
            json={"query": "{ shop { myshopifyDomain } }"},
            headers=TOKEN | {"Host": "hats.myshopify.com"},
            extensions={"sni_hostname": "hats.myshopify.com"},
        )
        assert answer.json()["data"] == {"shop": {"myshopifyDomain": "hats.myshopify.com"}}


def test_a_client_that_was_not_told_refuses_it(tmp_path: Path) -> None:
    """Nobody trusts the authority by default, nor the certificate for a name that it is not for."""
    with secure_shop("--tls", folder=tmp_path) as (_, port, authority):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"https://127.0.0.1:{port}/__meta/health", trust_env=False)
        with trusting(authority) as client, pytest.raises(httpx.ConnectError, match="Hostname mismatch"):
            client.get(
                f"https://127.0.0.1:{port}/__meta/health", extensions={"sni_hostname": "myshopify.com"}
            )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_behind(tmp_path: Path, number: signal.Signals) -> None:
    """While it runs there is one file, which holds no key; when it has ended there is none."""
    with secure_shop("--tls", folder=tmp_path) as (process, _, authority):
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == [authority]
        text = authority.read_text("ascii")
        assert text.count("-----BEGIN CERTIFICATE-----") == 1
        assert "PRIVATE KEY" not in text
        process.send_signal(number)
        assert process.communicate(timeout=30) == ("", "")
        assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_the_authority_s_file_can_be_chosen(tmp_path: Path) -> None:
    """The option alone is enough, its path may be relative, and the file outlives the server."""
    with secure_shop("--tls-ca", "own.pem", folder=tmp_path) as (process, port, authority):
        assert authority == tmp_path / "own.pem"
        with trusting(authority) as client:
            assert client.get(f"https://localhost:{port}/__meta/health").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert list(tmp_path.iterdir()) == [authority]


def test_two_of_them_do_not_share_an_authority(tmp_path: Path) -> None:
    """Each makes its own, so that trusting one trusts nothing else."""
    with (
        secure_shop("--tls", folder=tmp_path) as (_, _, first),
        secure_shop("--tls", folder=tmp_path) as (_, port, second),
        trusting(first) as client,
    ):
        assert first.read_bytes() != second.read_bytes()
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            client.get(f"https://127.0.0.1:{port}/__meta/health")


def test_what_is_not_tls_is_survived_in_silence(tmp_path: Path) -> None:
    """Plain HTTP, garbage and a connection that says nothing; then a good request is answered."""
    with secure_shop("--tls", folder=tmp_path) as (process, port, authority):
        for raw in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" + os.urandom(64), b""):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as broken:
                broken.sendall(raw)
                broken.shutdown(socket.SHUT_WR)
                with suppress(ConnectionError):  # it may end by a reset as well
                    broken.recv(1000)
        with trusting(authority) as client:
            assert client.get(f"https://127.0.0.1:{port}/__meta/health").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30) == ("", "")


def test_a_run_can_be_pointed_at_it(tmp_path: Path) -> None:
    """With the variable that Python's TLS honours, unmodified otherwise."""
    with secure_shop("--tls", folder=tmp_path) as (_, port, authority):
        ran = run(
            *("conformance", "run", f"--target=https://127.0.0.1:{port}", "-k", "starts-with-defaults"),
            folder=tmp_path,
            environment={"SSL_CERT_FILE": str(authority), "SHOPIFY_ACCESS_TOKEN": "token"},
        )
        assert (ran.returncode, "Conformant" in ran.stdout) == (0, True), ran.stdout + ran.stderr


def test_a_file_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    """Before anything listens, with what to do."""
    ran = run("conformance", "mock", "--port", "0", "--tls-ca", "no/such/ca.pem", folder=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "can't be written to no/such/ca.pem: No such file or directory" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_host_that_is_no_name_is_told() -> None:
    """Not a traceback of the library that makes certificates."""
    with pytest.raises(UsageError, match='No certificate can be made for "ex ample"'), secured("ex ample"):
        pass


def test_plain_http_does_not_load_what_makes_certificates() -> None:
    """It would cost start-up time that few runs need."""
    code = "import sys; import conformance.commands.serve, conformance.mock.server; sys.exit('trustme' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
