"""What a JSON value of each scalar must look like in a response.

Sources: the GraphQL specification for the built-in scalars, the description of each scalar in Shopify's reference
for its own, and recorded responses of a dev store, 2026-04 (amounts such as "0.0", times such as
2026-06-30T16:02:51Z, counts such as "0").
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.wire import Json

_INT_LIMIT: Final = 2**31
_UNSIGNED_LIMIT: Final = 2**64

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
_DECIMAL: Final = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_INTEGER: Final = re.compile(r"-?\d+", re.ASCII)
_UNSIGNED: Final = re.compile(r"0|[1-9]\d{0,19}", re.ASCII)
_COLOR: Final = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]\S*")
_GID: Final = re.compile(r"gid://shopify/([A-Za-z][\w:]*)/\S+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scalar:
    """How values of a scalar are written in JSON.

    Attributes:
        form: the form in words, to follow "expected".
        accepts: tells whether a decoded JSON value has that form; never raises, and None has it only if the
            scalar is anything at all.
    """

    form: str
    accepts: Callable[[Json], bool]


def gid_kind(value: Json) -> str | None:
    """Return `Customer` for `gid://shopify/Customer/1`, or None if the value is no global id."""
    found = _GID.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def scalar(name: str) -> Scalar:
    """Return the form of the scalar called `name`; of one that is not known here, anything but null."""
    return _SCALARS.get(name, _ANYTHING)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_filled(value: Json) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_int(value: Json) -> bool:
    return type(value) is int and -_INT_LIMIT <= value < _INT_LIMIT


def _is_float(value: Json) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _is_time(value: Json) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None and _parses(datetime, value)


def _is_date(value: Json) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value) is not None and _parses(date, value)


def _parses(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_unsigned(value: Json) -> bool:
    return isinstance(value, str) and _UNSIGNED.fullmatch(value) is not None and int(value) < _UNSIGNED_LIMIT


def _written(pattern: re.Pattern[str]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_ANYTHING: Final = Scalar("any value", lambda value: value is not None)

_SCALARS: Final[Mapping[str, Scalar]] = {
    "ARN": Scalar("a string that starts with arn:", _written(re.compile(r"arn:\S+"))),
    "BigInt": Scalar("a string of digits", _written(_INTEGER)),
    "Boolean": Scalar("true or false", lambda value: isinstance(value, bool)),
    "Color": Scalar("a string such as #6A8D48", _written(_COLOR)),
    "Date": Scalar("a date such as 2026-10-01", _is_date),
    "DateTime": Scalar("an ISO 8601 time with a zone, such as 2026-10-01T12:00:00Z", _is_time),
    "Decimal": Scalar('a string such as "29.99"', _written(_DECIMAL)),
    "Float": Scalar("a finite number", _is_float),
    "FormattedString": Scalar("a string", _is_text),
    "HTML": Scalar("a string", _is_text),
    "ID": Scalar("a string that is not blank", _is_filled),
    "Int": Scalar("a whole number of at most 32 bits", _is_int),
    "JSON": _ANYTHING,
    "Money": Scalar('a string such as "29.99"', _written(_DECIMAL)),
    "StorefrontID": Scalar("a string that is not blank", _is_filled),
    "String": Scalar("a string", _is_text),
    "URL": Scalar("an absolute URL", _written(_URL)),
    "UnsignedInt64": Scalar("a string of digits, of at most 64 bits", _is_unsigned),
    "UtcOffset": Scalar("an offset such as -05:00", _written(_OFFSET)),
}
