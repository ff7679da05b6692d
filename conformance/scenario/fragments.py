"""Fragments: trees that a catalogue writes once, and its scenarios put where `${fragment.name}` stands.

They are put in before a file is compiled, so that the type of the place decides what they mean, as if they were
written there; what is wrong with one is told at the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from conformance.errors import did_you_mean
from conformance.scenario import grammar
from conformance.scenario.reading import Reader
from conformance.scenario.source import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from yaml.nodes import Node

    from conformance.scenario.problem import Problem
    from conformance.scenario.source import Source

    Fragments = Mapping[str, Node]

FRAGMENTS: Final = "fragments.yaml"
"""Name of the file, beside a catalogue's requirements, that holds its fragments."""

MERGE: Final = "<<"
"""The key whose value's keys count as written beside it, where they are not."""

_START: Final = "${fragment."
_PLACES: Final = frozenset(
    {"input", "identifier", "customer", "customers", "data", "variables", "document", "userErrors", "errors"}
)
"""Keys below which a fragment may stand: what is sent, and what is expected."""


def read_fragments(file: Path, path: str) -> tuple[Fragments, tuple[Problem, ...]]:
    """Return the fragments of a file by name, and the file's problems; nothing of either if there is no file."""
    return compile_fragments(read(file, path)) if file.is_file() else ({}, ())


def compile_fragments(source: Source) -> tuple[Fragments, tuple[Problem, ...]]:
    """Return the fragments of a parsed file by name, and its problems."""
    if source.root is None:
        return {}, source.problems
    reader = Reader(source)
    keys = reader.keys(source.root, grammar.FRAGMENT_FILE)
    found: dict[str, Node] = {}
    for name, key, value in reader.pairs(keys["fragments"], "`fragments`") if "fragments" in keys else ():
        if not grammar.NAME.match(name):
            reader.report(key, f'A fragment\'s name must be a word, not "{name}".')
        if any(_is_use(node) for node in _nodes(value)):
            reader.report(value, "A fragment can't be made of others.")
        found[name] = value
    return found, tuple(reader.problems)


def put_in(source: Source, fragments: Fragments) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return a file's tree with its fragments put in, and what is wrong with their use."""
    if source.root is None or (_START not in source.text and MERGE not in source.text):
        return source.root, ()
    putting = _Putting(source, fragments)
    return putting.walk(source.root, inside=False), tuple(putting.problems)


class _Putting:
    """One walk over a tree, which notes problems."""

    def __init__(self, source: Source, fragments: Fragments) -> None:
        self.source = source
        self.fragments = fragments
        self.problems: list[Problem] = []

    def walk(self, node: Node, *, inside: bool) -> Node:
        """Return a node with fragments put in; `inside` tells whether they may stand there."""
        if isinstance(node, ScalarNode):
            return self._fragment(node, inside=inside) if _is_use(node) else node
        if isinstance(node, SequenceNode):
            items = [self.walk(item, inside=inside) for item in node.value]
            return SequenceNode(node.tag, items, node.start_mark, node.end_mark)
        if not isinstance(node, MappingNode):
            return node
        pairs = [
            (key, self.walk(value, inside=inside or _word(key) in _PLACES))
            for key, value in node.value
            if _word(key) != MERGE
        ]
        if len(pairs) < len(node.value):
            written = {_word(key) for key, _ in pairs}
            pairs += [
                (key, value) for key, value in self._merged(node, inside=inside) if _word(key) not in written
            ]
        return MappingNode(node.tag, pairs, node.start_mark, node.end_mark)

    def _merged(self, node: MappingNode, *, inside: bool) -> Iterator[tuple[Node, Node]]:
        """Yield the keys and values that a mapping takes over, those of the first mapping that has them."""
        seen: set[str] = set()
        for key, value in node.value:
            if _word(key) != MERGE:
                continue
            if not inside:
                self._report(key, f"`{MERGE}` can't stand here, only in what is sent and what is expected.")
                continue
            for part in value.value if isinstance(value, SequenceNode) else [value]:
                found = self.walk(part, inside=True)
                if not isinstance(found, MappingNode):
                    self._report(part, f"`{MERGE}` takes over a mapping, such as a fragment that is one.")
                    continue
                yield from ((name, item) for name, item in found.value if _word(name) not in seen)
                seen |= {_word(name) for name, _ in found.value}

    def _fragment(self, node: ScalarNode, *, inside: bool) -> Node:
        name = node.value[len(_START) : -1]
        found = self.fragments.get(name)
        if found is None:
            near = did_you_mean(name, self.fragments).strip()
            known = (
                f"Known: {', '.join(self.fragments)}." if self.fragments else f"They stand in {FRAGMENTS}."
            )
            self._report(node, f'There is no fragment "{name}".', near or known)
        elif not inside:
            self._report(node, "A fragment can't stand here, only in what is sent and what is expected.")
        else:
            return _placed(found, node)
        return ScalarNode("", "", node.start_mark, node.end_mark)

    def _report(self, node: Node, message: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(node, message, hint))


def _word(key: Node) -> str:
    """Return a key, or an empty text for one that is no word."""
    return str(key.value) if isinstance(key, ScalarNode) else ""


def _is_use(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value.startswith(_START) and node.value.endswith("}")


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _nodes(item)
    elif isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _nodes(value)


def _placed(node: Node, place: Node) -> Node:
    """Return a copy of a node that stands at a place, so that problems are told there."""
    start, end = place.start_mark, place.end_mark
    if isinstance(node, SequenceNode):
        return SequenceNode(node.tag, [_placed(item, place) for item in node.value], start, end)
    if isinstance(node, MappingNode):
        pairs = [(_placed(key, place), _placed(value, place)) for key, value in node.value]
        return MappingNode(node.tag, pairs, start, end)
    return ScalarNode(node.tag, node.value, start, end, style=getattr(node, "style", None))
