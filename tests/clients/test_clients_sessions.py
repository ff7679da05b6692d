"""Clients that apps really use, unmodified but for the address, each in its own language: the mock must not trip them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import node_tools
import pytest
from command import CLEAN
from secure_shop import secure_shop, trusting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

HERE = Path(__file__).parent
TOKEN = "shpat_secret"
HOME = {"address1": "1 Main St", "city": "Ottawa", "provinceCode": "ON", "countryCodeV2": "CA"}
WORK = {"address1": "2 Side St", "city": "Montreal", "provinceCode": "QC", "countryCodeV2": "CA"}
ADA = {"displayName": "Ada Lovelace", "defaultEmailAddress": {"emailAddress": "ada@example.com"}}
CREATED = ADA | {
    "note": None,
    "tags": ["new"],
    "defaultAddress": {"city": "Ottawa"},
    "addressesV2": {"nodes": [HOME]},
}
UPSERTED = CREATED | {"note": "Likes engines", "tags": ["vip"]}
READDRESSED = UPSERTED | {"defaultAddress": {"city": "Montreal"}, "addressesV2": {"nodes": [WORK, HOME]}}
TAKEN = {"code": "TAKEN", "field": ["input", "email"], "message": "Email has already been taken"}
REFUSED = "[API] Invalid API key or access token (unrecognized login or wrong password)"
INVALID = (
    "Variable $input of type CustomerSetInput! was provided invalid value for mail"
    " (Field is not defined on CustomerSetInput)"
)
PROBLEM = {"path": ["mail"], "explanation": "Field is not defined on CustomerSetInput"}


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the mock is, and whom to trust."""

    address: str
    authority: Path

    def reset(self) -> None:
        """Forget every customer."""
        self._ask("POST", "reset").raise_for_status()

    def customers(self) -> int:
        """Return how many customers there are."""
        state = self._ask("GET", "state").json()
        return sum(len(shop["customers"]) for shop in state.values())

    def _ask(self, method: str, name: str) -> httpx.Response:
        with trusting(self.authority) as client:
            return client.request(method, f"https://{self.address}/__meta/{name}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Serve a shop that lets one token in, over TLS."""
    folder = tmp_path_factory.mktemp("shop")
    with secure_shop("--tls", "--token", TOKEN, folder=folder) as (_, port, authority):
        yield Shop(f"127.0.0.1:{port}", authority)


def play_node(shop: Shop, name: str) -> Any:
    """Play a session in JavaScript; return what its steps returned."""
    node_tools.require_node()
    node_tools.install(HERE / "node")
    environment = {"SHOP": shop.address, "TOKEN": TOKEN, "NODE_EXTRA_CA_CERTS": str(shop.authority)}
    return printed(node_tools.node(HERE / "node" / name, environment=environment))


def play_python(shop: Shop, name: str) -> Any:
    """Play a session in Python; return what its steps returned."""
    environment = {"SHOP": f"https://{shop.address}", "TOKEN": TOKEN, "SSL_CERT_FILE": str(shop.authority)}
    return printed(
        subprocess.run(
            [sys.executable, str(HERE / "python" / name)],
            env=CLEAN | environment,
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
    )


def printed(ran: subprocess.CompletedProcess[str]) -> Any:
    """Return the JSON of the last line that was printed; nobody complained of anything."""
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


SESSIONS = {
    "@shopify/admin-api-client": (play_node, "admin_api_client.mjs"),
    "@shopify/shopify-api": (play_node, "shopify_api.mjs"),
    "ShopifyAPI": (play_python, "shopify_api_session.py"),
    "gql": (play_python, "gql_session.py"),
}


@pytest.fixture(scope="module")
def steps_of(served: Shop) -> Callable[[str], Any]:
    """Return what plays a client's session, once, and returns what its steps returned."""

    @cache
    def played(client: str) -> Any:
        play, name = SESSIONS[client]
        served.reset()
        steps = play(served, name)
        assert served.customers() == 0
        return steps

    return played


@pytest.mark.parametrize("client", SESSIONS)
def test_a_customer_s_life(steps_of: Callable[[str], Any], client: str) -> None:
    """Created, upserted, given other addresses, read, and deleted; each client sees the same."""
    steps = steps_of(client)
    id_ = steps["created"]["customer"]["id"]
    assert re.fullmatch(r"gid://shopify/Customer/\d+", id_)
    assert steps["created"] == {"customer": {"id": id_} | CREATED, "userErrors": []}
    assert steps["upserted"] == {"customer": {"id": id_} | UPSERTED, "userErrors": []}
    assert steps["readdressed"] == {"customer": {"id": id_} | READDRESSED, "userErrors": []}
    assert steps["read"] == {"byId": {"displayName": "Ada Lovelace"}, "byEmail": {"id": id_}}
    assert steps["refused"] == {"customer": None, "userErrors": [TAKEN]}
    assert steps["cost"] == 1
    assert steps["deleted"] == {"deletedCustomerId": id_, "userErrors": []}
    assert steps["gone"] == {"byId": None, "byEmail": None}


def told(error: dict[str, Any]) -> None:
    """Check the error that an input with a field that there is not comes to."""
    assert (error["message"], error["extensions"]["code"]) == (INVALID, "INVALID_VARIABLE")
    assert error["extensions"]["problems"] == [PROBLEM]


def test_admin_api_client_tells_errors_apart(steps_of: Callable[[str], Any]) -> None:
    """It throws nothing: `errors` has the status, and what the body said where the body is GraphQL's."""
    steps = steps_of("@shopify/admin-api-client")
    assert (steps["invalid"]["status"], len(steps["invalid"]["errors"])) == (200, 1)
    told(steps["invalid"]["errors"][0])
    assert steps["unauthorised"] == {
        "status": 401,
        "message": "GraphQL Client: Unauthorized",
        "body": {"errors": REFUSED},
    }
    assert steps["version"] == "2026-10"


def test_shopify_api_tells_errors_apart(steps_of: Callable[[str], Any]) -> None:
    """GraphqlQueryError with the first message; HttpResponseError with code and reason."""
    steps = steps_of("@shopify/shopify-api")
    assert steps["invalid"]["message"] == INVALID
    told(steps["invalid"]["errors"][0])
    assert steps["unauthorised"] == {"code": 401, "statusText": "Unauthorized"}
    assert steps["version"] == ["2026-10"]


def test_shopifyapi_tells_errors_apart(steps_of: Callable[[str], Any]) -> None:
    """A GraphQL error is in the text that it returns; a status of 401 is urllib's HTTPError."""
    steps = steps_of("ShopifyAPI")
    assert list(steps["invalid"]) == ["errors"]
    told(steps["invalid"]["errors"][0])
    assert steps["unauthorised"] == {"code": 401, "reason": "Unauthorized"}


def test_gql_tells_errors_apart(steps_of: Callable[[str], Any]) -> None:
    """It finds a mistake in a document itself, in the schema that it fetched."""
    steps = steps_of("gql")
    told(steps["invalid"][0])
    assert steps["misspelt"] == "Cannot query field 'nmae' on type 'Shop'. Did you mean 'name'?"
    assert steps["unauthorised"] == {"message": "[", "errors": REFUSED}


def test_gql_does_not_think_much_of_shopify_s_schema(steps_of: Callable[[str], Any]) -> None:
    """The mock shows it as Shopify does: deprecated on the object, not on its interface, in every version since 2025-10."""
    assert steps_of("gql")["strict"] == (
        "Interface field CommentEventSubject.hasTimelineComment is not deprecated,"
        " so implementation field Customer.hasTimelineComment must not be deprecated."
    )


@pytest.fixture(scope="module")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what Shopify's JavaScript clients make of mishaps, two of which the mock was told before."""
    script = ("--mishap", "lost@customerSet#1", "--mishap", "lost@customerSet#3")
    folder = tmp_path_factory.mktemp("bad-day")
    with secure_shop("--tls", *script, folder=folder) as (_, port, authority):
        return play_node(Shop(f"127.0.0.1:{port}", authority), "mishaps.mjs")


def test_an_upsert_can_be_sent_again_and_a_create_can_t(bad_day: Any) -> None:
    """Both were committed when the answer was lost and the client, told to retry once, sent them again."""
    assert bad_day["upsert"] == {"isThere": True, "codes": []}
    assert bad_day["create"] == {"isThere": False, "codes": ["TAKEN"]}
    assert bad_day["count"] == 2


@pytest.mark.parametrize(
    ("mishap", "error"),
    [
        ("http-429:2", {"kind": "HttpThrottlingError", "code": 429, "retryAfter": 2}),
        ("http-503", {"kind": "HttpInternalError", "code": 503}),
        ("http-500", {"kind": "HttpInternalError", "code": 500}),
        ("throttle-once", {"kind": "GraphqlQueryError"}),
        ("truncated", {"kind": "HttpResponseError", "code": 200}),
        ("lost", {"kind": "HttpRequestError"}),
    ],
)
def test_shopify_api_has_an_error_for_each_mishap(bad_day: Any, mishap: str, error: Any) -> None:
    """The mock's answers are what the client takes them for."""
    assert bad_day[mishap] == error


def test_admin_api_client_takes_seconds_for_milliseconds(bad_day: Any) -> None:
    """It retried a 429 that said Retry-After: 60.0 long before that; a shop that is really throttled would refuse it again."""
    assert bad_day["hasty"] == {"status": 429, "isBelowAMinute": True}


def test_the_lock_file_names_no_registry() -> None:
    """Whoever installs has the registry configured; the file has versions and hashes."""
    lock = json.loads((HERE / "node" / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages["node_modules/@shopify/shopify-api"]["version"] == "15.0.0"
    assert packages["node_modules/@shopify/admin-api-client"]["version"] == "2.0.0"
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not [name for name, package in packages.items() if "resolved" in package]
