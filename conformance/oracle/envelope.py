"""Invariants of a single response: the HTTP envelope, the response's shape, cost figures, the served version.

Source: the GraphQL specification, section 7.1 (response format); recorded responses of a dev store, 2026-04.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conformance.match import render
from conformance.oracle.finding import COST_COHERENT, HTTP_ENVELOPE, RESPONSE_SHAPE, VERSION_SERVED, Finding
from conformance.wire import NOT_JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.versions import ApiVersion
    from conformance.wire import Json, Response

_TOP_KEYS: Final = frozenset({"data", "errors", "extensions"})
_ERROR_KEYS: Final = frozenset({"message", "locations", "path", "extensions"})


def check_envelope(
    response: Response, version: ApiVersion | None, *, status: int | None = 200
) -> tuple[Finding, ...]:
    """Judge what holds for every response, whatever was asked.

    Args:
        response: the response to judge.
        version: the API version that must have served it; None if the scenario judges that itself.
        status: the HTTP status that is due; None if the scenario judges it itself.

    Returns:
        Nothing if all is well. A body that is no JSON object stops the judgement there.
    """
    found = [*_http(response, status)]
    payload = response.payload
    if not isinstance(payload, dict):
        actual = (
            render(response.body[:60].decode("utf-8", "replace")) if payload is NOT_JSON else render(payload)
        )
        found.append(Finding("$", "a JSON object", actual, "The body is not a JSON object.", RESPONSE_SHAPE))
        return tuple(found)
    if response.status == 200:
        found += _shape(payload)
        found += _cost(payload)
        if version is not None:
            found += _version(response, version)
    return tuple(found)


def _http(response: Response, status: int | None) -> Iterator[Finding]:
    if status is not None and response.status != status:
        message = f"HTTP status {response.status} where {status} is due."
        yield Finding("HTTP status", str(status), str(response.status), message, HTTP_ENVELOPE)
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        message = "The content type is not application/json."
        yield Finding("HTTP content-type", "application/json", media_type or "none", message, HTTP_ENVELOPE)


def _shape(payload: dict[str, Json]) -> Iterator[Finding]:
    for key in payload.keys() - _TOP_KEYS:
        yield _misshapen(
            f"$.{key}", "no such key", payload[key], "A response has only data, errors and extensions."
        )
    if "data" not in payload and "errors" not in payload:
        yield _misshapen("$", "data or errors", payload, "The response has neither data nor errors.")
    if "data" in payload and not isinstance(payload["data"], dict | None):
        yield _misshapen(
            "$.data", "an object or null", payload["data"], "data is neither an object nor null."
        )
    if payload.get("data", {}) is None and "errors" not in payload:
        yield _misshapen("$.data", "an object", None, "data is null though there are no errors.")
    if not isinstance(payload.get("extensions", {}), dict):
        yield _misshapen("$.extensions", "an object", payload["extensions"], "extensions is not an object.")
    if "errors" in payload:
        yield from _errors(payload["errors"])


def _errors(errors: Json) -> Iterator[Finding]:
    if not isinstance(errors, list) or not errors:
        yield _misshapen("$.errors", "a non-empty list", errors, "errors is not a non-empty list.")
        return
    for index, error in enumerate(errors):
        at = f"$.errors[{index}]"
        if not isinstance(error, dict):
            yield _misshapen(at, "an object", error, "An error is not an object.")
            continue
        for key in error.keys() - _ERROR_KEYS:
            yield _misshapen(
                f"{at}.{key}", "no such key", error[key], "An error has a key that GraphQL does not know."
            )
        if not isinstance(error.get("message"), str):
            yield _misshapen(f"{at}.message", "a string", error.get("message"), "An error has no message.")
        if not isinstance(error.get("extensions", {}), dict):
            yield _misshapen(
                f"{at}.extensions", "an object", error["extensions"], "extensions is not an object."
            )
        if "path" in error and not _is_path(error["path"]):
            yield _misshapen(
                f"{at}.path", "a list of names and indexes", error["path"], "A path is misshapen."
            )
        if "locations" in error and not _are_locations(error["locations"]):
            yield _misshapen(
                f"{at}.locations", "a list of line and column", error["locations"], "Misshapen locations."
            )


def _is_path(path: Json) -> bool:
    return isinstance(path, list) and all(isinstance(part, str) or type(part) is int for part in path)


def _are_locations(locations: Json) -> bool:
    return isinstance(locations, list) and all(
        isinstance(place, dict)
        and all(type(place.get(key)) is int and place[key] > 0 for key in ("line", "column"))
        for place in locations
    )


def _misshapen(path: str, expected: str, actual: Json, message: str) -> Finding:
    return Finding(path, expected, render(actual), message, RESPONSE_SHAPE)


def _cost(payload: dict[str, Json]) -> Iterator[Finding]:
    extensions = payload.get("extensions")
    cost = extensions.get("cost") if isinstance(extensions, dict) else None
    if cost is None:
        if payload.get("data") is not None:
            yield _incoherent(
                "$.extensions.cost", "an object", None, "A response with data says nothing of its cost."
            )
        return
    if not isinstance(cost, dict):
        yield _incoherent("$.extensions.cost", "an object", cost, "The cost is not an object.")
        return
    requested, actual = cost.get("requestedQueryCost"), cost.get("actualQueryCost")
    if not _is_amount(requested):
        yield _incoherent(
            "$.extensions.cost.requestedQueryCost", "a number, 0 or more", requested, "No requested cost."
        )
    if actual is not None and not _is_amount(actual):
        yield _incoherent(
            "$.extensions.cost.actualQueryCost", "a number or null", actual, "The actual cost is no number."
        )
    elif actual is not None and _is_amount(requested) and actual > requested:
        message = "The actual cost is above the requested one."
        yield _incoherent("$.extensions.cost.actualQueryCost", f"at most {requested}", actual, message)
    yield from _throttle_status(cost.get("throttleStatus"))


def _throttle_status(status: Json) -> Iterator[Finding]:
    at = "$.extensions.cost.throttleStatus"
    if not isinstance(status, dict):
        yield _incoherent(at, "an object", status, "The throttle status is missing.")
        return
    most, left, rate = (status.get(key) for key in ("maximumAvailable", "currentlyAvailable", "restoreRate"))
    if most is None or left is None or not all(_is_amount(number) for number in (most, left, rate)):
        yield _incoherent(at, "three numbers, 0 or more", status, "The throttle status lacks a number.")
    elif not rate:
        yield _incoherent(f"{at}.restoreRate", "more than 0", rate, "The bucket would never fill up again.")
    elif left > most:
        message = "More is available than the bucket holds."
        yield _incoherent(f"{at}.currentlyAvailable", f"at most {most}", left, message)


def _is_amount(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _incoherent(path: str, expected: str, actual: Json, message: str) -> Finding:
    return Finding(path, expected, render(actual), message, COST_COHERENT)


def _version(response: Response, version: ApiVersion) -> Iterator[Finding]:
    served = response.headers.get("x-shopify-api-version")
    if served != version.handle:
        message = f"Version {version} was asked for, but another one was served."
        yield Finding(
            "HTTP x-shopify-api-version", version.handle, served or "no such header", message, VERSION_SERVED
        )
