"""The steps of a scenario: what each sends, and what is judged of the answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from conformance.match import render
from conformance.oracle import invariants
from conformance.oracle.finding import READ_YOUR_WRITE, REPEAT_CHANGES_NOTHING, Finding
from conformance.oracle.judge import Judge
from conformance.runner import documents
from conformance.runner.refusal import nothing_changed
from conformance.runner.stage import as_state, root
from conformance.scenario.bindings import Reference
from conformance.scenario.model import (
    OMITTED,
    CallAction,
    DeleteAction,
    ParallelAction,
    ReadAction,
    SetAction,
)

if TYPE_CHECKING:
    from conformance.oracle.invariants import State
    from conformance.runner.stage import Stage
    from conformance.scenario.model import Action, Step
    from conformance.wire import Json, Response

_SET = "$.data.customerSet"


def perform(stage: Stage, step: Step) -> None:
    """Send what a step says, judge the answer, and save what it names."""
    judge = Judge(step.then, stage.bind)
    result = _perform(stage, step.action, judge)
    if not stage.findings:
        for name, path in step.save:
            stage.scope = stage.scope.naming({name: _pick(result, path, stage, step)})


def _pick(result: dict[str, Any], path: tuple[str, ...], stage: Stage, step: Step) -> Json:
    """Return what a step saves, by the same rules as a reference."""
    scope = stage.scope.naming(result)
    return scope.resolve(Reference(path, step.position[0]))


def _perform(stage: Stage, action: Action, judge: Judge) -> dict[str, Any]:
    match action:
        case SetAction():
            return _set(stage, action, judge)
        case ReadAction():
            return _read(stage, action, judge)
        case DeleteAction():
            return _delete(stage, action, judge)
        case CallAction():
            return _call(stage, action, judge)
        case ParallelAction():
            return _parallel(stage, action, judge)


def _status(judge: Judge) -> int | None:
    return None if judge.then.http is not OMITTED else 200


def _common(stage: Stage, judge: Judge, response: Response) -> None:
    stage.find((*judge.http(response), *judge.errors(response), *judge.cost(response)))


def _arguments(stage: Stage, action: SetAction, n: int | None = None) -> dict[str, Any]:
    """Return the arguments of a set; an identifier that the scenario leaves out is left out."""
    found = {} if action.identifier is OMITTED else {"identifier": stage.bind(action.identifier, n)}
    return found if action.input is OMITTED else {**found, "input": stage.bind(action.input, n)}


def _send_set(stage: Stage, arguments: dict[str, Any], judge: Judge, *, inline: bool = False) -> Response:
    if inline:
        document = documents.customer_set_inline(arguments, metafields=stage.metafields)
        return stage.send(document, {}, status=_status(judge))
    return stage.send(documents.customer_set(metafields=stage.metafields), arguments, status=_status(judge))


def _set(stage: Stage, action: SetAction, judge: Judge) -> dict[str, Any]:
    arguments = _arguments(stage, action)
    response = _send_set(stage, arguments, judge, inline=action.inline)
    _common(stage, judge, response)
    payload = root(response, "customerSet")
    if not isinstance(payload, dict):
        if judge.then.expects_errors:
            nothing_changed(stage, arguments)
        elif not stage.findings:
            stage.find([Finding(_SET, "a payload", render(payload), "customerSet has no payload.")])
        return {}
    stage.find(invariants.customer_or_errors(payload, _SET))
    stage.find(judge.user_errors(payload.get("userErrors"), f"{_SET}.userErrors"))
    customer = as_state(payload.get("customer"))
    if customer is not None:
        _own(stage, customer)
    if stage.findings:
        return {}
    if customer is None:
        stage.find(judge.customer(None, f"{_SET}.customer"))
        nothing_changed(stage, arguments)
        return {"customer": None}
    return {"customer": _succeeded(stage, arguments, customer, judge)}


def _succeeded(stage: Stage, arguments: dict[str, Any], customer: State, judge: Judge) -> State:
    """Judge a set that made or changed a customer, and return its state as read back."""
    at = f"{_SET}.customer"
    sent, identifier = arguments.get("input") or {}, arguments.get("identifier")
    due = stage.expect_id(identifier, sent)
    stage.find(invariants.identity(customer["id"], due, stage.session.met, at))
    stage.find(judge.customer(customer, at))
    before = stage.known.get(customer["id"])
    if len(sent.get("addresses") or []) <= documents.ADDRESSES_READ:
        stage.find(invariants.lists_replaced(customer, sent, at))
    if before is not None:
        also = ("metafields",) if isinstance(identifier, dict) and "customId" in identifier else ()
        stage.find(invariants.omitted_unchanged(before, customer, sent, at, also=also))
        if judge.then.changed is not OMITTED:
            declared = _fields(stage.bind(judge.then.changed))
            stage.find(judge.at("changed", invariants.only_changed(before, customer, declared, at)))
    read = stage.read(customer["id"])
    stage.find(invariants.read_your_write(customer, read, "$.data.customer"))
    stage.meet(customer)
    stage.remember_custom_id(identifier, customer["id"])
    stage.last_set = (arguments, customer["id"])
    return customer


def _fields(paths: list[str]) -> list[str]:
    """Return the customer's own fields that paths below it begin with; a reference may stand for a short name."""
    names = [path.partition(".")[0] for path in paths]
    return [invariants.OUTPUT.get(name, name) for name in names]


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
    _own(stage, again)
    stage.find(invariants.identity(again["id"], customer_id, (), f"{_SET}.customer"))
    stage.find(invariants.repeat_changes_nothing(stage.known[customer_id], again, f"{_SET}.customer"))


