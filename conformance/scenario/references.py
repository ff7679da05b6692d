"""References as they are written, and the check that each can be filled in when its turn comes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import did_you_mean
from conformance.scenario.bindings import MOST_TEXT
from conformance.scenario.grammar import UNIQUE
from conformance.scenario.graph import CUSTOMER, SELECTED, SUGAR, field_names, field_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.scenario.graph import TypeRef

_REFERENCE: Final = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_PATH: Final = re.compile(r"[A-Za-z_][\w-]{0,63}(\.[\w-]{1,64})*\Z", re.ASCII)


@dataclass
class Names:
    """What references may name at the place that is being read.

    Attributes:
        columns: the table's values by column; a column over an enum has all of the enum's values.
        types: by name, the GraphQL type of a given customer or saved value, or None if it is not known.
        numbered: whether parallel calls are being read, so that there is `${n}`.
    """

    columns: Mapping[str, list[Any]] = field(default_factory=dict)
    types: dict[str, TypeRef | None] = field(default_factory=dict)
    numbered: bool = False

    def known(self) -> list[str]:
        """Return all first words that mean something."""
        return [*_GENERATED, *self.columns, *self.types]


class ReferenceSyntaxError(ValueError):
    """A text holds something that begins like a reference and is none."""


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str | tuple[str, ...], ...]:
    """Return a text as literal pieces and the paths of its references; `$${` stands for a literal `${`.

    Raises:
        ReferenceSyntaxError: a reference is not closed, or is no path.
    """
    pieces: list[str | tuple[str, ...]] = []
    literal, at = "", 0
    for match in _REFERENCE.finditer(text):
        literal += text[at : match.start()]
        at = match.end()
        if match[0] == "$${":
            literal += "${"
            continue
        if match[1] is None:
            raise ReferenceSyntaxError('"${" is not closed. Write $${ for the characters themselves.')
        if not _PATH.match(match[1]):
            raise ReferenceSyntaxError(f'"{match[0]}" is no reference; they look like ${{customer.id}}.')
        if literal:
            pieces.append(literal)
        literal = ""
        pieces.append(tuple(match[1].split(".")))
    literal += text[at:]
    if literal or not pieces:
        pieces.append(literal)
    return tuple(pieces)


def problem(path: tuple[str, ...], names: Names) -> str:
    """Say why a reference can't be filled in at its place, or return an empty string."""
    root, *rest = path
    if root in _GENERATED:
        return _GENERATED[root](rest, names)
    if root in names.columns:
        return ""
    if root in names.types:
        type_ = names.types[root]
        return _below(type_, rest) if type_ else ""
    if root == "fragment":
        return "${fragment...} stands alone, for a whole value."
    if root == "schema":
        return "${schema...} stands only for a whole column of `cases`."
    return f'Nothing is called "{root}" here.{did_you_mean(root, names.known())}'


def type_of(path: list[str]) -> TypeRef | None:
    """Return the type of what a path below a customer leads to, or None if there is no such thing."""
    type_: TypeRef | None = CUSTOMER
    for at, name in enumerate(path):
        type_ = _step(type_, name, path[at + 1 : at + 2]) if type_ else None
    return type_


def _step(type_: TypeRef, name: str, following: list[str]) -> TypeRef | None:
    if type_.item:
        return type_.item if name.isdecimal() else None
    if type_.name not in SELECTED:
        return None
    sugar = SUGAR.get(type_.name, {}).get(name)
    if sugar and sugar.outer == name and following == [sugar.inner]:
        return SELECTED[type_.name][name]
    return field_type(type_.name, name)


def _below(type_: TypeRef, path: list[str]) -> str:
    for at, name in enumerate(path):
        below = _step(type_, name, path[at + 1 : at + 2])
        if below is None:
            if type_.item:
                return f'"{name}" is no index of a list; write 0 for its first element.'
            if type_.name not in SELECTED:
                return f'{type_} has nothing below it, so not "{name}".'
            return f'{type_} has no "{name}" here.{did_you_mean(name, field_names(type_.name))}'
        type_ = below
    return ""


def _unique_problem(rest: list[str], _names: Names) -> str:
    if rest and rest[0] in UNIQUE and (len(rest) == 1 or (len(rest) == 2 and _is_count(rest[1]))):
        return ""
    kind = rest[0] if rest else ""
    known = ", ".join(UNIQUE)
    return f'"{kind}" can\'t be generated; unique takes one of {known}, and a number.{did_you_mean(kind, UNIQUE)}'


def _size_problem(rest: list[str], _names: Names) -> str:
    if len(rest) == 1 and _is_size(rest[0]):
        return ""
    return (
        f"A number from 0 to {MOST_TEXT} must follow, as in ${{text.256}}, ${{tags.251}} or ${{addresses.2}}."
    )


def _is_size(text: str) -> bool:
    return text.isdecimal() and int(text) <= MOST_TEXT


def _is_count(text: str) -> bool:
    return _is_size(text) and int(text) > 0


def _n_problem(rest: list[str], names: Names) -> str:
    if rest:
        return "${n} is a number and has nothing below it."
    return "" if names.numbered else "${n} is known only inside `parallel`."


_GENERATED: Final[Mapping[str, Callable[[list[str], Names], str]]] = {
    "unique": _unique_problem,
    "gid": lambda rest, _names: "" if rest == ["unknown"] else "Only ${gid.unknown} can be generated.",
    "text": _size_problem,
    "tags": _size_problem,
    "addresses": _size_problem,
    "exemptions": _size_problem,
    "n": _n_problem,
}
