"""The mock's pages in Chromium: a customer is set by clicking, and found again; nothing leaves the machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from browser import CHROMIUM, browser
from command import mock
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Browser]:
    """Return a browser of the system."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a mock that lets any token in."""
    with mock() as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a new window on the mock; in the end, nothing may have been complained of or asked elsewhere."""
    with browser.new_context(base_url=address, viewport={"width": 1400, "height": 850}) as context:
        yield from watched(context)


def watched(context: BrowserContext) -> Iterator[Page]:
    """Give a page, and check what it did."""
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str | None] = set()
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    yield page
    assert complaints == []
    assert hosts - {None} == {"127.0.0.1"}


def run(page: Page) -> None:
    """Press the button that sends the document."""
    page.get_by_role("button", name="Execute query").click()


def use_token(page: Page, token: str) -> None:
    """Fill in the token, which chooses the shop."""
    page.get_by_label("Access token").fill(token)
    page.get_by_label("Access token").press("Enter")


def test_a_customer_is_set_by_clicking(page: Page) -> None:
    """The starter document creates one, the second time updates it; pages and log show it."""
    page.goto("/")
    answer = page.locator(".result-window")
    run(page)
    expect(answer).to_contain_text('"displayName": "Ada Lovelace"')
    expect(answer).to_contain_text('"userErrors": []')
    id_ = re.search(r"gid://shopify/Customer/\d+", answer.inner_text())
    assert id_
    run(page)
    expect(answer).to_contain_text(id_[0])

    page.get_by_role("link", name="Customers").click()
    row = page.get_by_role("row").filter(has_text=id_[0])
    expect(row).to_have_count(1)
    expect(row).to_contain_text("ada@example.com")
    expect(row).to_contain_text("1 King St")

    page.get_by_role("link", name="Request log").click()
    requests = page.get_by_role("row").filter(has_text="mutation SetCustomer")
    expect(requests).to_have_count(2)
    expect(page.get_by_text('"lastName": "Lovelace"').first).to_be_hidden()
    requests.first.locator("summary").click()
    expect(page.get_by_text('"lastName": "Lovelace"').first).to_be_visible()


def test_the_schema_is_there_to_read(page: Page) -> None:
    """Introspection of the chosen version fills the documentation, and another version is read anew."""
    page.goto("/")
    page.get_by_role("button", name="Show Documentation Explorer").click()
    documentation = page.get_by_label("Documentation Explorer").last
    page.get_by_role("link", name="Mutation", exact=True).click()
    expect(documentation).to_contain_text("customerSet(")
    with page.expect_request("**/admin/api/unstable/graphql.json") as asked:
        page.get_by_label("API version").select_option("unstable")
    assert "IntrospectionQuery" in (asked.value.post_data or "")
    expect(page.locator("#endpoint")).to_have_text("POST /admin/api/unstable/graphql.json")


def test_each_token_has_its_shop(page: Page) -> None:
    """What is set with one is not seen with another; the choice survives a reload."""
    page.goto("/")
    use_token(page, "first")
    run(page)
    expect(page.locator(".result-window")).to_contain_text("Ada Lovelace")
    page.reload()
    expect(page.get_by_label("Access token")).to_have_value("first")
    with page.expect_request("**/graphql.json") as asked:
        use_token(page, "second")
    assert asked.value.headers["x-shopify-access-token"] == "second"
    page.goto("/customers")
    expect(page.get_by_role("heading", name="0 customers")).not_to_have_count(0)
    page.get_by_label("Shops").get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)


def test_hostile_content_does_nothing(page: Page, address: str) -> None:
    """A name with a script in it is shown as text."""
    page.request.post(
        f"{address}/admin/api/2026-10/graphql.json",
        headers={"X-Shopify-Access-Token": "hostile"},
        data={
            "query": 'mutation { customerSet(input: {firstName: "<script>document.title = 1</script>"}) { customer { id } } }'
        },
    )
    page.goto("/customers")
    expect(page.get_by_text("<script>document.title = 1</script>")).to_be_visible()
    expect(page).to_have_title("Customers · mock shop")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_pages_fit_the_window(browser: Browser, address: str, scheme: str, width: int) -> None:
    """Narrow or wide, light or dark: only tables scroll sideways, and text stands out from what it is on."""
    with browser.new_context(
        base_url=address,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    ) as context:
        for page in watched(context):
            for path in ("/", "/customers", "/log"):
                page.goto(path)
                assert page.evaluate("document.documentElement.scrollWidth") == width
                colours = page.evaluate(
                    "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
                )
                text, paper = (sum(map(int, re.findall(r"\d+", each)[:3])) for each in colours)
                assert abs(text - paper) > 500
                assert (text > paper) == (scheme == "dark")


def test_a_mock_with_its_own_token_wants_it(browser: Browser) -> None:
    """The field is empty; with the token GraphiQL works, and it is remembered in this window."""
    with mock("--token", "secret") as address, browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_label("Access token")).to_have_value("")
        use_token(page, "secret")
        run(page)
        expect(page.locator(".result-window")).to_contain_text("Ada Lovelace")
