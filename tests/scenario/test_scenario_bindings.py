"""References: what each stands for while a scenario runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scenario.scenario_texts import scenario

from conformance.errors import UsageError
from conformance.match import Matcher
from conformance.scenario import (
    CallAction,
    Scope,
    SetAction,
    UnboundError,
    bind,
    bind_action,
    bind_expectation,
    expand,
)
from conformance.scenario.enums import ENUMS
from conformance.versions import ApiVersion

if TYPE_CHECKING:
    from conformance.scenario import (
        Step,
    )

VERSION = ApiVersion("2026-10")
ADA = {
    "id": "gid://shopify/Customer/1",
    "firstName": "Ada",
    "note": None,
    "taxExempt": True,
    "tags": ["a", "b"],
    "defaultEmailAddress": {"emailAddress": "ada@example.com", "marketingState": "NOT_SUBSCRIBED"},
    "defaultPhoneNumber": None,
    "addressesV2": {"nodes": [{"id": "gid://shopify/MailingAddress/2", "city": "Oslo"}]},
    "metafields": {"nodes": [{"key": "erp", "value": "7"}]},
}


def opened(body: str) -> tuple[Step, Scope]:
    """The first step of a scenario, and the scope of its first case, in which `customer` is Ada."""
    found = scenario(body)
    scope = Scope.opening(expand(found, ENUMS.__getitem__)[0], VERSION, seed="1")
    return found.steps[0], scope.naming({"customer": ADA})


def note(written: str) -> Any:
    """What a note that refers to the given customer is bound to, at a place that takes strings."""
    step, scope = opened(
        f"""
        given: {{customer: {{firstName: Ada}}}}
        when: {{input: {{note: "{written}"}}}}
        """
    )
    action = bind_action(step.action, scope)
    assert isinstance(action, SetAction)
    return action.input["note"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${customer.id}", "gid://shopify/Customer/1"),
        ("${customer.note}", None),
        ("${customer.taxExempt}", "true"),
        ("${customer.tags}", ["a", "b"]),
        ("${customer.tags.1}", "b"),
        ("${customer.email}", "ada@example.com"),
        ("${customer.defaultEmailAddress.marketingState}", "NOT_SUBSCRIBED"),
        ("${customer.phone}", None),
        ("${customer.addresses.0.city}", "Oslo"),
        ("${customer.addressesV2.nodes.0.city}", "Oslo"),
        ("${customer.metafields.0.value}", "7"),
        ("${customer.metafields.nodes.0.value}", "7"),
        ("<${customer.firstName}>", "<Ada>"),
        ("${customer.firstName}${customer.email}", "Adaada@example.com"),
        ("${customer.taxExempt}!", "true!"),
        ("${text.3}", "abc"),
        ("${text.28}", "abcdefghijklmnopqrstuvwxyzab"),
        ("${text.0}", ""),
        ("${gid.unknown}", "gid://shopify/Customer/999999999999999"),
        ("$${customer.id}", "${customer.id}"),
        ("$5 {x} $", "$5 {x} $"),
    ],
)
def test_reference_stands_for_its_value(written: str, value: object) -> None:
    """One reference keeps its value; a number or boolean becomes text where a string is due."""
    assert note(written) == value


def test_tags_are_distinct_and_sorted() -> None:
    """A list of tags reads back as it was sent."""
    tags = note("${tags.251}")
    assert tags[0] == "tag-001"
    assert tags[-1] == "tag-251"
    assert len(set(tags)) == 251
    assert tags == sorted(tags)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("${customer.defaultPhoneNumber.phoneNumber}", 'null has nothing at "phoneNumber".'),
        ("${customer.addresses.1.city}", 'has nothing at "1".'),
        ("${customer.lastName}", 'has no "lastName". Did you mean "firstName"?'),
        ("<${customer.note}>", "inside other text it must be text or a number, not null."),
        ("<${customer.tags}>", 'inside other text it must be text or a number, not ["a", "b"].'),
    ],
)
def test_reference_without_a_value_is_an_error(written: str, reason: str) -> None:
    """What the target did not answer is told with file and line."""
    with pytest.raises(UnboundError) as caught:
        note(written)
    assert caught.value.message.startswith("x.yaml:8: ${customer.")
    assert caught.value.message.endswith(reason)
    assert isinstance(caught.value, UsageError)


def test_columns_bind_in_keys_values_and_matchers() -> None:
    """A row's values fill keys, values, texts and arguments, and may hold references themselves."""
    step, scope = opened(
        """
        cases:
          one: {field: note, size: 5, word: "${unique.tag}", pattern: a+}
        when: {input: {"${field}": "${text.3}", firstName: "${word}", lastName: "${size}!", tags: ["${size}"]}}
        then:
          customer: {"${field}": {regex: "${pattern}"}, tags: {length: "${size}"}, lastName: {not: "${size}"}}
        """
    )
    action = bind_action(step.action, scope)
    assert isinstance(action, SetAction)
    assert action.input == {
        "note": "abc",
        "firstName": scope.unique.get("tag"),
        "lastName": "5!",
        "tags": ["5"],
    }
    assert bind_expectation(step.then, scope).customer == {
        "note": Matcher("regex", "a+"),
        "tags": Matcher("length", 5),
        "lastName": Matcher("not", "5"),
    }


