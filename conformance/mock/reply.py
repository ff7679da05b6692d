"""An answer over HTTP, and the ones that never reach GraphQL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.wire import Json

JSON_TYPE: Final = "application/json; charset=utf-8"

# As a store sent them with a GraphQL answer (recorded, 2025-10).
FIXED_HEADERS: Final = {
    "Content-Type": JSON_TYPE,
    "Content-Language": "en",
    "Referrer-Policy": "origin-when-cross-origin",
    # The server leaves it out over TLS; see `server`.
    "Strict-Transport-Security": "max-age=7889238",
    "Vary": "Accept-Encoding,Accept",
    # A store names the centres that its answer came through.
    "X-DC": "local",
    "X-Frame-Options": "DENY",
    "X-Shopify-API-GQL-Engine": "cardinal",
}

# Escaping everything beyond ASCII also lets a lone surrogate through, which UTF-8 could not carry.
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer fails to arrive.

    Attributes:
        sent: how many bytes of the body go out, after all headers; None if nothing does.
        hold: seconds that the connection stays open after that, unless the client goes away.
        resets: whether the connection ends with a reset, and not in order.
    """

    sent: int | None = None
    hold: float = 0.0
    resets: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What the mock sends back.

    Attributes:
        status: HTTP status code.
        headers: by name, without Content-Length.
        body: the bytes.
        delay: seconds that the shell waits before it sends this.
        delivery: how it fails to arrive; None if it arrives.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    delivery: Delivery | None = None


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
LONG_HEAD: Final = HttpError(431, "Request Header Fields Too Large")
BAD_REQUEST: Final = HttpError(400, "Bad Request")
TOO_MANY_SHOPS: Final = HttpError(
    403,
    "This mock has as many shops open as it can hold. Use fewer hosts and access tokens, or start it anew.",
)
NOT_JSON: Final = BAD_REQUEST
QUERY_MISSING: Final = HttpError(400, {"query": "Required parameter missing or invalid"})
VARIABLES_INVALID: Final = HttpError(400, {"variables": "Required parameter missing or invalid"})
OPERATION_NAME_INVALID: Final = HttpError(400, {"operationName": "Required parameter missing or invalid"})
WRONG_TOKEN: Final = HttpError(
    401, "[API] Invalid API key or access token (unrecognized login or wrong password)"
)
# For a token that another service gave out, such as the one that people log in with, sent as a bearer: notes beside
# the recordings, and people who ran into it. That every bearer is such a token is assumed.
WRONG_SERVICE: Final = HttpError(401, "[API] Service is not valid for authentication")
REFUSALS: Final = {
    "frozen": HttpError(402, "This shop's plan does not have access to this feature"),
    "forbidden": HttpError(403, "Unavailable Shop"),
    "missing": NOT_FOUND,
    "locked": HttpError(423, "This shop is unavailable"),
}
"""What a shop that is not open answers to everything, by its state. Shopify's reference, of the Storefront API."""


def internal_error(request_id: str) -> dict[str, Json]:
    """Return the body of an INTERNAL_SERVER_ERROR, which has status 200; recorded, without a cost."""
    message = (
        "Internal error. Looks like something went wrong on our end.\n"
        f"Request ID: {request_id} (include this in support requests)."
    )
    extensions: Json = {"requestId": request_id, "code": "INTERNAL_SERVER_ERROR"}
    return {"errors": [{"message": message, "extensions": extensions}], "data": None}


class RefusedError(Exception):
    """Raised for a request that is answered with an HTTP error."""

    def __init__(self, error: HttpError) -> None:
        super().__init__(error)
        self.error = error
