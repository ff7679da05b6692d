"""What a step's `then` says, held against what came back: each key with an answer that breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scenario.scenario_texts import scenario

from conformance.oracle.judge import Judge, judge_response, said
from conformance.scenario import Scope, bind_expectation, expand
from conformance.scenario.model import Expectation, Strictness
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

VERSION = ApiVersion("2026-10")
AT = "$.data.customerSet.userErrors"
TAKEN = {"code": "TAKEN", "field": ["input", "email"], "message": "Email has already been taken"}
INVALID = {"code": "INVALID", "field": ["input", "phone"], "message": "Phone is invalid"}


def judging(then: str, action: str = "when: {input: {firstName: Ada}}") -> Judge:
    """Return the judge of a scenario's only step, whose `then` stands on line 8."""
    found = scenario(f"{action}\nthen: {then}")
    scope = Scope.opening(expand(found, lambda _: ())[0], VERSION, seed="1")
    return Judge(bind_expectation(found.steps[0].then, scope))


def answer(payload: Any, status: int = 200, **headers: str) -> Response:
    """Return a response with a payload."""
    return Response(
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        json.dumps(payload).encode(),
    )


def paths(findings: Any) -> list[str]:
    """Return where the findings are."""
    return [finding.path for finding in findings]


def test_without_user_errors_none_are_due() -> None:
    """The first of those that came is told in its own words."""
    judge = judging("{customer: {firstName: Ada}}")
    assert judge.user_errors([], AT) == ()
    (finding,) = judge.user_errors([TAKEN, INVALID], AT)
    assert (finding.path, finding.expected, finding.line) == (AT, "none", 0)
    assert finding.message == (
        'The call was refused, though it was to succeed. It says: "Email has already been taken"'
    )


def test_an_empty_list_of_user_errors_is_due_if_it_is_written() -> None:
    """`userErrors: []` has a line of its own."""
    (finding,) = judging("{userErrors: []}").user_errors([TAKEN], AT)
    assert (finding.path, finding.line) == (AT, 8)


@pytest.mark.parametrize("found", [[], [TAKEN], [TAKEN, INVALID, INVALID]])
def test_user_errors_are_counted(found: list[Any]) -> None:
    """As many as are written, neither more nor fewer."""
    judge = judging("{userErrors: [{code: TAKEN}, {code: INVALID}]}")
    assert judge.user_errors([TAKEN, INVALID], AT) == ()
    assert paths(judge.user_errors(found, AT)) == [AT]


def test_the_order_of_user_errors_counts() -> None:
    """It is the order of the shop's checks."""
    judge = judging("{userErrors: [{code: TAKEN}, {code: INVALID}]}")
    assert paths(judge.user_errors([INVALID, TAKEN], AT)) == [f"{AT}[0].code", f"{AT}[1].code"]


WRITTEN = "userErrors: [{code: TAKEN, field: [input, email], message: Email has already been taken}]"


@pytest.mark.parametrize(
    ("strictness", "compared"),
    [
        ("", ["code", "field[1]", "message"]),
        (", strictness: exact", ["code", "field[1]", "message"]),
        (", strictness: field", ["code", "field[1]"]),
    ],
)
def test_strictness_says_how_much_of_a_user_error_counts(strictness: str, compared: list[str]) -> None:
    """The code always, then its field, then its message."""
    judge = judging(f"{{{WRITTEN}{strictness}}}")
    other = {"code": "BLANK", "field": ["input", "phone"], "message": "Phone is blank"}
    assert judge.user_errors([TAKEN], AT) == ()
    assert paths(judge.user_errors([other], AT)) == [f"{AT}[0].{name}" for name in compared]


def test_by_code_a_refusal_counts_and_its_codes() -> None:
    """Neither the number of errors nor their order, place or words; but a call that succeeds is no refusal."""
    judge = judging(f"{{{WRITTEN}, strictness: code}}")
    elsewhere = {**TAKEN, "field": None, "message": "x"}
    assert judge.user_errors([INVALID, elsewhere], AT) == ()
    assert paths(judge.user_errors([INVALID], AT)) == [AT]
    assert paths(judge.user_errors([], AT)) == [AT]