def test_wrong_argument_of_a_matcher_is_an_error() -> None:
    """An argument that is known only at run time is checked then."""
    step, scope = opened(
        """
        cases: {size: [many]}
        when: {input: {firstName: Ada}}
        then: {customer: {tags: {length: "${size}"}}}
        """
    )
    with pytest.raises(UnboundError, match=r'x\.yaml: `length` takes a whole number from 0 up, not "many"\.'):
        bind_expectation(step.then, scope)


@pytest.mark.parametrize(
    ("field", "value", "tree"),
    [
        ("email", "a@example.com", {"defaultEmailAddress": {"emailAddress": "a@example.com"}}),
        ("email", None, {"defaultEmailAddress": None}),
        ("note", None, {"note": None}),
    ],
)
def test_short_name_from_a_column_is_resolved(field: str, value: str | None, tree: object) -> None:
    """A short name that stands in a table means the same as one that is written out."""
    written = "null" if value is None else value
    step, scope = opened(
        f"""
        cases: {{one: {{field: {field}, value: {written}}}}}
        when: {{identifier: {{id: x}}, input: {{firstName: Ada}}}}
        then: {{customer: {{"${{field}}": "${{value}}"}}, changed: ["${{field}}"]}}
        """
    )
    then = bind_expectation(step.then, scope)
    assert then.customer == tree
    assert then.changed == (("defaultEmailAddress.emailAddress",) if field == "email" else ("note",))


@pytest.mark.parametrize(
    ("reference", "tree"),
    [
        ("${customer.email}", {"defaultEmailAddress": {"emailAddress": "ada@example.com"}}),
        ("${customer.phone}", {"defaultEmailAddress": None}),
    ],
)
def test_expected_email_that_turns_out_null_means_no_address(reference: str, tree: object) -> None:
    """A short name that refers to a value has the response's shape whether that is null or not."""
    step, scope = opened(
        f"""
        given: {{customer: {{firstName: Ada}}}}
        when: {{input: {{firstName: Ada}}}}
        then: {{customer: {{email: "{reference}"}}}}
        """
    )
    assert bind_expectation(step.then, scope).customer == tree


def test_key_that_comes_out_twice_is_an_error() -> None:
    """A key from a table must not collide with one that is written out."""
    step, scope = opened(
        """
        cases: {field: [firstName]}
        when: {input: {firstName: Ada, "${field}": Bob}}
        """
    )
    with pytest.raises(UnboundError, match='the key "firstName" stands there twice'):
        bind_action(step.action, scope)