def _read(stage: Stage, action: ReadAction, judge: Judge) -> dict[str, Any]:
    value = stage.bind(action.value)
    customer = stage.read(value) if action.by == "id" else stage.read_by(action.by, value)
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
    return {"customer": customer}


def _delete(stage: Stage, action: DeleteAction, judge: Judge) -> dict[str, Any]:
    at = "$.data.customerDelete"
    customer_id = stage.bind(action.id)
    response = stage.send(documents.CUSTOMER_DELETE, {"input": {"id": customer_id}}, status=_status(judge))
    _common(stage, judge, response)
    payload = root(response, "customerDelete")
    if not isinstance(payload, dict):
        return {}
    errors, deleted = payload.get("userErrors"), payload.get("deletedCustomerId")
    stage.find(judge.user_errors(errors, f"{at}.userErrors"))
    stage.find(judge.deleted(deleted, f"{at}.deletedCustomerId"))
    if stage.findings:
        return {}
    if errors:
        nothing_changed(stage, {})
        return {"deleted": None}
    stage.created.pop(customer_id, None)
    stage.known.pop(customer_id, None)
    if stage.read(customer_id) is not None:
        message = "The customer can still be read after it was deleted."
        stage.find([Finding("$.data.customer", "null", "a customer", message, READ_YOUR_WRITE)])
    return {"deleted": deleted}


def _call(stage: Stage, action: CallAction, judge: Judge) -> dict[str, Any]:
    document = stage.bind(action.document)
    variables, name = stage.bind(action.variables), stage.bind(action.operation_name)
    response = stage.send(document, variables, operation_name=name, status=_status(judge))
    _common(stage, judge, response)
    stage.find(judge.data(response))
    payload = response.payload
    data = payload.get("data") if isinstance(payload, dict) else None
    for field, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, dict) and "userErrors" in value:
            stage.find(judge.user_errors(value["userErrors"], f"$.data.{field}.userErrors"))
            customer = as_state(value.get("customer"))
            if customer is not None:
                _own(stage, customer)
                stage.session.met.add(customer["id"])
    if not stage.findings:
        _read_again(stage)
    return {"data": data}


def _own(stage: Stage, customer: State) -> None:
    """Take note of a customer that this scenario must have made, so that it is deleted in the end.

    Whoever was met before was made by another scenario, or is the one to be updated: neither is ours to delete.
    """
    if customer["id"] not in stage.session.met:
        stage.created.setdefault(customer["id"])


def _read_again(stage: Stage) -> None:
    """Bring what is known up to date after a document that may have changed anything."""
    for customer_id in list(stage.known):
        state = stage.read(customer_id)
        if state is None:
            del stage.known[customer_id]
            stage.created.pop(customer_id, None)
        else:
            stage.meet(state)


def _parallel(stage: Stage, action: ParallelAction, judge: Judge) -> dict[str, Any]:
    """Send one set many times at once; each answer is judged alone, and together how many customers they name."""
    calls = [_arguments(stage, action.action, number) for number in range(action.times)]
    with ThreadPoolExecutor(max_workers=action.times) as pool:
        responses = list(pool.map(lambda arguments: _send_set(stage, arguments, judge), calls))
    named: dict[str, State] = {}
    for response in responses:
        _common(stage, judge, response)
        payload = root(response, "customerSet")
        if not isinstance(payload, dict):
            continue
        stage.find(invariants.customer_or_errors(payload, _SET))
        if judge.then.user_errors is not OMITTED:
            stage.find(judge.user_errors(payload.get("userErrors"), f"{_SET}.userErrors"))
        customer = as_state(payload.get("customer"))
        if customer is not None:
            _own(stage, customer)
            named[customer["id"]] = customer
            stage.find(judge.customer(customer, f"{_SET}.customer"))
    stage.find(judge.customers(len(named)))
    for customer_id in named if not stage.findings else ():
        state = stage.read(customer_id)
        if state is None:
            message = "The customer that the race made can't be read."
            stage.find([Finding("$.data.customer", "a customer", "null", message, READ_YOUR_WRITE)])
        else:
            stage.meet(state)
    return {"customer": next(iter(named.values()), None)}
