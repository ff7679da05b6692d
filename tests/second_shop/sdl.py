"""The Admin API's schema, read from the bundled slices as text: the contract, which both shops have in common."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphql import build_schema

if TYPE_CHECKING:
    from graphql import GraphQLSchema

_SLICES: Final = Path(__file__).parents[2] / "conformance" / "schema" / "slices"
VERSIONS: Final = tuple(sorted(file.stem for file in _SLICES.glob("*.graphql")))
"""Handles of the API versions that are served."""


@cache
def schema(version: str) -> GraphQLSchema:
    """Return the schema of a version, one of `VERSIONS`."""
    return build_schema((_SLICES / f"{version}.graphql").read_text("utf-8"), assume_valid=True)