def test_key_that_is_no_text_is_an_error() -> None:
    """A key from a table must be a text."""
    step, scope = opened(
        """
        cases: {field: [null]}
        when: {input: {"${field}": Bob}}
        """
    )
    with pytest.raises(UnboundError, match="a key must be text, and this is null"):
        bind_action(step.action, scope)


def test_parallel_calls_are_numbered() -> None:
    """Each call of a race has its own number, a text where a string is due."""
    found = scenario("parallel: {times: 2, when: {input: {note: '${n}', tags: ['n-${n}']}}}")
    (step,) = found.steps
    scope = Scope.opening(expand(found, ENUMS.__getitem__)[0], VERSION, seed="1")
    assert bind_action(step.action, scope) is step.action
    inputs = [bind(step.action.action.input, scope.numbered(n)) for n in range(2)]  # type: ignore[union-attr]
    assert inputs == [{"note": "0", "tags": ["n-0"]}, {"note": "1", "tags": ["n-1"]}]


def test_number_outside_parallel_calls_is_an_error() -> None:
    """Without a number there is no `${n}`, whatever the file says."""
    step, scope = opened("parallel: {times: 2, when: {input: {note: '${n}'}}}")
    with pytest.raises(UnboundError, match="only parallel calls are numbered"):
        bind(step.action.action.input, scope)  # type: ignore[union-attr]


def test_call_is_bound_to_the_letter() -> None:
    """References in a document, its variables and its name are filled in, and nothing else is touched."""
    step, scope = opened(
        """
        cases: {one: {variables: {id: 5}, name: Q}}
        given: {customer: {firstName: Ada}}
        call:
          document: |
            query Q($id: ID!) {  customer(id: "${customer.id}") { id } }
          variables: ${variables}
          operationName: ${name}
        """
    )
    assert bind_action(step.action, scope) == CallAction(
        'query Q($id: ID!) {  customer(id: "gid://shopify/Customer/1") { id } }\n', {"id": 5}, "Q", line=11
    )


@pytest.mark.parametrize(
    ("written", "what"), [("variables: ${x}", "a mapping"), ("operationName: ${x}", "text")]
)
def test_call_with_something_else_is_an_error(written: str, what: str) -> None:
    """What a call can't send is told."""
    step, scope = opened(f"cases: {{one: {{x: [5]}}}}\ncall:\n  document: x\n  {written}")
    with pytest.raises(UnboundError, match=rf"here it must be {what}, not \[5\]"):
        bind_action(step.action, scope)


def test_saved_values_are_names() -> None:
    """What a step saves is known to the steps after it, and the scope before is unchanged."""
    _, scope = opened("when: {input: {firstName: Ada}}")
    found = scenario(
        """
        steps:
          - when: {input: {firstName: Ada}}
            save: {newcomer: customer, first: data.customerSet.customer.addressesV2.nodes}
          - when: {identifier: {id: "${newcomer.id}"}, input: {note: "${first.0.city}", phone: "${newcomer.email}"}}
        """
    )
    later = scope.naming({"newcomer": ADA, "first": ADA["addressesV2"]["nodes"]})  # type: ignore[call-overload,index]
    assert bind_action(found.steps[1].action, later) == SetAction(
        {"note": "Oslo", "phone": "ada@example.com"}, {"id": "gid://shopify/Customer/1"}
    )
    assert "newcomer" not in scope.names


def test_unknown_name_at_run_time_is_an_error() -> None:
    """A name that no one has given is told, with the nearest one that is known."""
    step, scope = opened("given: {customers: {ada: {firstName: Ada}}}\nwhen: {input: {note: '${ada.id}'}}")
    with pytest.raises(
        UnboundError, match=r'x.yaml:8: \$\{ada.id\} .* nothing is called "ada" here. Did you mean "adam"'
    ):
        bind_action(step.action, scope.naming({"adam": ADA}))
