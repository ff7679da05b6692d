"""How a scenario is played: what is sent in which order, where a story stops, and what the verdict says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from runner_world import VERSION, World, case, found, only, operation, play, played, session

from conformance.errors import UnreachableError
from conformance.runner import Session, run_case
from conformance.verdict import Evidence, Level, Status
from conformance.versions import ApiVersion
from conformance.wire import Response

if TYPE_CHECKING:
    from conformance.wire import Request

UPDATE = """
    given: {customer: {email: "${unique.email}", firstName: Ada}}
    when: {identifier: {id: "${customer.id}"}, input: {note: hello}}
    then: {customer: {note: hello}, changed: [note]}
"""
WRONG_NOTE = UPDATE.replace("{note: hello}, changed", "{note: HELLO}, changed")


def shouting(request: Request, response: Response) -> Response:
    """A server that answers an update in capitals, and tells the truth when it is read."""
    if operation(request) == "CustomerSet" and request.variables.get("identifier"):
        return Response(response.status, response.headers, response.body.replace(b'"hello"', b'"HELLO"'))
    return response


def test_a_set_is_given_sent_read_back_and_sent_again() -> None:
    """Given customer, the step, its read-back, and the same set once more."""
    verdict = play(UPDATE, World())
    assert verdict.status is Status.PASSED
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer", "CustomerSet"]
    parts = [exchange.purpose for exchange in verdict.exchanges]
    assert parts == ["given", "step 1", "step 1", "same again"]


def test_the_verdict_says_what_was_played() -> None:
    """Id, version, area, title, source, line, the requirements and the highest level among them."""
    verdict = play(UPDATE, World(), evidence="observed")
    assert (verdict.id, verdict.area, verdict.title) == ("own/one[2026-10]", "own", "One thing holds")
    assert (verdict.source, verdict.line) == ("own.yaml", 3)
    assert verdict.proves == ("own.minor", "own.claim")
    assert (verdict.level, verdict.evidence) == (Level.SHOULD, Evidence.OBSERVED)
    assert (verdict.reason, verdict.mismatches) == ("", ())
    assert verdict.seconds > 0


def test_a_scenario_s_mismatch_speaks_against_all_that_it_proves() -> None:
    """It has the scenario's requirements and evidence, its own line, and the exchange that it was found in."""
    verdict = play(WRONG_NOTE, World(), evidence="observed")
    mismatch = only(verdict)
    assert played(verdict) == ["CustomerSet", "CustomerSet", "Customer"]
    assert mismatch.requirements == ("own.minor", "own.claim")
    assert (mismatch.level, mismatch.evidence) == (Level.SHOULD, Evidence.OBSERVED)
    assert mismatch.path == "$.data.customerSet.customer.note"
    assert (mismatch.expected, mismatch.actual) == ('"HELLO"', '"hello"')
    assert (mismatch.line, mismatch.exchange) == (9, 1)


def test_an_invariant_s_mismatch_speaks_against_the_invariant_alone() -> None:
    """It has the invariant's own level and evidence, no line, and the exchange that showed it."""
    mismatch = only(play(UPDATE.replace("hello}, changed", "HELLO}, changed"), World(shouting), "assumed"))
    assert mismatch.requirements == ("invariant.read-your-write",)
    assert (mismatch.level, mismatch.evidence) == (Level.MUST, Evidence.OBSERVED)
    assert mismatch.path == "$.data.customer.note"
    assert (mismatch.expected, mismatch.actual) == ('"HELLO"', '"hello"')
    assert (mismatch.line, mismatch.exchange) == (0, 2)


def test_the_first_step_that_finds_something_is_the_last_one() -> None:
    """Neither later steps nor the same set again are played."""
    verdict = play(
        """
        steps:
          - when: {input: {email: "${unique.email}", note: hello}}
            then: {customer: {note: HELLO}}
          - when: {input: {email: "${unique.email.2}"}}
        """,
        World(),
    )
    assert verdict.status is Status.FAILED
    assert played(verdict) == ["CustomerSet", "Customer"]


def test_what_a_step_saves_can_be_used_by_a_later_one() -> None:
    """A part of the answer by its path, short names resolved."""
    verdict = play(
        """
        steps:
          - when: {input: {email: "${unique.email}"}}
            save: {newcomer: customer.id, address: customer.email}
          - read: {id: "${newcomer}"}
            then: {customer: {id: "${newcomer}", email: "${address}"}}
        """,
        World(),
    )
    assert verdict.status is Status.PASSED


@pytest.mark.parametrize(
    ("step", "path", "value"),
    [
        ('when: {input: {email: "${unique.email}", note: x}}', "data.customerSet.customer.note", '"x"'),
        ('when: {input: {email: "x"}}\n            then: {userErrors: {length: 1}}', "customer", "null"),
        ('read: {id: "${gid.unknown}"}\n            then: {customer: null}', "data.customer", "null"),
        (
            'delete: {id: "${gid.unknown}"}\n            then: {userErrors: {length: 1}}',
            "data.customerDelete.deletedCustomerId",
            "null",
        ),
    ],
)
def test_what_is_saved_may_be_any_part_of_the_answer(step: str, path: str, value: str) -> None:
    """Of its data, or of the customer in it."""
    verdict = play(
        f"""
        steps:
          - {step}
            save: {{it: {path}}}
          - call:
              document: "query Probe {{ shop {{ id }} }}"
              variables: {{it: "${{it}}"}}
            then: {{data: {{it: it}}}}
        """,
        World(),
    )
    saved = verdict.exchanges[only(verdict).exchange].request.variables
    assert json.dumps(saved) == f'{{"it": {value}}}'


