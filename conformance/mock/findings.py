"""What static validation has found so far, and where in the document it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.mock.errors import static_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql.language import (
        ArgumentNode,
        FragmentDefinitionNode,
        Node,
        ObjectFieldNode,
        OperationDefinitionNode,
        VariableNode,
    )

    from conformance.mock.errors import Error
    from conformance.wire import Json


@dataclass(frozen=True, slots=True)
class Usage:
    """A place where a variable stands.

    Attributes:
        variable: the variable there.
        node: the argument or input field that it is a value of.
        arg: what the schema says about that.
        depth: how many lists written in the document are around the variable.
        path: of the argument.
    """

    variable: VariableNode
    node: ArgumentNode | ObjectFieldNode
    arg: Any
    depth: int
    path: tuple[str, ...]


@dataclass(slots=True)
class Definition:
    """An operation or fragment, with what the checks of the whole document need to know of it.

    Attributes:
        node: the definition.
        path: graphql-ruby's path to it.
        usages: the variables that stand in it.
        spreads: names of the fragments that it spreads.
    """

    node: OperationDefinitionNode | FragmentDefinitionNode
    path: tuple[str, ...]
    usages: list[Usage] = field(default_factory=list)
    spreads: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """The state of one walk over a document.

    Attributes:
        errors: entries of `errors`.
        definitions: those that were entered; the last one is where the walk is.
        path: graphql-ruby's path to where the walk is.
    """

    errors: list[Error] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    path: list[str] = field(default_factory=list)

    def add(
        self, message: str, node: Node, code: str, *, below: Sequence[str] = (), **extensions: Json
    ) -> None:
        """Add an error at a node, `below` the place where the walk is."""
        self.errors.append(static_error(message, [node], [*self.path, *below], {"code": code, **extensions}))
