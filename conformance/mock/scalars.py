"""What counts as a value of a scalar, in variables and in literals alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.wire import Json

_GLOBAL_ID = re.compile(r"gid://[^/]+/[^/]+/[^/]+")
_LARGEST_INT: Final = 2**31 - 1


def is_global_id(text: str) -> bool:
    """Whether a text has the form of an id of Shopify's: `gid://shopify/Customer/1`."""
    return _GLOBAL_ID.match(text) is not None


def invalid_id(value: Json) -> str:
    """Return Shopify's words for an id that has not the form of one (recorded for other mutations)."""
    return f"Invalid global id '{value}'"


def _is_int(value: Any) -> bool:
    return type(value) is int and -_LARGEST_INT - 1 <= value <= _LARGEST_INT


def _is_plain(value: Any) -> bool:
    """Whether a value may stand for one of Shopify's other scalars, which all travel as text or numbers."""
    return type(value) in {str, int, float}


_TESTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "Int": _is_int,
    "Float": lambda value: type(value) in {int, float},
    "JSON": lambda _value: True,
}


def scalar_test(name: str) -> Callable[[Any], bool]:
    """Return what tells whether a JSON value is one of the scalar called `name`; ids are judged by their form."""
    return _TESTS.get(name, _is_plain)
