"""Commands that repeat what a report shows: a case with pytest, a request with curl."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from conformance.report.model import Run
    from conformance.verdict import Verdict
    from conformance.wire import Request


def pytest_command(run: Run, verdict: Verdict) -> str:
    """Return the command that runs one case again, with the same identities."""
    item = f"{verdict.source}::{verdict.id}" if verdict.source else ""
    options = {"target": run.target_of(verdict), "api-version": verdict.version, "seed": run.seed}
    words = ["pytest", item, *(f"--{name}={value}" for name, value in options.items() if value)]
    return shlex.join(word for word in words if word)


def curl_command(run: Run, request: Request) -> str:
    """Return the command that sends one request again.

    It names no credentials; it reads them from the environment. A target that has no URL of its own is
    taken to be served by `conformance mock` at `$PORT`.
    """
    body: dict[str, object] = {"query": request.document, "variables": dict(request.variables)}
    if request.operation_name:
        body["operationName"] = request.operation_name
    return " \\\n  ".join(
        (
            f"curl -sS {_endpoint(run, request)}",
            "-H 'Content-Type: application/json'",
            '-H "X-Shopify-Access-Token: $SHOPIFY_ACCESS_TOKEN"',
            f"--data-raw {shlex.quote(json.dumps(body, ensure_ascii=False))}",
        )
    )


def _endpoint(run: Run, request: Request) -> str:
    path = f"/admin/api/{request.version}/graphql.json"
    if "://" in run.target:
        has_path = urlsplit(run.target).path.strip("/")
        return shlex.quote(run.target if has_path else run.target.rstrip("/") + path)
    host = "https://$SHOPIFY_STORE" if run.is_shopify else "http://127.0.0.1:$PORT"
    return f'"{host}{path}"'
