"""A target that gives prepared answers, and a clock that only sleeping sets forward."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conformance.wire import Response

if TYPE_CHECKING:
    from conformance.wire import Request


class Script:
    """A target that gives prepared answers, the last one for ever; an error among them is raised."""

    name = "script"
    is_disposable = False

    def __init__(self, *answers: Response | Exception, is_shopify: bool = False) -> None:
        self.is_shopify = is_shopify
        self.answers = list(answers)
        self.asked: list[Request] = []

    def send(self, request: Request) -> Response:
        """Give the next answer."""
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Time:
    """A clock that stands still but for sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(round(seconds, 6))
        self.now += seconds


def answer(payload: Any, status: int = 200, **headers: str) -> Response:
    """Return an answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, {"content-type": "application/json", **named}, json.dumps(payload).encode())


def costing(
    requested: int, left: int, *, actual: int | None = None, size: int = 1000, rate: int = 50
) -> dict[str, Any]:
    """Return the extensions of an answer that tells cost and bucket."""
    status = {"maximumAvailable": size, "currentlyAvailable": left, "restoreRate": rate}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}


def throttled(requested: int = 20, left: int = 5, rate: int = 50) -> Response:
    """Return the answer of an empty bucket."""
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return answer({"errors": errors, "extensions": costing(requested, left, rate=rate)})
