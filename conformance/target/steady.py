"""Sending again after a fault, where that is safe.

A read is. A write is not, for it may have been made although its answer was lost: only a creation with a generated
identity is sent again, after a look-up has shown that nobody has that identity.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import BrokenError, LostAnswerError, TargetError, UnreachableError
from conformance.target.attribution import blame
from conformance.target.marks import marks_of
from conformance.target.writes import effect_of, is_one_creation
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.target.account import Account
    from conformance.target.marks import Marks
    from conformance.versions import ApiVersion
    from conformance.wire import Response, Target

_PAUSES: Final = (0.2, 1.0)
"""Seconds before a request is sent again, for each time."""

_LOOK_UP: Final = """query ConformanceLookUp($identifier: CustomerIdentifierInput!) {
  customerByIdentifier(identifier: $identifier) { id }
}"""


class Steady:
    """A target that is asked again after a fault, where that is safe; what stays broken is raised.

    Args:
        target: the target to ask.
        account: where faults are counted.
        sleep: how to wait; takes seconds.
    """

    def __init__(
        self, target: Target, account: Account, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._target = target
        self._account = account
        self._sleep = sleep
        self._has_answered = False
        self.name = target.name
        self.is_shopify = target.is_shopify
        self.is_disposable = target.is_disposable

    def send(self, request: Request) -> Response:
        """Send a request and return an answer that can be judged.

        Raises:
            LostAnswerError: it is a write, and whether it was made is not known, or known too late.
            TargetError: the target could not be asked, also not again.
        """
        try:
            return self._once(request)
        except (UnreachableError, BrokenError) as error:
            self._account.add(faults=1)
            if not self._has_answered:
                raise
            if effect_of(request).is_write:
                return self._write_again(request, error)
            return self._read_again(request, error)

    def _once(self, request: Request) -> Response:
        response = self._target.send(request)
        is_bold = bool(request.token or request.asked or request.headers)
        blamed = blame(self.name, response, is_shopify=self.is_shopify, is_bold=is_bold)
        if blamed is not None:
            raise blamed
        self._has_answered = True
        return response

    def _read_again(self, request: Request, error: TargetError) -> Response:
        for pause in _PAUSES:
            self._sleep(pause)
            self._account.add(again=1)
            try:
                return self._once(request)
            except (UnreachableError, BrokenError) as again:
                self._account.add(faults=1)
                error = again
        raise error

    def _write_again(self, request: Request, error: TargetError) -> Response:
        marks = marks_of(request)
        if not is_one_creation(request) or not (marks.emails or marks.phones or marks.custom_ids):
            raise _lost(error, "It is not sent again, for it may have been made.") from error
        self._sleep(_PAUSES[0])
        try:
            found = self.holder(marks, request.version)
        except TargetError as silence:
            raise _lost(error, "Whether it was made can't be looked up either.") from silence
        if found:
            raise _lost(error, f"A look-up finds {found}, so it is not sent again.") from error
        self._account.add(again=1)
        response = self._once(request)
        if _is_taken(response):
            raise _lost(error, "Sent again, it met the identity in use: the first one was made after all.")
        return response

    def holder(self, marks: Marks, version: ApiVersion) -> str | None:
        """Return the id of a customer who has one of the identities, or None.

        Raises:
            TargetError: it can't be looked up.
        """
        for identifier in identifiers(marks):
            response = self._read_again_or_not(Request(_LOOK_UP, {"identifier": identifier}, version))
            data = response.payload.get("data") if isinstance(response.payload, dict) else None
            found = data.get("customerByIdentifier") if isinstance(data, dict) else None
            if isinstance(found, dict) and isinstance(found.get("id"), str):
                return str(found["id"])
        return None

    def _read_again_or_not(self, request: Request) -> Response:
        try:
            return self._once(request)
        except (UnreachableError, BrokenError) as error:
            return self._read_again(request, error)


def identifiers(marks: Marks) -> Iterator[dict[str, Any]]:
    """Yield each identity by which a customer can be looked up, as a CustomerIdentifierInput."""
    for email in marks.emails:
        yield {"emailAddress": email}
    for phone in marks.phones:
        yield {"phoneNumber": phone}
    for namespace, key, value in marks.custom_ids:
        space = {"namespace": namespace} if namespace else {}
        yield {"customId": {**space, "key": key, "value": value}}


def _lost(error: TargetError, what: str) -> LostAnswerError:
    return LostAnswerError(
        f"{error.message} The answer to a write was lost. {what}",
        hint=error.hint or "Run the scenario again; what it may have made is looked up and deleted.",
    )


def _is_taken(response: Response) -> bool:
    """Return whether an answer is a refusal because of an identity in use."""
    return b"has already been taken" in response.body
