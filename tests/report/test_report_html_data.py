"""The data in report.html, where it can't hold all of report.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from report_samples import KNOWN, exchange, mismatch, run, verdict

from conformance.report import json_report
from conformance.report.html_data import LEAST_EVIDENCE, LONGEST_BODY, MOST_BYTES, embedded
from conformance.verdict import Level, Status

if TYPE_CHECKING:
    from conformance.verdict import Verdict

SCHEMA = json.loads(Path(json_report.__file__).with_name("report.schema.json").read_bytes())


def _failing(name: str, size: int, **values: Any) -> Verdict:
    answer = exchange({"note": "x" * size})
    return verdict(
        name, "a", status=Status.FAILED, mismatches=(mismatch("a"),), exchanges=(answer,), **values
    )


def _embedded(*verdicts: Verdict, around: int = 0) -> Any:
    return json.loads(embedded(json_report.to_dict(run(*verdicts)), around))


def test_small_report_is_embedded_whole() -> None:
    """Nothing is left out where there is room."""
    plain = json_report.to_dict(run(_failing("a", 10)))
    assert json.loads(embedded(plain)) == plain


def test_evidence_of_the_worst_is_kept_where_there_is_no_room_for_all() -> None:
    """New failures of MUST come before those of SHOULD and before known ones; rows say what is left out."""
    size = LEAST_EVIDENCE // 2
    rows = _embedded(
        _failing("known", size, known=KNOWN),
        _failing("should", size, level=Level.SHOULD),
        _failing("must", size),
        around=MOST_BYTES,
    )["verdicts"]
    assert {row["scenario"]: (len(row.get("exchanges", ())), row.get("omitted")) for row in rows} == {
        "known": (0, 1),
        "should": (0, 1),
        "must": (1, None),
    }


def test_long_body_is_cut() -> None:
    """A body of megabytes does not make a page of megabytes."""
    (row,) = _embedded(_failing("a", 3 * LONGEST_BODY))["verdicts"]
    response = row["exchanges"][0]["response"]
    assert len(response["body"]) == LONGEST_BODY
    assert response["cut"] == len('{"note": ""}') + 3 * LONGEST_BODY - LONGEST_BODY


def test_what_is_left_of_a_report_is_a_report() -> None:
    """It fits the schema, and its own digest."""
    data = _embedded(_failing("a", 3 * LONGEST_BODY), _failing("b", 10), around=MOST_BYTES)
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []
    assert [each.scenario for each in json_report.from_dict(data).verdicts] == ["a", "b"]


def test_page_never_grows_by_evidence_beyond_its_bound() -> None:
    """A hundred failures with large answers fit, by leaving out what does not."""
    plain = json_report.to_dict(run(*(_failing(f"c{number}", 30_000) for number in range(100))))
    assert len(embedded(plain, 200_000).encode()) < MOST_BYTES - 200_000


def test_no_markup_begins_in_the_data() -> None:
    """A script element would end at the first closing tag, whatever JSON thinks of it."""
    text = embedded(json_report.to_dict(run(verdict("</script><!--", status=Status.ERRORED, reason="<"))))
    assert "<" not in text
    assert json.loads(text)["verdicts"][0]["scenario"] == "</script><!--"
