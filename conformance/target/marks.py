"""Our marks in what is sent: the generated identities by which somebody whom we made can be found again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from conformance.scenario.unique import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conformance.wire import Request

_HEX: Final = "[0-9a-f]{16}"
_EMAIL: Final = rf"{MARK}\+{_HEX}-[0-9]+@example\.com"
MARKED_EMAIL: Final = re.compile(rf"(?:[^@+]*\.)?{_EMAIL}", re.IGNORECASE)
"""A whole email that is ours; what a scenario put before it ends in a dot."""

MARKED_NAME: Final = re.compile(rf"{MARK.title()} {_HEX} [0-9]+")
MARKED_TAG: Final = re.compile(rf"{MARK}-tag-{_HEX}-[0-9]+")
MARKED_VALUE: Final = re.compile(rf"{MARK}-{_HEX}-[0-9]+")
MARKED_KEY: Final = re.compile(rf"{MARK}_{_HEX}_[0-9]+")
_OUR_PHONE: Final = re.compile(r"\+1[2-9][0-9]{2}555[0-9]{4}")
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NOT_IN_PHONES: Final = re.compile(r"[^0-9+]")
_HINT: Final = re.compile(rf"{MARK}|555", re.IGNORECASE)

CustomId = tuple[str, str, str]
"""Namespace, key and value."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The identities in one request that are generated, each once.

    Attributes:
        emails: in the form in which they are compared: lower case, without spaces.
        phones: in E.164. They show by their exchange that nobody has them, not that they are of this harness.
        custom_ids: of unique metafields.
        names: first or last names.
        tags: tags.
        definitions: namespace and key of metafield definitions that are to be made.
    """

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    custom_ids: tuple[CustomId, ...] = ()
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return any((self.emails, self.phones, self.custom_ids, self.names, self.tags, self.definitions))


def marks_of(request: Request) -> Marks:
    """Return the generated identities in a request, in its variables and in literals of its document."""
    text = f"{request.document}\n{json.dumps(request.variables, ensure_ascii=False)}"
    if not _HINT.search(text):
        return Marks(definitions=_definitions(request.variables))
    emails: dict[str, None] = {}
    phones: dict[str, None] = {}
    names: dict[str, None] = {}
    tags: dict[str, None] = {}
    for found in _STRING.finditer(text):
        string = found[1]
        email = "".join(string.split()).casefold()
        if MARKED_EMAIL.fullmatch(email):
            emails[email] = None
            continue
        phone = _NOT_IN_PHONES.sub("", string) if len(string) < 40 else ""
        if _OUR_PHONE.fullmatch(phone):
            phones[phone] = None
            continue
        names.update(dict.fromkeys(each[0] for each in MARKED_NAME.finditer(string)))
        tags.update(dict.fromkeys(each[0] for each in MARKED_TAG.finditer(string)))
    custom_ids = dict.fromkeys(_custom_ids(request.variables))
    return Marks(
        tuple(emails),
        tuple(phones),
        tuple(custom_ids),
        tuple(names),
        tuple(tags),
        _definitions(request.variables),
    )


def is_marked(customer: Mapping[str, Any]) -> bool:
    """Return whether a customer bears a mark that only this harness gives."""
    return bool(marks_in(customer))


def marks_in(customer: Mapping[str, Any]) -> frozenset[str]:
    """Return the marks that a customer bears, emails in lower case.

    Args:
        customer: as the target shows one; email, names, tags and metafields count as far as they are selected.
    """
    email = str((customer.get("defaultEmailAddress") or {}).get("emailAddress") or "").casefold()
    names = (customer.get("firstName"), customer.get("lastName"))
    nodes = (customer.get("metafields") or {}).get("nodes") or ()
    values = [node.get("value") for node in nodes if isinstance(node, dict)]
    return frozenset(
        text
        for pattern, texts in (
            (MARKED_EMAIL, (email,)),
            (MARKED_NAME, names),
            (MARKED_TAG, customer.get("tags") or ()),
            (MARKED_VALUE, values),
        )
        for text in texts
        if isinstance(text, str) and pattern.fullmatch(text)
    )


def _custom_ids(value: Any) -> Iterator[CustomId]:
    """Yield custom ids whose value or key is generated."""
    if isinstance(value, dict):
        key, of = value.get("key"), value.get("value")
        if isinstance(key, str) and isinstance(of, str):
            if MARKED_VALUE.fullmatch(of) or MARKED_KEY.fullmatch(key):
                yield str(value.get("namespace") or ""), key, of
            return
        for part in value.values():
            yield from _custom_ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from _custom_ids(part)


def _definitions(variables: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    definition = variables.get("definition")
    if not isinstance(definition, dict) or not isinstance(definition.get("key"), str):
        return ()
    return ((str(definition.get("namespace") or ""), definition["key"]),)
