"""Entries of a response's `errors`, in the form that graphql-ruby and Shopify give them.

The order of keys is theirs too: what is found before execution has `path` before `extensions`, what a
resolver raises has it the other way round (recorded responses of a dev store, 2026-04).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import TokenKind
from graphql.language import Lexer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphql import GraphQLSyntaxError, Token
    from graphql.language import Node

    from conformance.wire import Json

PathKey = str | int
Error = dict[str, Any]


class FieldError(Exception):
    """Raised by a resolver: its field becomes null and `errors` gets an entry.

    Args:
        message: the entry's message.
        code: its `extensions.code`; None leaves `extensions` out.
        details: more `extensions`.
    """

    def __init__(self, message: str, code: str | None = None, **details: Json) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details


def locations(nodes: Iterable[Node]) -> list[dict[str, int]]:
    """Return where nodes start in the document, counted from 1."""
    found = []
    for node in nodes:
        if node.loc:
            token = node.loc.start_token
            found.append({"line": token.line, "column": token.column})
    return found


def static_error(
    message: str, nodes: Sequence[Node], path: Sequence[PathKey], extensions: Mapping[str, Json]
) -> Error:
    """Return the entry for a document that breaks the schema; `path` starts with `"mutation Name"`."""
    return {
        "message": message,
        "locations": locations(nodes),
        "path": list(path),
        "extensions": dict(extensions),
    }


def resolver_error(error: FieldError, node: Node, path: Sequence[PathKey]) -> Error:
    """Return the entry for what a resolver raised; `path` is that of the response."""
    entry: Error = {"message": error.message, "locations": locations((node,))}
    if error.code is not None:
        entry["extensions"] = {"code": error.code, **error.details}
    entry["path"] = list(path)
    return entry


@dataclass(frozen=True, slots=True)
class VariableProblem:
    """One thing wrong with a variable's value.

    Attributes:
        path: where inside the value; list indexes are numbers.
        explanation: what was expected.
        message: set where Shopify repeats the explanation as a message of its own.
    """

    path: tuple[PathKey, ...]
    explanation: str
    message: str | None = None

    def as_json(self) -> Json:
        """Return the entry of `extensions.problems`."""
        entry: dict[str, Json] = {"path": list(self.path), "explanation": self.explanation}
        if self.message is not None:
            entry["message"] = self.message
        return entry


def invalid_variable(
    definition: Node, name: str, type_text: str, value: Json, problems: Sequence[VariableProblem]
) -> Error:
    """Return the INVALID_VARIABLE entry for a variable whose value does not fit; it has no `path`."""
    places = [
        f"{'.'.join(map(str, problem.path))} ({problem.explanation})" for problem in problems if problem.path
    ]
    where = f" for {', '.join(places)}" if places else ""
    return {
        "message": f"Variable ${name} of type {type_text} was provided invalid value{where}",
        "locations": locations((definition,)),
        "extensions": {
            "code": "INVALID_VARIABLE",
            "value": value,
            "problems": [problem.as_json() for problem in problems],
        },
    }


# graphql-ruby's names of tokens; it calls the end of the text by words.
_TOKEN_NAMES: Final = {
    TokenKind.BANG: "BANG",
    TokenKind.DOLLAR: "VAR_SIGN",
    TokenKind.AMP: "AMP",
    TokenKind.PAREN_L: "LPAREN",
    TokenKind.PAREN_R: "RPAREN",
    TokenKind.SPREAD: "ELLIPSIS",
    TokenKind.COLON: "COLON",
    TokenKind.EQUALS: "EQUALS",
    TokenKind.AT: "DIR_SIGN",
    TokenKind.BRACKET_L: "LBRACKET",
    TokenKind.BRACKET_R: "RBRACKET",
    TokenKind.BRACE_L: "LCURLY",
    TokenKind.PIPE: "PIPE",
    TokenKind.BRACE_R: "RCURLY",
    TokenKind.NAME: "IDENTIFIER",
    TokenKind.INT: "INT",
    TokenKind.FLOAT: "FLOAT",
    TokenKind.STRING: "STRING",
    TokenKind.BLOCK_STRING: "STRING",
}
_FIRST_CHARACTER = re.compile(r"\S?")


def syntax_error(error: GraphQLSyntaxError) -> Error:
    """Return the PARSE_ERROR entry, `syntax error, unexpected ... at [line, column]`.

    The form for the end of the text is recorded; which token is named elsewhere follows graphql-ruby's lexer.
    """
    line, column = error.locations[0] if error.locations else (1, 1)
    return {
        "message": f"syntax error, unexpected {_unexpected(error)} at [{line}, {column}]",
        "locations": [{"line": line, "column": column}],
        "extensions": {"code": "PARSE_ERROR"},
    }


def _unexpected(error: GraphQLSyntaxError) -> str:
    source, positions = error.source, error.positions
    if source is None or not positions:
        return "end of file"
    position = next(iter(positions))
    token = _token_at(error, position)
    if token is None:
        character = _FIRST_CHARACTER.match(source.body, position)
        shown = character[0] if character else ""
        return f"invalid token ({json.dumps(shown, ensure_ascii=False)})" if shown else "end of file"
    if token.kind is TokenKind.EOF:
        return "end of file"
    text = source.body[token.start : token.end]
    return f"{_TOKEN_NAMES.get(token.kind, 'invalid token')} ({json.dumps(text, ensure_ascii=False)})"


def _token_at(error: GraphQLSyntaxError, position: int) -> Token | None:
    """Return the token that starts at `position`, or None if the text could not be cut into tokens there."""
    if error.source is None:
        return None
    lexer = Lexer(error.source)
    try:
        while lexer.token.kind is not TokenKind.EOF:
            token = lexer.advance()
            if token.start >= position:
                return token if token.start == position else None
    except type(error):
        return None
    return lexer.token
