"""Grade the changes between two schemas, for the part of the Admin API that the harness uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphql import (
    BreakingChangeType,
    DangerousChangeType,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    OperationType,
    SafeChangeType,
    build_ast_schema,
    find_schema_changes,
    get_named_type,
    is_specified_scalar_type,
)

from conformance.errors import UsageError, did_you_mean
from conformance.schema.load import load
from conformance.schema.slice import cut
from conformance.schema.surface import ROOTS, is_whole
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphql import GraphQLNamedType, GraphQLSchema


class Grade(StrEnum):
    """What a change does to a client that was right before it."""

    BREAKING = "BREAKING"
    """A request or the reading of an answer may fail."""
    DANGEROUS = "DANGEROUS"
    """Nothing fails outright, but something may behave otherwise."""
    SAFE = "SAFE"
    """Nothing changes unless the client asks for it."""

    @property
    def rank(self) -> int:
        """0 for BREAKING, up to 2."""
        return list(Grade).index(self)


@dataclass(frozen=True, slots=True)
class Change:
    """One change between two schemas.

    Attributes:
        grade: what it does to clients.
        kind: what happened, such as `field-removed`.
        path: the schema coordinate of what changed, such as `Customer.note` or `Mutation.customerSet(input:)`.
        message: one sentence.
    """

    grade: Grade
    kind: str
    path: str
    message: str


_GRADES: Final = {
    BreakingChangeType: Grade.BREAKING,
    DangerousChangeType: Grade.DANGEROUS,
    SafeChangeType: Grade.SAFE,
}

_COMPOSITE: Final = (GraphQLObjectType, GraphQLInterfaceType)

_COORDINATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(@\w+(?:\(\w+:\))?)",
        r"union type (\w+)\.$",
        r"implemented by (\w+)\.$",
        r"(\w+\.\w+(?:\(\w+:\))?)",
        r"(\w+)",
    )
)
"""Where graphql-core's sentences name what changed; the first pattern that is found holds."""


