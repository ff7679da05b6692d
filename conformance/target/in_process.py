"""The embedded mock as a target without a network: the same service, called directly."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from conformance.target.address import ADMIN_PATH, LOCAL_TOKEN, MOCK_TOKENS, WRONG_TOKEN
from conformance.wire import Response

if TYPE_CHECKING:
    from conformance.mock.service import Service
    from conformance.wire import Request

_HEADERS = {
    "host": "in-process",
    "content-type": "application/json",
    "accept": "application/json",
}


class InProcess:
    """A target that calls a mock's service in this process; requests and responses are bytes all the same."""

    name = "mock"
    is_shopify = False
    is_disposable = True

    def __init__(self, service: Service) -> None:
        self._service = service

    def send(self, request: Request) -> Response:
        """Send one request and return what the service answered."""
        body: dict[str, object] = {"query": request.document, "variables": request.variables}
        if request.operation_name is not None:
            body["operationName"] = request.operation_name
        began = time.perf_counter()
        path = ADMIN_PATH.replace("{version}", request.asked or request.version.handle)
        reply = self._service.answer("POST", path, self._headers(request), json.dumps(body).encode())
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Response(reply.status, headers, reply.body, time.perf_counter() - began)

    @staticmethod
    def _headers(request: Request) -> dict[str, str]:
        """Return the headers of a request, with the token that it names."""
        sent = {"": LOCAL_TOKEN, "none": "", "wrong": WRONG_TOKEN, **MOCK_TOKENS}[request.token]
        own = {name.lower(): value for name, value in request.headers.items()}
        return {**_HEADERS, **({"x-shopify-access-token": sent} if sent else {}), **own}
