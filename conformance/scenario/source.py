"""YAML text to a tree of nodes that know where they stand; every syntax error is a Problem.

The tree is PyYAML's own: ScalarNode, SequenceNode and MappingNode with marks. What a scalar means is decided
by whoever reads it, because that depends on the place (`conformance.scenario.values`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from conformance.scenario.problem import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml.nodes import Node

MAX_DEPTH: Final = 60
"""Nesting that a file may have. libyaml's composer recurses in C, so that much deeper input would kill Python."""

MAX_NODES: Final = 1_000_000
"""Nodes that a file may have once its aliases are written out."""

_LINE_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BRACKETS: Final = re.compile(r"[][{}]")
_DEEP_BLOCK: Final = re.compile(rf"^[ \t?-]{{{MAX_DEPTH},}}", re.MULTILINE)
_UNQUOTED_REFERENCE: Final = re.compile(r"[{\[,:]\s*[^\"'\s{\[,]*\$\{")
_QUOTE_REFERENCES: Final = 'Inside {...} and [...], put references in quotes: "${...}".'
_STRING_TAG: Final = "tag:yaml.org,2002:str"


class _TreeLoader(_Loader):
    """A loader that leaves the meaning of scalars open and spends no time on it."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:  # noqa: ARG002  PyYAML's signature
        return ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Nothing: there are no path resolvers."""

    def ascend_resolver(self) -> None:
        """Nothing: there are no path resolvers."""


@dataclass(frozen=True)
class Source:
    """A parsed file.

    Attributes:
        path: how the file is called in messages.
        text: its content.
        root: the top node, or None if the text is not usable YAML.
        problems: why `root` is None.
    """

    path: str
    text: str
    root: Node | None = None
    problems: tuple[Problem, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """The lines as YAML counts them."""
        return _LINE_BREAK.split(self.text)

    def excerpt(self, line: int) -> str:
        """Return the text of a line (1-based), or an empty string past the end."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    @property
    def end(self) -> tuple[int, int]:
        """Line and column behind the last text of the file."""
        written = [number for number, line in enumerate(self.lines, 1) if line.strip()] or [1]
        return written[-1], len(self.excerpt(written[-1])) + 1

    def problem(self, node: Node | None, message: str, hint: str = "") -> Problem:
        """Return a Problem at the start of `node`, or of the file if there is no node."""
        mark = node.start_mark if node else None
        return self.problem_at((mark.line + 1, mark.column + 1) if mark else (1, 1), message, hint)

    def problem_at(
        self, position: tuple[int, int], message: str, hint: str = "", *, is_warning: bool = False
    ) -> Problem:
        """Return a Problem at a line and column, both 1-based."""
        line, column = position
        return Problem(self.path, line, column, message, hint, self.excerpt(line), is_warning=is_warning)

    def broken(self, position: tuple[int, int], message: str, hint: str = "") -> Source:
        """Return the same file without a tree, and with a problem at a line and column instead."""
        return replace(self, root=None, problems=(self.problem_at(position, message, hint),))

    def broken_at(self, offset: int, message: str) -> Source:
        """Return the same file without a tree, and with a problem at a character instead."""
        before = _LINE_BREAK.split(self.text[:offset])
        return self.broken((len(before), len(before[-1]) + 1), message)


def read(file: Path, path: str) -> Source:
    """Read and parse a file that is called `path` in messages."""
    try:
        content = file.read_bytes()
    except OSError as error:
        return Source(path, "").broken((1, 1), f"Cannot be read: {error.strerror or error}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = Source(path, content[: error.start].decode("utf-8", "replace"))
        return readable.broken_at(len(readable.text), "Is not UTF-8 text.")
    return parse(text, path)


def parse(text: str, path: str) -> Source:
    """Parse YAML text; whatever is wrong with it is in the result's problems."""
    source = Source(path, text.removeprefix("\ufeff"))
    try:
        if _is_too_deep(source.text):
            return source.broken((1, 1), f"Is nested more than {MAX_DEPTH} levels deep.")
        root = yaml.compose(source.text, Loader=_TreeLoader)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, UnicodeEncodeError) as error:
        return _unreadable(source, error)
    if root is None:
        return source.broken((1, 1), "Is empty.")
    if "!" in text or ("*" in text and "&" in text):
        problems = tuple(_Inspection(source).run(root))
        if problems:
            return replace(source, problems=problems)
    return replace(source, root=root)


def _unreadable(source: Source, error: Exception) -> Source:
    if isinstance(error, yaml.MarkedYAMLError):
        return _syntax_problem(error, source)
    if isinstance(error, UnicodeEncodeError):
        return source.broken_at(error.start, "A lone surrogate is not a character.")
    assert isinstance(error, yaml.reader.ReaderError)  # noqa: S101  the last of the three that are caught
    # libyaml counts bytes; PyYAML's own reader counts characters, and then the slice is harmless.
    before = source.text.encode()[: error.position].decode("utf-8", "ignore")
    return source.broken_at(len(before), f"A character is not allowed in YAML: {error.reason}.")


def _is_too_deep(text: str) -> bool:
    """Tell whether composing would nest too deep; the exact count is made only where a bound allows doubt."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    if deepest < MAX_DEPTH // 2 and not _DEEP_BLOCK.search(text):
        return False
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def _syntax_problem(error: yaml.MarkedYAMLError, source: Source) -> Source:
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and not source.excerpt(mark.line + 1):
        mark = error.context_mark
    position = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if not source.excerpt(position[0]):
        position = source.end
    excerpt = source.excerpt(position[0])
    reasons = dict.fromkeys(reason for reason in (error.context, error.problem) if reason)
    message = f"Not valid YAML: {', '.join(reasons) or 'cannot be read'}"
    hint = ""
    if "\t" in excerpt[: position[1]] or "tab character" in message:
        hint = "Indent with spaces; YAML takes no tabs there."
    elif _UNQUOTED_REFERENCE.search(excerpt):
        hint = _QUOTE_REFERENCES
    return source.broken(position, f"{message}.", hint)


class _Inspection:
    """Looks for what a walk over the tree could not bear or must not accept: cycles, bombs and tags."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known: dict[int, tuple[int, int]] = {}
        self.open: set[int] = set()
        self.problems: list[Problem] = []

    def run(self, root: Node) -> list[Problem]:
        size, depth = self._measure(root)
        if size > MAX_NODES:
            self._report(root, f"Its aliases write out to more than {MAX_NODES} nodes.")
        if depth > MAX_DEPTH:
            self._report(root, f"Is nested more than {MAX_DEPTH} levels deep.")
        return self.problems

    def _report(self, node: Node, message: str) -> None:
        self.problems.append(self.source.problem(node, message))

    def _measure(self, node: Node) -> tuple[int, int]:
        """Return size and depth with aliases written out; each distinct node is looked at once."""
        if id(node) in self.known:
            return self.known[id(node)]
        if id(node) in self.open:
            self._report(node, "Contains itself through an alias.")
            return 0, 0
        self.open.add(id(node))
        if node.tag and not (isinstance(node, ScalarNode) and node.tag == _STRING_TAG):
            self._report(node, f"YAML tags such as {node.tag} are not part of the language.")
        size, depth = 1, 0
        for child in _children(node):
            child_size, child_depth = self._measure(child)
            size, depth = size + child_size, max(depth, child_depth)
        self.open.discard(id(node))
        self.known[id(node)] = size, depth + 1
        return self.known[id(node)]


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, SequenceNode):
        yield from node.value
