"""A canary in the store appears nowhere in anything that is written, whether a case passes, fails or crashes."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest
from command import mock, run, write_scenarios

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

TOKEN = "shpat_ca0a12ca0a12ca0a12ca0a12ca0a12ca"
PERSON = {
    "email": "canary.person@canary-mail.net",
    "firstName": "Canarina",
    "lastName": "Käfigvogel",
    "phone": "+4930901820",
    "note": "Canary note: call +49 30 901820 at night",
    "tags": ["canary-tag"],
    "addresses": [{"address1": "1 Canary Wharf", "city": "Canaryville", "countryCode": "DE", "zip": "10115"}],
}
CANARIES = ("canar", "figvogel", "901820", "ca0a12", "10115", "wharf")
"""In lower case. `shop-` and eight digits is the domain that the mock gives a shop."""

SET = "mutation($input: CustomerSetInput!) { customerSet(input: $input) { customer { id } userErrors { message } } }"
ALL = """query {name} {{ customers(first: 5) {{ nodes {{ id who: firstName lastName note tags email
  defaultPhoneNumber {{ phoneNumber }} defaultAddress {{ address1 city zip formatted }} }} }}
  shop {{ id name myshopifyDomain }} }}"""


def scenario(name: str, rest: str) -> str:
    """Return a scenario that lists all customers."""
    document = " ".join(ALL.format(name=name.title()).split())
    return f"""\
  - id: own/{name}
    title: Everybody is read
    proves: [create.without-identifier]
    evidence: documented
    steps:
      - call: {{document: "{document}"}}
{rest}"""


PASSES = scenario(
    "passes",
    """\
        save: {first: data.customers.nodes.0}
      - read: {email: "${first.email}"}
        then: {customer: {id: "${first.id}", firstName: "${first.who}"}}
""",
)
FAILS = scenario(
    "fails",
    """\
        then: {data: {customers: {nodes: [{who: Bob, lastName: Bob, note: "", email: bob@example.com}]}}}
""",
)
CRASHES = scenario("crashes", "")
TALKATIVE = """\
import logging
import conformance.runner.steps as steps
real = steps._common
def common(stage, judge, response):
    logging.getLogger("own").warning("got %s", response.body)
    logging.getLogger("own").warning("and %s", response.payload)
    print("on standard output", response.payload)
    if "Crashes" in stage.exchanges[-1].request.document:
        token, body, headers = "TOKEN", response.body, dict(response.headers)
        raise RuntimeError(f"a bug of ours at {response.body!r} for {token}")
    real(stage, judge, response)
steps._common = common
"""
BROKEN_HOOK = """\
import pytest
from conformance.pytest_run import HARNESS
@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report):
    raise RuntimeError("internal: " + "TOKEN canary.person@canary-mail.net")
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all that a run writes against a shop in which a canary lives."""
    folder = tmp_path_factory.mktemp("store")
    write_scenarios(folder, PASSES, FAILS, CRASHES)
    (folder / "conftest.py").write_text(TALKATIVE.replace("TOKEN", TOKEN))
    with mock("--bucket", "999999999/999999999") as base:
        body = json.dumps({"query": SET, "variables": {"input": PERSON}}).encode()
        headers = {"Content-Type": "application/json", "X-Shopify-Access-Token": TOKEN}
        path = "/admin/api/2026-10/graphql.json"
        with urllib.request.urlopen(urllib.request.Request(base + path, body, headers)) as answer:  # noqa: S310 - our mock
            assert b'"userErrors":[]' in answer.read()
        done = play(
            folder,
            *("--record-mode=once", "--report-dir=out", "--alluredir=allure", "-l", "-rA"),
            *("-o", "junit_logging=all", "--log-file=log.txt", "--log-file-level=DEBUG", f"--target={base}"),
        )
    (folder / "stdout.txt").write_text(done.stdout)
    (folder / "stderr.txt").write_text(done.stderr)
    return folder


def play(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the scenarios as a user does."""
    return run(
        *("pytest", "own.yaml", "-p", "no:schemathesis", "-p", "no:hypothesispytest", *words),
        folder=folder,
        environment={"SHOPIFY_ACCESS_TOKEN": TOKEN},
    )


def leaks(path: Path) -> list[str]:
    """Return the canaries that a file holds, escaped or not."""
    text = path.read_bytes().decode("utf-8", "replace").lower()
    return [canary for canary in CANARIES if canary in text]


def test_the_run_passes_fails_and_crashes(written: Path) -> None:
    """Or else this file would prove nothing: each of the three happened and was written about."""
    told = (written / "stdout.txt").read_text()
    assert "2 failed, 1 passed" in told
    assert "1 recorded, 2 not recorded" in told
    assert "RuntimeError" in told
    assert len(list((written / "allure").iterdir())) > 10


def test_no_canary_is_in_anything_that_was_written(written: Path) -> None:
    """Cassettes, report.json, report.html, summary.md, JUnit XML, Allure, log file, traceback with locals, output."""
    files = [
        path for path in written.rglob("*") if path.is_file() and path.name not in {"own.yaml", "conftest.py"}
    ]
    kinds = {path.suffix for path in files} | {path.name for path in files}
    assert {
        "junit.xml",
        "report.json",
        "report.html",
        "summary.md",
        "log.txt",
        ".yaml",
        "stdout.txt",
    } <= kinds
    found = {
        path.relative_to(written).as_posix(): leaks(path) for path in files if "__pycache__" not in path.parts
    }
    assert {name: canaries for name, canaries in found.items() if canaries} == {}


def test_the_shops_domain_is_nowhere_either(written: Path) -> None:
    """It was asked for, and what stands for it is there."""
    text = "".join(path.read_text("utf-8", "replace") for path in written.rglob("*.*") if path.is_file())
    assert "recorded.myshopify.com" in text
    assert not [word for word in text.split() if "shop-" in word and ".myshopify.com" in word]


def test_what_stands_for_a_value_is_the_same_in_report_and_traceback(written: Path) -> None:
    """A reader can follow a value from the terminal to the answer in the report."""
    report = json.loads((written / "out" / "report.json").read_text("utf-8"))
    [failed] = [item for item in report["verdicts"] if item["scenario"] == "own/fails"]
    actual = next(item["actual"] for item in failed["mismatches"] if item["path"].endswith(".who"))
    assert actual in (written / "stdout.txt").read_text()
    assert json.loads(actual) in failed["exchanges"][0]["response"]["body"]


def test_an_error_within_pytest_tells_nothing(tmp_path: Path) -> None:
    """An internal error goes to the terminal and into JUnit XML."""
    write_scenarios(tmp_path, CRASHES)
    (tmp_path / "conftest.py").write_text(BROKEN_HOOK.replace("TOKEN", TOKEN))
    done = play(tmp_path, "--target=mock", "--junitxml=junit.xml")
    (tmp_path / "told.txt").write_text(done.stdout + done.stderr)
    assert "INTERNALERROR" in done.stdout
    assert leaks(tmp_path / "told.txt") == []
    assert leaks(tmp_path / "junit.xml") == []
