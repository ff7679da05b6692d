#!/usr/bin/env python3
"""The audit of the npm package graphql-http against the mock, and the page that tells how it went.

    python tests/graphql_http_audit.py

writes docs/graphql-over-http.md anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from command import CHECKOUT, mock
from node_tools import install, node

FOLDER: Final = Path(__file__).parent / "clients" / "graphql_http"
PAGE: Final = CHECKOUT / "docs" / "graphql-over-http.md"
PATHS: Final = ("/admin/api/2026-10/graphql.json", "/admin/api/2026-10/graphql")
LEVELS: Final = ("MUST", "SHOULD", "MAY")

_OLD_PATH: Final = (
    "`graphql.json` always answers with `application/json`, and with 200 unless the payload is no JSON; `graphql` is the "
    "path for the new type. Documented: Shopify's changelog, [GraphQL Over HTTP](https://shopify.dev/changelog/graphql-over-http)."
)
_GET: Final = "Shopify's documentation speaks of POST alone. What a store answers to a GET is not known; here it is 404."
_EXTENSIONS: Final = "What a store does with `extensions` in a request is not known; here they are ignored."

REASONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    **dict.fromkeys(("22EB", "865D", "556A", "51FE", "74FF", "86EE"), (_OLD_PATH, PATHS[:1])),
    **dict.fromkeys(("5A70", "D6D5", "6A70"), (_GET, PATHS)),
    **dict.fromkeys(("58B0", "58B1", "58B2", "58B3"), (_EXTENSIONS, PATHS)),
}
"""Why the mock is otherwise, and on which paths, by the audit's id."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one audit found at one path.

    Attributes:
        id: four characters that name the audit.
        name: starts with its level: MUST, SHOULD or MAY.
        is_ok: whether the server does so.
        reason: why not.
    """

    id: str
    name: str
    is_ok: bool
    reason: str = ""

    @property
    def level(self) -> str:
        """MUST, SHOULD or MAY; `MAY NOT` is a MAY."""
        return self.name.partition(" ")[0]


def audit() -> dict[str, list[Result]]:
    """Install the audit as its lock file says, run it against a mock, and return the results by path."""
    install(FOLDER)
    with mock() as base:
        return {path: _audit(base + path) for path in PATHS}


def _audit(url: str) -> list[Result]:
    ran = node(FOLDER / "audit.mjs", url)
    assert ran.returncode == 0, ran.stderr
    return [
        Result(each["id"], each["name"], each["status"] == "ok", each.get("reason", ""))
        for each in json.loads(ran.stdout)
    ]


def page(results: dict[str, list[Result]]) -> str:
    """Return the page about an audit."""
    first = results[PATHS[0]]
    old, new = map(_last, PATHS)
    lines = [
        "# GraphQL over HTTP",
        "",
        "The [GraphQL over HTTP specification](https://graphql.github.io/graphql-over-http/draft/) comes with a public audit, the npm",
        f"package `graphql-http`. It has {len(first)} audits, and this page is how the mock fares on both of its paths below",
        "`/admin/api/2026-10/`. Every MUST holds. Where the mock differs from a SHOULD or MAY, the reason stands below.",
        "",
        "This page is made by `python tests/graphql_http_audit.py`; a test compares it with a run of the audit.",
        "",
        f"| level | audits | pass on {old} | pass on {new} |",
        "|---|---|---|---|",
        *(_summary(level, results) for level in LEVELS),
        "",
        "## Why the mock is otherwise",
        "",
        "| audits | path | reason |",
        "|---|---|---|",
        *_reasons(),
        "",
        "## Every audit",
        "",
        f"| id | audit | {old} | {new} |",
        "|---|---|---|---|",
        *(_row(number, results) for number in range(len(first))),
    ]
    return "\n".join(lines) + "\n"


def _summary(level: str, results: dict[str, list[Result]]) -> str:
    chosen = [[each for each in results[path] if each.level == level] for path in PATHS]
    passed = [sum(each.is_ok for each in found) for found in chosen]
    return f"| {level} | {len(chosen[0])} | {passed[0]} | {passed[1]} |"


def _reasons() -> list[str]:
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for id_, reason in REASONS.items():
        together.setdefault(reason, []).append(id_)
    return [
        f"| {', '.join(ids)} | {' and '.join(map(_last, paths))} | {why} |"
        for (why, paths), ids in together.items()
    ]


def _last(path: str) -> str:
    return f"`{path.rpartition('/')[2]}`"


def _row(number: int, results: dict[str, list[Result]]) -> str:
    found = [results[path][number] for path in PATHS]
    name = found[0].name.replace("|", "\\|")
    return f"| {found[0].id} | {name} | {' | '.join('yes' if each.is_ok else 'no' for each in found)} |"


if __name__ == "__main__":
    PAGE.write_text(page(audit()), encoding="utf-8")
    print(f"wrote {PAGE}")  # noqa: T201 - a script
