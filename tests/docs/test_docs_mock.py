"""The mock's manual: what it shows is what a mock answers, and its tables are those of the code."""

from __future__ import annotations

import json
import re
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from command import mock, run_pytest
from manual import MOCK, blocks, first_words, table, text, words

from conformance.cli import parser
from conformance.domain.readings import CHOICES
from conformance.mock.behaviour import DEVELOPMENT_STORE
from conformance.mock.faults import FAULTS
from conformance.mock.mishaps import MISHAPS
from conformance.mock.service import MOST_BYTES
from conformance.mock.settings import Settings
from conformance.mock.shop import MOST_SHOPS
from conformance.mock.throttle import MOST_FOR_ONE_QUERY
from conformance.schema.surface import ROOTS
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATH: Final = "/admin/api/2026-10/graphql.json"
HEADERS: Final = {"X-Shopify-Access-Token": "anything", "Content-Type": "application/json"}

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_LEFT: Final = re.compile(r'("currentlyAvailable": )\d+')


@pytest.fixture(scope="module")
def shop() -> Iterator[httpx.Client]:
    """Run a mock that takes one token and has a bucket that a test can't empty."""
    with (
        mock("--token", "anything", "--bucket", "999999/999999") as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def steady(payload: Any) -> Any:
    """Return an answer without what the clock decides: times, and what has flowed back into a bucket."""
    return json.loads(_LEFT.sub(r"\g<1>0", _TIME.sub("T", json.dumps(payload))))


def http_parts(body: str) -> tuple[list[str], dict[str, str], str]:
    """Return the words of the first line, the headers and the content of a block of HTTP."""
    head, _, content = body.partition("\n\n")
    first, *lines = head.splitlines()
    return first.split(), dict(line.split(": ", 1) for line in lines), content


def send(client: httpx.Client, url: str, info: str, body: str) -> httpx.Response:
    """Send what a block shows."""
    if info == "graphql":
        return client.post(url + PATH, json={"query": body.strip()}, headers=HEADERS)
    (method, path), headers, content = http_parts(body)
    return client.request(method, url + path, headers=headers, content=content.encode())


def shown(info: str, body: str, answer: httpx.Response) -> tuple[Any, Any]:
    """Return what a block shows of an answer, and the same parts of it."""
    if info == "http":
        (_, status), headers, content = http_parts(body)
        found = {name: answer.headers[name] for name in headers}
        return [int(status), headers, json.loads(content)], [answer.status_code, found, answer.json()]
    payload = json.loads(body)
    parts = {name: value for name, value in answer.json().items() if name in payload or name != "extensions"}
    return [200, payload], [answer.status_code, parts]


def test_answers_are_those_of_a_mock() -> None:
    """Each request, sent in the order of the page to the mock that it starts, is answered as the page shows."""
    played = 0
    with ExitStack() as running, httpx.Client() as client:
        url, answer = "", None
        for line, info, body in blocks(MOCK):
            started = re.match(r"\$ conformance mock --port 8000(.*)", body) if info == "console" else None
            if started:
                running.close()
                url = running.enter_context(mock(*started[1].split()))
            elif info == "graphql" or (info == "http" and not body.startswith("HTTP/")):
                answer = send(client, url, info, body)
            elif info in {"http", "json"}:
                assert answer is not None, line
                expected, found = shown(info, body, answer)
                assert steady(found) == steady(expected), f"mock.md:{line}"
                played += 1
    assert played > 10


def test_tests_of_an_app_pass(tmp_path: Path) -> None:
    """The fixtures and tests that the page shows run as they are."""
    for _, info, body in blocks(MOCK):
        if info == "python":
            name = body.splitlines()[0].removeprefix("# ")
            (tmp_path / name).write_text(body, "utf-8")
    done = run_pytest("-q", folder=tmp_path)
    assert "3 passed" in done.stdout, done.stdout


def test_options_are_the_commands() -> None:
    """Each option with its default."""
    options = vars(parser().parse_args(["mock"]))
    expected = {
        f"--{name.replace('_', '-')}": value
        for name, value in options.items()
        if name not in {"name", "command"}
    }
    found = {words(row[0])[0]: "".join(words(row[1])) for row in table(MOCK, "options")}
    assert found == {name: str(value or "") for name, value in expected.items()}


def test_endpoints_of_its_own_are_there(shop: httpx.Client) -> None:
    """Each takes its methods and no others; whoever asks for another endpoint is told their names."""
    told: dict[str, set[str]] = {}
    for word in first_words(MOCK, "meta"):
        method, path = word.split()
        told.setdefault(path, set()).add(method)
    for path, methods in told.items():
        for method in ("GET", "POST", "PUT", "DELETE"):
            status = shop.request(method, path).status_code
            assert (status != 405) == (method in methods), (method, path)
            assert status == 200 or method in {"POST", "PUT"} or method not in methods
    known = shop.get("/__meta/").json()["error"]
    assert set(re.findall(r"/__meta/\w+", known)) == set(told)


def test_endpoints_of_its_own_are_not_bent() -> None:
    """Neither a fault nor a mishap nor latency touches them, and they take no token."""
    began = time.perf_counter()
    options = ("--fault", "html", "--mishap", "timeout", "--latency", "60000", "--token", "right")
    with mock(*options) as url:
        assert httpx.get(f"{url}/__meta/health").json()["status"] == "ok"
    assert time.perf_counter() - began < 30


def test_pages_for_a_browser_are_there(shop: httpx.Client) -> None:
    """GraphiQL, the customers and the log."""
    found = re.search(r"`(/)` is GraphiQL, `(/\w+)` lists .* `(/\w+)` the latest", text(MOCK))
    assert found
    for path in found.groups():
        assert shop.get(path).headers["Content-Type"].startswith("text/html")


REFUSED: Final[dict[str, list[dict[str, Any]]]] = {
    "no token, or not that of `--token`": [
        {"headers": {"X-Shopify-Access-Token": ""}},
        {"headers": {"X-Shopify-Access-Token": "wrong"}},
    ],
    "`Authorization: Bearer` instead of an access token": [
        {"headers": {"X-Shopify-Access-Token": "", "Authorization": "Bearer token"}}
    ],
    "another path, or another method than POST": [{"path": "/graphql.json"}, {"method": "GET"}],
    "`/admin/graphql.json`": [{"path": "/admin/graphql.json"}],
    "`Accept` without JSON": [{"headers": {"Accept": "text/html"}}],
    "`Content-Type` other than `application/json`": [{"headers": {"Content-Type": "application/graphql"}}],
    "a body that is not JSON": [{"content": "{"}, {"content": ""}],
    "a body without `query`, or a list of them": [
        {"content": "{}"},
        {"content": '[{"query": "{ shop { name } }"}]'},
    ],
    "`variables` that are no object": [{"content": '{"query": "{ shop { name } }", "variables": []}'}],
    f"a body of more than {MOST_BYTES} bytes": [{"content": " " * (MOST_BYTES + 1)}],
}
"""By the words of the page: requests that differ from a good one in this."""


def test_http_errors_are_told() -> None:
    """Each kind of request that gets one."""
    assert [row[0] for row in table(MOCK, "http")] == list(REFUSED)


@pytest.mark.parametrize("row", table(MOCK, "http"), ids=lambda row: row[0])
def test_http_errors_are_as_shown(row: list[str], shop: httpx.Client) -> None:
    """Status and body, to the letter."""
    request, status, body = row
    for change in REFUSED[request]:
        answer = shop.request(
            change.get("method", "POST"),
            change.get("path", PATH),
            headers={**HEADERS, **change.get("headers", {})},
            content=change.get("content", '{"query": "{ shop { name } }"}'),
        )
        assert (answer.status_code, answer.text) == (int(status), words(body)[0])


@pytest.mark.parametrize("row", table(MOCK, "versions"), ids=lambda row: row[0])
def test_versions_answer_as_told(row: list[str], shop: httpx.Client) -> None:
    """Which version answers which path, and with which warning."""
    (path,) = words(row[0])
    answer = shop.post(path, json={"query": "{ shop { name } }"}, headers=HEADERS)
    served = {"this": "2026-10", "2025-10": "2025-10", "2025-10,": "2025-10"}.get(row[1].split()[0])
    assert answer.headers.get("X-Shopify-API-Version") == served
    assert answer.status_code == (404 if row[1].startswith("404") else 200)
    assert ("X-Shopify-API-Version-Warning" in answer.headers) == ("-Warning" in row[1])


def test_every_version_is_named() -> None:
    """The first path's row names all bundled versions."""
    row = " ".join(table(MOCK, "versions")[0])
    assert set(re.findall(r"\d{4}-\d\d|unstable", row)) == {str(version) for version in BUNDLED}


def test_faults_do_what_is_said() -> None:
    """Each fault is one of the mock's, in its own words."""
    summaries = {fault.name: fault.summary for fault in FAULTS}
    found = {words(row[0])[0]: row[1] for row in table(MOCK, "faults")}
    assert found == {name: summaries.get(name) for name in found}


def test_mishaps_do_what_is_said() -> None:
    """Each mishap with what it takes, in its own words."""
    expected = [[f"`{mishap.usage}`", mishap.summary] for mishap in MISHAPS]
    assert table(MOCK, "mishaps") == expected


def test_examples_of_mishaps_are_mishaps(shop: httpx.Client) -> None:
    """Each that the text writes out is taken."""
    written = re.findall(r"`([a-z0-9-]+(?::\d+)?(?:@\w+)?#[\d/+-]+|[a-z-]+:\d+@\w+)`", text(MOCK))
    answer = shop.post("/__meta/mishaps?shop=mishaps.myshopify.com", json=written)
    assert len(written) >= 4
    assert answer.status_code == 200, answer.text


def test_settings_of_a_shop_are_the_mocks() -> None:
    """Each setting with its default; those with several words list them."""
    defaults = {**DEVELOPMENT_STORE.as_json(), "readings": []}
    expected = {
        name: value if isinstance(value, list) else [value if isinstance(value, str) else json.dumps(value)]
        for name, value in defaults.items()
    }
    assert {words(row[0])[0]: words(row[1]) for row in table(MOCK, "behaviour")} == expected


def test_configuration_is_taken(tmp_path: Path) -> None:
    """The file that the page shows says what the mock then says."""
    (body,) = (body for _, info, body in blocks(MOCK) if info == "yml")
    (tmp_path / "shops.yaml").write_text(body, "utf-8")
    with mock("--config", str(tmp_path / "shops.yaml")) as url:
        found = httpx.get(f"{url}/__meta/config").json()
    assert found["default"]["search_lag"] == 5
    shop = found["my-store.myshopify.com"]
    assert (shop["plan"], shop["scopes"], shop["country"]) == ("plus", ["read_customers"], "US")
    assert shop["search_lag"] == 5


def test_readings_are_the_domains() -> None:
    """Each open question with the assumed answer and the other one."""
    expected = {
        name: [value if isinstance(value, str) else json.dumps(value) for value in values]
        for name, values in CHOICES.items()
    }
    found = {words(row[0])[0]: [words(cell)[0] for cell in row[1:]] for row in table(MOCK, "readings")}
    assert found == expected


def test_operations_are_the_schemas() -> None:
    """Each root field of each kind of operation."""
    assert {row[0]: tuple(words(row[1])) for row in table(MOCK, "operations")} == ROOTS


@pytest.mark.parametrize(
    "phrase",
    [f"the latest {Settings().log} ", f"more than {MOST_FOR_ONE_QUERY}\npoints", f"up to {MOST_SHOPS} shops"],
    ids=["log", "cost", "shops"],
)
def test_limits_are_the_codes(phrase: str) -> None:
    """Numbers in the text are those that hold."""
    assert phrase in text(MOCK)
