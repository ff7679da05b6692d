"""The mock's pages without a browser: what is answered, what is shown, and that nothing in it can do harm."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import Client

from conformance.mock import pages
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from mock_client import Clock

    from conformance.mock.reply import Reply

ASSETS = Path(pages.__file__).parent / "assets"
PAGES = ["/", "/customers", "/log"]
VOID = frozenset({"meta", "link", "input", "br"})
HOSTILE = "<script>alert(1)</script>\"'&amp;<img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """What a browser makes of a page: its tags, and its text by words."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self.feed(reply.body.decode())
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that it closes what was opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember it."""
        self._text.append(data)

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return " ".join(" ".join(self._text).split())


def get(client: Client, path: str, method: str = "GET") -> Reply:
    """Ask for a page as a browser does: without a token."""
    headers = {"host": "127.0.0.1:8000", "accept": "text/html,*/*;q=0.8"}
    return client.service.answer(method, path, headers, b"")


def look(client: Client, path: str) -> Page:
    """Return the page at a path."""
    return Page(get(client, path))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_html_that_loads_from_nowhere_else(client: Client, path: str) -> None:
    """Every reference is a path on the mock or a link's data, and the policy allows no other."""
    reply = get(client, path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'")
    assert "http" not in policy
    links = [value for name, value in Page(reply).attributes if name in {"src", "href"}]
    assert [each for each in links if not re.match(r"/[a-z_.-]|/\Z|#main\Z|data:,\Z", each)] == []
    loaded = [each for each in links if each.startswith("/assets/")]
    assert loaded
    assert {get(client, each).status for each in loaded} == {200}


@pytest.mark.parametrize("path", PAGES)
def test_pages_link_to_each_other(client: Client, path: str) -> None:
    """And the one that is shown says so."""
    attributes = look(client, path).attributes
    assert [value for name, value in attributes if name == "href" and value in PAGES][:3] == PAGES
    assert attributes[attributes.index(("aria-current", "page")) - 1] == ("href", path)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_get_has_pages(client: Client, path: str, method: str) -> None:
    """Anything else is answered as before there were any."""
    reply = get(client, path, method)
    assert (reply.status, json.loads(reply.body)) == (404, {"errors": "Not Found"})


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/customers/",
        "/Log",
        "/assets",
        "/assets/",
        "/assets/README.md",
        "/assets/../pages.py",
        "/assets/%2e%2e/pages.py",
        "/admin/api/2026-10/graphql.json",
        "/favicon.ico",
    ],
)
def test_other_paths_are_not_found(client: Client, path: str) -> None:
    """There is no way from the assets to other files."""
    reply = get(client, path)
    assert (reply.status, json.loads(reply.body)) == (404, {"errors": "Not Found"})


def test_customers_are_shown_with_what_matters(client: Client) -> None:
    """Id, name, email, phone, tags, tax, addresses, time of the last change."""
    client.create(
        email="grace@example.com",
        firstName="Grace",
        lastName="Hopper",
        phone="+16135550142",
        tags=["vip", "b2b"],
        taxExempt=True,
        taxExemptions=["CA_STATUS_CARD_EXEMPTION"],
        addresses=[
            {"address1": "1 King St", "city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"},
            {"address1": "10 Downing St", "city": "London", "countryCode": "GB", "phone": "+442079250918"},
        ],
    )
    text = look(client, "/customers").text
    assert "example.myshopify.com 1 customer " in text
    assert re.search(
        r"Grace Hopper gid://shopify/Customer/\d+ grace@example\.com \+16135550142 b2b vip exempt "
        r"CA_STATUS_CARD_EXEMPTION 2 addresses default Grace Hopper 1 King St Ottawa.* Canada "
        r"Grace Hopper 10 Downing St London United Kingdom \+442079250918 2026-11-23 12:00:00",
        text,
    )


def test_shops_can_be_looked_at_one_by_one(client: Client) -> None:
    """Each open shop has a link; one that is not open is told."""
    client.create(firstName="Ada")
    client.host = "other.myshopify.com"
    client.create(firstName="Grace")
    assert {"Ada", "Grace"} <= set(look(client, "/customers").text.split())
    page = look(client, "/customers?shop=other.myshopify.com")
    assert ("href", "/customers?shop=example.myshopify.com") in page.attributes
    assert "Grace" in page.text
    assert "Ada" not in page.text
    text = look(client, "/customers?shop=%3Cb%3Enone").text
    assert "No shop <b>none is open." in text
    assert "Ada" not in text


@pytest.mark.parametrize(
    ("path", "told"), [("/customers", "No shop is open yet"), ("/log", "Nothing was asked yet")]
)
def test_an_empty_mock_tells_how_to_begin(client: Client, path: str, told: str) -> None:
    """With a link to GraphiQL."""
    assert told in look(client, path).text


def test_a_shop_without_customers_says_so(client: Client) -> None:
    """It is open because somebody asked it something."""
    client.send("{ shop { name } }")
    text = look(client, "/customers").text
    assert "example.myshopify.com 0 customers No customers yet." in text


