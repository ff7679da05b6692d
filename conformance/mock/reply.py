"""An answer over HTTP, and the ones that never reach GraphQL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.wire import Json

JSON_TYPE: Final = "application/json; charset=utf-8"

# Escaping everything beyond ASCII also lets a lone surrogate through, which UTF-8 could not carry.
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Reply:
    """What the mock sends back.

    Attributes:
        status: HTTP status code.
        headers: by name, without Content-Length.
        body: the bytes.
        delay: seconds that the shell waits before it sends this.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0


def dump(payload: Json) -> bytes:
    """Return the JSON text of a payload, compact and in ASCII."""
    return _encode(payload).encode("ascii")


@dataclass(frozen=True, slots=True)
class HttpError:
    """How a request is answered that never reaches GraphQL.

    Attributes:
        status: HTTP status code.
        errors: what stands under `errors` in the body.
    """

    status: int
    errors: Json


# Bodies as in Shopify's reference (status codes of the GraphQL APIs); those of 406 and 415 are assumed.
NOT_FOUND: Final = HttpError(404, "Not Found")
NOT_ACCEPTABLE: Final = HttpError(406, "Not Acceptable")
UNSUPPORTED_MEDIA_TYPE: Final = HttpError(415, "Unsupported Media Type")
TOO_LARGE: Final = HttpError(413, "Payload Too Large")
NOT_JSON: Final = HttpError(400, "Bad Request")
QUERY_MISSING: Final = HttpError(400, {"query": "Required parameter missing or invalid"})
VARIABLES_INVALID: Final = HttpError(400, {"variables": "Required parameter missing or invalid"})
OPERATION_NAME_INVALID: Final = HttpError(400, {"operationName": "Required parameter missing or invalid"})
WRONG_TOKEN: Final = HttpError(
    401, "[API] Invalid API key or access token (unrecognized login or wrong password)"
)


class RefusedError(Exception):
    """Raised for a request that is answered with an HTTP error."""

    def __init__(self, error: HttpError) -> None:
        super().__init__(error)
        self.error = error
