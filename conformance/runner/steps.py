"""The steps of a scenario: what each sends, and what is judged of the answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from conformance.errors import TargetError
from conformance.match import render
from conformance.oracle import invariants
from conformance.oracle.finding import READ_YOUR_WRITE, REPEAT_CHANGES_NOTHING, Finding
from conformance.oracle.judge import Judge
from conformance.runner import documents
from conformance.runner.insistence import insist
from conformance.runner.refusal import nothing_changed
from conformance.runner.stage import as_state, root, roots
from conformance.scenario.bindings import Reference, bind, bind_action, bind_expectation
from conformance.scenario.model import (
    OMITTED,
    CallAction,
    DeleteAction,
    ParallelAction,
    ReadAction,
    SetAction,
)
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.oracle.invariants import State
    from conformance.runner.stage import Stage
    from conformance.scenario.model import Action, Expectation, Step
    from conformance.wire import Json, Response

_SET = "$.data.customerSet"


def perform(stage: Stage, step: Step) -> None:
    """Send what a step says, judge the answer, and save what it names."""
    if step.pause:
        stage.session.sleep(step.pause)
    action = bind_action(step.action, stage.scope)
    result = (
        insist(stage, step.eventually, lambda: _perform(stage, action, step.then))
        if step.eventually
        else _perform(stage, action, step.then)
    )
    if not stage.findings:
        for name, path in step.save:
            stage.scope = stage.scope.naming({name: _pick(result, path, stage, step)})


def _pick(result: dict[str, Any], path: tuple[str, ...], stage: Stage, step: Step) -> Json:
    """Return what a step saves, by the same rules as a reference."""
    scope = stage.scope.naming(result)
    return scope.resolve(Reference(path, step.position[0]))


def _perform(stage: Stage, action: Action, then: Expectation) -> dict[str, Any]:
    if isinstance(action, ParallelAction):
        return _parallel(stage, action, then)
    judge = Judge(bind_expectation(then, stage.scope), stage.session.strictness)
    match action:
        case SetAction():
            return _set(stage, action, judge)
        case ReadAction():
            return _read(stage, action, judge)
        case DeleteAction():
            return _delete(stage, action, judge)
        case CallAction():
            return _call(stage, action, judge)


def _status(judge: Judge) -> int | None:
    """Return the HTTP status that is due unless the scenario states one; one that states headers alone does not."""
    stated = judge.then.http
    return 200 if stated is OMITTED or (isinstance(stated, dict) and "status" not in stated) else None


def _common(stage: Stage, judge: Judge, response: Response) -> None:
    stage.find((*judge.http(response), *judge.body(response), *judge.errors(response), *judge.cost(response)))


def _payload(stage: Stage, judge: Judge, response: Response, field: str) -> dict[str, Any] | None:
    """Return a mutation's payload if there is one, and find fault where that is not what is due."""
    payload, at = root(response, field), f"$.data.{field}"
    is_there = isinstance(payload, dict)
    if is_there is judge.then.expects_errors and not stage.findings:
        due, message = (
            ("null", f"{field} has a payload beside the errors that refuse it.")
            if is_there
            else ("a payload", f"{field} has no payload.")
        )
        stage.find([Finding(at, due, render(payload), message)])
    return payload if is_there else None


def _arguments(action: SetAction) -> dict[str, Any]:
    """Return the arguments of a set; an identifier that the scenario leaves out is left out."""
    found = {} if action.identifier is OMITTED else {"identifier": action.identifier}
    return {**found, "input": action.input}


def _document(stage: Stage, action: SetAction) -> tuple[str, dict[str, Any]]:
    """Return the document of a set and its variables."""
    arguments = _arguments(action)
    if action.inline:
        return documents.customer_set_inline(arguments, metafields=stage.metafields), {}
    return documents.customer_set(metafields=stage.metafields), arguments


def _set(stage: Stage, action: SetAction, judge: Judge) -> dict[str, Any]:
    arguments = _arguments(action)
    response = stage.send(*_document(stage, action), status=_status(judge))
    _common(stage, judge, response)
    payload = _payload(stage, judge, response, "customerSet")
    if payload is None:
        if judge.then.expects_errors:
            nothing_changed(stage, arguments)
        return {}
    stage.find(invariants.customer_or_errors(payload, _SET))
    stage.find(judge.user_errors(payload.get("userErrors"), f"{_SET}.userErrors"))
    customer = as_state(payload.get("customer"))
    if stage.findings:
        return {}
    if customer is None:
        stage.find(judge.customer(None, f"{_SET}.customer"))
        nothing_changed(stage, arguments)
    else:
        _succeeded(stage, arguments, customer, judge)
    return {"customer": customer, "data": roots(response)}


