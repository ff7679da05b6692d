"""Builders of the values that the tests of the reports start from."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from conformance.report.model import AskedVersion, Covered, RequirementRow, Run, Suite, TargetFacts
from conformance.verdict import Evidence, Known, Level, Mismatch, Status, Verdict
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

DOCUMENT = (
    "mutation customerSet($input: CustomerSetInput!) { customerSet(input: $input) { customer { note } } }"
)


def row(name: str, level: Level = Level.MUST, **values: Any) -> RequirementRow:
    """Return a documented requirement."""
    plain = RequirementRow(
        name, level, f"The rule of {name}.", "https://shopify.dev/docs", Evidence.DOCUMENTED
    )
    return replace(plain, **values)


def mismatch(*requirements: str, **values: Any) -> Mismatch:
    """Return a mismatch that line 14 of the scenario states, found in the first answer."""
    plain = Mismatch(
        requirements,
        Level.MUST,
        Evidence.DOCUMENTED,
        "$.data.customerSet.customer.note",
        '"called back"',
        "null",
        "The note was not stored.",
        14,
        0,
    )
    return replace(plain, **values)


def verdict(name: str, *proves: str, status: Status = Status.PASSED, **values: Any) -> Verdict:
    """Return the verdict of a scenario in the area `update`."""
    plain = Verdict(
        scenario=name,
        version="2026-10",
        area="update",
        title="A note is stored",
        proves=proves,
        level=Level.MUST,
        evidence=Evidence.DOCUMENTED,
        status=status,
        source="scenarios/update.yaml",
        line=9,
        seconds=0.25,
    )
    return replace(plain, **values)


def exchange(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Exchange:
    """Return a customerSet request and a response; a body that is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(
        Request(DOCUMENT, {"input": {"note": "called back"}}, ApiVersion("2026-10"), "customerSet"),
        Response(status, headers or {"content-type": "application/json"}, content, 0.012),
    )


def run(*verdicts: Verdict, **values: Any) -> Run:
    """Return a run on the mock whose catalogue is empty unless given."""
    plain = Run(
        target="mock",
        is_shopify=False,
        versions=("2026-10",),
        seed="7f3a",
        started=datetime(2026, 11, 23, 12, 0, 5, 250_000, tzinfo=UTC),
        seconds=2.4,
        tool_version="0.1.0",
        requirements=(),
        verdicts=verdicts,
    )
    return replace(plain, **values)


def failing_run() -> Run:
    """Return a run with a case of each status but discovery."""
    broken = verdict(
        "update/note",
        "scalar.stored",
        status=Status.FAILED,
        mismatches=(mismatch("scalar.stored"),),
        exchanges=(exchange({"data": {"customerSet": {"customer": {"note": None}}}}),),
    )
    errored = verdict(
        "update/locale", "scalar.locale", status=Status.ERRORED, reason="The connection broke.\nIs it up?"
    )
    skipped = verdict(
        "update/whatsapp",
        "scalar.whatsapp",
        status=Status.NOT_APPLICABLE,
        reason="In the schema since 2026-07.",
    )
    return run(
        verdict("update/name", "scalar.name", exchanges=(exchange({"data": None}),)),
        broken,
        errored,
        skipped,
        requirements=tuple(
            row(name) for name in ("scalar.name", "scalar.stored", "scalar.locale", "scalar.whatsapp")
        ),
        notes=("The store is a trial.",),
    )


KNOWN = Known("The store trims notes.", "Ada", "https://tracker.example/12", "2026-12-12", 17)
DIGEST = "sha256:" + "0123456789abcdef" * 4


def full_run() -> Run:
    """Return a run on two targets in two versions, in which every entry of a report is filled.

    `update/note` fails on devstore only, where that is known in 2026-07; `update/name` answers a code there.
    """
    answer = {
        "data": {"customerSet": {"customer": {"note": None}}},
        "extensions": {"cost": {"actualQueryCost": 11}},
    }
    refusal = {"data": {"customerSet": {"customer": None, "userErrors": [{"code": "TAKEN", "message": "m"}]}}}
    broken: dict[str, Any] = {
        "status": Status.FAILED,
        "mismatches": (mismatch("scalar.stored"),),
        "exchanges": (
            replace(exchange(answer), purpose="given"),
            replace(exchange(answer), purpose="step 1"),
        ),
        "cited": "a recording",
        "tries": (Status.FAILED,),
    }
    verdicts = [
        verdict("update/note", "scalar.stored", target="mock", version="2026-07"),
        verdict("update/note", "scalar.stored", target="devstore", version="2026-07", known=KNOWN, **broken),
        verdict("update/note", "scalar.stored", target="mock"),
        verdict("update/note", "scalar.stored", target="devstore", **broken),
        verdict(
            "update/name", "scalar.name", target="mock", version="2026-07", exchanges=(exchange(refusal),)
        ),
        verdict("update/name", "scalar.name", target="mock", exchanges=(exchange(refusal),)),
        verdict("tax/exempt", "tax.set", target="mock", area="tax", level=Level.SHOULD),
    ]
    asked = tuple(AskedVersion(version, (version,), DIGEST) for version in ("2026-07", "2026-10"))
    return run(
        *verdicts,
        target="mock and devstore",
        versions=("2026-07", "2026-10"),
        profile="core",
        suite=Suite(DIGEST, 24),
        targets=(
            TargetFacts("mock", "mock", is_shopify=False, versions=asked),
            TargetFacts("devstore", "store", is_shopify=True, shop="sha256:0123456789ab", versions=asked[:1]),
        ),
        coverage=(
            Covered("input field", "note", 3),
            Covered("input field", "tags", 0),
            Covered("error code", "TAKEN", 2),
            Covered("error code", "METAFIELD_MISMATCH", 0, "CustomerSetInput has no field metafields"),
        ),
        requirements=(row("scalar.stored", profile="core"), row("scalar.name"), row("tax.set", Level.SHOULD)),
    )
