"""Expected trees: short names become the response's keys, and every place knows its line."""

from __future__ import annotations

from typing import Any

import pytest
from scenario.scenario_texts import scenario

from conformance.match import Matcher, compare
from conformance.scenario import (
    OMITTED,
    CallAction,
    DeleteAction,
    Expectation,
    ParallelAction,
    ReadAction,
    SetAction,
    Strictness,
)


def then(written: str, step: str = "when: {input: {firstName: Ada}}") -> Expectation:
    """The expectation of a step."""
    return scenario(f"{step}\nthen: {written}").steps[0].then


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("{email: a@example.com}", {"defaultEmailAddress": {"emailAddress": "a@example.com"}}),
        ("{email: null}", {"defaultEmailAddress": None}),
        ("{phone: +16135550100}", {"defaultPhoneNumber": {"phoneNumber": "+16135550100"}}),
        ("{phone: null}", {"defaultPhoneNumber": None}),
        ("{email: {any: true}}", {"defaultEmailAddress": Matcher("any", argument=True)}),
        ("{email: {type: 'null'}}", {"defaultEmailAddress": Matcher("type", "null")}),
        ("{email: {not: null}}", {"defaultEmailAddress": {"emailAddress": Matcher("not", None)}}),
        ("{addresses: []}", {"addressesV2": {"nodes": []}}),
        ("{addresses: [{zip: 01234}]}", {"addressesV2": {"nodes": [{"zip": "01234"}]}}),
        ("{addresses: {length: 2}}", {"addressesV2": {"nodes": Matcher("length", 2)}}),
        ("{addressesV2: {nodes: []}}", {"addressesV2": {"nodes": []}}),
        (
            "{metafields: [{type: id, value: 5}]}",
            {"metafields": {"nodes": [{"type": "id", "value": "5"}]}},
        ),
        ("{metafields: {nodes: {length: 0}}}", {"metafields": {"nodes": Matcher("length", 0)}}),
        ("{metafields: [{type: id}]}", {"metafields": {"nodes": [{"type": "id"}]}}),
        ("{metafields: [{type: string}]}", {"metafields": {"nodes": [Matcher("type", "string")]}}),
        ("{defaultAddress: {city: Oslo}}", {"defaultAddress": {"city": "Oslo"}}),
        (
            "{numberOfOrders: 0, amountSpent: {amount: 0.0}}",
            {"numberOfOrders": "0", "amountSpent": {"amount": "0.0"}},
        ),
        ("{taxExempt: false}", {"taxExempt": False}),
        ("{id: {gid: Customer}}", {"id": Matcher("gid", "Customer")}),
        ("{tags: {unordered: [b, 1]}}", {"tags": Matcher("unordered", ["b", "1"])}),
        ("{tags: {contains: 1}}", {"tags": Matcher("contains", "1")}),
        (
            "{addresses: {contains: {city: {not: Oslo}}}}",
            {"addressesV2": {"nodes": Matcher("contains", {"city": Matcher("not", "Oslo")})}},
        ),
        ("{createdAt: {after: 2026-01-01}}", {"createdAt": Matcher("after", "2026-01-01")}),
        ("null", None),
    ],
)
def test_customer_has_the_shape_of_the_response(written: str, tree: Any) -> None:
    """Short names are resolved and scalars typed when the file is compiled."""
    assert then(f"{{customer: {written}}}", "read: {id: x}").customer == tree


def test_what_is_not_written_is_omitted() -> None:
    """An expectation without `then` expects nothing in particular."""
    assert scenario("when: {input: {firstName: Ada}}").steps[0].then == Expectation()
    assert Expectation().customer is OMITTED
    assert then("{userErrors: []}").user_errors == []


def test_user_errors() -> None:
    """Errors are lists of objects of which only the written keys count."""
    found = then(
        "{userErrors: [{code: TAKEN, field: [input, addresses, 0]}, {message: {regex: x}}], strictness: code}"
    )
    assert found.user_errors == [
        {"code": "TAKEN", "field": ["input", "addresses", "0"]},
        {"message": Matcher("regex", "x")},
    ]
    assert found.strictness is Strictness.CODE


def test_top_level_errors_have_the_shape_of_the_response() -> None:
    """`code` and `problems` stand below `extensions`, beside what is written there."""
    found = then(
        "{errors: [{code: INVALID_VARIABLE, problems: [{path: [a, 0]}], extensions: {value: {}}, path: [x, 1]}]}"
    )
    assert found.errors == [
        {
            "extensions": {"code": "INVALID_VARIABLE", "problems": [{"path": ["a", 0]}], "value": {}},
            "path": ["x", 1],
        }
    ]
    assert found.expects_errors


@pytest.mark.parametrize(
    ("written", "expects"), [("{}", False), ("{errors: []}", False), ("{errors: [{}]}", True)]
)
def test_expecting_errors(written: str, expects: object) -> None:
    """Only an error that is written is expected."""
    assert then(written).expects_errors is expects


