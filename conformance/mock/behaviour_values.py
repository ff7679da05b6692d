"""The values that a shop's behaviour may have, and how they are read from a file or from JSON.

A file gives every scalar as text, so that `NO` stays the country it is meant to be.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from conformance.domain import normalize
from conformance.domain.readings import CHOICES
from conformance.errors import UsageError, did_you_mean
from conformance.mock.settings import Rates
from conformance.schema.load import enum_values
from conformance.versions import BUNDLED, NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from conformance.wire import Json

_SCOPE = re.compile(r"(?:unauthenticated_|customer_)?(?:read|write)_[a-z_]+", re.ASCII)
_LONGEST_LAG: Final = 86_400


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan brings.

    Attributes:
        rates: the bucket of each app. The restore rates are documented; the sizes follow the recorded 2000/100, which
            is what flows back in 20 seconds.
        name: how `shop.plan` shows it (assumed).
        is_plus: whether it is Shopify Plus.
    """

    rates: Rates
    name: str
    is_plus: bool = False


PLANS: Final[Mapping[str, Plan]] = {
    "basic": Plan(Rates(2000, 100), "Basic"),
    "standard": Plan(Rates(2000, 100), "Shopify"),
    "advanced": Plan(Rates(4000, 200), "Advanced"),
    "plus": Plan(Rates(20_000, 1000), "Shopify Plus", is_plus=True),
    "enterprise": Plan(Rates(40_000, 2000), "Enterprise", is_plus=True),
}
STATES: Final = ("open", "frozen", "forbidden", "missing", "locked")
LEVELS: Final = ("level_2", "level_1", "level_0", "basic_plan", "masked_phones")


class InvalidValueError(Exception):
    """Raised for a value that is none; the message says what one would be."""


def _one_of(known: Callable[[], Iterable[str]], kind: str) -> Callable[[Json], str]:
    def read(given: Json) -> str:
        names = tuple(known())
        if given not in names:
            listed = f" There are {', '.join(names)}." if len(names) <= len(PLANS) else ""
            raise InvalidValueError(
                f'"{_shown(given)}" is no {kind}.{did_you_mean(_shown(given), names)}{listed}'
            )
        return str(given)

    return read


def _shown(given: Json) -> str:
    return str(given).lower() if given is None or isinstance(given, bool) else str(given)


def _bucket(given: Json) -> Rates | None:
    if given in (None, "", "null"):
        return None
    try:
        return Rates.parse(_shown(given))
    except UsageError as error:
        raise InvalidValueError(f"{error.message} {error.hint}") from None


def _scopes(given: Json) -> tuple[str, ...]:
    """Read a list, or a text with commas as an app's own configuration has it."""
    listed = given.split(",") if isinstance(given, str) else given
    if not isinstance(listed, list):
        raise InvalidValueError(
            "expected a list of access scopes, such as [read_customers, write_customers]."
        )
    names = [_shown(each).strip() for each in listed]
    for name in names:
        if name and not _SCOPE.fullmatch(name):
            raise InvalidValueError(
                f'"{name}" is no access scope.{did_you_mean(name, ["read_customers", "write_customers"])}'
            )
    return tuple(filter(None, names))


def _locale(given: Json) -> str:
    found = normalize.locale(_shown(given))
    if found is None:
        raise InvalidValueError(f'"{_shown(given)}" is no locale, such as en or pt-BR.')
    return found


def _lag(given: Json) -> float:
    try:
        # A truth value is a number to Python, and none to a reader.
        seconds = math.nan if isinstance(given, bool) else float(_shown(given))
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LONGEST_LAG:
        raise InvalidValueError(f'"{_shown(given)}" is no time in seconds, from 0 to {_LONGEST_LAG}.')
    return seconds


def _truth(given: Json) -> bool:
    if _shown(given) not in {"true", "false"}:
        raise InvalidValueError(f'"{_shown(given)}" is neither true nor false.')
    return _shown(given) == "true"


def _readings(given: Json) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidValueError("expected names and values, such as validation_codes: false.")
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in CHOICES:
            raise InvalidValueError(f'there is no "{name}".{did_you_mean(str(name), CHOICES)}')
        choices = {_shown(choice): choice for choice in CHOICES[name]}
        if _shown(value) not in choices:
            raise InvalidValueError(f'{name} is {" or ".join(choices)}, not "{_shown(value)}".')
        values[name] = choices[_shown(value)]
    return values


READERS: Final[Mapping[str, Callable[[Json], Any]]] = {
    "plan": _one_of(lambda: PLANS, "plan"),
    "bucket": _bucket,
    "scopes": _scopes,
    "protected_data": _one_of(lambda: LEVELS, "level of protected customer data"),
    "state": _one_of(lambda: STATES, "state of a shop"),
    "currency": _one_of(lambda: enum_values(NEWEST_STABLE, "CurrencyCode"), "currency"),
    "locale": _locale,
    "country": _one_of(lambda: enum_values(NEWEST_STABLE, "CountryCode"), "country"),
    "search_lag": _lag,
    "is_development": _truth,
    "oldest_version": _one_of(
        lambda: (each.handle for each in BUNDLED if each.is_stable), "version that is bundled"
    ),
    "readings": _readings,
}
"""What reads the values of a behaviour, by name. A reader raises InvalidValueError."""
