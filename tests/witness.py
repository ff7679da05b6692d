"""The embedded shop as a target that watches whether whoever is made bears our mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dated import dated

from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.target.in_process import InProcess
from conformance.target.marks import Marks, marks_of
from conformance.target.writes import effect_of, made_by

if TYPE_CHECKING:
    from conformance.wire import Request, Response


class Witness(InProcess):
    """The embedded shop, with a list of the creations that bore no mark.

    Args:
        is_disposable: whether it dies with the run, so that nothing is deleted from it.
    """

    def __init__(self, *, is_disposable: bool = True) -> None:
        super().__init__(Service(Settings(bucket=Rates(999_999_999, 999_999_999), log=1)))
        self.is_disposable = is_disposable
        self.met: set[str] = set()
        self.unmarked: list[Any] = []

    def send(self, request: Request) -> Response:
        """Answer a request, with the time as every server over HTTP tells it."""
        response = dated(super().send(request))
        made = set(made_by(response)) - self.met
        self.met |= made
        if made and effect_of(request).makes and marks_of(request) == Marks():
            self.unmarked.append((request.document, request.variables))
        return response
