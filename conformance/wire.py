"""What goes over the wire, as values that every part shares: a request, its response, and who carries them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.versions import ApiVersion

Json = Any
"""A decoded JSON value: None, bool, int, float, str, or lists and string-keyed dicts of those."""


class _NotJson:
    """The type of NOT_JSON."""

    def __repr__(self) -> str:
        return "NOT_JSON"


NOT_JSON: Final = _NotJson()
"""Stands for the payload of a response whose body does not parse as JSON."""


def _refuse_constant(name: str) -> Json:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)


def decode(body: bytes) -> Json:
    """Return the JSON value of a body, or NOT_JSON; NaN and Infinity are no JSON (RFC 8259, section 6)."""
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return NOT_JSON


@dataclass(frozen=True, slots=True)
class Request:
    """One GraphQL request to the Admin API.

    Attributes:
        document: the GraphQL source text, sent to the letter.
        variables: values by variable name; an omitted name is not sent, a None is sent as null.
        version: the API version to ask for.
        operation_name: which operation of the document to run; None sends no operationName.
        token: the name of the access token to send: empty for the target's own, `none`, `wrong`, or one that the
            target's configuration names.
        headers: further headers, by name.
        is_patient: whether an answer that says to wait is waited out, where the target does that.
        asked: the API version to put into the address in place of `version`, for what no schema is bundled for.
    """

    document: str
    variables: Mapping[str, Json] = field(default_factory=dict)
    version: ApiVersion = NEWEST_STABLE
    operation_name: str | None = None
    token: str = ""
    asked: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_patient: bool = True


@dataclass(frozen=True)
class Response:
    """What the target answered.

    Attributes:
        status: HTTP status code.
        headers: by lower-case name.
        body: the bytes as received, after content decoding.
        elapsed: seconds from sending to the last byte.
        retries: how often the request was sent again before this answer came.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed: float = 0.0
    retries: int = 0

    @cached_property
    def payload(self) -> Json:
        """The decoded body, or NOT_JSON."""
        return decode(self.body)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came back for it.

    Attributes:
        request: what was sent.
        response: what came back.
        purpose: the part of a scenario that it belongs to, such as `given` or `step 2`.
    """

    request: Request
    response: Response
    purpose: str = ""


class Target(Protocol):
    """Whatever answers requests: an endpoint over HTTP, the embedded mock, a recording.

    Attributes:
        name: how the target is called in reports (`mock`, a configured name, or a URL without credentials).
        is_shopify: whether a real store answers; only then does a failed assumption count as a discovery.
        is_disposable: whether what we create may be left behind, because the target dies with the run.
    """

    @property
    def name(self) -> str:
        """How the target is called in reports."""

    @property
    def is_shopify(self) -> bool:
        """Whether a real store answers."""

    @property
    def is_disposable(self) -> bool:
        """Whether what we create may be left behind."""

    def send(self, request: Request) -> Response:
        """Send one request and return what came back, whatever its status.

        Raises:
            TargetError: there is no answer to judge: no connection, a time-out, throttled out.
        """
