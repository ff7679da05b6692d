"""Sending again after a fault, where that is safe."""

from __future__ import annotations

import pytest
from script_target import Script, Time, answer

from conformance.errors import BrokenError, LostAnswerError, RefusedError, UnreachableError
from conformance.runner import documents
from conformance.target.account import Account
from conformance.target.steady import Steady
from conformance.wire import Request, Response

GOOD = answer({"data": {"shop": {"name": "x"}}})
FAULT = UnreachableError("gone.", hint="Is it there?")
READ = Request("{ shop { name } }")
SET = documents.customer_set(metafields=False)
EMAIL = "conformance+0123456789abcdef-1@example.com"
CREATE = Request(SET, {"input": {"email": EMAIL}})
MADE = answer({"data": {"customerSet": {"customer": {"id": "c1"}, "userErrors": []}}})
NOBODY = answer({"data": {"customerByIdentifier": None}})
SOMEBODY = answer({"data": {"customerByIdentifier": {"id": "c1"}}})
TAKEN = answer(
    {"data": {"customerSet": {"customer": None, "userErrors": [{"message": "Email has already been taken"}]}}}
)


class Ask:
    """What came of one request, after one that was answered."""

    def __init__(self, request: Request, *answers: Response | Exception) -> None:
        self.script = Script(GOOD, *answers)
        self.time, self.account = Time(), Account()
        steady = Steady(self.script, self.account, sleep=self.time.sleep)
        steady.send(READ)
        self.response: Response | None = None
        self.error: Exception | None = None
        try:
            self.response = steady.send(request)
        except (UnreachableError, BrokenError, RefusedError) as error:
            self.error = error

    @property
    def sent(self) -> list[str]:
        """The documents' first lines that were sent for it."""
        return [request.document.split("(")[0].split("{")[0].strip() for request in self.script.asked[1:]]


def test_a_read_is_sent_again() -> None:
    """Twice at most, after a while."""
    ask = Ask(READ, FAULT, Response(503, {}, b""), GOOD)
    assert (ask.response, ask.time.slept) == (GOOD, [0.2, 1.0])
    assert (ask.account.faults, ask.account.again) == (2, 2)


def test_a_read_that_never_comes_is_given_up() -> None:
    """With what happened last."""
    ask = Ask(READ, FAULT)
    assert ask.error is FAULT
    assert len(ask.sent) == 3


def test_nothing_is_sent_again_to_somebody_who_never_answered() -> None:
    """A wrong address is told at once."""
    script, time = Script(FAULT), Time()
    with pytest.raises(UnreachableError):
        Steady(script, Account(), sleep=time.sleep).send(READ)
    assert (len(script.asked), time.slept) == (1, [])


def test_a_refused_token_is_not_tried_again() -> None:
    """It will not get better."""
    ask = Ask(READ, Response(401, {}, b'{"errors":"x"}'))
    assert isinstance(ask.error, RefusedError)
    assert len(ask.sent) == 1


def test_a_creation_is_looked_up_before_it_is_sent_again() -> None:
    """Nobody has its email, so it was not made."""
    ask = Ask(CREATE, FAULT, NOBODY, MADE)
    assert ask.response is MADE
    assert ask.sent == ["mutation CustomerSet", "query ConformanceLookUp", "mutation CustomerSet"]
    assert ask.script.asked[2].variables == {"identifier": {"emailAddress": EMAIL}}


def test_a_creation_that_was_made_is_not_sent_again() -> None:
    """Its answer is lost for good, so there is no verdict; the message says so and keeps the advice."""
    ask = Ask(CREATE, FAULT, SOMEBODY)
    assert isinstance(ask.error, LostAnswerError)
    assert ask.error.message == (
        "gone. The answer to a write was lost. A look-up finds c1, so it is not sent again."
    )
    assert ask.error.hint == "Is it there?"
    assert ask.sent == ["mutation CustomerSet", "query ConformanceLookUp"]


def test_a_creation_that_turns_up_late_is_no_deviation() -> None:
    """The look-up came too early; the refusal of the second one is none of the target's faults."""
    ask = Ask(CREATE, FAULT, NOBODY, TAKEN)
    assert isinstance(ask.error, LostAnswerError)
    assert "the first one was made after all" in ask.error.message


def test_a_creation_that_can_t_be_looked_up_is_not_sent_again() -> None:
    """Nobody knows whether it was made."""
    ask = Ask(CREATE, FAULT)
    assert isinstance(ask.error, LostAnswerError)
    assert ask.sent == ["mutation CustomerSet"] + ["query ConformanceLookUp"] * 3


@pytest.mark.parametrize(
    "request_",
    [
        Request(SET, {"identifier": {"id": "c1"}, "input": {"email": EMAIL}}),
        Request(SET, {"input": {"id": "c1", "email": EMAIL}}),
        Request(SET, {"input": {"firstName": "Ada"}}),
        Request("mutation Two { a: customerSet b: customerSet }", {"input": {"email": EMAIL}}),
        Request(documents.CUSTOMER_DELETE, {"input": {"id": "c1"}}),
        Request(documents.DEFINITION_CREATE, {"definition": {"key": "erp"}}),
    ],
)
def test_no_other_write_is_sent_again(request_: Request) -> None:
    """It might be made twice, or undo what came between."""
    ask = Ask(request_, FAULT)
    assert isinstance(ask.error, LostAnswerError)
    assert "It is not sent again, for it may have been made." in ask.error.message
    assert len(ask.sent) == 1