def test_http_cost_deleted_and_customers() -> None:
    """The smaller expectations."""
    found = then(
        "{http: {status: 200, headers: {X-Request-Id: {type: string}, Age: 5}}, cost: {requested: 10}}"
    )
    assert found.http == {"status": 200, "headers": {"x-request-id": Matcher("type", "string"), "age": "5"}}
    assert found.cost == {"requestedQueryCost": 10}
    assert then("{deleted: null}", "delete: {id: x}").deleted is None
    assert then("{data: {absent: true}}", "call: {document: x}").data == Matcher("absent", argument=True)
    assert then("{customers: 1}", "parallel: {times: 2, when: {input: {firstName: Ada}}}").customers == 1


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ("[note, email]", ("note", "defaultEmailAddress.emailAddress")),
        ("[phone, addresses]", ("defaultPhoneNumber.phoneNumber", "addressesV2.nodes")),
        ("[addresses.0.city]", ("addressesV2.nodes.0.city",)),
        ("[metafields, metafields.nodes.0.value]", ("metafields.nodes", "metafields.nodes.0.value")),
        ("[defaultEmailAddress]", ("defaultEmailAddress",)),
        ("[]", ()),
    ],
)
def test_changed_fields_are_paths_of_the_response(written: str, paths: tuple[str, ...]) -> None:
    """Short names are resolved in `changed` too."""
    step = "when: {identifier: {id: x}, input: {firstName: Ada}}"
    assert then(f"{{changed: {written}}}", step).changed == paths


@pytest.mark.parametrize(
    ("step", "action"),
    [
        ("when: {input: {note: x}, inline: true}", SetAction({"note": "x"}, inline=True)),
        ("read: {email: 5}", ReadAction("email", "5")),
        (
            "read: {customId: {namespace: a, key: b, value: 5}}",
            ReadAction("customId", {"namespace": "a", "key": "b", "value": "5"}),
        ),
        ("delete: {id: null}\nthen: {errors: [{}]}", DeleteAction(None)),
        ("call: {document: '{ shop }'}", CallAction("{ shop }", line=7)),
        (
            "call: {document: x, variables: {a: 5, b: yes}, operationName: Q, version: 2025-01}",
            CallAction("x", {"a": 5, "b": "yes"}, "Q", version="2025-01", line=7),
        ),
        ("requires: [token]\ncall: {document: x, token: wrong}", CallAction("x", token="wrong", line=8)),
        (
            "call:\n  document: |\n    query Q {\n      shop { id }\n    }",
            CallAction("query Q {\n  shop { id }\n}\n", line=9),
        ),
        ('call: {document: "{\n\n      shop}"}', CallAction("{\nshop}", line=0)),
        (
            "parallel: {times: 8, when: {input: {note: x}}}",
            ParallelAction(8, SetAction({"note": "x"})),
        ),
    ],
)
def test_actions(step: str, action: object) -> None:
    """Each action keeps what is written."""
    assert scenario(step).steps[0].action == action


def test_steps_keep_their_order_and_place() -> None:
    """A story is its steps in order, each with its place, and what they save."""
    found = scenario(
        """
        steps:
          - when: {input: {firstName: Ada}}
            save: {newcomer: customer, theId: customer.id, root: data.customerSet}
          - read: {id: "${theId}"}
        """
    )
    assert [step.position for step in found.steps] == [(8, 9), (10, 9)]
    assert found.steps[0].save == (
        ("newcomer", ("customer",)),
        ("theId", ("customer", "id")),
        ("root", ("data", "customerSet")),
    )


def test_difference_leads_to_the_line_that_expects_it() -> None:
    """A difference's `where`, behind the key of `then`, finds the deepest line that is written."""
    found = scenario(
        """
        when:
          identifier: {id: x}
          input: {note: x}
        then:
          customer:
            note: x
            email: a@example.com
            tags:
              unordered:
                - a
                - b
            addresses:
              - city: Oslo
          userErrors:
            - code: TAKEN
              field: [input]
          changed: [note]
          cost:
            requested: 10
        """
    ).steps[0]
    customer = {
        "note": "y",
        "defaultEmailAddress": {"emailAddress": "b@example.com"},
        "tags": ["a", "c"],
        "addressesV2": {"nodes": [{"city": None}]},
    }
    differences = compare(found.then.customer, customer)
    assert [(each.path, found.then.line_of(("customer", *each.where))) for each in differences] == [
        ("$.note", 12),
        ("$.defaultEmailAddress.emailAddress", 13),
        ("$.tags", 17),
        ("$.addressesV2.nodes[0].city", 19),
    ]
    assert found.then.line_of(("customer", "never", "written")) == 11
    assert found.then.line_of(("userErrors", 0, "field", 0)) == 22
    assert found.then.line_of(("userErrors", 7)) == 20
    assert found.then.line_of(("changed",)) == 23
    assert found.then.line_of(("cost", "requestedQueryCost")) == 25
    assert found.then.line_of(("http",)) == 11
    assert Expectation().line_of(("customer",)) == 0