def test_many_customers_are_shown_in_part(client: Client, clock: Clock) -> None:
    """The latest changed first, and where the others are."""
    clock.go_on(-3600)
    for number in range(pages.MOST_CUSTOMERS):
        client.create(firstName=f"N{number}")
    clock.go_on(3600)
    client.create(firstName="Latest")
    page = look(client, "/customers")
    assert "201 customers" in page.text
    assert page.text.count("gid://shopify/Customer/") == 200
    assert page.text.index("Latest") < page.text.index("N199") < page.text.index("N1 ")
    assert "N0" not in page.text.split()
    assert ("href", "/__meta/state?shop=example.myshopify.com") in page.attributes


def test_requests_are_shown_latest_first(client: Client, clock: Clock) -> None:
    """Time, shop, version, status, errors, cost, operation, document, variables."""
    client.create(firstName="Ada")
    clock.go_on(1)
    client.send("{ nope }")
    text = look(client, "/log").text
    first = text.index("12:00:01.250 example 2026-04 200 1 – not run Document { nope }")
    second = text.index("12:00:00.250 example 2026-04 200 – 10 mutation Set Document mutation Set(")
    assert first < second
    assert 'Variables { "input": { "firstName": "Ada" } }' in text


def test_requests_of_all_shops_are_in_one_list_by_time(client: Client, clock: Clock) -> None:
    """Or those of one shop."""
    for host in ("a.myshopify.com", "b.myshopify.com", "a.myshopify.com"):
        client.host = host
        client.send("{ shop { id } }")
        clock.go_on(1)
    assert re.findall(r"12:00:0\d\.250 (\w)", look(client, "/log").text) == ["a", "b", "a"]
    assert re.findall(r"12:00:0\d\.250 (\w)", look(client, "/log?shop=b.myshopify.com").text) == ["b"]


def test_many_requests_are_shown_in_part(client: Client) -> None:
    """The latest."""
    for number in range(pages.MOST_REQUESTS + 1):
        client.send(f"query Q{number} {{ shop {{ id }} }}")
    text = look(client, "/log").text
    assert "The latest 200 of 201 that are remembered." in text
    assert ("query Q200 " in text, "query Q0 " in text) == (True, False)


def test_a_long_text_is_cut(client: Client) -> None:
    """And says by how much."""
    client.send("{ shop { id } } #" + "x" * 30_000)
    assert "… 10,017 more characters" in look(client, "/log").text


def test_what_came_from_outside_stays_text(client: Client) -> None:
    """Names, tags, addresses, documents, operations and variables with markup in them."""
    client.create(firstName=HOSTILE, tags=["<b>"], addresses=[{"city": "\"'&lt;b&gt;"}])
    client.send("query Q { nope } # </pre>" + HOSTILE)
    for path in ("/customers", "/log"):
        page = look(client, path)
        assert not {"script", "img", "b", "i", "svg"} & set(page.tags)
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize("note", ["\ud800", "\u0000", "\u202eevil", "🦄"])
def test_any_text_can_be_shown(client: Client, note: str) -> None:
    """Half a surrogate pair, which UTF-8 can't carry, NUL, text from right to left, emoji."""
    client.create(firstName=f"A{note}B", note=note, tags=[f"t{note}"])
    for path in ("/customers", "/log"):
        assert get(client, path).status == 200


def test_deep_variables_are_no_way_to_break_it(client: Client) -> None:
    """They are shown or told to be too deep."""
    value: Any = "x"
    for _ in range(400):
        value = {"a": value}
    client.send("query Q($v: ID) { customer(id: $v) { id } }", {"v": value})
    assert "Variables" in look(client, "/log").text


def test_graphiql_starts_with_a_token_that_is_let_in(client: Client, clock: Clock) -> None:
    """Unless the mock has one of its own, which it does not tell."""
    assert ("value", "made-up-token") in look(client, "/").attributes
    secretive = Client(Settings(token="secret", clock=clock))
    page = get(secretive, "/").body.decode()
    assert "secret" not in page
    assert "made-up-token" not in page


def test_graphiql_offers_every_version(client: Client) -> None:
    """The newest stable one to begin with."""
    assert "unstable 2026-10 2026-07 2026-04 2026-01 2025-10" in look(client, "/").text
    assert re.search(r"<option selected>2026-10", get(client, "/").body.decode())


def test_vendored_files_are_those_of_the_table() -> None:
    """By their digests; and they lead nowhere else for fonts or source maps."""
    rows = re.findall(
        r"^\| (\S+) \| \S+ \| [\d.]+ \| MIT \| `(\w{64})` \|$",
        (ASSETS / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert [name for name, _ in rows] == [
        "graphiql.min.js",
        "graphiql.min.css",
        "react.min.js",
        "react-dom.min.js",
    ]
    for name, digest in rows:
        content = (ASSETS / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert b"sourceMappingURL" not in content
        assert b"@font-face" not in content


def test_a_mock_without_visitors_does_not_load_the_template_engine() -> None:
    """It would take 50 ms."""
    code = "import sys, conformance.mock.service; print('jinja2' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout == "False\n"
