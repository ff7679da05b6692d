"""The bundled schema slices as schemas."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphql import GraphQLEnumType, build_ast_schema, parse

from conformance.errors import UnknownVersionError, UsageError, did_you_mean
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from conformance.versions import ApiVersion


SLICES: Final = Path(__file__).with_name("slices")
"""The folder of the bundled slices, one file a version, as `slice_schema` writes them."""


@cache
def load(version: ApiVersion) -> GraphQLSchema:
    """Return the bundled slice of an API version as a schema; the same object each time, so leave it as it is.

    It is taken as valid, for Shopify's own schema breaks a rule of graphql-core's (Customer.hasTimelineComment
    is deprecated and the interface's field is not).

    Raises:
        UnknownVersionError: no slice is bundled for the version.
    """
    document = parse(slice_text(version), no_location=True)
    return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)


def slice_text(version: ApiVersion) -> str:
    """Return the bundled slice of an API version as SDL.

    Raises:
        UnknownVersionError: no slice is bundled for the version.
    """
    try:
        return (SLICES / f"{version}.graphql").read_text("utf-8")
    except FileNotFoundError:
        raise UnknownVersionError(
            f"No schema is bundled for API version {version}.",
            hint=f"Bundled: {', '.join(map(str, BUNDLED))}.",
        ) from None


def enum_values(version: ApiVersion, name: str) -> tuple[str, ...]:
    """Return the values of an enum, in the slice's order.

    Raises:
        UnknownVersionError: no slice is bundled for the version.
        UsageError: the version has no enum called `name`.
    """
    types = load(version).type_map
    enum = types.get(name)
    if isinstance(enum, GraphQLEnumType):
        return tuple(enum.values)
    enums = [other for other, kind in types.items() if isinstance(kind, GraphQLEnumType)]
    raise UsageError(f'API version {version} has no enum "{name}".{did_you_mean(name, enums)}')