def test_a_reference_to_what_is_not_there_is_no_verdict() -> None:
    """The reason says which reference in which line."""
    verdict = play(
        """
        steps:
          - call: {document: "query Probe { shop { id } }"}
            save: {who: data.customer.id}
          - read: {id: "${who}"}
        """,
        World(),
    )
    assert verdict.status is Status.ERRORED
    assert verdict.reason.startswith("own.yaml:8: ${data.customer.id} can't be filled in: ")
    assert verdict.mismatches == ()
    assert played(verdict) == ["Probe"]


def test_a_target_that_does_not_answer_is_no_verdict() -> None:
    """The reason is the target's message and its hint; what was heard until then is kept."""

    def silent(request: Request, response: Response) -> Response:
        if operation(request) == "Customer":
            raise UnreachableError("nobody did not answer.", hint="Is it on?")
        return response

    verdict = play(UPDATE, World(silent))
    assert verdict.status is Status.ERRORED
    assert verdict.reason == "nobody did not answer.\nIs it on?"
    assert verdict.mismatches == ()
    assert played(verdict) == ["CustomerSet", "CustomerSet"]


def test_a_deviation_that_was_seen_stays_one_when_the_target_dies() -> None:
    """What was found needs no further answer."""

    def dying(request: Request, response: Response) -> Response:
        if operation(request) == "Customer":
            raise UnreachableError("gone")
        return response

    verdict = play(WRONG_NOTE, World(dying))
    assert (verdict.status, verdict.reason) == (Status.FAILED, "")
    assert found(verdict) == [("own.minor", "$.data.customerSet.customer.note")]


@pytest.mark.parametrize(
    ("bound", "version", "reason"),
    [
        ("since: 2026-10", "2026-07", "applies from API version 2026-10 on"),
        ("until: 2026-01", "2026-04", "applied up to API version 2026-01"),
    ],
)
def test_a_version_out_of_bounds_is_not_applicable(bound: str, version: str, reason: str) -> None:
    """Nothing is sent, and the reason is told."""
    world = World()
    verdict = run_case(case(UPDATE + f"    {bound}"), ApiVersion(version), session(world))
    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, reason)
    assert world.asked == []


@pytest.mark.parametrize("bound", ["since: 2026-10", "until: 2026-10"])
def test_a_bound_includes_its_version(bound: str) -> None:
    """Both ends count."""
    assert run_case(case(UPDATE + f"    {bound}"), VERSION, session(World())).status is Status.PASSED


def test_the_version_asked_for_is_the_one_of_the_run() -> None:
    """Every request names it."""
    world = World()
    run_case(case(UPDATE), ApiVersion("2026-01"), session(world))
    assert {request.version.handle for request in world.asked} == {"2026-01"}


@pytest.mark.parametrize(
    ("evidence", "is_shopify", "status"),
    [
        ("assumed", True, Status.DISCOVERY),
        ("assumed", False, Status.FAILED),
        ("observed", True, Status.FAILED),
        ("documented", True, Status.FAILED),
    ],
)
def test_only_a_real_store_can_make_a_discovery(evidence: str, status: Status, *, is_shopify: bool) -> None:
    """Only there, and only of what was assumed."""
    assert play(WRONG_NOTE, World(is_shopify=is_shopify), evidence).status is status


def test_one_broken_fact_makes_a_failure_of_a_discovery() -> None:
    """An assumption that does not hold beside an invariant that is known."""
    wrong = UPDATE.replace("hello}, changed", "HI}, changed")
    verdict = play(wrong, World(shouting, is_shopify=True), "assumed")
    assert [item.evidence for item in verdict.mismatches] == [Evidence.ASSUMED, Evidence.OBSERVED]
    assert verdict.status is Status.FAILED


def test_metafields_are_selected_only_where_they_matter() -> None:
    """They cost, so that a scenario without a definition does without them."""
    plain, custom = World(), World()
    play(UPDATE, plain)
    play(UPDATE.replace("given: {", "given: {definition: {key: erp}, "), custom)
    assert not any("metafields" in request.document for request in plain.asked)
    assert "metafields" in custom.asked[1].document


def test_two_cases_of_a_run_use_different_identities_only_where_they_differ() -> None:
    """The same case of the same seed sends the same email; another worker sends another one."""
    emails = []
    for worker in ("", "", "gw1"):
        world = World()
        run = session(world)
        run.worker = worker
        run_case(case(UPDATE), VERSION, run)
        emails.append(world.asked[0].variables["input"]["email"])
    assert emails[0] == emails[1] != emails[2]


def test_a_requirement_that_nobody_knows_counts_as_a_must() -> None:
    """A run without a catalogue is as strict as can be."""
    verdict = run_case(case(WRONG_NOTE), VERSION, Session(World(), {}, "tests"))
    assert (verdict.level, only(verdict).level) == (Level.MUST, Level.MUST)
