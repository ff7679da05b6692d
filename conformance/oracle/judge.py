"""The judgement of one exchange: what is due of every response, and what the scenario's `then` says of this one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.match import MISSING, Matcher, compare, render
from conformance.oracle.envelope import check_envelope
from conformance.oracle.finding import RESPONSE_TYPE, Finding
from conformance.scenario.model import OMITTED, Strictness
from conformance.schema.response import response_checker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.scenario.model import Expectation
    from conformance.wire import Exchange, Json, Response

_USER_ERROR_KEYS: Final = {
    Strictness.CODE: frozenset({"code"}),
    Strictness.FIELD: frozenset({"code", "field"}),
}
_ERROR_KEYS: Final = {
    Strictness.CODE: frozenset({"extensions"}),
    Strictness.FIELD: frozenset({"extensions", "path"}),
}
"""What is compared of an error, by strictness; `exact` compares all."""


def judge_response(exchange: Exchange, *, status: int | None = 200) -> tuple[Finding, ...]:
    """Judge what is due of every response: envelope, shape, types, cost, version.

    Args:
        exchange: what was sent and what came back.
        status: the HTTP status that is due; None if the scenario states it.
    """
    request, response = exchange.request, exchange.response
    # Where the scenario asks for a version of its own, it says itself what is served.
    found = check_envelope(response, None if request.asked else request.version, status=status)
    payload = response.payload
    if not isinstance(payload, dict) or not isinstance(payload.get("data"), dict):
        return found
    checker = response_checker(request.version, request.document, request.operation_name)
    problems = checker.check(payload["data"], variables=request.variables, errors_present="errors" in payload)
    return found + tuple(
        Finding(item.path, item.expected, item.actual, item.message, RESPONSE_TYPE) for item in problems
    )


class Judge:
    """Holds what a step's `then` says against what came back; every finding knows its line in the scenario file.

    Args:
        then: the expectation, with its references filled in.
        strictness: how much of errors this run compares; a step may ask for less, never for more.
    """

    def __init__(self, then: Expectation, strictness: Strictness = Strictness.EXACT) -> None:
        self.then = then
        self.strictness = min(then.strictness, strictness, key=list(Strictness).index)

    def customer(self, actual: Json, at: str) -> tuple[Finding, ...]:
        """Judge a customer, or its absence."""
        return self._hold("customer", self.then.customer, actual, at)

    def at(self, key: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings about what `then` states under `key`, with its line."""
        return tuple(replace(finding, line=self.then.line_of((key,))) for finding in findings)

    def data(self, response: Response) -> tuple[Finding, ...]:
        """Judge the value of `data`."""
        return self._hold("data", self.then.data, _get(response.payload, "data"), "$.data")

    def body(self, response: Response) -> tuple[Finding, ...]:
        """Judge the whole body."""
        return self._hold("body", self.then.body, response.payload, "$")

    def deleted(self, actual: Json, at: str) -> tuple[Finding, ...]:
        """Judge `deletedCustomerId`."""
        return self._hold("deleted", self.then.deleted, actual, at)

    def customers(self, found: int) -> tuple[Finding, ...]:
        """Judge how many customers came out of a race."""
        return self._hold("customers", self.then.customers, found, "customers in all answers")

    def http(self, response: Response) -> tuple[Finding, ...]:
        """Judge status and headers."""
        actual = {"status": response.status, "headers": dict(response.headers)}
        return self._hold("http", self.then.http, actual, "HTTP")

    def cost(self, response: Response) -> tuple[Finding, ...]:
        """Judge the cost figures."""
        cost = _get(_get(response.payload, "extensions"), "cost")
        return self._hold("cost", self.then.cost, cost, "$.extensions.cost")

    def user_errors(self, actual: Json, at: str) -> tuple[Finding, ...]:
        """Judge `userErrors`: their number, their order, and what the scenario names of each.

        Where the scenario says nothing, none are due.
        """
        if self.then.user_errors is OMITTED:
            return _none_due(actual, at, "The call was refused, though it was to succeed.")
        return self._refused("userErrors", self.then.user_errors, _USER_ERROR_KEYS, actual, at)

    def errors(self, response: Response) -> tuple[Finding, ...]:
        """Judge the top-level errors; where the scenario says nothing, none are due."""
        actual = _get(response.payload, "errors")
        if not self.then.expects_errors and self._is_refused():
            return ()
        if not self.then.expects_errors:
            return _none_due([] if actual is MISSING else actual, "$.errors", "There are top-level errors.")
        return self._refused("errors", self.then.errors, _ERROR_KEYS, actual, "$.errors")

    def _is_refused(self) -> bool:
        """Tell whether the scenario states a status of an answer that is no GraphQL result, whose body has its own form."""
        stated = self.then.http
        return isinstance(stated, dict) and stated.get("status", 200) != 200

    def _refused(
        self, key: str, expected: Any, compared: Mapping[Strictness, frozenset[str]], actual: Json, at: str
    ) -> tuple[Finding, ...]:
        """Judge errors as strictly as this run does; a matcher stands for the whole of what it stands for.

        `exact` compares all that is written, in order; `field` the number of errors, their codes and their places,
        in any order; `code` that the call is refused, and that each code that is written is among the reasons.
        """
        if self.strictness is Strictness.EXACT or not isinstance(expected, list) or not expected:
            return self._hold(key, expected, actual, at)
        kept = [_kept(error, compared[self.strictness]) for error in expected]
        if self.strictness is Strictness.FIELD:
            alone = len(kept) == 1 and isinstance(actual, list) and len(actual) == 1
            return self._hold(key, kept if alone else Matcher("unordered", kept), actual, at)
        if not isinstance(actual, list) or not actual:
            return self._hold(key, kept, actual, at)
        wanted = [error for error in kept if error]
        found = (self._hold(key, Matcher("contains", error), actual, at) for error in wanted)
        return next(filter(None, found), ())

    def _hold(self, key: str, expected: Any, actual: Json, at: str) -> tuple[Finding, ...]:
        if expected is OMITTED:
            return ()
        return tuple(
            Finding(
                item.path,
                item.expected,
                item.actual,
                item.message,
                line=self.then.line_of((key, *item.where)),
            )
            for item in compare(expected, actual, at)
        )


def _kept(error: Any, keys: frozenset[str]) -> Any:
    """Return what is compared of an expected error; below `extensions`, only the code is."""
    if not isinstance(error, dict):
        return error
    kept = {key: value for key, value in error.items() if key in keys}
    extensions = kept.get("extensions")
    if isinstance(extensions, dict):
        kept["extensions"] = {key: value for key, value in extensions.items() if key == "code"}
        if not kept["extensions"]:
            del kept["extensions"]
    return kept


def _none_due(actual: Json, at: str, message: str) -> tuple[Finding, ...]:
    if actual == []:
        return ()
    return (Finding(at, "none", render(actual), message + said(actual)),)


def said(errors: Json) -> str:
    """Return ` It says: "..."` with the message of the first of some errors, or an empty text if there is none."""
    first = errors[0] if isinstance(errors, list) and errors else None
    message = first.get("message") if isinstance(first, dict) else None
    return f' It says: "{message}"' if isinstance(message, str) else ""


def _get(value: Json, key: str) -> Json:
    return value.get(key, MISSING) if isinstance(value, dict) else MISSING
