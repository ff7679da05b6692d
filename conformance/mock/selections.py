"""`@skip` and `@include`: which variables they ask for, and what they leave in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql.language import VariableNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql.language import SelectionNode


def is_included(node: SelectionNode, conditions: Mapping[str, Any]) -> bool:
    """Whether `@skip` and `@include` leave a selection in.

    Args:
        node: the selection, of a valid document.
        conditions: values of the variables that the directives ask for.
    """
    for directive in node.directives or ():
        name = directive.name.value
        if name in {"skip", "include"}:
            value: Any = (directive.arguments or ())[0].value
            answer = conditions[value.name.value] if isinstance(value, VariableNode) else value.value
            if answer is (name == "skip"):
                return False
    return True


def condition_names(nodes: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of the variables that `@skip` and `@include` ask for anywhere below some nodes."""
    found: dict[str, None] = {}
    todo = list(nodes)
    while todo:
        node = todo.pop()
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value in {"skip", "include"}:
                value = directive.arguments[0].value
                if isinstance(value, VariableNode):
                    found[value.name.value] = None
        below = getattr(node, "selection_set", None)
        if below:
            todo.extend(below.selections)
    return tuple(found)
