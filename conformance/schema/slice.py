"""Cut a full Admin schema down to what `customerSet` and its neighbours accept and return.

What stays is decided by a rule over the tables in conformance.schema.surface, ROOTS, NEAR and BESIDE:

- Whole types keep every field: those in NEAR, what a root mutation returns, user errors, connections and edges,
  the interfaces of all these, and the inputs, enums and scalars they need.
- Every other object type or interface that a whole one refers to is thin: it keeps its name and, of the
  current fields without arguments, those that hold a scalar, a near type, or an enum that is here anyway; and,
  of all its fields, those that BESIDE names.
- A thin type that no field refers to, only an interface or a union, is a stub: of those fields it keeps what its
  interfaces promise.

So a document about customers finds everything that Shopify offers, and one that strays still finds the names.
Descriptions go, for they are most of the text; directives and deprecations stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from graphql import GraphQLSyntaxError, parse, print_ast, specified_scalar_types, visit
from graphql.language import (
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    OperationType,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
)

from conformance.errors import UsageError
from conformance.schema.surface import BESIDE, ROOTS, is_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphql.language import FieldDefinitionNode, ListTypeNode, Node, NonNullTypeNode, TypeNode

    from conformance.versions import ApiVersion

_COMMAND: Final = "conformance schema slice FULL.graphql --version"
_BUILT_IN: Final = frozenset(specified_scalar_types)

_Composite: TypeAlias = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
_COMPOSITE: Final = (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)


def slice_schema(full_sdl: str, version: ApiVersion) -> str:
    """Return the part of an Admin schema that customerSet and its neighbours use, as SDL.

    The definitions keep the order of the source, and cutting a slice again returns the slice.

    Args:
        full_sdl: the full schema in the schema definition language.
        version: the API version it is of, for the comment at the top.

    Raises:
        UsageError: the text is no schema, or a schema without customerSet.
    """
    document = cut(full_sdl, f"of {version}")
    head = f"# Shopify Admin API {version}: customerSet and its neighbours.\n# Made by `{_COMMAND} {version}`; edits get lost.\n"
    return f"{head}\n{print_ast(document)}\n"


def cut(full_sdl: str, where: str) -> DocumentNode:
    """Return what slice_schema prints, as a syntax tree.

    Args:
        full_sdl: the full schema in the schema definition language.
        where: names the schema in messages, such as a file's path.

    Raises:
        UsageError: the text is no schema, or a schema without customerSet.
    """
    try:
        source = parse(full_sdl, no_location=True)
    except GraphQLSyntaxError as error:
        place = "".join(f" at line {line}, column {column}" for line, column in error.locations or ())
        raise UsageError(
            f"The schema {where} does not parse{place}: {error.message}",
            hint="It must be GraphQL's schema definition language, as `conformance schema pull` writes it.",
        ) from None
    scissors = _Scissors.of(source)
    if not any("customerSet" in names for names in scissors.roots.values()):
        raise UsageError(
            f"The schema {where} has no mutation customerSet.",
            hint="It must be a schema of Shopify's Admin API, 2024-10 or newer.",
        )
    scissors.reach(source)
    return DocumentNode(definitions=tuple(scissors.cut(source.definitions)))


@dataclass(slots=True)
class _Scissors:
    """One cut in progress.

    Attributes:
        types: every type of the source by name.
        roots: names of the kept fields, by name of the root type.
        whole: names of object types, interfaces and unions that are kept whole, as far as they are met.
        kept: names of the types that stay.
        met: names of the types that would stay if there were no stubs.
        stubs: names of those types that are mere members of abstract types.
    """

    types: Mapping[str, TypeDefinitionNode]
    roots: Mapping[str, tuple[str, ...]]
    whole: set[str]
    kept: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    stubs: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, source: DocumentNode) -> _Scissors:
        types = {node.name.value: node for node in source.definitions if isinstance(node, TypeDefinitionNode)}
        whole = {
            name for name, node in types.items() if is_whole(name, _field_names(node), _interfaces(node))
        }
        roots = {}
        for kind, root in _root_types(source).items():
            offered = [item for item in _fields(types.get(root)) if item.name.value in ROOTS.get(kind, ())]
            roots[root] = tuple(item.name.value for item in offered)
            if kind == OperationType.MUTATION.value:
                whole |= {_named(item.type) for item in offered}
        for name in tuple(whole & types.keys()):
            whole |= set(_interfaces(types[name]))
        return cls(types, roots, whole)

    def reach(self, source: DocumentNode) -> None:
        """Find the types that stay, and which of them are stubs."""
        starts = [name for name, fields in self.roots.items() if fields]
        for node in source.definitions:
            if isinstance(node, DirectiveDefinitionNode):
                starts += [_named(argument.type) for argument in node.arguments or ()]
        self._walk(starts)
        objects = [self.types[name] for name in self.kept if isinstance(self.types[name], _COMPOSITE)]
        referred = {
            _named(item.type) for node in objects for item in self._fields_of(cast("_Composite", node))
        }
        self.stubs = {node.name.value for node in objects} - referred - self.whole - self.roots.keys()
        self.met, self.kept = self.kept, set()
        self._walk(starts)

    def _walk(self, starts: Iterable[str]) -> None:
        waiting = list(starts)
        while waiting:
            name = waiting.pop()
            if name in self.types and name not in self.kept:
                self.kept.add(name)
                waiting += self._needs(self.types[name])

    def cut(self, definitions: Iterable[Node]) -> Iterator[Any]:
        """Yield the definitions that stay, in their order, each cut to what stays of it."""
        for node in definitions:
            if isinstance(node, SchemaDefinitionNode | DirectiveDefinitionNode):
                yield visit(node, _Undescribed())
            elif isinstance(node, TypeDefinitionNode) and node.name.value in self.kept:
                yield visit(self._trimmed(node) if isinstance(node, _COMPOSITE) else node, _Undescribed())

    def _needs(self, node: TypeDefinitionNode) -> Iterator[str]:
        """Yield the names of the types without which `node` can't stay."""
        name = node.name.value
        if isinstance(node, UnionTypeDefinitionNode):
            yield from (member.name.value for member in node.types or ())
        elif isinstance(node, InputObjectTypeDefinitionNode):
            yield from (_named(item.type) for item in node.fields or ())
        elif isinstance(node, _COMPOSITE):
            if name in self.whole:
                yield from _interfaces(node)
            elif isinstance(node, InterfaceTypeDefinitionNode):
                yield from (other for other, its in self.types.items() if name in _interfaces(its))
            for item in self._fields_of(node):
                yield _named(item.type)
                yield from (_named(argument.type) for argument in item.arguments or ())

    def _fields_of(self, node: _Composite) -> tuple[FieldDefinitionNode, ...]:
        """Return the fields of a type that stay for their own sake."""
        name, fields = node.name.value, _fields(node)
        if name in self.roots:
            return tuple(item for item in fields if item.name.value in self.roots[name])
        if name in self.whole:
            return fields
        beside = BESIDE.get(name, frozenset())
        light = tuple(item for item in fields if item.name.value in beside or self._is_light(item))
        if name in self.stubs:
            promised = set().union(*self._provided(node, light).values())
            light = tuple(item for item in light if item.name.value in promised)
        return light or fields[:1]

    def _is_light(self, item: FieldDefinitionNode) -> bool:
        """Tell whether a thin type keeps this field for its own sake."""
        name = _named(item.type)
        is_scalar = name in _BUILT_IN or isinstance(self.types.get(name), ScalarTypeDefinitionNode)
        return _is_plain(item) and (is_scalar or name in self.whole)

    def _final_fields(self, node: _Composite) -> tuple[FieldDefinitionNode, ...]:
        """Return the fields of a type that stay once it is known which enums do."""
        own = {item.name.value for item in self._fields_of(node)}
        if node.name.value not in self.stubs | self.roots.keys():
            own |= {item.name.value for item in _fields(node) if _is_plain(item) and self._is_enum_here(item)}
        return tuple(item for item in _fields(node) if item.name.value in own)

    def _is_enum_here(self, item: FieldDefinitionNode) -> bool:
        name = _named(item.type)
        return name in self.kept and isinstance(self.types.get(name), EnumTypeDefinitionNode)

    def _provided(self, node: _Composite, fields: Iterable[FieldDefinitionNode]) -> dict[str, frozenset[str]]:
        """Return those interfaces of a type that `fields` suffice for, each with the fields it promises."""
        names = {item.name.value for item in fields}
        promised = {
            name: frozenset(
                item.name.value for item in self._final_fields(cast("_Composite", self.types[name]))
            )
            for name in _interfaces(node)
            if name in self.met
        }
        return {name: promise for name, promise in promised.items() if promise <= names}

    def _trimmed(self, node: _Composite) -> _Composite:
        fields = self._final_fields(node)
        provided = self._provided(node, fields)
        interfaces = tuple(item for item in node.interfaces or () if item.name.value in provided)
        return replace(node, fields=fields, interfaces=interfaces)