def test_by_code_an_error_without_one_is_any_refusal() -> None:
    """Where the scenario knows no code, that the call is refused is all there is to compare."""
    judge = judging("{userErrors: [{field: [input], message: x}], strictness: code}")
    assert judge.user_errors([INVALID], AT) == ()
    assert paths(judge.user_errors([], AT)) == [AT]


def test_by_field_the_order_of_errors_does_not_count() -> None:
    """Their number does, as do their codes and places."""
    judge = judging("{userErrors: [{code: TAKEN}, {code: INVALID}], strictness: field}")
    assert judge.user_errors([INVALID, TAKEN], AT) == ()
    assert paths(judge.user_errors([INVALID], AT)) == [AT]
    assert paths(judge.user_errors([INVALID, INVALID], AT)) == [AT]


@pytest.mark.parametrize(
    ("run", "step", "expected"),
    [
        (Strictness.CODE, "exact", Strictness.CODE),
        (Strictness.EXACT, "code", Strictness.CODE),
        (Strictness.FIELD, "field", Strictness.FIELD),
    ],
)
def test_the_less_strict_of_run_and_step_counts(run: Strictness, step: str, expected: Strictness) -> None:
    """A run never compares more than a step wants compared."""
    assert Judge(Expectation(strictness=Strictness(step)), run).strictness is expected


@pytest.mark.parametrize(
    ("strictness", "found"),
    [
        (Strictness.CODE, []),
        (Strictness.FIELD, ["$.errors[0].path[0]"]),
        (Strictness.EXACT, ["$.errors[0].message", "$.errors[0].path[0]"]),
    ],
)
def test_strictness_says_how_much_of_a_top_level_error_counts(
    strictness: Strictness, found: list[str]
) -> None:
    """The code always, then the path, then the words."""
    then = Expectation(
        errors=[{"message": "Not there", "path": ["customerSet"], "extensions": {"code": "NOT_FOUND"}}]
    )
    error = {"message": "Gone", "path": ["set"], "extensions": {"code": "NOT_FOUND"}}
    judge = Judge(then, strictness)
    assert paths(judge.errors(answer({"errors": [error]}))) == found
    assert paths(judge.errors(answer({"errors": [{**error, "extensions": {"code": "OTHER"}}]})))


def test_what_is_not_written_of_a_user_error_does_not_count() -> None:
    """Whatever the strictness."""
    assert judging("{userErrors: [{field: [input, email]}]}").user_errors([TAKEN], AT) == ()


@pytest.mark.parametrize(
    ("written", "right", "wrong"),
    [
        ("{length: 2}", [TAKEN, INVALID], [TAKEN]),
        ("{unordered: [{code: INVALID}, {code: TAKEN}]}", [TAKEN, INVALID], [TAKEN, TAKEN]),
        ("{contains: {code: TAKEN}}", [INVALID, TAKEN], [INVALID]),
        ("[{any: true}]", [TAKEN], [TAKEN, TAKEN]),
        ("[{not: {code: TAKEN}}]", [INVALID], [TAKEN]),
    ],
)
def test_a_matcher_may_stand_for_user_errors(written: str, right: list[Any], wrong: list[Any]) -> None:
    """In place of the list, or of one of them."""
    judge = judging(f"{{userErrors: {written}}}")
    assert judge.user_errors(right, AT) == ()
    assert len(judge.user_errors(wrong, AT)) == 1


@pytest.mark.parametrize("found", [None, {}, "x"])
def test_user_errors_that_are_no_list_are_found(found: Any) -> None:
    """Whether some are due or none."""
    assert paths(judging("{userErrors: [{code: TAKEN}]}").user_errors(found, AT)) == [AT]
    assert paths(judging("{customer: {note: x}}").user_errors(found, AT)) == [AT]


PROBLEM = {"path": ["tags"], "explanation": "Expected value to not be null"}
VARIABLE = {
    "message": "Variable $input of type CustomerSetInput! was provided invalid value",
    "locations": [{"line": 1, "column": 22}],
    "extensions": {"code": "INVALID_VARIABLE", "value": {}, "problems": [PROBLEM]},
}


def test_without_errors_no_top_level_error_is_due() -> None:
    """The first one is told in its own words."""
    judge = judging("{customer: {note: x}}")
    assert judge.errors(answer({"data": {}})) == ()
    (finding,) = judge.errors(answer({"errors": [VARIABLE]}))
    assert (finding.path, finding.expected) == ("$.errors", "none")
    assert finding.message == (
        'There are top-level errors. It says: "Variable $input of type CustomerSetInput! was provided invalid value"'
    )


