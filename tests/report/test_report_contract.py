"""How much of customerSet's contract a run touched."""

from __future__ import annotations

from collections import Counter
from typing import Any

from report_samples import exchange, verdict

from conformance.report.contract import coverage, touched
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request

NEWEST = ApiVersion("2026-10")
SET = "mutation M($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) { customerSet(identifier: $identifier, input: $input) { customer { id note } userErrors { code message } } }"


def _touched(document: str, variables: dict[str, Any], payload: Any) -> set[tuple[str, str]]:
    said = Exchange(Request(document, variables), exchange(payload).response)
    return set(touched(verdict("a", exchanges=(said,))))


def test_what_is_sent_in_variables() -> None:
    """Arguments, the kind of identifier, and input fields down to those of an address."""
    sent = {
        "identifier": {"email": "a@b.c"},
        "input": {"note": None, "addresses": [{"zip": "1"}, {"city": "x"}]},
    }
    assert _touched(SET, sent, {}) == {
        ("argument", "identifier"),
        ("argument", "input"),
        ("identifier", "email"),
        ("input field", "note"),
        ("input field", "addresses"),
        ("input field", "addresses.zip"),
        ("input field", "addresses.city"),
    }


def test_variable_that_is_not_sent_touches_nothing() -> None:
    """An argument whose variable is left out was not given."""
    assert _touched(SET, {"input": {}}, {}) == {("argument", "input")}


def test_what_is_sent_in_literals() -> None:
    """Inline arguments count like variables, a mixture too, and under an alias."""
    document = 'mutation($n: String) { one: customerSet(identifier: {phone: "1"}, input: {note: $n, tags: ["a"]}) { customer { id } } }'
    assert _touched(document, {"n": "x"}, {"data": {"one": {"customer": {"id": "1"}}}}) == {
        ("argument", "identifier"),
        ("argument", "input"),
        ("identifier", "phone"),
        ("input field", "note"),
        ("input field", "tags"),
        ("payload field", "customer"),
        ("customer field", "id"),
    }


def test_what_is_answered() -> None:
    """Fields of the payload and codes of its errors; a code that is null is none."""
    errors = [{"code": "TAKEN", "message": "m"}, {"code": None, "message": "n"}]
    answer = {"data": {"customerSet": {"customer": None, "userErrors": errors}}}
    found = _touched(SET, {"input": {}}, answer)
    assert found - {("argument", "input")} == {
        ("payload field", "customer"),
        ("payload field", "userErrors"),
        ("payload field", "userErrors.code"),
        ("payload field", "userErrors.message"),
        ("error code", "TAKEN"),
    }


def test_other_documents_touch_nothing() -> None:
    """A read, a document that does not parse, and an answer that is no JSON."""
    assert _touched("{ customer(id: 1) { id } }", {}, {"data": {"customer": {"id": "1"}}}) == set()
    assert _touched("mutation { customerSet(", {}, {}) == set()
    assert _touched(SET, {"input": {}}, b"<html>") == {("argument", "input")}


def test_every_part_is_listed_touched_or_not() -> None:
    """The parts come from the schema of the version, in a fixed order of kinds."""
    parts = coverage([NEWEST], Counter({("input field", "note"): 3, ("input field", "made.up"): 1}))
    by_name = {(part.kind, part.name): part for part in parts}
    assert by_name["input field", "note"].cases == 3
    assert by_name["input field", "tags"].cases == 0
    assert by_name["input field", "addresses.provinceCode"].cases == 0
    assert ("input field", "made.up") not in by_name
    assert [name for kind, name in by_name if kind == "identifier"] == ["customId", "email", "id", "phone"]
    assert [name for kind, name in by_name if kind == "argument"] == ["identifier", "input"]
    assert list(dict.fromkeys(kind for kind, _ in by_name)) == [
        "argument",
        "identifier",
        "input field",
        "error code",
        "payload field",
        "customer field",
    ]


def test_code_that_no_input_can_cause_is_unreachable() -> None:
    """METAFIELD_MISMATCH speaks of an input field that no version has; the other eleven codes are reachable."""
    codes = {part.name: part.unreachable for part in coverage([NEWEST], {}) if part.kind == "error code"}
    assert len(codes) == 12
    assert {name: why for name, why in codes.items() if why} == {
        "METAFIELD_MISMATCH": "CustomerSetInput has no field metafields"
    }