class _Undescribed(Visitor):
    """Takes the descriptions off definitions."""

    def leave(self, node: Node, *_: Any) -> Node | None:
        return replace(node, description=None) if getattr(node, "description", None) else None  # type: ignore[call-arg]


def _root_types(source: DocumentNode) -> dict[str, str]:
    """Return the names of the root types by kind of operation."""
    for node in source.definitions:
        if isinstance(node, SchemaDefinitionNode):
            return {item.operation.value: item.type.name.value for item in node.operation_types}
    return {kind.value: kind.value.capitalize() for kind in OperationType}


def _fields(node: TypeDefinitionNode | None) -> tuple[FieldDefinitionNode, ...]:
    return tuple(node.fields or ()) if isinstance(node, _COMPOSITE) else ()


def _field_names(node: TypeDefinitionNode) -> frozenset[str]:
    return frozenset(item.name.value for item in _fields(node))


def _interfaces(node: TypeDefinitionNode) -> tuple[str, ...]:
    return tuple(item.name.value for item in node.interfaces or ()) if isinstance(node, _COMPOSITE) else ()


def _named(node: TypeNode) -> str:
    """Return the name at the bottom of a type that may be a list or non-null."""
    while not isinstance(node, NamedTypeNode):
        node = cast("ListTypeNode | NonNullTypeNode", node).type
    return node.name.value


def _is_plain(item: FieldDefinitionNode) -> bool:
    """Tell whether the field takes no arguments and is not deprecated."""
    return not item.arguments and all(
        directive.name.value != "deprecated" for directive in item.directives or ()
    )