def test_top_level_errors_that_are_due_must_be_there() -> None:
    """A response without the key, or with fewer."""
    judge = judging("{errors: [{code: INVALID_VARIABLE}]}")
    assert judge.errors(answer({"errors": [VARIABLE]})) == ()
    assert paths(judge.errors(answer({"data": {}}))) == ["$.errors"]
    assert paths(judge.errors(answer({"errors": []}))) == ["$.errors"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("code: PARSE_ERROR", "$.errors[0].extensions.code"),
        ("message: syntax error", "$.errors[0].message"),
        ("problems: [{path: [note]}]", "$.errors[0].extensions.problems[0].path[0]"),
        ("problems: []", "$.errors[0].extensions.problems"),
        ("path: [customerSet]", "$.errors[0].path"),
        ("extensions: {value: {note: x}}", "$.errors[0].extensions.value.note"),
        ("locations: [{line: 2}]", "$.errors[0].locations[0].line"),
    ],
)
def test_each_part_of_a_top_level_error_counts(written: str, path: str) -> None:
    """Short names stand for keys of the extensions."""
    (finding,) = judging(f"{{errors: [{{{written}}}]}}").errors(answer({"errors": [VARIABLE]}))
    assert (finding.path, finding.line) == (path, 8)


def test_the_status_and_the_headers_are_judged() -> None:
    """Header names in whatever case."""
    judge = judging("{http: {status: 401, headers: {X-Reason: token}}}")
    assert judge.http(answer({}, 401, x_reason="token", other="x")) == ()
    assert paths(judge.http(answer({}, 403, x_reason="scope"))) == ["HTTP.status", 'HTTP.headers["x-reason"]']
    assert paths(judge.http(answer({}, 401))) == ['HTTP.headers["x-reason"]']


def test_the_cost_is_judged() -> None:
    """Requested and actual, each by its own name in the response."""
    judge = judging("{cost: {requested: 10, actual: 9}}")
    cost = {"requestedQueryCost": 10, "actualQueryCost": 9}
    assert judge.cost(answer({"extensions": {"cost": cost}})) == ()
    assert paths(judge.cost(answer({"extensions": {"cost": {**cost, "actualQueryCost": 10}}}))) == [
        "$.extensions.cost.actualQueryCost"
    ]
    assert paths(judge.cost(answer({"data": {}}))) == ["$.extensions.cost"]
    assert paths(judge.cost(answer([]))) == ["$.extensions.cost"]


CALL = "call: {document: '{ shop { id } }'}"


def test_the_data_of_a_call_is_judged() -> None:
    """Null, absent and an object are three different things."""
    judge = judging("{data: {shop: {name: x}}}", CALL)
    assert judge.data(answer({"data": {"shop": {"name": "x", "id": 1}}})) == ()
    assert paths(judge.data(answer({"data": {"shop": {"name": "y"}}}))) == ["$.data.shop.name"]
    assert paths(judge.data(answer({"data": None}))) == ["$.data"]
    assert paths(judging("{data: null}", CALL).data(answer({"errors": []}))) == ["$.data"]
    assert judging("{data: {absent: true}}", CALL).data(answer({"errors": []})) == ()


def test_a_deleted_id_is_judged() -> None:
    """Null is an expectation too."""
    judge = judging("{deleted: null}", "delete: {id: x}")
    assert judge.deleted(None, "$.d") == ()
    assert paths(judge.deleted("gid://shopify/Customer/1", "$.d")) == ["$.d"]


def test_the_number_of_customers_is_judged() -> None:
    """Of a race."""
    judge = judging("{customers: 1}", "parallel: {times: 2, when: {input: {firstName: Ada}}}")
    assert judge.customers(1) == ()
    (finding,) = judge.customers(2)
    assert (finding.path, finding.expected, finding.actual) == ("customers in all answers", "1", "2")


@pytest.mark.parametrize("found", [None, {"note": "y"}, {}])
def test_a_customer_is_judged(found: Any) -> None:
    """Also one that is not there."""
    judge = judging("{customer: {note: x}}")
    assert judge.customer({"note": "x", "id": "1"}, "$.c") == ()
    assert len(judge.customer(found, "$.c")) == 1


