"""report.json, and verdicts as plain values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from report_samples import DOCUMENT, exchange, failing_run, full_run, mismatch, row, run, verdict

from conformance.errors import UsageError
from conformance.report import json_report
from conformance.report.calls import summed_up
from conformance.report.integrity import digest
from conformance.verdict import Status
from conformance.wire import Exchange, Request

SCHEMA = json.loads(Path(json_report.__file__).with_name("report.schema.json").read_bytes())
TOKEN = "shpat_" + "0123456789abcdef" * 2


def _errors(report: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)]


def test_schema_is_a_schema() -> None:
    """The published schema is itself valid."""
    Draft202012Validator.check_schema(SCHEMA)


def test_schema_is_closed() -> None:
    """Every object of the schema says which keys it may have, but for variables, which are the user's."""
    opened = []

    def visit(node: Any, at: str) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object" and "additionalProperties" not in node:
                opened.append(at)
            for key, value in node.items():
                visit(value, f"{at}/{key}")

    visit(SCHEMA, "")
    assert opened == ["/$defs/exchange/properties/request/properties/variables"]


@pytest.mark.parametrize("example", [failing_run(), full_run(), run(), run(interrupted=True, versions=())])
def test_report_fits_the_schema(example: Any) -> None:
    """What is written is what the schema promises."""
    assert _errors(json.loads(json_report.dumps(example))) == []


def test_schema_refuses_an_unknown_key() -> None:
    """The schema would notice a key that it does not know."""
    report = json_report.to_dict(failing_run())
    report["verdicts"][0]["mood"] = "good"
    assert _errors(report) == ["Additional properties are not allowed ('mood' was unexpected)"]


def test_run_survives_the_round_trip() -> None:
    """A run comes back as it was, without the exchanges of the cases that passed."""
    before = full_run()
    after = json_report.from_dict(json.loads(json_report.dumps(before)))
    summed = [summed_up(replace(each, target=each.target or "mock")) for each in before.verdicts]
    kept = (replace(each, exchanges=()) if each.status is Status.PASSED else each for each in summed)
    assert after == replace(before, verdicts=tuple(kept))


def test_requirement_outside_the_catalogue_stays_outside() -> None:
    """A requirement that only a mismatch names is reported, yet does not enter the catalogue on the way back."""
    broken = verdict("a", "a", status=Status.FAILED, mismatches=(mismatch("invariant.cost", line=0),))
    before = run(broken, requirements=(row("a"),))
    report = json_report.to_dict(before)
    assert [(entry["id"], entry["status"]) for entry in report["requirements"]] == [
        ("a", "untested"),
        ("invariant.cost", "failed"),
    ]
    assert json_report.from_dict(report) == replace(before, verdicts=(replace(broken, target="mock"),))


def test_report_states_its_conclusions() -> None:
    """A reader of the JSON need not work out the verdict."""
    report = json_report.to_dict(failing_run())
    assert report["format"] == "conformance-report"
    assert report["version"] == 2
    assert report["outcome"] == "not conformant"
    assert report["sentence"] == (
        "Not conformant: 1 of 2 tested MUST requirements is broken (2026-10, mock)."
    )
    assert report["started"] == "2026-11-23T12:00:05.250000Z"
    assert report["counts"]["cases"] == {
        "passed": 1,
        "failed": 1,
        "discovery": 0,
        "errored": 1,
        "not applicable": 1,
    }
    assert report["counts"]["requirements"]["MUST"] == {
        "passed": 1,
        "failed": 1,
        "discovery": 0,
        "errored": 1,
        "untested": 1,
    }


def test_exchanges_are_kept_only_where_a_case_did_not_pass() -> None:
    """Passed cases would make the report large and tell nothing."""
    report = json_report.to_dict(failing_run())
    assert [len(entry.get("exchanges", ())) for entry in report["verdicts"]] == [0, 1, 0, 0]


def test_a_document_is_written_once() -> None:
    """Cases share documents, and the few words for what they ask; rows name them by number."""
    said = exchange({"data": None})
    cases = [verdict(name, "a", status=Status.FAILED, exchanges=(said, said)) for name in ("a", "b")]
    report = json_report.to_dict(run(*cases))
    assert report["texts"] == ["mutation customerSet", DOCUMENT]
    assert [entry["calls"][1][1] for entry in report["verdicts"]] == [0, 0]
    assert [entry["exchanges"][1]["request"]["document"] for entry in report["verdicts"]] == [1, 1]


def test_rows_say_where_they_come_from() -> None:
    """Scenario, version, target and status stand in each row, and why it is known to fail."""
    row_of = json_report.to_dict(full_run())["verdicts"][1]
    assert {name: row_of[name] for name in ("scenario", "version", "target", "status", "known")} == {
        "scenario": "update/note",
        "version": "2026-07",
        "target": "devstore",
        "status": "failed",
        "known": {
            "reason": "The store trims notes.",
            "owner": "Ada",
            "daysLeft": 17,
            "link": "https://tracker.example/12",
            "expires": "2026-12-12",
        },
    }