def _succeeded(stage: Stage, arguments: dict[str, Any], customer: State, judge: Judge) -> None:
    """Judge a set that made or changed a customer."""
    at = f"{_SET}.customer"
    sent, identifier = arguments["input"], arguments.get("identifier")
    due = stage.expect_id(identifier, sent)
    stage.find(invariants.identity(customer["id"], due, stage.session.met, at))
    stage.find(judge.customer(customer, at))
    before = stage.known.get(customer["id"])
    stage.judge_lists(customer, sent, at)
    if before is None and judge.then.changed is not OMITTED:
        message = "Fields were to change, but somebody was made who was not there before."
        due = "a customer that this scenario knows"
        stage.find(judge.at("changed", [Finding(f"{at}.id", due, render(customer["id"]), message)]))
    if before is not None:
        also = ("metafields",) if isinstance(identifier, dict) and "customId" in identifier else ()
        stage.find(invariants.omitted_unchanged(before, customer, sent, at, also=also))
        if judge.then.changed is not OMITTED:
            declared = [str(path).partition(".")[0] for path in judge.then.changed]
            stage.find(judge.at("changed", invariants.only_changed(before, customer, declared, at)))
    read = stage.read(customer["id"])
    stage.find(invariants.read_your_write(customer, read, "$.data.customer"))
    stage.meet(customer)
    stage.remember_custom_id(identifier, customer["id"])
    stage.last_set = (arguments, customer["id"])


def repeat(stage: Stage) -> None:
    """Send the last set that succeeded once more, by id where it had no identifier, and judge that nothing changed."""
    if stage.last_set is None or stage.last_set[1] not in stage.known:
        return
    arguments, customer_id = stage.last_set
    sent = {name: value for name, value in arguments["input"].items() if name != "id"}
    if any(isinstance(entry, dict) and "id" in entry for entry in sent.get("addresses") or []):
        return
    identifier = arguments.get("identifier") or {"id": customer_id}
    document = documents.customer_set(metafields=stage.metafields)
    response = stage.send(document, {"identifier": identifier, "input": sent})
    payload = root(response, "customerSet")
    again = as_state(payload.get("customer")) if isinstance(payload, dict) else None
    if again is None:
        found = payload.get("userErrors") if isinstance(payload, dict) else response.payload
        message = "The same set again was refused."
        stage.find([Finding(_SET, "success", render(found), message, REPEAT_CHANGES_NOTHING)])
        return
    at = f"{_SET}.customer"
    stage.find(
        invariants.identity(again["id"], customer_id, (), at)
        or invariants.repeat_changes_nothing(stage.known[customer_id], again, at)
    )


def _read(stage: Stage, action: ReadAction, judge: Judge) -> dict[str, Any]:
    customer = (
        stage.read(action.value, status=_status(judge))
        if action.by == "id"
        else stage.read_by(action.by, action.value, status=_status(judge))
    )
    response = stage.exchanges[-1].response
    _common(stage, judge, response)
    at = "$.data.customer" if action.by == "id" else "$.data.customerByIdentifier"
    if judge.then.customer is OMITTED and customer is None and not judge.then.expects_errors:
        stage.find([Finding(at, "a customer", "null", "Nobody was found.")])
    stage.find(judge.customer(customer, at))
    if customer is not None:
        written = stage.known.get(customer["id"])
        if written is not None:
            stage.find(invariants.read_your_write(written, customer, at))
        stage.meet(customer)
    return {"customer": customer, "data": roots(response)}


def _delete(stage: Stage, action: DeleteAction, judge: Judge) -> dict[str, Any]:
    at = "$.data.customerDelete"
    customer_id = action.id
    response = stage.send(documents.CUSTOMER_DELETE, {"input": {"id": customer_id}}, status=_status(judge))
    _common(stage, judge, response)
    payload = _payload(stage, judge, response, "customerDelete")
    if payload is None:
        if judge.then.expects_errors:
            nothing_changed(stage, {})
        return {}
    errors, deleted = payload.get("userErrors"), payload.get("deletedCustomerId")
    stage.find(judge.user_errors(errors, f"{at}.userErrors"))
    stage.find(judge.deleted(deleted, f"{at}.deletedCustomerId"))
    if stage.findings:
        return {}
    if errors:
        nothing_changed(stage, {})
    else:
        _deleted(stage, customer_id)
    return {"data": roots(response)}