def test_what_is_not_written_is_not_judged() -> None:
    """A `then` that says nothing of customer, cost, status, data and deletion finds nothing there."""
    judge = judging("{userErrors: []}")
    response = answer({}, 500)
    assert (judge.customer(None, "$"), judge.cost(response), judge.http(response)) == ((), (), ())
    assert (judge.data(response), judge.deleted(None, "$"), judge.customers(7)) == ((), (), ())


def test_a_finding_knows_the_line_of_what_it_breaks() -> None:
    """Each expected value has its own; an element of a list too."""
    found = scenario(
        """
        when: {input: {firstName: Ada}}
        then:
          customer:
            firstName: Ada
            tags:
              - a
              - b
            email: ada@example.com
        """
    )
    judge = Judge(found.steps[0].then)
    customer = {"firstName": "Eve", "tags": ["a", "c"], "defaultEmailAddress": {"emailAddress": "x"}}
    assert [(finding.path, finding.line) for finding in judge.customer(customer, "$.c")] == [
        ("$.c.firstName", 10),
        ("$.c.tags[1]", 13),
        ("$.c.defaultEmailAddress.emailAddress", 14),
    ]


@pytest.mark.parametrize("errors", [None, [], [{}], ["x"], [{"message": 1}], {"message": "x"}])
def test_errors_without_words_say_nothing(errors: Any) -> None:
    """There is nothing to quote."""
    assert said(errors) == ""


SHOP = "query Probe { shop { id } }"
HEADERS = {"content-type": "application/json", "x-shopify-api-version": "2026-10"}
COST = {
    "requestedQueryCost": 1,
    "actualQueryCost": 1,
    "throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 1999, "restoreRate": 100},
}


def judged(payload: Any, document: str = SHOP, **variables: Any) -> list[tuple[str, str]]:
    """Return path and requirement of what is found in any answer to a document."""
    response = Response(200, HEADERS, json.dumps(payload).encode())
    exchange = Exchange(Request(document, variables, VERSION), response)
    return [(finding.path, finding.requirement) for finding in judge_response(exchange)]


def test_any_answer_is_held_against_the_schema_and_the_selection() -> None:
    """A missing key, a key too many, a wrong type."""
    shop = {"id": "gid://shopify/Shop/1"}
    right: dict[str, Any] = {"data": {"shop": shop}, "extensions": {"cost": COST}}
    assert judged(right) == []
    assert judged({**right, "data": {"shop": {}}}) == [("$.data.shop.id", "invariant.response-type")]
    assert judged({**right, "data": {"shop": None}}) == [("$.data.shop", "invariant.response-type")]
    assert judged({**right, "data": {"shop": shop, "x": 1}}) == [("$.data.x", "invariant.response-type")]


def test_the_envelope_and_the_types_are_judged_together() -> None:
    """Each finding has its own requirement."""
    assert judged({"data": {"shop": {"id": 1}}}) == [
        ("$.extensions.cost", "invariant.cost-coherent"),
        ("$.data.shop.id", "invariant.response-type"),
    ]


def test_data_beside_errors_is_held_against_the_schema_too() -> None:
    """The errors excuse a null, and nothing else."""
    document = "query Probe($id: ID!) { customer(id: $id) { id } }"
    errors = [{"message": "x", "path": ["customer"]}]
    extensions = {"cost": COST}
    null = {"data": {"customer": None}, "errors": errors, "extensions": extensions}
    assert judged(null, document) == []
    assert judged({**null, "data": {"customer": {}}}, document) == [
        ("$.data.customer.id", "invariant.response-type")
    ]


def test_skipped_fields_are_not_due() -> None:
    """The variables that were sent count."""
    document = "query Probe($more: Boolean!) { shop { id name @include(if: $more) } }"
    payload = {"data": {"shop": {"id": "gid://shopify/Shop/1"}}, "extensions": {"cost": COST}}
    assert judged(payload, document, more=False) == []
    assert judged(payload, document, more=True) == [("$.data.shop.name", "invariant.response-type")]


def test_data_for_a_document_that_cannot_run_is_found() -> None:
    """Only errors can answer a field that does not exist."""
    payload = {"data": {"shop": {"nickname": "x"}}, "extensions": {"cost": COST}}
    assert judged(payload, "{ shop { nickname } }") == [("$.data", "invariant.response-type")]
