"""Reading nodes: problems with their place, mappings of known keys, plain scalars, references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from conformance.errors import did_you_mean, nearest
from conformance.scenario import references
from conformance.scenario.bindings import Reference, Template
from conformance.scenario.references import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yaml.nodes import Node

    from conformance.scenario.grammar import Shape
    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source

# YAML 1.2 with JSON's numbers: 01234, +1, 0x1F, yes, NO and ON are strings.
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?\Z")
_LONGEST_NUMBER: Final = 100

_FEW: Final = 14
"""Words that a message lists; of more, it names only the nearest."""

NULLS: Final = frozenset(word for word, value in _WORDS.items() if value is None)


class Reader:
    """What reading a file needs to know and collects: the source, problems, and the names in reach.

    Attributes:
        source: the file.
        problems: what has been found so far.
        names: what references may name at the moment.
        lines: lines of the expectation that is being read.
        freely: whether what is sent may be against the schema, because top-level errors are expected.
    """

    __slots__ = ("freely", "lines", "names", "problems", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.names = Names()
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.freely = False

    def report(self, node: Node | None, message: str, hint: str = "") -> None:
        """Note a problem at the start of `node`."""
        self.problems.append(self.source.problem(node, message, hint))

    def report_unknown(self, node: Node, message: str, word: str, known: Iterable[str]) -> None:
        """Note a problem about a word that is not one of the known ones, with the nearest or with all of them."""
        names = list(known)
        hint = did_you_mean(word, names).strip()
        if not hint and len(names) <= _FEW:
            hint = f"Known: {', '.join(names)}."
        self.report(node, message, hint)

    def keys(self, node: Node, shape: Shape) -> dict[str, Node]:
        """Return the values of a mapping by key, after noting unknown, doubled and missing keys."""
        found: dict[str, Node] = {}
        if node.__class__ is not MappingNode:
            self.report(node, f"{shape.what[0].upper()}{shape.what[1:]} must be a mapping{self._but(node)}.")
            return found
        known = shape.keys
        meant = set()
        for key, value in node.value:
            name = key.value
            if key.__class__ is not ScalarNode:
                self.report(key, "A key must be a word.")
            elif name in found:
                self.report(key, f'"{name}" stands there twice.')
            elif name not in known:
                self.report_unknown(key, f'Unknown key "{name}" in {shape.what}.', name, known)
                meant.add(nearest(name, known))
            else:
                found[name] = value
        missing = shape.required - found.keys() - meant
        if missing:
            words = ", ".join(f'"{name}"' for name in shape.keys if name in missing)
            self.report(node, f"{shape.what[0].upper()}{shape.what[1:]} needs {words}.")
        return found

    def pairs(self, node: Node, what: str) -> Iterator[tuple[str, Node, Node]]:
        """Yield name, key node and value node of a mapping whose keys are free."""
        if node.__class__ is not MappingNode:
            self.report(node, f"{what} must be a mapping{self._but(node)}.")
            return
        seen = set()
        for key, value in node.value:
            if key.__class__ is not ScalarNode:
                self.report(key, "A key must be a word.")
            elif key.value in seen:
                self.report(key, f'"{key.value}" stands there twice.')
            else:
                seen.add(key.value)
                yield key.value, key, value

    def items(self, node: Node, what: str) -> list[Node]:
        """Return the elements of a list."""
        if node.__class__ is SequenceNode:
            return list(node.value)
        self.report(node, f"{what} must be a list{self._but(node)}.")
        return []

    def text(self, node: Node | None, what: str) -> str:
        """Return a text that is not empty and holds no references; an empty string if it is not one."""
        if node is None:
            return ""
        if node.__class__ is not ScalarNode:
            self.report(node, f"{what} must be text{self._but(node)}.")
            return ""
        if not node.value.strip():
            self.report(node, f"{what} is empty.")
        return str(node.value)

    def choice(self, node: Node | None, what: str, known: Iterable[str]) -> str:
        """Return one of the known words; an empty string if it is none."""
        word = self.text(node, what)
        if not node or not word.strip():
            return ""
        if word in known:
            return word
        self.report_unknown(node, f'{what} can\'t be "{word}".', word, known)
        return ""

    def number(self, node: Node, what: str, least: int, most: int) -> int:
        """Return a whole number in a range; the least if it is not one."""
        value = plain(node) if isinstance(node, ScalarNode) else None
        if type(value) is int and least <= value <= most:
            return value
        self.report(node, f"{what} must be a whole number from {least} to {most}.")
        return least

    def template(self, node: Node, text: str, *, as_text: bool = False) -> Any:
        """Return a text with its references, each checked: a Reference, a Template, or plain text."""
        try:
            pieces = references.split(text)
        except references.ReferenceSyntaxError as error:
            self.report(node, str(error))
            return text
        line = node.start_mark.line + 1
        parts: list[str | Reference] = []
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            problem = references.problem(piece, self.names)
            if problem:
                self.report(node, problem)
            parts.append(Reference(piece, line, as_text))
        if len(parts) == 1:
            return parts[0]
        return Template(tuple(parts))

    @staticmethod
    def _but(node: Node) -> str:
        if node.__class__ is SequenceNode:
            return ", not a list"
        if node.__class__ is MappingNode:
            return ", not a mapping"
        return ", not null" if is_null(node) else f', not "{node.value[:40]}"'


def is_plain(node: ScalarNode) -> bool:
    """Tell whether a scalar is written without quotes, so that it may be null, a boolean or a number."""
    return not node.style and not node.tag


def is_null(node: Node) -> bool:
    """Tell whether a node is null: empty, `~` or `null`, without quotes."""
    return isinstance(node, ScalarNode) and node.value in NULLS and is_plain(node)


def plain(node: ScalarNode) -> Any:
    """Return what a scalar means where no type is known: null, a boolean, a number or a string."""
    text: str = node.value
    if not is_plain(node):
        return text
    if text in _WORDS:
        return _WORDS[text]
    number = _NUMBER.match(text)
    if not number or len(text) > _LONGEST_NUMBER:
        return text
    return float(text) if number[2] or number[3] else int(text)
