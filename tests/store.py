"""The mock in the place of a store: a target that must prove everything a real one must."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from command import CLEAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DOMAIN = "shop-7bde9cae.myshopify.com"
"""What the shop calls itself that a mock opens for the token that is sent to this machine if none is set."""

TABLE = f"""\
[tool.conformance]
stores = ["{DOMAIN}"]

[tool.conformance.targets.shop]
kind = "store"
writes = true
url = "{{base}}"
"""


def configure(folder: Path, base: str, *more: str, table: str = TABLE) -> None:
    """Write a pyproject.toml whose target `shop` is a store at a URL; `more` are lines of its table."""
    (folder / "pyproject.toml").write_text(table.format(base=base) + "".join(f"{line}\n" for line in more))


class Shop:
    """The store's own side: what is really there.

    Args:
        base: the mock's URL.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._client = httpx.Client(trust_env=False, timeout=30)

    def meta(self, path: str, method: str = "GET", payload: Any = None) -> Any:
        """Ask the mock about itself."""
        return self._client.request(method, f"{self.base}/__meta/{path}", json=payload).json()

    def ask(self, document: str, **variables: Any) -> Any:
        """Return the data of an answer."""
        answer = self._client.post(
            f"{self.base}/admin/api/2026-10/graphql.json",
            json={"query": document, "variables": variables},
            headers={"X-Shopify-Access-Token": "made-up-token"},
        )
        return answer.json()["data"]

    def make(self, **sent: Any) -> str:
        """Make a customer behind the harness's back and return its id."""
        document = "mutation M($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } } }"
        return str(self.ask(document, input=sent)["customerSet"]["customer"]["id"])

    def state(self) -> dict[str, Any]:
        """Return all customers and definitions that there are."""
        found: dict[str, Any] = self.meta("state").get(DOMAIN, {"customers": [], "definitions": []})
        return found

    def written(self) -> list[str]:
        """Return the names of the mutations that the shop was sent."""
        log = self.meta("log").get(DOMAIN, [])
        return [entry["operation"] for entry in log if entry["operation"].startswith("mutation")]

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def snapshot(shop: Shop) -> str:
    """Return everything that a shop holds, as a text that two can be compared by."""
    return json.dumps(shop.state(), sort_keys=True)


@contextmanager
def inhabited(base: str, folder: Path, bystanders: Iterable[dict[str, Any]]) -> Iterator[Shop]:
    """Give a store with others' customers in it, which is the target `shop` of a folder."""
    configure(folder, base)
    shop = Shop(base)
    shop.meta("reset", "POST")
    for sent in bystanders:
        shop.make(**sent)
    try:
        yield shop
    finally:
        shop.close()


def kill_in_the_middle(folder: Path, shop: Shop, seconds: float, *words: str) -> None:
    """Run our command in a process group of its own, and kill all of it some time after it made its first customer."""
    before = len(shop.state()["customers"])
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", *words],
        cwd=folder,
        env=CLEAN,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and len(shop.state()["customers"]) == before:
        time.sleep(0.002)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
