"""Where a scenario is played: what it has sent and found so far, and whom it knows."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import TargetError
from conformance.oracle.invariants import lists_replaced
from conformance.oracle.judge import judge_response
from conformance.runner import documents
from conformance.runner.age import is_made_within
from conformance.scenario.bindings import Scope
from conformance.wire import Exchange, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.oracle.finding import Finding
    from conformance.oracle.invariants import State
    from conformance.runner.session import Session
    from conformance.scenario.model import Case, Scenario
    from conformance.versions import ApiVersion
    from conformance.wire import Json, Response

_APP: Final = "$app"
_BY: Final = {"email": "emailAddress", "phone": "phoneNumber", "customId": "customId", "id": "id"}


class Stage:
    """The state of one scenario while it is played.

    Attributes:
        session: what it shares with other scenarios.
        case: what is played.
        version: the API version asked for.
        scope: what `${...}` means.
        exchanges: everything sent and received, in order.
        findings: each with the index of the exchange it was found in.
        known: the living customers that the scenario has met: their last known state by id.
        custom_ids: id of the customer by namespace, key and value of a custom id.
        created: customers to delete afterwards, and whether each was made meanwhile, as far as that showed when it was met.
        definitions: ids of metafield definitions to delete afterwards.
        doing: what part of the scenario is being played, for people.
        metafields: whether metafields are selected.
        last_set: variables and id of the last set that succeeded, if it can be repeated.
        unanswered: writes that may have been made although no answer came.
    """

    def __init__(self, session: Session, case: Case, version: ApiVersion) -> None:
        self.session = session
        self.case = case
        self.version = version
        self.scope = Scope.opening(case, version, seed=session.seed, worker=session.worker)
        self.exchanges: list[Exchange] = []
        self.findings: list[tuple[Finding, int]] = []
        self.known: dict[str, State] = {}
        self.custom_ids: dict[tuple[str, str, str], str] = {}
        self.created: dict[str, bool | None] = {}
        self._began = time.monotonic()
        self.definitions: list[str] = []
        self.doing = "given"
        self.metafields = _needs_metafields(case.scenario)
        self.last_set: tuple[dict[str, Any], str] | None = None
        self.unanswered: list[Request] = []

    def send(self, document: str, variables: Mapping[str, Any], *, status: int | None = 200) -> Response:
        """Send a document of ours, take the response and return it.

        Raises:
            TargetError: nobody answered.
        """
        return self.ask(Request(document, variables, self.version), status=status)

    def ask(self, request: Request, *, status: int | None = 200) -> Response:
        """Send a request, take the response and return it.

        Raises:
            TargetError: nobody answered.
        """
        try:
            response = self.session.target.send(request)
        except TargetError:
            self.unanswered.append(request)
            raise
        return self.take(request, response, status=status)

    def take(self, request: Request, response: Response, *, status: int | None = 200) -> Response:
        """Keep a response, judge what is due of every one, take note of whom it says to have made, and return it."""
        exchange = Exchange(request, response, self.doing)
        self.exchanges.append(exchange)
        self.find(judge_response(exchange, status=status))
        for payload in roots(response).values():
            customer = as_state(payload.get("customer")) if isinstance(payload, dict) else None
            if customer is not None:
                self.own(customer, response)
        return response

    def find(self, findings: Iterable[Finding]) -> None:
        """Note findings about the last exchange, but for those about invariants that the run's profile does not ask for."""
        index = len(self.exchanges) - 1
        self.findings.extend((finding, index) for finding in findings if self._counts(finding))

    def _counts(self, finding: Finding) -> bool:
        requirement = self.session.requirements.get(finding.requirement)
        return requirement is None or requirement.profile.rank <= self.session.profile.rank

    def read(self, customer_id: str, *, status: int | None = 200) -> State | None:
        """Return the customer as the target has it now, or None."""
        document = documents.customer_by_id(metafields=self.metafields)
        response = self.send(document, {"id": customer_id}, status=status)
        return as_state(root(response, "customer"))

    def read_by(self, key: str, value: Json, *, status: int | None = 200) -> State | None:
        """Return the customer that an identifier names: `email`, `phone`, `customId` or `id`."""
        document = documents.customer_by_identifier(metafields=self.metafields)
        response = self.send(document, {"identifier": {_BY[key]: value}}, status=status)
        return as_state(root(response, "customerByIdentifier"))

    def own(self, customer: State, response: Response) -> None:
        """Take note of a customer that this scenario must have made, so that it is deleted in the end.

        Whoever was met before was made by another scenario, or is the one to be updated: neither is ours to delete.
        """
        if customer["id"] not in self.session.met:
            self.created.setdefault(customer["id"], self.is_made_here(customer, response))

    def is_made_here(
        self, customer: Mapping[str, Any], response: Response, *, is_read: bool = False
    ) -> bool | None:
        """Return whether a customer was made while this scenario was played, or None if that does not show."""
        spent = timedelta(seconds=time.monotonic() - self._began)
        return is_made_within(spent, customer, response, is_read=is_read)

    def meet(self, state: State) -> None:
        """Remember a customer's state. The last set of one that something else has changed since is none to repeat."""
        if self.last_set and self.last_set[1] == state["id"] and self.known.get(state["id"]) != state:
            self.last_set = None
        self.known[state["id"]] = state
        self.session.met.add(state["id"])

    def judge_lists(self, customer: State, sent: Mapping[str, Json], at: str) -> None:
        """Judge that the lists of a customer are those that were sent, as far as they are selected."""
        if len(sent.get("addresses") or []) <= documents.ADDRESSES_READ:
            self.find(lists_replaced(customer, sent, at))

    def expect_id(self, identifier: Json, sent: Mapping[str, Json]) -> str | None:
        """Return the id that a set must land on, as far as this scenario can know; None if somebody new is due."""
        if not isinstance(identifier, dict):
            found = sent.get("id")
            return found if isinstance(found, str) else None
        for key, value in identifier.items():
            if key == "id":
                return str(value)
            if key == "customId":
                found = self.custom_ids.get(_custom_key(value))
                return found if found in self.known else None
            return self._holder(key, str(value))
        return None

    def remember_custom_id(self, identifier: Json, customer_id: str) -> None:
        """Remember whom a custom id names from now on."""
        if isinstance(identifier, dict) and "customId" in identifier:
            self.custom_ids[_custom_key(identifier["customId"])] = customer_id

    def _holder(self, key: str, value: str) -> str | None:
        field, part = {
            "email": ("defaultEmailAddress", "emailAddress"),
            "phone": ("defaultPhoneNumber", "phoneNumber"),
        }[key]
        for customer_id, state in self.known.items():
            held = (state.get(field) or {}).get(part)
            if isinstance(held, str) and _folded(key, held) == _folded(key, value):
                return customer_id
        return None