def _deleted(stage: Stage, customer_id: str) -> None:
    """Judge that a deleted customer is gone."""
    stage.known.pop(customer_id, None)
    if stage.read(customer_id) is None:
        stage.created.pop(customer_id, None)
    else:
        message = "The customer can still be read after it was deleted."
        stage.find([Finding("$.data.customer", "null", "a customer", message, READ_YOUR_WRITE)])


def _call(stage: Stage, action: CallAction, judge: Judge) -> dict[str, Any]:
    bound = (action.document, action.variables, action.operation_name)
    document, variables, name = cast("tuple[str, Mapping[str, Any], str | None]", bound)
    request = Request(
        document,
        variables,
        stage.version,
        name,
        token=action.token,
        asked=action.version,
        headers=action.headers,
        is_patient=action.wait,
    )
    response = stage.ask(request, status=_status(judge))
    _common(stage, judge, response)
    stage.find(judge.data(response))
    data = roots(response)
    payloads = {
        field: value for field, value in data.items() if isinstance(value, dict) and "userErrors" in value
    }
    for field, value in payloads.items():
        stage.find(judge.user_errors(value["userErrors"], f"$.data.{field}.userErrors"))
    if not payloads and judge.then.user_errors is not OMITTED and not stage.findings:
        finding = Finding("$.data", "userErrors", render(data), "No root field has userErrors.")
        stage.find(judge.at("userErrors", [finding]))
    if judge.then.expects_errors and not any(data.values()):
        nothing_changed(stage, variables)
    elif not stage.findings:
        _read_again(stage)
    return {"data": data}


def _read_again(stage: Stage) -> None:
    """Bring what is known up to date after a document that may have changed anything, and made anybody."""
    for customer_id in dict.fromkeys((*stage.known, *stage.created)):
        state = stage.read(customer_id)
        if state is None:
            stage.known.pop(customer_id, None)
            stage.created.pop(customer_id, None)
        else:
            stage.meet(state)


def _parallel(stage: Stage, action: ParallelAction, then: Expectation) -> dict[str, Any]:
    """Send one set many times at once; each answer is judged alone, and together how many customers they name."""
    scopes = [stage.scope.numbered(number) for number in range(action.times)]
    template = action.action
    calls = [
        replace(template, input=bind(template.input, scope), identifier=bind(template.identifier, scope))
        for scope in scopes
    ]
    with ThreadPoolExecutor(max_workers=action.times) as pool:
        requests = [Request(*_document(stage, call), stage.version) for call in calls]
        answers = [pool.submit(stage.session.target.send, request) for request in requests]
    named: dict[str, State] = {}
    lost: list[TargetError] = []
    for call, request, answer, scope in zip(calls, requests, answers, scopes, strict=True):
        judge = Judge(bind_expectation(then, scope), stage.session.strictness)
        try:
            response = stage.take(request, answer.result(), status=_status(judge))
        except TargetError as error:
            lost.append(error)
            stage.unanswered.append(request)
            continue
        customer = _one_of_many(stage, judge, response)
        if customer is not None:
            named[customer["id"]] = customer
            stage.remember_custom_id(call.identifier, customer["id"])
    if lost:
        raise lost[0]
    stage.find(judge.customers(len(named)))
    for customer_id in named if not stage.findings else ():
        state = stage.read(customer_id)
        if state is None:
            message = "The customer that the race made can't be read."
            stage.find([Finding("$.data.customer", "a customer", "null", message, READ_YOUR_WRITE)])
        else:
            stage.meet(state)
    return {}


def _one_of_many(stage: Stage, judge: Judge, response: Response) -> State | None:
    """Judge one answer of several, and return the customer that it names."""
    _common(stage, judge, response)
    payload = _payload(stage, judge, response, "customerSet")
    if payload is None:
        return None
    stage.find(invariants.customer_or_errors(payload, _SET))
    if judge.then.user_errors is not OMITTED:
        stage.find(judge.user_errors(payload.get("userErrors"), f"{_SET}.userErrors"))
    customer = as_state(payload.get("customer"))
    if customer is not None:
        stage.find(judge.customer(customer, f"{_SET}.customer"))
    return customer
