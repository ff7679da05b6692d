"""Commands that repeat a case or a request."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

import pytest
from report_samples import exchange, run, verdict

from conformance.report.rerun import curl_command, pytest_command


def test_pytest_command() -> None:
    """The command names the case, the target, the version and the seed."""
    case = verdict("tax/accepted[US_CA]", "a")
    assert pytest_command(run(case), case) == (
        "pytest 'scenarios/update.yaml::tax/accepted[US_CA-2026-10]' --target=mock --api-version=2026-10 --seed=7f3a"
    )


def test_pytest_command_leaves_out_what_is_unknown() -> None:
    """A case without a file, in a run without a seed, still has a command."""
    case = verdict("a", "a", source="")
    assert pytest_command(run(case, seed="", target="https://shop.example/a b"), case) == (
        "pytest '--target=https://shop.example/a b' --api-version=2026-10"
    )


@pytest.mark.parametrize(
    ("target", "is_shopify", "url"),
    [
        ("mock", False, "http://127.0.0.1:$PORT/admin/api/2026-10/graphql.json"),
        ("devstore", True, "https://$SHOPIFY_STORE/admin/api/2026-10/graphql.json"),
        ("http://127.0.0.1:8000/", False, "http://127.0.0.1:8000/admin/api/2026-10/graphql.json"),
        ("https://gate.example/graphql", False, "https://gate.example/graphql"),
    ],
)
def test_curl_command(target: str, is_shopify: bool, url: str) -> None:  # noqa: FBT001 - a column of the table
    """The command sends the same body to the same endpoint, with the token from the environment."""
    request = replace(exchange({}).request, variables={"input": {"note": "it's"}})
    words = shlex.split(curl_command(run(target=target, is_shopify=is_shopify), request).replace("\\\n", ""))
    assert words[:3] == ["curl", "-sS", url]
    assert "X-Shopify-Access-Token: $SHOPIFY_ACCESS_TOKEN" in words
    assert json.loads(words[-1]) == {
        "query": request.document,
        "variables": {"input": {"note": "it's"}},
        "operationName": "customerSet",
    }


def test_pytest_command_names_the_target_of_the_case() -> None:
    """Of several targets, the one that gave the verdict is asked again."""
    case = verdict("a", "a", target="devstore")
    assert "--target=devstore " in pytest_command(run(case, target="mock and devstore"), case)