def _needs_metafields(scenario: Scenario) -> bool:
    """Return whether metafields must be selected: they cost, so that few scenarios do."""
    return scenario.given.definition is not None or any(
        isinstance(step.then.customer, dict) and "metafields" in step.then.customer for step in scenario.steps
    )


def _folded(key: str, value: str) -> str:
    """Return an identity in the form in which Shopify compares it (recorded: spaces and case do not count)."""
    if key == "phone":
        return "".join(character for character in value if character.isdigit())
    return "".join(value.split()).casefold()


def _custom_key(value: Json) -> tuple[str, str, str]:
    parts = value if isinstance(value, dict) else {}
    # Without a namespace it is the one that is reserved for the app (UniqueMetafieldValueInput.namespace).
    return parts.get("namespace") or _APP, str(parts.get("key")), str(parts.get("value"))


def roots(response: Response) -> dict[str, Json]:
    """Return the `data` of a response, or nothing where it is missing or no object."""
    payload = response.payload
    data = payload.get("data") if isinstance(payload, dict) else None
    return data if isinstance(data, dict) else {}


def root(response: Response, field: str) -> Json:
    """Return `data.<field>` of a response, or None where any of it is missing."""
    return roots(response).get(field)


def as_state(customer: Json) -> State | None:
    """Return a customer of a response if it is one that can be followed by its id."""
    return customer if isinstance(customer, dict) and isinstance(customer.get("id"), str) else None
