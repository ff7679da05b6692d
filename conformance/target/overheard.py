"""A target whose exchanges are kept until the next case, so that what they hold can be kept out of any text about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.wire import Exchange

if TYPE_CHECKING:
    from conformance.wire import Request, Response, Target


class Overheard:
    """A target that hands on to another, and notes what was said.

    Args:
        target: who answers.
        exchanges: where to note it.
    """

    def __init__(self, target: Target, exchanges: list[Exchange]) -> None:
        self._target = target
        self._exchanges = exchanges
        self.name = target.name
        self.is_shopify = target.is_shopify
        self.is_disposable = target.is_disposable

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)

    def send(self, request: Request) -> Response:
        """Hand a request on, and return the answer.

        Raises:
            TargetError: there is none.
        """
        response = self._target.send(request)
        self._exchanges.append(Exchange(request, response))
        return response