def resolve(text: str) -> GraphQLSchema:
    """Return the schema that an argument of `schema diff` names, cut to the part that the harness uses.

    Args:
        text: a bundled API version, or the path of a file in the schema definition language, full or a slice.

    Raises:
        UsageError: it is neither, or the file holds no Admin schema.
    """
    for version in BUNDLED:
        if version.handle == text:
            return load(version)
    path = Path(text)
    try:
        sdl = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        known = [version.handle for version in BUNDLED]
        raise UsageError(
            f'"{text}" is neither a bundled API version nor a file that can be read ({reason}).'
            f"{did_you_mean(text, known)}",
            hint=f"Bundled: {', '.join(known)}.",
        ) from None
    try:
        return build_ast_schema(cut(sdl, f"in {text}"), assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        raise UsageError(f"The schema in {text} is not sound: {error}") from None


def diff(
    old: GraphQLSchema, new: GraphQLSchema, surface: Mapping[str, tuple[str, ...]] = ROOTS
) -> tuple[Change, ...]:
    """Return what changed from one schema to another, the gravest first, then by path.

    Only what the surface reaches counts; of types far from customers, of which a slice shows but a part, nothing.

    Args:
        old: the schema before.
        new: the schema after.
        surface: names of root fields by kind of operation (`query`, `mutation`).
    """
    changes = [*_listed(old, new), *_one_of(old, new), *_deprecations(old, new)]
    reached = _reached(old, surface) | _reached(new, surface)
    roots = {
        f"{root.name}.{name}": name in surface.get(kind, ())
        for schema in (old, new)
        for kind, root in _roots(schema).items()
        for name in root.fields
    }
    counted = {
        change
        for change in changes
        if change.path.startswith("@")
        or roots.get(change.path.partition("(")[0], change.path.partition(".")[0] in reached)
    }
    return tuple(
        sorted(counted, key=lambda change: (change.grade.rank, change.path, change.kind, change.message))
    )


def render(changes: Iterable[Change]) -> str:
    """Return changes as text: a line each, then how many of each grade."""
    listed = tuple(changes)
    if not listed:
        return "No changes."
    widest = max(len(change.grade) for change in listed)
    lines = [f"{change.grade:<{widest}}  {change.message}" for change in listed]
    counts = [(sum(change.grade is grade for change in listed), grade) for grade in Grade]
    return "\n".join([*lines, ", ".join(f"{count} {grade.lower()}" for count, grade in counts)])


def _listed(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    """Yield the changes that graphql-core finds."""
    for change in find_schema_changes(old, new):
        if change.type is not SafeChangeType.DESCRIPTION_CHANGED:
            kind = change.type.name.lower().replace("_", "-")
            yield Change(
                _GRADES[type(change.type)], kind, _coordinate(change.description), change.description
            )


def _coordinate(description: str) -> str:
    return next(found[1] for pattern in _COORDINATES if (found := pattern.search(description)))


def _one_of(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    """Yield the inputs that take exactly one of their fields in only one of the schemas."""
    for name, before in old.type_map.items():
        after = new.type_map.get(name)
        if not isinstance(before, GraphQLInputObjectType) or not isinstance(after, GraphQLInputObjectType):
            continue
        if after.is_one_of and not before.is_one_of:
            yield Change(Grade.BREAKING, "one-of-added", name, f"{name} takes exactly one of its fields now.")
        if before.is_one_of and not after.is_one_of:
            yield Change(Grade.DANGEROUS, "one-of-removed", name, f"{name} takes any of its fields now.")


def _deprecations(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    """Yield what is deprecated in only one of the schemas, of what both have."""
    before, after = dict(_reasons(old)), dict(_reasons(new))
    for path in before.keys() & after.keys():
        if before[path] is None and after[path] is not None:
            yield Change(Grade.SAFE, "deprecated", path, f"{path} is deprecated now: {after[path]}")
        if before[path] is not None and after[path] is None:
            yield Change(Grade.SAFE, "deprecation-removed", path, f"{path} is no longer deprecated.")


def _reasons(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Yield every coordinate that can be deprecated, with the reason if it is."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{key}", value.deprecation_reason) for key, value in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", item.deprecation_reason) for key, item in kind.fields.items())
        elif isinstance(kind, _COMPOSITE):
            for key, field in kind.fields.items():
                yield f"{name}.{key}", field.deprecation_reason
                for argument, its in field.args.items():
                    yield f"{name}.{key}({argument}:)", its.deprecation_reason


def _roots(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    """Return the root types by kind of operation."""
    found = {kind.value: schema.get_root_type(kind) for kind in OperationType}
    return {kind: root for kind, root in found.items() if root}


def _reached(schema: GraphQLSchema, surface: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the names of the types that the surface reaches, without those far from customers."""
    reached: set[str] = set()
    met: set[str] = set()
    waiting: list[tuple[GraphQLNamedType, bool]] = []
    for kind, root in _roots(schema).items():
        for field in (root.fields[name] for name in surface.get(kind, ()) if name in root.fields):
            waiting.append((get_named_type(field.type), kind == OperationType.MUTATION.value))
            waiting += ((get_named_type(item.type), False) for item in field.args.values())
    while waiting:
        named, is_near = waiting.pop()
        is_near = is_near or not isinstance(named, _COMPOSITE) or _is_whole(named)
        if named.name not in (reached if is_near else met) and not is_specified_scalar_type(named):
            (reached if is_near else met).add(named.name)
            waiting += _next(named, is_near=is_near)
    return reached


def _is_whole(named: GraphQLObjectType | GraphQLInterfaceType) -> bool:
    return is_whole(named.name, named.fields, [item.name for item in named.interfaces])


def _next(named: GraphQLNamedType, *, is_near: bool) -> Iterator[tuple[GraphQLNamedType, bool]]:
    """Yield the types that a type leads to, each with whether it is of the surface for that.

    A type far from customers leads only to object types and interfaces, for a near one may lie behind it.
    """
    if isinstance(named, GraphQLInputObjectType):
        yield from ((get_named_type(item.type), False) for item in named.fields.values())
    elif isinstance(named, GraphQLUnionType):
        yield from ((member, False) for member in named.types)
    elif isinstance(named, _COMPOSITE) and is_near:
        yield from ((interface, True) for interface in named.interfaces)
        for field in named.fields.values():
            yield get_named_type(field.type), False
            yield from ((get_named_type(item.type), False) for item in field.args.values())
    elif isinstance(named, _COMPOSITE):
        kinds = (get_named_type(field.type) for field in named.fields.values())
        yield from ((kind, False) for kind in kinds if isinstance(kind, _COMPOSITE))