def test_served_version_is_written_where_it_is_news() -> None:
    """A version that answered in place of another is named, and so is that no answer named any."""
    other = exchange({}, headers={"x-shopify-api-version": "2026-07"})
    same = exchange({}, headers={"x-shopify-api-version": "2026-10"})
    cases = (
        verdict("a", exchanges=(other,)),
        verdict("b", exchanges=(same,)),
        verdict("c", exchanges=(exchange({}),)),
    )
    plain = json_report.to_dict(run(*cases))
    assert [entry.get("served", "left out") for entry in plain["verdicts"]] == [["2026-07"], "left out", []]
    after = json_report.from_dict(plain)
    assert [each.served for each in after.verdicts] == [("2026-07",), ("2026-10",), ()]


def test_digest_is_of_the_data_and_not_of_its_spelling() -> None:
    """Spaces and the order of keys change nothing; a value does."""
    plain = json_report.to_dict(failing_run())
    assert plain["digest"] == digest(dict(reversed(list(plain.items()))))
    assert digest({"a": 1, "b": "é", "digest": "x"}) == (
        "sha256:" + hashlib.sha256(b'{"a":1,"b":"\\u00e9"}').hexdigest()
    )
    assert digest({**plain, "seed": "other"}) != plain["digest"]


def test_text_has_a_line_for_each_row() -> None:
    """Two reports can be told apart line by line."""
    text = json_report.dumps(failing_run())
    assert sum(line.startswith('{"id":"update/') for line in text.splitlines()) == 4


def test_verdict_survives_the_round_trip() -> None:
    """A verdict crosses a process boundary with all its exchanges."""
    before = summed_up(full_run().verdicts[1])
    assert before.exchanges
    assert before.known
    plain = json.loads(json.dumps(json_report.verdict_to_dict(before)))
    assert json_report.verdict_from_dict(plain) == before


@pytest.mark.parametrize(
    "body", [b"", "é ✓ \u2028".encode(), b"\xff\xfe\x00GIF", b"<html>\r\n</html>", b"\xef\xbb\xbf{}"]
)
def test_every_body_survives_the_round_trip(body: bytes) -> None:
    """Bodies come back byte by byte, whether or not they are UTF-8."""
    before = verdict("a", "a", status=Status.FAILED, exchanges=(exchange(body),))
    plain = json.loads(json.dumps(json_report.verdict_to_dict(before)))
    assert json_report.verdict_from_dict(plain).exchanges[0].response.body == body


def test_null_and_missing_variables_stay_apart() -> None:
    """A variable that was sent as null comes back as null, one that was not sent stays away."""
    request = Request("{ shop { id } }", {"identifier": None, "input": {"tags": []}})
    before = verdict("a", "a", exchanges=(Exchange(request, exchange({}).response),))
    after = json_report.verdict_from_dict(json_report.verdict_to_dict(before))
    assert after.exchanges[0].request == request


def test_no_credential_in_the_report() -> None:
    """Tokens in headers, bodies, variables, reasons, notes and the target's URL are taken out."""
    said = exchange(
        f"<p>{TOKEN} and my-own-secret</p>".encode(),
        headers={"set-cookie": "s=1", "x-stats-userid": "7", "location": f"https://shop.example/{TOKEN}"},
    )
    request = replace(said.request, variables={"input": {"note": TOKEN}}, document=f"# {TOKEN}\n{{ a }}")
    broken = verdict(
        "a",
        "a",
        status=Status.FAILED,
        reason=f"my-own-secret, {TOKEN}",
        mismatches=(mismatch("a", actual=TOKEN, message=TOKEN),),
        exchanges=(replace(said, request=request),),
    )
    example = run(broken, target="https://u:pw@shop.example", notes=(TOKEN, "my-own-secret"))
    text = json_report.dumps(example, secrets=("my-own-secret",))
    for leak in ("shpat_", "my-own-secret", "u:pw", "s=1", "Zm9v", "set-cookie", "authorization"):
        assert leak not in text
    assert json.loads(text)["verdicts"][0]["exchanges"][0]["response"]["headers"] == {
        "location": "https://shop.example/[redacted]"
    }


def test_text_that_is_no_unicode_can_be_written() -> None:
    """A lone surrogate from a server does not break the report."""
    broken = verdict("a", "a", status=Status.FAILED, mismatches=(mismatch("a", actual='"\ud83d"'),))
    assert '"\\\\ud83d\\"' in json_report.dumps(run(broken)).encode("utf-8").decode("utf-8")


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ([], 'x.json is not a conformance report: it has no "format": "conformance-report".'),
        (
            {"format": "junit"},
            'x.json is not a conformance report: it has no "format": "conformance-report".',
        ),
        (
            {"format": "conformance-report", "version": 1},
            "x.json has version 1 of the report format; this tool reads version 2.",
        ),
        ({"format": "conformance-report", "version": 2}, "x.json is damaged: 'texts' is missing."),
    ],
)
def test_foreign_json_is_refused(report: Any, message: str) -> None:
    """What is no report is refused in one message that says why."""
    with pytest.raises(UsageError) as caught:
        json_report.from_dict(report, "x.json")
    assert caught.value.message == message


def test_unknown_status_is_refused() -> None:
    """A status that we do not know is no traceback."""
    report = json_report.to_dict(failing_run())
    report["verdicts"][0]["status"] = "sleepy"
    with pytest.raises(UsageError, match="'sleepy' is not a valid Status"):
        json_report.from_dict(report, "x.json")
